"""Dates ahead: what falls due, when, and the command to type. Works on plain data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any, Literal

from imatter_cli.classes import immutable
from imatter_cli.domain import dates, licensing, projects, quarters, reflecting, timeline
from imatter_cli.domain.calling import name_or_id
from imatter_cli.domain.data import Data
from imatter_cli.remedies import Command, Hint

What = Literal[
    "licence-term", "conversation", "small-step", "reflection", "concern", "quarter-closes", "licence", "application",
    "acceptance", "payment", "report", "return", "finish", "carry", "decisions", "review", "set-aside", "retention",
]  # fmt: skip

#: How far ahead to look by default.
WITHIN = "90d"


@immutable
class Due:
    """Something that falls due on `day`, or, with `waits`, has been waiting since.

    `id` is the record (a quarter's for a round), `number` a small step's, from 1 (0: none). `why` is for the person
    alone and may hold their own words; `command` is what to type. `of` is the code of the person waited for, empty
    where that is the reader; `since` the day since when, where it is known.
    """

    day: str
    what: What
    id: str
    why: str
    command: Hint
    number: int = 0
    waits: bool = False
    of: str = ""
    since: str = ""

    def standing(self, today: str) -> str:
        """`waiting`, `overdue` or `ahead`, seen from that day."""
        return "waiting" if self.waits else "overdue" if self.day < today else "ahead"


def set_aside(commit: str, day: str, verb: str, ids: Sequence[str]) -> Due:
    """A change that a sync set aside and that waits for an answer: done again, or let go."""
    about = f" ({' '.join(part for part in (verb, ', '.join(ids)) if part)})" if verb or ids else ""
    why = f"Your change was set aside, because it didn't fit what somebody else had published{about}."
    return Due(day, "set-aside", ids[0] if ids else "", why, Command("waiting", commit[:12]), waits=True)


def licence_terms(licences: Iterable[Data], renews: bool) -> Iterator[Due]:
    """The last days of the terms of licences that stand, where they have one; `renews`: the reader may renew them."""
    for one in licences:
        if one.get("status") in ("active", "paused") and one.get("ends"):
            verb = "renew" if renews else "show"
            yield Due(
                str(one["ends"]), "licence-term", str(one["id"]), f"The term of licence {one['id']} ends.",
                Command(f"licence {verb}", one['id']),
            )  # fmt: skip


def for_conversation(licences: Iterable[Data], months: int | None, today: date) -> list[tuple[str, Data]]:
    """Licences that need a conversation about their relevance, by day: by the programme's time, or before a term ends.

    Only days that are as near as people usually look ahead.
    """
    last = (today + timedelta(days=dates.parse_span(WITHIN))).isoformat()
    days = ((licensing.conversation_on(c, months) or _term_of(c), c) for c in licences)
    return sorted(((day, c) for day, c in days if "" < day <= last), key=lambda one: (one[0], str(one[1]["id"])))


def conversations(licences: Iterable[Data], months: int | None, leads: bool) -> Iterator[Due]:
    """The days by which licences need a conversation; `leads`: the reader may record that they were."""
    for one in licences:
        day = licensing.conversation_on(one, months)
        if day:
            verb = "continue" if leads else "show"
            yield Due(
                day, "conversation", str(one["id"]), f"Talk about whether the licence {one['id']} is still relevant.",
                Command(f"licence {verb}", one['id']),
            )  # fmt: skip


def _term_of(licence: Data) -> str:
    return str(licence.get("ends") or "") if licence.get("status") in ("active", "paused") else ""


def small_steps(project: Data) -> Iterator[Due]:
    """The dated small steps of a project that are not done."""
    if project.get("status") not in ("planned", "active"):
        return
    for number in projects.undone_steps(project):
        step = project["steps"][number - 1]
        if step.get("by"):
            yield Due(
                str(step["by"]), "small-step", str(project["id"]), f'"{step.get("text")}", of {name_or_id(project)}.',
                Command("project step", project['id'], "--number", number), number,
            )  # fmt: skip


def reflection(project: Data, notes: Iterable[Data], rhythm: object) -> Iterator[Due]:
    """The next reflection on a running project, by the rhythm that its practitioner chose; none without one."""
    day = reflecting.due_on(project, notes, rhythm)
    if day:
        why = f"A reflection on {name_or_id(project)} is due (your rhythm is every {dates.days(rhythm, 'day')})."
        yield Due(day, "reflection", str(project["id"]), why, Command("reflect", project["id"]))


def closing(one: Data, command: Hint) -> Due:
    """The last day for applications of an open round."""
    name = quarters.spoken(str(one["id"]))
    return Due(str(one.get("closes", "")), "quarter-closes", str(one["id"]), f"The fund closes for {name}.", command)


def submitted_licence(licence: Data) -> Due:
    """An application for a licence that waits for a coordinator."""
    why = f"{licence.get('practitioner')} applied for a licence."
    return _waiting(licence, "licence", why, Command("licence show", licence["id"]))


def ahead(found: Iterable[Due], today: date, within: int) -> list[Due]:
    """What is overdue, waits, or falls due within so many days, by day. Text that is not a date is left out."""
    last = (today + timedelta(days=within)).isoformat()
    near = {one for one in found if dates.is_day(one.day) and (one.waits or one.day <= last)}
    return in_order(near)


def in_order(found: Iterable[Due]) -> list[Due]:
    """What was set aside, then by day, what only waits last."""
    return sorted(found, key=lambda one: (one.what != "set-aside", one.waits, one.day, one.what, one.id, one.number))


def as_data(one: Due, today: str) -> dict[str, Any]:
    """The JSON shape, seen from that day."""
    data: dict[str, Any] = {"day": one.day, "standing": one.standing(today), "what": one.what, "id": one.id}
    if one.number:
        data["number"] = one.number
    data |= {name: said for name, said in (("of", one.of), ("since", one.since)) if said}
    return data | {"why": one.why, "command": str(one.command)}


def since(record: Data, event: str = "") -> str:
    """The day of a record's last event of that name; of any but an edit where none is named."""
    last = timeline.last(record, event) if event else timeline.last_but(record, "edit")
    return dates.day_of(str((last or {}).get("at", "")))


def _waiting(record: Data, what: What, why: str, command: Hint) -> Due:
    day = since(record)
    return Due(day, what, str(record["id"]), why, command, waits=True, since=day)
