"""An invented programme year to rehearse on, made by the same use cases, one entry of the trail an event.

Everybody in it is a code and everything in it is made up. It is
dated back from today: what happened months ago says so, and says that it was written down today.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import cycle
from typing import Any

from imatter_cli.classes import immutable, replace
from imatter_cli.domain import quarters
from imatter_cli.services.begin import example_fund
from imatter_cli.services.begin.example_words import FOCUS, IN_A_PROGRAMME, RESOURCES, STEPS, SUMMARIES, called
from imatter_cli.services.context import Context
from imatter_cli.services.practice import licences, practitioners, projects, reflections
from imatter_cli.services.records import events
from imatter_cli.services.records.related import held_by
from imatter_cli.services.records.several import in_one_go


@immutable
class Size:
    """How much of everything; the three rounds are always there."""

    practitioners: int
    projects: int
    reflections: int
    applications: int
    """In each of the three rounds."""
    named: Mapping[str, str] = {}
    """What the ids of some records end with; with these there is a record for each example in help."""


FULL = Size(practitioners=14, projects=30, reflections=80, applications=5, named=IN_A_PROGRAMME)
SMALL = Size(practitioners=4, projects=6, reflections=8, applications=3)

#: The programme's types in turn; complex engagement, which needs a Lead, is rare.
_TYPES = ("early-concern", "universal-prevention", "supported-learning", "early-concern", "universal-prevention")
_SETTINGS = ("school", "family-home", "nursery", "club", "community", "school", "online")
_BANDS = ("5-7", "8-11", "12-15", "0-4", "16-18", "adult")
_STAGES = ("notice", "plan", "invite", "apply", "reflect")
_YEAR = 330


@immutable
class People:
    """Who is there, by what they do."""

    coordinator: str
    reviewers: tuple[str, ...]
    leads: tuple[str, ...]
    links: tuple[str, ...]
    practitioners: tuple[str, ...]


def make(ctx: Context, size: Size = FULL) -> None:
    """Fill a programme store that has its coordinator, who is `ctx.actor`, with a year, in one movement."""
    in_one_go(ctx, lambda led: _year(led, size))


def _year(ctx: Context, size: Size) -> None:
    people = _people(ctx, size)
    active: list[str] = []
    every = cycle(range(len(people.practitioners)))
    for number in range(size.projects):
        who = next(every)
        practitioner = people.practitioners[who]
        began = 20 + 12 * who + 90 * (number // len(people.practitioners))
        begins = called(ctx, size.named.get({0: "project", 1: "to complete"}.get(number, "")))
        project = _project(begins, people, practitioner, number, min(began, _YEAR - 60))
        if number < len(people.practitioners):
            begins = called(ctx, size.named.get("submitted licence") if _waits(who) and who < 7 else None)
            _licence(begins, practitioner, project, began + 2, who)
        if _may_start(ctx, practitioner):
            _run(ctx, people, practitioner, project, number, min(began + 22, _YEAR - 40))
            active.append(project)
    for number, project in zip(range(size.reflections), cycle(active)):
        _reflect(ctx, project, number, len(active), size.reflections)
    example_fund.make(ctx, people.reviewers, active, _three_quarters(ctx.today), size.applications, size.named)
    _close_some(ctx, active)
    _pause_one(ctx, people.practitioners)
    if size.named:
        _for_help(ctx, people.practitioners[0], size.named)


def _for_help(ctx: Context, holder: str, named: Mapping[str, str]) -> None:
    """What is there only for examples in help: somebody new, somebody who left, a project that is paused."""
    left = practitioners.join(called(ctx, named["left"]), ["link"], day=_day(ctx, 3)).change.writes[0].id
    practitioners.leave(ctx, left, reason="moved away", day=_day(ctx, 200))
    newcomer = practitioners.join(called(ctx, named["newcomer"]), ["practitioner"], day=_day(ctx, 310))
    idea = {"practitioner": newcomer.change.writes[0].id, "type": "early-concern", "setting": "school",
            "focus_areas": ["being outdoors"], "support": "none"}  # fmt: skip
    projects.plan(called(ctx, named["idea of the newcomer"]), idea, 1, day=_day(ctx, 320))
    me = _as(ctx, holder)
    own = {**idea, "practitioner": holder, "focus_areas": ["a worry box"]}
    paused = projects.plan(called(me, named["paused"]), own, 1, day=_day(ctx, 240)).change.writes[0].id
    projects.start(me, paused, day=_day(ctx, 245))
    events.happen(me, paused, "pause", reason="family", day=_day(ctx, 300))


def _day(ctx: Context, since_start: int) -> str:
    """A day of the year that ended yesterday, counted from its beginning."""
    return (ctx.today - timedelta(days=max(1, _YEAR - since_start))).isoformat()


def _as(ctx: Context, person: str) -> Context:
    return replace(ctx, actor=person)


def _three_quarters(today: date) -> tuple[str, str, str]:
    now = quarters.quarter_of(today)
    return quarters.shift(now, -2), quarters.shift(now, -1), now


def _people(ctx: Context, size: Size) -> People:
    def some(count: int, roles: Sequence[str], capacity: str = "", first: Sequence[str] = ()) -> Iterator[str]:
        for n in range(count):
            joins = called(ctx, size.named.get(first[n]) if n < len(first) else None)
            yield practitioners.join(joins, roles, capacity=capacity, day=_day(ctx, n)).change.writes[0].id

    reviewers = tuple(some(3, ["reviewer"], first=("reviewer", "second reviewer")))
    leads = tuple(some(1, ["lead"], first=("lead",)))
    links = tuple(some(1, ["link"]))
    professionals = size.practitioners - size.practitioners // 3
    those = (
        *some(professionals, ["practitioner"], "professional"),
        *some(size.practitioners // 3, ["practitioner"], "practitioner-parent", ("practitioner",)),
    )
    for n, person in enumerate(those):
        for step, level in enumerate(("introduction", "foundation", "deepening")[: 1 + n % 3]):
            practitioners.take_step(_as(ctx, person), person, level, day=_day(ctx, 14 + n % 4 + 5 * step))
    return People(ctx.actor, reviewers, leads, links, those)


def _project(ctx: Context, people: People, practitioner: str, number: int, day: int) -> str:
    complex_one = number == 3
    fields: dict[str, Any] = {
        "practitioner": practitioner,
        "type": "complex-engagement" if complex_one else _TYPES[number % len(_TYPES)],
        "setting": _SETTINGS[number % len(_SETTINGS)],
        "focus_areas": [FOCUS[(number + n) % len(FOCUS)] for n in range(1 + number % 3)],
        "support": ("none", "link", "lead")[number % 3],
        "resources": [RESOURCES[number % len(RESOURCES)]],
    }
    if complex_one:
        fields |= {
            "lead": people.leads[0],
            "support": "lead",
            "acknowledgement": {"lead": people.leads[0], "date": _day(ctx, day)},
        }
    me = _as(ctx, practitioner)
    count = 1 + number % 3
    bands = [_BANDS[(number + n) % len(_BANDS)] for n in range(count)]
    return projects.plan(me, fields, count, bands, day=_day(ctx, day)).change.writes[0].id


def _licence(ctx: Context, practitioner: str, idea: str, day: int, who: int) -> None:
    """Most licences are issued; the last two wait: one with the applicant, one with the coordinator."""
    me = _as(ctx, practitioner)
    answers = {q["id"]: True for q in ctx.store.programme()["eligibility"]}
    licence = licences.apply(me, practitioner, idea, answers, day=_day(ctx, day)).change.writes[0].id
    if _waits(who) and who > 6:
        return
    licences.submit(me, licence, day=_day(ctx, day + 3))
    if not _waits(who):
        licences.issue(ctx, licence, day=_day(ctx, day + 15))


def _waits(who: int) -> bool:
    return who % 7 == 6


def _may_start(ctx: Context, practitioner: str) -> bool:
    return any(held.get("status") == "active" for held in held_by(ctx.store, practitioner))


def _run(ctx: Context, people: People, practitioner: str, project: str, number: int, day: int) -> None:
    me = _as(ctx, practitioner)
    projects.start(me, project, day=_day(ctx, day))
    projects.note_step(me, project, text=STEPS[number % len(STEPS)], day=_day(ctx, day + 1))
    for n in range(1 + number % 3):
        projects.move(me, project, _STAGES[1 + n], day=_day(ctx, day + 4 + 6 * n))
    if number % 2:
        projects.note_step(me, project, number=1, done=_day(ctx, day + 24), day=_day(ctx, day + 24))


def _reflect(ctx: Context, project: str, number: int, projects_there: int, of_all: int) -> None:
    """Reflections follow a project's other events, evenly over what is left of the year."""
    holder = str(ctx.store.get(project).data["practitioner"])
    turn, turns = number // projects_there, -(-of_all // projects_there)
    day = _YEAR - 40 + (30 * (turn + 1)) // (turns + 1)
    summary = SUMMARIES[number % len(SUMMARIES)]
    reflections.write(_as(ctx, holder), project, {}, summary=summary, day=_day(ctx, day))


def _close_some(ctx: Context, active: Sequence[str]) -> None:
    for n, project in enumerate(active):
        holder = _as(ctx, str(ctx.store.get(project).data["practitioner"]))
        if n % 5 == 4:
            steps = ctx.store.get(project).data.get("steps") or []
            for number, step in enumerate(steps, 1):
                if not step.get("done"):
                    projects.note_step(
                        holder, project, number=number, done=_day(ctx, _YEAR - 5), day=_day(ctx, _YEAR - 5)
                    )
            projects.complete(holder, project)


def _pause_one(ctx: Context, those: Sequence[str]) -> None:
    """One licence is paused, and its projects with it."""
    for practitioner in reversed(those):
        held = [h for h in held_by(ctx.store, practitioner) if h.get("status") == "active"]
        if held:
            licences.pause(_as(ctx, practitioner), str(held[0]["id"]), reason="new-post")
            return
