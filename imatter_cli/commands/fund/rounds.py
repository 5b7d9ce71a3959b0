"""`imatter fund rounds`: all rounds with their money, or one. It only reads, and loads no models."""

from __future__ import annotations

from imatter_cli.commands.frame.commands import QUARTER, Commands
from imatter_cli.commands.frame.options import argument
from imatter_cli.commands.frame.session import Session
from imatter_cli.commands.fund.basics import currency, quarter, say_left_out
from imatter_cli.output import fund as output
from imatter_cli.services.fund import rounds_read
from imatter_cli.services.records.visibility import Eyes


def add_reading(app: Commands, group: str = "fund") -> None:
    """Hang the command on the group."""
    app.command("rounds")(show_rounds)


def show_rounds(
    session: Session,
    which: str | None = argument(
        "[QUARTER]", "A quarter such as 2026-Q4; without it, all of them.", QUARTER, default=None
    ),
) -> None:
    """Show all rounds with their money, or one round.

    Example: imatter fund rounds 2026-Q4
    """
    context = session.context()
    eyes = Eyes(context.store, context.actor)
    if which:
        one = eyes.see("round", rounds_read.one(context, quarter(session, which)))
        session.put(one, lambda: output.round_page(one, session.today(), currency(session.store())))
        return
    every, left_out = rounds_read.every(context)
    found = [eyes.see("round", one) for one in every]
    session.put(found, lambda: output.round_table(found, session.today(), currency(session.store())))
    say_left_out(session, left_out)
