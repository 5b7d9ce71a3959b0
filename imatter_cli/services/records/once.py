"""A store of which each record is read once, for a page of many records that name the same others."""

from __future__ import annotations

from typing import Any, cast

from imatter_cli.errors import Broken, NotFound
from imatter_cli.store.contract import Store, Stored


def read_once(store: Store) -> Store:
    """The store, whose records stay as they are when they are first asked for by id."""
    return cast(Store, _Once(store))


class _Once:
    def __init__(self, store: Store) -> None:
        self._store = store
        self._found: dict[str, Stored | NotFound | Broken] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def get(self, id: str) -> Stored:
        if id not in self._found:
            try:
                self._found[id] = self._store.get(id)
            except (NotFound, Broken) as wrong:
                self._found[id] = wrong
        found = self._found[id]
        if isinstance(found, Stored):
            return found
        raise found
