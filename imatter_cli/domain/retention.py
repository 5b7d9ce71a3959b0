"""How long words are kept once a record has ended, and which have reached that age. Works on plain data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from imatter_cli.domain import dates, erasing, lifecycles, timeline
from imatter_cli.domain.data import Data
from imatter_cli.domain.due import Due
from imatter_cli.domain.kinds import KINDS
from imatter_cli.remedies import Command

#: The states in which a record has ended for good, by kind. A quarter is nobody's: its words are the programme's.
ENDED: Final[Mapping[str, tuple[str, ...]]] = {
    kind.name: kind.over for kind in KINDS if kind.holder and not kind.kept_with
}
#: Records that are kept as long as the one that they are about.
GOES_WITH: Final[Mapping[str, str]] = {kind.kept_with: kind.name for kind in KINDS if kind.kept_with}


def years_of(programme: Data) -> int:
    """How many years the programme keeps a record after its end. 0 where it doesn't say."""
    told = programme.get("retention")
    years = told.get("years") if isinstance(told, Mapping) else None
    return years if isinstance(years, int) and not isinstance(years, bool) else 0


def spoken(years: int) -> str:
    """`6 years`, or `a year`."""
    return f"{years} years" if years > 1 else "a year"


def ends_on(record: Data, years: int) -> str:
    """The day on which a record that has ended is that old. Empty where its timeline names no day that exists."""
    last = timeline.last_but(record, "edit", lifecycles.ERASE) or {}
    day = dates.day_of(str(last.get("at", "")))
    return dates.months_later(date.fromisoformat(day), 12 * years).isoformat() if dates.is_day(day) else ""


def has_words(kind: str, record: Data, codes: frozenset[str]) -> bool:
    """Whether anybody's words are in a record."""
    return any(True for _ in erasing.words_in(kind, record, codes))


def due(id: str, day: str, years: int) -> Due:
    """What falls due on that day: to erase the words in a record."""
    why = f"The words in {id} can be erased: the programme keeps them for {spoken(years)} after its end."
    return Due(day, "retention", id, why, Command("erase", "--due"))
