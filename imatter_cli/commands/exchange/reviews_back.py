"""`imatter receive` of a hand-out: a reviewer's answers, checked as a stranger's and taken in as one change."""

from __future__ import annotations

import typer

from imatter_cli.classes import replace
from imatter_cli.commands.frame.asking import refuse_unless_agreed
from imatter_cli.commands.frame.changes import way_back
from imatter_cli.commands.frame.session import Session
from imatter_cli.domain import ids, quarters
from imatter_cli.output import hand_outs as output
from imatter_cli.output import words
from imatter_cli.output.page import Block, Page, Paragraph
from imatter_cli.output.receipts import Done, Next
from imatter_cli.remedies import Command
from imatter_cli.services.fund import handed_back
from imatter_cli.services.fund.handed_back import HandedIn
from imatter_cli.store.contract import Receipt


def take_in(session: Session, raw: bytes, name: str) -> None:
    """Take in the reviews that can be, and name the others; exit 1 where there are some."""
    context = session.context()
    data = handed_back.unpack(raw, name, context.store)
    asks = session.interactive and not session.dry_run
    found = handed_back.take_in(replace(context, dry_run=True) if asks else context, data)
    told = output.came_back(data, found.outcomes)
    if asks and found.receipt is not None:
        session.show(Page(told))
        refuse_unless_agreed(f"Take these in, as what {data['reviewer']} says?")
        found = handed_back.take_in(context, data)
        told = []
    if found.receipt is None:
        nothing = Paragraph("There is nothing new in it. Nothing was changed.")
        session.put(_as_data(found), lambda: Page((*told, nothing)))
    else:
        session.done(_done(session, found, found.receipt, told))
    if handed_back.not_taken(found.outcomes):
        raise typer.Exit(1)


def _as_data(found: HandedIn) -> dict[str, object]:
    nothing = {"id": "", "status": "", "path": "", "commit": ""} if found.receipt is None else {}
    return {
        **nothing, "reviewer": found.data["reviewer"], "quarter": found.data["quarter"],
        "reviews": [one.as_data() for one in found.outcomes],
    }  # fmt: skip


def _done(session: Session, found: HandedIn, receipt: Receipt, told: list[Block]) -> Done:
    written = [(w.id, str((a or {}).get("status"))) for w, a in zip(receipt.change.writes, receipt.after, strict=True)]
    (first, status), *rest = written
    said = f"{'Would be taken in' if session.dry_run else 'Taken in'}: {words.count(len(written), 'review')} by"
    also = {"also": [{"id": id, "status": status} for id, status in rest]} if rest else {}
    return Done(
        first, status, ids.path_of(first), receipt.commit, f"{said} {found.data['reviewer']}.",
        [Next(Command("fund review", "--quarter", quarters.spoken(found.data["quarter"])), "the quarter")],
        receipt.notes, session.dry_run, way_back(session, receipt),
        more={**_as_data(found), **also}, before=told,
    )  # fmt: skip
