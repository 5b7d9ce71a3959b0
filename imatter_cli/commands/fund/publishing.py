"""Published awards as open data, and the payment list."""

from __future__ import annotations

from imatter_cli.commands.frame import requested as files
from imatter_cli.commands.frame.commands import Commands
from imatter_cli.commands.frame.options import argument, flag, option
from imatter_cli.commands.frame.session import Session
from imatter_cli.commands.fund.basics import quarter, say_left_out
from imatter_cli.commands.fund.figures import ANY_QUARTER, YEAR
from imatter_cli.errors import BadValue
from imatter_cli.output import giving as output
from imatter_cli.output import words
from imatter_cli.output.tables import csv
from imatter_cli.said import Many, Prose, Said
from imatter_cli.services.fund import publishing

FORMATS = ("360giving", "payments")


def add_to(app: Commands) -> None:
    """Hang the command on the group."""
    app.command("export")(export)


def export(
    session: Session,
    standard: str = argument("FORMAT", "360giving (the open data standard) or payments."),
    file: str = argument("[FILE]", "The file to make; without it, the export is printed.", default=""),
    which: str | None = ANY_QUARTER,
    year: str = YEAR,
    as_csv: str = option("--csv", "FILE", "Also make a spreadsheet, in this file."),
    force: bool = flag("--force", "Replace files that already exist."),
) -> None:
    """Export published awards as open data (360giving), or the payment list as CSV (payments).

    Example: imatter fund export payments payments.csv
    """
    if standard.lower() not in FORMATS:
        raise BadValue(
            Said("{given!r} is not a format for export.", given=Prose(standard)),
            hint=Said("Give {formats:or}.", formats=Many(FORMATS)),
        )
    if standard.lower() == "payments":
        _payments(session, file or as_csv, quarter(session, which) if which else "", year, force=force)
        return
    file = "" if file == "-" else file
    package, left_out = publishing.export(session.context(), quarter(session, which) if which else "", year)
    texts = {file: output.as_json(package)} if file else {}
    if as_csv:
        texts[as_csv] = output.as_csv(package)
    if "-" in texts:
        session.put(output.plain(package), texts["-"], for_programs=True)
    elif texts:
        written = files.write(session, texts, over=force)
        count = words.count(len(package["grants"]), "grant")
        said = "Would be written" if session.dry_run else "Written"
        session.put(
            {"files": written, "grants": len(package["grants"])}, f"{said}: {count}, in {words.listed(written)}."
        )
    else:
        session.put(output.plain(package), lambda: output.as_json(package), for_programs=True)
    say_left_out(session, left_out)


def _payments(session: Session, file: str, which: str, year: str, *, force: bool) -> None:
    """The payment list: printed, or in a file."""
    rows, left_out = publishing.payments(session.context(), which, year)
    text = csv(publishing.COLUMNS, [list(row.values()) for row in rows])
    if file and file != "-":
        written = files.write(session, {file: f"{text}\n"}, over=force)
        said = "Would be written" if session.dry_run else "Written"
        data = {"files": written, "payments": len(rows)}
        session.put(data, f"{said}: {words.count(len(rows), 'amount')}, in {words.listed(written)}.")
    else:
        session.put(rows, text, for_programs=True)
    say_left_out(session, left_out)
