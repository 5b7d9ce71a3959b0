"""Decisions on applications: made once, sealed over what was decided on, and later corrected only on record."""

from __future__ import annotations

from datetime import date

from imatter_cli.domain import editing, ids, money
from imatter_cli.domain.fund import budget, decisions, moving, published, seal
from imatter_cli.domain.fund.decisions import Decision
from imatter_cli.remedies import Command
from imatter_cli.services.context import Context
from imatter_cli.services.fund.calendar import current_quarter, quarter_meant
from imatter_cli.services.fund.records import round_statuses
from imatter_cli.services.records import sound
from imatter_cli.services.records.recording import Recording, record
from imatter_cli.services.records.related import readable, reviews_on, round_of
from imatter_cli.services.records.valid import refuse_broken
from imatter_cli.store.contract import Data, Reader, Receipt


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
    said = {"outcome": decision.outcome}
    recording.ask(id, event, day=day, reason=reason, details=said)
    application = recording.current(id)
    refuse_broken("application", ids.path_of(id), application)
    round = round_of(recording.reader, str(application["round"]))
    details = decisions.details(decision, application, decisions.terms(round, recording.reader.programme()))
    if decision.outcome == "deferred":
        on = date.fromisoformat(day) if day else recording.ctx.today
        current = current_quarter(recording.reader, on)
        moving.refuse_deferral(decision.quarter, round_statuses(recording.reader), current)
    if "award" in details and recording.policy.severity_of(budget.SECOND_AWARD) == "error":
        among = readable(recording.reader, "application", str(application["project"]))
        budget.refuse_second(application, map(recording.as_led, among))
    if event == "correct" and decisions.is_made(decision, application):
        raise editing.nothing_changed(id, Command("fund show", id))
    reviews = reviews_on(recording.reader, id)
    out = published.publication(round)
    details |= {"seal": seal.seal(application, reviews), "seed": seed or None}
    details |= {"published": out["at"]} if out is not None else {}
    return recording.lead(id, event, day=day, reason=reason, details=details)


def deferral_meant(reader: Reader, said: str, today: date, decided: str) -> str:
    """The id of the quarter that a deferral names. `next` is counted from the quarter that is decided."""
    if said.strip().lower() == "next":
        return moving.next_after(decided, round_statuses(reader), current_quarter(reader, today))
    return quarter_meant(reader, said, today)


def other_awards(reader: Reader, application: Data) -> list[tuple[str, str]]:
    """What other applications for its project were given, as (id, amount), if it has an award itself."""
    if not budget.award_of(application):
        return []
    there = sound.each(reader, "application", str(application["project"]))
    return [(str(a["id"]), money.text(budget.award_of(a))) for a in budget.other_awards(application, there)]


def _decide(ctx: Context, event: str, id: str, decision: Decision, seed: str, reason: str, day: str) -> Receipt:
    return record(
        ctx, f"application {event}",
        lambda recording: lead(recording, event, id, decision, seed=seed, reason=reason, day=day),
    )  # fmt: skip
