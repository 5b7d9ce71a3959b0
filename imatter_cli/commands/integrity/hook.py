"""`imatter hook`: have what is staged looked at before each change made by hand."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from imatter_cli.commands.frame.commands import Commands, session_of
from imatter_cli.commands.frame.examples import with_example
from imatter_cli.remedies import Command, Remedy
from imatter_cli.services.integrity import hooks

app = Commands("hook", "Check records before each git commit.")

Force = Annotated[bool, typer.Option("--force", help="Even if somebody changed the hook since imatter made it.")]


@app.command(
    "install",
    help=with_example("From now on, stop a git commit if a staged record has an error.", "imatter hook install"),
)
def install(ctx: typer.Context, force: Force = False) -> None:
    """Put the hook there."""
    session = session_of(ctx)
    found = hooks.install(session.store_here().root, sys.executable, force=force, dry_run=session.dry_run)
    said = "This would be made" if session.dry_run and found.changed else "Made" if found.changed else "Already there"
    session.put(
        found.as_data(),
        str(
            Remedy(
                said,
                ": ",
                found.path,
                "\nIt runs ",
                Command("check", "--staged"),
                " and stops a commit that has an error.",
            )
        ),
    )


@app.command("uninstall", help=with_example("Remove the hook again.", "imatter hook uninstall"))
def uninstall(ctx: typer.Context, force: Force = False) -> None:
    """Take it away."""
    session = session_of(ctx)
    found = hooks.uninstall(session.store_here().root, force=force, dry_run=session.dry_run)
    said = (
        "This would be removed"
        if session.dry_run and found.changed
        else "Removed"
        if found.changed
        else "There is no hook"
    )
    session.put(found.as_data(), f"{said}: {found.path}")
