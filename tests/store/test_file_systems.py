"""What a file system or an older git does not do is done without it."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from typing import Any, NoReturn

import pytest

from imatter_cli.errors import StoreTrouble
from imatter_cli.store import tidying
from imatter_cli.store.lock import IndexLock

kit = sys.modules["store_kit"]
A, B, *_ = kit.PRJ


@pytest.fixture
def without_links(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on exFAT."""

    def refuse(*args: Any, **options: Any) -> NoReturn:
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", refuse)


def test_changes_are_made_where_files_have_one_name(box: Any, without_links: None) -> None:
    box.put(A)
    box.put(A, title="again")
    box.put(B)
    assert box.git("status", "--porcelain") == ""
    assert box.git("log", "--format=%s").splitlines()[:3] == [f"project edit {id}" for id in (B, A, A)]
    assert not (box.root / ".git/index.lock").exists()
    assert not (box.root / ".git/gc.pid").exists()


def test_locks_keep_others_out_there_too(box: Any, without_links: None, monkeypatch: pytest.MonkeyPatch) -> None:
    box.put(A)
    git_dir, home = str(box.root / ".git"), str(box.root / ".git/imatter")
    (box.root / ".git/index.lock").write_text("")
    with pytest.raises(StoreTrouble) as locked:
        IndexLock(git_dir, home).take(patience=0.01)
    assert locked.value.code == "locked"
    (box.root / ".git/index.lock").unlink()
    with tidying.tidying_held_off(git_dir, home):
        assert (box.root / ".git/gc.pid").read_text().split()[0] == str(os.getpid())
    first = IndexLock(git_dir, home)
    first.take()
    assert IndexLock(git_dir, home).adopt()
    first.release()
    assert not (box.root / ".git/index.lock").exists()


def test_the_branch_is_made_durable_whatever_git_does(box: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[str] = []
    fsync = os.fsync

    def told(file: int) -> None:
        synced.append(os.path.realpath(f"/proc/self/fd/{file}"))
        fsync(file)

    if not Path("/proc/self/fd").is_dir():
        pytest.skip("what is open can only be told on Linux")
    monkeypatch.setattr(os, "fsync", told)
    box.put(A)
    branch = os.path.realpath(box.root / ".git/refs/heads/main")
    assert branch in synced
    assert str(Path(branch).parent) in synced[synced.index(branch) :]
