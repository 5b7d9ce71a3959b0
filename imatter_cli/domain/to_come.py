"""Days in the future on which a record says that something happened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from imatter_cli.domain import dates, timeline
from imatter_cli.domain.finding import FieldPath
from imatter_cli.domain.kinds import KINDS
from imatter_cli.domain.kinds.fields import Happened
from imatter_cli.domain.kinds.kind import Place

_EVENT: Final = ("timeline", "*")
#: The days of what has happened, by kind, those of its events apart; `*` is every item of a list.
FIELDS: Final[Mapping[str, tuple[Place, ...]]] = {
    kind.name: tuple(place for place in kind.marked(Happened) if place[:2] != _EVENT) for kind in KINDS
}
IN_EVENTS: Final[Mapping[str, tuple[str, ...]]] = {
    kind.name: tuple(place[2] for place in kind.marked(Happened) if place[:2] == _EVENT) for kind in KINDS
}


def days_to_come(kind: str, data: Mapping[str, Any], today: str) -> Iterator[tuple[FieldPath, str]]:
    """Each day after `today` on which something is said to have happened, with its place in the record."""
    for place in FIELDS[kind]:
        for at, day in _days(data, place, ()):
            if day > today:
                yield at, day
    for n, entry in timeline.standing_at(data.get("timeline")):
        for name in IN_EVENTS[kind]:
            day = dates.day_of(str(entry.get(name) or ""))
            if day > today:
                yield ("timeline", n, name), day


def _days(value: Any, place: tuple[str, ...], at: FieldPath) -> Iterator[tuple[FieldPath, str]]:
    if not place:
        if isinstance(value, str):
            yield at, value
    elif place[0] == "*":
        for n, one in enumerate(value if isinstance(value, list) else ()):
            yield from _days(one, place[1:], (*at, n))
    elif isinstance(value, Mapping) and place[0] in value:
        yield from _days(value[place[0]], place[1:], (*at, place[0]))
