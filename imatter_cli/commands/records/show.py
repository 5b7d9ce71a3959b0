"""`imatter show ID`: any record in words."""

from __future__ import annotations

from imatter_cli.commands.frame.commands import Commands
from imatter_cli.commands.frame.options import AS_OF
from imatter_cli.commands.frame.session import Session
from imatter_cli.commands.records.reading import show_one, which_argument

app = Commands("show", "Show a record.")


@app.command("show")
def show(session: Session, which: str = which_argument(), as_of: str = AS_OF) -> None:
    """Show a record of any kind, and what happened to it.

    Example: imatter show 7kq
    """
    show_one(session, which, (), as_of)
