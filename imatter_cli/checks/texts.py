"""The free text of a record, and where it stands: what is looked through for words and for what could name somebody."""

from __future__ import annotations

from functools import cache

from imatter_cli.domain.data import Data
from imatter_cli.domain.finding import FieldPath
from imatter_cli.domain.kinds import BY_NAME
from imatter_cli.domain.kinds.fields import FreeText
from imatter_cli.domain.kinds.kind import Place
from imatter_cli.domain.places import texts_at


@cache
def places(kind: str) -> tuple[tuple[Place, ...], tuple[Place, ...]]:
    """The places with free text in records of a kind, and those in its events; `*` is every item of a list."""
    declared = BY_NAME[kind]
    return tuple(declared.in_fields(FreeText)), tuple(declared.in_events(FreeText))


def texts(kind: str, data: Data) -> list[tuple[FieldPath, str]]:
    """Every free text of a record with its place: of its fields in their order, then of its events."""
    out: list[tuple[FieldPath, str]] = []
    in_fields, in_events = places(kind)
    for place in in_fields:
        value = data.get(place[0])
        if type(value) is str:
            out.append((place, value))
        elif value:
            out.extend(texts_at(data, place))
    for n, entry in enumerate(data["timeline"]):
        for place in in_events:
            if place[0] in entry:
                out.extend(texts_at(entry, place, ("timeline", n)))
    return out
