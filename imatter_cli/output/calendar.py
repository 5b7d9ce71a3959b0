"""Dates as an iCalendar file (RFC 5545): all-day events with a code and the command to type, and nobody's words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta

from imatter_cli.domain.data import Data

#: What an event is called in the calendar, which others may see: the kind of date, never what it is about.
SUMMARIES = {
    "licence-term": "Licence term ends",
    "small-step": "Small step due",
    "reflection": "Reflection due",
    "quarter-closes": "Fund closes",
}
_WIDEST = 75


def dated(due: Iterable[Data]) -> list[Data]:
    """Of what is due, what has a day in a calendar, each once; what only waits has none.

    One quarter may close for somebody as an applicant and as a coordinator, and is one date.
    """
    return list({_uid(o): o for o in due if o["what"] in SUMMARIES and o["standing"] != "waiting"}.values())


def calendar(due: Iterable[Data], now: datetime) -> str:
    """These dates as a calendar, its lines ending in CRLF.

    An event's UID follows from its record and date, so that the same date taken in twice is one event.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//imatter//due//EN", "CALSCALE:GREGORIAN"]
    stamp = f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    for one in due:
        lines += _event(one, stamp)
    return "".join(f"{part}\r\n" for line in [*lines, "END:VCALENDAR"] for part in folded(line))


def _uid(one: Data) -> str:
    number = f"-{one['number']}" if one.get("number") else ""
    return f"{one['what']}-{one['id']}{number}-{str(one['day']).replace('-', '')}@imatter.invalid"


def _event(one: Data, stamp: str) -> list[str]:
    day = date.fromisoformat(str(one["day"]))
    return [
        "BEGIN:VEVENT",
        f"UID:{_uid(one)}",
        f"DTSTAMP:{stamp}",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{escaped(SUMMARIES[one['what']])} ({escaped(str(one['id']))})",
        f"DESCRIPTION:{escaped(str(one['command']))}",
        "CLASS:PRIVATE",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def escaped(text: str) -> str:
    """Text as a value: backslash, semicolon, comma and line ends escaped."""
    said = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return said.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def folded(line: str) -> Iterator[str]:
    """A content line in parts of at most 75 octets, the later ones beginning with a space; no character is cut."""
    part, size = "", 0
    for char in line:
        wide = len(char.encode("utf-8", "replace"))
        if size + wide > _WIDEST:
            yield part
            part, size = " ", 1
        part, size = part + char, size + wide
    yield part
