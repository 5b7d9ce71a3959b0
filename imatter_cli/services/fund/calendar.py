"""Quarters by the programme's own calendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from imatter_cli.domain import quarters
from imatter_cli.store.contract import Reader


def quarter_meant(reader: Reader, said: str, today: date) -> str:
    """The id of the quarter that `2026-Q4`, `Q4`, `current`, `last` or `next` means by the programme's calendar."""
    return quarters.parse_quarter(said, today, first_months(reader))


def current_quarter(reader: Reader, day: date) -> str:
    """The quarter that a day is in, by the programme's calendar."""
    return quarters.quarter_of(day, first_months(reader))


def quarter_to_open(reader: Reader, today: date) -> str:
    """The first quarter without a round, from today's on, as people say it."""
    quarter, there = current_quarter(reader, today), set(reader.ids("round"))
    while quarter in there:
        quarter = quarters.shift(quarter, 1)
    return quarters.spoken(quarter)


def first_months(reader: Reader) -> Sequence[int]:
    """The first month of each quarter, by the programme's calendar."""
    months = (reader.programme().get("calendar") or {}).get("first_months")
    return (
        [int(m) for m in months]
        if isinstance(months, list) and len(months) == len(quarters.CALENDAR)
        else quarters.CALENDAR
    )
