"""`imatter save`: check edits made by hand, and keep them."""

from __future__ import annotations

from typing import Annotated

import typer

from imatter_cli.commands.frame.changes import tell
from imatter_cli.commands.frame.commands import Commands, session_of
from imatter_cli.commands.frame.examples import with_example
from imatter_cli.output.receipts import Next
from imatter_cli.output.words import listed
from imatter_cli.remedies import Command
from imatter_cli.services.integrity import saving

app = Commands("save", "Check and save what you edited by hand.")


@app.command("save", help=with_example("Check what you edited by hand, and save it.", "imatter save"))
def save(
    ctx: typer.Context,
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PATH]...", help="Files, folders or ids. Everything you edited if you leave it out."),
    ] = None,
) -> None:
    """Keep edits."""
    session = session_of(ctx)
    session.store_here()
    receipt = saving.save(session.context(), paths or ())
    if receipt is None:
        nothing = {"id": "", "status": "", "path": "", "commit": ""}
        session.put(nothing, "All your edits are saved.")
        return
    names = [write.id for write in receipt.change.writes]
    told = listed(names) if len(names) <= 3 else f"{names[0]} and {len(names) - 1} more"
    tell(session, receipt, f"Saved: {told}.", [Next(Command("log", names[0]))])
