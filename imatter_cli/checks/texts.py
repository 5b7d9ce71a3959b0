"""The free text of a record, and where it stands: what is looked through for words and for what could name somebody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from imatter_cli.domain.finding import FieldPath
from imatter_cli.domain.kinds import KINDS
from imatter_cli.domain.kinds.fields import FreeText
from imatter_cli.domain.kinds.kind import Place

_EVENT: Final = ("timeline", "*")
#: The places with free text, by kind, those of its events apart; `*` is every item of a list.
FIELDS: Final[Mapping[str, tuple[Place, ...]]] = {
    kind.name: tuple(place for place in kind.marked(FreeText) if place[:2] != _EVENT) for kind in KINDS
}
IN_EVENTS: Final[Mapping[str, tuple[Place, ...]]] = {
    kind.name: tuple(place[2:] for place in kind.marked(FreeText) if place[:2] == _EVENT) for kind in KINDS
}


def texts(kind: str, data: Mapping[str, Any]) -> list[tuple[FieldPath, str]]:
    """Every free text of a record with its place: of its fields in their order, then of its events."""
    out: list[tuple[FieldPath, str]] = []
    for place in FIELDS[kind]:
        value = data.get(place[0])
        if type(value) is str:
            out.append((place, value))
        elif value is not None:
            out.extend(_within(value, place[1:], (place[0],)))
    for n, entry in enumerate(data["timeline"]):
        for place in IN_EVENTS[kind]:
            if place[0] in entry:
                out.extend(_within(entry[place[0]], place[1:], ("timeline", n, place[0])))
    return out


def _within(value: Any, place: tuple[str, ...], at: FieldPath) -> Iterator[tuple[FieldPath, str]]:
    if not place:
        if isinstance(value, str):
            yield at, value
    elif place[0] == "*":
        for n, one in enumerate(value):
            yield from _within(one, place[1:], (*at, n))
    elif isinstance(value, Mapping) and place[0] in value:
        yield from _within(value[place[0]], place[1:], (*at, place[0]))
