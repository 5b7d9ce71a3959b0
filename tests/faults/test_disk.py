"""A disk that fails, is full or may not be written to; and what is on it, in which order, when the power goes."""

from __future__ import annotations

import gc
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from imatter_cli.domain.ids import path_of
from imatter_cli.errors import ImatterError, StoreTrouble
from imatter_cli.store.contract import Write
from imatter_cli.store.lock import is_free

kit, kills, failing = sys.modules["store_kit"], sys.modules["store_kills"], sys.modules["store_failing"]
A, B, C, *_ = kit.PRJ
NEW = "prj-2612-eeeeee4"
#: One new record in a new folder, one changed, one removed.
WRITES = (Write(NEW, data=kit.data(NEW)), Write(A, data=kit.data(A, title="two")), Write(B))


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


def change(box: Any) -> str:
    """Make the change: empty for a success, else the code of the refusal."""
    try:
        box.store.transact(kit.writing(*WRITES))
    except StoreTrouble as e:
        return e.code
    return ""


def assert_kept(box: Any, before: str, code: str) -> None:
    """All or nothing, and what was said about it true; after recovery all is in order."""
    if code != "unfinished":
        assert (box.head() == before) == bool(code), code
    box.store.recover()
    made = kills.assert_all_or_nothing(box, before, WRITES)
    assert made == (code in ("", "unfinished"))
    box.assert_whole(kills.STATUS)
    kills.assert_users_files(box)


def test_each_call_failing_in_turn(box: Any, tmp_path: Path) -> None:
    with failing.failing() as counter:
        shutil.copytree(box.root, tmp_path / "first")
        counter.count = 0
        assert change(kit.Box(tmp_path / "first")) == ""
        number = counter.count
    assert number > 40
    codes = set()
    for n in range(1, number + 1):
        one = kit.Box(tmp_path / f"store{n}")
        shutil.copytree(box.root, one.root, dirs_exist_ok=True)
        before = one.head()
        with failing.failing(n, lasting=n % 2 == 0):
            code = change(one)
        codes.add(code)
        assert_kept(one, before, code)
        shutil.rmtree(one.root)
    assert codes >= {"read-only", "unfinished"}


def killed_within(one: Any, at: int, work: Callable[[], object]) -> bool:
    """Do it in a process that is killed just before its call number `at`; whether it got that far."""

    def doing() -> None:
        with failing.failing(fatal=at):
            work()

    killed = bool(kit.ended(kit.fork(doing)) == kit.KILLED)
    while not is_free(str(one.root / ".git" / "imatter")):
        time.sleep(0.005)  # its gits live a moment longer
    return killed


def test_killed_before_each_call(box: Any, tmp_path: Path) -> None:
    """Finer than the named points: between any two calls that write."""
    outcomes = []
    for at in range(1, 200):
        one = kit.Box(tmp_path / f"store{at}")
        shutil.copytree(box.root, one.root, dirs_exist_ok=True)
        before = one.head()
        was_killed = killed_within(one, at, lambda one=one: change(one))
        said = one.store.recover()
        outcomes.append(kills.assert_all_or_nothing(one, before, WRITES))
        one.assert_whole(kills.STATUS)
        kills.assert_users_files(one)
        assert all("is recorded" in s or "dropped" in s for s in said), said
        shutil.rmtree(one.root)
        if not was_killed:
            break
    assert len(outcomes) > 40
    assert outcomes == sorted(outcomes), "once made, it stays made"
    assert outcomes[-1]


