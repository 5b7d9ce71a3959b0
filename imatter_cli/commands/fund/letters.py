"""A letter for each application of a quarter, to read over and send."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from imatter_cli.commands.frame import requested
from imatter_cli.commands.frame.commands import Commands, quarter_option, session_of
from imatter_cli.commands.frame.session import Session
from imatter_cli.commands.fund.basics import hang, quarter
from imatter_cli.domain import dates
from imatter_cli.domain.fund.letters import strangers
from imatter_cli.errors import BadValue
from imatter_cli.output import letters as output
from imatter_cli.output import words
from imatter_cli.services.exchange import exporting
from imatter_cli.services.fund import letters
from imatter_cli.services.fund.letter_templates import Letters
from imatter_cli.services.practice import advising

To = Annotated[str, typer.Option("--to", metavar="FOLDER", help="One file for each, named by the application.")]
Format = Annotated[str, typer.Option("--format", metavar="FORMAT", help="text or html.")]
AcceptBy = Annotated[str, typer.Option("--accept-by", metavar="DAY", help="Until when an award is to be taken up.")]
Draft = Annotated[bool, typer.Option("--draft", help="Before the quarter is published; each letter then says so.")]
Force = Annotated[bool, typer.Option("--force", help="In place of files that are there.")]


def add_to(app: Commands) -> None:
    """Hang the command on the group."""
    hang(app, "letters", write_letters)


def write_letters(
    ctx: typer.Context,
    which: Annotated[str, quarter_option()] = "current",
    to: To = "",
    format: Format = "text",
    accept_by: AcceptBy = "",
    draft: Draft = False,
    force: Force = False,
) -> None:
    """A letter for each application of a published quarter: the decision, its reasons, what comes next.

    Example: imatter fund letters --quarter 2026-Q4 --accept-by 2027-01-31 --to letters
    """
    session = session_of(ctx)
    if format not in output.FORMATS:
        raise BadValue(f"--format {format!r} is not a format of letters.", hint="Give text or html.")
    day = dates.parse_day(accept_by, session.today()).isoformat() if accept_by else ""
    told = letters.told(session.context(), quarter(session, which), accept_by=day, draft=draft)
    writer = output.Letters(format, Letters(session.store().root), told.currency)
    made: list[dict[str, Any]] = []
    avoid: dict[str, list[tuple[str, str]]] = {}
    wrong = list(told.left_out)
    for facts in told.facts:
        id = str(facts["application"])
        text = writer.write(facts) if told.published else writer.draft(facts)
        others = strangers(text, told.applications[id])
        if others:
            wrong.append(
                f"the letter on {id}, which names {', '.join(others)}: its reasons are the applicant's to read."
            )
        else:
            made.append({"application": id, "outcome": facts["outcome"], "text": text})
            avoid[id] = advising.words_to_avoid(session.store(), text)
    if to:
        _keep(session, made, Path(to), output.FORMATS[format], force)
    for id in told.passed_over:
        session.say(f"{id} is passed over: you have a conflict. Another coordinator writes its letter.")
    session.put(made, lambda: _kept(session, made, to) if to else output.printed(made) or "There are no letters yet.")
    for id, found in avoid.items():
        for word, instead in found:
            session.say(
                f'The letter on {id} says "{word}", a word that the programme does not use. Say {instead}.'
                " Before you send it, correct the decision (imatter fund correct) or the letter."
            )
    for trouble in wrong:
        session.say(f"Left out: {trouble}")
    if wrong:
        raise typer.Exit(1)


def _keep(session: Session, made: list[dict[str, Any]], folder: Path, ending: str, force: bool) -> None:
    there = folder.expanduser()
    if not there.is_dir():
        exporting.place(str(there), session.store().root)
        if session.dry_run:
            return
        exporting.make_folder(there)
    texts = {str(there / f"{one['application']}.{ending}"): str(one["text"]) for one in made}
    for one, path in zip(made, requested.write(session, texts, over=force), strict=True):
        one["path"] = path


def _kept(session: Session, made: list[dict[str, Any]], to: str) -> str:
    said = f"{words.count(len(made), 'letter')} in {to}, to read over before you send them."
    return f"Would be written: {said}" if session.dry_run else said
