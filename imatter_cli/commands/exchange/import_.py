"""`imatter import`: an old spreadsheet taken over, all of it or nothing."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

import typer

from imatter_cli.classes import replace
from imatter_cli.commands.frame.asking import refuse_unless_agreed
from imatter_cli.commands.frame.commands import Commands
from imatter_cli.commands.frame.options import argument, option
from imatter_cli.commands.frame.session import Session
from imatter_cli.domain import ids
from imatter_cli.domain import importing as rules
from imatter_cli.domain.data import Data
from imatter_cli.domain.imported import COLUMNS, ImportedKind
from imatter_cli.domain.kinds import BY_NAME
from imatter_cli.errors import BadValue, Missing
from imatter_cli.input.form import Answers, Choice
from imatter_cli.input.questions import exchange as questions
from imatter_cli.output import importing as output
from imatter_cli.output.page import Block, Page, Paragraph
from imatter_cli.output.progress import Progress
from imatter_cli.output.receipts import Done, Next
from imatter_cli.output.words import count
from imatter_cli.remedies import Command
from imatter_cli.said import Prose, Said
from imatter_cli.services.context import Context
from imatter_cli.services.exchange import importing
from imatter_cli.services.exchange.importing import Imported
from imatter_cli.store.contract import Receipt

app = Commands("import", "Import an old spreadsheet.")


@app.command("import")
def import_(
    session: Session,
    file: str = argument("FILE", "A CSV file; its first row names the columns.", default=""),
    kind: str = option("--kind", "KIND", "practitioner, licence or project; old names work too."),
    maps: list[str] | None = option("--map", "FIELD=COLUMN", "Read a field from this column.", default=None),
    key: str = option("--key", "COLUMN", "The column that tells rows apart, ideally a number; it is not kept."),
) -> None:
    """Import a spreadsheet (CSV) of people, licences or projects: all rows in one change, or none.

    Example: imatter import old.csv --kind licence --key No --dry-run
    """
    session.context()  # without a store nothing is asked
    given = _pairs(maps or ())
    if session.interactive and not (file and kind):
        with _asked(session, {"file": file, "kind": kind, "key": key}, given) as values:
            _import(session, values["file"], values["kind"], given, str(values.get("key", "")))
        return
    _refuse_missing(file, kind)
    _import(session, file, kind, given, key)


def _asked(
    session: Session, said: Mapping[str, str], given: Mapping[str, str]
) -> AbstractContextManager[dict[str, Any]]:
    """The file, its kind and the column of its keys; that is asked only of a file without ids."""
    headings: list[str] = []

    def read(file: str) -> str:
        headings[:] = rules.sheet(importing.read(file), file).headings
        return file

    def needs_key(answers: Answers) -> bool:
        if not {"file", "kind"} <= answers.keys():
            return False
        sheet = rules.sheet(importing.read(answers["file"]), answers["file"])
        return not {"id", "key"} & set(rules.columns(sheet, rules.kind_of(answers["kind"]), given).of)

    def choices(name: str) -> Sequence[Choice]:
        return [Choice(heading) for heading in headings if heading] if name == questions.HEADINGS else ()

    return session.answers(questions.import_(read, needs_key), said, choices=choices)


def _refuse_missing(file: str, kind: str) -> None:
    lacking: list[Data] = []
    if not file:
        why = "A CSV file; its first row names the columns."
        lacking.append({"field": "file", "option": "FILE", "why": why, "example": "old.csv"})
    if not kind:
        why = "A file holds records of one kind."
        about = {"example": "licence", "choices": [*COLUMNS]}
        lacking.append({"field": "kind", "option": "--kind", "why": why, **about})
    if lacking:
        raise Missing("Say which file to import, and what its rows are.", lacking, hint=Command("import", "--help"))


def _import(session: Session, file: str, kind: str, given: Mapping[str, str], key: str) -> None:
    context = session.context()
    raw = importing.read(file)
    of = rules.kind_of(kind)
    asks = session.interactive and not session.dry_run
    trial = replace(context, dry_run=True) if asks else context
    found = _bring_in(trial, raw, file, of, given, key)
    told = output.understood(found.as_data(), found.sheet.encoding)
    if asks and found.receipt is not None:
        session.show(Page(told))
        refuse_unless_agreed("Import these?")
        found = _bring_in(context, raw, file, of, given, key)
        told = ()
    if found.receipt is None:
        nothing = {"id": "", "status": "", "path": "", "commit": "", **found.as_data()}
        what = "" if found.different else f"{file} has nothing new. "
        session.put(nothing, lambda: Page((*told, Paragraph(f"{what}Nothing was changed."))))
    else:
        _tell(session, found, found.receipt, told)
    if found.different:
        session.say(output.not_taken(len(found.different)))
        if found.receipt is None:
            raise typer.Exit(1)


def _bring_in(
    ctx: Context, raw: bytes, file: str, kind: ImportedKind, given: Mapping[str, str], key: str
) -> Imported:  # fmt: skip
    with Progress("Looking at the rows", sys.stderr) as come:
        return importing.bring_in(ctx, raw, file, kind, given=given, key=key, told=come)


def _tell(session: Session, found: Imported, receipt: Receipt, told: Sequence[Block]) -> None:
    first = found.new[0]
    status = str((receipt.after[0] or {}).get("status", ""))
    what = count(len(found.new), found.kind, BY_NAME[found.kind].many)
    said = f"{'Would be imported' if session.dry_run else 'Imported'}: {what}."
    group = found.kind
    more: Data = {**found.as_data()}
    also = [{"id": w.id, "status": str((a or {}).get("status", ""))} for w, a in zip(
        receipt.change.writes[1:], receipt.after[1:], strict=True)]  # fmt: skip
    session.done(
        Done(
            first, status, ids.path_of(first), receipt.commit, said,
            [Next(Command(f"{group} list")), Next(Command("check"))], receipt.notes, session.dry_run,
            more={**more, **({"also": also} if also else {})}, before=told,
        )
    )  # fmt: skip


def _pairs(given: list[str] | tuple[str, ...]) -> dict[str, str]:
    """`["since=Date issued"]` as a mapping. Raises BadValue."""
    found: dict[str, str] = {}
    for one in given:
        name, equals, heading = one.partition("=")
        if not equals or not name.strip() or not heading.strip():
            raise BadValue(
                Said("--map {given!r} is not in the form FIELD=COLUMN.", given=Prose(one)),
                hint='Write it as --map since="Date issued".',
            )
        found[name.strip()] = heading.strip()
    return found
