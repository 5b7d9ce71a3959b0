"""The figures of the fund as tables and as CSV. Plain data in, text out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from imatter_cli.domain.data import Data
from imatter_cli.domain.fund import account
from imatter_cli.output import words
from imatter_cli.output.page import NAME, Block, Gap, Heading, Page, Paragraph, Table
from imatter_cli.output.tables import Column, csv

HEADS = {"quarter": "By quarter", "type": "By type of project", "setting": "By setting"}
#: Fields of a row and what they are called above a column.
_COLUMNS = {
    "applications": "asking", "decided": "decided", "awards": "funded", "part_funded": "of these in part",
    "deferred": "deferred", "not_funded": "not funded", "asked": "asked", "awarded": "awarded",
    "success_rate": "success", "median_days": "days", "repeated_deferrals": "deferred again", "ended": "ended",
    "corrected": "corrected", "freed": "freed", "accepted": "accepted", "paid": "paid", "owed": "to pay",
    "spent": "spent", "returned": "returned", "unspent": "open",
}  # fmt: skip
_PUBLIC = ("decided", "awards", "asked", "awarded", "success_rate", "median_days")
_NARROW = ("applications", "decided", "awards", "asked", "awarded", "success_rate", "median_days", "deferred")
#: Columns of money of awards.
MONEY = ("awarded", "corrected", "freed", "accepted", "paid", "owed", "spent", "returned", "unspent")


def page(stats: Data, currency: str) -> Page:
    """The tables, each with its total, and what the columns mean."""
    fields = _PUBLIC if stats["public"] else _NARROW
    blocks: list[Block] = []
    for one in stats["tables"]:
        rows = [*one["rows"], {"name": "all", **one["total"]}]
        blocks += [Heading(HEADS[one["by"]]), _table(rows, fields, currency), Gap()]
    if not stats["public"]:
        blocks += _money_of_awards(stats, currency)
    again = [t["total"].get("repeated_deferrals") for t in stats["tables"]][:1]
    if again and again[0]:
        blocks.append(Paragraph(f"Deferred more than once: {words.count(again[0], 'application')}."))
    blocks.append(
        Paragraph(
            "Funded means in full or in part. Success is the share of decided applications that were funded."
            " Days are the median from submission to decision."
        )
    )
    if stats["public"]:
        blocks.append(Paragraph(public_rule(int(stats["small"]))))
    return Page(blocks)


def _table(rows: Sequence[Data], fields: tuple[str, ...], currency: str) -> Table:
    columns = [Column("", role=NAME), *(Column(_COLUMNS[f], right=True) for f in fields)]
    return Table(columns, [[str(cell) for cell in _row(r, fields, currency)] for r in rows], 2)


def _money_of_awards(stats: Data, currency: str) -> list[Block]:
    """What became of the awards, quarter by quarter; nothing where there are none."""
    quarters = next(t for t in stats["tables"] if t["by"] == "quarter")
    rows = [*quarters["rows"], {"name": "all", **quarters["total"]}]
    if all(row[field] == "0.00" for row in rows for field in ("awarded", "freed")):
        return []
    corrected = any(row["corrected"] != "0.00" for row in rows)
    shown = tuple(f for f in MONEY if f != "corrected" or corrected)
    legend = (
        f"{'Corrected is what corrections changed after publication. ' if corrected else ''}"
        "Freed money was declined or revoked, and goes back to the fund. Open money was paid, and is neither returned"
        " nor reported as spent."
    )
    return [Heading("Awards and payments"), _table(rows, shown, currency), Gap(), Paragraph(legend)]


def public_rule(small: int) -> str:
    """What the form for the public leaves out, and why."""
    return (
        f"So that nobody can be recognised, we leave out numbers below {small} (..) and whatever would give them away."
        f" Groups with fewer than {small} decisions are joined until they have {small} or more. A quarter with fewer"
        " is shown together with the quarters after it."
    )


def as_csv(stats: Data) -> str:
    """Every row of every table on one sheet; what is not given is empty, and `hidden` says so."""
    return csv(*sheet(stats))


def sheet(stats: Data) -> tuple[list[str], list[list[Any]]]:
    """The same as headings and rows."""
    fields = _PUBLIC if stats["public"] else tuple(k for k in _COLUMNS)
    out = []
    for one in stats["tables"]:
        for row in [*one["rows"], {"group": "", "name": "all", **one["total"]}]:
            hidden = "yes" if row.get("hidden") else "in part" if row.get("not_given") else ""
            out.append([one["by"], row["group"], row["name"], hidden, *map(row.get, fields)])
    return ["by", "group", "name", "hidden", *fields], out


def _row(row: Data, fields: tuple[str, ...], currency: str) -> list[object]:
    if row.get("hidden"):
        return [row["name"], *[".."] * len(fields)]
    kept_back = row.get("not_given", ())
    return [row["name"], *(".." if f in kept_back else _cell(f, row.get(f), currency) for f in fields)]


def _cell(field: str, value: object, currency: str) -> object:
    if value is None:
        return "-"
    if field == "asked" or field in MONEY:
        return words.money(account.pence(str(value)), currency)
    return f"{str(value).removesuffix('.0')}{' %' if field == 'success_rate' else ''}"
