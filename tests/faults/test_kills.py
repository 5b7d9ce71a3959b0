"""A change killed at any point is whole or not there, and what was acknowledged stays."""

from __future__ import annotations

import os
import shutil
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from fault_points import FAULT_POINTS

from imatter_cli.domain.ids import path_of
from imatter_cli.errors import EditedByHand, StoreTrouble
from imatter_cli.store.contract import Write
from imatter_cli.store.lock import IndexLock, is_free

kit, kills = sys.modules["store_kit"], sys.modules["store_kills"]
A, B, C, *_ = kit.PRJ
#: The first point at which the change is made.
MADE = FAULT_POINTS.index("moved")
#: The first at which git is let in again.
OPEN = FAULT_POINTS.index("unlocked")


def crash(box: Any, point: str, shape: str = "change") -> None:
    """Run a change that is killed at that point."""
    pid = kit.fork(lambda: box.store.transact(kit.writing(*kills.SHAPES[shape])), IMATTER_FAULT=point)
    assert kit.ended(pid) == kit.KILLED
    while not is_free(str(box.root / ".git" / "imatter")):
        time.sleep(0.005)  # its gits live a moment longer, and while they do the change is not interrupted


@pytest.fixture
def box(box: Any, once: Any) -> Any:
    """A store with two records and a user at work in it (kills.prepare); made once and copied."""

    def make(path: Path) -> None:
        kills.prepare(box)
        shutil.copytree(box.root, path)

    made = once("busy", make)
    shutil.rmtree(box.root)
    shutil.copytree(made, box.root)
    return box


@pytest.mark.parametrize("shape", kills.SHAPES)
@pytest.mark.parametrize("point", FAULT_POINTS)
def test_killed_at_each_point(box: Any, point: str, shape: str) -> None:
    before = box.head()
    crash(box, point, shape)
    standing = box.store.unfinished()
    said = box.store.recover()
    made = kills.assert_all_or_nothing(box, before, kills.SHAPES[shape])
    assert made == (FAULT_POINTS.index(point) >= MADE)
    box.assert_whole(kills.STATUS)
    kills.assert_users_files(box)
    assert bool(standing) == bool(said)
    if standing:
        assert ("is recorded" if made else "dropped") in said[0]
    assert box.store.recover() == []
    box.put(C)
    box.assert_whole(kills.STATUS)


@pytest.mark.parametrize("point", ["journalled", "built", "moved", "landed"])
def test_of_a_series_all_is_made_or_nothing(box: Any, point: str) -> None:
    """Four commits, and a crash between any two writes of them: the branch moves once."""
    before = box.head()
    series = [kit.writing(write)(None) for shape in ("new", "three") for write in kills.SHAPES[shape]]
    pid = kit.fork(lambda: box.store.transact_all(lambda _: series), IMATTER_FAULT=point)
    assert kit.ended(pid) == kit.KILLED
    while not is_free(str(box.root / ".git" / "imatter")):
        time.sleep(0.005)
    box.store.recover()
    made = len(box.git("rev-list", f"{before}..HEAD").splitlines())
    assert made == (len(series) if FAULT_POINTS.index(point) >= MADE else 0)
    for change in series if made else ():
        (write,) = change.writes
        assert box.path(write.id).exists() == (write.data is not None)
    box.assert_whole(kills.STATUS)
    kills.assert_users_files(box)


@pytest.mark.parametrize("point", FAULT_POINTS)
def test_failing_at_each_point(box: Any, point: str) -> None:
    """A failing disk instead of a crash: refused with nothing left over, or told apart as unfinished."""
    before = box.head()

    def work() -> None:
        with pytest.raises((StoreTrouble, OSError)) as e:
            box.store.transact(kit.writing(*kills.SHAPES["three"]))
        os._exit({"unfinished": 7, "read-only": 5}.get(getattr(e.value, "code", ""), 6))

    code = kit.ended(kit.fork(work, IMATTER_FAULT=f"{point}:raise"))
    made = FAULT_POINTS.index(point) >= MADE
    assert code == 7 if made else code in (5, 6)
    if not made:
        box.assert_whole(kills.STATUS)
    # Until the files and the index are in step, git is kept out: its `commit -a` would take the change back.
    assert (box.root / ".git" / "index.lock").exists() == (MADE <= FAULT_POINTS.index(point) < OPEN)
    box.store.recover()
    assert kills.assert_all_or_nothing(box, before, kills.SHAPES["three"]) == made
    box.assert_whole(kills.STATUS)
    kills.assert_users_files(box)


def test_the_next_change_finishes_the_one_before_and_says_so(box: Any) -> None:
    crash(box, "moved")
    receipt = box.put(C)
    assert f"project edit {A}" in receipt.notes[0]
    assert box.store.get(A).data["title"] == "two"
    box.assert_whole(kills.STATUS)


