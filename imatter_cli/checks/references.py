"""Ids of records that do not exist, or belong to somebody else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from imatter_cli import sources
from imatter_cli.checks.rule import OfRecord, found, in_field
from imatter_cli.checks.told import COORDINATOR, LICENCE, ME, life
from imatter_cli.checks.view import Around, Record, Records
from imatter_cli.domain import ids, people
from imatter_cli.domain.finding import FieldPath, Finding, Rule
from imatter_cli.domain.kinds import KINDS
from imatter_cli.domain.kinds.fields import IdOf
from imatter_cli.domain.kinds.kind import Place
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Said

_ACROSS: Final = sources.ACROSS_RECORDS

MISSING: Final = Rule(
    "REF001", "missing-reference", "error",
    "A record may only refer to what is in the store. Otherwise nobody can follow it.",
    sources.CHECKING, "prj-2611-7kq4m2x:\n  licence: lic-2601-m3k8r1x\n",
    "prj-2611-6h3n8v5:\n  licence: lic-2601-m3k8r1d\n",
)  # fmt: skip
SOMEBODY_ELSE: Final = Rule(
    "REF002", "somebody-elses", "error",
    "A project runs under its own practitioner's licence, and an application is for its own applicant's project.",
    _ACROSS, "prj-2611-6h3n8v5:\n  practitioner: prc-2611-5r7y3k2\n  licence: lic-2601-m3k8r1d\n",
    life(
        "prc-2601-9b2fz6a", f"same_as: {ME}\nroles: [lead, practitioner]",
        "2026-01-12 join prc-2601-9b2fz6a, roles: [lead, practitioner]",
        f"2026-11-02 bind {COORDINATOR}, same_as: {ME}",
    )
    + f"prj-2611-6h3n8v5:\n  practitioner: prc-2601-9b2fz6a\n  licence: {LICENCE}\n",
)  # fmt: skip
LACKS_ROLE: Final = Rule(
    "REF003", "lacks-role", "error",
    "Only reviewers of the programme who have not left are given reviews.",
    _ACROSS, "rev-2611-w5t7b3c:\n  reviewer: prc-2601-9b2fz6a\n", "rev-2611-w5t7b3c:\n  reviewer: prc-2601-p7m4d8h\n",
)  # fmt: skip
_BOUND: Final = life(
    ME, "same_as: prc-2601-9b2fz6a", f"2026-01-12 join {ME}", "2026-11-02 bind WHO, same_as: prc-2601-9b2fz6a"
)
SELF_BOUND: Final = Rule(
    "REF004", "code-not-by-coordinator", "error",
    "Two codes count as one person when a coordinator says so. Nobody else can decide that, for themselves or for "
    "others.",
    _ACROSS,
    _BOUND.replace("WHO", ME),
    _BOUND.replace("WHO", COORDINATOR),
)  # fmt: skip

#: The places that hold the id of a record that must be there, by kind, those of its events apart.
FIELDS: Final[Mapping[str, tuple[Place, ...]]] = {
    kind.name: tuple(place for place, id in kind.in_fields(IdOf).items() if id.there and place != ("id",))
    for kind in KINDS
}
IN_EVENTS: Final[Mapping[str, tuple[str, ...]]] = {
    kind.name: tuple(place[0] for place, id in kind.in_events(IdOf).items() if id.there) for kind in KINDS
}
#: (kind, field) whose record must belong to the same practitioner.
_OWN: Final = tuple(
    (kind.name, place[0]) for kind in KINDS for place, id in kind.marked(IdOf).items() if id.theirs and len(place) == 1
)


def missing(record: Record, around: Around) -> Iterator[Finding]:
    """Ids of records that do not exist. It does not depend on the rest of the record, so it also works on a faulty
    one.
    """
    known = around.known
    data = record.data
    for place in FIELDS[record.kind]:
        name = place[0] if place[-1] == "*" else place[-1]
        value = data.get(place[0])
        if len(place) > 1 and place[1] != "*":
            value = value.get(place[1]) if isinstance(value, Mapping) else None
        if value is None or (isinstance(value, str) and value in known):
            continue
        if isinstance(value, list):
            for n, one in enumerate(value):
                yield from _absent(record, around, (place[0], n), name, one)
        else:
            yield from _absent(record, around, place, name, value)
    entries, names = data.get("timeline"), IN_EVENTS[record.kind]
    for n, entry in enumerate(entries if isinstance(entries, list) else ()):
        if not isinstance(entry, dict):
            continue
        for name in names:
            value = entry.get(name)
            if isinstance(value, list):
                for m, one in enumerate(value):
                    yield from _absent(record, around, ("timeline", n, name, m), name, one)
            elif name in entry and value not in known:
                yield from _absent(record, around, ("timeline", n, name), name, value)


def _absent(record: Record, around: Around, at: FieldPath, name: str, value: Any) -> Iterator[Finding]:
    if not isinstance(value, str) or not ids.is_id(value) or value in around.known:
        return  # no id at all is the field's own fault
    near = around.known.closest(value)
    try_ = (
        Said("Closest: {closest}.", closest=near)
        if near
        else Remedy(ids.LISTED_BY[ids.kind_of(value)], " shows what is there.")
    )
    related = (ids.path_of(near),) if near else ()
    yield in_field(MISSING, record.path, Said("there is no {id}.", id=value), try_, at, related)


def somebody_elses(records: Records) -> Iterator[Finding]:
    """Licences and projects that belong to another practitioner than the record that names them."""
    for kind, field in _OWN:
        for record in records.of(kind):
            other = records.get(record.data.get(field))
            if other is None:
                continue
            own, theirs = record.data["practitioner"], other.data["practitioner"]
            if own != theirs and not records.one_person(own, theirs):
                words = Said(
                    "{id} belongs to {theirs}, but this {kind} belongs to {own}.",
                    id=other.id,
                    theirs=theirs,
                    kind=kind,
                    own=own,
                )
                yield in_field(
                    SOMEBODY_ELSE,
                    record.path,
                    words,
                    Said("Name a {kind} that belongs to {owner}.", kind=other.kind, owner=own),
                    (field,),
                    (other.path,),
                )


def self_bound(records: Records) -> Iterator[Finding]:
    """Codes that were made one person's by somebody who was not a coordinator."""
    if records.personal:
        return
    for person in records.of("practitioner"):
        for n, code, by in people.not_by_a_coordinator(person.data, records.data):
            words = Said(
                "{field}: {by} may not decide that {code} and {person} are the same person.",
                field="same_as",
                by=by,
                code=code,
                person=person.id,
            )
            try_ = Remedy("A coordinator can confirm it: ", Command("practitioner edit", person.id, "--same-as", code))
            yield found(SELF_BOUND, person.path, words, try_, ("timeline", n, "by"), (ids.path_of(by),))


#: Asked also of records with other faults.
ALWAYS: Final = (OfRecord(tuple(FIELDS), missing),)
ACROSS: Final = (somebody_elses, self_bound)
