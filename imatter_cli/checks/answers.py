"""Answers to a form that two people took in before they heard of each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from imatter_cli import sources
from imatter_cli.checks.rule import in_field
from imatter_cli.checks.view import Record, Records
from imatter_cli.domain import ids, received
from imatter_cli.domain.finding import Finding, Rule
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Said

_MARK: Final = "'ans-7kq4m2x9b2c4v8h6:9f2431b981e80c57'"
_ONE: Final = (
    f"prj-2611-6h3n8v5:\n  timeline:\n  - {{at: 2026-11-03, event: plan, by: prc-2601-4t9wq2e, received: {_MARK}}}\n"
)
_TWO: Final = _ONE.replace("6h3n8v5", "2f8j4s6").replace("prc-2601-4t9wq2e", "prc-2611-5r7y3k2")
TWICE: Final = Rule(
    "REC007", "answers-twice", "advice",
    "If two people take the same answers in, each in a copy of the store, what was meant once is there twice.",
    sources.ACROSS_RECORDS, _ONE + _TWO, _ONE,
)  # fmt: skip


def answers_twice(records: Records) -> Iterator[Finding]:
    """Records of one kind that began with the same answers."""
    for kind in ids.KIND_NAMES:
        begun: dict[str, Record] = {}
        for record in records.of(kind):
            mark = record.data["timeline"][0].get("received") if record.data.get("timeline") else None
            if not mark:
                continue
            answers = received.id_of(str(mark))
            first = begun.setdefault(answers, record)
            if first is not record:
                words = Said("{other} began with the same answers, {answers}.", other=first.id, answers=answers)
                try_ = Remedy("Look at both, and withdraw, stop or discard one: ", Command("show", first.id))
                yield in_field(TWICE, record.path, words, try_, ("timeline", 0, "received"), (first.path,))


ACROSS: Final = (answers_twice,)
