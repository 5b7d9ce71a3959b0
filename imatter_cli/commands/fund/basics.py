"""What every command of the fund shares: the quarter that is meant, the currency, what an answer leaves out."""

from __future__ import annotations

from collections.abc import Sequence

import typer

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


def say_left_out(session: Session, left_out: Sequence[str]) -> None:
    """Say what an answer leaves out, in words; exit 1 if there is anything."""
    for trouble in left_out:
        session.say(f"Left out: {trouble}")
    if left_out:
        raise typer.Exit(1)
