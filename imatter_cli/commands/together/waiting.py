"""`imatter waiting`: what a sync set aside, and what to do about it."""

from __future__ import annotations

import typer

from imatter_cli.commands.frame.commands import Commands
from imatter_cli.commands.frame.naming import called
from imatter_cli.commands.frame.options import argument, flag
from imatter_cli.commands.frame.session import Session
from imatter_cli.domain.trail import LET_GO
from imatter_cli.errors import Usage
from imatter_cli.output import waiting as output
from imatter_cli.output.receipts import Done
from imatter_cli.remedies import Command
from imatter_cli.services.together import waiting as waiting_changes
from imatter_cli.store.contract import Receipt

app = Commands("waiting", "What a sync set aside.")


@app.command("waiting")
def waiting(
    session: Session,
    change: str = argument("[ID]", "The first letters of a change's id. All changes if you leave it out.", default=""),
    again: bool = flag("--again", "Do it again, as things stand now."),
    let_go: bool = flag("--let-go", "Let it go: it isn't done again."),
) -> None:
    """See which changes a sync set aside, because they didn't fit what somebody else had published. Do one again, or
    let it go.

    Example: imatter waiting
    """
    if again and let_go:
        raise Usage("Choose one: --again or --let-go.", hint=Command("waiting"))
    if (again or let_go) and not change:
        raise Usage("Say which change: the first letters of its id.", hint=Command("waiting"))
    if again:
        say_done(session, change, waiting_changes.again(session.context(), change))
    elif let_go:
        say_done(session, change, waiting_changes.let_go(session.context(), change))
    else:
        found = waiting_changes.waiting(session.context(), change)
        names = called(session)
        session.put([one.as_data() for one in found], lambda: output.page(found, session.today(), names))
        if any(one.own for one in found):
            raise typer.Exit(1)


def say_done(session: Session, change: str, receipt: Receipt) -> None:
    """Say that a change was done again, or let go."""
    if receipt.change.verb == LET_GO:
        trial = {"dry_run": True} if session.dry_run else {}
        said = f"{'Would be let go' if session.dry_run else 'Let go'}: {change}."
        session.put({"lets_go": receipt.change.lets_go, "commit": receipt.commit, **trial}, said)
        return
    id, after = receipt.change.writes[0].id, receipt.after[0] or {}
    session.done(
        Done(
            id, str(after.get("status", "")), receipt.paths[0], receipt.commit,
            f"Done again: {receipt.change.verb} {id}.", notes=receipt.notes, dry_run=session.dry_run,
            more={"redoes": receipt.change.redoes},
        )
    )  # fmt: skip
