"""log, diff and recover: a life in words, also where it was lived by hand, and never more than may be seen."""

from __future__ import annotations

from typing import Any

import pytest

from imatter_cli.domain import ids

ME = "prc-2611-4t9wq2e"
OTHER = "prc-2611-7h3vn5m"


def edit(store: Any, id: str, old: str, new: str) -> None:
    path = store.path / ids.path_of(id)
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_a_life_from_its_beginning(notebook: Any) -> None:
    licence, id = notebook.running()
    notebook.change("project", "edit", id, "--focus-area", "evening routine", "--focus-area", "mornings")
    notebook.change("project", "step", id, "--text", "talk")
    notebook.change("project", "pause", id, "--reason", "family")
    lines = notebook("log", id[-7:]).out.splitlines()
    assert lines[0] == f"{id}  evening routine"
    assert [w in line for w, line in zip(
        ("planned", "started", "focus areas: + mornings", "steps: talk", "paused: family"), lines[1:], strict=True
    )] == [True] * 5  # fmt: skip
    assert f"under lic…{licence[-3:]}" in lines[2]
    assert all("by prc…q2e" in line and "24 Nov 2026 09:00" in line for line in lines[1:])


def test_the_same_for_scripts(notebook: Any) -> None:
    _, id = notebook.running()
    commit = notebook.change("project", "edit", id, "--setting", "club", "--reason", "moved house")["commit"]
    entries = notebook("log", id, "--json").json
    assert [e["event"] for e in entries] == ["plan", "start", "edit"]
    last = entries[-1]
    assert last["commit"] == commit
    assert last["by"] == ME
    assert last["id"] == id
    assert last["reason"] == "moved house"
    assert last["fields"] == [{"field": "setting", "before": "school", "after": "club"}]
    assert "moved house" in notebook("log", id).out


def test_the_last_changes_of_the_store(notebook: Any) -> None:
    notebook.running()
    assert [e["event"] for e in notebook("log", "--json").json][-3:] == ["record", "plan", "start"]
    assert len(notebook("log", "--limit", "2", "--json").json) == 2
    assert "started" in notebook("log").out.splitlines()[-1]


def test_what_was_done_by_hand_and_around_is_told(notebook: Any) -> None:
    id = notebook.idea()
    edit(notebook, id, "setting: school", "setting: club")
    assert "not saved it" in notebook("log", id).err
    notebook("save")
    assert "setting: school, now club" in notebook("log", id).out
    assert "edited by hand, saved" in notebook("log", id).out
    edit(notebook, id, "setting: club", "setting: nursery")
    notebook.git("commit", "-qam", "fix")
    assert "outside imatter" in notebook("log", id).out.splitlines()[-1]


def test_taking_back_is_part_of_a_life(notebook: Any) -> None:
    _, id = notebook.running()
    first = notebook.change("undo")["commit"]
    notebook.change("undo", first)
    lines = notebook("log", id).out.splitlines()
    assert "taken back: started" in lines[-2]
    assert "put back: started" in lines[-1]
    entries = notebook("log", id, "--json").json
    assert entries[-2]["taken_back"] == ["start"]
    assert entries[-1]["put_back"] == ["start"]
    assert entries[-1]["undoes"] == first


def test_a_record_that_is_no_more_still_has_a_life(notebook: Any) -> None:
    id = notebook.idea()
    notebook.change("project", "discard", id)
    assert [e["event"] for e in notebook("log", id, "--json").json] == ["plan", "project discard"]
    assert "discarded" in notebook("log", id).out
    assert notebook.refused("log", "prj-2611-zzzzzzz", code=3)["code"] == "not-found"


def test_diff_of_what_is_not_saved(notebook: Any) -> None:
    id = notebook.idea()
    assert "All your edits are saved" in notebook("diff").out
    edit(notebook, id, "setting: school", "setting: club")
    found = notebook("diff", "--json").json
    assert [d["id"] for d in found] == [id]
    assert found[0]["fields"] == [{"field": "setting", "before": "school", "after": "club"}]
    assert "setting: school, now club" in notebook("diff", id[-4:]).out
    edit(notebook, id, "schema:", "# mine\nschema:")
    edit(notebook, id, "setting: club", "setting: school")
    assert "only comments" in notebook("diff").out
    edit(notebook, id, "event: plan", "event: start")
    assert "entry 1 of its timeline" in notebook("diff").out
    (notebook.path / ids.path_of(id)).write_text("a: [")
    done = notebook("diff")
    assert done.code == 1
    assert f"{ids.path_of(id)}:1:" in done.err
    (notebook.path / ids.path_of(id)).unlink()
    assert "is gone" in notebook("diff").out


