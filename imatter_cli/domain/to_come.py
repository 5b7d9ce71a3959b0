"""Days in the future on which a record says that something happened."""

from __future__ import annotations

from collections.abc import Mapping
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


def days_to_come(kind: str, data: Data, today: str) -> list[tuple[FieldPath, str]]:
    """Each day after `today` on which something is said to have happened, with its place in the record."""
    found: list[tuple[FieldPath, str]] = []
    for place in FIELDS[kind]:
        if place[0] in data:
            found += [(at, day) for at, day in texts_at(data, place) if day > today]
    names, told = IN_EVENTS[kind], data.get("timeline") or ()
    if max([str(e.get(name) or "") for e in told if isinstance(e, dict) for name in names], default="") > today:
        for n, entry in timeline.standing_at(told):
            days = [(name, dates.day_of(str(entry.get(name) or ""))) for name in names]
            found += [(("timeline", n, name), day) for name, day in days if day > today]
    return found
