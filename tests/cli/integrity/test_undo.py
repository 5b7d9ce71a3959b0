"""undo: a new change that says what it takes back, or a refusal that names what is in the way."""

from __future__ import annotations

from typing import Any

from imatter_cli.domain import ids

ME = "prc-2611-4t9wq2e"
OTHER = "prc-2611-7h3vn5m"


def test_it_restores_the_fields_and_adds_to_the_life(notebook: Any) -> None:
    _, id = notebook.running()
    path = notebook.path / ids.path_of(id)
    path.write_text(path.read_text().replace("schema:", "# a remark\nschema:"))
    notebook("save")
    before = path.read_text()
    paused = notebook.change("project", "pause", id, "--reason", "family")
    done = notebook.change("undo")
    # line by line what was there, and the events after it
    after = path.read_text()
    assert after.startswith(before)
    assert [e["event"] for e in notebook.record(id)["timeline"][-2:]] == ["pause", "undo"]
    entry = notebook.record(id)["timeline"][-1]
    assert (entry["by"], entry["undoes"], entry["undoes_at"]) == (
        ME,
        "pause",
        notebook.record(id)["timeline"][-2]["at"],
    )
    assert done["undoes"] == paused["commit"]
    assert notebook.commits()[0] == f"undo {id}"
    message = notebook.git("log", "-1", "--format=%B")
    assert f"Undoes: {paused['commit']}" in message
    assert f"Record: {id}" in message
    assert "family" not in message
    assert notebook("check").code == 0


def test_the_record_tells_what_was_taken_back(notebook: Any) -> None:
    _, id = notebook.running()
    notebook.change("project", "complete", id, "--anyway", "the family moved")
    refused = notebook("undo", "--json")
    assert (refused.code, refused.error["code"]) == (2, "missing")
    assert [m["option"] for m in refused.error["details"]["missing"]] == ["--reason"]
    notebook.change("undo", "--reason", "the wrong project")
    shown = notebook("show", id).out
    assert "taken back: completed (the wrong project)" in shown
    assert "taken back 24 Nov" in next(line for line in shown.splitlines() if "completed: " in line)
    assert "taken back: completed: the wrong project" in notebook("log", id).out
    last = notebook("log", id, "--json").json[-1]
    assert (last["event"], last["reason"], last["taken_back"], last["by"]) == (
        "undo", "the wrong project", ["complete"], ME,
    )  # fmt: skip


def test_the_rules_get_a_version_of_their_own(notebook: Any) -> None:
    path = notebook.path / "records/programme.yaml"
    text = path.read_text()
    note = "- at: 2026-11-24\n  version: 2\n  what: More people.\nstore:"
    text = text.replace("\nversion: 1\n", "\nversion: 2\n").replace("store:", note, 1)
    path.write_text(text.replace("individuals: 3", "individuals: 4"))
    assert notebook("save").code == 0
    assert notebook("undo", "--json").json["id"] == "programme"
    now = path.read_text()
    assert "\nversion: 3\n" in now and "individuals: 3" in now
    assert now.count("More people.") == 1 and "Version 2 was taken back." in now
    assert notebook("check").code == 0
    assert notebook("undo", notebook.git("rev-parse", "HEAD")).code == 0
    assert "\nversion: 4\n" in path.read_text() and "individuals: 4" in path.read_text()


def test_rules_that_a_record_needs_stay(notebook: Any) -> None:
    """Taking them back is held against the records, as saving them is."""
    path = notebook.path / "records/programme.yaml"
    note = "- at: 2026-11-24\n  version: 2\n  what: A library bus is a setting too.\nstore:"
    text = path.read_text().replace("\nversion: 1\n", "\nversion: 2\n").replace("store:", note, 1)
    setting = "settings:\n  placeholder: true\n  items:\n"
    path.write_text(text.replace(setting, f"{setting}  - id: library-bus\n    name: Library bus\n"))
    assert notebook("save").code == 0
    rules = notebook.git("rev-parse", "HEAD")
    id = notebook.idea("--setting", "library-bus")
    error = notebook.refused("undo", rules)
    assert (error["code"], error["details"]["by"]) == ("built-upon", [id])
    assert [f["rule"] for f in error["details"]["findings"]] == ["PRJ001"] and "library-bus" in error["message"]
    notebook.change("project", "edit", id, "--setting", "school")
    assert notebook("undo", rules).code == 0
    assert notebook("check").code == 0


