"""Quarters of the fund, by the programme's calendar."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from imatter_cli.errors import BadValue
from imatter_cli.said import Prose, Quarter, Said

_QUARTER = r"(?:(?P<year>20[0-9][0-9])-?)?q(?P<q>[1-4])"
#: Months in which the four quarters begin, if the programme says nothing else.
CALENDAR: tuple[int, ...] = (1, 4, 7, 10)


def quarter_of(day: date, first_months: Sequence[int] = CALENDAR) -> str:
    """The id of the quarter that a day is in: `2026-q4`. Its year is the one in which the first quarter began."""
    all_near = [f"{year}-q{n}" for year in (day.year - 1, day.year) for n in range(1, 5)]
    return [q for q in all_near if starts(q, first_months) <= day][-1]


def starts(quarter: str, first_months: Sequence[int] = CALENDAR) -> date:
    """The first day of a quarter; a month ahead of the first quarter's is one of the following year."""
    month = first_months[int(quarter[-1]) - 1]
    return date(int(quarter[:4]) + (month < first_months[0]), month, 1)


def shift(quarter: str, by: int) -> str:
    """The quarter `by` quarters later (or earlier, if negative)."""
    n = int(quarter[:4]) * 4 + int(quarter[-1]) - 1 + by
    return f"{n // 4}-q{n % 4 + 1}"


def distance(earlier: str, later: str) -> int:
    """How many quarters lie from one to the other; negative if the second comes first."""
    return (int(later[:4]) * 4 + int(later[-1])) - (int(earlier[:4]) * 4 + int(earlier[-1]))


def parse_quarter(text: str, today: date, first_months: Sequence[int] = CALENDAR) -> str:
    """The quarter meant by `2026-Q4`, `Q4`, `current`, `last` or `next`. Raises BadValue."""
    now = quarter_of(today, first_months)
    said = text.strip().lower()
    if said in ("", "current", "this", "last", "next"):
        return shift(now, {"last": -1, "next": 1}.get(said, 0))
    m = re.fullmatch(_QUARTER, said, flags=re.IGNORECASE)
    if m is None:
        hint = Said(
            "Try {quarter}, {short}, current, last or next.", quarter=Quarter(now), short=Prose(now[-2:].upper())
        )
        raise BadValue(Said("{given!r} is not a quarter.", given=Prose(text)), hint=hint)
    return f"{m['year'] or now[:4]}-q{m['q']}"


def spoken(quarter: str) -> Quarter:
    """The quarter as people write it: `2026-Q4`."""
    return Quarter(quarter)
