"""What waits, for people: what each change did, what stands now, why both can't be, and what to type."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from imatter_cli.domain import ids, lifecycles
from imatter_cli.domain.data import Data
from imatter_cli.output import life, words
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
        again = [(f"imatter waiting {id} --again", "do it again, as things stand now")] if change.can_again else []
        yield Steps("To go on:", [*again, (f"imatter waiting {id} --let-go", "it is over")])


def _record(record: Aside, called: Called) -> Iterator[Block]:
    kind = ids.kind_of(record.id) if ids.is_id(record.id) else ""
    happened = "; ".join(_told(kind, entry, "fields") for entry in record.entries) or ", ".join(
        lifecycles.done(kind, event) if kind else event for event in record.events
    )
    name = Span(clean_line(called(record.id) or record.id), NAME)
    yield Paragraph((name, f": {happened or 'changed'}"), "  ", "  ")
    for entry in record.since:
        yield Paragraph(f"since then: {_told(kind, entry)}, {life.who(entry)}, {life.when(entry)}", "    ", "  ")
    for did, stands in zip(record.did, record.stands, strict=True):
        if any(did.field in entry for entry in record.entries):
            continue
        yield Paragraph(clean_line(field(did, in_full=True)), "    ", "  ")
        if stands.before != stands.after:
            now = "nothing" if stands.after is None else plain(stands.after)
            yield Paragraph(f"as it stands: {clean_line(now)}", "    ", "  ")
    yield Paragraph(f"It is {record.status} now." if record.status else "It isn't there any more.", "    ", "  ")


def _told(kind: str, entry: Data, *but: str) -> str:
    """An event with its details, in a line."""
    more = [life.more(entry, but=("recorded", "step", *but))]
    more += [f"{one.get('criterion')}: {one.get('text')}" for one in entry.get("reasons") or ()]
    return clean_line(", ".join([life.what(kind, entry), *filter(None, more)]))
