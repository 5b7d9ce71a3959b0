"""What is asked at a terminal, where off it there is a refusal or a default."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pexpect
import pytest

OTHER = "prc-2611-7h3vn5m"


@pytest.fixture
def sit_down(terminal: Any, tmp_path: Path) -> Callable[..., Any]:
    """Start a command at a terminal: `sit_down("project", "new")`; in a store with `at=`."""
    return lambda *args, at=None: terminal(*args, cwd=at or tmp_path / "work", rows=40)


def tell(child: Any, *pairs: tuple[str, str]) -> str:
    """Answer each prompt as it comes; all that the command said after the last one."""
    for prompt, answer in pairs:
        child.expect_exact(prompt)
        child.sendline(answer)
    child.expect(pexpect.EOF)
    child.close()
    return str(child.before)


def stop(child: Any) -> None:
    """Press Ctrl-C. In the moment between a prompt and the wait for keys, it is seen with the next key."""
    child.sendintr()
    while child.expect([pexpect.EOF, pexpect.TIMEOUT], timeout=3):
        child.sendintr()
    child.close()


def test_a_first_day(sit_down: Any, home: Any) -> None:
    child = sit_down("project", "new")
    said = tell(
        child, ("[Y/n] ", ""), ("Kind [1-4]: ", "2"), ("Where [1-9]: ", "school"), ("1: ", "evening routine"),
        ("2: ", ""), ("[1-3]: ", "1"), ("Support [1-3] [none]: ", "link"),
    )  # fmt: skip
    assert child.exitstatus == 0
    assert "Kept as an idea: prj-" in said
    assert "imatter licence apply" in said
    root = home.path / "imatter"
    log = subprocess.run(["git", "-C", root, "log", "--format=%s"], capture_output=True, text=True, check=True).stdout
    assert len(log.splitlines()) == 2
    assert home.drafts == []


def test_no_notebook_unless_it_is_wanted(sit_down: Any, home: Any) -> None:
    child = sit_down("project", "new")
    said = tell(child, ("[Y/n] ", "n"))
    assert child.exitstatus == 5
    assert "imatter init" in said
    assert not (home.path / "imatter").exists()


def test_a_start_without_a_licence_records_the_one_that_was_issued(notebook: Any, sit_down: Any) -> None:
    project = notebook.idea("--date", "2026-11-01")
    child = sit_down("project", "start", at=notebook.path)
    asked = (("[yes/no]: ", "yes"), ("issued? (optional): ", "2026-11-10"), ("(optional): ", "MPL-0042"))
    said = tell(child, *asked)
    assert child.exitstatus == 0
    assert "Started: " in said
    licence = notebook.record(notebook.record(project)["licence"])
    assert licence["reference"] == "MPL-0042"
    assert licence["timeline"][0]["at"] == "2026-11-10"


def test_a_start_without_a_licence_leads_to_applying_for_one(notebook: Any, sit_down: Any) -> None:
    project = notebook.idea()
    child = sit_down("project", "start", at=notebook.path)
    said = tell(child, *[("[yes/no]: ", answer) for answer in ("no", "yes", "yes", "yes", "yes")])
    assert child.exitstatus == 0
    assert f"with the idea {project}" in said
    assert notebook.record(project)["status"] == "planned"


def test_projects_are_offered_back(notebook: Any, sit_down: Any) -> None:
    _, project = notebook.running()
    notebook.change("licence", "pause")
    before = len(notebook.commits())
    tell(sit_down("licence", "resume", at=notebook.path), ("[yes/no]: ", "yes"))
    assert notebook.record(project)["status"] == "active"
    assert len(notebook.commits()) == before + 1


@pytest.mark.parametrize(
    ("setting", "said"), [("imatter.me", "who you are"), ("user.email", "git does not know yours")]
)
def test_what_would_be_refused_whatever_the_answers_is_said_before_the_first_question(
    notebook: Any, sit_down: Any, setting: str, said: str
) -> None:
    notebook.running()
    notebook.git("config", "--unset", setting)
    child = sit_down("reflect", at=notebook.path)
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 5
    assert said in str(child.before)
    assert "  | " not in str(child.before)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (("practitioner", "new"), "Only the person"),
        (("practitioner", "role", OTHER), "Only a coordinator"),
        (("project", "pause", "PROJECT"), "Not paused"),
        (("licence", "record"), "already has a licence"),
        (("fund", "apply"), "no licence"),
    ],
)
def test_what_no_answer_would_change_is_said_before_the_first_question(
    programme: Any, sit_down: Any, line: tuple[str, ...], said: str
) -> None:
    who = ("--practitioner", OTHER)
    idea = ("--type", "early-concern", "--setting", "school", "--focus-area", "quiet", "--individuals", "1")
    project = programme.change("project", "new", *who, *idea)["id"]
    if line[0] == "licence":
        programme.change("licence", "record", *who)
        line = ("licence", "apply", "--idea", project)
    if line[0] == "fund":
        programme.change("fund", "open", "current", "--budget", "500", "--closes", "2026-12-20")
    child = sit_down(*[project if part == "PROJECT" else part for part in line], "--as", OTHER, at=programme.path)
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 4, child.before
    assert said in str(child.before)
    assert "[yes/no]" not in str(child.before)


def test_ctrl_c_at_any_question_keeps_what_was_answered(notebook: Any, sit_down: Any, home: Any) -> None:
    asked = (
        ("Kind [1-4]: ", "2"), ("Where [1-9]: ", "school"), ("1: ", "evening routine"), ("2: ", ""), ("[1-3]: ", "1"),
        ("Support [1-3] [none]: ", ""),
    )  # fmt: skip
    line = ("project", "new")
    for prompt, answer in asked:
        child = sit_down(*line, at=notebook.path)
        child.expect_exact(prompt)
        child.sendline(answer)
        if prompt == asked[-1][0]:
            child.expect(pexpect.EOF)
            break
        time.sleep(0.3)
        stop(child)
        assert child.exitstatus == 130
        assert len(home.drafts) == 1
        line = ("draft", "resume")
    assert "Kept as an idea" in str(child.before)
    assert home.drafts == []


def test_a_draft_moves_with_its_notebook(notebook: Any, sit_down: Any, tmp_path: Any) -> None:
    notebook.running()
    child = sit_down("reflect", at=notebook.path)
    child.expect_exact("  | ")
    child.sendline("We laid the clothes out.")
    child.expect_exact("  | ")
    stop(child)
    moved = notebook.path.rename(tmp_path / "elsewhere")
    child = sit_down("draft", "resume", at=moved)
    child.expect_exact("  | We laid the clothes out.")
    stop(child)
    assert child.exitstatus == 130


def test_what_an_editor_saved_outlives_its_window(notebook: Any, sit_down: Any, home: Any, tmp_path: Any) -> None:
    """The window is closed after saving: the text is in the draft, and opening the editor again begins with it."""
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\nprintf "saved $(wc -l <"$1")\\n" >>"$1"\necho editing\nsleep "${SLEEP:-0}"\n')
    editor.chmod(0o755)
    home.env.update(EDITOR=str(editor), SLEEP="60")
    notebook.running()
    child = sit_down("reflect", at=notebook.path)
    for said in ("A first line.", "e"):
        child.expect_exact("  | ")
        child.sendline(said)
    child.expect_exact("editing")
    child.close(force=False)
    child.wait()
    home.env["SLEEP"] = "0"
    child = sit_down("draft", "resume", at=notebook.path)
    child.expect_exact("  | A first line.")
    child.expect_exact("  | saved 1")
    child.expect_exact("\n  | ")
    child.sendline("e")
    child.expect_exact("  | A first line.")
    child.expect_exact("  | saved 1")
    child.expect_exact("  | saved 2")
    child.expect_exact("\n  | ")
    stop(child)
    [draft] = home.drafts
    assert "saved 1" in draft.read_text()
    assert [path.name for path in draft.parent.iterdir()] == [draft.name]


def test_answers_are_thrown_away_by_their_whole_id_or_after_a_yes(notebook: Any, sit_down: Any, home: Any) -> None:
    child = sit_down("project", "new", at=notebook.path)
    child.expect_exact("Kind [1-4]: ")
    child.sendline("2")
    child.expect_exact("Where [1-9]: ")
    stop(child)
    [draft] = home.drafts
    assert notebook.refused("draft", "discard", "proj", code=2)["code"] == "whole-id"
    child = sit_down("draft", "discard", "proj", at=notebook.path)
    tell(child, ("[y/N] ", ""))
    assert child.exitstatus == 130
    assert home.drafts == [draft]
    tell(sit_down("draft", "discard", "proj", at=notebook.path), ("[y/N] ", "y"))
    assert home.drafts == []


def test_the_last_next_step_comes_before_the_questions(notebook: Any, sit_down: Any, home: Any) -> None:
    notebook.running()
    notebook.change("reflect", "--what", "quiet", "--next-step", "ask about it")
    child = sit_down("reflect", at=notebook.path)
    child.expect_exact('you meant to "ask about it". How did it go?')
    child.expect_exact("  | ")
    child.sendline("It went")
    child.expect_exact("  | ")
    stop(child)
    assert child.exitstatus == 130
    assert len(home.drafts) == 1
    assert "It went" in home.drafts[0].read_text()
    seen = notebook("--json").json
    assert "imatter draft resume" in [one["command"] for one in seen["next"]]


def test_what_was_typed_after_a_question_that_was_left_open_is_there_again(notebook: Any, sit_down: Any) -> None:
    notebook.idea()
    child = sit_down("reflect", at=notebook.path)
    for prompt, answer in (("  | ", "."), ("So what", "A thought."), ("  | ", "Another.")):
        child.expect_exact(prompt)
        child.sendline(answer)
    child.expect_exact("  | ")
    time.sleep(0.5)
    stop(child)
    child = sit_down("draft", "resume", at=notebook.path)
    child.expect_exact("  | ")
    child.sendline("It happened.")
    child.expect_exact("  | ")
    child.sendline(".")
    child.expect_exact("  | A thought.\r\n  | Another.\r\n  | ")


def test_answers_belong_to_whoever_gave_them(programme: Any, sit_down: Any) -> None:
    for _ in range(2):
        child = sit_down("project", "new", "--as", OTHER, at=programme.path)
        for prompt, answer in (("[1-4]: ", "2"),) if _ == 0 else (("[Y/n] ", "n"), ("[1-4]: ", "3")):
            child.expect_exact(prompt)
            child.sendline(answer)
        child.expect_exact("Where [1-9]: ")
        time.sleep(0.5)
        stop(child)
        assert f"imatter draft resume --as {OTHER}" in " ".join(str(child.before).split())
    theirs = [row["id"] for row in programme("draft", "list", "--as", OTHER, "--json").json]
    assert len(theirs) == 2
    assert programme("draft", "list", "--json").json == []
    assert "draft resume" not in programme("status").out
    for line in (("resume", theirs[0]), ("discard", theirs[0])):
        assert programme("draft", *line, "--json").error["code"] == "not-found"
    child = sit_down("draft", "resume", "--as", OTHER, at=programme.path)
    child.expect_exact(f"Carrying on with {theirs[0]}")
    child.expect_exact(theirs[1])
    child.expect_exact("Where [1-9]: ")


def test_where_there_is_no_record_to_name_it_says_how_to_begin_one(notebook: Any) -> None:
    error = notebook("reflect", "--what", "a thought", "--json").error
    [row] = [row for row in error["details"]["missing"] if row["field"] == "project"]
    assert row["example"] == ""
    assert "imatter project new" in error["hint"]
