"""Where a person's own folders are."""

from __future__ import annotations

import pwd
import sys
from pathlib import Path

import pytest

from imatter_cli import folders
from imatter_cli.errors import StoreTrouble


@pytest.fixture
def mine(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in ("DATA", "CONFIG", "CACHE", "STATE"):
        monkeypatch.delenv(f"XDG_{name}_HOME", raising=False)
    monkeypatch.setenv("HOME", "/home/somebody")
    return monkeypatch


@pytest.mark.parametrize(
    ("purpose", "on_linux", "on_a_mac"),
    [
        ("data", ".local/share", "Library/Application Support"),
        ("config", ".config", "Library/Application Support"),
        ("cache", ".cache", "Library/Caches"),
        ("state", ".local/state", "Library/Application Support"),
    ],
)
def test_each_is_where_its_platform_has_it(
    mine: pytest.MonkeyPatch, purpose: str, on_linux: str, on_a_mac: str
) -> None:
    for platform, place in (("linux", on_linux), ("darwin", on_a_mac)):
        mine.setattr(sys, "platform", platform)
        mine.setenv(f"XDG_{purpose.upper()}_HOME", "not/absolute")
        assert folders.own(purpose) == Path("/home/somebody") / place / "imatter"
        mine.setenv(f"XDG_{purpose.upper()}_HOME", "/elsewhere")
        assert folders.own(purpose) == Path("/elsewhere/imatter")


def test_without_a_home_the_system_is_asked(mine: pytest.MonkeyPatch) -> None:
    mine.setattr(sys, "platform", "linux")
    mine.setattr(pwd, "getpwuid", lambda _: type("Row", (), {"pw_dir": "/home/known"}))
    for said in ("", "relative"):
        mine.setenv("HOME", said)
        assert folders.own("data") == Path("/home/known/.local/share/imatter")

    def nobody(_: int) -> None:
        raise KeyError

    mine.setattr(pwd, "getpwuid", nobody)
    with pytest.raises(StoreTrouble, match="home folder"):
        folders.own("data")


def test_a_path_that_was_typed_is_told_without_detours(tmp_path: Path, mine: pytest.MonkeyPatch) -> None:
    (tmp_path / "far" / "away").mkdir(parents=True)
    (tmp_path / "here").symlink_to(tmp_path / "far" / "away")
    mine.chdir(tmp_path / "far")
    assert folders.typed("../store") == tmp_path / "store"
    assert folders.typed("../here/../store") == tmp_path / "far" / "store"  # as the system takes it, not by its letters
    assert folders.typed("..") == tmp_path
    assert folders.typed("new") == tmp_path / "far" / "new"
