"""`imatter verify`: whether the whole history is one that imatter could have made."""

from __future__ import annotations

from pathlib import Path

import typer

from imatter_cli.commands.frame.commands import Commands
from imatter_cli.commands.frame.options import flag, option
from imatter_cli.commands.frame.session import Session
from imatter_cli.commands.integrity import reporting
from imatter_cli.domain import trail
from imatter_cli.domain.trail import Point
from imatter_cli.errors import NotFound, Usage
from imatter_cli.output import verify as shown
from imatter_cli.output.findings import FORMATS
from imatter_cli.output.json import envelope
from imatter_cli.output.page import Page
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Prose, Said
from imatter_cli.services.integrity import verifying
from imatter_cli.store.contract import Store

app = Commands("verify", "Check the whole history.")

#: A file with a checkpoint is a line; more of it is not read.
_LONGEST = 4096


@app.command("verify")
def verify(
    session: Session,
    checkpoint: bool = flag("--checkpoint", "Only print a line to keep elsewhere and compare with later."),
    against: str = option(
        "--against", "LINE|FILE", "A line kept earlier. Check that the history it covers is still there."
    ),
    choices: bool = flag(
        "--choices", "Also ask today's rules what each merge should have set aside. This takes longer."
    ),
    format: str = reporting.FORMAT,
    output: list[str] | None = reporting.OUTPUT,
) -> None:
    """Check whether imatter could have made every change in the history.

    Example: imatter verify
    """
    if checkpoint and against:
        raise Usage("You can't use --checkpoint and --against together.", hint="Use one of the two.")
    if checkpoint and (format or output):
        raise Usage("A checkpoint is a line of its own.", hint=Command("verify", "--checkpoint"))
    asked = reporting.asked(session, format, output or ())
    if checkpoint:
        point = verifying.checkpoint(session.store_here())
        session.put({"checkpoint": point.line, "commits": point.count}, point.line, for_programs=True)
        return
    store = session.store_here()
    reports = asked.placed(store.root)
    more = _otherwise(store) if choices else ()
    report = verifying.verify(session.watching(store), _point(against) if against else None, more)
    found = report.as_data()
    data = {**found, "summary": {**found["summary"], "store": store.root, "commit": store.head()}}

    def render(name: str) -> str | Page:
        if name == "json":
            return envelope(data)
        if name == "text":
            return shown.render(data["findings"], data["summary"])
        return FORMATS[name](*shown.as_found(data["findings"], data["summary"]))

    reports.put(session, data, render)
    if report.summary.errors:
        raise typer.Exit(1)


def _otherwise(store: Store) -> list[verifying.Noted]:
    """What today's rules would choose otherwise."""
    from imatter_cli.services.together import choices  # late: only this option needs what merges

    return choices.choices(store)


def _point(given: str) -> Point:
    """The checkpoint that was given, or that a file holds. Raises NotFound."""
    point = trail.point_of(given)
    if point is not None:
        return point
    hint = Remedy(
        "Give the line that ", Command("verify", "--checkpoint"), " printed, in quotation marks, or the file it was "
        "kept in.",
    )  # fmt: skip
    try:
        with Path(given).open("rb") as file:
            text = file.read(_LONGEST).decode("utf-8", "replace")
    except (OSError, ValueError):
        text = ""
        said = Said("{given!r} is neither a checkpoint nor a file that can be read.", given=Prose(given))
    else:
        said = Said("{path} does not contain a checkpoint.", path=given)
    found = [point for line in text.splitlines() for point in [trail.point_of(line)] if point is not None]
    if not found:
        raise NotFound(said, hint=hint, details={"ref": given})
    return found[-1]
