"""`imatter show ID`: any record in words."""

from __future__ import annotations

from typing import Annotated

import typer

from imatter_cli.commands.frame.commands import Commands, session_of
from imatter_cli.commands.frame.examples import with_example
from imatter_cli.commands.records.reading import show_one, which_argument

app = Commands("show", "Show a record.")


@app.command("show", help=with_example("Show a record of any kind, and what happened to it.", "imatter show 7kq"))
def show(
    ctx: typer.Context,
    which: Annotated[str, which_argument()],
    as_of: Annotated[
        str, typer.Option("--as-of", metavar="DAY", help="Show it as it was at the end of that day.")
    ] = "",
) -> None:
    """Show one record."""
    show_one(session_of(ctx), which, (), as_of)
