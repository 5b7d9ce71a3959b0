"""A store that reports progress while all of its records are read."""

from __future__ import annotations

import os
from collections.abc import Callable, Container, Iterator, Sized
from typing import Any, cast

from imatter_cli.store.contract import Store, Stored, Unreadable

#: How many records are read between two reports.
_EVERY = 64


def watched(store: Store, told: Callable[[float], None]) -> Store:
    """The store, and `told` is called again and again with the share of all records that were read, from 0 to 1.

    Where several processes read, this one's part stands for all.
    """
    return cast(Store, _Watched(store, told))


class _Watched:
    def __init__(self, store: Store, told: Callable[[float], None]) -> None:
        self._store = store
        self._told = told
        self._here = os.getpid()
        self._sizes: dict[str, int] = {}
        self._read: dict[str, float] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def ids(self, kind: str) -> list[str]:
        found = self._store.ids(kind)
        self._sizes[kind] = len(found)
        return found

    def scan(
        self,
        kind: str,
        mentioning: str = "",
        among: Container[str] | None = None,
        status: Container[str] | None = None,
        holder: str = "",
    ) -> Iterator[Stored | Unreadable]:
        size = self._sizes.get(kind, 0)
        of = len(among) if isinstance(among, Sized) else size
        for n, item in enumerate(self._store.scan(kind, mentioning, among, status, holder)):
            if n % _EVERY == 0 and os.getpid() == self._here:
                self._read[kind] = size * min(n / max(of, 1), 1)
                self._told(min(sum(self._read.values()) / max(sum(self._sizes.values()), 1), 1))
            yield item
        self._read[kind] = size
