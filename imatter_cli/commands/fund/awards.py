"""An award after its decision, as a coordinator records it: revoked, paid, returned, closed."""

from __future__ import annotations

from typing import Any

import typer

from imatter_cli.commands.frame.advised import advised
from imatter_cli.commands.frame.changes import first_record, happened, tell
from imatter_cli.commands.frame.commands import Commands, session_of
from imatter_cli.commands.frame.session import Session
from imatter_cli.commands.fund.basics import currency, hang
from imatter_cli.commands.fund.common import App, about
from imatter_cli.commands.fund.several import Apps, Of, only, several
from imatter_cli.domain.fund import account
from imatter_cli.errors import Usage
from imatter_cli.input.questions import fund as questions
from imatter_cli.output import words
from imatter_cli.output.receipts import Next
from imatter_cli.services.context import Context
from imatter_cli.services.fund import awards
from imatter_cli.store.contract import Data, Receipt


def add_to(app: Commands) -> None:
    """Hang these commands on the group."""
    hang(app, "revoke", revoke, questions.REVOKE)
    hang(app, "pay", pay, questions.PAY)
    hang(app, "return-money", return_money, questions.RETURN_MONEY)
    hang(app, "finish", finish, questions.FINISH)


def revoke(ctx: typer.Context, given: dict[str, Any], application: App = "") -> None:
    """Revoke the part of an award that is not paid yet, with a reason.

    Example: imatter fund revoke 7kq --reason "the project was stopped"
    """
    session = session_of(ctx)
    with about(session, questions.REVOKE, given, application, _revoke) as values:
        receipt, thoughts = advised(session, lambda ctx: _revoke(ctx, values["application"], values))
        made = first_record(receipt)
        money = account.account_of(made)
        freed = words.money(money.freed, currency(session))
        notes = [*thoughts, f"{freed} goes back to the fund. What the quarter awarded stays as it was published."]
        then = []
        if money.unspent:
            notes.append(f"{words.money(money.unspent, currency(session))} has been paid and is not accounted for yet.")
            then = [Next(f"imatter fund return-money {made['id']}", "if money comes back")]
        tell(session, receipt, happened(receipt, "revoke"), then, notes)


def pay(
    ctx: typer.Context,
    given: dict[str, Any],
    application: Apps = [],  # noqa: B006 - typer copies it
    which: Of = None,
) -> None:
    """Record a payment of an accepted award: all that is still to pay, or an instalment.

    Example: imatter fund pay 7kq --amount 100 --reference "BACS 1204"
    """
    session = session_of(ctx)
    if given.get("amount") and (len(application) > 1 or which is not None):
        raise Usage("--amount is for one application.", hint="Leave it out to pay what each of them is still owed.")
    if several(session, questions.PAY, given, application, which, _pay, "Paid", fitting=awards.to_pay):
        return
    with about(session, questions.PAY, given, only(application), _pay, awards.to_pay) as values:
        receipt = _pay(session.context(), values["application"], values)
        made = first_record(receipt)
        money = account.account_of(made)
        paid = words.money(money.paid, currency(session))
        said = f"Paid: {made['id']}, {paid} of {words.money(money.accepted, currency(session))}."
        if money.owed:
            said += f" Still to pay: {words.money(money.owed, currency(session))}."
        tell(session, receipt, said, [Next(f"imatter fund pay {made['id']}", "the rest")] if money.owed else [])


def return_money(ctx: typer.Context, given: dict[str, Any], application: App = "") -> None:
    """Record money that came back to the fund.

    Example: imatter fund return-money 7kq --amount 10 --reference "BACS 1377"
    """
    session = session_of(ctx)
    with about(session, questions.RETURN_MONEY, given, application, _return_money, awards.to_return) as values:
        receipt = _return_money(session.context(), values["application"], values)
        made = first_record(receipt)
        money = account.account_of(made)
        back = words.money(money.returned, currency(session))
        said = f"Returned: {made['id']}, {back} of the {words.money(money.paid, currency(session))} that was paid."
        then = [Next(f"imatter fund finish {made['id']}", "once the money adds up")] if _can_finish(made) else []
        tell(session, receipt, said, then, unspent_notes(session, made))


def finish(
    ctx: typer.Context,
    given: dict[str, Any],
    application: Apps = [],  # noqa: B006 - typer copies it
    which: Of = None,
) -> None:
    """Close an application whose money adds up, or close it anyway and say why.

    Example: imatter fund finish 7kq
    """
    session = session_of(ctx)
    if several(session, questions.FINISH, given, application, which, _finish, "Closed"):
        return
    with about(session, questions.FINISH, given, only(application), _finish) as values:
        receipt = _finish(session.context(), values["application"], values)
        tell(session, receipt, happened(receipt, "finish"))


def unspent_notes(session: Session, application: Data) -> list[str]:
    """What was paid and is neither spent nor returned, where it was reported on."""
    money = account.account_of(application)
    if money.unspent <= 0 or application.get("status") not in ("reported", "revoked"):
        return []
    amount = words.money(money.unspent, currency(session))
    return [f"{amount} is neither spent nor returned. If it comes back: imatter fund return-money {application['id']}"]


def _can_finish(application: Data) -> bool:
    return application.get("status") in ("reported", "revoked") and account.account_of(application).settled


def _revoke(ctx: Context, id: str, values: dict[str, Any]) -> Receipt:
    return awards.revoke(ctx, id, reason=values["reason"], day=values.get("date", ""))


def _pay(ctx: Context, id: str, values: dict[str, Any]) -> Receipt:
    return awards.pay(ctx, id, values.get("amount", ""), values.get("reference", ""), values.get("date", ""))


def _return_money(ctx: Context, id: str, values: dict[str, Any]) -> Receipt:
    more = {"reason": values.get("reason", ""), "day": values.get("date", "")}
    return awards.return_money(ctx, id, values["amount"], values.get("reference", ""), **more)


def _finish(ctx: Context, id: str, values: dict[str, Any]) -> Receipt:
    return awards.finish(ctx, id, reason=values.get("reason", ""), day=values.get("date", ""))
