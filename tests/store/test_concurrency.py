"""Several writers at once, beside a user who commits with plain git: nothing is lost, nothing is swept in."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from imatter_cli.domain.ids import path_of
from imatter_cli.store.contract import Change, Reader, Write

kit = sys.modules["store_kit"]
A, B, C, D, _ = kit.PRJ
WRITERS, ROUNDS = 4, 10


def adding(id: str, word: str) -> Any:
    """A plan that adds a word to a record: it must be worked out anew on the newest state, or words get lost."""

    def plan(reader: Reader) -> Change:
        data = reader.get(id).data
        return Change("project edit", (Write(id, data={**data, "title": f"{data['title']} {word}"}),), ("edit",), 1)

    return plan


def committing(box: Any, stop: Path, counts: Path) -> Any:
    """A user who edits a file of their own and commits it, over and over, in git's two ways."""

    def work() -> None:
        made = 0
        while not stop.exists():
            box.write("notes.txt", f"{made}\n")
            how = ["-a"] if made % 2 else ["--", "notes.txt"]
            done = subprocess.run(
                ["git", "commit", "-qm", f"notes {made}", *how], cwd=box.root, capture_output=True, check=False
            )
            made += done.returncode == 0
            time.sleep(0.005)
        counts.write_text(str(made))

    return work


@pytest.mark.parametrize("same", [True, False], ids=["one record", "a record each"])
def test_writers_beside_a_user_who_commits(box: Any, tmp_path: Path, same: bool) -> None:
    records = [A] * WRITERS if same else [A, B, C, D]
    box.store.transact(kit.writing(*(Write(id, data=kit.data(id, title="start")) for id in sorted(set(records)))))
    box.write("notes.txt", "start\n")
    box.git("add", "notes.txt")
    box.git("commit", "-qm", "start")
    before = len(box.git("rev-list", "HEAD").splitlines())
    stop, counts = tmp_path / "stop", tmp_path / "counts"

    def writer(number: int) -> Any:
        def work() -> None:
            for n in range(ROUNDS):
                box.store.transact(adding(records[number], f"w{number}n{n}"))

        return work

    user = kit.fork(committing(box, stop, counts))
    codes = [kit.ended(pid) for pid in [kit.fork(writer(n)) for n in range(WRITERS)]]
    stop.touch()
    assert kit.ended(user) == 0
    assert codes == [0] * WRITERS
    by_user = int(counts.read_text())

    words = [set(box.store.get(id).data["title"].split()) for id in records]
    assert all(f"w{n}n{i}" in words[n] for n in range(WRITERS) for i in range(ROUNDS)), "a change was lost"
    commits = box.git("rev-list", "HEAD").splitlines()
    assert len(commits) == before + WRITERS * ROUNDS + by_user
    assert by_user > 0
    for revision in box.store.history(since=commits[-before]):
        assert len(box.touched(revision.commit)) == 1, "something was swept in"
        assert revision.subject.startswith("project edit")
    touched = [box.touched(c) for c in commits[: -before or None]]
    assert touched.count(["notes.txt"]) == by_user
    assert sum(t in [[path_of(id)] for id in records] for t in touched) == WRITERS * ROUNDS
    box.assert_whole([s for s in [" M notes.txt"] if s in box.status()])


def test_a_record_made_by_two_at_once_is_made_once(box: Any) -> None:
    """Both plans look whether it is there; the second sees that it is."""

    def work() -> None:
        def plan(reader: Reader) -> Change:
            if A in reader.ids("project"):
                os._exit(3)
            return Change("project new", (Write(A, data=kit.data(A)),), ("new",), 1)

        box.store.transact(plan)

    codes = sorted(kit.ended(pid) for pid in [kit.fork(work) for _ in range(3)])
    assert codes == [0, 3, 3]
    box.assert_whole()
