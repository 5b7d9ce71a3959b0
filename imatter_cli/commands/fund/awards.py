"""An award after its decision, as a coordinator records it: revoked, paid, returned, closed."""

from __future__ import annotations

from imatter_cli.commands.frame.changes import first_record
from imatter_cli.commands.frame.commands import Commands
from imatter_cli.commands.frame.session import Session
from imatter_cli.commands.frame.verbs import Verb, command_of, perform
from imatter_cli.commands.fund.basics import currency
from imatter_cli.commands.fund.common import add_verbs
from imatter_cli.commands.fund.several import APPLICATIONS, OF_QUARTER, add_many, only, several
from imatter_cli.domain.fund import account
from imatter_cli.errors import Usage
from imatter_cli.input.form import Answers
from imatter_cli.input.questions import fund as questions
from imatter_cli.output import words
from imatter_cli.output.receipts import Next, Told
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Said
from imatter_cli.services.context import Context
from imatter_cli.services.fund import awards
from imatter_cli.store.contract import Data, Receipt


def unspent_notes(ctx: Context, application: Data) -> list[str]:
    """What was paid and is neither spent nor returned, where it was reported on."""
    money = account.account_of(application)
    if money.unspent <= 0 or not account.may_close(application):
        return []
    amount = words.money(money.unspent, currency(ctx.store, str(application["id"])))
    return [
        str(
            Remedy(
                Said("{amount} is neither spent nor returned. If it comes back: ", amount=amount),
                Command("fund return-money", application["id"]),
            )
        )
    ]


def _revoked(ctx: Context, receipt: Receipt) -> Told:
    made = first_record(receipt)
    money, unit = account.account_of(made), currency(ctx.store, str(made["id"]))
    freed = (
        f"{words.money(money.freed, unit)} goes back to the fund. What the quarter awarded stays as it was published."
    )
    if not money.unspent:
        return Told(notes=[freed])
    paid = f"{words.money(money.unspent, unit)} has been paid and is not accounted for yet."
    return Told("", [Next(Command("fund return-money", made["id"]), "if money comes back")], [freed, paid])


def _paid(ctx: Context, receipt: Receipt) -> Told:
    made = first_record(receipt)
    money, unit = account.account_of(made), currency(ctx.store, str(made["id"]))
    said = f"Paid: {made['id']}, {words.money(money.paid, unit)} of {words.money(money.accepted, unit)}."
    if not money.owed:
        return Told(said)
    said += f" Still to pay: {words.money(money.owed, unit)}."
    return Told(said, [Next(Command("fund pay", made["id"]), "the rest")])


def _returned(ctx: Context, receipt: Receipt) -> Told:
    made = first_record(receipt)
    money, unit = account.account_of(made), currency(ctx.store, str(made["id"]))
    back, paid = words.money(money.returned, unit), words.money(money.paid, unit)
    finish = Next(Command("fund finish", made["id"]), "once the money adds up")
    return Told(
        f"Returned: {made['id']}, {back} of the {paid} that was paid.",
        [finish] if money.settled and account.may_close(made) else [],
        unspent_notes(ctx, made),
    )


REVOKE = Verb(
    questions.REVOKE, "Revoke the part of an award that is not paid yet, with a reason.",
    'imatter fund revoke n4w --reason "the project was stopped"', receipt=_revoked,
)  # fmt: skip
PAY = Verb(
    questions.PAY, "Record a payment of an accepted award: all that is still to pay, or an instalment.",
    'imatter fund pay s8p --amount 20 --reference "BACS 1204"', awards.pay, _paid, suits=awards.to_pay,
)  # fmt: skip
RETURN_MONEY = Verb(
    questions.RETURN_MONEY, "Record money that came back to the fund.",
    'imatter fund return-money s8p --amount 10 --reference "BACS 1377"', awards.return_money, _returned,
    suits=awards.to_return,
)  # fmt: skip
FINISH = Verb(
    questions.FINISH, "Close an application whose money adds up, or close it anyway and say why.",
    "imatter fund finish x2b",
)  # fmt: skip


def add_to(app: Commands) -> None:
    """Hang these commands on the group."""
    add_verbs(app, REVOKE)
    command_of(app, PAY)(pay)
    add_verbs(app, RETURN_MONEY)
    add_many(app, FINISH, "Closed")


def pay(
    session: Session, given: Answers, application: list[str] = APPLICATIONS, which: str | None = OF_QUARTER
) -> None:
    """Record a payment of an accepted award."""
    if given.get("amount") and (len(application) > 1 or which is not None):
        raise Usage("--amount is for one application.", hint="Leave it out to pay what each of them is still owed.")
    if not several(session, PAY, given, application, which, "Paid"):
        perform(session, PAY, given, only(application))
