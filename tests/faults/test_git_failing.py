"""A git that fails at any one of its calls: refused with nothing left over, or whole; nothing that was kept is lost."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from imatter_cli.errors import ImatterError
from imatter_cli.store.contract import Write

kit, kills = sys.modules["store_kit"], sys.modules["store_kills"]
A, B, *_ = kit.PRJ
NEW = "prj-2612-eeeeee4"
WRITES = (Write(NEW, data=kit.data(NEW)), Write(A, data=kit.data(A, title="two")), Write(B))

#: Counts its calls; the one at AT is dealt with in another way than git would.
FAKE = """\
#!/bin/sh
echo x >> "{folder}/calls"
case "$(wc -l < "{folder}/calls")" in {at}) {instead};; esac
exec "{git}" "$@"
"""
WAYS = {
    "refuses": "echo 'fatal: made to fail' >&2; exit 128",
    "is killed": "kill -9 $$",
    "works and is killed": '"{git}" "$@"; kill -9 $$',
    "works and says otherwise": '"{git}" "$@"; exit 1',
}


@pytest.fixture
def box(box: Any) -> Any:
    """A store with two records and a user at work in it."""
    kills.prepare(box)
    return box


def fake(folder: Path, at: int, way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put such a git first on the PATH."""
    real = shutil.which("git")
    folder.mkdir()
    path = folder / "git"
    path.write_text(FAKE.format(folder=folder, at=at, git=real, instead=WAYS[way].format(git=real)))
    path.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


@contextmanager
def interrupted_until_it_ends() -> Iterator[None]:
    """Ctrl-C, and again much later: one that comes just before a read begins is spent, and the read waits for ever."""
    me, over = threading.get_ident(), threading.Event()

    def interrupt() -> None:
        patience = 0.7
        while not over.wait(patience):
            signal.pthread_kill(me, signal.SIGINT)
            patience = 15

    hand = threading.Thread(target=interrupt, daemon=True)
    hand.start()
    try:
        yield
    finally:
        over.set()
        hand.join()


def test_a_pipe_in_an_objects_place_can_be_interrupted(box: Any, tmp_path: Path) -> None:
    commit = box.head()
    path = box.root / f".git/objects/{commit[:2]}/{commit[2:]}"
    path.unlink()
    os.mkfifo(path)
    for act in (lambda: box.put(A, title="two"), lambda: list(box.store.history())):
        with interrupted_until_it_ends(), pytest.raises(KeyboardInterrupt):
            act()
    assert b"a title" in box.path(A).read_bytes()


@pytest.mark.parametrize("way", WAYS)
def test_each_call_of_git_failing_in_turn(box: Any, tmp_path: Path, way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made = set()
    for at in range(1, 40):
        one = kit.Box(tmp_path / f"store{at}")
        shutil.copytree(box.root, one.root, dirs_exist_ok=True)
        before = one.head()
        with monkeypatch.context() as patch:
            fake(tmp_path / f"git{at}", at, way, patch)
            try:
                one.store.transact(kit.writing(*WRITES))
                code = ""
            except ImatterError as e:
                code = e.code
            calls = len((tmp_path / f"git{at}" / "calls").read_text().splitlines())
        one.store.recover()
        is_made = kills.assert_all_or_nothing(one, before, WRITES)
        assert is_made or code, f"call {at}: acknowledged and not made"
        assert not is_made or code in ("", "unfinished"), f"call {at}: made, and said to be refused ({code})"
        one.assert_whole(kills.STATUS)
        kills.assert_users_files(one)
        made.add(is_made)
        shutil.rmtree(one.root)
        if calls < at:
            break
    else:
        raise AssertionError("there was no end of calls")
    assert True in made


def test_a_branch_that_may_not_be_written_is_said_at_once(box: Any, tmp_path: Path, monkeypatch: Any) -> None:
    real = shutil.which("git")
    (tmp_path / "bin").mkdir()
    path = tmp_path / "bin" / "git"
    words = "fatal: cannot lock ref 'HEAD': Unable to create 'x/refs/heads/main.lock': Permission denied"
    path.write_text(f'#!/bin/sh\ncase "$*" in *update-ref*) echo "{words}" >&2; exit 128;; esac\nexec "{real}" "$@"\n')
    path.chmod(0o755)
    monkeypatch.setenv("PATH", f"{path.parent}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(ImatterError) as e:
        box.put(A, title="two")
    assert e.value.code == "read-only"
    box.assert_whole(kills.STATUS)


def test_a_git_that_hangs_can_be_interrupted(box: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = shutil.which("git")
    (tmp_path / "bin").mkdir()
    path = tmp_path / "bin" / "git"
    path.write_text(f'#!/bin/sh\ncase "$*" in *check-attr*) exec sleep 20;; esac\nexec "{real}" "$@"\n')
    path.chmod(0o755)
    monkeypatch.setenv("PATH", f"{path.parent}{os.pathsep}{os.environ['PATH']}")
    me = threading.get_ident()
    timer = threading.Timer(0.7, lambda: signal.pthread_kill(me, signal.SIGINT))
    timer.start()
    before = box.head()
    with pytest.raises(KeyboardInterrupt):
        box.put(A, title="two")
    assert box.head() == before, "it waited for the git that hangs, and went on"
    monkeypatch.undo()
    box.assert_whole(kills.STATUS)
    kills.assert_users_files(box)
    box.put(A, title="two")
