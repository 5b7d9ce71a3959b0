"""save and edit: edits made by hand are checked, kept as they were typed, and told in the timeline."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from imatter_cli.domain import ids

ME = "prc-2611-4t9wq2e"
OTHER = "prc-2611-7h3vn5m"


def file(store: Any, id: str) -> Path:
    path: Path = store.path / ids.path_of(id)
    return path


def edit(store: Any, id: str, *pairs: tuple[str, str]) -> None:
    path = file(store, id)
    text = path.read_text()
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    path.write_text(text)


def not_saved(store: Any, *args: str, code: int = 4) -> dict[str, Any]:
    """A save that is refused: nothing recorded, the hand edit untouched."""
    before, files = store.commits(), store.files()
    done = store("save", *args, "--json")
    assert done.code == code, (done.out, done.err)
    assert store.commits() == before
    assert store.files() == files
    error: dict[str, Any] = done.error
    return error


def test_a_hand_edit_is_refused_first_and_then_saved(notebook: Any) -> None:
    id = notebook.idea()
    edit(notebook, id, ("setting: school", "setting:   club   # since autumn"))
    mine = file(notebook, id).read_text()
    done = notebook("project", "step", id, "--text", "talk", "--json")
    assert done.code == 4
    assert done.error["code"] == "edited-by-hand"
    assert "imatter save" in done.error["hint"]
    assert file(notebook, id).read_text() == mine
    saved = notebook.change("save")
    assert saved["id"] == id
    assert file(notebook, id).read_text().startswith(mine)
    last = notebook.record(id)["timeline"][-1]
    assert (last["event"], last["by"], last["fields"]) == ("edit", ME, ["setting"])
    assert notebook.git("log", "-1", "--format=%(trailers:key=Event,valueonly)").strip() == "edit"
    notebook.change("project", "step", id, "--text", "talk")
    assert "setting:   club   # since autumn\n" in file(notebook, id).read_text()


def test_remarks_alone_need_no_event(notebook: Any) -> None:
    id = notebook.idea()
    edit(notebook, id, ("schema:", "# why: because\nschema:"))
    events = len(notebook.record(id)["timeline"])
    notebook.change("save", id)
    assert len(notebook.record(id)["timeline"]) == events
    assert "# why: because" in file(notebook, id).read_text()


def test_only_what_is_named_and_nothing_else_of_the_users(notebook: Any) -> None:
    one, two = notebook.idea(), notebook.idea()
    for id in (one, two):
        edit(notebook, id, ("setting: school", "setting: club"))
    (notebook.path / "mine.txt").write_text("staged")
    notebook.git("add", "mine.txt")
    done = notebook("save", ids.path_of(one), "--json")
    assert done.json["id"] == one
    assert notebook.git("status", "--porcelain").splitlines() == ["M " + ids.path_of(two), "A  mine.txt"] or sorted(
        notebook.git("status", "--porcelain").split()
    ) == sorted(["M", ids.path_of(two), "A", "mine.txt"])
    notebook("save", "records/projects")
    assert notebook.git("status", "--porcelain") == "A  mine.txt"
    assert notebook.record(two)["setting"] == "club"


def test_several_in_one_change_or_none(notebook: Any) -> None:
    one, two = notebook.idea(), notebook.idea()
    edit(notebook, one, ("setting: school", "setting: club"))
    edit(notebook, two, ("setting: school", "seting: club"))
    error = not_saved(notebook, code=1)
    assert [f["path"] for f in error["details"]["findings"]] == [ids.path_of(two)] * 2
    edit(notebook, two, ("seting: club", "setting: club"))
    done = notebook.change("save")
    assert {done["id"], done["also"][0]["id"]} == {one, two}


def test_what_is_no_record_of_the_store_is_said(notebook: Any, tmp_path: Path) -> None:
    (notebook.path / "notes.txt").write_text("mine\n")
    (tmp_path / "elsewhere").mkdir()
    for said in (str(notebook.path / "notes.txt"), str(tmp_path / "elsewhere"), "/etc/passwd"):
        done = notebook("save", said, "--json")
        assert done.code == 3
        assert "not a record of this store" in done.error["message"]
    for said in (str(notebook.path), str(notebook.path / "records"), str(notebook.path / "records/practitioners")):
        assert notebook("save", said).code == 0


def test_nothing_to_save(notebook: Any) -> None:
    id = notebook.idea()
    assert "All your edits are saved" in notebook("save").out
    assert notebook("save", id, "--json").json["commit"] == ""
    assert not_saved(notebook, "no/such/file", code=3)["code"] == "not-found"


WRONG = [
    ("setting: school", "setting: [school", 1, "bracket"),
    ("setting: school", "seting: school", 1, "Closest: setting"),
    ("setting: school", "setting: school\nsetting: club", 1, "twice"),
    ("setting: school", "setting: castle", 1, "castle"),
    ("status: planned", "status: active", 1, "timeline leads to planned"),
    ("code: P1", "code: Ann", 1, "never a name"),
    ("support: none", "support: none\nlead: prc-2611-zzzzzzz", 1, "prc-2611-zzzzzzz"),
    ("support: none", "support: none\nlead: prc-2611-4t9wq2e", 4, "cannot be the Lead of their own project"),
]


@pytest.mark.parametrize(("old", "new", "code", "word"), WRONG)
def test_what_is_wrong_is_said_with_its_place(notebook: Any, old: str, new: str, code: int, word: str) -> None:
    id = notebook.idea()
    edit(notebook, id, (old, new))
    error = not_saved(notebook, code=code)
    said = notebook("save")
    assert said.code == code
    assert word in " ".join(said.err.split())
    for finding in error["details"].get("findings", ()):
        assert finding["path"] == ids.path_of(id)
        assert f"{ids.path_of(id)}:{finding['line']}:{finding['column']}  " in said.err
        assert finding["line"] >= 1


def test_the_place_is_the_very_line_and_column(notebook: Any) -> None:
    id = notebook.idea()
    edit(notebook, id, ("support: none", "suport: none"))
    lines = file(notebook, id).read_text().splitlines()
    finding = not_saved(notebook, code=1)["details"]["findings"][0]
    assert (finding["line"], finding["column"]) == (lines.index("suport: none") + 1, 1)


@pytest.mark.parametrize(
    ("pair", "code"),
    [
        (("event: plan", "event: plan\n    reason: made up"), "history-edited"),
        (("practitioner: prc-2611-4t9wq2e", "practitioner: prc-2611-9x2kd0a"), "not-by-edit"),
        (("programme: 1", "programme: 2"), "not-by-edit"),
        (("support: none", "support: none\nstage: plan"), "not-by-edit"),
        (("support: none", "support: none\nlicence: lic-2611-0000001"), "not-by-edit"),
    ],
)
def test_what_no_edit_may_touch(notebook: Any, pair: tuple[str, str], code: str) -> None:
    id = notebook.idea()
    if pair[0] not in file(notebook, id).read_text():
        pytest.fail(file(notebook, id).read_text())
    edit(notebook, id, pair)
    error = not_saved(notebook)
    assert error["code"] == code
    assert error["hint"]


def test_a_closed_record_is_not_edited(notebook: Any) -> None:
    _, id = notebook.running()
    notebook.change("project", "stop", id, "--reason", "moved")
    edit(notebook, id, ("setting: school", "setting: club"))
    error = not_saved(notebook)
    assert error["code"] == "lifecycle"
    assert "imatter project revisit" in error["hint"]


def test_events_written_by_hand_are_legal_by_replay(notebook: Any) -> None:
    _, id = notebook.running()
    with file(notebook, id).open("a") as text:
        text.write(f"  - at: 2026-11-24T09:00:00Z\n    event: pause\n    by: {ME}\n")
    error = not_saved(notebook, code=1)
    assert "timeline leads to paused" in error["details"]["findings"][0]["message"]
    edit(notebook, id, ("status: active", "status: paused"))
    assert notebook.change("save")["status"] == "paused"
    assert notebook.record(id)["timeline"][-1]["event"] == "pause"
    assert notebook("check").code == 0


def test_an_event_by_hand_still_answers_to_the_rules(notebook: Any) -> None:
    id = notebook.idea()
    with file(notebook, id).open("a") as text:
        text.write(f"  - at: 2026-11-24T09:00:00Z\n    event: start\n    by: {ME}\n")
    edit(notebook, id, ("status: planned", "status: active"))
    error = not_saved(notebook, code=1)
    assert "licence" in error["details"]["findings"][0]["message"]


def test_a_deleted_file_is_not_a_deleted_record(notebook: Any) -> None:
    id = notebook.idea()
    file(notebook, id).unlink()
    error = not_saved(notebook)
    assert error["code"] == "deleted"
    assert ids.path_of(id) in error["message"] and "imatter recover" in error["hint"]


def test_a_record_begun_by_hand(notebook: Any) -> None:
    id = "prj-2611-0000001"
    file(notebook, id).parent.mkdir(parents=True, exist_ok=True)
    file(notebook, id).write_text(
        f"id: {id}\nschema: project/1\nprogramme: 1\nstatus: planned\npractitioner: {ME}\ntype: early-concern\n"
        "setting: school\nfocus_areas: [tea]\nindividuals: [{code: P1}]\n"
        f"timeline: [{{at: 2026-11-20, event: plan, by: {ME}}}]\n"
    )
    assert notebook.change("save")["status"] == "planned"
    assert notebook("check").code == 0


def test_a_record_broken_around_imatter_can_be_put_right(notebook: Any) -> None:
    id = notebook.idea()
    edit(notebook, id, ("status: planned", "status: active"))
    notebook.git("commit", "-qam", "oops")
    edit(notebook, id, ("status: active", "status: planned"))
    assert notebook.change("save")["status"] == "planned"


def test_the_rules_of_the_programme(notebook: Any) -> None:
    path = notebook.path / "records" / "programme.yaml"
    text = path.read_text()
    path.write_text(text.replace("individuals: 3", "individuals: 2", 1))
    assert not_saved(notebook)["code"] == "same-version"
    path.write_text(path.read_text().replace("individuals: 2", "individuals: many", 1))
    assert not_saved(notebook, code=1)["details"]["findings"][0]["line"] > 1
    fresh = text.replace("individuals: 3", "individuals: 2", 1).replace("\nversion: 1\n", "\nversion: 2\n")
    note = "  what: First version, from the published licence page.\n"
    path.write_text(fresh.replace(note, f"{note}- at: 2026-11-24\n  version: 2\n  what: Smaller.\n"))
    done = notebook("save", "--json")
    assert done.code == 0, done.err
    assert notebook.git("status", "--porcelain") == ""
    assert "made" in notebook("log", "programme").out


def test_somebody_elses_record(programme: Any) -> None:
    id = programme.change(
        "project", "new", "--type", "early-concern", "--setting", "school", "--focus-area", "tea",
        "--individuals", "1", "--practitioner", OTHER,
    )["id"]  # fmt: skip
    edit(programme, id, ("setting: school", "setting: club"))
    assert not_saved(programme, "--as", "9x2")["code"] == "not-yours"
    saved = programme.change("save", "--as", ME)
    assert saved["id"] == id
    last = programme.record(id)["timeline"][-1]
    assert last["by"] == ME


def test_an_application_gets_its_new_revision_and_its_events_stay_with_the_commands(programme: Any) -> None:
    project = programme.change(
        "project", "new", "--type", "early-concern", "--setting", "school", "--focus-area", "tea",
        "--individuals", "1", "--practitioner", OTHER,
    )["id"]  # fmt: skip
    programme.change("licence", "record", "--practitioner", OTHER)
    programme.change("fund", "open", "2026-Q4", "--budget", "500", "--opens", "2026-10-01", "--closes", "2026-12-10")
    app = programme.change(
        "fund", "apply", "--project", project, "--key-barrier", "money", "--cost", "books=10.00", "--payee", "host",
        "--round", "2026-Q4", "--other-sources", "none", "--as", OTHER,
    )["id"]  # fmt: skip
    programme.change("fund", "submit", app, "--as", OTHER)
    edit(programme, app, ("key_barrier: money", "key_barrier: no money at all"))
    programme.change("save", "--as", OTHER)
    assert programme.record(app)["revision"] == "2"
    edit(programme, app, ("revision: 2", "revision: 7"))
    error = not_saved(programme, "--as", OTHER)
    assert error["code"] == "not-by-edit"
    assert "goes up automatically" in error["hint"]
    programme.git("checkout", "-q", "records")
    edit(programme, app, ('\namount: "10.00"', '\namount: "99.00"'))
    assert not_saved(programme, "--as", OTHER)["code"] == "costs-differ"
    programme.git("checkout", "-q", "records")
    with file(programme, app).open("a") as text:
        text.write(f"  - at: 2026-11-24T09:00:00Z\n    event: screen\n    by: {ME}\n    outcome: eligible\n")
    edit(programme, app, ("status: submitted", "status: eligible"))
    assert not_saved(programme)["code"] == "not-by-hand"


def test_edit_by_options(notebook: Any) -> None:
    id = notebook.idea()
    notebook.change("project", "edit", id, "--setting", "club", "--focus-area", "a", "--focus-area", "b")
    record = notebook.record(id)
    assert record["setting"] == "club"
    assert record["timeline"][-1]["fields"] == ["focus_areas", "setting"]
    assert "club" not in notebook.git("log", "-1", "--format=%B")
    assert notebook.refused("project", "edit", id, "--setting", "club")["code"] == "nothing-changed"
    assert notebook.refused("project", "edit", id, "--setting", "castle", code=2)["code"] == "bad-value"


def test_a_trial_save_changes_nothing(notebook: Any) -> None:
    id = notebook.idea()
    edit(notebook, id, ("setting: school", "setting: club"))
    before = notebook.files()
    done = notebook("save", "--dry-run")
    assert done.code == 0
    assert "trial run" in done.out
    assert notebook.files() == before
