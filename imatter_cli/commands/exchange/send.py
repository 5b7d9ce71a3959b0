"""`imatter send`: records for somebody else's store, as one readable file."""

from __future__ import annotations

from typing import Annotated

import typer

from imatter_cli.commands.frame.asking import refuse_unless_agreed
from imatter_cli.commands.frame.commands import Commands, session_of
from imatter_cli.commands.frame.complete import IdType
from imatter_cli.commands.frame.examples import with_example
from imatter_cli.commands.frame.session import Session
from imatter_cli.domain.exchange import KINDS
from imatter_cli.errors import Missing
from imatter_cli.output import exchange as output
from imatter_cli.output.page import COMMAND, Block, Heading, Page, Paragraph, Span
from imatter_cli.remedies import Command
from imatter_cli.services.exchange import exporting, parcels

app = Commands("send", "Pack records for somebody else's store.")


@app.command(
    "send",
    help=with_example(
        "Pack records, and what they build on, as one readable file for somebody else's store.",
        "imatter send m3k --to licence.yaml",
    ),
)
def send(
    ctx: typer.Context,
    which: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="ID...", help="Any unique part of an id; several for one file.",
            click_type=IdType(*KINDS), show_default=False,
        ),
    ] = None,
    to: Annotated[
        str, typer.Option("--to", metavar="FILE", help="The file to write; it must not exist yet.", show_default=False)
    ] = "",
) -> None:  # fmt: skip
    """Pack records."""
    session = session_of(ctx)
    context = session.context()
    lacking = []
    if not which:
        there = next((c.value for c in session.wiring.known(session.store(), KINDS)), "")
        lacking.append({"field": "which", "option": "ID...", "why": "What it builds on is included.", "example": there})
    if not to:
        why = "You hand this file over."
        lacking.append({"field": "to", "option": "--to", "why": why, "example": "records.yaml"})
    if not which or not to:
        raise Missing("Say what to pack, and which file to write.", lacking, hint=Command("send", "--help"))
    place = exporting.place(to, session.store().root, taken=parcels.taken)
    packed = parcels.pack(context, which)
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
