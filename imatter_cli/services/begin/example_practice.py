"""An invented year of one practitioner's, to look around in and to try things on: made by the same use cases.

Nobody is in it and everything in it is made up. It ends today, and some of it lies ahead.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from imatter_cli.domain import quarters
from imatter_cli.domain.data import Data
from imatter_cli.services.begin.example_words import IN_A_NOTEBOOK, REFLECTIONS, called
from imatter_cli.services.context import Context
from imatter_cli.services.fund import applications, rounds
from imatter_cli.services.practice import licences, planning, projects, reflections
from imatter_cli.services.records import events
from imatter_cli.services.records.several import in_one_go


def make(ctx: Context) -> None:
    """Fill a notebook that has its practitioner, who is `ctx.actor`, with a year, in one movement."""
    in_one_go(ctx, _year)


def _year(ctx: Context) -> None:
    idea = _idea(
        called(ctx, IN_A_NOTEBOOK["completed"]), 320, "evening routine", "early-concern", "family-home", ("8-11",)
    )
    licences.record_issued(
        called(ctx, IN_A_NOTEBOOK["licence"]), ctx.actor, reference="MPL-EXAMPLE", day=_day(ctx, 300)
    )
    _completed(ctx, idea)
    _paused_and_resumed(ctx)
    _applied_with(ctx)


def _completed(ctx: Context, project: str) -> None:
    _begin(ctx, project, 296)
    projects.note_step(ctx, project, text="Choose the clothes together", by=_day(ctx, 280), day=_day(ctx, 294))
    _look_back(ctx, project, REFLECTIONS[:2], 282, 24)
    _look_back(called(ctx, IN_A_NOTEBOOK["shared"]), project, REFLECTIONS[2:4], 234, 24)
    projects.note_step(ctx, project, number=1, done=_day(ctx, 270), day=_day(ctx, 270))
    projects.complete(ctx, project, day=_day(ctx, 196), anyway="What we set out to try is tried.")


def _paused_and_resumed(ctx: Context) -> None:
    project = _idea(ctx, 190, "quiet corner", "universal-prevention", "school", ("5-7", "5-7"))
    _begin(ctx, project, 184)
    _look_back(ctx, project, REFLECTIONS[4:6], 170, 30)
    events.happen(ctx, project, "pause", reason="new-post", day=_day(ctx, 130))
    projects.resume(ctx, project, day=_day(ctx, 60))
    _look_back(ctx, project, REFLECTIONS[6:9], 50, 18)
    projects.note_step(ctx, project, text="Ask who would look after it in spring", by=_day(ctx, -9), day=_day(ctx, 12))
    projects.note_step(ctx, project, text="Draw the sign together", by=_day(ctx, -23), day=_day(ctx, 12))


def _applied_with(ctx: Context) -> None:
    project = _idea(
        called(ctx, IN_A_NOTEBOOK["project"]),
        56,
        "reading together",
        "supported-learning",
        "community",
        ("8-11", "8-11", "12-15"),
    )
    _begin(ctx, project, 46)
    _look_back(called(ctx, IN_A_NOTEBOOK["reflection"]), project, REFLECTIONS[9:10], 38, 15)
    _look_back(ctx, project, REFLECTIONS[10:], 23, 15)
    projects.note_step(ctx, project, text="Try two chairs instead of a table", by=_day(ctx, -4), day=_day(ctx, 6))
    quarter = quarters.quarter_of(ctx.today)
    rounds.open_round(ctx, quarter, {"budget": "2000.00", "closes": _day(ctx, -20)}, day=_day(ctx, 10))
    application = {
        "project": project, "round": quarter, "payee": "host",
        "key_barrier": "The room is free, but nobody pays for the books.",
        "costs": [{"item": "books", "amount": "90.00"}, {"item": "picture cards", "amount": "35.50"}],
        "other_sources": "The library lends ten books at a time.",
    }  # fmt: skip
    applications.apply(called(ctx, IN_A_NOTEBOOK["application"]), application, day=_day(ctx, 5))
    _idea(called(ctx, IN_A_NOTEBOOK["planned"]), 3, "waiting my turn", "early-concern", "club", ())


def _day(ctx: Context, ago: int) -> str:
    return (ctx.today - timedelta(days=ago)).isoformat()


def _idea(ctx: Context, ago: int, focus: str, type: str, setting: str, bands: Sequence[str]) -> str:
    fields = {"practitioner": ctx.actor, "type": type, "setting": setting, "focus_areas": [focus], "support": "none"}
    kept = projects.plan(ctx, fields, max(len(bands), 1), bands, day=_day(ctx, ago))
    return kept.change.writes[0].id


def _begin(ctx: Context, project: str, ago: int) -> None:
    planning.add(
        ctx, project, invited=_day(ctx, ago), consent=True, withdraw="by saying so, at any time",
        safeguarding=True, safeguarding_date=_day(ctx, ago), safeguarding_role="the host's contact for safeguarding",
        day=_day(ctx, ago),
    )  # fmt: skip
    projects.start(ctx, project, day=_day(ctx, ago - 1))


def _look_back(ctx: Context, project: str, said: Sequence[Data], first: int, apart: int) -> None:
    """Reflections on a project, the first of them so many days ago, with so many days between them."""
    for n, one in enumerate(said):
        reflections.write(ctx, project, one["answers"], day=_day(ctx, first - n * apart),
                          **{name: value for name, value in one.items() if name != "answers"})  # fmt: skip
