"""Records that go from one store to another: which go together, which may come in, and what they change here.

Everything works on plain data. A file says who sent it and has a digest. Both reveal mistakes and damage, but neither
proves who wrote it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic_core import ValidationError

from imatter_cli import sources
from imatter_cli.domain import (
    dates,
    editing,
    effects,
    erasing,
    ids,
    lifecycles,
    people,
    reflecting,
    timeline,
    undoing,
    unseen,
)
from imatter_cli.domain.data import Data
from imatter_cli.domain.finding import FieldPath, Finding
from imatter_cli.domain.fund import seal, visibility
from imatter_cli.domain.fund.decisions import DECIDING
from imatter_cli.domain.kinds import BY_NAME
from imatter_cli.domain.kinds.declared import DeclaredObject
from imatter_cli.domain.kinds.fields import AnyId, Between, IdOf, Label, Length, Moment, PractitionerId
from imatter_cli.domain.kinds.forms import DIGEST
from imatter_cli.domain.kinds.kind import Place
from imatter_cli.domain.records.model import checker
from imatter_cli.domain.records.wording import findings_of
from imatter_cli.errors import Refused
from imatter_cli.remedies import Command, Hint, Remedy
from imatter_cli.said import Called, Day, Many, Prose, Quarter, Said

SOURCE = sources.SEND_AND_RECEIVE
FORM = "exchange/1"
#: The kinds that can be sent. Reviews stay with the programme that runs the quarter; its round goes to notebooks only.
KINDS = ("licence", "project", "application", "reflection", "round", "practitioner")
#: What of a round only its programme needs to know, and what a notebook has instead.
_OF_THE_PANEL: Data = {"reviewers": [], "reserve": None}
#: The most records in one file.
MOST = 200
#: Fields of a reflection that never leave its notebook, shared or not.
STAYS = (*reflecting.OWN_WORDS, "concern")


def _needed(kind: str) -> list[Place]:
    """The references that are sent too. A person's other code and a round are not."""
    ids_in = BY_NAME[kind].marked(IdOf).items()
    return [at for at, id in ids_in if id.there and id.kind != "round" and at != ("id",) and at[-1] != "same_as"]


#: Fields whose records are sent too, by kind; a nested field has two names.
NEEDS: Mapping[str, tuple[Place, ...]] = {
    kind: tuple(at for at in _needed(kind) if at[0] != "timeline") for kind in KINDS
}
#: The same for fields of events.
IN_EVENTS = tuple(sorted({at[2] for kind in KINDS for at in _needed(kind) if at[0] == "timeline"}))

#: How a record that arrived compares with the one that is here.
Compared = Literal["new", "longer", "same", "older", "other"]


class Sender(DeclaredObject):
    """Where a file comes from."""

    store: Literal["personal", "programme"]
    issuer: Label
    """The issuer that the sender's programme names."""
    by: PractitionerId
    """Who sends it, in their own words; nothing proves it."""


class Parcel(DeclaredObject):
    """A file of records for another store."""

    imatter: Literal["exchange/1"]
    about: Label
    """What it is, in a few words."""
    from_: Sender
    at: Moment
    """When it was packed."""
    programme: Annotated[int, Between(1)]
    """The version of the sender's rules."""
    named: Annotated[list[AnyId], Length(1)]
    """The records that it is about. The others are included because these need them."""
    digest: Annotated[str, DIGEST]
    """SHA-256 over the canonical JSON (sorted keys, no spaces, UTF-8) of all the rest."""
    records: Annotated[list[dict[str, Any]], Length(1, MOST)]


def digest(parcel: Data) -> str:
    """Digest of the file's data, ignoring its `digest` field, layout and comments."""
    rest = {k: v for k, v in parcel.items() if k != "digest"}
    text = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def pack(header: Data, records: Sequence[Data]) -> dict[str, Any]:
    """The file's data: its header in the order given, the digest and the records."""
    without = {**header, "digest": "", "records": [dict(r) for r in records]}
    return {**without, "digest": digest(without)}


def faults(data: Data, name: str) -> list[Finding]:
    """Everything that is wrong with a file's data, apart from its records. `name` is what the file is called."""
    try:
        checker(Parcel).validate_python(data)
    except ValidationError as wrong:
        return findings_of(wrong, name, Parcel)
    found: list[Finding] = []
    seen: set[str] = set()
    for n, record in enumerate(data["records"]):
        id = record.get("id")
        if not isinstance(id, str) or not ids.is_id(id):
            words = Said("{field}: {given!r} is not an id.", field="id", given=Prose(str(id)))
            found.append(Finding.of("REC001", "error", name, words, "Ask for the file again.", ("records", n, "id")))
        elif id in seen:
            words = Said("{field}: {id} is there twice.", field="id", id=id)
            found.append(Finding.of("REC001", "error", name, words, "Ask for the file again.", ("records", n, "id")))
        else:
            seen.add(id)
    found += invisible(data, name)
    for n, id in enumerate(data["named"]):
        if not found and id not in seen:
            words = Said("{field}: {id} is not among the records.", field="named", id=id)
            found.append(Finding.of("REC001", "error", name, words, "Ask for the file again.", ("named", n)))
    return found


