"""Whether the lists of a record are lists of what they should be, for commands that read without the models."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from imatter_cli.domain.data import Data
from imatter_cli.domain.kinds import BY_NAME


def misshapen(kind: str, data: Data) -> list[str]:
    """The fields whose shape is not what somebody who reads them may rely on; empty where all is as it should be."""
    lists, mappings = _shapes(kind)
    wrong = [
        name
        for name, of in lists.items()
        if name in data and not (isinstance(data[name], list) and all(isinstance(entry, of) for entry in data[name]))
    ]
    return wrong + [name for name in mappings if name in data and not isinstance(data[name], Mapping)]


@cache
def _shapes(kind: str) -> tuple[Mapping[str, type], tuple[str, ...]]:
    """The fields that are lists, with what is in them, and those that hold fields of their own.

    The timeline and what a check accepts are looked at by others.
    """
    below: dict[str, set[str]] = {}
    for place in BY_NAME[kind].own_places:
        below.setdefault(place[0], set()).update(place[1:2])
    mixed = {place[0] for place in BY_NAME[kind].own_places if len(place) > 2}
    own = {name: parts for name, parts in below.items() if parts and name != "accepted"}
    lists = {name: Mapping if name in mixed else str for name, parts in own.items() if "*" in parts}
    return lists, tuple(name for name in own if name not in lists)
