"""Days in the future on which something is said to have happened."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from imatter_cli import sources
from imatter_cli.checks.rule import OfRecord, in_field
from imatter_cli.checks.view import Around, Record
from imatter_cli.domain import ids, reflecting, to_come
from imatter_cli.domain.finding import Finding, Rule
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Day, Said

TO_COME: Final = Rule(
    "TIM003", "still-to-come", "error",
    "A record says what has happened. A day still to come is a slip, or comes from a computer with the wrong time, "
    "and nothing can follow that event until then. One day ahead is allowed, because it may already be tomorrow "
    "elsewhere.",
    sources.EVERY_RECORD, "ref-2611-c4v8n3x:\n  date: 9999-12-31\n",
    "prj-2611-7kq4m2x:\n  steps: [{text: read together, by: 2099-01-01}]\n",
)  # fmt: skip


def still_to_come(record: Record, around: Around) -> Iterator[Finding]:
    """Days in the future for everybody, in events that count and in fields that say what happened."""
    if not around.latest:
        return
    ahead = to_come.days_to_come(record.kind, record.data, around.latest)
    # Nothing follows an event that is still to come, and so no edit of the record either.
    closed = any(at[0] == "timeline" for at, _ in ahead)
    for at, day in ahead:
        words = Said("{day} is still to come.", day=Day(day))
        try_ = (
            Remedy(
                "If that is a slip, find the change with ",
                Command("log", record.id),
                " and take it back with ",
                Command("undo"),
                ".",
            )
            if closed
            else Remedy("Correct the day: ", Command("reflection edit", record.id, *reflecting.OWN_DAY))
            if record.kind == "reflection" and at == ("date",)
            else Remedy("Correct the day: ", Command("edit", record.id))
        )
        yield in_field(TO_COME, record.path, words, try_, at)


OF_A_RECORD: Final = (OfRecord(ids.KIND_NAMES, still_to_come),)
