"""Evidence toward the certification as a page."""

from __future__ import annotations

from datetime import date

from imatter_cli.domain.data import Data
from imatter_cli.output import words
from imatter_cli.output.page import ID, NAME, STATE, Block, Heading, Page, Paragraph, Span, Table, Words, apart
from imatter_cli.output.tables import Column
from imatter_cli.output.terminal import clean_line

STATES = {"met": "met", "not-met": "not met yet", "needs-person": "needs a person"}
OUTCOMES = {"certified": "certified", "not-yet": "not yet"}
#: What the page says of itself, so that nobody takes it for an award.
NO_AWARD = "This is evidence, not an award. People decide in a conversation whether it is enough."
OPEN = "The published page does not list requirements; this list is a placeholder in the programme file."
#: The most ids in the table; --json has them all.
_SHOWN = 3


def page(data: Data, today: date) -> Page:
    """The page, from the plain data of `imatter certification`."""
    columns = (
        Column("", role=NAME), Column("", keep=True, role=STATE), Column("", right=True, keep=True),
        Column("", role=ID),
    )  # fmt: skip
    parts: list[list[Block]] = [[Heading(f"Certification: evidence for {data['practitioner']}")]]
    parts.append([Table(columns, [_row(one) for one in data["requirements"]], 2)])
    said = data.get("decision")
    if said:
        outcome = OUTCOMES.get(said["outcome"], said["outcome"])
        when = words.day(str(said["day"]), today)
        told = (f"Decided on {when} by {said['by']}: ", Span(outcome, STATE), f". {clean_line(str(said['reason']))}")
        parts.append([Paragraph(told)])
    notes = [NO_AWARD, OPEN] if data["placeholder"] else [NO_AWARD]
    return apart([*parts, [Paragraph(note) for note in notes]])


def _row(one: Data) -> tuple[Words, Words, Words, Words]:
    rests = list(one["records"])
    on = f"{', '.join(rests[:_SHOWN])}{words.more(len(rests), _SHOWN)}"
    if one.get("doubtful"):
        on = "; ".join(part for part in (on, f"completed with a point open: {', '.join(one['doubtful'])}") if part)
    share = min(one["have"] / one["want"], 1) if one["want"] else None
    return str(one["name"]), STATES[one["state"]], Span(f"{one['have']} of {one['want']}", "", share), on
