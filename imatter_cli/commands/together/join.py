"""`imatter join`: a copy of a store that somebody shares, for a second person or a second computer."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from imatter_cli.commands.frame.commands import Commands, session_of
from imatter_cli.commands.frame.examples import with_example
from imatter_cli.output import together as output
from imatter_cli.output.progress import Progress
from imatter_cli.services.together import joining
from imatter_cli.store.address import address_of

app = Commands("join", "Join a store that somebody shares.")


@app.command(
    "join",
    help=with_example(
        "Make your own copy of a store that is shared: as a second person, or on a second computer. With --as, say "
        "which code is yours.",
        "imatter join ~/shared-fund ~/fund",
    ),
)
def join(
    ctx: typer.Context,
    remote: Annotated[
        str,
        typer.Argument(metavar="REMOTE", help="A folder, user@host:path, or https://host/path.", show_default=False),
    ],
    path: Annotated[
        str,
        typer.Argument(metavar="[PATH]", help="The folder for your copy. If you leave it out, it is called as REMOTE."),
    ] = "",
) -> None:
    """Join a store."""
    session = session_of(ctx)
    joining.refuse_trial(session.dry_run)
    address = address_of(remote)
    root = joining.place_for(address, path)
    with Progress("Joining", sys.stderr) as come:
        joined = joining.join(
            address, root, session.globals.as_, asks=session.interactive, told=come if come.is_watched else None
        )
    data: dict[str, Any] = {
        "store": joined.path,
        "remote": joined.remote,
        "id": joined.person,
        "default": joined.default,
    }
    if joined.people:
        data["people"] = [{"id": id, "roles": list(roles)} for id, roles in joined.people]
    session.put(data, lambda: output.joined(joined))
