"""`imatter programme show`: the rules, and which of them are placeholders."""

from __future__ import annotations

import typer

from imatter_cli.commands.frame.commands import Commands, session_of
from imatter_cli.commands.frame.examples import with_example
from imatter_cli.output import programme as output
from imatter_cli.services.begin import programme

app = Commands("programme", "The rules of the programme.")


@app.command(
    "show", help=with_example("The rules, and which of them are placeholders.", "imatter programme show")
)  # fmt: skip
def show(ctx: typer.Context) -> None:
    """Show the rules of the store in use."""
    session = session_of(ctx)
    found = programme.rules(session.store())
    data = {**found.data, "placeholders": list(found.placeholders)}
    session.put(data, lambda: output.rules(found.data, found.placeholders, session.screen))
