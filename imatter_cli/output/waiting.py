"""What waits, for people: what each change did, what stands now, why both can't be, and what to type."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from imatter_cli.domain import ids, lifecycles
from imatter_cli.output import words
from imatter_cli.output.changes import field
from imatter_cli.output.naming import Called, in_names
from imatter_cli.output.page import ID, NAME, Block, Heading, Page, Paragraph, Span, Steps, apart
from imatter_cli.output.records import plain
from imatter_cli.output.terminal import clean_line
from imatter_cli.services.together.waiting import SHORT, Aside, WaitingChange


def page(changes: Sequence[WaitingChange], today: date, called: Called) -> Page:
    """Every change that waits, the reader's own first."""
    if not changes:
        return Page((Paragraph("Nothing is waiting."),))
    own, number = sum(change.own for change in changes), len(changes)
    told = (
        f"{words.count(number, 'change')}{'' if own else ' of other people'} {'is' if number == 1 else 'are'} waiting"
    )
    told += f", {own} of them yours." if 0 < own < number else "."
    why = f"What was published first does not go with {'it' if number == 1 else 'them'}."
    return apart([[Heading(told), Paragraph(why)], *(list(_change(one, today, called)) for one in changes)])


def _change(change: WaitingChange, today: date, called: Called) -> Iterator[Block]:
    who = "you" if change.own else called(change.by) or change.by
    id, day = change.commit[:SHORT], words.day(change.at[:10], today)
    yield Heading((Span(id, ID), f"  {change.verb or 'changed outside imatter'}, by {who}, {day}"))
    for record in change.records:
        yield from _record(record, called)
    for why in dict.fromkeys(map(str, change.why)) or ["Nothing is in its way any more."]:
        yield Paragraph(in_names(clean_line(why), called), "  ", "  ")
    if change.own:
        again = [(f"imatter waiting {id} --again", "do it again, as things stand now")] if change.records else []
        yield Steps("To go on:", [*again, (f"imatter waiting {id} --let-go", "it is over")])


def _record(record: Aside, called: Called) -> Iterator[Block]:
    happened = ", ".join(_done(record.id, event) for event in record.events) or "changed"
    yield Paragraph((Span(clean_line(called(record.id) or record.id), NAME), f": {happened}"), "  ", "  ")
    for did, stands in zip(record.did, record.stands, strict=True):
        yield Paragraph(clean_line(field(did)), "    ", "  ")
        if stands.before != stands.after:
            now = "nothing" if stands.after is None else plain(stands.after)
            yield Paragraph(f"as it stands: {clean_line(now)}", "    ", "  ")
    yield Paragraph(f"It is {record.status} now." if record.status else "It isn't there any more.", "    ", "  ")


def _done(id: str, event: str) -> str:
    return lifecycles.done(ids.kind_of(id), event) if ids.is_id(id) else event
