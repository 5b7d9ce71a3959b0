"""`imatter due`: dates ahead, and as a file for a calendar."""

from __future__ import annotations

from typing import Any

import typer

from imatter_cli.commands.frame.commands import Commands
from imatter_cli.commands.frame.naming import called
from imatter_cli.commands.frame.options import flag, option
from imatter_cli.commands.frame.requested import write
from imatter_cli.commands.frame.session import Session
from imatter_cli.domain import dates
from imatter_cli.domain.due import WITHIN
from imatter_cli.errors import Usage
from imatter_cli.output import calendar
from imatter_cli.output import due as output
from imatter_cli.output import home as home_output
from imatter_cli.remedies import Command
from imatter_cli.services.today.due import ahead

app = Commands("due", "Dates coming up, and what is waiting.")


@app.command("due")
def due(
    session: Session,
    within: str = option("--within", "TIME", "How far to look ahead: 90d, 12 weeks or 3 months.", default=WITHIN),
    ics: str = option("--ics", "FILE", "Write a calendar file; it holds kinds of date and codes only."),
    force: bool = flag("--force", "Replace the file if it exists."),
) -> None:
    """See which dates are coming up, and what is waiting.

    Example: imatter due --ics dates.ics
    """
    if force and not ics:
        raise Usage("--force only works together with --ics.", hint=Command("due", "--ics", "FILE", "--force"))
    context = session.context()
    found = ahead(context, dates.parse_span(within))
    data: dict[str, Any] = {**found.as_data()}
    if ics:
        dated = calendar.dated(data["due"])
        # an empty calendar is not written
        text = {ics: calendar.calendar(dated, context.now)} if dated else {}
        data["files"] = write(session, text, over=force)
        session.put(data, lambda: output.written(data, len(dated), session.dry_run, context.today))
    else:
        session.put(data, lambda: output.page(data, context.today, called(session)))
    if found.left_out:
        session.say(home_output.left_out(found.left_out))
        raise typer.Exit(1)
