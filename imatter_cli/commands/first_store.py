"""At a terminal with no store yet: make one there and then."""

from __future__ import annotations

from imatter_cli.commands.session import Session
from imatter_cli.errors import StoreTrouble


def offer_store(session: Session) -> None:
    """Open the store in use or, at a terminal where there is none, offer to make a notebook and use that.

    Raises StoreTrouble where there is no store and none is made.
    """
    try:
        session.store()
    except StoreTrouble as trouble:
        if trouble.code != "no-store" or not session.interactive:
            raise
        raise
