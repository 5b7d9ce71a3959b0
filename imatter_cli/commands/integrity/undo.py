"""`imatter undo`: take back a change by a new one that says so."""

from __future__ import annotations

from typing import Any

from imatter_cli.commands.frame.asking import answer_to
from imatter_cli.commands.frame.changes import DISCARDED, way_back
from imatter_cli.commands.frame.commands import Commands
from imatter_cli.commands.frame.options import argument, option
from imatter_cli.commands.frame.session import Session
from imatter_cli.commands.together.waiting import say_done
from imatter_cli.errors import Missing, Refused
from imatter_cli.output import changes
from imatter_cli.output.receipts import Done
from imatter_cli.services.integrity import undoing
from imatter_cli.services.integrity.undoing import Undone
from imatter_cli.services.together import waiting
from imatter_cli.store.contract import Data

app = Commands("undo", "Take back a change.")


@app.command("undo")
def undo(
    session: Session,
    commit: str = argument(
        "[COMMIT]", "The first letters of its commit. Your last change if you leave it out.", default=""
    ),
    reason: str = option("--reason", "WHY", "Why you take it back. Some changes need a reason."),
) -> None:
    """Take back your last change, or the one you name by its commit. Somebody else's needs a reason.

    Example: imatter undo
    """
    try:
        done = undoing.undo(session.context(), commit, reason)
    except Refused as refused:
        if refused.code != undoing.SET_ASIDE:
            raise
        say_done(session, commit, waiting.let_go(session.context(), refused.details["commit"]))
        return
    except Missing as missing:
        if not session.interactive:
            raise
        done = undoing.undo(session.context(), commit, answer_to(missing.message, "Why?"))
    receipt = done.receipt
    rows = list(zip(receipt.change.writes, receipt.paths, receipt.before, receipt.after, strict=True))
    write, path, _, after = rows[0]
    also = [{"id": w.id, "status": _status(a)} for w, _, _, a in rows[1:]]
    notes = [line for w, _, b, a in rows for line in _told(done, w.id, b, a)]
    more: dict[str, Any] = {"undoes": done.revision.commit, **({"also": also} if also else {})}
    session.done(
        Done(
            write.id, _status(after), path, receipt.commit, f"Taken back: {done.revision.subject}.", (),
            [*notes, *receipt.notes], session.dry_run,
            undo=way_back(session, receipt, receipt.commit[:12]) if receipt.commit else "", more=more,
        )
    )  # fmt: skip


def _told(done: Undone, id: str, before: Data | None, after: Data | None) -> list[str]:
    """One record before and after, in words."""
    if after is None:
        return [f"{id} is gone again. It was {_status(before)}."]
    if before is None:
        return [f"{id} is back, {_status(after)}."]
    fields = changes.fields(done.fields.get(id, ()))
    was, now = before.get("status"), after.get("status")
    status = f"{now} again; it was {was}" if was != now else f"{now} as before" if now else "as it was before"
    return [f"{id} is {status}{f'. {fields}' if fields else ''}."]


def _status(data: Data | None) -> str:
    return str(data.get("status", "")) if data is not None else DISCARDED
