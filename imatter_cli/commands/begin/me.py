"""`imatter me`: who I am in this store."""

from __future__ import annotations

from imatter_cli.commands.frame.commands import Commands
from imatter_cli.commands.frame.complete import IdType
from imatter_cli.commands.frame.options import argument
from imatter_cli.commands.frame.session import Session
from imatter_cli.domain.data import Data
from imatter_cli.remedies import Command, Option, Remedy
from imatter_cli.services.begin import identity

app = Commands("me", "Who you are in this store.")

NOT_A_PROOF = "imatter takes your word for it and records it with what you do. It is not a proof."


@app.command("me")
def me(
    session: Session,
    person: str = argument(
        "[PERSON]",
        "Any unique part of the id; leave it out to see who you are now.",
        IdType("practitioner"),
        default="",
    ),
) -> None:
    """Say who you are in this store, or see it.

    Example: imatter me 4t9
    """
    context = session.context() if not person else None
    if context is None:
        found = identity.declare(session.store(), person, dry_run=session.dry_run)
    else:
        found = identity.declared(context)
    session.put(found, _text(found, changed=bool(person), dry_run=session.dry_run))


def _text(found: Data, *, changed: bool, dry_run: bool) -> str:
    if not found["id"]:
        return str(
            Remedy(
                "imatter doesn't know who you are in this store yet.\nTo say who you are:  ",
                Command("me", "PERSON"),
                ", or ",
                Option("--as", "PERSON"),
                " for one command",
            )
        )
    be = "would be" if dry_run and changed else "are"
    lines = [f"You {be} {found['id']} here ({', '.join(found['roles'])}).", NOT_A_PROOF]
    if not changed and found["by"] == "as":
        lines.append("For this one command only (--as).")
    return "\n".join(lines)
