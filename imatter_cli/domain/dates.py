"""Days and moments: ISO in files, forgiving at the keyboard."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Literal

from imatter_cli.errors import BadValue
from imatter_cli.said import MONTHS, Day, Prose, Said

#: Nothing in a record happened before this day.
FIRST_DAY = "1900-01-01"
#: Where the day lies that somebody means: it has been, or it may be still to come.
Lies = Literal["behind", "ahead", "anywhere"]

#: A day after any other.
LAST_DAY = "9999-12-31"

TRY = "Try 2026-11-24, 24/11/2026, 24 Nov 2026, 24 November, today, yesterday, last tuesday or 3 days ago."

_MONTHS = tuple(name.lower() for name in MONTHS)
#: Within so many days of today a date needs no year.
NEAR = 183
#: How far clocks may be apart, in seconds, before a time counts as wrong.
SKEW = 300
#: The hour of UTC from which on it is the next day somewhere: clocks go up to UTC+14.
_NEXT_DAY = "10"
#: Before this hour in UTC it is still the day before somewhere.
_DAY_BEFORE = "12"
#: The longest time that anybody looks ahead, in days.
LONGEST = 3660
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ISO = r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"
_UK = r"([0-9]{1,2})[/.\-]([0-9]{1,2})[/.\-]([0-9]{4}|[0-9]{2})"
_WORDS = r"(?:the\s+)?([0-9]{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?([a-z]{3,9})\.?,?(?:\s+([0-9]{4}))?"
_MONTH_FIRST = r"([a-z]{3,9})\.?\s+(?:the\s+)?([0-9]{1,2})(?:st|nd|rd|th)?,?(?:\s+([0-9]{4}))?"
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_SOME = rf"([0-9]{{1,3}}|an?|{'|'.join(_NUMBERS)})\s+(day|week|fortnight)s?"
_AGO = rf"{_SOME}\s+ago"
_SPAN = r"(?P<number>[0-9]{1,4})\s*(?:(?P<unit>[dwmy])(?:ays?|eeks?|onths?|ears?)?)?"
_IN = rf"in\s+{_SOME}"
_LONG_WAYS = {"day": 1, "week": 7, "fortnight": 14}
_ONE_WORD = {
    "today": 0, "now": 0, "yesterday": -1, "tomorrow": 1, "the day before yesterday": -2, "day before yesterday": -2,
    "the day after tomorrow": 2, "day after tomorrow": 2,
}  # fmt: skip


def valid_day(text: str) -> str:
    """The same text, if it is a day that exists, as `2026-11-24`. Raises ValueError in words."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        m = re.fullmatch(_ISO, text)
        raise ValueError(
            _no_such_day(m) if m else Said("{given!r} is not a date. Write it as 2026-11-24.", given=Prose(text))
        ) from None
    if day.isoformat() != text:
        words = Said("{given!r} is not a date in full. Write it as {day}.", given=Prose(text), day=Day(day.isoformat()))
        raise ValueError(words)
    if text < FIRST_DAY:
        raise ValueError(_too_long_ago(text))
    return text


def valid_moment(text: str) -> str:
    """The same text, if it is a day, or a time in UTC as `2026-11-23T18:40:00Z`. Raises ValueError in words."""
    if len(text) == len("2026-11-24"):
        return valid_day(text)
    if _is_moment(text):
        return text
    try:
        moment = datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ")
    except ValueError:
        words = Said(
            "{given!r} is not a date or a UTC time. Write it as 2026-11-24 or 2026-11-24T18:40:00Z.", given=Prose(text)
        )
        raise ValueError(words) from None
    if moment.strftime("%Y-%m-%dT%H:%M:%SZ") != text:
        words = Said(
            "{given!r} is not a UTC time in full. Write it as {at}.",
            given=Prose(text),
            at=f"{moment:%Y-%m-%dT%H:%M:%SZ}",
        )
        raise ValueError(words)
    return text


def _is_moment(text: str) -> bool:
    """The same, quickly and without words: every event of every record is asked."""
    if len(text) != 20 or text[4::3] != "--T::Z":
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def day_here(now: datetime) -> date:
    """The day that it is for the user at a moment: the day in this computer's time zone. A moment itself is UTC."""
    return now.astimezone().date()


def last_day_at(moment: str) -> str:
    """The last day that it can be for anybody at a UTC moment; of a day, that day."""
    day = day_of(moment)
    return day_after(day) if moment[11:13] >= _NEXT_DAY and _is_moment(moment) else day


def first_day_at(moment: str) -> str:
    """The first day that it can still be for anybody at a UTC moment; of a day, that day."""
    day = day_of(moment)
    return day_before(day) if moment[11:13] < _DAY_BEFORE and _is_moment(moment) else day


