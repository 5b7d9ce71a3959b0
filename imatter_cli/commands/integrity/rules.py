"""`imatter rules`: what is checked, and why."""

from __future__ import annotations

import typer

from imatter_cli.checks import registry
from imatter_cli.commands.frame.commands import Commands, session_of
from imatter_cli.commands.frame.examples import with_example
from imatter_cli.output.findings import text

app = Commands("rules", "List what is checked, and why.")


@app.command("rules", help=with_example("List what is checked, and why.", "imatter check --explain REF001"))
def rules(ctx: typer.Context) -> None:
    """List every rule."""
    session = session_of(ctx)
    session.put([registry.as_data(rule) for rule in registry.RULES], lambda: text.listing(registry.RULES))
