"""What goes to another store, and what came from one, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from imatter_cli.domain import ids
from imatter_cli.domain.calling import name_of
from imatter_cli.domain.data import Data
from imatter_cli.output import changes, life, words
from imatter_cli.output.page import ID, NAME, QUIET, STATE, Block, Heading, Paragraph, Span, Table, Title, Words
from imatter_cli.output.records import label, plain
from imatter_cli.output.tables import Column
from imatter_cli.output.terminal import clean_line

if TYPE_CHECKING:
    from imatter_cli.services.exchange.parcels import Arrival

_STORES = {"personal": "a notebook", "programme": "a programme's store"}
#: Why a record that nobody named is included, by kind.
_WHY = {
    "licence": "included: the licence it builds on",
    "project": "included: the project it builds on",
    "practitioner": "included: a code and its roles, nothing else",
}
_HOW = {
    "new": "new", "longer": "changed there", "same": "the same as here", "older": "newer here, not changed",
    "other": "different here, not changed",
}  # fmt: skip
#: What a record that is new is not told by: its line and its events say these.
_NOT_TOLD = ("id", "schema", "programme", "status", "timeline", "practitioner")


def packed(data: Data, named: Sequence[str]) -> list[Block]:
    """What a file holds: a line for each record, named ones first, and what is never in it."""
    rows: list[Sequence[Words]] = []
    names = {str(one["id"]): name_of(one) for one in data["records"]}
    for record in data["records"]:
        id = str(record["id"])
        kind = ids.kind_of(id)
        why = "" if id in named else _WHY.get(kind, "included")
        rows.append((id, _name(record, names), _kept(record, kind), why))
    columns = (
        Column("", keep=True, role=ID), Column("", role=NAME, screen_only=True), Column(""), Column("", role=QUIET),
    )  # fmt: skip
    out: list[Block] = [Heading(f"About: {clean_line(str(data['about']))}."), Table(columns, rows, 2)]
    if any(str(r["id"]).startswith("ref-") for r in data["records"]):
        out.append(Paragraph("Only the shared part of a reflection is sent. Your private answers stay here."))
    return out


def replaced(applications: Sequence[str]) -> list[Block]:
    """Applications that the file tells less of than the records here."""
    said = "had its decision changed before it was published. The file has only the published decision"
    return [Paragraph(f"{id} {said}.") for id in applications]


def erased(texts: Sequence[str]) -> list[Block]:
    """Words that go from here because the sender has erased them."""
    if not texts:
        return []
    head = (
        f"The sender has erased {words.count(len(texts), 'passage')} that you have here. They go from the past as well:"
    )
    return [Paragraph(head), *(Paragraph(clean_line(text), "    ", "  ") for text in texts)]


def arrived(parcel: Data, arrivals: Sequence[Arrival]) -> list[Block]:
    """What came and who sent it; for each record what happened to it, and which fields change and how."""
    sender = parcel["from"]
    store = _STORES.get(str(sender["store"]), "a store")
    head = f"From {sender['by']}, {store} ({sender['issuer']}), {words.day(str(parcel['at'])[:10])}"
    out: list[Block] = [Heading(clean_line(head))]
    names = {arrival.id: name_of(arrival.data) for arrival in arrivals}
    for arrival in arrivals:
        out.append(Title(arrival.id, _state(arrival), _name(arrival.data, names), indent="  "))
        out += [Paragraph(line, "    ", "  ") for line in _told(arrival)]
    return out


def _name(record: Data, names: Mapping[str, str]) -> str:
    """What people call a record in a file: by its own name, or by that of the project it is about."""
    return clean_line(name_of(record) or names.get(str(record.get("project")), ""))


def _kept(record: Data, kind: str) -> Words:
    """What a record is: its kind and state, a person's roles."""
    if kind == "practitioner":
        return ", ".join(record["roles"])
    return (f"{kind}, ", Span(str(record["status"]), STATE))


def _state(arrival: Arrival) -> Words:
    if arrival.kind == "practitioner":
        roles = ", ".join(str(r) for r in arrival.data.get("roles") or ())
        known = {"same": "known here", "other": "not known here, so not taken in"}
        return f"a person, {known.get(arrival.how) or f'new here ({roles})'}"
    return (f"{arrival.kind}, ", Span(clean_line(arrival.status), STATE), f": {_HOW[arrival.how]}")


def _told(arrival: Arrival) -> list[str]:
    if arrival.kind == "practitioner":
        return []
    lines = []
    for entry in arrival.entries:
        rest = "  ".join(part for part in (life.who(entry), life.more(entry)) if part)
        lines.append(clean_line(f"{life.when(entry)}  {life.what(arrival.kind, entry)}  {rest}").rstrip())
    if arrival.how == "new":
        told = [(name, value) for name, value in arrival.data.items() if name not in _NOT_TOLD and value is not None]
        return [*(clean_line(f"{label(name).lower()}: {plain(value, '; ')}") for name, value in told), *lines]
    return lines + [clean_line(changes.field(change, in_full=True)) for change in arrival.fields]
