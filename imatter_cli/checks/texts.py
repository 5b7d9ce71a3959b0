"""The free text of a record, and where it stands: what is looked through for words and for what could name somebody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from imatter_cli.domain.data import Data
from imatter_cli.domain.finding import FieldPath
from imatter_cli.domain.kinds import KINDS
from imatter_cli.domain.kinds.fields import FreeText
from imatter_cli.domain.kinds.kind import Place
from imatter_cli.domain.places import texts_at

#: The places with free text, by kind, those of its events apart; `*` is every item of a list.
FIELDS: Final[Mapping[str, tuple[Place, ...]]] = {kind.name: tuple(kind.in_fields(FreeText)) for kind in KINDS}
IN_EVENTS: Final[Mapping[str, tuple[Place, ...]]] = {kind.name: tuple(kind.in_events(FreeText)) for kind in KINDS}


def texts(kind: str, data: Data) -> list[tuple[FieldPath, str]]:
    """Every free text of a record with its place: of its fields in their order, then of its events."""
    out: list[tuple[FieldPath, str]] = []
    for place in FIELDS[kind]:
        value = data.get(place[0])
        if type(value) is str:
            out.append((place, value))
        elif value:
            out.extend(texts_at(data, place))
    places = IN_EVENTS[kind]
    for n, entry in enumerate(data["timeline"]):
        for place in places:
            if place[0] in entry:
                out.extend(texts_at(entry, place, ("timeline", n)))
    return out
