"""Decisions on applications: made once, sealed over what was decided on, and later corrected only on record."""

from __future__ import annotations

from imatter_cli.domain import ids, money, quarters
from imatter_cli.domain.fund import budget, decisions, published, quorum, seal
from imatter_cli.domain.fund.decisions import Decision
from imatter_cli.errors import Refused
from imatter_cli.services.context import Context
from imatter_cli.services.fund_records import (
    in_round,
    refuse_conflicted,
    refuse_unable,
    reviews_on,
    round_of,
)
from imatter_cli.services.persons import codes_in
from imatter_cli.services.recording import Recording, record, refuse_broken
from imatter_cli.store.contract import Data, Receipt


def decide(ctx: Context, id: str, decision: Decision, *, seed: str = "", day: str = "") -> Receipt:
    """Decide an eligible application of a closed round.

    Raises Refused: `conflict-of-interest`, `round-open`, `round-published`, `round-cancelled`, `no-quorum`,
    `over-budget`, `over-ceiling`, and what `domain.fund.decisions.details` may.
    """
    return _decide(ctx, "decide", id, decision, seed, "", day)


def correct(ctx: Context, id: str, decision: Decision, *, reason: str, day: str = "") -> Receipt:
    """Correct a decision that nobody has acted on yet, published or not, with a reason. Raises as `decide`."""
    return _decide(ctx, "correct", id, decision, "", reason, day)


def lead(
    recording: Recording, event: str, id: str, decision: Decision, *, seed: str = "", reason: str = "", day: str = ""
) -> Data:
    """The same within a recording (`event` is decide or correct); the application after it."""
    refuse_unable(recording, id, event)
    application = recording.current(id)
    refuse_broken("application", ids.path_of(id), application)
    reviews = reviews_on(recording.reader, id)
    refuse_conflicted(recording, application, reviews)
    round = round_of(recording.reader, str(application["round"]))
    _refuse_round(round, event)
    if not recording.policy.personal:
        quorum.refuse(application, reviews, codes_in(recording.reader), int(round["quorum"]))
    details = decisions.details(decision, application, decisions.terms(round, recording.reader.programme()))
    _refuse_money(recording, round, application, details)
    out = published.publication(round)
    details |= {"seal": seal.seal(application, reviews), "seed": seed or None}
    details |= {"published": out["at"]} if out is not None else {}
    return recording.lead(id, event, day=day, reason=reason, details=details)


def _decide(ctx: Context, event: str, id: str, decision: Decision, seed: str, reason: str, day: str) -> Receipt:
    return record(
        ctx, f"application {event}",
        lambda recording: lead(recording, event, id, decision, seed=seed, reason=reason, day=day),
    )  # fmt: skip


def _refuse_money(recording: Recording, round: Data, application: Data, details: Data) -> None:
    if "award" not in details:
        return
    there = map(recording.as_led, in_round(recording.reader, str(round["id"])))
    others = [a for a in there if a["id"] != application["id"]]
    budget.refuse_award(budget.purse(round, others), money.parse(details["award"]), round)


def _refuse_round(round: Data, event: str) -> None:
    status, name = str(round["status"]), quarters.spoken(str(round["id"]))
    if status == "closed" or (event == "correct" and status == "published"):
        return
    hints = {
        "open": f"imatter fund close {name}",
        "published": "imatter fund correct",
        "cancelled": "imatter fund rounds",
    }
    raise Refused(
        f"{name} is {status}. Decisions are made in a closed round.",
        code=f"round-{status}", source="how imatter works: what can happen when", hint=hints[status],
    )  # fmt: skip
