"""The payment list of a quarter, a year or all time: what is to pay, what was paid, what came back."""

from __future__ import annotations

from imatter_cli.domain.fund import account
from imatter_cli.services.context import Context
from imatter_cli.services.fund.periods import period
from imatter_cli.services.fund.records import refuse_others
from imatter_cli.store.contract import Data

#: Columns of the list. There are no names and no bank details in it.
COLUMNS = ("application", "quarter", "practitioner", "payee", "what", "day", "amount", "reference")


def payments(ctx: Context, quarter: str = "", year: str = "") -> tuple[list[Data], tuple[str, ...]]:
    """One row for each amount, what is to pay first; with it what could not be read, in words.

    `what` is `to-pay`, `paid` or `returned`; `day` and `reference` may be empty. Raises Refused (`not-yours` for
    anybody but a coordinator), and as `period`.
    """
    reader = ctx.store
    refuse_others(reader, ctx.actor, reader.programme().get("store") == "personal", "The payment list")
    found = period(ctx, quarter, year)
    there = {r["id"] for r in found.rounds}
    rows = [row for application in found.today.values() if application["round"] in there for row in _rows(application)]
    return sorted(rows, key=_order), found.left_out


def _rows(application: Data) -> list[Data]:
    about = {
        "application": application["id"], "quarter": application["round"], "practitioner": application["practitioner"],
        "payee": application["payee"],
    }  # fmt: skip
    return [
        {**about, "what": m.what, "day": m.day, "amount": account.signed(m.amount), "reference": m.reference}
        for m in account.movements(application)
    ]


def _order(row: Data) -> tuple[bool, str, str, str]:
    return (row["what"] != "to-pay", row["quarter"], row["day"], row["application"])
