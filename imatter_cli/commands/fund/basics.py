"""What every command of the fund shares: how it hangs on the group, the quarter that is meant, the currency."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from imatter_cli.commands.frame.commands import QUARTER, Commands
from imatter_cli.commands.frame.examples import with_example
from imatter_cli.commands.frame.forms import with_form
from imatter_cli.commands.frame.session import Session
from imatter_cli.input.form import Form
from imatter_cli.services.fund import calendar, currencies
from imatter_cli.store.contract import Reader

Quarter = Annotated[
    str,
    typer.Argument(
        metavar="[QUARTER]", click_type=QUARTER, help="A quarter such as 2026-Q4; without it, the current one."
    ),
]


def hang(app: Commands, name: str, function: Callable[..., None], form: Form | None = None) -> None:
    """Hang a command on the group, with one option for each question of its form; its help from its docstring."""
    sentence, _, line = (function.__doc__ or "").partition("Example:")
    command = with_form(form)(function) if form is not None else function
    app.command(name, help=with_example(sentence.strip(), line.strip()))(command)


def quarter(session: Session, said: str) -> str:
    """The id of the quarter meant."""
    return calendar.quarter_meant(session.store(), said, session.today())


def currency(reader: Reader, about: str = "") -> str:
    """The currency of a round's or an application's amounts; the programme's if neither is named."""
    return currencies.currency_of(reader, about)
