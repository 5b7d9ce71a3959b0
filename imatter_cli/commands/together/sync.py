"""`imatter sync`: make mine and what others published one state."""

from __future__ import annotations

import sys

import typer

from imatter_cli.commands.frame.commands import Commands
from imatter_cli.commands.frame.options import argument, flag
from imatter_cli.commands.frame.session import Session
from imatter_cli.errors import Usage
from imatter_cli.output import together as output
from imatter_cli.output.progress import Progress
from imatter_cli.remedies import Command
from imatter_cli.services.together import syncing
from imatter_cli.store.address import address_of

app = Commands("sync", "Share a store with others, or with your other computer.")


@app.command("sync")
def sync(
    session: Session,
    remote: str = argument(
        "[REMOTE]", "A folder, user@host:path, or https://host/path. Only the first time.", default=""
    ),
    moved: bool = flag("--moved", "The store is shared at REMOTE from now on, and no longer where it was."),
) -> None:
    """Take in what others published, and send what you did. The first time, name the place: a folder, or an address by
    ssh or https.

    Example: imatter sync ~/shared-fund
    """
    given = address_of(remote) if remote else None
    if moved and given is None:
        raise Usage("--moved needs the new place.", hint=Command("sync", "REMOTE", "--moved"))
    with Progress("Syncing", sys.stderr) as come:
        context, asks = session.context(), session.interactive
        synced = syncing.sync(context, given, moved=moved, asks=asks, told=come if come.is_watched else None)
    session.put(synced.as_data(), lambda: output.synced(synced))
    if synced.waits or any(one.waits for one in synced.set_aside):
        raise typer.Exit(1)