def test_diff_between_days(notebook: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for day in ("2026-12-20", "2026-12-22"):
        monkeypatch.setenv("GIT_COMMITTER_DATE", f"{day}T10:00:00Z")
        monkeypatch.setenv("IMATTER_NOW", f"{day}T10:00:00Z")
        if day == "2026-12-20":
            id = notebook.idea()
        else:
            notebook.change("project", "edit", id, "--setting", "club")
    assert notebook("diff", id, "--from", "2026-12-20", "--to", "2026-12-21", "--json").json[0]["fields"] == []
    assert "school, now club" in notebook("diff", id, "--from", "2026-12-20").out
    assert "new" in notebook("diff", id, "--from", "2026-12-01").out
    for wrong in (["--to", "today"], ["--from", "32 May"], ["--from", "2026-11-22", "--to", "2026-11-20"]):
        notebook.refused("diff", id, *wrong, code=2)
    notebook.refused("diff", "--from", "today", code=2)


def test_what_may_not_be_seen_is_not_told_of_the_past(programme: Any) -> None:
    project = programme.change(
        "project", "new", "--type", "early-concern", "--setting", "school", "--focus-area", "tea",
        "--individuals", "1", "--practitioner", OTHER,
    )["id"]  # fmt: skip
    programme.change("licence", "record", "--practitioner", OTHER)
    programme.change("fund", "open", "2026-Q4", "--budget", "500", "--opens", "2026-10-01", "--closes", "2026-12-10")
    app = programme.change(
        "fund", "apply", "--project", project, "--key-barrier", "a secret barrier", "--cost", "books=10.00",
        "--payee", "host", "--round", "2026-Q4", "--as", OTHER,
    )["id"]  # fmt: skip
    programme.change("fund", "edit", app, "--key-barrier", "another secret barrier", "--as", OTHER)
    assert "secret barrier" in programme("log", app, "--json").out
    # a coordinator who declares a conflict sees it no longer, not in the past either
    programme("fund", "submit", app, "--as", OTHER)
    programme.change("fund", "recuse", app, "--reviewer", ME, "--conflict", "close-relation")
    for line in (
        ["log", app],
        ["log", app, "--json"],
        ["log", "--json"],
        ["show", app],
        ["diff", app, "--from", "today"],
    ):
        assert "secret" not in programme(*line).out, line
    for line in (["fund", "list"], ["fund", "list", "--where", "key_barrier~secret"], ["fund", "show", app]):
        assert "secret" not in programme(*line, "--json").out, line
    assert programme("fund", "list", "--where", "key_barrier~secret", "--json").json == []
    last = next(e for e in programme("log", app, "--json").json if e["event"] == "edit")
    assert last["fields"] == [{"field": "key_barrier", "hidden": True}]


def test_scores_that_were_seen_once_are_hidden_again(programme: Any) -> None:
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
    review = programme.change("fund", "assign", app, "--reviewer", reviewer)["id"]
    programme.change("fund", "score", app, "--score", "need=3", "--score", "fit=3", "--score", "feasible=3",
                     "--comment", "hush", "--as", reviewer)  # fmt: skip
    assert "hush" in programme("log", review, "--json").out
    programme.change("undo", "--reason", "typed too soon", "--as", reviewer)
    assert "hush" in programme("log", review, "--json", "--as", reviewer).out
    for line in (["log", review], ["log"], ["diff", review, "--from", "today"], ["show", review]):
        assert "hush" not in programme(*line, "--json").out, line


@pytest.mark.parametrize("what", ["commit", "index"])
def test_a_history_that_breaks_off_is_not_taken_for_a_short_one(notebook: Any, what: str) -> None:
    id = notebook.idea()
    notebook.change("project", "edit", id, "--setting", "club")
    commit = notebook.git("rev-parse", "HEAD~1").strip()
    path = notebook.path / ".git" / ("index" if what == "index" else f"objects/{commit[:2]}/{commit[2:]}")
    path.unlink()
    if what == "index":
        path.write_text("junk")
    for line in (("log",), ("log", id), ("undo",)):
        done = notebook(*line, "--json")
        assert (done.code, done.error["code"]) == (5, "git"), line


@pytest.mark.parametrize(("name", "text"), [("HEAD", "junk"), ("refs/heads/main", "junk"), ("refs/heads/main", "")])
def test_a_damaged_history_is_no_empty_one(notebook: Any, name: str, text: str) -> None:
    """And nobody is told to begin a new one over it."""
    id = notebook.idea()
    (notebook.path / ".git" / name).write_text(text)
    for line in (("log",), ("log", id), ("verify",), ("project", "edit", id, "--setting", "club"), ("undo",)):
        done = notebook(*line, "--json")
        assert done.code in (4, 5), line
        assert "git init" not in done.err
    assert notebook("show", id).code in (0, 5)


def test_recover_with_nothing_to_do(notebook: Any) -> None:
    done = notebook("recover", "--json")
    assert done.json == {"done": [], "waiting": ""}
    assert "Nothing was interrupted" in notebook("recover").out
