"""`imatter store`: which store is in use and why, and which there are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from imatter_cli.commands.frame.commands import Commands, session_of
from imatter_cli.commands.frame.examples import with_example
from imatter_cli.commands.frame.session import Session
from imatter_cli.output import safe as output
from imatter_cli.services.safe import stores

app = Commands("store", "Which store is in use, and which ones you have.", usual="show")


@app.command("show", help=with_example("Which store is in use and why, and which ones you have.", "imatter store show"))
def show(ctx: typer.Context) -> None:
    """Which store is in use."""
    session = session_of(ctx)
    found = stores.shelf(session.globals.store)
    session.put(output.shelf_data(found), output.shelf(found))


@app.command(
    "use", help=with_example("Use a store wherever no other is named or around you.", "imatter store use ~/imatter")
)
def use(
    ctx: typer.Context,
    path: Annotated[str, typer.Argument(metavar="PATH", help="The folder of the store.", show_default=False)],
) -> None:
    """Point the default elsewhere."""
    session = session_of(ctx)
    there = stores.use(path, dry_run=session.dry_run)
    _answer(session, "default", there, output.used)


@app.command(
    "forget",
    help=with_example("Take a store off the list. Its folder stays as it is.", "imatter store forget ~/old-notebook"),
)
def forget(
    ctx: typer.Context,
    path: Annotated[str, typer.Argument(metavar="PATH", help="The folder it is or was in.", show_default=False)],
) -> None:
    """Forget a store."""
    session = session_of(ctx)
    there = stores.forget(path, dry_run=session.dry_run)
    _answer(session, "forgotten", there, output.forgotten)


def _answer(session: Session, name: str, there: str, told: Callable[[str], str]) -> None:
    if session.dry_run:
        session.put({name: there, "dry_run": True}, output.tried())
    else:
        session.put({name: there}, told(there))
