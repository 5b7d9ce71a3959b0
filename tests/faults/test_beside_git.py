"""Beside what turns a whole repository over: `beside_git.py` does it for longer."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest

from imatter_cli.errors import StoreTrouble
from imatter_cli.store import transaction

kit, beside = sys.modules["store_kit"], sys.modules["beside_git"]
A, B, *_ = kit.PRJ


@pytest.mark.parametrize("name", beside.COMMANDS)
def test_writers_beside_a_command_that_is_typed_again_and_again(box: Any, tmp_path: Path, name: str) -> None:
    figures = beside.run(box, tmp_path, name, writers=2, changes=4)
    assert figures["done"] == 8
    assert figures["of the person's"] > 0


def test_a_gc_that_throws_everything_away_gives_way_to_a_change(box: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its look at the branches before the change moves one would make rubbish of what is new."""
    said = []

    def gc(name: str) -> None:
        if name == "built":
            box.git("gc", "--prune=now", fine=False)
            said.append(box.git("count-objects"))
            said.append(str((box.root / ".git/gc.pid").exists()))

    monkeypatch.setattr(transaction, "fault", gc)
    box.put(A)
    assert not said[0].startswith("0 "), "what is new was taken away"
    assert said[1] == "True"
    box.assert_whole()
    assert not (box.root / ".git/gc.pid").exists()
    box.git("gc", "--prune=now", "--quiet")
    box.assert_whole()


def test_a_gc_at_work_is_waited_for_and_named(box: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("imatter_cli.store.tidying.tidying_held_off.__wrapped__.__defaults__", (0.1,))
    host = os.uname().nodename
    before = box.head()
    for text in (f"{os.getppid()} {host}", "1 another-machine"):
        (box.root / ".git/gc.pid").write_text(text)
        with pytest.raises(StoreTrouble) as e:
            box.put(A)
        assert e.value.code == "locked"
        assert text.split()[0] in e.value.message
        assert str(box.root / ".git/gc.pid") in str(e.value.hint)
        assert (box.root / ".git/gc.pid").read_text() == text
    assert box.head() == before
    box.assert_whole()


@pytest.mark.parametrize("text", ["4194399 HOST", "x HOST", "", "PID HOST imatter", "\0\xff"])
def test_what_a_dead_gc_left_keeps_nobody_waiting(box: Any, text: str) -> None:
    text = text.replace("HOST", os.uname().nodename).replace("PID", str(os.getppid()))
    (box.root / ".git/gc.pid").write_text(text)
    box.put(A)
    assert not (box.root / ".git/gc.pid").exists()
    for name, content in (("gc.pid", "1 another-machine"), ("gc.pid.lock", "")):
        (box.root / ".git" / name).write_text(content)
        os.utime(box.root / ".git" / name, (0, 0))
    box.put(B)
    box.assert_whole()


def test_a_change_that_is_killed_holds_no_gc_off(box: Any) -> None:
    assert kit.ended(kit.fork(lambda: box.put(A), IMATTER_FAULT="building")) == kit.KILLED
    assert (box.root / ".git/gc.pid").exists()
    box.git("gc", "--quiet")
    box.put(B)
    box.assert_whole()
