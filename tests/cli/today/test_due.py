"""Dates ahead, what waits, and both as a file that a calendar accepts."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from imatter_cli.output import calendar

ME = "prc-2611-4t9wq2e"
DAY = ("--date", "2026-10-02")
PRIVATE = "Sam hid under the table"


def seen(kept: Any, *more: str) -> list[tuple[str, str, str]]:
    """What is due, as day, standing and command."""
    return [(d["day"], d["standing"], d["command"]) for d in kept("due", "--json", *more).json["due"]]


@pytest.fixture
def practice(notebook: Any) -> tuple[Any, str]:
    """A running project with a rhythm of two weeks and three small steps, one of them done and one without a day."""
    notebook.change("practitioner", "edit", ME, "--rhythm-days", "14")
    notebook.change("licence", "record", "--date", "2026-10-01")
    project = notebook.idea("--date", "2026-10-01")
    notebook.change("project", "start", project, "--date", "2026-10-02")
    notebook.change("project", "step", "--text", f"{PRIVATE}; once, twice", "--by", "2026-11-20", *DAY)
    notebook.change("project", "step", "--text", "read", "--by", "2026-12-01", *DAY)
    notebook.change("project", "step", "--number", "2", *DAY)
    notebook.change("project", "step", "--text", "some day", *DAY)
    return notebook, project


def test_overdue_comes_first_and_each_has_its_command(practice: tuple[Any, str]) -> None:
    kept, project = practice
    assert seen(kept) == [
        ("2026-10-16", "overdue", f"imatter reflect {project}"),
        ("2026-11-20", "overdue", f"imatter project step {project} --number 1"),
    ]
    kept.change("reflect", "--what", "quiet", "--date", "2026-11-18")
    assert seen(kept)[-1] == ("2026-12-02", "ahead", f"imatter reflect {project}")
    assert seen(kept, "--within", "7 days") == [
        ("2026-11-20", "overdue", f"imatter project step {project} --number 1"),
    ]
    out = kept("due").out
    assert "Overdue\n  20 November:" in out
    assert f"      imatter project step {project} --number 1" in out
    assert (
        "Until 22 February\n  2 December: a reflection on evening routine is due (your rhythm is every 14 days)." in out
    )


def test_the_rhythm_begins_anew_with_what_is_taken_up_again(practice: tuple[Any, str]) -> None:
    kept, project = practice
    kept.change("project", "pause", project, "--date", "2026-11-21")
    assert seen(kept) == []
    kept.change("project", "resume", project, "--date", "2026-11-23")
    assert ("2026-12-07", "ahead", f"imatter reflect {project}") in seen(kept)
    assert f"imatter reflect {project}" not in [d["command"] for d in kept("--json").json["next"][1:]]


def test_without_a_rhythm_no_reflection_is_due(notebook: Any) -> None:
    notebook.running()
    assert seen(notebook) == []
    assert notebook("due").out == "Nothing falls due until 22 February.\n"


def test_a_term_ends_only_where_there_is_one(notebook: Any) -> None:
    rules = notebook.path / "records" / "programme.yaml"
    rules.write_text(rules.read_text().replace("term_months: null", "term_months: 12"))
    notebook.git("commit", "-qam", "term")
    licence = notebook.licence("--date", "2026-01-10")
    assert seen(notebook) == [("2027-01-09", "ahead", f"imatter licence renew {licence}")]
    assert seen(notebook, "--within", "30d") == []


def test_a_conversation_on_relevance_is_due_where_the_programme_says_when(notebook: Any, programme: Any) -> None:
    for kept in (notebook, programme):
        rules = kept.path / "records" / "programme.yaml"
        assert [d for d in kept("due", "--json").json["due"] if d["what"] == "conversation"] == []
        rules.write_text(rules.read_text().replace("term_months: null", "term_months: null\n  conversation_months: 6"))
        kept.git("commit", "-qam", "rules")
    id = notebook.licence("--date", "2026-08-31")
    [due] = [d for d in notebook("due", "--within", "1y", "--json").json["due"] if d["what"] == "conversation"]
    assert (due["day"], due["standing"]) == ("2027-02-28", "ahead")
    assert due["command"] == f"imatter licence continue {id}"
    later = {"env": {"IMATTER_NOW": "2027-03-01T09:00:00Z"}}
    assert due["command"] in [n["command"] for n in notebook("--json", **later).json["next"]]
    notebook.change("licence", "continue", id, "--learnt", "x")
    [due] = [d for d in notebook("due", "--within", "1y", "--json").json["due"] if d["what"] == "conversation"]
    assert due["day"] == "2027-05-24"

    id = programme.change("licence", "record", "--practitioner", "7h3", "--date", "2026-05-01")["id"]
    seen = programme("--json").json
    assert seen["coordinator"]["conversations"] == [{"id": id, "practitioner": "prc-2611-7h3vn5m", "day": "2026-11-01"}]
    assert f"imatter licence continue {id}" in [n["command"] for n in seen["next"]]
    assert "talk about its relevance, 1 November" in programme().out


def test_a_coordinator_sees_closing_days_and_what_waits(rehearsal: Any) -> None:
    found = rehearsal("due", "--json").json["due"]
    assert ("2026-12-10", "quarter-closes", "imatter fund close 2026-Q4") in [
        (d["day"], d["what"], d["command"]) for d in found
    ]
    waiting = [d for d in found if d["standing"] == "waiting"]
    assert {d["what"] for d in waiting} >= {"application"}
    assert all(rehearsal.record(d["id"])["status"] == "submitted" for d in waiting if d["what"] == "application")
    reviewers = [p.stem for p in rehearsal.path.glob("records/practitioners/*/*.yaml") if "- reviewer" in p.read_text()]
    commands = {c for who in reviewers for _, _, c in seen(rehearsal, "--as", who)}
    assert any(c.startswith("imatter fund score app-") for c in commands)


def test_a_calendar_accepts_the_file_and_reads_no_words_in_it(practice: tuple[Any, str], tmp_path: Path) -> None:
    kept, project = practice
    before = kept.files()
    file = tmp_path / "dates.ics"
    done = kept("due", "--ics", file, "--json")
    assert done.json["files"] == [str(file)]
    assert kept.files() == before and kept.git("status", "--porcelain") == ""
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    raw = file.read_bytes()
    assert raw.endswith(b"END:VCALENDAR\r\n") and raw.count(b"\n") == raw.count(b"\r\n")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75
    assert b"Sam" not in raw and b"evening" not in raw
    read = Calendar.from_ical(raw)
    assert not read.errors and not any(e.errors for e in read.walk())
    events = {str(e["SUMMARY"]): e for e in read.walk("VEVENT")}
    assert sorted(events) == [f"Reflection due ({project})", f"Small step due ({project})"]
    step = events[f"Small step due ({project})"]
    assert str(step.decoded("DTSTART")) == "2026-11-20"
    assert str(step.decoded("DTEND")) == "2026-11-21"
    assert step.decoded("DTSTAMP").isoformat() == "2026-11-24T09:00:00+00:00"
    assert str(step["DESCRIPTION"]) == f"imatter project step {project} --number 1"
    kept("due", "--ics", file, "--force", "--json", env={"IMATTER_NOW": "2026-11-25T09:00:00Z"})
    again = {str(e["SUMMARY"]): str(e["UID"]) for e in Calendar.from_ical(file.read_bytes()).walk("VEVENT")}
    assert again == {name: str(e["UID"]) for name, e in events.items()}
    assert len(set(again.values())) == 2


def test_a_file_that_is_there_stays(practice: tuple[Any, str], tmp_path: Path) -> None:
    kept, _ = practice
    file = tmp_path / "dates.ics"
    file.write_text("mine")
    error = kept.refused("due", "--ics", str(file))
    assert (error["code"], "--force" in error["hint"]) == ("file-exists", True)
    assert kept.refused("due", "--ics", str(kept.path / "records" / "x.ics"))["code"] == "inside-records"
    link = tmp_path / "link"
    link.symlink_to(kept.path / "records")
    assert kept.refused("due", "--ics", str(link / "x.ics"))["code"] == "inside-records"
    assert kept.refused("due", "--ics", str(tmp_path / "none" / "x.ics"), code=3)["code"] == "not-found"
    assert kept.refused("due", "--ics", str(tmp_path))["code"] == "file-exists"
    assert file.read_text() == "mine"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["dates.ics", "home", "link", "notebook", "work"]


def test_a_trial_run_and_an_empty_calendar_write_nothing(practice: tuple[Any, str], tmp_path: Path) -> None:
    kept, project = practice
    assert "Nothing was written" in kept("due", "--ics", tmp_path / "dates.ics", "--dry-run").out
    kept.change("project", "stop", project, "--reason", "it is enough")
    done = kept("due", "--ics", tmp_path / "dates.ics")
    assert (done.code, "no file was written" in done.out) == (0, True)
    assert not (tmp_path / "dates.ics").exists()


@pytest.mark.parametrize("within", ["soon", "9999y", "-3d", ""])
def test_a_time_that_is_none(notebook: Any, within: str) -> None:
    assert notebook.refused("due", "--within", within, code=2)["code"] == ("bad-value" if within else "empty")


def test_a_date_by_hand_that_is_none_is_no_date_ahead(practice: tuple[Any, str]) -> None:
    kept, project = practice
    path = next(kept.path.rglob(f"{project}.yaml"))
    path.write_text(path.read_text().replace("by: 2026-11-20", "by: 2026-11-31"))
    assert [d for _, _, d in seen(kept)] == [f"imatter reflect {project}"]
    path.write_text(f"practitioner: {ME}\n[")
    done = kept("due", "--json")
    assert (done.code, done.json["due"]) == (1, [])
    assert project in done.err


def test_who_nobody_named_is_asked_for(programme: Any) -> None:
    programme.git("config", "--unset", "imatter.me")
    assert programme.refused("due", code=5)["code"] == "no-identity"


@pytest.mark.parametrize("text", ["x" * 200, "é" * 100, "a" + "🕯" * 60])
def test_lines_are_folded_between_characters(text: str) -> None:
    parts = list(calendar.folded(text))
    assert max(len(part.encode()) for part in parts) <= 75
    assert "".join([parts[0], *(part[1:] for part in parts[1:])]) == text


def test_values_are_escaped() -> None:
    assert calendar.escaped("a\\b;c,d\r\ne\nf") == "a\\\\b\\;c\\,d\\ne\\nf"


def test_dates_load_no_models() -> None:
    code = "import sys, imatter_cli.commands.today.due; sys.exit('pydantic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