def invisible(data: Data, name: str) -> list[Finding]:
    """Characters for machines in the texts of a file that came from elsewhere."""
    return [
        Finding.of("FIL004", "error", name, Said("{field}: there is an invisible character here.", field=_at_words(at)),
                "Ask for the file again.", at)
        for at, _, text in erasing.texts(data) if unseen.control(text)
    ]  # fmt: skip


def refuse_damaged(data: Data, name: str) -> None:
    """Refuse a file that was changed after it was sent (`digest-differs`)."""
    if digest(data) != data["digest"]:
        raise Refused(
            Said("{file} was changed after it was sent: its digest does not match its contents.", file=name),
            code="digest-differs",
            source=SOURCE,
            hint="Ask for the file again. Only its sender should change it.",
        )


def refuse_kind(id: str) -> None:
    """Refuse records that never leave their store: a review (`stays-here`)."""
    kind = ids.kind_of(id)
    if kind not in KINDS:
        words = Said("{id} is a {kind}, and those stay with the programme that runs the quarter.", id=id, kind=kind)
        hint = Said("These can travel: {kinds}, and a person's code.", kinds=Many(KINDS[:-1]))
        raise Refused(words, code="stays-here", source=SOURCE, hint=hint)


def refuse_round(ids_there: Iterable[str], why: str, hint: Hint) -> None:
    """Refuse rounds where none can be sent from or taken in (`stays-here`)."""
    round = next((id for id in ids_there if ids.kind_of(id) == "round"), "")
    if round:
        words = Said("{round} is a quarter of the fund. {why}", round=Quarter(round), why=Prose(why))
        raise Refused(words, code="stays-here", source=SOURCE, hint=hint)


def refuse_unshared(record: Data) -> None:
    """Refuse a reflection that is not shared, or that contains more than its summary (`not-shared`)."""
    id = record.get("id")
    if record.get("status") != "shared":
        words = Said(
            "{reflection} is not shared. Only the summary of a shared reflection can go to another store.",
            reflection=id,
        )
        hint: Hint = Command("reflection share", id, "--summary", "…")
        raise Refused(words, code="not-shared", source=reflecting.PRIVATE, hint=hint)
    there = [name for name in STAYS if name in record]
    if there:
        words = Said(
            "{reflection} has private answers in it ({fields}), which never leave a notebook.",
            reflection=id,
            fields=Many(there),
        )
        hint = Remedy("Ask for the file again, made with ", Command("send"), ".")
        raise Refused(words, code="not-shared", source=reflecting.PRIVATE, hint=hint)


def refuse_undecided(application: Data, publication: Callable[[str], Data | None]) -> None:
    """Refuse to send a decision that is not published (`not-published`). `publication` is what published a quarter."""
    for entry in timeline.standing(application.get("timeline")):
        round = str(entry.get("round") or application.get("round"))
        if entry.get("event") in DECIDING and publication(round) is None:
            words = Said(
                "{application} is decided, and the decisions of {round} are not published yet.",
                application=application.get("id"),
                round=Quarter(round),
            )
            raise Refused(words, code="not-published", source=SOURCE, hint=Command("fund publish", round.upper()))


def needs(kind: str, data: Data) -> list[str]:
    """The records that this one and its events refer to and that are sent with it, in order."""
    found = []
    for place in NEEDS[kind]:
        value: Any = data
        for name in place:
            value = value.get(name) if isinstance(value, Mapping) else None
        found.append(value)
    for entry in data.get("timeline") or ():
        found += [entry.get(name) for name in IN_EVENTS]
    wanted = dict.fromkeys(id for id in found if isinstance(id, str) and ids.is_id(id) and id != data.get("id"))
    return [id for id in wanted if ids.kind_of(id) in KINDS and ids.kind_of(id) != "round"]


def as_sent(kind: str, data: Data) -> dict[str, Any]:
    """What is sent of a record: a person's code and roles, what is shared of a reflection, what applicants need of a
    round, otherwise all of it.
    """
    if kind == "practitioner":
        return card(data)
    if kind == "round":
        return _announced(data)
    if kind == "reflection":
        return {k: v for k, v in data.items() if k not in STAYS}
    return dict(data)


