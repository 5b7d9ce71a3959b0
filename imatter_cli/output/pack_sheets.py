"""The pack of a quarter as a workbook, for those who live in spreadsheets. Plain data in, the file's bytes out.

Amounts and scores are numbers, so that they can be added up; every other text is text, and never run as a formula.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from imatter_cli.domain.data import Data
from imatter_cli.output import fund_figures, pack, pack_table
from imatter_cli.output.terminal import clean

#: Columns of money, and of other numbers.
_MONEY = ("asked", "award", "budget", "reserve", "left", *fund_figures.MONEY)
_NUMBERS = ("mean", "spread", "score", "success_rate", "median_days")
#: No more than a spreadsheet keeps in a cell.
_LONGEST = 32_767
_WIDE = 40
#: The fill of a cell with an outcome.
_COLORS = {
    "funded": "#CFE8DC", "part-funded": "#E4F1CE", "deferred": "#FCEFC7", "not-funded": "#F3D9CE",
    "not-eligible": "#E3E3E3",
}  # fmt: skip


def as_xlsx(made: Data) -> bytes:
    """A workbook: the quarter and its figures; and, unless it is for the public, its applications and their reviews.

    The same pack gives the same bytes.
    """
    # late: loaded for a workbook alone
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

    out = io.BytesIO()
    with Workbook(out, {"in_memory": True}) as book:
        # its own name and time would reveal who made it, and when
        book.set_properties({"created": datetime.fromisoformat(str(made["made"])), "author": ""})
        forms = {"head": book.add_format({"bold": True}), "money": book.add_format({"num_format": "#,##0.00"})}
        forms |= {f"is {outcome}": book.add_format({"bg_color": color}) for outcome, color in _COLORS.items()}
        forms["text"] = book.add_format({"text_wrap": True, "valign": "top"})
        for name, (heads, rows) in _sheets(made).items():
            _fill(book.add_worksheet(name), heads, rows, forms)
    return out.getvalue()


def _sheets(made: Data) -> dict[str, tuple[Sequence[str], list[list[Any]]]]:
    figures = fund_figures.sheet(pack.figures_of(made))
    told = ("status", "opens", "closes", "closed", "published", "currency")
    quarter: list[list[Any]] = [[name, made[name]] for name in told if made[name] is not None]
    money = ("budget", "reserve", "asked", "awarded", *(() if made["public"] else ("left",)))
    quarter += [[name, "not given" if made[name] is None else made[name]] for name in money]
    sheets = {"Quarter": (["quarter", str(made["round"]).upper()], quarter)}
    if not made["public"]:
        sheets["Applications"] = (pack_table.heads(made), pack.sheet(made))
        sheets["Reviews"] = (["application", "review", "criterion", "score", "comment"], _reviews(made))
        rows = [list(row) for row in pack_table.minutes(made)]
        sheets["Minutes"] = (["what", "who", "application", "told"], rows)
    return {**sheets, "Figures": figures}


def _reviews(made: Data) -> list[list[Any]]:
    """A line for each score, by the letter that the panel has for a reviewer; what is hidden is not in it."""
    return [
        [application["id"], title, score["criterion"], str(score["score"]), review.get("comment", "") if not n else ""]
        for application in made["applications"]
        for title, review in pack.submitted(application)
        for n, score in enumerate(review.get("scores") or [])
    ]


def _fill(sheet: Any, heads: Sequence[str], rows: Sequence[Sequence[Any]], forms: Data) -> None:
    sheet.write_row(0, 0, heads, forms["head"])
    sheet.freeze_panes(1, 0)
    for n, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            # a sheet of two columns has the name of its value in the first
            name = str(row[0]) if len(heads) == 2 and column else heads[column]
            _write(sheet, n, column, name, value, forms)
    for column, head in enumerate(heads):
        widest = max([len(head), *(len(str(row[column])) for row in rows)])
        sheet.set_column(column, column, min(widest, _WIDE) + 2)


def _write(sheet: Any, row: int, column: int, name: str, value: Any, forms: Data) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool | int) or (name in (*_MONEY, *_NUMBERS) and _is_number(str(value))):
        sheet.write_number(row, column, float(str(value)), forms["money"] if name in _MONEY else None)
        return
    form = forms.get(f"is {value}", forms["text"]) if name == "outcome" else forms["text"]
    # as a string it is never run, whatever it looks like
    sheet.write_string(row, column, clean(str(value))[:_LONGEST], form)


def _is_number(text: str) -> bool:
    return text.removeprefix("-").replace(".", "", 1).isdecimal()
