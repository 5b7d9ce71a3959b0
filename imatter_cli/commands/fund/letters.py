"""A letter for each application of a quarter, to read over and send."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from imatter_cli.commands.frame import requested
from imatter_cli.commands.frame.commands import Commands, quarter_option
from imatter_cli.commands.frame.options import flag, option
from imatter_cli.commands.frame.session import Session
from imatter_cli.commands.fund.basics import quarter, say_left_out
from imatter_cli.domain import dates, lifecycles, quarters
from imatter_cli.domain.contacts import Contact
from imatter_cli.domain.fund.letters import strangers
from imatter_cli.errors import BadValue
from imatter_cli.output import letters as output
from imatter_cli.output import words
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Prose, Said
from imatter_cli.services.exchange import contacts
from imatter_cli.services.fund import letters
from imatter_cli.services.fund.letter_templates import LetterTemplates
from imatter_cli.services.practice import advising
from imatter_cli.services.together import in_step
from imatter_cli.store.contract import Data


def add_to(app: Commands) -> None:
    """Hang the command on the group."""
    app.command("letters")(write_letters)


def write_letters(
    session: Session,
    which: str = quarter_option(),
    to: str = option("--to", "FOLDER", "The folder for the letters, one file for each application."),
    format: str = option("--format", "FORMAT", "text or html.", default="text"),
    accept_by: str = option("--accept-by", "DAY", "The last day to accept an award."),
    draft: bool = flag("--draft", "Make drafts before the quarter is published; each one says so."),
    table: str = option("--table", "FILE", "A table of the letters for mail merge (CSV), with your contacts."),
    messages: str = option(
        "--messages", "FILE", "A page for yourself: a link for each letter that opens a message with it."
    ),
    force: bool = flag("--force", "Replace files that already exist."),
) -> None:
    """Write a letter for each application of a published quarter: the decision, the reasons and what comes next.

    Example: imatter fund letters --quarter last --draft --to letters
    """
    if format not in output.FORMATS:
        raise BadValue(
            Said("--format {given!r} is not a format for letters.", given=Prose(format)), hint="Give text or html."
        )
    day = dates.parse_kept_day(accept_by, session.today()).isoformat() if accept_by else ""
    if not draft:
        in_step.catch_up(session.context(), asks=session.interactive)
        in_step.refuse_edited(session.context())
    id = quarter(session, which)
    told = letters.told(session.context(), id, accept_by=day, draft=draft)
    known = contacts.by_code(session.context())
    made, wrong = _written(_writer(session, format, told), told, known)
    if to:
        _keep(session, made, Path(to), output.FORMATS[format], force)
    if table or messages:
        plain, _ = _written(_writer(session, "text", told), told, known)
        _keep_for_sending(session, _addressed(made, plain, told, known), table, messages, quarters.spoken(id), force)
    for id in told.passed_over:
        session.say(f"{id} is left out because you have a conflict. Another coordinator can write its letter.")
    session.put(
        made, lambda: _kept(session, made, to) if to else output.printed(made) or "There are no letters to write yet."
    )
    _say_what_to_avoid(session, made, told)
    say_left_out(session, wrong)


def _say_what_to_avoid(session: Session, made: Sequence[Data], told: letters.LetterFacts) -> None:
    for one in made:
        id = one["application"]
        for word, instead in advising.words_to_avoid(session.store(), one["text"]):
            session.say(
                f'The letter on {id} says "{word}", a word that the programme avoids. Write {instead} instead.'
                f" Before you send it, {_to_correct(told.applications[id])}."
            )


def _writer(session: Session, format: str, told: letters.LetterFacts) -> output.LetterWriter:
    source = LetterTemplates(session.store().root)
    head = told.letterhead
    mark = source.mark(head["mark"]) if head["mark"] and format == "html" else ""
    return output.LetterWriter(format, source, told.currency, {**head, "mark": mark})


def _addressed(
    made: Sequence[Data], plain: Sequence[Data], told: letters.LetterFacts, known: Mapping[str, Contact]
) -> list[dict[str, Any]]:
    """The letters, each with the person that it is for, and as text."""
    texts = {one["application"]: one["text"] for one in plain}
    found = []
    for one in made:
        code = str(told.applications[one["application"]]["practitioner"])
        facts = next(f for f in told.facts if f["application"] == one["application"])
        email = known[code].email if code in known else ""
        found.append({**one, **_to(code, known), "code": code, "email": email, "quarter": facts["quarter"],
                      "plain": texts.get(one["application"], "")})  # fmt: skip
    return found


def _to(code: str, known: Mapping[str, Contact]) -> dict[str, Any]:
    """The name and address of a letter, as far as the contacts have them."""
    person = known.get(code) or Contact(code)
    return {"name": person.name, "address": person.address.split("\n") if person.address else []}


def _keep_for_sending(
    session: Session, addressed: Sequence[Data], table: str, messages: str, quarter: str, force: bool
) -> None:
    texts: dict[str, str | bytes] = {table: output.table(addressed)} if table else {}
    texts |= {messages: output.messages(addressed, quarter)} if messages else {}
    for path in requested.write(session, texts, over=force):
        said = "Would be written" if session.dry_run else "Written"
        session.say(f"{said} for you alone, because it has names and addresses: {path}")


def _written(
    writer: output.LetterWriter, told: letters.LetterFacts, known: Mapping[str, Contact]
) -> tuple[list[dict[str, Any]], list[str]]:
    """The letters, and what is left out: one that names somebody else is not written."""
    made, wrong = [], list(told.left_out)
    for about in told.facts:
        id = str(about["application"])
        facts = {**about, "to": _to(str(told.applications[id]["practitioner"]), known)}
        text = writer.write(facts) if told.published else writer.draft(facts)
        others = strangers(text, told.applications[id])
        if others:
            wrong.append(
                f"the letter on {id}, because it names {', '.join(others)}. Only the applicant should be named in it."
            )
        else:
            made.append({"application": id, "outcome": facts["outcome"], "text": text})
    return made, wrong


def _to_correct(application: Data) -> str:
    if lifecycles.refusal("application", "correct", str(application["status"])):
        return "correct the letter"
    return str(Remedy("correct the decision (", Command("fund correct"), ") or the letter"))


def _keep(session: Session, made: list[dict[str, Any]], folder: Path, ending: str, force: bool) -> None:
    texts: dict[str, str | bytes] = {f"{one['application']}.{ending}": str(one["text"]) for one in made}
    paths = requested.write_into(session, folder.expanduser(), texts, over=force)
    for one, path in zip(made, paths, strict=True):
        one["path"] = path


def _kept(session: Session, made: list[dict[str, Any]], to: str) -> str:
    said = f"{words.count(len(made), 'letter')} in {to}, to read over before you send them."
    return f"Would be written: {said}" if session.dry_run else said