def test_the_receipt_tells_before_and_after(notebook: Any) -> None:
    _, id = notebook.running()
    notebook.change("project", "edit", id, "--setting", "club")
    said = notebook("undo").out
    assert f"Taken back: project edit {id}." in said
    assert "setting: club, now school" in said
    said = notebook("undo").out
    assert "planned again; it was active" in said


def test_a_new_record_goes_and_comes_back(notebook: Any) -> None:
    id = notebook.idea()
    done = notebook("undo", "--json").json
    assert done["status"] == "discarded"
    assert not (notebook.path / ids.path_of(id)).exists()
    assert notebook.git("status", "--porcelain") == ""
    assert notebook("check").code == 0
    back = notebook.change("undo", done["commit"])
    assert back["status"] == "planned"


def test_bare_undo_goes_further_back_each_time(notebook: Any) -> None:
    _, id = notebook.running()
    for verb in ("pause", "resume"):
        notebook.change("project", verb, id)
    for status in ("paused", "active", "planned"):
        assert notebook.change("undo")["status"] == status
    redo = notebook.change("undo", notebook.git("rev-parse", "HEAD"))
    assert redo["status"] == "active"
    # what was put back stands again, and is what a bare undo takes back
    assert notebook.change("undo")["status"] == "planned"


def test_nothing_to_take_back(notebook: Any) -> None:
    assert notebook.refused("undo")["code"] == "nothing-to-undo"
    notebook.idea()
    notebook.change("undo")
    assert notebook.refused("undo")["code"] == "nothing-to-undo"


def test_a_change_made_elsewhere_is_not_mine(notebook: Any, tmp_path: Any, call: Any) -> None:
    notebook.idea()
    clone = tmp_path / "clone"
    notebook.git("clone", "-q", str(notebook.path), str(clone))
    notebook.git("-C", str(clone), "config", "user.name", "x")
    notebook.git("-C", str(clone), "config", "user.email", "x@y.z")
    error = call("undo", "--store", clone, "--json").error
    assert error["code"] == "nothing-to-undo"


def test_what_others_build_on_stays(notebook: Any) -> None:
    licence = notebook.licence()
    issued = notebook.git("rev-parse", "HEAD")
    id = notebook.idea()
    planned = notebook.git("rev-parse", "HEAD")
    notebook.change("project", "start", id)
    later = notebook.git("rev-parse", "HEAD")
    error = notebook.refused("undo", planned)
    assert error["code"] == "built-upon"
    assert error["details"]["by"] == [later]
    assert f"project start {id}" in error["message"]
    assert f"imatter undo {later[:7]}" in error["hint"]
    error = notebook.refused("undo", issued)
    assert error["code"] == "built-upon"
    assert error["details"]["by"] == [id]
    assert licence in error["message"]


def test_a_broken_record_that_names_it_counts_too(notebook: Any) -> None:
    id = notebook.idea()
    planned = notebook.git("rev-parse", "HEAD")
    other = notebook.path / ids.path_of("ref-2611-0000001")
    other.parent.mkdir(parents=True)
    other.write_text(f"project: {id}\nproject: [\n")
    notebook.git("add", "records")
    notebook.git("commit", "-qm", "around")
    error = notebook.refused("undo", planned)
    assert error["code"] == "built-upon"
    assert error["details"]["by"] == ["ref-2611-0000001"]


def test_a_rule_that_would_no_longer_hold(notebook: Any) -> None:
    licence, id = notebook.running()
    notebook.change("licence", "pause", licence)
    notebook.change("licence", "resume", licence)
    resumed = notebook.git("rev-parse", "HEAD")
    notebook.change("project", "resume", id)
    error = notebook.refused("undo", resumed)
    assert error["code"] == "built-upon"
    assert id in error["details"]["by"]


def test_an_event_stands_again_only_where_it_could_happen_now(notebook: Any) -> None:
    licence, id = notebook.running()
    undone = notebook.change("undo")["commit"]
    notebook.change("licence", "pause", licence)
    assert notebook.refused("undo", undone)["code"] == "no-active-licence"
    # nor does a check let it pass where somebody wrote it by hand
    path = notebook.path / ids.path_of(id)
    at = notebook.record(id)["timeline"][-1]["at"]
    again = f"  - at: {at}\n    event: undo\n    by: {ME}\n    undoes: undo\n    undoes_at: {at}\n"
    path.write_text(path.read_text().replace("status: planned", f"status: active\nlicence: {licence}") + again)
    assert {"PRJ003", "PRJ007"} & {f["rule"] for f in notebook("check", "--json").json["findings"]}
    notebook.git("checkout", "-q", ".")
    notebook.change("licence", "resume", licence)
    assert notebook.change("undo", undone)["status"] == "active"


