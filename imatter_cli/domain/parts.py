"""Parts of a record with an id of their own in it, as small steps have: `s1a2`.

Version 0.1.0 gave them none. There, a part counts as `s1`, `s2`, … by its place, and gets that id for good with the
next change, so that two people who change the same record give its parts the same ids. A new id follows from the
record, the moment and who makes it. It has a letter, so that it is never one by place.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from hashlib import sha256
from itertools import count
from typing import Any

from imatter_cli.domain.data import Data
from imatter_cli.domain.ids import ALPHABET
from imatter_cli.domain.kinds import BY_NAME

_TAIL = 3


def identified(parts: Iterable[Data], letter: str) -> list[dict[str, Any]]:
    """The parts of a list, each with its id first."""
    listed = list(parts)
    taken = {part.get("id") for part in listed}
    return [{"id": part.get("id") or _by_place(letter, n, taken), **part} for n, part in enumerate(listed, 1)]


def _by_place(letter: str, place: int, taken: Collection[object]) -> str:
    return next(id for n in count(place) if (id := f"{letter}{n}") not in taken)


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
    lists = [name for name in letters if isinstance(fields.get(name), list)]
    return {
        **fields,
        **{n: _all_with_ids(fields[n], before.get(n) or (), letters[n], occasion) for n in lists},
    }


def _all_with_ids(parts: list[Any], before: Iterable[Data], letter: str, occasion: str) -> list[Any]:
    if not all(isinstance(part, Mapping) for part in parts):
        return parts  # the model refuses it
    taken = {part["id"] for part in parts if part.get("id")}
    there = [part for part in identified(before, letter) if part["id"] not in taken]
    made = []
    for part in parts:
        id = part.get("id")
        if not id:
            same = next((one for one in there if one == {"id": one["id"], **part}), None)
            id = same["id"] if same else mint(letter, taken, occasion)
            there = [one for one in there if one is not same]
        taken.add(id)
        made.append({"id": id, **part})
    return made
