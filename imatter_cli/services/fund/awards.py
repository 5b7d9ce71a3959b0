"""The money of an award after its decision: paid, reported on, returned."""

from __future__ import annotations

from collections.abc import Callable

from imatter_cli.domain import money
from imatter_cli.domain.fund import account
from imatter_cli.services.context import Context
from imatter_cli.services.records import events
from imatter_cli.services.records.recording import Recording, record
from imatter_cli.store.contract import Data, Receipt

#: Details of an event about money, made from the application as it is.
Details = Callable[[Data], Data]


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

    def details(application: Data) -> Data:
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

    def details(application: Data) -> Data:
        return {"amount": money.text(money.parse(amount)), "reference": reference or None}

    return _by_coordinator(ctx, id, "return-money", details, day, reason)


def _by_coordinator(ctx: Context, id: str, event: str, make: Details, day: str, reason: str = "") -> Receipt:
    def do(recording: Recording) -> None:
        recording.ask(id, event, day=day, reason=reason)
        recording.lead(id, event, day=day, reason=reason, details=make(recording.current(id)))

    return record(ctx, f"application {event}", do)
