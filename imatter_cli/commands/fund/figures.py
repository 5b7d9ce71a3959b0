"""Figures of the fund: to look at, for a spreadsheet, and in a form for the public."""

from __future__ import annotations

from imatter_cli.commands.frame.commands import Commands, quarter_option
from imatter_cli.commands.frame.options import flag, option
from imatter_cli.commands.frame.session import Session
from imatter_cli.commands.fund.basics import quarter, say_left_out
from imatter_cli.errors import Usage
from imatter_cli.output import fund_figures as output
from imatter_cli.services.fund import figures

ANY_QUARTER = quarter_option("One quarter (without a value, the current one); all if left out.", default=None)
YEAR = option("--year", "YEAR", "All quarters of a year, such as 2026.")


def add_reading(app: Commands, group: str = "fund") -> None:
    """Hang the command on the group."""
    app.command("stats")(stats)


def stats(
    session: Session,
    which: str | None = ANY_QUARTER,
    year: str = YEAR,
    public: bool = flag("--public", "Only published quarters, without small numbers."),
    as_csv: bool = flag("--csv", "As CSV."),
) -> None:
    """Show what was asked and awarded, success and days to a decision, by quarter, type and setting.

    Example: imatter fund stats --year 2026 --public
    """
    if as_csv and session.json:
        raise Usage("Choose JSON or CSV, not both.", hint="Leave out --json or --csv.")
    found = figures.stats(session.context(), quarter(session, which) if which else "", year, public=public)
    session.put(
        found, lambda: output.as_csv(found) if as_csv else output.page(found, found["currency"]), for_programs=as_csv
    )
    say_left_out(session, found["left_out"])
