"""At a terminal with no store yet: make one there and then."""

from __future__ import annotations

from imatter_cli.commands.frame.session import Session
from imatter_cli.errors import StoreTrouble

# What makes a store is imported late, where one has to be made: commands that only read begin here.


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
    """The same for somebody who is new to imatter. False if they have no store and don't want one now.

    Raises StoreTrouble where nobody can be asked.
    """
    try:
        session.store()
    except StoreTrouble as trouble:
        from imatter_cli.commands.begin import notebook

        return notebook.welcome(session, trouble)
    return True
