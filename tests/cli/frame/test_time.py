"""Days and moments: a day is the user's own, a moment is UTC, and a clock that is wrong is noticed."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from imatter_cli.checks import example
from imatter_cli.domain import ids

PROJECT = ids.path_of(example.PROJECT)
REFLECTION = "ref-2611-c4v8n3x"
PROGRAMME = "records/programme.yaml"


@pytest.fixture
def zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Set the time zone of this process."""

    def there(name: str) -> None:
        monkeypatch.setenv("TZ", name)
        time.tzset()

    yield there
    monkeypatch.undo()
    time.tzset()


def commit_at(store: Any, when: str, *args: str) -> None:
    """A commit of git's own at that moment."""
    for name in ("GIT_COMMITTER_DATE", "GIT_AUTHOR_DATE"):
        os.environ[name] = when
    try:
        store.git("-c", "user.name=a", "-c", "user.email=a@example.invalid", "commit", "-q", *args)
    finally:
        for name in ("GIT_COMMITTER_DATE", "GIT_AUTHOR_DATE"):
            del os.environ[name]


@pytest.mark.parametrize(
    ("place", "now", "today", "tomorrow"),
    [
        ("Europe/London", "2026-06-10T23:30:00Z", "2026-06-11", "2026-06-12"),
        ("Pacific/Auckland", "2026-06-10T13:00:00Z", "2026-06-11", "2026-06-12"),
        ("America/Los_Angeles", "2026-06-11T03:00:00Z", "2026-06-10", "2026-06-11"),
        ("UTC", "2026-06-10T23:30:00Z", "2026-06-10", "2026-06-11"),
    ],
)
def test_a_day_is_the_users_own(notebook: Any, zone: Any, place: str, now: str, today: str, tomorrow: str) -> None:
    zone(place)
    env = {"IMATTER_NOW": now}
    notebook.change("licence", "record", "--date", "today", env=env)
    project = notebook.change(
        "project", "new", "--type", "early-concern", "--setting", "school", "--focus-area", "mornings",
        "--individuals", "1", env=env,
    )["id"]  # fmt: skip
    (event,) = notebook.record(project)["timeline"]
    assert event["at"][:10] == today
    assert event.get("recorded", event["at"]) == now
    assert notebook.refused("project", "start", project, "--date", tomorrow, code=2, env=env)["code"] == "still-to-come"
    notebook.change("project", "edit", project, "--setting", "nursery", env=env)
    reflection = notebook.change("reflect", project, "--what", "A quiet start.", "--no-input", env=env)["id"]
    assert notebook.record(reflection)["date"] == today
    assert notebook("check", "--json", env=env).json["findings"] == []
    # whoever checks it elsewhere, with their day a day behind
    zone("Etc/GMT+12")
    assert notebook("check", "--json", env=env).json["findings"] == []


def test_a_day_of_the_history_begins_and_ends_where_the_user_is(examples: Any, zone: Any) -> None:
    file = examples.path / PROJECT
    first = file.read_text()
    assert "setting: school" in first
    examples.git("add", "-A")
    commit_at(examples, "2026-06-10T12:00:00Z", "--amend", "-m", "begin")
    file.write_text(first.replace("setting: school", "setting: nursery"))
    commit_at(examples, "2026-06-10T23:30:00Z", "-am", "change")  # 11 June in London
    head = examples.git("rev-parse", "HEAD")

    def setting(day: str) -> str:
        return str(examples("show", example.PROJECT, "--as-of", day, "--json").json["setting"])

    def changed(since: str) -> int:
        return int(examples("check", "--since", since, "--json").json["summary"]["records"])

    zone("UTC")
    assert (setting("2026-06-10"), changed("2026-06-11")) == ("nursery", 0)
    zone("Europe/London")
    assert (setting("2026-06-10"), setting("2026-06-11"), setting("2026-06-12")) == ("school", "nursery", "nursery")
    assert (changed("2026-06-11"), changed("2026-06-12"), changed(head)) == (1, 0, 0)
    assert changed("2026-06-10") == changed("2026-06-09") == changed("1969-12-31") > 10
    for early in ("2026-06-09", "1969-12-31", "0001-01-01"):
        assert examples("show", example.PROJECT, "--as-of", early, "--json").code == 3


