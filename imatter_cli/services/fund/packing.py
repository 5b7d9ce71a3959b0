"""A quarter as one page for panel and board, and in a form for the public; as plain data."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from imatter_cli.domain import money, timeline
from imatter_cli.domain.fund import budget, disclosure, frozen, statistics
from imatter_cli.domain.lists import Lists
from imatter_cli.domain.people import Codes, same_person
from imatter_cli.services.context import Context
from imatter_cli.services.fund.figures import cases, names_of, table_data
from imatter_cli.services.fund.periods import Period, period
from imatter_cli.services.fund.sitting import heading, sitting
from imatter_cli.services.records.persons import codes_in
from imatter_cli.services.records.related import round_of
from imatter_cli.store.contract import Data

OWN = "their own application"
#: Outcomes in the order of the minutes. Applications with any other status come after them.
ORDER: tuple[str, ...] = ("funded", "part-funded", "deferred", "not-funded", "not-eligible")


def pack(ctx: Context, quarter: str, told: Callable[[float], None] | None = None) -> Data:
    """The quarter as its coordinator may see it: that of `sitting`, with `highest` (of the scale), `made` and figures.

    The applications are sorted by outcome; `criteria` and `conflict_names` are the words for ids, `questions` the
    programme's own, `minutes` those of the decisions. `over_time` is a table by quarter over all rounds up to this
    one, `by_type` and `by_setting` are of this one.
    `told` hears how far it has come, from 0 to 1. Raises as `sitting`.
    """
    reader = ctx.store
    sat = sitting(ctx, quarter, told=told)
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


def outcome_of(application: Data) -> str:
    """The outcome of an application of a sitting; its state while it has none."""
    decision = application.get("decision") or {}
    return str(decision.get("outcome") or application["status"])


def by_outcome(applications: Sequence[Data]) -> list[Data]:
    """The applications of a sitting sorted by outcome, and within one outcome in the sitting's order."""
    return sorted(applications, key=lambda a: (*_rank(outcome_of(a)),))


def minutes(sat: Data, round: Data, codes: Codes, conflicts: Mapping[str, str]) -> Data:
    """`{decided_by, reviewed_by, closed, published, published_by, kept_away}`, people as codes.

    `kept_away` has a `{person, application, why}` for each; `conflicts` are the programme's words for the kinds.
    What the viewer of the sitting may not see is `hidden`.
    """
    decided, reviewed, kept_away = set(), set(), []
    for application in sat["applications"]:
        decision = application.get("decision") or {}
        decided |= {str(decision["by"])} if decision.get("by") else set()
        for review in application["reviews"]:
            if "reviewer" not in review:
                continue
            if review["status"] == "submitted":
                reviewed.add(str(review["reviewer"]))
            elif review["status"] == "recused":
                kind = str(review.get("conflict") or "")
                why = "hidden" if "conflict" in review.get("hidden", ()) else conflicts.get(kind, kind or "a conflict")
                kept_away.append({"person": review["reviewer"], "application": application["id"], "why": why})
    panel = sorted({*decided, *reviewed, *map(str, round.get("reviewers") or ())})
    for application in sat["applications"]:
        own = [p for p in panel if same_person(codes, p, str(application["practitioner"]))]
        kept_away += [{"person": p, "application": application["id"], "why": OWN} for p in own]
    events = {str(e.get("event")): e for e in timeline.standing(round.get("timeline"))}
    return {
        "decided_by": sorted(decided),
        "reviewed_by": sorted(reviewed),
        "closed": sat["closed"],
        "published": sat["published"],
        "published_by": events["publish"].get("by") if sat["published"] and "publish" in events else None,
        "kept_away": sorted(kept_away, key=lambda one: (one["person"], one["application"])),
    }


def _rank(outcome: str) -> tuple[int, str]:
    return (ORDER.index(outcome), "") if outcome in ORDER else (len(ORDER), outcome)
