"""Parts of a record with an id of their own in it, as small steps have: `s1a2`.

Version 0.1.0 gave them none. There, a part counts as `s1`, `s2`, … by its place, and gets that id for good with the
next change, so that two people who change the same record give its parts the same ids. A new id follows from the
record, the moment and who makes it. It has a letter, so that it is never one by place.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from hashlib import sha256
from itertools import count
from typing import Any, TypeGuard

from imatter_cli.domain.data import Data
from imatter_cli.domain.ids import ALPHABET
from imatter_cli.domain.kinds import BY_NAME

_TAIL = 3


def identified(parts: Iterable[Data], letter: str) -> list[dict[str, Any]]:
    """The parts of a list, each with its id first."""
    listed = list(parts)
    taken = [part["id"] for part in listed if part.get("id")]
    made = []
    for place, part in enumerate(listed, 1):
        id = part.get("id")
        if not id:
            id = next(id for n in count(place) if (id := f"{letter}{n}") not in taken)
            taken.append(id)
        made.append({"id": id, **part})
    return made


def are_parts(value: object) -> TypeGuard[list[Data]]:
    """Whether a value is a list of parts whose ids are ids, so that others can rely on it."""
    return isinstance(value, list) and all(
        isinstance(part, Mapping) and isinstance(part.get("id", ""), str) for part in value
    )


def place_of(named: object, parts: Iterable[Data], letter: str) -> int:
    """The place, from 1, of the part that an event names by its id, or by its place; 0 for one that is not there."""
    there = [part["id"] for part in identified(parts, letter)]
    place = named if isinstance(named, int) else there.index(named) + 1 if named in there else 0
    return place if 0 < place <= len(there) else 0


def mint(letter: str, taken: Collection[object], occasion: str) -> str:
    """A new id for a part of a list in which these are taken; `occasion` tells it from those made elsewhere."""
    tails = (_tail(f"{occasion} {n}") for n in count())
    return next(id for tail in tails if not tail.isdigit() and (id := f"{letter}{tail}") not in taken)


def _tail(text: str) -> str:
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in sha256(text.encode()).digest()[:_TAIL])


def with_ids(kind: str, before: Data, fields: Data, occasion: str) -> dict[str, Any]:
    """Changed fields in which each part that needs an id has one: that of the same part before, or a new one."""
    letters = {name: mark.letter for name, mark in BY_NAME[kind].identity.items() if mark.letter}
    lists = [name for name in letters if are_parts(fields.get(name))]  # the model refuses others
    there = {name: before[name] if are_parts(before.get(name)) else () for name in lists}
    return {**fields, **{name: _all_with_ids(fields[name], there[name], letters[name], occasion) for name in lists}}


def _all_with_ids(parts: list[Data], before: Iterable[Data], letter: str, occasion: str) -> list[Data]:
    taken = {part["id"] for part in parts if part.get("id")}
    there = [part for part in identified(before, letter) if part["id"] not in taken]
    made: list[Data] = []
    for part in parts:
        id = part.get("id")
        if not id:
            same = next((one for one in there if one == {"id": one["id"], **part}), None)
            id = same["id"] if same else mint(letter, taken, occasion)
            there = [one for one in there if one is not same]
        taken.add(id)
        made.append({"id": id, **part})
    return made
