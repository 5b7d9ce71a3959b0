"""Evidence toward the certification as a page."""

from __future__ import annotations

from datetime import date

from imatter_cli.domain.data import Data
from imatter_cli.output import words
from imatter_cli.output.tables import Column, table
from imatter_cli.output.terminal import Screen, clean_line

STATES = {"met": "met", "not-met": "not met yet", "needs-person": "needs a person"}
OUTCOMES = {"certified": "certified", "not-yet": "not yet"}
#: What the page says of itself, so that nobody takes it for an award.
NO_AWARD = "This is evidence, not an award. People decide in a conversation whether it is enough."
OPEN = "The published page does not list requirements; this list is a placeholder in the programme file."
#: The most ids in the table; --json has them all.
_SHOWN = 3


def page(data: Data, screen: Screen, today: date) -> str:
    """The page, from the plain data of `imatter certification`."""
    columns = (Column(""), Column("", keep=True), Column("", right=True, keep=True), Column(""))
    parts = [f"Certification: evidence for {data['practitioner']}"]
    parts.append(table(columns, [_row(one) for one in data["requirements"]], screen, indent=2))
    said = data.get("decision")
    if said:
        outcome = OUTCOMES.get(said["outcome"], said["outcome"])
        when = words.day(str(said["day"]), today)
        parts.append(f"Decided on {when} by {said['by']}: {outcome}. {clean_line(str(said['reason']))}")
    notes = [NO_AWARD, OPEN] if data["placeholder"] else [NO_AWARD]
    return "\n\n".join([*parts, "\n".join(notes)])


def _row(one: Data) -> tuple[str, str, str, str]:
    rests = list(one["records"])
    more = f" and {len(rests) - _SHOWN} more" if len(rests) > _SHOWN else ""
    on = f"{', '.join(rests[:_SHOWN])}{more}"
    if one.get("doubtful"):
        on = "; ".join(part for part in (on, f"completed with a point open: {', '.join(one['doubtful'])}") if part)
    return str(one["name"]), STATES[one["state"]], f"{one['have']} of {one['want']}", on
