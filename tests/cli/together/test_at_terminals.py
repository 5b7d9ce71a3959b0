"""Two people at their terminals: what each of them reads where the other was faster, and how they go on."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pexpect
import pytest
from quarter import ACTIVE, CHAIR, HOLDER, OTHER, REVIEWERS
from real_copies import RealTwo
from scenarios import SCENARIOS

At = Callable[..., str]


@pytest.fixture
def at(terminal: Any) -> At:
    """What a command says at a terminal in somebody's copy, on one line and without its drawing; `code` is its end."""

    def run(copy: Any, *words: str, code: int = 0) -> str:
        child = terminal(*words, "--store", copy.path, env={"TERM": "xterm"})
        child.expect(pexpect.EOF)
        child.close()
        said = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|[│╭╮╰╯─]", "", str(child.before))
        assert child.exitstatus == code, said
        assert not any(word in said for word in ("<<<<", "git ", "Traceback"))
        return re.sub(r"\s+", " ", said)

    return run


@pytest.fixture
def two_at(home: Any, call: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Two copies in which the acts of a scenario were done, each in one, and whose the second copy is."""

    def made(name: str, second: str) -> RealTwo:
        scenario = SCENARIOS[name]
        two: Any = RealTwo(scenario.stage, tmp_path, call, monkeypatch)
        two.share()
        scenario.one(two, two.a)
        scenario.other(two, two.b)
        two.b.copy("me", second)
        two.forward()
        return two

    return made


def test_two_coordinators_on_one_budget(at: At, two_at: Any) -> None:
    two = two_at("decide two", OTHER)
    assert "Sent (1)" in at(two.a, "sync")
    said = at(two.b, "sync", code=1)
    assert "Set aside, because somebody else's change was published first (1)" in said
    assert "more than the round has left to give" in said
    told = at(two.b, "waiting", code=1)
    assert "1 change is waiting" in told
    assert "application decide, by you" in told
    assert "more than the round has left to give" in told
    two.forward()
    commit = two.b.copy("waiting", "--json", code=1).json[0]["id"]
    assert "Let go" in at(two.b, "waiting", commit, "--let-go")
    assert "Sent (1)" in at(two.b, "sync")


def test_two_people_on_one_project(at: At, two_at: Any) -> None:
    two = two_at("step and pause", HOLDER)
    at(two.a, "sync")
    assert "Set aside" not in at(two.b, "sync")
    at(two.a, "sync")
    for copy in (two.a, two.b):
        shown = at(copy, "project", "show", ACTIVE)
        assert "paused" in shown
        assert f"step of copy {two.a.seed}" in shown


def test_scores_against_a_recusal(at: At, two_at: Any) -> None:
    two = two_at("recuse and score", REVIEWERS[0])
    at(two.a, "sync")
    said = at(two.b, "sync", code=1)
    assert "The review is recused." in said
    two.forward()
    commit = two.b.copy("waiting", "--json", code=1).json[0]["id"]
    assert "Not done again:" in at(two.b, "waiting", commit, "--again", code=4)
    assert "Let go" in at(two.b, "waiting", commit, "--let-go")
    two.call("sync", "--store", two.b.path)
    two.call("sync", "--store", two.a.path)
    assert two.a.copy.files() == two.b.copy.files()
    for copy in (two.a.copy, two.b.copy):
        copy("--as", CHAIR, "check")
