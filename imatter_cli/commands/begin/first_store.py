"""At a terminal with no store yet: make one there and then."""

from __future__ import annotations

from imatter_cli.commands.frame.session import Session
from imatter_cli.errors import Interrupted, StoreTrouble
from imatter_cli.remedies import Command, Remedy

_WELCOME = (
    "Welcome. imatter keeps your microprojects and reflections in a notebook, which is a folder on this computer. "
    "Nothing leaves it unless you send it. You can stop at any time, and nothing you type is lost.\n"
)
_YEAR = Remedy(
    "\nHow a year goes: you note an idea for a project, apply for a licence with it, take small steps, and write down"
    " what you notice (", Command("reflect"), "). Every three months you can ask the fund for money. Plain imatter "
    "always shows what comes next, and ", Command("help", "practice"), " goes through it all.\n",
)  # fmt: skip


def offer_store(session: Session) -> None:
    """Open the store in use or, at a terminal where there is none, offer to make a notebook and use that.

    A notebook that is already in the usual place is used, and said.

    Raises StoreTrouble where there is no store and none is made.
    """
    try:
        session.store()
    except StoreTrouble as trouble:
        if not _may_offer(session, trouble):
            raise
        if _is_there(session):
            return
        if not _wanted("You don't have a notebook yet. Keep one in {place}?"):
            raise
        _make(session)


def explain_the_year(session: Session) -> None:
    """Tell somebody who has just begun how a year of practice goes."""
    session.say(str(_YEAR))


def welcome(session: Session) -> bool:
    """The same for somebody who may know nothing yet: what a notebook is comes first, and a no is an answer.

    False if there is no store and they don't want one now. Raises StoreTrouble where nobody can be asked.
    """
    try:
        session.store()
    except StoreTrouble as trouble:
        if not _may_offer(session, trouble):
            raise
        if _is_there(session):
            return True
        session.say(_WELCOME)
        if not _wanted("Start a notebook in {place} now?"):
            session.say(_later())
            return False
        _make(session)
        explain_the_year(session)
    return True


def _may_offer(session: Session, trouble: StoreTrouble) -> bool:
    """Whether there is no store at all, and somebody who can be asked for one."""
    nowhere = trouble.code == "no-store" and not trouble.details.get("place")
    return nowhere and session.interactive and not session.dry_run


def _is_there(session: Session) -> bool:
    """Whether a store is in the usual place, which is then the one in use."""
    # late: as below
    from imatter_cli.services.begin.founding import USUAL_PLACE, in_usual_place

    path = in_usual_place()
    if path:
        session.say(f"Using the store {USUAL_PLACE}.")
        session.reopen(path)
    return bool(path)


def _wanted(question: str) -> bool:
    # late: only who has no store yet is asked, and only then is what makes one loaded
    from imatter_cli.input.agreeing import agreed
    from imatter_cli.input.console import Terminal

    console = Terminal()
    try:
        return agreed(console, f"{_in_place(question)} ")
    except (EOFError, KeyboardInterrupt):
        console.say()
        raise Interrupted("Stopped. Nothing was changed.") from None


def _later() -> str:
    from imatter_cli.services.begin.founding import USUAL_PLACE

    rehearse = Command("init", "--example", "--personal", "~/rehearsal")
    make = Remedy("Nothing was made. To start a notebook later:  ", Command("init", USUAL_PLACE))
    return str(Remedy(make, "\nTo look around in an invented year first:  ", rehearse))


def _in_place(said: str) -> str:
    from imatter_cli.services.begin.founding import USUAL_PLACE

    return said.format(place=USUAL_PLACE)


def _make(session: Session) -> None:
    # late: as above
    from imatter_cli.commands.begin.init import what_is_kept, you_are
    from imatter_cli.output.words import shown_path
    from imatter_cli.services.begin.founding import USUAL_PLACE, found_personal

    made = found_personal(USUAL_PLACE, session.now(), session.wiring.chance())
    session.say("\n".join([f"Made {shown_path(made.path)}. {you_are(made)}", *what_is_kept(made), *made.notes, ""]))
    session.reopen(made.path)
