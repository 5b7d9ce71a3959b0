"""`imatter erase`: take somebody's words out of the records, and out of all of their past."""

from __future__ import annotations

from collections.abc import Sequence

from imatter_cli.commands.frame.asking import agree, refuse_unless_agreed
from imatter_cli.commands.frame.commands import Commands
from imatter_cli.commands.frame.complete import IdType
from imatter_cli.commands.frame.options import argument, flag, option
from imatter_cli.commands.frame.session import Session
from imatter_cli.domain.kinds import KINDS
from imatter_cli.domain.kinds.life import REASONS_TO_ERASE
from imatter_cli.errors import BadValue, Interrupted, Missing, Usage
from imatter_cli.output import erasing as output
from imatter_cli.output.page import Page
from imatter_cli.remedies import Command
from imatter_cli.said import Many, Prose, Said
from imatter_cli.services.exchange import contacts, exporting
from imatter_cli.services.safe import erasing
from imatter_cli.services.safe.erasing import Found, FoundPassage

app = Commands("erase", "Take words out of the records and out of their past.")
#: Kinds of records that somebody writes: a quarter is nobody's, and a person's record seldom has words. Projects come
#: first, since people know them by name.
_SOMEBODYS = sorted((kind.name for kind in KINDS if kind.holder not in ("", "id")), key="project".__ne__)


@app.command("erase")
def erase(
    session: Session,
    records: list[str] | None = argument(
        "ID...", "Any unique part of an id; several for several records.", IdType(*_SOMEBODYS), default=None
    ),
    individual: str = option(
        "--individual",
        "CODE",
        "The words about an individual of a project: everything written in it and in its reflections, to choose from.",
    ),
    due: bool = flag("--due", "All records that ended so long ago that the programme doesn't keep their words."),
    passage: list[int] | None = option(
        "--passage", "NUMBER", "Only this passage, by its number. You can repeat this.", default=None
    ),
    reason: str = option("--reason", "WHY", f"One of: {', '.join(REASONS_TO_ERASE)}."),
    to: str = option("--to", "FILE", "Save the receipt as a page, for the person who asked."),
    yes: bool = flag("--yes", "Erase without asking."),
) -> None:
    """Take words out of records, and out of everything that was ever recorded about them. It can't be undone.

    Example: imatter erase 7kq --dry-run
    """
    records = records or []
    _refuse_unclear(session, records, individual, reason, due=due, some=bool(passage))
    context = session.context()
    if due:
        records, reason = erasing.of_age(context), reason or "retention"
    found = erasing.find(context, records, individual)
    chosen: Sequence[FoundPassage] = found.chosen(passage or ())
    known = [id for id in found.ids if id in contacts.by_code(context)]
    if not chosen:
        raise erasing.nothing(found, known)
    # it may be saved later, by a command that goes on, so nobody can be waiting for it
    place = exporting.ordinary(to, context.store.root, "the page can't be kept in it") if to else None
    beside = erasing.beside(context, found, chosen)
    blocks = output.shown(found, chosen, beside, session.today())
    if session.dry_run:
        session.put(output.shown_data(found, chosen, beside, known), Page((*blocks, *output.tried(known))))
        return
    if not yes:
        _refuse_unasked(session, found)
        if individual:
            chosen = _picked(session, found, chosen)
            blocks = output.also(found, erasing.beside(context, found, chosen))
        session.show(Page(blocks))
        refuse_unless_agreed(output.question(len(chosen)), default="no")
    whose = erasing.whose(context, found)
    leaving = [] if yes else [id for id in known if agree(_CONTACT.format(id))]
    known = [id for id in known if id not in leaving]
    done = erasing.erase(
        context, found, chosen, reason, people=leaving, page=place,
        written=lambda done: output.html(done, session.today()),
    )  # fmt: skip
    saved = {"page": str(place)} if place is not None else {}
    known += [] if individual else [id for id in whose if id in contacts.by_code(context)]
    session.put({**done.as_data(), "contacts": known, **saved}, output.erased(done, known, *saved.values()))


def _refuse_unclear(
    session: Session, records: Sequence[str], individual: str, reason: str, *, due: bool, some: bool
) -> None:
    """Refuse a line that doesn't say one thing; `some` says that it names passages."""
    if reason and reason not in REASONS_TO_ERASE:
        raise BadValue(
            Said(
                "{given!r} is not a reason to erase words. It is one of {known}.",
                given=Prose(reason), known=Many(REASONS_TO_ERASE),
            ),
            hint="The words themselves are kept nowhere, so the reason can't be in words of your own.",
        )  # fmt: skip
    if due and (records or individual or some):
        raise Usage("--due finds the records itself.", hint=Command("erase", "--due", "--dry-run"))
    if not (records or due):
        there = next((choice.value for choice in session.wiring.known(session.store(), _SOMEBODYS)), "")
        lacking = {"field": "records", "option": "ID...", "why": "Words are taken out of it.", "example": there}
        raise Missing("Say which record.", [lacking], hint=Command("erase", "--help"))
    if individual and len(records) != 1:
        raise Usage("--individual is about one project.", hint=Command("erase", "ID", "--individual", "CODE"))


def _refuse_unasked(session: Session, found: Found) -> None:
    if not session.interactive:
        raise Usage(
            "Nothing was erased: this can't be undone, so it needs --yes.", code="needs-yes",
            hint=Command("erase", *found.ids[:1], "--dry-run"),
        )  # fmt: skip


def _picked(session: Session, found: Found, passages: Sequence[FoundPassage]) -> Sequence[FoundPassage]:
    """The passages that the person picks, one by one."""
    session.show(Page(output.before_picking(found, passages)))
    picked = []
    for one in passages:
        session.show(Page(output.passage_of(one, session.today())))
        if agree("Erase this passage?"):
            picked.append(one)
    if not picked:
        raise Interrupted("Stopped. Nothing was changed.")
    return picked


_CONTACT = "Remove the contact of {} from this computer as well?"
