"""The account of one award: what was given, paid, spent and returned, and whether it adds up. All in integer pence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from imatter_cli import sources
from imatter_cli.classes import immutable, replace
from imatter_cli.domain import dates, lifecycles, money, timeline
from imatter_cli.domain.data import Data
from imatter_cli.domain.lifecycles import AWARDED
from imatter_cli.remedies import THIS, WHY, Command, Hint, Option, Remedy
from imatter_cli.said import Money, Said

SOURCE = sources.ACROSS_RECORDS

MoneyEvent = Data


@immutable
class Account:
    """One award, or several added up.

    `awarded` is what the decision gave, and stays; `freed` is what the fund has again, because it was declined,
    or revoked before it was paid. `accepted` is what the applicant took up. `spent` is what the last report says.
    """

    awarded: int = 0
    freed: int = 0
    accepted: int = 0
    paid: int = 0
    spent: int = 0
    returned: int = 0

    @property
    def held(self) -> int:
        """What of the award the round still has to cover."""
        return self.awarded - self.freed

    @property
    def owed(self) -> int:
        """What was accepted and is still to pay."""
        return self.accepted - self.paid

    @property
    def unspent(self) -> int:
        """What was paid and is neither spent, as far as reported, nor returned."""
        return self.paid - self.spent - self.returned

    @property
    def settled(self) -> bool:
        """Whether nothing is owed, and all that was paid is spent or returned."""
        return not self.owed and not self.unspent

    def after(self, entry: MoneyEvent) -> Account:
        """The account after one more event of an application's life."""
        change = _CHANGES.get(str(entry.get("event")))
        return self if change is None else change(self, entry)

    def __add__(self, other: Account) -> Account:
        return Account(
            self.awarded + other.awarded, self.freed + other.freed, self.accepted + other.accepted,
            self.paid + other.paid, self.spent + other.spent, self.returned + other.returned,
        )  # fmt: skip

    def as_text(self) -> dict[str, str]:
        """Every amount as text, as JSON has them; `awarded` is what is still held of it."""
        amounts = {
            "awarded": self.held, "freed": self.freed, "accepted": self.accepted, "paid": self.paid,
            "owed": self.owed, "spent": self.spent, "returned": self.returned, "unspent": self.unspent,
        }  # fmt: skip
        return {name: signed(pence) for name, pence in amounts.items()}


#: What each event of money does to an account.
_CHANGES: Mapping[str, Callable[[Account, MoneyEvent], Account]] = {
    "decide": lambda account, entry: Account(awarded=_pence(entry, "award")),
    "correct": lambda account, entry: Account(awarded=_pence(entry, "award")),
    "accept": lambda account, entry: replace(account, accepted=account.awarded),
    "decline-award": lambda account, entry: replace(account, freed=account.awarded, accepted=0),
    "revoke": lambda account, entry: replace(account, freed=account.awarded - account.paid, accepted=account.paid),
    # a payment without an amount, written by hand, is of all that is owed
    "pay": lambda account, entry: replace(account, paid=account.paid + _pence(entry, "amount", account.owed)),
    "report": lambda account, entry: replace(account, spent=_pence(entry, "spent", account.spent)),
    "return-money": lambda account, entry: replace(account, returned=account.returned + _pence(entry, "amount")),
}


def account_of(application: Data) -> Account:
    """The account of an application; empty for one that has no award."""
    if application.get("status") not in (*AWARDED, "award-declined"):
        return Account()
    account = Account()
    for entry in timeline.standing(application.get("timeline")):
        account = account.after(entry)
    return account


def may_close(application: Data) -> bool:
    """Whether an application is in a state to be closed, whether its money adds up or not."""
    return not lifecycles.refusal("application", "finish", str(application.get("status")))


def total(applications: Iterable[Data]) -> Account:
    """The accounts of several applications added up."""
    return sum(map(account_of, applications), Account())


@immutable
class Movement:
    """An amount that is to pay, was paid, or came back (`what`), with its day and reference where there are any."""

    what: str
    amount: int
    day: str = ""
    reference: str = ""


def movements(application: Data) -> Iterator[Movement]:
    """What is still to pay of an application's award, then what was paid and what came back, oldest first."""
    owed = account_of(application).owed
    if owed > 0:
        yield Movement("to-pay", owed)
    so_far = Account()
    for entry in timeline.standing(application.get("timeline")):
        after = so_far.after(entry)
        for what, amount in (("paid", after.paid - so_far.paid), ("returned", after.returned - so_far.returned)):
            if amount > 0:
                yield Movement(what, amount, dates.day_of(str(entry.get("at", ""))), str(entry.get("reference") or ""))
        so_far = after


@immutable
class Imbalance:
    """An event of money that does not add up: a stable code, what is wrong, and what would be right, about `THIS`."""

    code: str
    message: Said
    hint: Hint


def fault(before: Account, entry: MoneyEvent) -> Imbalance | None:
    """What is wrong with an event about money, given the account before it; None if it adds up."""
    find = _FAULTS.get(str(entry.get("event")))
    return None if find is None else find(before, before.after(entry), entry)


