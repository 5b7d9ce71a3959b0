"""Figures of the fund: to look at, for a spreadsheet, and in a form for the public."""

from __future__ import annotations

from typing import Annotated

import typer

from imatter_cli.commands.frame.commands import Commands, quarter_option, session_of
from imatter_cli.commands.fund.basics import hang, quarter
from imatter_cli.errors import Usage
from imatter_cli.output import fund_figures as output
from imatter_cli.services.fund import figures

AnyQuarter = Annotated[str | None, quarter_option("One quarter (without a value, the current one); all if left out.")]
Year = Annotated[str, typer.Option("--year", metavar="YEAR", help="All quarters of a year, such as 2026.")]
Public = Annotated[bool, typer.Option("--public", help="Only published quarters, without small numbers.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="As CSV.")]


def add_reading(app: Commands, group: str = "fund") -> None:
    """Hang the command on the group."""
    hang(app, "stats", stats)


def stats(
    ctx: typer.Context, which: AnyQuarter = None, year: Year = "", public: Public = False, as_csv: AsCsv = False
) -> None:
    """Show what was asked and awarded, success and days to a decision, by quarter, type and setting.

    Example: imatter fund stats --year 2026 --public
    """
    session = session_of(ctx)
    if as_csv and session.json:
        raise Usage("Choose JSON or CSV, not both.", hint="Leave out --json or --csv.")
    found = figures.stats(session.context(), quarter(session, which) if which else "", year, public=public)
    session.put(
        found,
        lambda: output.as_csv(found) if as_csv else output.page(found, found["currency"]),
        for_programs=as_csv,
    )
    for trouble in found["left_out"]:
        session.say(f"Left out: {trouble}")
    if found["left_out"]:
        raise typer.Exit(1)
