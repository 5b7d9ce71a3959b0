"""A set of decisions tried out: what would be left, what would be refused and why. Nothing is made of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from imatter_cli.domain import money
from imatter_cli.domain.fund import budget, decisions
from imatter_cli.domain.fund.decisions import Decision
from imatter_cli.errors import BadValue, Broken, NotFound, Refused, Usage
from imatter_cli.services import deciding
from imatter_cli.services.context import Context
from imatter_cli.services.fund_records import in_round, refuse_others, round_of
from imatter_cli.services.recording import Recording, policy_of
from imatter_cli.store.contract import Data

#: Stands where a plan says nothing of what a decision would have to say.
_LATER = "(to be said)"


@dataclass(frozen=True, slots=True)
class Tried:
    """One line of a plan: the application as it was named, and the decision."""

    application: str
    decision: Decision


def sit(ctx: Context, quarter: str, plan: Sequence[Tried]) -> Data:
    """Try these decisions in their order, each after those before it that would be made.

    Reasons and what a deferral asks for may be left out. `{round, status, to_give, awarded, left, decisions:
    [{application, outcome, award, quarter, would, left, code, message, hint}], refused, undecided}`. Raises Refused
    (`no-round`, `not-yours`).
    """
    reader = ctx.store
    policy = policy_of(reader)
    refuse_others(reader, ctx.actor, policy.personal, "Trying decisions out")
    round = round_of(reader, quarter)
    recording = Recording(ctx, reader)
    applications = in_round(reader, quarter)
    first = decisions.terms(round, reader.programme()).criteria[0]
    lines = [_try(recording, quarter, _completed(one, first), applications, round) for one in plan]
    after = [recording.as_led(a) for a in applications]
    purse = budget.purse(round, after)
    return {
        "round": quarter,
        "status": round["status"],
        "currency": policy.currency,
        "to_give": signed(purse.to_give),
        "awarded": money.text(purse.awarded),
        "left": signed(purse.left),
        "decisions": lines,
        "refused": sum(not line["would"] for line in lines),
        "undecided": sum(a["status"] in ("submitted", "eligible") for a in after),
    }


def one(ctx: Context, quarter: str, tried: Tried) -> Data:
    """One decision tried out, as one of the `decisions` of `sit`: whether it would be made, and if not why."""
    return dict(sit(ctx, quarter, [tried])["decisions"][0])


def signed(pence: int) -> str:
    """An amount as text that may be below zero."""
    return f"-{money.text(-pence)}" if pence < 0 else money.text(pence)


def _try(recording: Recording, quarter: str, one: Tried, applications: Sequence[Data], round: Data) -> Data:
    decision = one.decision
    said: Data = {
        "application": one.application,
        "outcome": decision.outcome,
        "award": None if decision.award is None else money.text(decision.award),
        "quarter": decision.quarter or None,
    }
    try:
        id = said["application"] = recording.reader.find(one.application, ["application"])
        if recording.current(id)["round"] != quarter:
            raise Refused(f"{id} is not in this round, but in {recording.current(id)['round']}.", code="other-round")
        made = decisions.last(deciding.lead(recording, "decide", id, decision)) or {}
    except (Refused, BadValue, NotFound, Broken, Usage) as wrong:
        refused = {"would": False, "code": wrong.code, "message": wrong.message, "hint": wrong.hint}
        return {**said, **refused, "left": _left(recording, applications, round)}
    award = {"award": made.get("award"), "would": True, "code": None, "message": None, "hint": None}
    return {**said, **award, "left": _left(recording, applications, round)}


def _left(recording: Recording, applications: Sequence[Data], round: Data) -> str:
    return signed(budget.purse(round, map(recording.as_led, applications)).left)


def _completed(one: Tried, criterion: str) -> Tried:
    decision = one.decision
    reasons = decision.reasons or ({"criterion": criterion, "text": _LATER},)
    asks = decision.asks or (_LATER if decision.outcome == "deferred" else "")
    return replace(one, decision=replace(decision, reasons=reasons, asks=asks))
