"""`imatter rules`: what is checked, and why."""

from __future__ import annotations

from imatter_cli.checks import registry
from imatter_cli.commands.frame.commands import Commands
from imatter_cli.commands.frame.session import Session
from imatter_cli.output.findings import text

app = Commands("rules", "List what is checked, and why.")


@app.command("rules")
def rules(session: Session) -> None:
    """List what is checked, and why.

    Example: imatter check --explain REF001
    """
    session.put([registry.as_data(rule) for rule in registry.RULES], lambda: text.listing(registry.RULES))
