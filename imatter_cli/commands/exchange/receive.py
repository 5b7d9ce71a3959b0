"""`imatter receive`: what came from somebody else's store, or answers to a form, taken in as if typed here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from imatter_cli.classes import replace
from imatter_cli.commands.exchange import reviews_back
from imatter_cli.commands.frame import stdin
from imatter_cli.commands.frame.asking import refuse_unless_agreed
from imatter_cli.commands.frame.changes import way_back
from imatter_cli.commands.frame.commands import Commands
from imatter_cli.commands.frame.options import argument, flag
from imatter_cli.commands.frame.session import Session
from imatter_cli.domain import ids
from imatter_cli.domain.file_rules import MAX_BYTES
from imatter_cli.domain.fund.handed_back import FORM
from imatter_cli.errors import BadValue, Broken, Usage
from imatter_cli.input.sheet import is_sheet
from imatter_cli.output import exchange as output
from imatter_cli.output.page import Block, Page, Paragraph
from imatter_cli.output.receipts import Done, Next
from imatter_cli.output.words import listed
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Said
from imatter_cli.services.exchange import arriving, parcels
from imatter_cli.services.exchange.erased import to_erase
from imatter_cli.services.exchange.parcels import Received
from imatter_cli.store.contract import Receipt

app = Commands("receive", "Take in what somebody sent.")


@app.command("receive")
def receive(
    session: Session,
    file: str = argument("FILE", "The file, a folder of them, or - for standard input."),
    yes: bool = flag("--yes", "Don't ask, even if the sender has erased words that you still have."),
) -> None:
    """Check what somebody sent, show what is new in it, and take it in: records from another store, a hand-out that a
    reviewer answered, or answers to a form; also a folder of them.

    Example: imatter receive licence.yaml
    """
    if file != "-" and Path(file).expanduser().is_dir():
        # late: most of what comes is one file
        from imatter_cli.commands.exchange.folder import take_all

        take_all(session, Path(file).expanduser(), asks=not yes)
        return
    name = "input" if file == "-" else file
    raw = arriving.plain(stdin.read_bytes(MAX_BYTES + 1)) if file == "-" else parcels.read(file)
    if arriving.is_backup(raw):
        raise BadValue(
            Said("{file} is a backup of a whole store.", file=name), code="a-backup",
            hint=Remedy("To make that store again in a new folder: ", Command("restore", name, "PATH")),
        )  # fmt: skip
    if is_sheet(raw):
        # late: only answers need what asks questions
        from imatter_cli.commands.exchange.answers import take

        take(session, raw, name, asks=not yes)
    else:
        take_file(session, raw, name, yes=yes)


def take_file(session: Session, raw: bytes, name: str, *, yes: bool = False) -> None:
    """Take in a file that has no answers to a form: as the form that it says it has, or else as a parcel."""
    if raw.lstrip()[:9].lower() == b"<!doctype":
        raise BadValue(
            Said("{file} is a page, and not what the page saves.", file=name), code="a-page",
            hint="Ask for the file that the page's own button saves, or for its answers as a text.",
        )  # fmt: skip
    form = arriving.form_of(raw)
    if not form and len(raw) <= MAX_BYTES:
        raise Broken(
            Said("{file} holds nothing that imatter can take in.", file=name), [],
            hint="Ask for it again: answers to a form, a hand-out with its reviews, or records, as the whole file.",
        )  # fmt: skip
    take = _FORMS.get(form)
    if take is not None:
        take(session, raw, name)
    else:
        _take_parcel(session, raw, name, yes=yes)


def _take_parcel(session: Session, raw: bytes, name: str, *, yes: bool) -> None:
    """Take in records from another store. What can't be undone needs a yes, in the line or at a terminal."""
    asks = session.interactive and not session.dry_run and not yes
    context = session.context()
    parcel = parcels.unpack(raw, name)
    if not (asks or yes or session.dry_run) and to_erase(context, parcel["records"]) is not None:
        raise Usage(
            Said("{name} asks to erase words here, which can't be undone, so it needs --yes.", name=name),
            code="needs-yes", hint=Command("receive", name, "--dry-run"),
        )  # fmt: skip
    found = parcels.receive(replace(context, dry_run=True) if asks else context, parcel)
    if asks and found.receipt is not None:
        session.show(Page(_told(found)))
        refuse_unless_agreed(_ERASE if found.erased else "Take this in?", default="no" if found.erased else "yes")
        found = parcels.receive(context, parcel)
    if found.receipt is None:
        _say_nothing_new(session, name, found)
    else:
        _tell(session, found, found.receipt, shown=asks)


#: What takes in a file of each form; any other is a parcel, or not one of ours.
_FORMS: dict[str, Callable[[Session, bytes, str], None]] = {FORM: reviews_back.take_in}


_ERASE = "Take this in, and erase these words here and in the past? It can't be undone."


def _told(found: Received) -> list[Block]:
    """What came, and the words that go from here with it."""
    return [*output.arrived(found.parcel, found.arrivals), *output.erased(found.erased)]


def _say_nothing_new(session: Session, name: str, found: Received) -> None:
    data = {"id": "", "status": "", "path": "", "commit": "", "received": [a.as_data() for a in found.arrivals]}
    told = output.arrived(found.parcel, found.arrivals)
    nothing = Paragraph(f"{name} has nothing new. Nothing was changed.")
    session.put(data, lambda: Page((*told, nothing)))


def _tell(session: Session, found: Received, receipt: Receipt, *, shown: bool) -> None:
    coming = [a for a in found.arrivals if a.comes]
    first = coming[0]
    names = listed(a.id for a in coming) if len(coming) <= 3 else f"{first.id} and {len(coming) - 1} more"
    said = f"{'Would be taken in' if session.dry_run else 'Taken in'}: {names}."
    also = [{"id": a.id, "status": a.status} for a in coming[1:]]
    more: dict[str, Any] = {"received": [a.as_data() for a in found.arrivals], **({"also": also} if also else {})}
    if found.erased:
        more["erased"] = len(found.erased)
    session.done(
        Done(
            first.id, first.status, ids.path_of(first.id), receipt.commit,
            said,
            [Next(Command("show", first.id)), Next(Command("log", first.id))], receipt.notes, session.dry_run,
            way_back(session, receipt), more=more,
            before=() if shown else _told(found),
        )
    )  # fmt: skip
