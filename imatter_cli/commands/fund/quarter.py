"""The round: open, close, open again, publish, cancel; and all rounds with their money."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from imatter_cli.commands.frame.changes import happened, tell
from imatter_cli.commands.frame.commands import Commands, session_of
from imatter_cli.commands.frame.session import Session
from imatter_cli.commands.fund.basics import Quarter, hang, quarter
from imatter_cli.commands.fund.common import end_sitting
from imatter_cli.domain import quarters
from imatter_cli.errors import Usage
from imatter_cli.input.questions import fund as questions
from imatter_cli.output.receipts import Next
from imatter_cli.services.fund import rounds
from imatter_cli.store.contract import Receipt


def add_to(app: Commands) -> None:
    """Hang these commands on the group."""
    hang(app, "open", open_round, questions.OPEN)
    hang(app, "close", close, questions.DATED)
    hang(app, "reopen", reopen, questions.WHY)
    hang(app, "publish", publish, questions.DATED)
    hang(app, "cancel", cancel, questions.CANCEL)


def open_round(ctx: typer.Context, given: dict[str, Any], which: Quarter = "current") -> None:
    """Open the round of a quarter.

    Example: imatter fund open 2026-Q4 --budget 2000 --closes 2026-12-10 --reviewer 4t9 --reviewer b2m
    """
    session = session_of(ctx)
    id = quarter(session, which)
    rounds.refuse_second(session.store(), id)
    form = questions.with_defaults(questions.OPEN, rounds.defaults(session.store()))
    with session.answers(form, given, about=id, line=f"imatter fund open {id}") as values:
        fields = {name: values[name] for name in rounds.EDITABLE if name in values}
        receipt = rounds.open_round(session.context(), id, fields, values.get("date", ""))
        name = quarters.spoken(id)
        then = [
            Next(f"imatter fund apply --round {name}", "an application"),
            Next(f"imatter fund review --quarter {name}"),
        ]
        _tell(session, receipt, "open", then)


def close(ctx: typer.Context, given: dict[str, Any], which: Quarter = "current") -> None:
    """Close a round to applications, so that decisions can be made.

    Example: imatter fund close 2026-Q4
    """
    session = session_of(ctx)
    id = quarter(session, which)
    with session.answers(questions.DATED, given, about=id) as values:
        receipt = rounds.close(session.context(), id, values.get("date", ""))
        _tell(session, receipt, "close", [Next(f"imatter fund review --quarter {quarters.spoken(id)}", "decide")])


def reopen(ctx: typer.Context, given: dict[str, Any], which: Quarter = "current") -> None:
    """Open a closed round again, with a reason.

    Example: imatter fund reopen 2026-Q4 --reason "the letter went out late"
    """
    session = session_of(ctx)
    id = quarter(session, which)
    rounds.refuse_before(session.context(), id, "reopen")
    with session.answers(questions.WHY, given, about=id, line=f"imatter fund reopen {id}") as values:
        _tell(session, rounds.reopen(session.context(), id, values["reason"], values.get("date", "")), "reopen", [])


def publish(ctx: typer.Context, given: dict[str, Any], which: Quarter = "current") -> None:
    """Publish a round once everything in it is decided. After that, decisions can only be corrected, on record.

    Example: imatter fund publish 2026-Q4
    """
    session = session_of(ctx)
    id = quarter(session, which)
    with session.answers(questions.DATED, given, about=id) as values:
        receipt = rounds.publish(session.context(), id, values.get("date", ""))
        if not session.dry_run:
            end_sitting(session, id)
        then = [Next("imatter fund accept APPLICATION", "for each applicant with an award")]
        tell(session, receipt, happened(receipt, "publish"), then, rounds.unpayable(session.settled(receipt), id))


def cancel(
    ctx: typer.Context,
    given: dict[str, Any],
    which: Quarter = "current",
    end: Annotated[bool, typer.Option("--end", help="End its applications instead of moving them.")] = False,
) -> None:
    """Cancel a round without awards, with a reason. Its applications move to another quarter, or end.

    Example: imatter fund cancel 2026-Q4 --reason "no budget this quarter" --into 2027-Q1
    """
    session = session_of(ctx)
    id = quarter(session, which)
    rounds.refuse_before(session.context(), id, "cancel")
    if end and given.get("into"):
        raise Usage("Applications either move or end.", hint="Choose --into QUARTER or --end, not both.")
    with session.answers(questions.CANCEL, given, about=id, line=f"imatter fund cancel {id}") as values:
        into = quarter(session, values["into"]) if values.get("into") else ""
        day = values.get("date", "")
        receipt = rounds.cancel(session.context(), id, values["reason"], day, into=into, end=end)
        _tell(session, receipt, "cancel", [])


def _tell(session: Session, receipt: Receipt, event: str, then: list[Next]) -> None:
    tell(session, receipt, happened(receipt, event), then)
