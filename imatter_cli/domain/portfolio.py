"""What of a year of practice may be shown to others: only what was shared, chosen field by field. Works on plain data.

Nothing is copied whole: what is not named here (concerns, reasons, individuals, invitations, people) cannot come into a
portfolio. Small steps, and what was written in a shared reflection, come in only where their writer says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from imatter_cli.classes import immutable
from imatter_cli.domain import dates, past, timeline
from imatter_cli.domain.certification import Requirement
from imatter_cli.domain.data import Data
from imatter_cli.domain.lists import Lists
from imatter_cli.errors import BadValue
from imatter_cli.said import Day, Said

Names = Mapping[str, str]

_SHOWN = ("active", "paused")


@immutable
class Years:
    """The days that a portfolio is about, ISO and inclusive."""

    since: str
    until: str

    def __contains__(self, day: str) -> bool:
        return self.since <= day <= self.until


def years(since: str, until: str, today: date) -> Years:
    """The days meant by texts; the year up to today where nothing is said. Raises BadValue."""
    last = dates.parse_day(until, today) if until else today
    first = dates.parse_day(since, today) if since else _year_before(last)
    if first > last:
        words = Said("{first} is after {last}.", first=Day(first.isoformat()), last=Day(last.isoformat()))
        raise BadValue(words, hint="Give a --since before --until.")
    return Years(first.isoformat(), last.isoformat())


def project(data: Data, span: Years, lists: Lists) -> dict[str, Any] | None:
    """A project as others may see it at the end of these days; None for one that was over or not there in them."""
    lived = _lived(data, span.until)
    if not lived:
        return None
    status, stage = lived[-1][1], ""
    for event in _until(data, span.until):
        stage = str(event.get("stage") or stage)
    ended = lived[-1][0] if status in ("completed", "stopped") else ""
    if ended and ended < span.since:
        return None
    begun = next((day for day, state in lived if state == "active"), "")
    areas = [str(a) for a in data.get("focus_areas") or ()]
    return {
        "id": str(data["id"]),
        "name": areas[0] if areas else str(data["id"]),
        "type": _name(lists.names("project_types"), data.get("type")),
        "setting": _name(lists.names("settings"), data.get("setting")),
        "focus_areas": areas,
        "status": status,
        "stage": _name(lists.names("stages"), stage) if stage and status in _SHOWN else "",
        "planned": lived[0][0],
        "began": begun,
        "ended": ended,
        "spans": list(_spans(lived, span)),
    }


def small_steps(data: Data, span: Years) -> list[dict[str, str]]:
    """The small steps of a project that were done by the end of these days, in their writer's own words."""
    return [
        {"text": str(step["text"]), "done": str(step["done"])}
        for step in data.get("steps") or ()
        if isinstance(step, Mapping) and step.get("done") and str(step["done"]) <= span.until
    ]


def own_words(data: Data, asked: Names) -> list[dict[str, str]]:
    """What was written in a reflection: each answer below the words of its prompt, and the next small step."""
    told = [
        {"ask": _name(asked, one.get("prompt")), "text": str(one["text"])}
        for one in data.get("answers") or ()
        if isinstance(one, Mapping) and one.get("text")
    ]
    return [*told, *([{"ask": "The next small step", "text": str(data["next_step"])}] if data.get("next_step") else [])]


def licence(data: Data, span: Years) -> dict[str, str] | None:
    """A licence as others may see it: since when, and its state at the end of these days; None before it was issued."""
    told = [e for e in _until(data, span.until) if e.get("event") in ("issue", "record")]
    if not told:
        return None
    state = timeline.replay("licence", _until(data, span.until)).status
    return {"id": str(data["id"]), "since": dates.day_of(str(told[0]["at"])), "status": state}


def reflection(data: Data, span: Years, names: Names) -> dict[str, Any] | None:
    """The shared summary of a reflection, and nothing else of it; None for one that is not shared now."""
    if data.get("status") != "shared" or not data.get("summary") or str(data.get("date")) not in span:
        return None
    id = str(data.get("project"))
    return {
        "id": str(data["id"]), "project": id, "about": names.get(id, id), "date": str(data["date"]),
        "summary": str(data["summary"]),
    }  # fmt: skip


def learning(person: Data, span: Years, levels: Names) -> list[dict[str, Any]]:
    """The steps of the Learning Journey in these days: when, at which level, in which scheme."""
    return [
        {"date": day, "level": _name(levels, e.get("level")), "scheme": str(e.get("scheme") or "")}
        for e in timeline.happened(person, "step")
        if (day := dates.day_of(str(e.get("at", "")))) in span
    ]


def evidence(requirements: Iterable[Requirement], shared: Sequence[str]) -> list[dict[str, Any]]:
    """The requirements and how far each is met; of reflections only shared ones are named, and none is counted twice.

    No more is said to be there than is asked for: how many unshared reflections there are is nobody's business.
    """
    return [
        {
            "id": one.id, "name": one.name, "state": one.state, "have": min(one.have, one.want), "want": one.want,
            "records": [id for id in one.records if not id.startswith("ref-") or id in shared],
        }
        for one in requirements
    ]  # fmt: skip


def _lived(data: Data, until: str) -> list[tuple[str, str]]:
    """Each day on which the state changed, with the state from then on."""
    return [(dates.day_of(at), state) for at, state in past.passages("project", _until(data, until))]


def _until(data: Data, last: str) -> list[Data]:
    return [e for e in timeline.standing(data.get("timeline")) if dates.day_of(str(e.get("at", ""))) <= last]


def _spans(lived: Sequence[tuple[str, str]], span: Years) -> Iterator[dict[str, str]]:
    ends = [day for day, _ in lived[1:]] + [span.until]
    for (begins, status), ended in zip(lived, ends, strict=True):
        if status in _SHOWN and ended >= span.since:
            yield {"status": status, "begins": max(begins, span.since), "ends": ended}


def _name(names: Names, id: object) -> str:
    return names.get(str(id), str(id or ""))


def _year_before(day: date) -> date:
    try:
        before = day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        before = day.replace(year=day.year - 1, day=28)
    return before + timedelta(days=1)
