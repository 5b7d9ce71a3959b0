"""At a terminal with no store yet: make one there and then."""

from __future__ import annotations

from imatter_cli.commands.frame.session import Session
from imatter_cli.errors import Interrupted, StoreTrouble


def offer_store(session: Session) -> None:
    """Open the store in use or, at a terminal where there is none, offer to make a notebook and use that.

    A notebook that is already in the usual place is used, and said.

    Raises StoreTrouble where there is no store and none is made.
    """
    try:
        session.store()
    except StoreTrouble as trouble:
        nowhere = trouble.code == "no-store" and not trouble.details.get("place")
        if not nowhere or not session.interactive or session.dry_run:
            raise
        if _is_there(session):
            return
        if not _wanted():
            raise
        _make(session)


def _is_there(session: Session) -> bool:
    """Whether a store is in the usual place, which is then the one in use."""
    # late: as below
    from imatter_cli.services.begin.founding import USUAL_PLACE, in_usual_place

    path = in_usual_place()
    if path:
        session.say(f"Using the store {USUAL_PLACE}.")
        session.reopen(path)
    return bool(path)


def _wanted() -> bool:
    # late: only who has no store yet is asked, and only then is what makes one loaded
    from imatter_cli.input.console import Terminal
    from imatter_cli.services.begin.founding import USUAL_PLACE

    console = Terminal()
    try:
        said = console.ask(f"There is no notebook here yet. Keep one in {USUAL_PLACE}?  [Y/n] ")
    except (EOFError, KeyboardInterrupt):
        console.say()
        raise Interrupted("Stopped. Nothing was changed.") from None
    return said.strip().lower() in ("", "y", "yes")


def _make(session: Session) -> None:
    # late: as above
    from imatter_cli.commands.begin.init import what_is_kept, you_are
    from imatter_cli.output.words import shown_path
    from imatter_cli.services.begin.founding import USUAL_PLACE, found_personal

    made = found_personal(USUAL_PLACE, session.now(), session.wiring.chance())
    session.say("\n".join([f"Made {shown_path(made.path)}. {you_are(made)}", *what_is_kept(made), *made.notes, ""]))
    session.reopen(made.path)
