"""At a terminal with no store yet: make one there and then."""

from __future__ import annotations

from imatter_cli.commands.frame.session import Session
from imatter_cli.errors import StoreTrouble

# What makes a store is imported where there is none: commands that only read begin here.


def offer_store(session: Session) -> None:
    """Open the store in use or, at a terminal where there is none, offer to make a notebook and use that.

    A notebook that is already in the usual place is used, and said. Raises StoreTrouble where none is made.
    """
    try:
        session.store()
    except StoreTrouble as trouble:
        from imatter_cli.commands.begin import notebook

        notebook.offer(session, trouble)


def welcome(session: Session) -> bool:
    """The same for somebody who may know nothing yet. False if there is no store and they don't want one now.

    Raises StoreTrouble where nobody can be asked.
    """
    try:
        session.store()
    except StoreTrouble as trouble:
        from imatter_cli.commands.begin import notebook

        return notebook.welcome(session, trouble)
    return True
