"""The quarter as one page, for panel and board or for anybody."""

from __future__ import annotations

import sys

from imatter_cli.commands.frame import requested as files
from imatter_cli.commands.frame.commands import Commands, quarter_option
from imatter_cli.commands.frame.options import flag, option
from imatter_cli.commands.frame.session import Session
from imatter_cli.commands.fund.basics import quarter, say_left_out
from imatter_cli.errors import BadValue, Missing
from imatter_cli.output import pack as output
from imatter_cli.output.pack_sheets import as_xlsx as as_workbook
from imatter_cli.output.progress import Progress
from imatter_cli.remedies import Option
from imatter_cli.services.fund import packing

#: What stands for standard output where a file is named.
_PRINTED = "-"


def add_to(app: Commands) -> None:
    """Hang the command on the group."""
    app.command("pack")(pack)


def pack(
    session: Session,
    which: str = quarter_option(),
    html: str = option("--html", "FILE", "The page to make."),
    as_csv: str = option("--csv", "FILE", "Its applications (or figures) as CSV."),
    as_xlsx: str = option("--xlsx", "FILE", "The quarter and its figures, as a workbook."),
    public: bool = flag("--public", "A version for anybody: a published quarter, without people or small numbers."),
    force: bool = flag("--force", "Replace files that already exist."),
) -> None:
    """Make one page about the quarter, with pictures and figures, to read offline or print.

    Example: imatter fund pack --quarter 2026-Q4 --html quarter.html --xlsx quarter.xlsx
    """
    named = [name for name in (html, as_csv, as_xlsx) if name]
    if not named:
        row = {"field": "html", "option": "--html", "why": "The page needs a file name.", "example": "quarter.html"}
        raise Missing("Say where to save the page.", [row], hint=Option("--html", "quarter.html"))
    if len(set(named)) < len(named):
        raise BadValue("Two of these are the same file.", hint="Give each its own name.")
    if as_xlsx == _PRINTED:
        raise BadValue("A workbook can't be printed.", hint="Give --xlsx the name of a file.")
    if _PRINTED in named and len(named) > 1:
        raise BadValue("Only one form can be printed, and no file written with it.", hint="Give each a file name.")
    id = quarter(session, which)
    if public:
        made = packing.for_the_public(session.context(), id)
    else:
        with Progress("Putting the quarter together", sys.stderr) as come:
            made = packing.pack(session.context(), id, come)
    texts: dict[str, str | bytes] = {html: output.html(made)} if html else {}
    if as_csv:
        texts[as_csv] = output.as_csv(made)
    if as_xlsx:
        texts[as_xlsx] = as_workbook(made)
    if _PRINTED in texts:
        session.put({"round": id, "public": public, "files": []}, str(texts[_PRINTED]), for_programs=True)
    else:
        written = files.write(session, texts, over=force)
        session.put(
            {"round": id, "public": public, "files": written}, lambda: output.written(written, made, session.dry_run)
        )
    say_left_out(session, made["left_out"])
