"""The quarter as one page, for panel and board or for anybody."""

from __future__ import annotations

from typing import Annotated

import typer

from imatter_cli.commands import export as files
from imatter_cli.commands.frame import Commands, quarter_option, session_of
from imatter_cli.commands.fund.common import hang, quarter
from imatter_cli.errors import BadValue, Missing
from imatter_cli.output import pack as output
from imatter_cli.services import packing

Html = Annotated[str, typer.Option("--html", metavar="FILE", help="The page to make.")]
AsCsv = Annotated[str, typer.Option("--csv", metavar="FILE", help="Its applications (or figures) as a spreadsheet.")]
Public = Annotated[bool, typer.Option("--public", help="For anybody: a published quarter, nobody, no small numbers.")]
Force = Annotated[bool, typer.Option("--force", help="In place of files that are there.")]


def add_to(app: Commands) -> None:
    """Hang the command on the group."""
    hang(app, "pack", pack)


def pack(
    ctx: typer.Context,
    which: Annotated[str, quarter_option()] = "current",
    html: Html = "",
    as_csv: AsCsv = "",
    public: Public = False,
    force: Force = False,
) -> None:
    """The quarter as one page, with pictures and figures, to read offline or print.

    Example: imatter fund pack --quarter 2026-Q4 --html quarter.html
    """
    session = session_of(ctx)
    if not html and not as_csv:
        row = {"field": "html", "option": "--html", "why": "The page needs a file.", "example": "quarter.html"}
        raise Missing("Say where the page goes.", [row], hint="--html quarter.html")
    if html and html == as_csv:
        raise BadValue("Both would be the same file.", hint="Give two names.")
    id = quarter(session, which)
    made = packing.for_the_public(session.context(), id) if public else packing.pack(session.context(), id)
    texts = {html: output.html(made)} if html else {}
    if as_csv:
        texts[as_csv] = output.as_csv(made)
    written = files.write(session, texts, over=force)
    session.put(
        {"round": id, "public": public, "files": written}, lambda: output.written(written, made, session.dry_run)
    )
    for trouble in made["left_out"]:
        session.say(f"Left out: {trouble}")
    if made["left_out"]:
        raise typer.Exit(1)