def faults(application: Data) -> Iterator[tuple[int, Imbalance]]:
    """Every event of a life whose money does not add up, by its position in the timeline.

    What a later event has put right, as another report or money that came back, is not a fault any more.
    """
    at_the_end = account_of(application)
    right = {"over-paid": at_the_end.unspent >= 0, "over-returned": at_the_end.unspent >= 0}
    right["money-open"] = at_the_end.settled
    so_far = Account()
    told = application.get("timeline")
    stands = {id(entry) for entry in timeline.standing(told)}
    for n, entry in enumerate(told or []):
        if id(entry) in stands:
            wrong = fault(so_far, entry)
            if wrong and not right.get(wrong.code):
                yield n, wrong
            so_far = so_far.after(entry)


def short_paid(application: Data) -> int:
    """What is still to pay of an award that counts as paid; 0 where all is well."""
    return account_of(application).owed if application.get("status") in ("paid", "reported") else 0


def _pay_fault(before: Account, after: Account, entry: MoneyEvent) -> Imbalance | None:
    paid = after.paid - before.paid
    if before.owed <= 0 or paid > before.owed:
        wrong = (
            Said("{paid} is more than the {owed} still to pay.", paid=Money(paid), owed=Money(before.owed))
            if before.owed > 0
            else Said("The award has already been paid in full.")
        )
        hint = Remedy("Give ", Option("--amount", Money(before.owed)), ", or leave it out.") if before.owed > 0 else ""
        return Imbalance("over-award", wrong, hint)
    if not paid:
        words = Said("A payment must be more than 0.00.")
        return Imbalance("no-amount", words, Remedy("Give the ", Option("--amount"), " that was paid."))
    if entry.get("part") and not after.owed:
        words = Said("The payment is marked as a part, but it pays all that was owed.")
        return Imbalance("paid-in-full", words, "Remove part.")
    return None


def _report_fault(before: Account, after: Account, entry: MoneyEvent) -> Imbalance | None:
    if after.spent <= after.paid - after.returned:
        return None
    came_back = Said(" and {returned} of it came back", returned=Money(after.returned)) if after.returned else Said("")
    return Imbalance(
        "over-paid",
        Said(
            "The report says {spent} was spent, but {paid} was paid{came_back}.",
            spent=Money(after.spent),
            paid=Money(after.paid),
            came_back=came_back,
        ),
        Said("Report how much of the award was spent, {most} at most.", most=Money(after.paid - after.returned)),
    )


def _return_fault(before: Account, after: Account, entry: MoneyEvent) -> Imbalance | None:
    back = after.returned - before.returned
    if not back:
        words = Said("Money that comes back must be more than 0.00.")
        return Imbalance("no-amount", words, Remedy("Give the ", Option("--amount"), " that came back."))
    if after.unspent >= 0:
        return None
    left = max(before.unspent, 0)
    return Imbalance(
        "over-returned",
        Said(
            "{back} is too much to come back: only {left} is neither spent nor returned.",
            back=Money(back),
            left=Money(left),
        ),
        Remedy(
            "Give ",
            Option("--amount", Money(left)),
            " or less, or correct the report: ",
            Command("fund report", THIS, "--spent", "AMOUNT"),
        )
        if left
        else Remedy("If less was spent, correct the report: ", Command("fund report", THIS, "--spent", "AMOUNT"))
        if before.spent
        else Command("fund show", THIS),
    )


def _finish_fault(before: Account, after: Account, entry: MoneyEvent) -> Imbalance | None:
    if before.settled or str(entry.get("reason") or "").strip():
        return None
    return Imbalance("money-open", Said("The money doesn't add up: {open}.", open=_open(before)), _settling(before))


_FAULTS = {"pay": _pay_fault, "report": _report_fault, "return-money": _return_fault, "finish": _finish_fault}


def _open(account: Account) -> Said:
    """What is still open in an account, such as `10.00 of 250.00 is still to pay`."""
    owed, unspent = account.owed, account.unspent
    said = []
    if owed > 0:
        said.append(Said("{owed} of {accepted} is still to pay", owed=Money(owed), accepted=Money(account.accepted)))
    if owed < 0:
        said.append(Said("{over} more was paid than was awarded", over=Money(-owed)))
    if unspent > 0:
        said.append(
            Said("{left} of {paid} is neither spent nor returned", left=Money(unspent), paid=Money(account.paid))
        )
    if unspent < 0:
        said.append(Said("{too_much} more was spent and returned than was paid", too_much=Money(-unspent)))
    return said[0] if len(said) == 1 else Said("{first}, and {second}", first=said[0], second=said[1])


def signed(pence: int) -> str:
    """Pence as text, with a sign below zero."""
    return f"-{money.text(-pence)}" if pence < 0 else money.text(pence)


def pence(text: str) -> int:
    """The pence in a text made by `signed`."""
    return -money.parse(text[1:]) if text.startswith("-") else money.parse(text)


_ANYWAY = ", or close it anyway and say why: "


def _settling(account: Account) -> Hint:
    if account.owed > 0:
        return Remedy("Pay the rest with ", Command("fund pay", THIS), _ANYWAY, WHY)
    if account.unspent > 0:
        return Remedy("Record what came back with ", Command("fund return-money", THIS), _ANYWAY, WHY)
    return Remedy("Correct what the report says was spent", _ANYWAY, WHY)


def _pence(entry: MoneyEvent, name: str, unsaid: int = 0) -> int:
    value = entry.get(name)
    return unsaid if value is None else money.parse(value)
