"""A quarter as one page for panel and board, and in a form for the public; as plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from imatter_cli.domain import money
from imatter_cli.domain.fund import budget, disclosure, frozen, statistics
from imatter_cli.domain.lists import Lists
from imatter_cli.services.context import Context
from imatter_cli.services.fund.figures import cases, names_of, table_data
from imatter_cli.services.fund.minutes import by_outcome, minutes
from imatter_cli.services.fund.periods import Period, period
from imatter_cli.services.fund.sitting import heading, sitting
from imatter_cli.services.records.persons import codes_in
from imatter_cli.services.records.related import round_of
from imatter_cli.store.contract import Data


def pack(ctx: Context, quarter: str) -> Data:
    """The quarter as its coordinator may see it: that of `sitting`, with `highest` (of the scale), `made` and figures.

    The applications are sorted by outcome; `criteria` and `conflict_names` are the words for ids, `questions` the
    programme's own, `minutes` those of the decisions. `over_time` is a table by quarter over all rounds up to this
    one, `by_type` and `by_setting` are of this one.
    Raises as `sitting`.
    """
    reader = ctx.store
    sat = sitting(ctx, quarter)
    here, ever = period(ctx, quarter), period(ctx)
    programme = here.back[quarter].programme
    until = _until(ever, here.round(quarter), programme)
    names = names_of(programme)
    left_out = [f"{t['path']} {t['message']}" for t in sat["left_out"]]
    by = {t.by: table_data(t, names.get(t.by, {}), public=False) for t in statistics.tables(cases(here))}
    round = round_of(reader, quarter)
    conflicts = Lists(programme).names("reasons.conflict")
    return {
        **sat,
        "public": False,
        "applications": by_outcome(sat["applications"]),
        "criteria": {str(c["id"]): str(c["name"]) for c in _judged_by(round, programme)},
        "conflict_names": conflicts,
        "questions": _questions(sat["applications"], frozen.questions(round, programme)),
        "minutes": minutes(sat, round, codes_in(reader), conflicts),
        "funder": programme["funder"],
        "made": ctx.today.isoformat(),
        "highest": max(len(c["scores"]) - 1 for c in sat["rubric"]),
        "over_time": table_data(statistics.tables(until)[0], {}, public=False),
        "by_type": by["type"],
        "by_setting": by["setting"],
        "left_out": list(dict.fromkeys([*left_out, *ever.left_out])),
    }


def _until(ever: Period, round: Data, programme: Data) -> list[statistics.Case]:
    """The cases of all rounds up to this one that have its currency."""
    own = frozen.currency(round, programme)
    same = {str(r["id"]) for r in ever.rounds if frozen.currency(r, programme) == own and r["id"] <= round["id"]}
    return [c for c in cases(ever) if c.quarter in same]


def _judged_by(round: Data, programme: Data) -> list[Data]:
    return [*frozen.rubric(round, programme), *frozen.criteria(round, programme)]


def _questions(applications: Sequence[Data], asked: Mapping[str, str]) -> list[dict[str, str]]:
    """The questions of a round that were answered, in its order; then those that it doesn't ask."""
    answered = {str(a["question"]): str(a["question"]) for one in applications for a in one.get("answers") or []}
    return [{"id": id, "ask": ask} for id, ask in {**asked, **answered, **asked}.items() if id in answered]


def for_the_public(ctx: Context, quarter: str) -> Data:
    """A published quarter for anybody: without applications, people or figures that rest on small numbers.

    Where the quarter's own figures are not given among those of all quarters, nothing that they follow from is.
    Raises Refused (`no-round`, `not-published`), as `period`.
    """
    here = period(ctx, quarter, published=True)
    programme = here.back[quarter].programme
    ever = period(ctx, published=True)
    until = _until(ever, here.round(quarter), programme)
    over_time = disclosure.for_the_public(until)[0]
    told = dict(over_time.rows).get(quarter)
    names = names_of(programme)
    tables = {t.by: t for t in disclosure.for_the_public(cases(here))}
    if told is None:
        tables = {by: statistics.Breakdown(by, (), None) for by in tables}
    elif not told.split:
        tables = {by: disclosure.without_split(t) for by, t in tables.items()}
    round = here.round(quarter)
    purse = budget.purse(round, [])
    return {
        "public": True,
        **heading(round, programme),
        "funder": programme["funder"],
        "made": ctx.today.isoformat(),
        "budget": money.text(purse.budget),
        "reserve": money.text(purse.reserve),
        "asked": None if told is None else money.text(told.asked),
        "awarded": None if told is None or not told.money else money.text(told.awarded),
        "small": disclosure.SMALL,
        "over_time": table_data(over_time, {}, public=True),
        "by_type": table_data(tables["type"], names["type"], public=True),
        "by_setting": table_data(tables["setting"], names["setting"], public=True),
        "left_out": list(ever.left_out),
    }
