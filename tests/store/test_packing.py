"""A history that has grown is packed beside a change, and nothing is lost or waited for."""

from __future__ import annotations

import fcntl
import os
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from imatter_cli.store import packing
from imatter_cli.store.git.objects import object_id

kit = sys.modules["store_kit"]


def single(box: Any) -> int:
    """How many objects are files of their own."""
    return sum(len(list(p.iterdir())) for p in (box.root / ".git/objects").iterdir() if len(p.name) == 2)


def settled(box: Any) -> None:
    """Nobody packs any more."""
    at = os.open(box.root / ".git/objects/pack", os.O_RDONLY)
    fcntl.flock(at, fcntl.LOCK_EX)
    os.close(at)


def grown(box: Any) -> None:
    """A store with an object in the folder that is counted."""
    text = next(str(n) for n in range(9999) if object_id("sha1", "blob", str(n).encode()).startswith("17"))
    box.write("counted", text)
    box.git("hash-object", "-w", "counted")
    (box.root / "counted").unlink()


def test_many_objects_become_a_pack(box: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(5):
        box.put(kit.PRJ[0], title=str(n))
    grown(box)
    before = single(box)
    monkeypatch.setattr(packing, "MOST", 1)
    began = time.monotonic()
    box.put(kit.PRJ[1])
    assert time.monotonic() - began < 5
    settled(box)
    assert single(box) < before
    assert len(list((box.root / ".git/objects/pack").glob("*.pack"))) == 1
    box.put(kit.PRJ[2])
    settled(box)
    box.assert_whole()


def test_few_are_left_alone_and_one_packs_at_a_time(box: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    grown(box)
    box.put(kit.PRJ[0])
    monkeypatch.setattr(packing, "MOST", 1)
    at = os.open(box.root / ".git/objects/pack", os.O_RDONLY)
    fcntl.flock(at, fcntl.LOCK_EX)
    box.put(kit.PRJ[1])
    os.close(at)
    assert not list((box.root / ".git/objects/pack").glob("*.pack"))


def test_a_packing_that_fails_fails_no_change(box: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    grown(box)
    monkeypatch.setattr(packing, "MOST", 1)
    (box.root / ".git/objects/pack").rmdir()
    (box.root / ".git/objects/pack").symlink_to(tmp_path)
    with pytest.raises(Exception, match="link"):
        box.put(kit.PRJ[0])  # refused for the link, as ever
    (box.root / ".git/objects/pack").unlink()
    box.put(kit.PRJ[0])
    box.assert_whole()