def day_after(day: str) -> str:
    """The day after a day: what it may be already for somebody elsewhere. The last day of all for itself."""
    found = date.fromisoformat(day)
    return (found if found == date.max else found + timedelta(days=1)).isoformat()


def day_before(day: str) -> str:
    """The day before a day; the first day of all for itself."""
    found = date.fromisoformat(day)
    return (found if found == date.min else found - timedelta(days=1)).isoformat()


def is_day(text: str) -> bool:
    """Whether a text is a day as `2026-11-24`."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def day_of(moment: str) -> str:
    """The day of a moment: its first ten characters."""
    return moment[:10]


def moment_text(now: datetime) -> str:
    """A UTC time as it is written in a file."""
    return now.strftime("%Y-%m-%dT%H:%M:%SZ")


def spoken(day: str | date, today: date | None = None) -> str:
    """A day as people say it: `12 January 2026`; `3 October` within half a year of `today`. Other text stays."""
    try:
        found = day if isinstance(day, date) else datetime.fromisoformat(day).date()
    except ValueError:
        return str(day)
    said = f"{Day(found.isoformat()):spoken}"
    return said.rpartition(" ")[0] if today is not None and abs((found - today).days) < NEAR else said


def days(number: object, one: str) -> str:
    """`5 days`, or how a single one is called."""
    return one if number == 1 else f"{number} days"


def refuse_to_come(option: str, day: str, today: str) -> None:
    """Refuse a day still to come where something is asked about the past. Raises BadValue (`still-to-come`)."""
    if today and day > today:
        words = Said("{option}: {day} is still to come.", option=option, day=Day(day))
        raise BadValue(words, hint="Give today or an earlier day.", code="still-to-come", details={"day": day})


def parse_day(text: str, today: date, lies: Lies = "anywhere") -> date:
    """The day a person means by `text`, seen from `today`, where it lies `behind`, or may lie `ahead`.

    A day without a year, or a weekday, is the nearest one that can be meant: not one to come where it lies behind, and
    not one that is over where it lies ahead. Raises BadValue with the accepted forms, or with the last day of the month
    for one that does not exist.
    """
    day = _read(text, today, lies)
    if day is None:
        raise BadValue(Said("{given!r} is not a date that imatter can read.", given=Prose(text)), hint=TRY)
    return day


def _read(text: str, today: date, lies: Lies) -> date | None:
    """The same, or None for a text that is not written as a day at all."""
    said = " ".join(text.strip().lower().split())
    relative = _relative(said, today, lies)
    if relative is not None:
        return relative
    named, _, rest = said.partition(" ")
    weekday = _weekday(named.rstrip(","))
    if weekday is None or not rest:
        return _written(said, today, lies, text)
    day = _written(rest, today, lies, text)  # `Tuesday 24 November`, as it is said back
    if day is not None and day.weekday() != weekday:
        raise BadValue(
            Said("{day} is a {right}, not a {given}.", day=Day(day.isoformat()),
                 right=Prose(_WEEKDAYS[day.weekday()].capitalize()), given=Prose(_WEEKDAYS[weekday].capitalize())),
            hint="Give the day without its weekday.",
        )  # fmt: skip
    return day


def _written(said: str, today: date, lies: Lies, text: str) -> date | None:
    """The day that is written in figures, or with its month; None for what is not."""
    for pattern, order in ((_ISO, "ymd"), (_UK, "dmy"), (_WORDS, "dmy"), (_MONTH_FIRST, "mdy")):
        m = re.fullmatch(pattern, said)
        if m is None:
            continue
        parts = dict(zip(order, m.groups(), strict=True))
        month = int(parts["m"]) if parts["m"].isdigit() else _month(parts["m"])
        if month:
            year = parts["y"]
            return (
                _nearest(int(parts["d"]), month, today, lies, text)
                if year is None
                else _day(_year(year), month, int(parts["d"]), text)
            )
    return None


def refuse_ahead(day: str, today: date) -> None:
    """Refuse a day still to come for something that has happened. Raises BadValue (`still-to-come`)."""
    if day > today.isoformat():
        raise _ahead(Day(day))


def _ahead(given: Prose | Day) -> BadValue:
    words = Said(
        "{given!r} is in the future. You can only record what has happened."
        if isinstance(given, Prose)
        else "{given} is in the future. You can only record what has happened.",
        given=given,
    )
    return BadValue(words, hint="Give the day on which it happened.", code="still-to-come")


def _too_long_ago(text: str) -> Said:
    return Said("{given} is too long ago. The earliest day is {first}.", given=Prose(text), first=Day(FIRST_DAY))


def parse_past_day(option: str, text: str, today: date) -> str:
    """The same for a day that something is asked about, as it is written in files. Raises BadValue."""
    day = parse_day(text, today, "behind").isoformat()
    refuse_to_come(option, day, today.isoformat())
    return day


def parse_kept_day(text: str, today: date, lies: Lies = "anywhere") -> date:
    """The same for a day that a record is to keep: none that nobody remembers. Raises BadValue."""
    return _kept(parse_day(text, today, lies), text)


def planned_day(text: str, today: date) -> date | None:
    """The day to come that a text says, or None for one that is not written as a day. Raises BadValue."""
    day = _read(text, today, "ahead")
    return _kept(day, text) if day is not None else None


def _kept(day: date, text: str) -> date:
    if day.isoformat() < FIRST_DAY:
        raise BadValue(_too_long_ago(text), hint=TRY)
    return day


def parse_span(text: str) -> int:
    """The number of days meant by `90d`, `90`, `12 weeks` or `3m` (of 30 days). Raises BadValue."""
    m = re.fullmatch(_SPAN, text.strip().lower())
    if m is None:
        words = Said("{given!r} is not a length of time.", given=Prose(text))
        raise BadValue(words, hint="Try 90d, 12 weeks or 3 months.")
    days = int(m["number"]) * {"w": 7, "m": 30, "y": 365}.get(m["unit"] or "d", 1)
    if days > LONGEST:
        raise BadValue(Said("{given!r} is too far away.", given=Prose(text)), hint="Try 90d, 12 weeks or 3 months.")
    return days


def _relative(said: str, today: date, lies: Lies) -> date | None:
    if said in _ONE_WORD:
        return today + timedelta(days=_ONE_WORD[said])
    for pattern, sign in ((_AGO, -1), (_IN, 1)):
        m = re.fullmatch(pattern, said)
        if m:
            return today + sign * timedelta(days=_number(m[1]) * _LONG_WAYS[m[2]])
    way, _, name = said.rpartition(" ")
    weekday = _weekday(name)
    if weekday is None or way not in ("", "last", "next", "on"):
        return None
    if way == "next" and lies == "behind":
        raise _ahead(Prose(said))
    if way == "next" or (way != "last" and lies == "ahead"):
        return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    return today - timedelta(days=(today.weekday() - weekday - 1) % 7 + 1)


def _weekday(name: str) -> int | None:
    names = [i for i, w in enumerate(_WEEKDAYS) if len(name) >= 3 and w.startswith(name)]
    return names[0] if len(names) == 1 else None


def _number(said: str) -> int:
    return int(said) if said.isdigit() else 1 if said in ("a", "an") else _NUMBERS.index(said) + 1


def _month(name: str) -> int:
    found = [i for i, m in enumerate(_MONTHS, 1) if m.startswith(name) or name in (m[:4], m[:3])]
    return found[0] if len(found) == 1 else 0


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _day(year: int, month: int, day: int, text: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        m = re.fullmatch(_ISO, f"{year:04d}-{month}-{day}")
        raise BadValue(
            Said("{given!r}: {why}", given=Prose(text), why=_no_such_day(m))
            if m
            else Said("{given!r} is not a date.", given=Prose(text)),
            hint=TRY,
        ) from None


def _nearest(day: int, month: int, today: date, lies: Lies, text: str) -> date:
    # 29 February comes back after eight years at the latest
    years = sorted(range(today.year - 8, today.year + 9), key=lambda year: abs(year - today.year))
    here = [_day(y, month, day, text) for y in years if day <= last_day(y, month)]
    if not here:
        return _day(today.year, month, day, text)
    meant = [d for d in here if (d <= today if lies == "behind" else d >= today if lies == "ahead" else True)]
    near = [d for d in meant if abs(d.year - today.year) <= 1] or meant
    return min(near, key=lambda d: abs((d - today).days))


def months_later(first: date, months: int) -> date:
    """The same day so many months on, or the last day of a shorter month."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(year, month + 1, min(first.day, last_day(year, month + 1)))


def last_day(year: int, month: int) -> int:
    """The number of days of a month."""
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - timedelta(days=1)).day


def _no_such_day(m: re.Match[str]) -> Said:
    year, month, day = int(m[1]), int(m[2]), int(m[3])
    if not 1 <= month <= 12 or not 1900 <= year <= 2999:
        return Said("{given} does not exist.", given=Prose(m[0]))
    last = Day(f"{year}-{month:02d}-{last_day(year, month):02d}")
    given = Prose(f"{day} {MONTHS[month - 1]} {year}")
    return Said("{given} does not exist. Try {last}.", given=given, last=last)
