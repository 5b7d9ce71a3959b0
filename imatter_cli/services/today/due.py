"""Dates ahead of the person who uses this store, and what waits for them. Only reads, and loads no model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from imatter_cli.classes import immutable
from imatter_cli.domain import concerns, due, ids, licensing, people, quarters
from imatter_cli.domain.due import Due
from imatter_cli.domain.fund.chasing import Awaited
from imatter_cli.remedies import Command
from imatter_cli.services.context import Context
from imatter_cli.services.fund import chasing
from imatter_cli.services.records import sound
from imatter_cli.services.records.persons import actor_of
from imatter_cli.services.safe import retaining
from imatter_cli.services.together.mine import waits_for_me
from imatter_cli.store.contract import Data


@immutable
class Dates:
    """What falls due for `who` up to `until` (ISO, inclusive), by day; paths of files that could not be read."""

    who: str
    today: str
    until: str
    due: tuple[Due, ...]
    left_out: tuple[str, ...]

    def as_data(self) -> Data:
        """The JSON shape."""
        return {
            "who": self.who, "until": self.until, "due": [due.as_data(one, self.today) for one in self.due],
            "left_out": list(self.left_out),
        }  # fmt: skip


def ahead(ctx: Context, within: int) -> Dates:
    """What is overdue, waits, or falls due within so many days, for the actor.

    Raises StoreTrouble while it is unknown who that is.
    """
    actor = actor_of(ctx.store, ctx.actor)
    left_out: list[str] = []
    personal = ctx.store.programme().get("store") == "personal"
    rounds = {str(r["id"]): r for r in sound.each(ctx.store, "round", left_out=left_out)}
    found = [one for one in waits_for_me(ctx) if ids.is_id(one.id)]  # of the rules, home tells
    applications: list[Data] = []
    if actor.coordinates or "practitioner" in actor.roles:
        holder = "" if actor.coordinates else actor.id
        applications += sound.each(ctx.store, "application", left_out=left_out, holder=holder)
    fund = chasing.fund_of(ctx, rounds.values(), applications)
    if "practitioner" in actor.roles:
        found += _practice(
            ctx, fund, [a for a in applications if a.get("practitioner") == actor.id], personal, left_out
        )
    if "reviewer" in actor.roles:
        found += chasing.for_reviewer(ctx, fund, left_out)
    if actor.coordinates:
        own = people.all_codes(actor.codes(), actor.id)
        found += _coordination(ctx, fund, applications, own, left_out)
    if actor.coordinates or personal:
        found += retaining.coming(ctx, within, left_out)
    last = _last_day(ctx.today, within)
    return Dates(
        actor.id, ctx.today.isoformat(), last, tuple(due.ahead(found, ctx.today, within)), tuple(sorted(set(left_out)))
    )


def _practice(
    ctx: Context, fund: Awaited, applications: Sequence[Data], personal: bool, left_out: list[str]
) -> Iterator[Due]:
    me, today = ctx.actor, ctx.today.isoformat()

    def mine(kind: str) -> list[Data]:
        return [r for r in sound.each(ctx.store, kind, left_out=left_out, holder=me) if r.get("practitioner") == me]

    licences, projects = mine("licence"), mine("project")
    rhythm = ctx.store.get(me).data.get("rhythm_days")
    notes = mine("reflection")
    yield from concerns.not_passed_on(notes)
    yield from due.licence_terms(licences, renews=personal)
    yield from due.conversations(licences, _months(ctx), leads=personal)
    for project in projects:
        yield from due.small_steps(project)
        yield from due.reflection(project, [n for n in notes if n.get("project") == project["id"]], rhythm)
    yield from chasing.for_applicant(ctx, fund, applications)
    yield from _may_apply(licences, projects, applications, fund, today)


def _may_apply(
    licences: list[Data], projects: list[Data], applications: Sequence[Data], fund: Awaited, today: str
) -> Iterator[Due]:
    """Rounds that are open to somebody who has a licence, a project, and no application there yet."""
    stands = any(not licensing.why_not_active(c, today) for c in licences)
    if not stands or not any(p["status"] in ("planned", "active") for p in projects):
        return
    asked = {a.get("round") for a in applications}
    for id, one in fund.rounds.items():
        if fund.takes_applications(one) and id not in asked:
            yield due.closing(one, Command("fund apply", "--round", quarters.spoken(id)))


def _coordination(
    ctx: Context, fund: Awaited, applications: Sequence[Data], mine: Sequence[str], left_out: list[str]
) -> Iterator[Due]:
    # a coordinator leaves these to their owners; somebody who left has nothing to talk over or renew
    licences = [c for c in sound.each(ctx.store, "licence", left_out=left_out) if c.get("practitioner") not in mine]
    left = {p["id"] for p in sound.each(ctx.store, "practitioner", status=("left",))}
    standing = [c for c in licences if c.get("practitioner") not in left]
    yield from due.licence_terms(standing, renews=True)
    yield from due.conversations(standing, _months(ctx), leads=True)
    yield from (due.submitted_licence(c) for c in licences if c["status"] == "submitted")
    yield from chasing.for_coordinator(ctx, fund, applications, mine, left_out)
    for id, one in fund.rounds.items():
        if one["status"] == "open":
            yield due.closing(one, Command("fund close", quarters.spoken(id)))


def _months(ctx: Context) -> int | None:
    found = (ctx.store.programme().get("licence") or {}).get("conversation_months")
    return found if isinstance(found, int) else None


def _last_day(today: date, within: int) -> str:
    return (today + timedelta(days=within)).isoformat()
