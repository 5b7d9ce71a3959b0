"""`imatter form`: a form for somebody who has no imatter, as a page or as a text to answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from imatter_cli.commands.exchange import fillable
from imatter_cli.commands.exchange.fillable import FORMS
from imatter_cli.commands.frame import requested
from imatter_cli.commands.frame.commands import Commands
from imatter_cli.commands.frame.complete import IdType, complete_words
from imatter_cli.commands.frame.options import argument, flag, option
from imatter_cli.commands.frame.session import Session
from imatter_cli.domain.file_rules import MAX_BYTES
from imatter_cli.domain.ids import ALPHABET
from imatter_cli.errors import BadValue, Missing, Refused
from imatter_cli.input import sheet
from imatter_cli.input.form import Choice, Form
from imatter_cli.input.questions import exchange as questions
from imatter_cli.output import forms as output
from imatter_cli.output.page import COMMAND, Heading, Page, Paragraph, Span
from imatter_cli.remedies import Command
from imatter_cli.said import Prose, Said
from imatter_cli.services.exchange import exporting

app = Commands("form", "A form for somebody else to fill in.")


@app.command("form")
def form(
    session: Session,
    which: list[str] | None = argument(
        "FORM",
        f"{', '.join(FORMS)}.",
        complete_words([*dict.fromkeys(word for name in FORMS for word in name.split())]),
        default=None,
    ),
    to: str = option("--to", "FILE", "The file to save it in."),
    person: str = option(
        "--for",
        "PERSON",
        "Offer this person's own records to choose from. Without it, no record is in the form.",
        IdType("practitioner"),
    ),
    format: str = option("--format", "FORMAT", "html (a page) or text.", default="html"),
    force: bool = flag("--force", "Replace the file if it exists."),
) -> None:
    """Save a form that somebody fills in without imatter: a page for a browser, or a text to answer in a message.

    Example: imatter form fund apply --to apply.html
    """
    if format not in output.FORMATS:
        raise BadValue(
            Said("--format {given!r} is not a format for forms.", given=Prose(format)), hint="Give html or text."
        )
    if which:
        fillable.named(which)
    if session.interactive and not (which and (to or format == "text")):
        with session.answers(*_asked(session, which, to, force), choices=_forms) as values:
            _save(session, str(values["which"]).split(), str(values["to"]), person, format, force)
        return
    lacking: list[dict[str, Any]] = []
    if not which:
        why = "Each form asks what its command asks."
        lacking.append({"field": "which", "option": "FORM", "why": why, "example": "reflect", "choices": [*FORMS]})
    if not to and format == "html":
        why = "A page is a file that a browser opens."
        lacking.append({"field": "to", "option": "--to", "why": why, "example": "form.html"})
    if lacking:
        raise Missing("Say which form, and where to save it.", lacking, hint=Command("form", "--help"))
    _save(session, which or (), to, person, format, force)


def _asked(session: Session, which: Sequence[str] | None, to: str, force: bool) -> tuple[Form, dict[str, str]]:
    def place(said: str) -> str:
        try:
            exporting.place(said, session.store().root, over=force)
        except Refused as refused:  # another name can be given
            raise BadValue(refused.said, hint=refused.hint) from None
        return said

    return questions.form(place), {"which": " ".join(which or ()), "to": to}


def _forms(name: str) -> Sequence[Choice]:
    return [Choice(one.command, one.command, one.title) for one in FORMS.values()]


def _save(session: Session, which: Sequence[str], to: str, person: str, format: str, force: bool) -> None:
    one = fillable.named(which)
    whose = session.store().find(person, ["practitioner"]) if person else ""
    text, data = _made(session, one, whose, format)
    if not to:
        session.put({**data, "text": text}, text)
        return
    data["file"] = requested.write(session, {to: text}, over=force)[0]
    session.put(data, lambda: _saved(session, to, data))


def _made(session: Session, one: fillable.Fillable, person: str, format: str) -> tuple[str, dict[str, Any]]:
    """The form, and what there is to say of it."""
    questions = one.form(session, person)
    asked = fillable.asked(session, one, questions, person)
    head = fillable.heading(session, one, questions, person)
    data: dict[str, Any] = {
        "form": one.command, "format": format, "rules": head.rules, "questions": [a.field for a in asked],
        "person": person, **({"dry_run": True} if session.dry_run else {}),
    }  # fmt: skip
    if format == "text":
        return sheet.blank(head, asked), data
    programme = session.store().programme()
    issuer = str(programme.get("funder" if one.command.startswith("fund") else "issuer") or "")
    chance = session.context().random_index
    held = {
        "form": head.form, "rules": head.rules, "questions": head.questions, "person": person,
        "asked": [one.as_data() for one in asked], "first": sheet.FIRST, "last": sheet.LAST, "most": MAX_BYTES,
        # what is typed is kept in a browser under a secret that only this file holds
        "secret": "".join(ALPHABET[chance(len(ALPHABET))] for _ in range(32)),
    }  # fmt: skip
    currency = str(programme.get("currency") or "")
    return output.html(held, title=head.title, about=head.about, issuer=issuer, currency=currency), data


def _saved(session: Session, to: str, data: dict[str, Any]) -> Page:
    if session.dry_run:
        return Page([Paragraph(f"Would be saved to {to}. Nothing was written (a trial run).")])
    what = "a page for a browser" if data["format"] == "html" else "a text to answer"
    whose = f" Only {data['person']} can use it." if data["person"] else " Any number of people can use it."
    line = Span(str(Command("receive", "ANSWERS")), COMMAND)
    return Page([
        Heading(f"Saved to {to}: {what}."),
        Paragraph(f"Send it yourself.{whose}"),
        Paragraph(("Next:  when the answers come back, type  ", line)),
    ])  # fmt: skip
