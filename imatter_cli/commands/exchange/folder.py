"""A folder of what came: each file taken in by itself, with a table of what was taken and what not, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import typer

from imatter_cli.commands.exchange import answers
from imatter_cli.commands.exchange.receive import take_file
from imatter_cli.commands.frame.asking import refuse_unless_agreed
from imatter_cli.commands.frame.session import Receiving, Session
from imatter_cli.errors import BadValue, ImatterError, NotFound, StoreTrouble
from imatter_cli.input import sheet
from imatter_cli.input.sheet import is_sheet
from imatter_cli.output.page import ID, NAME, Block, Heading, Page, Paragraph, Table
from imatter_cli.output.tables import Column
from imatter_cli.output.terminal import clean_line
from imatter_cli.output.words import count
from imatter_cli.said import Said
from imatter_cli.services.exchange import parcels

#: So many files are taken from a folder in one go.
_MOST = 1000
_HOW = {
    "taken": "taken in",
    "part": "taken in part",
    "there": "here already",
    "older": "older answers",
    "refused": "not taken",
}


def take_all(session: Session, folder: Path, *, asks: bool) -> None:
    """Take in every file of a folder that holds answers or records. Exits with 1 where one of them was not taken."""
    files = sorted(one for one in folder.iterdir() if one.is_file() and not one.name.startswith("."))
    if not files:
        raise NotFound(
            Said("There is no file in {folder}.", folder=str(folder)), hint="Name the folder of the answers."
        )
    if len(files) > _MOST:
        raise BadValue(
            Said("There are {count} files in {folder}, more than can be taken in one go.",
                 count=len(files), folder=str(folder)),
            hint=Said("Take {most} at a time.", most=_MOST),
        )  # fmt: skip
    older = _older(files)
    if asks and session.interactive and not session.dry_run:
        rows = _tried(session, files, older)
        session.show(Page(_table(rows, trial=True)))
        if any(row["how"] in ("taken", "part") for row in rows):
            refuse_unless_agreed("Take these in?")
    rows = _each(session, files, older)
    data = {"received": rows, **({"dry_run": True} if session.dry_run else {})}
    session.put(data, lambda: Page(_table(rows, trial=session.dry_run)))
    if any(row["how"] in ("part", "refused") for row in rows):
        raise typer.Exit(1)


def _older(files: Sequence[Path]) -> dict[Path, str]:
    """The files with answers that are there in another file as they were saved later: by file, that one's name."""
    versions: dict[str, list[tuple[str, float, Path, Mapping[str, str]]]] = {}
    for file in files:
        with suppress(ImatterError, OSError):  # what is wrong with it is said when it is taken in
            raw = parcels.read(str(file))
            if is_sheet(raw) and (came := sheet.read(raw, file.name)).id:
                versions.setdefault(came.id, []).append((came.saved, file.stat().st_mtime, file, came.given))
    older: dict[Path, str] = {}
    for one in versions.values():
        *_, latest, last = max(one, key=lambda version: version[:2])
        older |= {file: latest.name for *_, file, given in one if given != last}
    return older


def _tried(session: Session, files: Sequence[Path], older: Mapping[Path, str]) -> list[dict[str, Any]]:
    session.globals.dry_run = True
    try:
        return _each(session, files, older)
    finally:
        session.globals.dry_run = False


def _each(session: Session, files: Sequence[Path], older: Mapping[Path, str]) -> list[dict[str, Any]]:
    return [_taken(session, file, older.get(file, "")) for file in files]


def _taken(session: Session, file: Path, later: str) -> dict[str, Any]:
    """One file taken in, or why not; only a store that can't be used stops the others."""
    row: dict[str, Any] = {"file": file.name, "how": "taken", "id": "", "status": "", "message": ""}
    try:
        row |= _one(session, file, later)
    except StoreTrouble as trouble:
        if trouble.code != "not-read":
            raise
        row |= {"how": "refused", "message": trouble.message, "code": trouble.code}
    except ImatterError as refused:
        row |= {"how": "refused", "message": refused.message, "code": refused.code}
    return row


def _one(session: Session, file: Path, later: str) -> dict[str, Any]:
    raw = parcels.read(str(file))
    if not is_sheet(raw):
        quiet = Receiving("", (), {}, quiet=True)
        try:
            with session.receiving(quiet):
                take_file(session, raw, file.name)
        except typer.Exit:  # a hand-out with several reviews
            how = "part" if quiet.done else "refused"
            return {**_told(quiet), "how": how, "message": "Not all of it was taken. Receive it alone to see what."}
        return _told(quiet)
    came = answers.read(session, raw, file.name)
    if later and not came.is_there:
        return {"how": "older", "message": f"{later} has later answers from the same form."}
    quiet = Receiving(came.mark, (), came.as_data(), quiet=True)
    if came.is_there or not answers.give(session, came, quiet):
        known = came.known or {}
        return {"how": "there", "id": known["id"], "status": known["status"], "answers": came.as_data()}
    return {**_told(quiet), "answers": came.as_data()}


def _told(quiet: Receiving) -> dict[str, Any]:
    if not quiet.done:
        return {"how": "there"}
    done = quiet.done[-1]
    return {"id": done.id, "status": done.status}


def _table(rows: Sequence[dict[str, Any]], *, trial: bool) -> list[Block]:
    taken = sum(row["how"] in ("taken", "part") for row in rows)
    said = f"{'Would be taken in' if trial else 'Taken in'}: {taken} of {count(len(rows), 'file')}."
    columns = (Column("file", role=NAME), Column(""), Column("record", keep=True, role=ID), Column("why not"))
    told = [(clean_line(row["file"]), _HOW[row["how"]], row["id"], clean_line(row["message"])) for row in rows]
    return [Heading(said), Table(columns, told), *([Paragraph("Nothing was changed (a trial run).")] if trial else [])]
