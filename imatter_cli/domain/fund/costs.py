"""Costs add up to what is asked for."""

from __future__ import annotations

from collections.abc import Iterable

from imatter_cli import sources
from imatter_cli.domain import money
from imatter_cli.domain.data import Data
from imatter_cli.domain.kinds import judging
from imatter_cli.errors import BadValue, Refused
from imatter_cli.said import Money, Prose, Said


def total(costs: Iterable[Data]) -> int:
    """The sum of the costs, in pence."""
    return sum(money.parse(c["amount"]) for c in costs)


def fault(application: Data) -> Said | None:
    """What is wrong with the sum; empty if it is the amount and above zero."""
    summed, amount = total(application["costs"]), money.parse(application["amount"])
    if summed != amount:
        return Said(
            "The costs add up to {summed}, but the amount asked for is {amount}.",
            summed=Money(summed),
            amount=Money(amount),
        )
    return None if amount else Said("The costs add up to 0.00, so nothing is asked for.")


def refuse(application: Data) -> None:
    """Refuse an application whose costs are not what it asks for. Raises Refused (`costs-differ`)."""
    wrong = fault(application)
    if wrong:
        raise Refused(
            wrong,
            code="costs-differ",
            source=sources.ACROSS_RECORDS,
            hint="Leave the amount out. It is worked out from the costs.",
            details={
                "sum": money.text(total(application["costs"])),
                "amount": money.text(money.parse(application["amount"])),
            },
        )


def parse_item(text: str, currency: str = "") -> dict[str, str]:
    """One cost from `books=90.00` (or `books: 90`) in a currency, as a record has it. Raises BadValue."""
    item, sign, amount = text.rpartition("=")
    if not sign:
        item, sign, amount = text.rpartition(":")
    if not sign or not item.strip():
        words = Said("{given!r} is not an item and its cost.", given=Prose(text))
        raise BadValue(words, hint='Write it as "books=90.00".')
    item = " ".join(item.split())
    wrong = judging.refusal(item, judging.marks_of("application.costs.*.item"))
    if wrong:
        raise BadValue(Said("The item of a cost: {why}", why=wrong.continued()))
    if not amount.strip():
        raise BadValue(Said("Say what this costs: {item}.", item=Prose(item)), hint='Write it as "books=90.00".')
    return {"item": item, "amount": money.text(money.parse_in(amount, currency))}