@pytest.mark.parametrize("shape", kills.SHAPES)
def test_readers_see_the_commit_while_a_change_is_unfinished(box: Any, shape: str) -> None:
    crash(box, "moved", shape)
    assert box.git("status", "--porcelain", "-uno", fine=False) != ""
    committed = box.store.at("HEAD")
    for ids in ("project", "licence"):
        assert list(box.store.ids(ids)) == committed.ids(ids)
        seen = {x.id: x.data for x in box.store.scan(ids) if x.id != kills.MINE}
        assert seen == {x.id: x.data for x in committed.scan(ids) if x.id != kills.MINE}
    assert box.store.unfinished()
    assert box.leftovers() != []  # and nothing was written by reading


def test_after_a_crash_git_is_kept_out_until_recovery(box: Any) -> None:
    """If it were let in, `git commit -a` would take the recorded change back."""
    crash(box, "moved")
    before = box.head()
    box.git("commit", "-qam", "everything", fine=False)
    assert box.head() == before
    box.store.recover()
    box.git("commit", "-qam", "everything")
    assert box.store.at("HEAD").get(A).data["title"] == "two"


def test_a_change_that_was_overtaken_is_not_put_back(box: Any) -> None:
    crash(box, "moved", "three")
    (box.root / ".git" / "index.lock").unlink()
    box.git("commit", "-qam", "everything the user has")  # takes A and B back, as the folder still has them
    said = box.store.recover()
    assert any("overtaken" in s for s in said)
    assert box.store.get(A).data["title"] == "a title"
    assert box.leftovers() == []
    box.git("fsck", "--strict", "--no-dangling")


def test_a_hand_edit_after_the_crash_is_kept(box: Any) -> None:
    crash(box, "moved", "three")
    box.write(path_of(A), "mine now\n")
    said = box.store.recover()
    assert any(path_of(A) in s and "imatter save" in s for s in said)
    assert box.path(A).read_text() == "mine now\n"
    box.assert_whole([*kills.STATUS, f" M {path_of(A)}"])
    with pytest.raises(EditedByHand):
        box.put(A)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"version": 2}', '{"version": 1, "rows": [{}]}', "\0\xff"])
def test_a_journal_that_cannot_be_read_stops_everything_that_writes(box: Any, text: str) -> None:
    journal = box.root / ".git" / "imatter" / "journal"
    journal.write_bytes(text.encode("latin-1"))
    for act in (lambda: box.put(A), box.store.recover, box.store.unfinished):
        with pytest.raises(StoreTrouble) as e:
            act()
        assert e.value.code == "journal"
        assert str(journal) in e.value.message
    assert journal.exists()


@pytest.mark.parametrize("content", ["", "ours"])
def test_locks_that_a_killed_git_left_are_taken_away(box: Any, content: str) -> None:
    crash(box, "staged")
    import json

    commit = json.loads((box.root / ".git/imatter/journal").read_text())["commit"]
    old = time.time() - 10
    for name in ("HEAD.lock", "refs/heads/main.lock"):
        path = box.root / ".git" / name
        path.write_text(f"{commit}\n" if content else "")
        os.utime(path, (old, old))
    box.store.recover()
    box.put(A, title="three")
    box.assert_whole(kills.STATUS)


def test_locks_of_another_git_are_left_alone(box: Any) -> None:
    crash(box, "staged")
    path: Path = box.root / ".git" / "refs/heads/main.lock"
    path.write_text("1" * 40 + "\n")
    os.utime(path, (0, 0))
    box.store.recover()
    assert path.exists()


def test_a_lock_that_a_crash_left_before_any_journal_is_taken_away(box: Any) -> None:
    inside = str(box.root / ".git")

    def work() -> None:
        IndexLock(inside, f"{inside}/imatter").take()

    assert kit.ended(kit.fork(work)) == 0
    assert (box.root / ".git" / "index.lock").exists()
    assert box.store.unfinished() == ""
    box.put(C)
    box.assert_whole(kills.STATUS)


def test_a_crash_in_a_linked_work_tree_is_its_own(box: Any) -> None:
    other = kit.Box(box.root.parent / "linked")
    box.git("worktree", "add", "-q", "-b", "other", str(other.root))
    pid = kit.fork(
        lambda: other.store.transact(kit.writing(Write(A, data=kit.data(A, title="2")))), IMATTER_FAULT="moved"
    )
    assert kit.ended(pid) == kit.KILLED
    assert box.store.unfinished() == ""
    box.put(B, title="3")
    assert other.store.recover() != []
    box.assert_whole(kills.STATUS)
    other.assert_whole()


def test_killed_at_random(box: Any) -> None:
    figures = kills.kill_again_and_again(box, 30, seed=2611)
    assert figures["killed"] > 0
