"""The figures of the fund over a quarter, a year or all time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from imatter_cli.domain import money, quarters
from imatter_cli.domain.fund import account, disclosure, frozen, scoring, statistics
from imatter_cli.domain.fund.statistics import Breakdown, Figures
from imatter_cli.domain.lifecycles import OUTCOMES
from imatter_cli.domain.lists import Lists, list_of
from imatter_cli.errors import Refused
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Named, Said
from imatter_cli.services.context import Context
from imatter_cli.services.fund.periods import Period, period
from imatter_cli.services.records.visibility import Eyes
from imatter_cli.store.contract import Data


def stats(ctx: Context, quarter: str = "", year: str = "", *, public: bool = False) -> Data:
    """The figures as plain data: money and rates as text, null where there is nothing or nothing is given.

    People who may not see decisions before publication get the published quarters only.

    `{public, quarters, small, tables: [{by, rows, total}], left_out}`; a row is `{group, name, …}` with `hidden: true`
    in place of its figures where the public form does not give them. Raises as `period`.
    """
    early = Eyes(ctx.store, ctx.actor).decisions
    found = period(ctx, quarter, year, published=public or not early)
    tables = disclosure.for_the_public(cases(found)) if public else statistics.tables(cases(found))
    names = names_in(found)
    return {
        "public": public,
        "currency": _currency(found, ctx.store.programme()),
        "quarters": [str(r["id"]) for r in found.rounds],
        "small": disclosure.SMALL if public else None,
        "tables": [table_data(t, names.get(t.by, {}), public=public) for t in tables],
        "left_out": list(found.left_out),
    }


def _currency(found: Period, programme: Data) -> str:
    """The one currency of these rounds. Raises Refused (`currencies`) where their amounts do not add up."""
    by = {
        r.get("currency") or frozen.currency(r, found.back[str(r["id"])].programme): str(r["id"]) for r in found.rounds
    }
    if len(by) > 1:
        used = Named({code: f"{code} ({quarters.spoken(id)})" for code, id in sorted(by.items())})
        raise Refused(
            Said(
                "These quarters use different currencies, so their amounts can't be added up: {currencies:and}.",
                currencies=used,
            ),
            code="currencies",
            hint=Remedy("Ask for one quarter at a time: ", Command("fund stats", "--quarter", max(by.values()))),
        )
    return next(iter(by), frozen.currency({}, programme))


def cases(found: Period) -> Sequence[statistics.Case]:
    """The applications of a period as cases."""
    made = (statistics.case_of(a, found.project(a), found.today.get(str(a["id"]))) for a in found.applications)
    return [case for case in made if case is not None]


def names_of(programme: Data) -> dict[str, Mapping[str, str]]:
    """The programme's words for types and settings."""
    lists = Lists(programme)
    return {by: lists.names(list_of(f"project.{by}")) for by in ("type", "setting")}


def names_in(found: Period) -> dict[str, Mapping[str, str]]:
    """The words of a period for types and settings: those that its last round was published with.

    Earlier rounds are only asked about words that it no longer had.
    """
    used = {by: {str(p[by]) for p in found.projects.values() if p.get(by)} for by in ("type", "setting")}
    names: dict[str, Mapping[str, str]] = {by: {} for by in used}
    for round in sorted(found.rounds, key=lambda r: str(r["id"]), reverse=True):
        if all(names[by] and used[by] <= names[by].keys() for by in used):
            break
        there = names_of(found.back[str(round["id"])].programme)
        names = {by: {**there[by], **names[by]} for by in used}
    return names


def table_data(table: Breakdown, names: Mapping[str, str], *, public: bool) -> Data:
    """A table as plain data. What the public form does not give is null, and named in `not_given`."""
    rows = [{"group": _group(g), "name": _name(g, table.by, names), **_figures(f, public)} for g, f in table.rows]
    if len(rows) == 1 and table.rows[0][0] == disclosure.OTHERS:
        rows[0]["name"] = "all together"
    return {"by": table.by, "rows": rows, "total": _figures(table.total, public)}


def _name(group: str, by: str, names: Mapping[str, str]) -> str:
    if group == disclosure.OTHERS:
        return "all others"
    if by == "quarter":
        return disclosure.TO.join(part.upper() for part in group.split(disclosure.TO))
    return names.get(group, group or "not known")


def _group(group: str) -> str:
    """The id of a group; empty for a row of several."""
    return "" if group == disclosure.OTHERS or disclosure.TO in group else group


def _figures(figures: Figures | None, public: bool) -> Data:
    if figures is None:
        return {"hidden": True}
    rate = None if figures.success is None else scoring.text(figures.success * 100)
    median = None if figures.median_days is None else scoring.text(figures.median_days)
    of_all = {"decided": figures.decided, "awards": figures.awards}
    ends: Data = {
        "asked": money.text(figures.asked),
        "awarded": money.text(figures.awarded),
        "success_rate": rate,
        "median_days": median,
    }
    if public:
        kept_back = [*(() if figures.split else ("awards", "success_rate")), *(() if figures.money else ("awarded",))]
        told = {name: None if name in kept_back else value for name, value in {**of_all, **ends}.items()}
        return {**told, "not_given": kept_back} if kept_back else told
    became = {name: text for name, text in figures.account.as_text().items() if name != "awarded"}
    outcomes = {o.replace("-", "_"): n for o, n in zip(OUTCOMES, figures.outcomes, strict=True)}
    return {
        "applications": figures.applications, **of_all, **outcomes, **ends, "ended": figures.ended,
        "corrected": account.signed(figures.corrected), **became,
        "repeated_deferrals": figures.repeated,
    }  # fmt: skip
