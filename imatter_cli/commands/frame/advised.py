"""What is worth a second thought in the texts of a change."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from imatter_cli.classes import replace
from imatter_cli.commands.frame.session import Session
from imatter_cli.domain.finding import FieldPath
from imatter_cli.output.records import label
from imatter_cli.services.context import Context
from imatter_cli.services.practice.advising import advice
from imatter_cli.store.contract import Data, Receipt


def advised(session: Session, receipts: Sequence[Receipt]) -> list[str]:
    """What in the texts of changes is worth a second thought, for their receipt.

    At a terminal that was asked when the text was given, so there is nothing more to say.
    """
    if session.interactive:
        return []
    return list(dict.fromkeys(note for receipt in receipts for note in _notes(session.settled(receipt), receipt)))


def second_thoughts(context: Context, change: Callable[[Context], Receipt]) -> list[str]:
    """What is worth a second thought in the texts of a change that is not made yet. Raises what the change raises."""
    return _notes(context, change(replace(context, dry_run=True)))


def _notes(context: Context, receipt: Receipt) -> list[str]:
    after = dict(zip(receipt.paths, receipt.after, strict=True))
    said = (
        f"A second thought on {_where(f.at, after.get(f.path) or {})}: {f.said_of_field} {f.try_}"
        for f in advice(context, receipt)
    )
    return list(dict.fromkeys(said))


def _where(at: FieldPath, record: Data) -> str:
    """The answer or the field that a thought is on, as the person knows it."""
    names = [part for part in at if isinstance(part, str)]
    name = names[1] if names[:1] == ["timeline"] and len(names) > 1 else names[0] if names else "it"
    if name == "answers" and len(at) > 1 and isinstance(at[1], int):
        name = str(record["answers"][at[1]].get("prompt", name))
    return f'"{label(name.replace("-", "_"))}"'
