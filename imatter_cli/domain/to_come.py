"""What is told as having happened, and is dated on a day that is still to come."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from imatter_cli.domain import dates, timeline
from imatter_cli.domain.finding import FieldPath

#: Fields, by kind, with the day of something that has happened; `*` is every item of a list.
HAPPENED: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "reflection": (("date",), ("concern", "date")),
    "project": (
        ("individuals", "*", "withdrawn"), ("steps", "*", "done"), ("invitation", "date"), ("safeguarding", "date"),
        ("acknowledgement", "date"),
    ),
}  # fmt: skip
#: The same in the events of every kind.
IN_EVENTS: Final = ("done", "acknowledged")


def days_to_come(kind: str, data: Mapping[str, Any], today: str) -> Iterator[tuple[FieldPath, str]]:
    """Each day after `today` on which something is told to have happened, with its place in the record."""
    for place in HAPPENED.get(kind, ()):
        for at, day in _days(data, place, ()):
            if day > today:
                yield at, day
    for n, entry in timeline.standing_at(data.get("timeline")):
        for name in ("at", *IN_EVENTS):
            day = dates.day_of(str(entry.get(name, "")))
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
