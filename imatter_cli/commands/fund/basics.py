"""What every command of the fund shares: how it hangs on the group, the quarter that is meant, the currency."""

from __future__ import annotations

from imatter_cli.commands.frame.commands import QUARTER
from imatter_cli.commands.frame.options import argument
from imatter_cli.commands.frame.session import Session
from imatter_cli.services.fund import calendar, currencies
from imatter_cli.store.contract import Reader

WHICH_QUARTER = argument(
    "[QUARTER]", "A quarter such as 2026-Q4; without it, the current one.", QUARTER, default="current"
)


def quarter(session: Session, said: str) -> str:
    """The id of the quarter meant."""
    return calendar.quarter_meant(session.store(), said, session.today())


def currency(reader: Reader, about: str = "") -> str:
    """The currency of a round's or an application's amounts; the programme's if neither is named."""
    return currencies.currency_of(reader, about)