def test_since_today_means_what_changed_today(notebook: Any) -> None:
    notebook.idea()
    day = datetime.now(UTC).strftime("%Y-%m-%d")
    for since in (day, "today", "yesterday", "1969-12-31"):
        assert notebook("check", "--since", since, "--json", env={"IMATTER_NOW": f"{day}T23:59:59Z"}).json["summary"][
            "records"
        ], since


@pytest.mark.parametrize(
    "line",
    [
        ("check", "--since", ""), ("check", ""), ("check", "--output", "json:x", "--format", " "),
        ("show", example.PROJECT, "--as-of", ""), ("project", "list", "--since", ""),
        ("project", "list", "--until", " "),
        ("project", "list", "--where", ""), ("show", ""), ("project", "start", example.IDEA, "--date", ""),
        ("--as", "", "status"), ("status", "--as", ""), ("fund", "stats", "--year", ""), ("due", "--ics", ""),
        ("reflection", "search", "tea", "--since", ""), ("verify", "--against", ""),
    ],
)  # fmt: skip
def test_an_empty_value_is_a_slip_and_not_a_choice(examples: Any, line: tuple[str, ...]) -> None:
    error = examples.refused(*line, code=2)
    assert error["code"] == "empty", error
    assert "empty" in error["message"]


def test_a_store_that_is_named_by_nothing_is_not_the_default_one(examples: Any) -> None:
    assert examples.call("check", "--store", "", "--json").error["code"] == "empty"


def test_a_clock_that_stepped_back_is_noticed_before_anything_is_written(notebook: Any) -> None:
    later = f"{datetime.now(UTC).year + 1}-06-10T12:00:00Z"
    commit_at(notebook, later, "--allow-empty", "-m", "made with a clock that was wrong")
    line = (
        "project",
        "new",
        "--type",
        "early-concern",
        "--setting",
        "school",
        "--focus-area",
        "a",
        "--individuals",
        "1",
    )
    for dry in ((), ("--dry-run",)):
        error = notebook.refused(*line, *dry, code=5)
        assert (error["code"], "--clock-is-right" in error["hint"]) == ("clock", True)
    assert notebook("recover", "--clock-is-right").code == 0
    notebook.change(*line)
    notebook.idea()  # the last change is dated well again
    found = notebook("verify", "--json").json
    assert {f["severity"] for f in found["findings"] if f["rule"] == "VER006"} == {"advice"}


def test_an_event_of_a_clock_that_was_ahead_can_be_taken_back(notebook: Any) -> None:
    licence = notebook.licence()
    project = notebook.idea()
    ahead, now = {"IMATTER_NOW": "2026-11-27T09:00:00Z"}, {"IMATTER_NOW": "2026-11-24T10:00:00Z"}
    notebook.change("project", "edit", project, "--setting", "nursery", env=ahead)
    error = notebook.refused("project", "edit", project, "--setting", "school", env=now)
    assert error["code"] == "out-of-order"
    assert "--date" not in error["hint"]
    line = ("project", "edit", project, "--setting", "school", "--date", "2026-11-27")
    assert notebook.refused(*line, code=2, env=now)["code"] == "still-to-come"
    (found,) = notebook("check", "--json", env=now).json["findings"]
    assert (found["rule"], found["field"]) == ("TIM003", "timeline[1].at")
    commit = notebook("log", project, "--json").json[-1]["commit"]
    assert notebook("undo", commit, "--json", env=now).code == 0
    assert notebook("check", "--json", env=now).json["findings"] == []
    notebook.change("project", "edit", project, "--setting", "club", env=now)
    assert licence


