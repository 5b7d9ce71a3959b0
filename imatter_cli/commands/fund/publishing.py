"""Published awards as open data."""

from __future__ import annotations

from typing import Annotated

import typer

from imatter_cli.commands import export as files
from imatter_cli.commands.frame import Commands, session_of
from imatter_cli.commands.fund.common import hang, quarter
from imatter_cli.commands.fund.figures import AnyQuarter, Year
from imatter_cli.errors import BadValue
from imatter_cli.output import giving as output
from imatter_cli.output import words
from imatter_cli.services import giving

FORMATS = ("360giving",)
Standard = Annotated[str, typer.Argument(metavar="FORMAT", help="360giving: the 360Giving Data Standard, 1.4.")]
File = Annotated[str, typer.Argument(metavar="[FILE]", help="The JSON file to make; printed if left out.")]
AsCsv = Annotated[str, typer.Option("--csv", metavar="FILE", help="The same as a spreadsheet, in that file.")]
Force = Annotated[bool, typer.Option("--force", help="In place of files that are there.")]


def add_to(app: Commands) -> None:
    """Hang the command on the group."""
    hang(app, "export", export)


def export(
    ctx: typer.Context,
    standard: Standard,
    file: File = "",
    which: AnyQuarter = None,
    year: Year = "",
    as_csv: AsCsv = "",
    force: Force = False,
) -> None:
    """Published awards as open data, without anybody in it.

    Example: imatter fund export 360giving grants.json --year 2026 --csv grants.csv
    """
    session = session_of(ctx)
    if standard.lower() not in FORMATS:
        raise BadValue(f"{standard!r} is not a format.", hint=f"Give {' or '.join(FORMATS)}.")
    package, left_out = giving.export(session.context(), quarter(session, which) if which else "", year)
    texts = {file: output.as_json(package)} if file else {}
    if as_csv:
        texts[as_csv] = output.as_csv(package)
    if texts:
        written = files.write(session, texts, over=force)
        count = words.count(len(package["grants"]), "grant")
        said = "Would be written" if session.dry_run else "Written"
        session.put(
            {"files": written, "grants": len(package["grants"])}, f"{said}: {count}, in {words.listed(written)}."
        )
    else:
        session.put(output.plain(package), lambda: output.as_json(package), for_programs=True)
    for trouble in left_out:
        session.say(f"Left out: {trouble}")
    if left_out:
        raise typer.Exit(1)
