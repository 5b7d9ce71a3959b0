"""Days in the future on which a record says that something happened."""

from __future__ import annotations

from functools import cache

from imatter_cli.domain import dates, timeline
from imatter_cli.domain.data import Data
from imatter_cli.domain.finding import FieldPath
from imatter_cli.domain.kinds import BY_NAME
from imatter_cli.domain.kinds.fields import Happened
from imatter_cli.domain.kinds.kind import Place
from imatter_cli.domain.places import texts_at


@cache
def _places(kind: str) -> tuple[tuple[Place, ...], tuple[str, ...]]:
    """The days of what has happened to records of a kind, and the names of those in its events."""
    declared = BY_NAME[kind]
    return tuple(declared.in_fields(Happened)), tuple(place[0] for place in declared.in_events(Happened))


def days_to_come(kind: str, data: Data, today: str) -> list[tuple[FieldPath, str]]:
    """Each day after `today` on which something is said to have happened, with its place in the record."""
    places, names = _places(kind)
    found: list[tuple[FieldPath, str]] = []
    for place in places:
        if place[0] in data:
            found += [(at, day) for at, day in texts_at(data, place) if day > today]
    told = data.get("timeline") or ()
    if max([str(e.get(name) or "") for e in told if isinstance(e, dict) for name in names], default="") > today:
        for n, entry in timeline.standing_at(told):
            days = [(name, dates.day_of(str(entry.get(name) or ""))) for name in names]
            found += [(("timeline", n, name), day) for name, day in days if day > today]
    return found