@pytest.mark.parametrize("point", ["staged", "moved", "landed-one", "indexed"])
def test_a_recovery_that_is_killed_before_each_call_of_its_own(box: Any, tmp_path: Path, point: str) -> None:
    """And once more in the middle of the next: what was interrupted is finished or dropped all the same."""
    before = box.head()
    pid = kit.fork(lambda: change(box), IMATTER_FAULT=point)
    assert kit.ended(pid) == kit.KILLED
    while not is_free(str(box.root / ".git" / "imatter")):
        time.sleep(0.005)
    for at in range(1, 100):
        one = kit.Box(tmp_path / f"store{at}")
        shutil.copytree(box.root, one.root, dirs_exist_ok=True)
        was_killed = killed_within(one, at, one.store.recover)
        killed_within(one, 1 + at // 2, one.store.recover)
        one.store.recover()
        assert kills.assert_all_or_nothing(one, before, WRITES) == (point != "staged")
        one.assert_whole(kills.STATUS)
        kills.assert_users_files(one)
        shutil.rmtree(one.root)
        if not was_killed:
            break
    assert at > 3


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own in memory, of 2 MiB."""
    at = tmp_path / "disk"
    at.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", at], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("no file system can be mounted here")
    try:
        yield at
    finally:
        gc.collect()  # no git may go on reading there
        subprocess.run(["umount", at], check=True)


@pytest.mark.parametrize("left", range(0, 64, 4))
def test_a_disk_that_fills_up(box: Any, small_disk: Path, left: int) -> None:
    """So many KiB are left when the change begins."""
    one = kit.Box(small_disk / "store")
    shutil.copytree(box.root, one.root, dirs_exist_ok=True)
    before = one.head()
    filler = small_disk / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while file.write(b"x" * 4096):
                pass
        except OSError:
            pass
        file.truncate(max(0, file.tell() - left * 1024))
    code = change(one)
    filler.unlink()
    assert_kept(one, before, code)


def test_a_disk_that_may_not_be_written_to(box: Any, small_disk: Path, call: Any) -> None:
    one = kit.Box(small_disk / "store")
    shutil.copytree(box.root, one.root, dirs_exist_ok=True)
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    try:
        for line in (("project", "list"), ("log",), ("check",), ("diff",), ("show", A)):
            assert call(*line, "--store", one.root).code in (0, 1), line
        with pytest.raises(ImatterError) as e:
            one.put(C)
        assert e.value.code == "read-only"
        assert call("recover", "--store", one.root).code == 0
    finally:
        subprocess.run(["mount", "-o", "remount,rw", small_disk], check=True)
    one.put(C)
    one.assert_whole(kills.STATUS)


CHANGE = """
import os, sys
from imatter_cli.store.contract import Change, Write
from imatter_cli.store.open import GitStore
writes = {writes!r}
plan = lambda reader: Change("project edit", tuple(Write(i, data=d) for i, d in writes), ("edit",), 1)
GitStore({root!r}).transact(plan)
"""
_CALL = re.compile(r"^\d+ +(?P<name>\w+)\((?P<args>.*)\) += (?P<result>-?\d+)")


def traced(box: Any, tmp_path: Path) -> list[tuple[str, str]]:
    """What one change does to the disk, its gits included, in order: call and path in the store."""
    log = tmp_path / "trace"
    writes = [(w.id, w.data) for w in WRITES]
    names = "fsync,fdatasync,rename,renameat,renameat2,link,linkat,unlink,unlinkat"
    done = subprocess.run(
        ["strace", "-f", "-y", "-e", f"trace={names}", "-s", "400", "-o", log, sys.executable, "-c",
         CHANGE.format(writes=writes, root=str(box.root))],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        pytest.skip(f"strace does not work here: {done.stderr.splitlines()[-1:]}")
    events = []
    waiting: dict[str, str] = {}
    for line in log.read_text(errors="replace").splitlines():
        pid = line.split(" ", 1)[0]
        if line.endswith("<unfinished ...>"):
            waiting[pid] = line.removesuffix("<unfinished ...>")
            continue
        if " resumed>" in line:
            line = waiting.pop(pid) + line.split(" resumed>", 1)[1]
        m = _CALL.match(line)
        if m is None or m["result"].startswith("-"):
            continue
        events.append((m["name"].removesuffix("2").removesuffix("at"), _paths(m["args"], box)))
    return events


def _paths(args: str, box: Any) -> str:
    """The paths in a call's arguments, relative to the store (where git works), with a space between."""
    return " ".join(os.path.relpath(box.root / folder / name, box.root) for folder, name in _pairs(args))


def _pairs(args: str) -> list[tuple[str, str]]:
    """Each path with the folder that it is relative to."""
    found = []
    folder = ""
    for descriptor, text in re.findall(r'(?:\w+<([^>]*)>)|"((?:[^"\\]|\\.)*)"', args):
        if descriptor:
            if folder:
                found.append((folder, ""))
            folder = descriptor
        else:
            found.append((folder, text))
            folder = ""
    if folder:
        found.append((folder, ""))
    return found


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
def test_what_a_power_cut_would_find(box: Any, tmp_path: Path) -> None:
    """Nothing is named before it is on the disk, and nothing is believed before its name is."""
    before = set(box.git("rev-list", "--objects", "--all", "--no-object-names").split())
    box.git("config", "core.fsyncMethod", "writeout-only")  # whatever the store would have git do instead
    box.git("config", "core.fsync", "none")
    events = traced(box, tmp_path)
    paths = [f"{name} {path}" for name, path in events]

    def first(pattern: str, start: int = 0) -> int:
        return next(n for n, p in enumerate(paths) if n >= start and re.search(pattern, p))

    def synced(pattern: str, start: int, end: int) -> bool:
        return any(re.search(rf"^(?:fsync|fdatasync) {pattern}$", p) for p in paths[start:end])

    moved = first(r"^rename \.git/refs/heads/main\.lock \.git/refs/heads/main$")
    # the journal, its bytes and then its name, before any other file of the store is made
    journal = first(r"^rename .git/imatter/journal\.tmp .git/imatter/journal$")
    assert synced(r"\.git/imatter/journal\.tmp", 0, journal)
    staged = first(r"^fsync records/.*\.imatter-tmp-")
    assert synced(r"\.git/imatter", journal, staged)
    assert synced(r"\.git/imatter", journal, moved)
    # git's lock, by name
    locked = first(r"^link .git/imatter/token .git/index\.lock$")
    assert synced(r"\.git", locked, moved)
    # what the branch will name: every object, its bytes and its name
    new = set(box.git("rev-list", "--objects", "--all", "--no-object-names").split()) - before
    for id in new:
        named = first(rf"^(?:link|rename) \S+ \.git/objects/{id[:2]}/{id[2:]}$")
        assert named < moved
        source = re.escape(paths[named].split()[1])
        assert synced(source, 0, named)
        assert synced(rf"\.git/objects/{id[:2]}", named, moved)
    # the new index and the new files, all their bytes
    assert synced(r"\.git/imatter/index\.new(?:\.lock)?", 0, moved)
    for number in (0, 1):
        assert synced(rf"records/\S*\.imatter-tmp-\S*-{number}", 0, moved)
    assert synced(r"\.git/refs/heads/main\.lock", 0, moved)
    # then the branch's name, the files' names, the index's; and only after them the journal goes
    gone = first(r"^unlink \.git/imatter/journal$")
    assert synced(r"\.git/refs/heads", moved, gone)
    for id in (NEW, A, B):
        above, _, name = path_of(id).rpartition("/")
        put = first(rf"^(?:link|rename|unlink) .*{re.escape(above)}/{re.escape(name)}$", moved)
        assert synced(re.escape(above), put, gone)
    index = first(r"^rename \.git/imatter/index\.new \.git/index$")
    assert moved < index < gone
    unlocked = first(r"^unlink \.git/index\.lock$")
    assert index < unlocked < gone
    assert synced(r"\.git", unlocked, gone)
    assert synced(r"\.git/imatter", gone, len(paths))
