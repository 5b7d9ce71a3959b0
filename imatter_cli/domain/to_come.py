"""Days in the future on which a record says that something happened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from imatter_cli.domain import dates, timeline
from imatter_cli.domain.data import Data
from imatter_cli.domain.finding import FieldPath
from imatter_cli.domain.kinds import KINDS
from imatter_cli.domain.kinds.fields import Happened
from imatter_cli.domain.kinds.kind import Place
from imatter_cli.domain.places import texts_at

#: The days of what has happened, by kind, those of its events apart; `*` is every item of a list.
FIELDS: Final[Mapping[str, tuple[Place, ...]]] = {kind.name: tuple(kind.in_fields(Happened)) for kind in KINDS}
IN_EVENTS: Final[Mapping[str, tuple[str, ...]]] = {
    kind.name: tuple(place[0] for place in kind.in_events(Happened)) for kind in KINDS
}


def days_to_come(kind: str, data: Data, today: str) -> Iterator[tuple[FieldPath, str]]:
    """Each day after `today` on which something is said to have happened, with its place in the record."""
    for place in FIELDS[kind]:
        for at, day in texts_at(data, place) if place[0] in data else ():
            if day > today:
                yield at, day
    names = IN_EVENTS[kind]
    for n, entry in timeline.standing_at(data.get("timeline")):
        for name in names:
            said = str(entry.get(name) or "")
            if said > today and dates.day_of(said) > today:
                yield ("timeline", n, name), dates.day_of(said)