def _announced(round: Data) -> dict[str, Any]:
    """A round without its reviewers and its reserve, which only its programme needs."""
    told = {k: v for k, v in {**round, **_OF_THE_PANEL}.items() if v is not None}
    known = seal.of_terms(round), seal.of_terms(told)
    events = [{k: v for k, v in e.items() if k != "without"} for e in round.get("timeline") or ()]
    events = [{**e, "own_seal": known[1]} if e.get("own_seal") == known[0] else e for e in events]
    return {**told, "timeline": events}


def card(person: Data, roles: Sequence[str] = ()) -> dict[str, Any]:
    """A person as a code with roles (their own unless others are given). Their Learning Journey is not sent."""
    kept = [str(r) for r in roles or person.get("roles") or ()]
    first: Data = next(iter(person.get("timeline") or ()), {})
    joined = {"at": first.get("at"), "event": "join", "by": person.get("id"), "roles": kept}
    return {
        "id": person.get("id"), "schema": person.get("schema"), "programme": person.get("programme"),
        "status": "active", "roles": kept, "timeline": [joined],
    }  # fmt: skip


def standing(kind: str, ours: Data | None, theirs: Data) -> Compared:
    """How their record compares with ours: `longer` has more events, `older` has fewer, `other` contradicts it."""
    if ours is None:
        return "new"
    old, new = _events(*_alike(kind, ours, theirs))
    shared = min(len(old), len(new))
    if editing.changed_fields({"timeline": old[:shared]}, {"timeline": new[:shared]}):
        return "other"
    if len(new) != len(old):
        return "longer" if len(new) > len(old) else "older"
    return (
        "other"
        if editing.changed_fields(as_sent(kind, {**ours, "timeline": old}), {**theirs, "timeline": new})
        else "same"
    )


def merged(kind: str, ours: Data | None, theirs: Data) -> dict[str, Any]:
    """The record as it will be: theirs, with our past and with those fields of ours that are never sent."""
    if ours is None:
        return dict(theirs)
    kept = {name: ours[name] for name in STAYS if name in ours} if kind == "reflection" else {}
    past = list(ours.get("timeline") or ())
    return {**theirs, **kept, "timeline": [*past, *new_entries(kind, ours, theirs)]}


def new_entries(kind: str, ours: Data | None, theirs: Data) -> list[Data]:
    """The events that only theirs has."""
    old, new = _events(*_alike(kind, ours or {}, theirs))
    return new[len(old) :]


def _alike(kind: str, ours: Data, theirs: Data) -> tuple[Data, Data]:
    """Both as told in the same way: if a decision was changed before it was published, only one of them may say so."""
    old, new = _events(ours, theirs)
    shared = min(len(old), len(new))
    if kind != "application" or not editing.changed_fields({"timeline": old[:shared]}, {"timeline": new[:shared]}):
        return ours, theirs
    return visibility.as_published(ours, _not_known), visibility.as_published(theirs, _not_known)


def _not_known(quarter: str) -> Data | None:
    """Of a file that arrived nobody knows when a quarter was published."""
    return None


def _events(*records: Data) -> list[list[Data]]:
    return [list(record.get("timeline") or ()) for record in records]


def refuse_contradiction(kind: str, ours: Data, theirs: Data) -> None:
    """Refuse a record with fewer events than ours (`older`), or with different ones (`contradicts`)."""
    id, how = theirs.get("id"), standing(kind, ours, theirs)
    details = {"id": str(id), "status": str(ours.get("status"))}
    log = Command("log", id)
    if how == "older":
        last: Data = list(ours["timeline"])[-1]
        day = Day(dates.day_of(str(last.get("at"))))
        event = _done(kind, last)
        words = Said("{id} has changed here since that was sent: {event} on {day:spoken}.", id=id, event=event, day=day)
        send = Command("send", id, "--to", "FILE")
        hint = Remedy(send, " sends them what changed here; ", log, " shows what happened.")
        raise Refused(words, code="older", source=SOURCE, hint=hint, details=details)
    if how == "other":
        back = " shows what happened here. One of you needs to take your change back ("
        hint = Remedy(log, back, Command("undo"), ").")
        if kind == "round":
            hint = Remedy("You noted it here yourself. You can apply in it as it is: ", Command("fund apply"), ".")
        words = Said("{id} has another history here: {how}.", id=id, how=_first_difference(kind, ours, theirs))
        raise Refused(words, code="contradicts", source=SOURCE, hint=hint, details=details)


