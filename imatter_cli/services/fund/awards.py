"""An award after its decision: accepted or declined, revoked, paid, reported on, returned, closed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from imatter_cli.domain import money
from imatter_cli.domain.fund import account
from imatter_cli.services.context import Context
from imatter_cli.services.records import events
from imatter_cli.services.records.recording import Recording, record
from imatter_cli.store.contract import Data, Receipt

#: Details of an event about money, made from the application as it is.
Details = Callable[[Data], dict[str, Any]]


def accept(ctx: Context, id: str, day: str = "") -> Receipt:
    """Accept an award of a published round. Raises Refused (`not-published`, `conflict-of-interest`)."""
    return _happen(ctx, id, "accept", day)


def decline_award(ctx: Context, id: str, *, reason: str = "", day: str = "") -> Receipt:
    """Decline a published award; its money goes back to the fund. Raises Refused as `accept`."""
    return _happen(ctx, id, "decline-award", day, reason)


def revoke(ctx: Context, id: str, *, reason: str, day: str = "") -> Receipt:
    """Take back what of a published award is not paid yet, with a reason. Raises Refused as `accept`."""
    return _happen(ctx, id, "revoke", day, reason)


def to_pay(ctx: Context) -> list[str]:
    """Accepted applications with something still to pay, newest first."""
    candidates = events.fitting(ctx, "application", "pay")
    return [id for id in candidates if account.account_of(ctx.store.get(id).data).owed > 0]


def to_return(ctx: Context) -> list[str]:
    """Applications with money that was paid and can come back, newest first."""
    candidates = events.fitting(ctx, "application", "return-money")
    return [id for id in candidates if account.account_of(ctx.store.get(id).data).unspent > 0]


def pay(ctx: Context, id: str, amount: str = "", reference: str = "", day: str = "") -> Receipt:
    """Record a payment of an accepted award: all that is still to pay, or an amount as an instalment.

    Raises Refused (`over-award`, `no-amount`, `conflict-of-interest`).
    """

    def details(application: Data) -> dict[str, Any]:
        owed = account.account_of(application).owed
        paying = money.parse(amount) if amount else max(owed, 0)
        return {
            "amount": money.text(paying),
            "reference": reference or None,
            "part": True if 0 < paying < owed else None,
        }

    return _by_coordinator(ctx, id, "pay", details, day)


def report(ctx: Context, id: str, *, spent: str = "", learnt: str = "", day: str = "") -> Receipt:
    """Record what was spent of the money and what was learnt; a later report replaces an earlier one.

    Raises Refused (`over-paid`).
    """

    def do(recording: Recording) -> None:
        recording.lead(id, "report", day=day, details={"spent": spent or None, "learnt": learnt or None})

    return record(ctx, "application report", do)


def return_money(
    ctx: Context, id: str, amount: str, reference: str = "", *, reason: str = "", day: str = ""
) -> Receipt:
    """Record that money came back. Raises Refused (`over-returned`, `no-amount`, `conflict-of-interest`)."""

    def details(application: Data) -> dict[str, Any]:
        return {"amount": money.text(money.parse(amount)), "reference": reference or None}

    return _by_coordinator(ctx, id, "return-money", details, day, reason)


def finish(ctx: Context, id: str, *, reason: str = "", day: str = "") -> Receipt:
    """Close an application whose money adds up, or with a reason why it does not.

    Raises Refused (`money-open`, `conflict-of-interest`).
    """
    return _happen(ctx, id, "finish", day, reason)


def _by_coordinator(ctx: Context, id: str, event: str, make: Details, day: str, reason: str = "") -> Receipt:
    def do(recording: Recording) -> None:
        recording.ask(id, event, day=day, reason=reason)
        recording.lead(id, event, day=day, reason=reason, details=make(recording.current(id)))

    return record(ctx, f"application {event}", do)


def _happen(ctx: Context, id: str, event: str, day: str, reason: str = "") -> Receipt:
    return record(ctx, f"application {event}", lambda recording: recording.lead(id, event, day=day, reason=reason))
