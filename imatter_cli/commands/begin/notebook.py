"""A notebook for somebody at a terminal who has no store yet."""

from __future__ import annotations

from imatter_cli.commands.begin.init import what_is_kept, you_are
from imatter_cli.commands.frame.session import Session
from imatter_cli.errors import Interrupted, StoreTrouble
from imatter_cli.input.agreeing import agreed
from imatter_cli.input.console import Terminal
from imatter_cli.output.words import shown_path
from imatter_cli.remedies import Command, Remedy
from imatter_cli.services.begin.founding import USUAL_PLACE, found_personal, in_usual_place

_WELCOME = (
    "Welcome. imatter keeps your microprojects and reflections in a notebook, which is a folder on this computer. "
    "Nothing leaves it unless you send it. You can stop at any time, and nothing you type is lost.\n"
)
_YEAR = Remedy(
    "\nHow a year goes: you note an idea for a project, apply for a licence with it, take small steps, and write down"
    " what you notice (", Command("reflect"), "). Every three months you can ask the fund for money. Plain imatter "
    "always shows what comes next, and ", Command("help", "practice"), " goes through it all.\n",
)  # fmt: skip


def offer(session: Session, trouble: StoreTrouble) -> None:
    """Offer to make a notebook and use that. Raises the trouble where none is made."""
    if not _may_offer(session, trouble):
        raise trouble
    if _is_there(session):
        return
    if not _wanted(f"You don't have a notebook yet. Keep one in {USUAL_PLACE}?"):
        raise trouble
    _make(session)


def explain_the_year(session: Session) -> None:
    """Tell somebody who has just begun how a year of practice goes."""
    session.say(str(_YEAR))


def welcome(session: Session, trouble: StoreTrouble) -> bool:
    """The same for somebody who is new to imatter: it says first what a notebook is, and takes a no for an answer.

    False if they have no store and don't want one now. Raises the trouble where nobody can be asked.
    """
    if not _may_offer(session, trouble):
        raise trouble
    if _is_there(session):
        return True
    session.say(_WELCOME)
    if not _wanted(f"Start a notebook in {USUAL_PLACE} now?"):
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
    path = in_usual_place()
    if path:
        session.say(f"Using the store {USUAL_PLACE}.")
        session.reopen(path)
    return bool(path)


def _wanted(question: str) -> bool:
    console = Terminal()
    try:
        return agreed(console, f"{question} ")
    except (EOFError, KeyboardInterrupt):
        console.say()
        raise Interrupted("Stopped. Nothing was changed.") from None


def _later() -> str:
    rehearse = Command("init", "--example", "--personal", "~/rehearsal")
    make = Remedy("Nothing was made. To start a notebook later:  ", Command("init", USUAL_PLACE))
    return str(Remedy(make, "\nTo look around in an invented year first:  ", rehearse))


def _make(session: Session) -> None:
    made = found_personal(USUAL_PLACE, session.now(), session.wiring.chance())
    session.say("\n".join([f"Made {shown_path(made.path)}. {you_are(made)}", *what_is_kept(made), *made.notes, ""]))
    session.reopen(made.path)
