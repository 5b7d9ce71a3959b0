"""What the fund waits for, as its viewer may see it, for home and for `imatter due`. Loads no model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from imatter_cli.domain.due import Due
from imatter_cli.domain.fund import chasing
from imatter_cli.domain.fund.chasing import Awaited
from imatter_cli.domain.lifecycles import STATES, UNPAID
from imatter_cli.domain.projects import Objection
from imatter_cli.services.context import Context
from imatter_cli.services.fund.calendar import current_quarter
from imatter_cli.services.records import single, sound
from imatter_cli.store.contract import Data

if TYPE_CHECKING:
    from imatter_cli.services.records.now import Now

#: States of a licence that isn't active.
INACTIVE: Final = tuple(state for state in STATES["licence"] if state != "active")
#: Events that need only what money needs of its applicant and their project.
_OF_AN_AWARD: Final = ("accept", "pay")


def fund_of(
    ctx: Context, rounds: Iterable[Data], applications: Iterable[Data], licences: Iterable[Data] | None = None
) -> Awaited:
    """What of the fund one has to know to say what it waits for, of these applications.

    `licences` are all that aren't active, and perhaps others, where they were read already.
    """
    programme = ctx.store.programme()
    by_id = {str(r["id"]): r for r in rounds}
    personal = programme.get("store") == "personal"
    return Awaited(
        by_id,
        ctx.today,
        chasing.late_after(programme),
        personal,
        current_quarter(ctx.store, ctx.today),
        _asking(ctx, applications, licences),
    )


def _asking(
    ctx: Context, applications: Iterable[Data], licences: Iterable[Data] | None
) -> Callable[..., Sequence[Objection]]:
    """What would refuse an event now. Preconditions are loaded once something is asked of them."""

    @cache
    def now() -> Now:
        from imatter_cli.services.records.now import Now

        return Now(ctx)

    @cache
    def doubtful() -> set[str]:
        """People who have left or have a licence that isn't active, and projects that are over, of these awards."""
        awards = [a for a in applications if a.get("status") in UNPAID]
        named = {str(a.get(name)) for a in awards for name in ("practitioner", "project")}
        people = {str(p["id"]) for p in sound.each(ctx.store, "practitioner", status=("left",), among=named)}
        held = sound.each(ctx.store, "licence", status=INACTIVE) if licences is None else licences
        people |= {str(c.get("practitioner")) for c in held if c["status"] in INACTIVE}
        projects = sound.each(ctx.store, "project", status=("stopped", "completed"), among=named)
        return people | {str(p["id"]) for p in projects}

    def in_the_way(application: Data, event: str, **details: Any) -> Sequence[Objection]:
        if event not in _OF_AN_AWARD:
            return now().in_the_way(application, event, **details)
        named = {str(application.get("practitioner")), str(application.get("project"))}
        if doubtful().isdisjoint(named):  # of most there is nothing to ask
            return ()
        from imatter_cli.domain.preconditions import OF_THE_MONEY

        return now().in_the_way(application, event, OF_THE_MONEY, **details)

    return in_the_way


def for_applicant(ctx: Context, fund: Awaited, applications: Iterable[Data]) -> list[Due]:
    """What the applicant owes the fund."""
    return [one for application in applications for one in chasing.of_applicant(fund, application)]


def for_reviewer(ctx: Context, fund: Awaited, left_out: list[str]) -> list[Due]:
    """The reviews that the viewer still has to do."""
    found: list[Due] = []
    for review in sound.each(ctx.store, "review", ctx.actor, left_out, status=("assigned",)):
        if review.get("reviewer") == ctx.actor:
            found += chasing.of_reviewer(fund, review, single.found(ctx.store, str(review.get("application"))))
    return found


def for_coordinator(
    ctx: Context, fund: Awaited, applications: Iterable[Data], mine: Iterable[str], left_out: list[str]
) -> list[Due]:
    """What a coordinator waits for, or is waited for; `mine` are their own codes."""
    codes = set(mine)
    there = list(applications)
    reviews = list(sound.each(ctx.store, "review", "", left_out, status=("assigned", "recused")))
    own = {str(a["id"]) for a in there if a.get("practitioner") in codes}
    recused = {str(r.get("application")) for r in reviews if r["status"] == "recused" and r.get("reviewer") in codes}
    assigned = [r for r in reviews if r["status"] == "assigned"]
    reviewers = {str(r.get("reviewer")) for r in assigned}
    people = {who: person for who in reviewers if (person := single.found(ctx.store, who))}
    return list(chasing.of_coordinator(fund, there, own | recused, assigned, people))
