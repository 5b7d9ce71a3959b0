"""`imatter hook`: have what is staged looked at before each change made by hand."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from imatter_cli.commands.frame.commands import Commands, session_of
from imatter_cli.commands.frame.examples import with_example
from imatter_cli.services.integrity import hooks

app = Commands("hook", "Have records checked before a change made by hand is taken in.")

Force = Annotated[bool, typer.Option("--force", help="Also where somebody changed the one that imatter made.")]


@app.command(
    "install", help=with_example("From now on, take in no staged record that has an error.", "imatter hook install")
)
def install(ctx: typer.Context, force: Force = False) -> None:
    """Put the hook there."""
    session = session_of(ctx)
    found = hooks.install(session.store().root, sys.executable, force=force, dry_run=session.dry_run)
    said = "Would be made" if session.dry_run and found.changed else "Made" if found.changed else "There already"
    session.put(found.as_data(), f"{said}: {found.path}\nIt runs imatter check --staged, and stops what has an error.")


@app.command("uninstall", help=with_example("Take the hook away again.", "imatter hook uninstall"))
def uninstall(ctx: typer.Context, force: Force = False) -> None:
    """Take it away."""
    session = session_of(ctx)
    found = hooks.uninstall(session.store().root, force=force, dry_run=session.dry_run)
    said = "Would be removed" if session.dry_run and found.changed else "Removed" if found.changed else "There is none"
    session.put(found.as_data(), f"{said}: {found.path}")
