"""`imatter diff`: what is edited by hand and not saved yet, or what changed between two days."""

from __future__ import annotations

import typer

from imatter_cli.commands.frame.commands import Commands
from imatter_cli.commands.frame.complete import any_one
from imatter_cli.commands.frame.options import option
from imatter_cli.commands.frame.session import Session
from imatter_cli.commands.records.reading import told
from imatter_cli.errors import Usage
from imatter_cli.output import changes
from imatter_cli.output.page import Page
from imatter_cli.remedies import Command, Option, Remedy, in_a_row
from imatter_cli.services.integrity import history

app = Commands("diff", "Show what changed in a record.")


@app.command("diff")
def diff(
    session: Session,
    which: str = any_one("Everything edited and not saved"),
    from_: str = option("--from", "DAY", "From the end of that day."),
    to: str = option("--to", "DAY", "To the end of that day. Now if you leave it out."),
) -> None:
    """Show what you edited but have not saved, or what changed between two days.

    Example: imatter diff 7kq
    """
    session.store_here()
    if to and not from_:
        raise Usage("--to needs --from.", hint=in_a_row([Option("--from", "DAY"), Option("--to", "DAY")]))
    if from_ and not which:
        raise Usage(
            "Name one record to compare it between two days.",
            hint=Remedy(Command("diff", "ID", "--from", "DAY"), ", or ", Command("log")),
        )
    context = session.context()
    found = [history.between(context, which, from_, to)] if from_ else history.unsaved(context, which)
    blocks = [block for d in found for block in changes.difference(d)]
    session.put([d.as_data() for d in found], Page(blocks) if blocks else "All your edits are saved.")
    findings = [f for d in found for f in d.findings]
    for finding in findings:
        session.say(told(finding))
    if findings:
        raise typer.Exit(1)