def refuse_unexplained(kind: str, ours: Data, theirs: Data) -> None:
    """Refuse fields that changed although no new event explains it (`unexplained`)."""
    told = effects.may_change(kind, list(theirs.get("timeline") or ()), len(ours.get("timeline") or ()))
    odd = sorted(effects.changed(ours, theirs) - told)
    if odd:
        words = Said(
            "{id}: {fields} changed, but nothing in its history says so.", id=theirs.get("id"), fields=Many(odd)
        )
        hint = Remedy("Ask for it again, after ", Command("save"), " on the other side.")
        details = {"id": str(theirs.get("id")), "fields": odd}
        raise Refused(words, code="unexplained", source=SOURCE, hint=hint, details=details)


def refuse_strangers(records: Iterable[Data], own: Sequence[str], sender: str, personal: bool) -> None:
    """Refuse somebody else's records (`somebody-elses`).

    In a notebook all records must be its practitioner's (`own`: their codes). In a programme's store they must all be
    the sender's, unless the sender is a coordinator (then `own` is empty).
    """
    holders = dict.fromkeys(
        (people.holder_of(kind, r), str(r.get("id")))
        for r in records
        if (kind := ids.kind_of(str(r.get("id")))) not in ("practitioner", "round")
    )
    for holder, id in holders:
        if holder in own or (not personal and not own):
            continue
        why = Said("but this is your own notebook") if personal else Said("but {sender} sent it", sender=sender)
        raise Refused(
            Said("{id} belongs to {holder}, {why}.", id=id, holder=holder, why=why),
            code="somebody-elses",
            source=SOURCE,
            hint="Each practitioner keeps and sends only their own records.",
            details={"id": id},
        )


def refuse_implausible(
    kind: str, theirs: Data, entries: Sequence[Data], *, sender: str, own: Sequence[str], coordinators: Sequence[str],
    personal: bool,
) -> None:  # fmt: skip
    """Refuse events that the sender has no right to bring (`not-theirs`).

    `own` are the codes of the person whose record it is, and `coordinators` the people who are coordinators as far as
    this store knows. To a programme's store people bring only what they may do themselves, and a coordinator also what
    a coordinator may do. To a notebook its own practitioner brings anything, and others only what a coordinator does.
    """
    if personal and sender in own:
        return
    rows = undoing.rows(kind, list(theirs.get("timeline") or ()))[-len(entries) :] if entries else []
    for entry, row in zip(entries, rows, strict=True):
        event, by = str(entry.get("event")), str(entry.get("by"))
        if row is None:
            continue
        theirs_to_do = "holder" in row.who and by in own
        acts = "coordinator" in row.who or ("holder" in row.who and entry.get("on_behalf_of") in own)
        known = by in coordinators and (personal or sender in coordinators)
        if theirs_to_do or (acts and known):
            continue
        who = "a coordinator" if "holder" not in row.who else "the person it belongs to"
        why = Said("{event} was recorded there by {by}", event=_done(kind, entry), by=by)
        if by in coordinators and acts:
            why = Said("{why}, a coordinator, but {sender} sent it", why=why, sender=sender)
        words = Said("{id}: {why}; only {who} can do that.", id=theirs.get("id"), why=why, who=Prose(who))
        hint = Remedy(Command(kind, "--help"), ": a coordinator records it here and sends it back.")
        details = {"id": str(theirs.get("id")), "event": event}
        raise Refused(words, code="not-theirs", source=sources.LIFECYCLES, hint=hint, details=details)


def about(records: Sequence[Data]) -> str:
    """What a file contains, in words: `licence lic-2611-963amb9, submitted`."""
    first = records[0]
    more = f" and {len(records) - 1} more" if len(records) > 1 else ""
    return f"{ids.kind_of(str(first['id']))} {first['id']}, {first['status']}{more}"


def because_of(licence: str, projects: Iterable[Data]) -> Iterator[str]:
    """The ids of projects that an event of this licence changed: they must be sent with it."""
    for project in projects:
        if any(e.get("because") == licence for e in project.get("timeline") or ()):
            yield str(project["id"])


def _at_words(at: FieldPath) -> str:
    return next((str(part) for part in reversed(at) if isinstance(part, str)), "")


def _done(kind: str, entry: Data) -> Called:
    event = str(entry.get("event"))
    return Called(event, lifecycles.done(kind, event))


def _first_difference(kind: str, ours: Data, theirs: Data) -> Said:
    old, new = list(ours.get("timeline") or ()), list(theirs.get("timeline") or ())
    for number, (one, other) in enumerate(zip(old, new, strict=False), 1):
        if editing.changed_fields(one, other):
            here, there = _done(kind, one), _done(kind, other)
            if here == there:
                return Said("event {number} ({event}) is different", number=number, event=here)
            return Said("event {number} is {here} here, and {there} there", number=number, here=here, there=there)
    return Said(
        "{fields} differ, although the history is the same",
        fields=Many(editing.changed_fields(as_sent(kind, ours), theirs)),
    )
