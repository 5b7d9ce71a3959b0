"""`imatter save`: check edits made by hand, and keep them."""

from __future__ import annotations

from collections.abc import Sequence

from imatter_cli.commands.frame.changes import tell
from imatter_cli.commands.frame.commands import Commands
from imatter_cli.commands.frame.options import argument, flag
from imatter_cli.commands.frame.session import Session
from imatter_cli.errors import Usage
from imatter_cli.output.receipts import Next
from imatter_cli.output.words import listed
from imatter_cli.remedies import Command
from imatter_cli.services.integrity import saving

app = Commands("save", "Check and save what you edited by hand.")


@app.command("save")
def save(
    session: Session,
    paths: list[str] | None = argument(
        "[PATH]...", "Files, folders or ids. Everything you edited if you leave it out.", default=None
    ),
    again: bool = flag("--again", "Save what was recorded outside imatter and can't be sent as your own edit."),
) -> None:
    """Check what you edited by hand, and save it.

    Example: imatter save
    """
    session.store_here()
    if again and paths:
        raise Usage("With --again, leave the files out.", hint=Command("save", "--again"))
    opened, receipt = (
        saving.save_again(session.context()) if again else ([], saving.save(session.context(), paths or ()))
    )
    if receipt is None:
        nothing = {"id": "", "status": "", "path": "", "commit": ""}
        session.put(nothing, _nothing(again, opened))
        return
    names = [write.id for write in receipt.change.writes]
    told = listed(names) if len(names) <= 3 else f"{names[0]} and {len(names) - 1} more"
    tell(session, receipt, f"Saved: {told}.", [Next(Command("log", names[0]))])


def _nothing(again: bool, opened: Sequence[str]) -> str:
    if opened:
        return f"Not recorded any more, but still in your folder: {listed(opened)}."
    return "Nothing has to be saved again." if again else "All your edits are saved."
