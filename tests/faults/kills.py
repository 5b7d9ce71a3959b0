"""Killing a change at a named place or at any moment, and what must hold afterwards."""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

from imatter_cli.domain.ids import path_of
from imatter_cli.store.contract import Write

kit = sys.modules["store_kit"]
A, B, C, D, MINE = kit.PRJ

#: What the user has under way beside us, as git shows it.
STATUS = (f" M {path_of(MINE)}", "M  staged.txt", "?? untracked.txt")

#: Each shape of change: what it writes onto a store that has A and B.
SHAPES: dict[str, tuple[Write, ...]] = {
    "new": (Write("prj-2612-eeeeee4", data=kit.data("prj-2612-eeeeee4")),),
    "change": (Write(A, data=kit.data(A, title="two")),),
    "delete": (Write(B),),
    "three": (
        Write(kit.LIC, data=kit.data(kit.LIC)),
        Write(A, data=kit.data(A, title="two")),
        Write(B),
    ),
}


def prepare(box: Any) -> None:
    """A store with two records, and a user who has one file staged, one edited and one untracked."""
    box.store.transact(kit.writing(*(Write(id, data=kit.data(id)) for id in (A, B, MINE))))
    box.write("staged.txt", "one\n")
    box.git("add", "staged.txt")
    box.git("commit", "-qm", "staged")
    box.write("staged.txt", "two\n")
    box.git("add", "staged.txt")
    box.write(path_of(MINE), kit.text(MINE))
    box.write("untracked.txt", "mine\n")


def assert_users_files(box: Any) -> None:
    """What the user has under way is as it was, to the byte."""
    assert box.git("show", ":staged.txt") == "two"
    assert (box.root / "untracked.txt").read_bytes() == b"mine\n"
    assert box.path(MINE).read_bytes() == kit.text(MINE)


def assert_all_or_nothing(box: Any, before: str, writes: Sequence[Write]) -> bool:
    """Whether the change is made; if it is, all of it and nothing else, and the files follow."""
    if box.head() == before:
        return False
    assert box.git("rev-parse", "HEAD^") == before
    assert box.touched() == sorted(path_of(w.id) for w in writes)
    for write in writes:
        committed = box.in_head(path_of(write.id))
        assert (committed is None) == (write.data is None)
        assert committed == (box.path(write.id).read_bytes() if box.path(write.id).exists() else None)
    return True


def writer(box: Any, told: int, rounds: int, start: int) -> Callable[[], None]:
    """Changes one after the other; each that was acknowledged is told as a line on the descriptor `told`."""

    def work() -> None:
        os.setpgid(0, 0)
        for n in range(start, start + rounds):
            receipt = box.store.transact(kit.putting(A if n % 3 else C, title=f"number {n}"))
            os.write(told, f"{n} {receipt.commit}\n".encode())

    return work


def random_kill(box: Any, seed: int, start: int, span: float) -> tuple[bool, list[tuple[int, str]]]:
    """Kill a writer within `span` seconds, with or without its gits: whether it was, and what it acknowledged."""
    chance = random.Random(seed)
    reading, told = os.pipe()
    pid = kit.fork(writer(box, told, 3, start))
    os.close(told)
    time.sleep(chance.random() * span)
    try:
        if chance.random() < 0.5:
            os.killpg(pid, signal.SIGKILL)
        else:
            os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        os.kill(pid, signal.SIGKILL)  # too early: it has no group yet
    killed = kit.ended(pid) == kit.KILLED
    with os.fdopen(reading) as lines:
        acknowledged = [(int(line.split()[0]), line.split()[1]) for line in lines if line.endswith("\n")]
    return killed, acknowledged


def kill_again_and_again(box: Any, runs: int, seed: int) -> dict[str, int]:
    """So many random kills on one store, recovering after each; figures. Fails at the first thing that is lost."""
    told: list[tuple[int, str]] = []
    begun = time.monotonic()
    for n in range(4):
        box.put(C, title=f"measuring {n}")
    span = time.monotonic() - begun  # a writer makes three changes: some runs end unharmed
    figures = {"runs": runs, "killed": 0, "acknowledged": 0, "recovered": 0}
    for run in range(runs):
        killed, acknowledged = random_kill(box, seed + run, run * 10, span)
        told += acknowledged
        figures["killed"] += killed
        figures["recovered"] += bool(box.store.recover())
        if run % 10 == 9 or run == runs - 1:
            box.assert_whole(STATUS)
            assert_users_files(box)
    figures["acknowledged"] = len(told)
    commits = box.git("rev-list", "HEAD").splitlines()
    figures["commits"] = len(commits)
    assert [c for _, c in told if commits.count(c) != 1] == [], f"lost, seed {seed}"
    for _, commit in told:
        assert len(box.touched(commit)) == 1
    return figures
