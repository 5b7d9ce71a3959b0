"""A record in one's own editor: checked when it comes back, and no word lost whatever happens to the editor."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pexpect
import pytest

from imatter_cli.domain import ids
from imatter_cli.input.editor import Note, mark_for, with_notes, without_notes

AGAIN = "Open it again? [Y/n] "


@pytest.fixture
def sit_down(terminal: Any, home: Any) -> Callable[..., Any]:
    """Start a command at a terminal with that Python text as the editor; `path` is the file in it."""

    def start(editor: str, *args: str, at: Path) -> Any:
        script = home.path / "editor.py"
        script.write_text(f"import os, sys, pathlib, time\npath = pathlib.Path(sys.argv[1])\n{editor}\n")
        return terminal(*args, env={"EDITOR": f"{sys.executable} {script}"}, cwd=at, rows=40)

    return start


def ended(child: Any) -> str:
    child.expect(pexpect.EOF)
    child.close()
    return str(child.before)


def replacing(old: str, new: str) -> str:
    return f"path.write_text(path.read_text().replace({old!r}, {new!r}))"


def test_what_comes_back_is_kept_with_remarks_and_order(notebook: Any, sit_down: Any, home: Any) -> None:
    id = notebook.idea()
    before = (notebook.path / ids.path_of(id)).read_text()
    editor = replacing("setting: school\n", "setting: club  # since autumn\n")
    said = ended(sit_down(editor, "edit", id, "--raw", at=notebook.path))
    assert "Changed:" in said
    assert notebook.commits()[0] == f"project edit {id}"
    after = (notebook.path / ids.path_of(id)).read_text()
    assert after.startswith(before.replace("setting: school\n", "setting: club  # since autumn\n"))
    assert notebook.record(id)["timeline"][-1]["fields"] == ["setting"]
    assert notebook.git("status", "--porcelain") == ""
    assert list((home.path / "data").rglob("*edit-*")) == []


def test_what_is_wrong_stands_at_its_line_and_goes_again(notebook: Any, sit_down: Any, home: Any) -> None:
    id = notebook.idea()
    editor = (
        "text = path.read_text()\n"
        f"open({str(home.path / 'seen')!r}, 'a').write(text + '=====')\n"
        "new = text.replace('suport:', 'support:') if '#!!' in text else text.replace('support:', 'suport:')\n"
        "path.write_text(new)"
    )
    child = sit_down(editor, "edit", id, "--raw", at=notebook.path)
    child.expect_exact(AGAIN)
    child.sendline("y")
    said = ended(child)
    assert "Nothing was changed" in said, said
    second = (home.path / "seen").read_text().split("=====")[1].splitlines()
    at = second.index("suport: none")
    assert second[at - 1].startswith("#!! suport: there is no such field. Closest: support.")
    assert "#!!" not in (notebook.path / ids.path_of(id)).read_text()


def test_given_up_with_errors_the_text_is_a_draft(notebook: Any, sit_down: Any) -> None:
    id = notebook.idea()
    child = sit_down(replacing("support: none", "suport: none"), "edit", id, "--raw", at=notebook.path)
    child.expect_exact(AGAIN)
    child.sendline("n")
    said = ended(child)
    assert child.exitstatus == 1
    assert "imatter draft resume" in said
    assert [(d["about"], d["answered"], d["of"]) for d in notebook("draft", "list", "--json").json] == [(id, 0, 1)]
    child = sit_down(replacing("suport: none", "support: link"), "draft", "resume", at=notebook.path)
    assert "Changed:" in ended(child)
    assert notebook.record(id)["support"] == "link"
    assert notebook("draft", "list", "--json").json == []


@pytest.mark.parametrize("end", ["sys.exit(1)", "os.kill(os.getpid(), 9)"])
def test_an_editor_that_is_left_or_killed_loses_nothing(notebook: Any, sit_down: Any, end: str) -> None:
    id = notebook.idea()
    editor = replacing("evening routine", "a long thought")
    child = sit_down(f"{editor}\n{end}", "edit", id, "--raw", at=notebook.path)
    said = ended(child)
    assert child.exitstatus == 130
    assert "your text is kept" in " ".join(said.split())
    assert notebook.commits()[0] == f"project plan {id}"
    child = sit_down("pass", "edit", id, "--raw", at=notebook.path)
    child.expect_exact("Carry on with them? [Y/n] ")
    child.sendline("")
    ended(child)
    assert notebook.record(id)["focus_areas"] == ["a long thought"]


def test_when_imatter_is_killed_the_open_text_is_still_there(notebook: Any, sit_down: Any, home: Any) -> None:
    id = notebook.idea()
    ready = home.path / "ready"
    editor = f"{replacing('evening routine', 'typed so far')}\nopen({str(ready)!r}, 'w').close()\ntime.sleep(60)"
    child = sit_down(editor, "edit", id, "--raw", at=notebook.path)
    for _ in range(200):
        if ready.exists():
            break
        time.sleep(0.05)
    child.kill(signal.SIGKILL)
    child.close(force=True)
    child = sit_down("pass", "edit", id, "--raw", at=notebook.path)
    child.expect_exact("Carry on with them? [Y/n] ")
    child.sendline("")
    ended(child)
    assert notebook.record(id)["focus_areas"] == ["typed so far"]


def test_nothing_typed_is_nothing_kept(notebook: Any, sit_down: Any) -> None:
    id = notebook.idea()
    assert "Nothing was changed" in ended(sit_down("pass", "edit", id, "--raw", at=notebook.path))
    ended(sit_down("path.write_text('')", "edit", id, "--raw", at=notebook.path))
    ended(sit_down("sys.exit(1)", "edit", id, "--raw", at=notebook.path))
    assert notebook("draft", "list", "--json").json == []
    assert notebook.commits()[0] == f"project plan {id}"


def test_a_change_by_somebody_else_meanwhile_is_not_lost(notebook: Any, sit_down: Any, home: Any) -> None:
    id = notebook.idea()
    pause = f"os.system('{sys.executable} -m imatter_cli project step {id} --text talk >/dev/null')"
    editor = f"{pause}\n{replacing('evening routine', 'mine')}"
    child = sit_down(editor, "edit", id, "--raw", at=notebook.path)
    child.expect_exact(AGAIN)
    child.sendline("n")
    assert "imatter draft resume" in " ".join(ended(child).split())
    assert child.exitstatus == 4
    assert [step["text"] for step in notebook.record(id)["steps"]] == ["talk"]
    assert len(notebook("draft", "list", "--json").json) == 1


def test_what_was_taken_back_meanwhile_does_not_come_back_unseen(notebook: Any, sit_down: Any) -> None:
    id = notebook.idea()
    notebook.change("project", "edit", id, "--setting", "club")
    undo = f"os.system('{sys.executable} -m imatter_cli undo >/dev/null')"
    child = sit_down(f"{undo}\n{replacing('evening routine', 'mine')}", "edit", id, "--raw", at=notebook.path)
    child.expect_exact(AGAIN)
    child.sendline("n")
    assert "changed by somebody else" in " ".join(ended(child).split()) or child.exitstatus == 4
    assert notebook.record(id)["setting"] == "school"
    assert notebook.commits()[0] == f"undo {id}"


def test_what_cannot_be_edited_is_said_before_anything_is_typed(notebook: Any, sit_down: Any) -> None:
    _, id = notebook.running()
    notebook.change("project", "stop", id, "--reason", "moved")
    child = sit_down(replacing("school", "club"), "edit", id, "--raw", at=notebook.path)
    said = ended(child)
    assert child.exitstatus == 4
    assert "imatter project revisit" in " ".join(said.split())


def test_an_editor_that_is_not_there(notebook: Any, sit_down: Any, home: Any) -> None:
    id = notebook.idea()
    home.env["VISUAL"] = "/nowhere/ed"
    child = sit_down("pass", "edit", id, "--raw", at=notebook.path)
    said = ended(child)
    assert child.exitstatus == 5
    assert "could not be started" in said


def test_off_a_terminal_the_fields_are_listed(notebook: Any) -> None:
    id = notebook.idea()
    error = notebook.refused("project", "edit", id, code=2)
    assert error["code"] == "missing"
    options = [m["option"] for m in error["details"]["missing"]]
    assert {"--focus-area", "--invited", "--consent", "--withdraw"} <= set(options)
    every = [text for m in error["details"]["missing"] for text in (m["option"], m["example"])]
    notebook.change("project", "edit", id, *every)
    notebook.refused("edit", id, code=2)


def test_where_nothing_can_be_changed_that_is_what_is_said(notebook: Any) -> None:
    _, id = notebook.running()
    notebook.change("project", "stop", id, "--reason", "a new post")
    assert notebook.refused("project", "edit", id)["code"] == "lifecycle"


@pytest.mark.parametrize(
    "text", ["", "a: 1\n", "a: 1\r\nb: |\n  #!! theirs\n", "a: 1", "#!! mine\na: 1\n", "#!! a\n#!!! b\n#!!!! c\na: 1\n"]
)
def test_notes_leave_the_text_as_it_was(text: str) -> None:
    mark = mark_for(text)
    noted = with_notes(text, [Note(0, "one"), Note(2, "two\nlines"), Note(99, "far")], mark)
    assert without_notes(noted, mark).rstrip("\n") == text.rstrip("\n")


def test_a_remark_that_looks_like_a_note_stays(notebook: Any, sit_down: Any) -> None:
    id = notebook.idea()
    path = notebook.path / ids.path_of(id)
    path.write_text("#!! mind the stairs\n" + path.read_text())
    notebook.change("save")
    editor = (
        "text = path.read_text()\n"
        "path.write_text(text.replace('suport:', 'support:').replace('school', 'club') if '#!!! suport' in text\n"
        "    else text.replace('support:', 'suport:'))"
    )
    child = sit_down(editor, "edit", id, "--raw", at=notebook.path)
    child.expect_exact(AGAIN)
    child.sendline("y")
    assert "Changed:" in ended(child)
    assert path.read_text().startswith("#!! mind the stairs\n")
    assert "#!!!" not in path.read_text()


@pytest.mark.parametrize(
    "end", ["path.write_text('')", "path.write_text('')\nos.kill(os.getpid(), 9)", "path.unlink()"]
)
def test_an_editor_that_empties_the_file_takes_nothing_of_what_was_typed_before(
    notebook: Any, sit_down: Any, end: str
) -> None:
    """Many write by emptying first: one that dies in between leaves nothing in the file."""
    id = notebook.idea()
    body = "\n    ".join(end.split("\n"))
    wrong = "path.write_text(text.replace('evening routine', 'a long thought').replace('support:', 'suport:'))"
    editor = f"text = path.read_text()\nif '#!!' in text:\n    {body}\nelse:\n    {wrong}"
    child = sit_down(editor, "edit", id, "--raw", at=notebook.path)
    child.expect_exact(AGAIN)
    child.sendline("y")
    said = " ".join(ended(child).split())
    assert child.exitstatus == 130
    assert "your text is kept" in said
    child = sit_down(replacing("suport:", "support:"), "edit", id, "--raw", at=notebook.path)
    child.expect_exact("Carry on with them? [Y/n] ")
    child.sendline("")
    assert "Changed:" in ended(child)
    assert notebook.record(id)["focus_areas"] == ["a long thought"]


def test_beginning_anew_keeps_the_unfinished_text(notebook: Any, sit_down: Any) -> None:
    id = notebook.idea()
    ended(
        sit_down(
            f"{replacing('evening routine', 'a long thought')}\nsys.exit(1)", "edit", id, "--raw", at=notebook.path
        )
    )
    child = sit_down(replacing("support: none", "suport: none"), "edit", id, "--raw", at=notebook.path)
    child.expect_exact("Carry on with them? [Y/n] ")
    child.sendline("n")
    child.expect_exact(AGAIN)
    child.sendline("n")
    ended(child)
    kept = [d["id"] for d in notebook("draft", "list", "--json").json]
    assert len(kept) == 2
    child = sit_down("pass", "draft", "resume", f"edit-{id}", at=notebook.path)
    assert "Changed:" in ended(child)
    assert notebook.record(id)["focus_areas"] == ["a long thought"]
    assert [d["id"] for d in notebook("draft", "list", "--json").json] == [k for k in kept if k != f"edit-{id}"]