def test_all_records_of_a_change_together(notebook: Any) -> None:
    licence, id = notebook.running()
    notebook.change("licence", "pause", licence)
    done = notebook.change("undo")
    assert (done["id"], done["status"]) == (licence, "active")
    assert done["also"] == [{"id": id, "status": "active"}]


def test_a_trial_run(notebook: Any) -> None:
    id = notebook.idea()
    done = notebook("undo", "--dry-run")
    assert "gone again" in done.out
    assert notebook.record(id)["status"] == "planned"
    assert len(notebook.commits()) == 2


def test_commits_that_are_no_changes(notebook: Any) -> None:
    assert notebook.refused("undo", "0123456789", code=3)["code"] == "not-found"
    assert notebook.refused("undo", "HEAD~1", code=3)["code"] == "not-found"
    assert notebook.refused("undo", "abc", code=3)["code"] == "not-found"
    assert notebook.refused("undo", notebook.git("rev-parse", "HEAD"))["code"] == "beginning"
    id = notebook.idea()
    path = notebook.path / ids.path_of(id)
    path.write_text(path.read_text().replace("school", "club"))
    notebook.git("commit", "-qam", "by hand")
    assert notebook.refused("undo", notebook.git("rev-parse", "HEAD"))["code"] == "not-recorded"


def test_a_file_edited_by_hand_is_not_overwritten(notebook: Any) -> None:
    id = notebook.idea()
    notebook.change("project", "edit", id, "--setting", "club")
    path = notebook.path / ids.path_of(id)
    mine = path.read_text().replace("support: none", "support: link")
    path.write_text(mine)
    done = notebook("undo", "--json")
    assert done.code == 4
    assert done.error["code"] == "edited-by-hand"
    assert path.read_text() == mine


def test_what_else_is_staged_or_edited_stays(notebook: Any) -> None:
    notebook.idea()
    (notebook.path / "mine.txt").write_text("staged")
    notebook.git("add", "mine.txt")
    (notebook.path / "mine.txt").write_text("edited")
    assert notebook("undo").code == 0
    assert notebook.git("status", "--porcelain") == "AM mine.txt"
    assert notebook.git("show", ":mine.txt") == "staged"


def test_only_who_could_do_it_may_take_it_back(programme: Any) -> None:
    programme.change("practitioner", "role", OTHER, "--role", "practitioner", "--role", "link")
    role = programme.git("rev-parse", "HEAD")
    assert programme.refused("undo", role, "--as", OTHER)["code"] == "not-yours"
    assert programme.change("undo", role)["status"] == "active"


def test_a_published_decision_stands(programme: Any) -> None:
    reviewer = programme.change("practitioner", "new", "--role", "reviewer")["id"]
    project = programme.change(
        "project", "new", "--type", "early-concern", "--setting", "school", "--focus-area", "tea",
        "--individuals", "1", "--practitioner", OTHER,
    )["id"]  # fmt: skip
    programme.change("licence", "record", "--practitioner", OTHER)
    programme.change("fund", "open", "2026-Q4", "--budget", "500", "--opens", "2026-10-01", "--closes", "2026-12-10",
                     "--quorum", "1", "--reviewer", reviewer)  # fmt: skip
    app = programme.change(
        "fund", "apply", "--project", project, "--key-barrier", "money", "--cost", "books=10.00", "--payee", "host",
        "--round", "2026-Q4", "--other-sources", "none", "--as", OTHER,
    )["id"]  # fmt: skip
    programme.change("fund", "submit", app, "--as", OTHER)
    programme.change("fund", "screen", app, "--outcome", "eligible")
    programme.change("fund", "assign", app, "--reviewer", reviewer)
    programme.change("fund", "score", app, "--score", "need=3", "--score", "fit=3", "--score", "feasible=3",
                     "--comment", "good", "--as", reviewer)  # fmt: skip
    programme.change("fund", "close", "2026-Q4")
    programme.change("fund", "decide", app, "--outcome", "funded", "--reason", "need=clear")
    decided = programme.git("rev-parse", "HEAD")
    assert programme.change("undo", "--reason", "the wrong one")["status"] == "eligible"
    programme.change("undo", programme.git("rev-parse", "HEAD"))
    programme.change("fund", "publish", "2026-Q4")
    assert programme.refused("undo")["code"] == "published"
    error = programme.refused("undo", decided)
    assert error["code"] == "published"
    assert "imatter fund correct" in error["hint"]
