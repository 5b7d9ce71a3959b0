"""A store that two people share through a folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from together import OTHER, Copy, git


@pytest.fixture(autouse=True)
def one_clock(home: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Git's clock stands where imatter's does, so that verify finds the times of events in order."""
    for name in ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"):
        monkeypatch.setenv(name, home.env["IMATTER_NOW"])
        home.env[name] = home.env["IMATTER_NOW"]


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """The folder that the store is shared at, once somebody did."""
    return tmp_path / "shared"


@pytest.fixture
def mine(programme: Any, shared: Path, call: Callable[..., Any]) -> Copy:
    """The coordinator's copy, which is shared."""
    copy = Copy(programme.path, call)
    copy.sync(shared)
    return copy


@pytest.fixture
def theirs(mine: Copy, shared: Path, call: Callable[..., Any], tmp_path: Path) -> Copy:
    """Another person's copy."""
    done = call("join", shared, tmp_path / "theirs", "--as", OTHER)
    assert done.code == 0, done.err
    return Copy(tmp_path / "theirs", call)


@pytest.fixture
def plain(mine: Copy, shared: Path, tmp_path: Path) -> Path:
    """A clone in which somebody works with git alone, under a code."""
    path = tmp_path / "plain"
    git(tmp_path, "clone", "-q", str(shared), str(path))
    git(path, "config", "user.name", OTHER)
    git(path, "config", "user.email", f"{OTHER}@imatter.invalid")
    return path
