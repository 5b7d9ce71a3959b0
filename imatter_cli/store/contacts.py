"""The contacts of a store's people: a private file in the user's settings, one for each store. No store holds it."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping

from imatter_cli.errors import StoreTrouble
from imatter_cli.said import Said
from imatter_cli.store import settings

_FOLDER = "contacts"


def raw(store: str) -> bytes:
    """The file's bytes; empty where nobody is in it, or the store has no id."""
    try:
        return settings.read(_name(store)).encode("utf-8", "surrogateescape") if store else b""
    except FileNotFoundError:
        return b""


def read(store: str) -> dict[str, dict[str, str]]:
    """What is kept, by code. Raises StoreTrouble (`settings`) for a file that can't be read."""
    try:
        said = json.loads(raw(store) or b"{}")
        return {str(code): {str(k): str(v) for k, v in one.items()} for code, one in said.items()}
    except (OSError, ValueError, AttributeError) as wrong:
        raise StoreTrouble(
            Said("{path}, which has the contacts, can't be read.", path=settings.path_of(_name(store))),
            hint="Look at that file, or move it away and import them again.", code="settings",
        ) from wrong  # fmt: skip


def keep(store: str, contacts: Mapping[str, Mapping[str, str]]) -> None:
    """Keep these and no others. Raises StoreTrouble (`read-only`)."""
    text = json.dumps(contacts, ensure_ascii=False, indent=1, sort_keys=True)
    settings.keep(_name(store), f"{text}\n", "The contacts")


def forget(store: str, codes: Collection[str]) -> None:
    """Keep nothing about these people. Raises as `read` and `keep`."""
    there = read(store)
    if not there.keys().isdisjoint(codes):
        keep(store, {code: said for code, said in there.items() if code not in codes})


def put_back(store: str, kept: bytes) -> None:
    """Keep the bytes of a file as it was. Raises StoreTrouble (`read-only`)."""
    settings.keep(_name(store), kept.decode("utf-8", "surrogateescape"), "The contacts")


def _name(store: str) -> str:
    return f"{_FOLDER}/{store}.json"