def test_days_still_to_come_are_found_and_refused(examples: Any) -> None:
    me = ("--as", example.ME)
    for given in (("--invited", "2027-01-01", "--consent", "yes"),):
        error = examples.refused("project", "edit", example.PROJECT, *given, *me, code=2)
        assert error["code"] == "still-to-come", error
        assert error["message"].startswith("--invited: "), error
    path = ids.path_of(REFLECTION)
    file = examples.path / path
    text = file.read_text()
    day = next(line for line in text.splitlines() if line.startswith("date: "))
    file.write_text(text.replace(day, "date: 9999-12-31"))
    (found,) = [f for f in examples("check", "--json").json["findings"] if f["path"] == path]
    assert (found["rule"], found["field"]) == ("TIM003", "date")
    before = examples.commits()
    assert examples("save", *me).code == 1
    assert examples.commits() == before


def test_a_reflection_that_looks_back_on_a_day_to_come_is_put_right_as_check_advises(examples: Any) -> None:
    file = examples.path / ids.path_of(REFLECTION)
    file.write_text(file.read_text().replace("date: 2026-11-17", "date: 2026-12-27"))
    examples.git("-c", "user.name=x", "-c", "user.email=x@example.invalid", "commit", "-qam", "x", "--no-verify")
    advice = f"imatter reflection edit {REFLECTION} --looks-back-on DAY"
    (found,) = examples("check", "--json").json["findings"]
    assert found["try"] == f"Correct the day: {advice}"
    me = ("--as", example.ME)
    error = examples.refused("reflection", "edit", REFLECTION, "--date", "2026-11-20", *me)
    assert (error["code"], error["hint"].endswith(advice)) == ("nothing-changed", True)
    examples.change(*advice.split()[1:-1], "2026-11-17", *me)
    assert examples.record(REFLECTION)["date"] == "2026-11-17"
    assert examples("check").code == 0


def test_where_the_event_is_ahead_as_well_only_undo_is_advised(notebook: Any) -> None:
    notebook.licence()
    ahead, now = {"IMATTER_NOW": "2026-12-27T09:00:00Z"}, {"IMATTER_NOW": "2026-11-24T10:00:00Z"}
    assert notebook("reflect", notebook.idea(), "--what", "tired", "--concern", "no", env=ahead).code == 0
    found = notebook("check", "--json", env=now).json["findings"]
    assert len(found) == 2 and all("imatter undo" in f["try"] for f in found)
    assert notebook("undo", env=now).code == 0
    assert notebook("check", env=now).code == 0


def test_a_moment_of_writing_down_that_is_still_to_come_is_found(examples: Any) -> None:
    path = examples.path / ids.path_of(example.PROJECT)
    path.write_text(path.read_text().replace("    event: ", "    recorded: 9999-11-27T09:00:00Z\n    event: "))
    found = examples("check", "--json", path).json["findings"]
    assert {(f["rule"], f["field"].partition(".")[2]) for f in found} == {("TIM003", "recorded")}


def test_a_clock_that_is_behind_is_named_where_everything_is_still_to_come(notebook: Any) -> None:
    notebook.idea()
    early, now = {"IMATTER_NOW": "2026-11-02T09:00:00Z"}, {"IMATTER_NOW": "2026-11-24T10:00:00Z"}
    found = notebook("check", "--json", env=early).json
    assert {f["rule"] for f in found["findings"]} == {"TIM003"}
    assert "clock says 2 November 2026, but the last change" in found["summary"]["notes"][0]
    assert notebook("check", "--json", env=now).json["summary"]["notes"] == []


@pytest.mark.parametrize("year", ["1970", "2101", "9998"])
def test_a_clock_of_another_century_is_called_wrong(notebook: Any, year: str) -> None:
    error = notebook.refused("reflect", code=5, env={"IMATTER_NOW": f"{year}-01-01T09:00:00Z"})
    assert (error["code"], "clock is wrong" in error["message"]) == ("clock", True)
