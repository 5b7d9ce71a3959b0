"""Objects are read in the order in which they are asked for, and no more of them than somebody wants."""

from __future__ import annotations

from typing import Any

import pytest

from imatter_cli.store.git.objects import Objects
from imatter_cli.store.git.process import Git


def test_whoever_stops_soon_is_given_few(box: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"{n}.txt" for n in range(300)]
    for name in names:
        box.write(name, name)
    ids = box.git("hash-object", "-w", *names).split()
    with Objects(Git(str(box.root))) as objects:
        asked: list[int] = []
        ask = objects._ask
        monkeypatch.setattr(objects, "_ask", lambda some: asked.append(len(some)) or ask(some))
        assert next(objects.read_many(iter(ids))) == b"0.txt"
        assert asked == [20]
        assert list(objects.read_many(iter(ids))) == [name.encode() for name in names]
        assert max(asked) < 300 and len(asked) < 8
