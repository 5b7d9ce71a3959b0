"""`imatter draft`: answers that were begun and not finished."""

from __future__ import annotations

import shlex

from imatter_cli.commands.frame.asking import refuse_unless_agreed
from imatter_cli.commands.frame.commands import Commands, run_again
from imatter_cli.commands.frame.options import argument
from imatter_cli.commands.frame.session import Session
from imatter_cli.domain.data import Data
from imatter_cli.errors import Missing, Refused, StoreTrouble, Usage
from imatter_cli.input.drafts import Draft
from imatter_cli.output import words
from imatter_cli.output.page import ID, NAME, Page, Table
from imatter_cli.output.tables import Column
from imatter_cli.output.terminal import clean_line
from imatter_cli.remedies import Command
from imatter_cli.said import Said

app = Commands("draft", "Unfinished answers, kept on this computer and never in the store.")


@app.command("list")
def list_drafts(session: Session) -> None:
    """The unfinished answers that belong to this store.

    Example: imatter draft list
    """
    drafts = session.drafts().list()
    today = session.today()
    rows = [
        (d.id, clean_line(f"{d.form} {d.about}"), f"{d.done} of {d.of}{d.and_begun}", words.day(d.started, today))
        for d in drafts
    ]
    columns = (
        Column("draft", keep=True, role=ID), Column("for", role=NAME), Column("answers", keep=True), Column("begun"),
    )  # fmt: skip
    session.put([_as_data(d) for d in drafts], Page((Table(columns, rows),)) if rows else _none(session))


def _none(session: Session) -> str:
    try:
        where = f" in {words.shown_path(session.store().root)}"
    except StoreTrouble:
        where = ""
    return f"You have no unfinished answers{where}."


@app.command("resume")
def resume(
    session: Session,
    draft: str = argument("[DRAFT]", "Part of its id, or its command; the latest if you leave it out.", default=""),
) -> None:
    """Carry on where you left off.

    Example: imatter draft resume
    """
    drafts = session.drafts()
    found = drafts.find(draft)
    if not session.interactive:
        raise Usage(
            Said("You can resume {draft} only at a terminal, because it asks questions.", draft=found.id),
            hint=Said("{line}, with the answers as options", line=found.line),
            code="no-terminal",
        )
    if drafts.is_open(found.id):
        raise _open_elsewhere(found)
    others = [other.id for other in drafts.named(draft) if other.id != found.id]
    if others:
        begun = words.day(found.started, session.today())
        there = "There is another" if len(others) == 1 else f"There are {len(others)} others"
        session.say(
            f"Carrying on with {found.id}, begun {begun}. {there}:\n"
            + "\n".join(f"  {drafts.to_resume(id)}" for id in others)
        )
    session.resume = found.id
    run_again(shlex.split(found.line)[1:])


@app.command("discard")
def discard(
    session: Session,
    draft: str = argument("DRAFT", "Its id; if you give only part of it, you are asked first.", default=""),
) -> None:
    """Throw away unfinished answers. This can't be undone.

    Example: imatter draft discard project-new-4f2a1c
    """
    drafts = session.drafts()
    if not draft:
        row = {"field": "draft", "option": "DRAFT", "why": "It is gone for good.", "example": drafts.find("").id}
        raise Missing("Say which answers to throw away.", [row], hint=Command("draft list"))
    found = drafts.only(draft)
    if drafts.is_open(found.id):
        raise _open_elsewhere(found)
    if draft != found.id and not session.dry_run:
        _refuse_unless_meant(session, found)
    if not session.dry_run:
        drafts.discard(found.id)
    gone = "Nothing was changed (a trial run)." if session.dry_run else f"Thrown away: {found.id} ({found.form})."
    session.put({**_as_data(found), "dry_run": session.dry_run}, gone)


def _refuse_unless_meant(session: Session, found: Draft) -> None:
    """Answers are thrown away by the whole id, or after a yes. Raises Usage (`whole-id`), Interrupted."""
    if not session.interactive:
        raise Usage(
            Said("That is {draft}. Throwing it away can't be undone, so give the whole id.", draft=found.id),
            code="whole-id",
            hint=Command("draft discard", found.id),
            details={"candidates": [found.id]},
        )
    about = f" on {found.about}" if found.about else ""
    begun = words.day(found.started, session.now().date())
    answers = f"{words.count(found.done, 'answer')}{found.and_begun}"
    session.say(f"{found.id}: {answers} for `{Command(found.form)}`{about}, begun {begun}. This cannot be undone.")
    refuse_unless_agreed("Throw it away?", default="no")


def _open_elsewhere(draft: Draft) -> Refused:
    return Refused(
        Said("{draft} is open in another window.", draft=draft.id),
        hint="Finish or stop it there, and try again.",
        code="open-elsewhere",
    )


def _as_data(draft: Draft) -> Data:
    return {
        "id": draft.id,
        "form": draft.form,
        "about": draft.about,
        "started": draft.started,
        "answered": draft.done,
        "of": draft.of,
        "resume": draft.line,
    }
