"""Published awards for others to build on (360Giving Data Standard), and the payment list of a quarter or more."""

from __future__ import annotations

from imatter_cli.domain import dates
from imatter_cli.domain.fund import account, giving, published
from imatter_cli.errors import Refused
from imatter_cli.services.context import Context
from imatter_cli.services.fund.figures import names_of
from imatter_cli.services.fund.periods import period
from imatter_cli.services.fund.records import refuse_others
from imatter_cli.services.records.valid import policy_of
from imatter_cli.store.contract import Data, Reader

#: Columns of the payment list. There are no names and no bank details in it.
COLUMNS = ("application", "quarter", "practitioner", "payee", "what", "day", "amount", "reference")
_TO_ADD = (
    "In records/programme.yaml, raise the version and add this to fund:"
    " publishing: {prefix: 360G-yourprefix, funder_id: GB-COH-12345678, funder_name: …}"
)


def export(ctx: Context, quarter: str = "", year: str = "") -> tuple[Data, tuple[str, ...]]:
    """A package of every published award of a quarter, a year or all time; amounts are Decimal.

    With it what could not be read, in words. Raises Refused (`no-publishing`, `not-published`, `no-awards`,
    `currency`), and as `period`.
    """
    publisher = publisher_of(ctx.store)
    found = period(ctx, quarter, year, published=True)
    grants = []
    for was in found.applications:
        round = found.round(was["round"])
        today = found.today[str(was["id"])]
        application = giving.awarded(was, today, round)
        if application is None:
            continue
        project, words = found.project(application), names_of(found.back[str(round["id"])].programme)
        type, setting = (words[by].get(str(project.get(by)), "") for by in ("type", "setting"))
        later = published.since(today, round)
        grants.append(giving.grant(application, round, publisher, type, setting, later))
    return giving.package(grants, publisher, dates.moment_text(ctx.now)), found.left_out


def publisher_of(reader: Reader) -> giving.Publisher:
    """Who publishes, as programme.yaml says. Raises Refused (`no-publishing`), Broken."""
    policy = policy_of(reader)
    said = policy.fund.publishing
    if said is None:
        raise Refused(
            "The programme doesn't have the identifiers for publishing open data yet.", code="no-publishing",
            source="records/programme.yaml, fund.publishing", hint=_TO_ADD,
        )  # fmt: skip
    return giving.Publisher(
        said.prefix, said.funder_id, said.funder_name or policy.funder, policy.currency,
        said.individual_reason or "", said.individual_purpose or "",
    )  # fmt: skip


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
