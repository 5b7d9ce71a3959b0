"""Two copies of a programme in git that share a folder: for acts that `quarter.Two` has in memory."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from quarter import CHAIR, HOLDER, stage
from together import Copy

from imatter_cli.services.context import Context
from imatter_cli.services.integrity import schemas
from imatter_cli.store.create import create
from imatter_cli.store.open import open_store


class RealCopy:
    """See copies.Copy: the same for acts, over a store in git."""

    def __init__(self, two: RealTwo, path: Path, seed: int) -> None:
        self._two, self.path, self.seed = two, path, seed
        self._random = random.Random(seed)
        self.copy = Copy(path, two.call)
        self.published = [self.copy.head()]

    @property
    def store(self) -> Any:
        return open_store(str(self.path))

    def as_(self, person: str) -> Context:
        self._two.forward()
        return Context(self.store, person, self._two.now, self._random.randrange)

    def get(self, id: str) -> dict[str, Any]:
        return dict(self.store.get(id).data)


class RealTwo:
    """See quarter.Two."""

    def __init__(self, name: str, tmp: Path, call: Callable[..., Any], patch: pytest.MonkeyPatch) -> None:
        files, self.now, self.ids = stage(name)
        self.call, self._patch = call, patch
        self.forward()
        path = tmp / "first"
        store = create(
            str(path), {**files, **schemas.all_schemas()}, identity=(CHAIR, f"{CHAIR}@imatter.invalid"), message="init"
        )  # fmt: skip
        store.set_setting("me", CHAIR)
        self.shared, self.tmp = tmp / "shared", tmp
        self.a = RealCopy(self, path, 101)

    def forward(self) -> None:
        self.now: datetime = self.now + timedelta(hours=1)
        for name in ("IMATTER_NOW", "GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"):
            self._patch.setenv(name, f"{self.now:%Y-%m-%dT%H:%M:%SZ}")

    def share(self) -> None:
        """Share the first copy and join it with a second."""
        last = self.a.copy.head()
        self.a.copy("sync", self.shared)
        done = self.call("join", self.shared, self.tmp / "second", "--as", HOLDER)
        assert done.code == 0, done.err
        self.b = RealCopy(self, self.tmp / "second", 202)
        self.a.published = self.b.published = [last]  # what came after it only marks the store as shared
