"""`imatter send`: records for somebody else's store, as one readable file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path

from imatter_cli.commands.frame.asking import refuse_unless_agreed
from imatter_cli.commands.frame.commands import Commands
from imatter_cli.commands.frame.complete import IdType
from imatter_cli.commands.frame.offering import is_yes
from imatter_cli.commands.frame.options import argument, option
from imatter_cli.commands.frame.session import Session
from imatter_cli.domain.exchange import KINDS
from imatter_cli.errors import BadValue, Missing, Refused
from imatter_cli.input.form import Choice
from imatter_cli.input.questions import exchange as questions
from imatter_cli.output import exchange as output
from imatter_cli.output.page import COMMAND, Block, Heading, Page, Paragraph, Span
from imatter_cli.remedies import Command
from imatter_cli.services.exchange import exporting, parcels

#: So many records are looked at for those that can be sent.
_OFFERED = 30

app = Commands("send", "Pack records for somebody else's store.")


@app.command("send")
def send(
    session: Session,
    which: list[str] | None = argument(
        "ID...", "Any unique part of an id; several for one file.", IdType(*KINDS), default=None
    ),
    to: str = option("--to", "FILE", "The file to write; it must not exist yet."),
) -> None:
    """Pack records, and what they build on, as one readable file for somebody else's store.

    Example: imatter send m3k --to licence.yaml
    """
    session.context()  # without a store nothing is asked
    if session.interactive and not (which and to):

        def place(said: str) -> str:
            _or_another(lambda: _place(session, said))
            return said

        def pack(ids: Sequence[str], answers: object = None) -> None:
            _or_another(lambda: parcels.pack(session.context(), ids))

        def can_be_sent(kinds: Sequence[str]) -> Sequence[Choice]:
            there = islice(session.wiring.known(session.store(), kinds), _OFFERED)
            return [one for one in there if is_yes(lambda one: pack([one]), one.value)]

        asked = questions.send(place, pack)
        with session.answers(asked, {"which": which or [], "to": to}, known=can_be_sent) as values:
            _send(session, values["which"], values["to"])
        return
    _refuse_missing(session, which or (), to)
    _send(session, which or (), to)


def _or_another(act: Callable[[], object]) -> None:
    """Make a refusal one of an answer, in whose place another can be given."""
    try:
        act()
    except Refused as refused:
        raise BadValue(refused.said, hint=refused.hint) from None


def _place(session: Session, to: str) -> Path:
    return exporting.place(to, session.store().root, taken=parcels.taken)


def _refuse_missing(session: Session, which: Sequence[str], to: str) -> None:
    lacking = []
    if not which:
        there = next((c.value for c in session.wiring.known(session.store(), KINDS)), "")
        lacking.append({"field": "which", "option": "ID...", "why": "What it builds on is included.", "example": there})
    if not to:
        why = "You hand this file over."
        lacking.append({"field": "to", "option": "--to", "why": why, "example": "records.yaml"})
    if lacking:
        raise Missing("Say what to pack, and which file to write.", lacking, hint=Command("send", "--help"))


def _send(session: Session, which: Sequence[str], to: str) -> None:
    place = _place(session, to)
    packed = parcels.pack(session.context(), which)
    told = [*output.packed(packed.data, packed.named), *output.replaced(packed.replaced)]
    if session.interactive and not session.dry_run:
        session.show(Page(told))
        refuse_unless_agreed(f"Write this to {to}?")
        told = []
    if not session.dry_run:
        exporting.write(place, packed.raw)
    digest = str(packed.data["digest"])
    data = {
        "file": to, "digest": digest, "bytes": len(packed.raw), "named": list(packed.named),
        "along": list(packed.along), **({"replaced": list(packed.replaced)} if packed.replaced else {}),
        **({"dry_run": True} if session.dry_run else {}),
    }  # fmt: skip
    session.put(data, lambda: Page((*told, *_saved(session, to))))


def _saved(session: Session, to: str) -> list[Block]:
    if session.dry_run:
        return [Paragraph("Nothing was written (a trial run).")]
    taken_in = Span(str(Command("receive", to)), COMMAND)
    return [
        Heading(f"Saved to {to}. Only you can read it until you send it."),
        Paragraph(("Next:  hand it over; the other side types  ", taken_in)),
    ]
