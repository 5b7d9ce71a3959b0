"""`imatter store`: which store is in use and why, and which there are."""

from __future__ import annotations

from collections.abc import Callable

from imatter_cli.commands.frame.commands import Commands
from imatter_cli.commands.frame.options import argument
from imatter_cli.commands.frame.session import Session
from imatter_cli.output import safe as output
from imatter_cli.services.safe import stores

app = Commands("store", "Which store is in use, and which ones you have.", usual="show")


@app.command("show")
def show(session: Session) -> None:
    """Which store is in use and why, and which ones you have.

    Example: imatter store show
    """
    found = stores.shelf(session.globals.store)
    session.put(output.shelf_data(found), output.shelf(found))


@app.command("use")
def use(session: Session, path: str = argument("PATH", "The folder of the store.")) -> None:
    """Use a store by default: where you don't name another one, and aren't in one.

    Example: imatter store use ~/imatter
    """
    there = stores.use(path, dry_run=session.dry_run)
    _answer(session, "default", there, output.used)


@app.command("forget")
def forget(session: Session, path: str = argument("PATH", "The folder it is or was in.")) -> None:
    """Take a store off the list. Its folder stays as it is.

    Example: imatter store forget ~/old-notebook
    """
    there = stores.forget(path, dry_run=session.dry_run)
    _answer(session, "forgotten", there, output.forgotten)


def _answer(session: Session, name: str, there: str, told: Callable[[str], str]) -> None:
    if session.dry_run:
        session.put({name: there, "dry_run": True}, output.tried())
    else:
        session.put({name: there}, told(there))
