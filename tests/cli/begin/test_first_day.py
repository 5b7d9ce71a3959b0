"""A first day at a terminal of 80 by 24: from nothing to a started project and a kept reflection, by answering."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

WIDE, HIGH = 80, 24

#: What comes before each answer, and the answer, in plain words; nothing else is typed.
NEW = (
    ("[Y/n] ", ""), ("Kind [1-4]: ", "2"), ("Where [1-9]: ", "school"), ("  1: ", "evening routine"), ("  2: ", ""),
    ("[1-3]: ", "1"), ("Support [1-3] [none]: ", ""),
)  # fmt: skip
START = (("[yes/no]: ", "yes"), ("issued? (optional): ", ""), ("(optional): ", "MPL-0042"))
REFLECT = (
    ("  | ", "We laid the clothes out together."), ("  | ", "P1 chose first."), ("  | ", "."),
    ("  | ", "Less to decide helps."), ("  | ", "."), ("  | ", "Do it on Sunday too."), ("  | ", "."),
    ("step? (optional): ", "ask about the first ten minutes"), ("(optional): ", "no"),
)  # fmt: skip


def test_from_nothing_to_a_kept_reflection(day: Any) -> None:
    nothing = day.type("", ("[Y/n] ", "n"))
    assert "Welcome. imatter keeps your microprojects and reflections in a notebook" in nothing
    assert "Start a notebook in ~/imatter now?" in nothing
    assert "imatter init --example --personal" in nothing
    assert not day.store.exists()

    made = day.type("project new", *NEW)
    assert "Keep one in ~/imatter?" in made
    assert "Your name is not kept" in made
    assert "Kept as an idea: prj-" in made
    assert "imatter licence apply" in made

    begun = day.type("project start", *START)
    assert "Recorded as issued elsewhere: lic-" in begun
    assert "Started: prj-" in begun
    assert "imatter reflect" in begun

    kept = day.type("reflect", *REFLECT)
    assert "Kept: ref-" in kept
    assert "Nobody else can read it." in kept

    home = day.type("")
    assert "evening routine" in home
    assert 'you meant to "ask about the first ten minutes"' in home

    [project], [licence], [reflection] = (day.records(kind) for kind in ("projects", "licences", "reflections"))
    assert (project["status"], licence["status"], reflection["status"]) == ("active", "active", "kept")
    assert project["licence"] == licence["id"]
    assert licence["reference"] == "MPL-0042"
    assert [a["text"] for a in reflection["answers"]] == [
        "We laid the clothes out together.\nP1 chose first.", "Less to decide helps.", "Do it on Sunday too.",
    ]  # fmt: skip
    verbs = [subject.split()[:2] for subject in day.git("log", "--format=%s").splitlines()]
    events = ["store init", "project plan", "licence record", "project start", "reflection write"]
    assert [" ".join(v) for v in reversed(verbs)] == events
    assert day.clean()
    assert day.home.drafts == []


@pytest.mark.parametrize("answered", [1, 2, 4, len(NEW) - 1])
def test_ctrl_c_loses_no_answer_and_leaves_no_half_record(day: Any, answered: int) -> None:
    stopped = day.type("project new", *NEW[:answered], stop_at=NEW[answered][0], code=130)
    assert "Nothing was changed" in stopped
    assert day.records("projects") == []
    assert day.git("log", "--format=%s") == "store init"
    assert day.clean()
    if answered == 1:  # nothing was said yet
        return
    assert "imatter draft resume" in stopped
    assert len(day.home.drafts) == 1
    assert "imatter draft resume" in day.type("")

    # what was answered is not asked again; an answer that was being given begins where it was left
    again = day.type("draft resume", *NEW[answered:])
    assert "Kind [1-4]: " not in again
    assert "Kept as an idea: prj-" in again
    [project] = day.records("projects")
    assert (project["type"], project["setting"]) == ("early-concern", "school")
    assert project["focus_areas"] == ["evening routine"]
    assert day.home.drafts == []
    assert day.clean()


def test_ctrl_c_in_a_long_answer_keeps_every_line_of_it(day: Any) -> None:
    day.type("project new", *NEW)
    day.type("project start", *START)
    before = day.git("rev-parse", "HEAD")
    stopped = day.type("reflect", *REFLECT[:2], stop_at="  | ", code=130)
    assert "imatter draft resume" in stopped
    assert day.git("rev-parse", "HEAD") == before
    assert day.clean()
    [draft] = day.home.drafts
    assert "We laid the clothes out together." in draft.read_text(encoding="utf-8")
    assert draft.stat().st_mode & 0o777 == 0o600

    again = day.type("draft resume", *REFLECT[2:])
    assert "We laid the clothes out together." in again
    [reflection] = day.records("reflections")
    assert reflection["answers"][0]["text"] == "We laid the clothes out together.\nP1 chose first."


def test_ctrl_c_in_the_middle_of_a_line_keeps_what_was_typed_of_it(day: Any) -> None:
    day.type("project new", *NEW)
    day.type("project start", *START)
    stopped = day.type("reflect", *REFLECT[:1], stop_at="  | ", begun="Then P1 chose a book", code=130)
    assert "imatter draft resume" in stopped
    [draft] = day.home.drafts
    assert "Then P1 chose a book" in draft.read_text(encoding="utf-8")
    day.type("draft resume", *REFLECT[2:])
    [reflection] = day.records("reflections")
    assert reflection["answers"][0]["text"].startswith("We laid the clothes out together.\nThen P1 chose a book")


def test_home_begins_with_a_notebook_and_says_what_comes_next(day: Any) -> None:
    begun = day.type("", ("[Y/n] ", ""))
    assert "Made ~/imatter. You are prc-" in begun
    assert begun.index("Made ~/imatter") < begun.index("imatter project new")
    assert day.git("log", "--format=%s") == "store init"
    assert "Welcome" not in day.type("")


def test_home_without_a_terminal_says_what_to_type(run: Callable[..., Any]) -> None:
    done = run()
    assert (done.code, done.out) == (5, "")
    assert "Welcome" not in done.err and "imatter project new" in done.err


def test_ctrl_c_before_there_is_a_notebook_makes_none(day: Any) -> None:
    for line in ("project new", ""):
        stopped = day.type(line, stop_at=NEW[0][0], code=130)
        assert "Nothing was changed" in stopped
        assert not day.store.exists()


def test_refusals_are_folded_at_a_terminal_and_never_in_a_pipe(day: Any, run: Callable[..., Any]) -> None:
    day.type("project new", *NEW)
    day.type("project start", *START)
    day.type('licence pause --reason "a new post far away"')
    refused = day.type("project resume", code=4)  # `type` looks at every line
    assert "[exit 4, nothing was changed]" in refused
    piped = run("project", "resume").err
    assert max(map(len, piped.splitlines())) > WIDE
    assert " ".join(piped.splitlines()[0].split()) in " ".join(refused.split())
    missing = day.type("project new --no-input", code=2)
    assert "--setting school" in missing
    day.type("project start zzz", code=3)
    day.type("project list --where nothing=1", code=2)
    day.type("check")
    day.type("project list")
    day.type("log")


@pytest.fixture
def tmux(day: Any, tmp_path: Path) -> Iterator[Callable[..., str]]:
    """A real terminal of 80 by 24: `tmux("send-keys", ...)`; skipped where there is none."""
    program = shutil.which("tmux")
    if program is None:
        pytest.skip("tmux is not installed")
    socket = str(tmp_path / "tmux")
    env = {**day.env, "SHELL": "/bin/sh", "PS1": "$ ", "ENV": ""}

    def call(*args: str) -> str:
        done = subprocess.run(
            [program, "-S", socket, "-f", "/dev/null", *args], env=env, capture_output=True, check=True
        )
        return done.stdout.decode()

    call("new-session", "-d", "-x", str(WIDE), "-y", str(HIGH), "-c", str(day.folder), "/bin/sh")
    yield call
    call("kill-server")


def test_the_same_on_a_real_screen(day: Any, tmux: Callable[..., str]) -> None:
    def wait_for(text: str, *, times: int = 1) -> str:
        for _ in range(600):
            screen = tmux("capture-pane", "-p", "-S", "-", "-J")
            if screen.count(text) >= times:
                return screen
            time.sleep(0.05)
        raise AssertionError(f"never shown: {text}\n{screen}")

    def type(text: str) -> None:
        if text:
            tmux("send-keys", "-l", text)
        tmux("send-keys", "Enter")

    imatter = f"{shlex.quote(sys.executable)} -m imatter_cli"
    type(f"{imatter} project new; echo code $?")
    for prompt, answer in NEW:
        wait_for(prompt.rstrip())
        type(answer)
    screen = wait_for("code 0")
    assert "Kept as an idea: prj-" in screen
    assert all(len(row) <= WIDE for row in screen.splitlines() if imatter not in row)
    type(f"{imatter} project start; echo code $?")
    for prompt, answer in (START[0], ("issued? (optional):", ""), ("issuer's reference? (optional):", "MPL-0042")):
        wait_for(prompt.rstrip())
        type(answer)
    assert "Started: prj-" in wait_for("code 0", times=2)
    assert [p["status"] for p in day.records("projects")] == ["active"]
