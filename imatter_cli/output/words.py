"""Days, moments, money and ids as people read them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path

from imatter_cli.domain import dates
from imatter_cli.domain.money import SIGNS
from imatter_cli.said import MONTHS

#: `3 October`: a day as people say it.
day = dates.spoken


def shown_path(path: str) -> str:
    """A path as people write it, with ~ for their own folder."""
    home, found = Path.home(), Path(path)
    return f"~/{found.relative_to(home)}" if found != home and found.is_relative_to(home) else path


def moment(when: datetime | str, zone: tzinfo = UTC) -> str:
    """`23 Nov 2026 18:40` in that zone; a day alone is `23 Nov 2026`. Text that is neither stays."""
    if isinstance(when, str):
        try:
            at = datetime.fromisoformat(when)
        except ValueError:
            return when
        if len(when) == len("2026-11-23"):
            return f"{at.day:02d} {MONTHS[at.month - 1][:3]} {at.year}"
    else:
        at = when
    there = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(zone)
    return f"{there.day:02d} {MONTHS[there.month - 1][:3]} {there.year} {there:%H:%M}"


def money(pence: int, currency: str) -> str:
    """`£2,940`, `£250.50`, `CHF 80`: the pence only where there are any."""
    pounds, rest = divmod(abs(pence), 100)
    sign = SIGNS.get(currency, f"{currency} " if currency else "")
    return f"{'-' if pence < 0 else ''}{sign}{pounds:,}{f'.{rest:02d}' if rest else ''}"


def count(number: int, one: str, many: str = "") -> str:
    """`1 record`, `3 records`, `2 people`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def in_a_sentence(name: str) -> str:
    """A name from a list as it stands within a sentence: with a small letter, unless it begins as I Matter does."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def listed(words: Iterable[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    *first, final = list(words) or [""]
    return f"{', '.join(first)} {last} {final}" if first else final


def more(number: int, shown: int) -> str:
    """What follows so many that are shown: ` and 3 more`; nothing where these are all."""
    return f" and {number - shown} more" if number > shown else ""


def problems(errors: int, advice: int) -> str:
    """`2 errors and 1 piece of advice`; empty where there is neither."""
    found = [count(errors, "error")] if errors else []
    return listed([*found, *([f"{count(advice, 'piece')} of advice"] if advice else [])])


def abbreviated(id: str) -> str:
    """An id in a table, `prj…m2x`; a quarter's stays whole, as people write it (`2026-Q4`)."""
    prefix, dash, tail = id.partition("-")
    if prefix.isdigit():
        return id.upper()
    return f"{prefix}…{tail[-3:]}" if dash else id


def _day(when: date | str) -> date | None:
    if isinstance(when, datetime):
        return when.date()
    if isinstance(when, date):
        return when
    try:
        return date.fromisoformat(when[:10])
    except ValueError:
        return None
