"""Caches of stores that are gone are cleared away when another store begins to keep something."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest

from imatter_cli.store.cache.slots import Slots


def store(path: Path) -> Path:
    (path / "records").mkdir(parents=True)
    (path / "records" / "programme.yaml").touch()
    return path


def test_what_nobody_needs_goes_and_the_rest_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = tmp_path / "cache"
    monkeypatch.setenv("IMATTER_CACHE", str(cache))
    here, gone = store(tmp_path / "here"), store(tmp_path / "gone")
    Slots(str(here)).put("a", 1)
    Slots(str(gone)).put("a", 1)
    unnamed, old, other = cache / ("0" * 32), cache / ("1" * 32), cache / "mine"
    for folder in (unnamed, old, other):
        folder.mkdir()
    os.utime(old, (time.time() - 100 * 86400,) * 2)
    os.utime(other, (0, 0))
    (cache / ("2" * 32)).symlink_to(tmp_path / "here")
    shutil.rmtree(gone)
    Slots(str(store(tmp_path / "new"))).put("a", 1)
    assert Slots(str(here)).head("a") == 1
    left = {p.name for p in cache.iterdir()}
    assert len(left) == 5
    assert {unnamed.name, "mine", "2" * 32} < left
    assert (tmp_path / "here" / "records").exists()
