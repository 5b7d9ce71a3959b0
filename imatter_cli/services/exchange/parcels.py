"""Sends records from one store to another in a file: packs it, checks it and takes it in.

A file that arrives is checked as if a stranger had sent it: its text, its digest, every record, whether each person
could do what it says, and what the records here would look like afterwards. It becomes one change, or none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from imatter_cli import sources
from imatter_cli.classes import field, immutable, mutable, replace
from imatter_cli.domain import envelope, exchange, ids, licensing, people, quarters, records
from imatter_cli.domain.exchange import Compared
from imatter_cli.domain.file_rules import MAX_BYTES
from imatter_cli.domain.finding import Finding
from imatter_cli.domain.fund.visibility import EARLIER
from imatter_cli.errors import BadValue, Broken, NotFound, Refused
from imatter_cli.remedies import Command, Hint, Remedy
from imatter_cli.said import Many, Said
from imatter_cli.services.context import Context
from imatter_cli.services.exchange import arriving
from imatter_cli.services.exchange.erased import to_erase
from imatter_cli.services.fund.applications import refuse_unready
from imatter_cli.services.integrity import early
from imatter_cli.services.integrity.history import Changed, changes
from imatter_cli.services.integrity.placing import placed
from imatter_cli.services.records.persons import codes_in
from imatter_cli.services.records.recording import Recording
from imatter_cli.services.records.valid import refuse_broken
from imatter_cli.services.records.visibility import Eyes
from imatter_cli.store import codec, outside
from imatter_cli.store.contract import Change, Data, Reader, Receipt, Stored, Write

REMARK = str(
    Remedy(
        "Records sent with imatter. Read them over; `", Command("receive", "FILE"), "` checks them and takes them in."
    )
)
#: The roles of somebody who is new to a programme.
_NEWCOMER = ("practitioner",)
#: Events that count from when they are taken in, and not only on their own day.
_HAPPENS_HERE: Mapping[str, tuple[str, ...]] = {
    "licence": ("apply", "record", "submit"),
    "application": ("submit", "withdraw", "accept", "decline-award", "report"),
}


@immutable
class Packed:
    """A file that is ready to be written: its data and bytes. `named` are the records it is about, `along` those that
    they need. `replaced` are applications with a decision that was changed before it was published: the file has only
    what was published.
    """

    data: Data
    raw: bytes
    named: tuple[str, ...]
    along: tuple[str, ...]
    replaced: tuple[str, ...] = ()


@immutable
class Arrival:
    """How one record of a file compares with this store.

    `how` is the comparison. If a record is only included because others need it and is `older` or `other`, it stays as
    it is here. `entries` are the events that it brings, `fields` what else changes, and `data` is the record that was
    sent.
    """

    id: str
    kind: str
    how: Compared
    named: bool
    status: str
    entries: tuple[Data, ...]
    fields: tuple[Changed, ...]
    data: Data

    @property
    def comes(self) -> bool:
        """Whether this record will be taken in."""
        return self.how in ("new", "longer")

    def as_data(self) -> Data:
        """The record and how it compares, as JSON."""
        return {
            "id": self.id, "is": self.how, "status": self.status, "named": self.named,
            "events": [str(e.get("event")) for e in self.entries], "fields": [c.as_data() for c in self.fields],
        }  # fmt: skip


@immutable
class Received:
    """The result of taking in a file: every record in it, and the receipt of the change; None if there was nothing to
    do. `erased` are words that went from here, and from the past, because the sender has erased them.
    """

    parcel: Data
    arrivals: tuple[Arrival, ...]
    receipt: Receipt | None
    erased: tuple[str, ...] = ()


def pack(ctx: Context, parts: Sequence[str]) -> Packed:
    """Pack the records that these ids name, and the records that they need. Nothing is written.

    Any unique part of an id will do. Raises NotFound, Ambiguous, Broken, and Refused: `stays-here`, `not-shared`,
    `not-published`, `not-yours`, `hidden`, `several-people`, `not-saved`; BadValue (`too-large`).
    """
    named = list(dict.fromkeys(ctx.store.find(part) for part in parts))
    saved = ctx.store.at("HEAD")
    sender = Recording(ctx, saved)
    if sender.policy.personal:
        send = Remedy("Send what you applied for in it: ", Command("send", "APPLICATION", "--to", "FILE"))
        exchange.refuse_round(named, "Only its programme sends it, to notebooks.", send)
    found: dict[str, Data] = {}
    for id in named:
        exchange.refuse_kind(id)
        found[id] = _sound(saved, id)
        _refuse_to_send(sender, id, found[id])
    for id in _along(saved, found):
        found[id] = _sound(saved, id)
    _refuse_several(found)
    _refuse_unsaved(ctx, saved, found)
    in_order = sorted(found, key=lambda one: (one not in named, one.startswith("prc-")))  # people come last
    known = _as_known(sender, found)
    sent = [exchange.as_sent(ids.kind_of(id), known[id]) for id in in_order]
    data = exchange.pack(
        {
            "imatter": exchange.FORM, "about": exchange.about([r for r in sent if r["id"] in named]),
            "from": {"store": sender.policy.store, "issuer": sender.policy.issuer, "by": sender.actor.id},
            "at": ctx.moment, "programme": sender.policy.version, "named": named,
        },
        sent,
    )  # fmt: skip
    try:
        raw = codec.document(data, REMARK)
    except BadValue as wrong:
        raise BadValue(
            "That is more than one file can hold.", code=wrong.code, hint="Send fewer records at a time."
        ) from None
    along = tuple(id for id in in_order if id not in named)
    return Packed(data, raw, tuple(named), along, tuple(id for id in found if known[id] is not found[id]))


def taken(there: Path) -> Refused:
    """The refusal of a file name that is taken: a parcel never replaces a file."""
    return Refused(
        Said("{path} already exists, and is not replaced.", path=str(there)), code="file-there",
        hint="Name another file, or move that one away.", details={"path": str(there)},
    )  # fmt: skip


def read(path: str) -> bytes:
    """The bytes of a file that arrived. Raises NotFound, BadValue, StoreTrouble."""
    return arriving.plain(outside.read(path, MAX_BYTES))


def unpack(raw: bytes, name: str) -> Data:
    """The data of a file that arrived, once every record in it is valid. `name` is what the file is called.

    Raises Broken with every finding and its place in the file, and Refused: `digest-differs`, `stays-here`,
    `not-shared`.
    """
    data = codec.parse(raw, name)
    found = exchange.faults(data, name)
    if found:
        raise _broken(raw, name, found)
    exchange.refuse_damaged(data, name)
    for n, record in enumerate(data["records"]):
        exchange.refuse_kind(str(record["id"]))
        found += [replace(f, path=name, at=("records", n, *f.at)) for f in _faults(record)]
    if found:
        raise _broken(raw, name, found)
    for record in data["records"]:
        if ids.kind_of(str(record["id"])) == "reflection":
            exchange.refuse_unshared(record)
    return data


def receive(ctx: Context, parcel: Data) -> Received:
    """Take in what is new in a file, in one change. What is already here stays as it is.

    Raises Refused: `somebody-elses`, `not-theirs`, `not-yours`, `older`, `contradicts`, `unexplained`, `does-not-hold`
    (details: findings), and the refusals of a kind's own rules (`incomplete-licence`, `has-licence`, `past-closing`,
    ...); EditedByHand.
    """

    def plan(reader: Reader) -> Change:
        work = _Work(Recording(ctx, reader), parcel)
        arrivals = work.arrivals()
        work.refuse()
        coming = [a for a in arrivals if a.comes]
        writes = tuple(Write(a.id, work.after(a)) for a in coming)
        events = tuple(str(e.get("event")) for a in coming for e in a.entries)
        return Change("receive", writes, events, work.recording.policy.version, answer=tuple(arrivals))

    erased = to_erase(ctx, parcel["records"])
    if erased is None:
        receipt = ctx.store.transact(plan, dry_run=ctx.dry_run)
        return Received(parcel, receipt.change.answer, receipt if receipt.change.writes else None)

    def plan_without(reader: Reader) -> Change:
        return replace(plan(reader), erased=erased.rows)

    receipt, _ = ctx.store.erasing().write_anew(erased.anew, plan_without, erased.ids, dry_run=ctx.dry_run)
    return Received(parcel, receipt.change.answer, receipt, erased.texts)


@mutable
class _Work:
    """A file, compared with the records as they are now."""

    recording: Recording
    parcel: Data
    _arrivals: list[Arrival] = field(default_factory=list)
    _ours: dict[str, Data] = field(default_factory=dict)

    @property
    def personal(self) -> bool:
        return self.recording.policy.personal

    @property
    def sender(self) -> str:
        return str(self.parcel["from"]["by"])

    def arrivals(self) -> list[Arrival]:
        """Every record of the file, those that it is about first, and how each compares with the one here."""
        named = self.parcel["named"]
        for record in sorted(self.parcel["records"], key=lambda r: r["id"] not in named):
            id = str(record["id"])
            kind, ours = ids.kind_of(id), self._here(id)
            theirs = self._as_taken(kind, record)
            how = exchange.standing(kind, ours, theirs)
            if kind == "practitioner" and (ours is not None or not self._is_wanted(id)):
                how = (
                    "same" if ours is not None else "other"
                )  # this store knows its own people better than the file does
            comes = how in ("new", "longer")
            self._arrivals.append(Arrival(
                id, kind, how, id in named, str((theirs if comes or ours is None else ours).get("status")),
                tuple(exchange.new_entries(kind, ours, theirs)) if comes else (),
                changes(ours, exchange.merged(kind, ours, theirs)) if comes and ours is not None else (),
                theirs,
            ))  # fmt: skip
        return self._arrivals

    def after(self, arrival: Arrival) -> Data:
        """The record as it will be."""
        data = exchange.merged(arrival.kind, self._ours.get(arrival.id), arrival.data)
        return records.ordered(arrival.kind, data)

    def refuse(self) -> None:
        """Raise the first rule that refuses the file."""
        self._refuse_who_takes()
        own = self._own()
        exchange.refuse_strangers((a.data for a in self._arrivals), own, self.sender, self.personal)
        for arrival in self._arrivals:
            ours = self._ours.get(arrival.id)
            if ours is not None and arrival.named and arrival.kind != "practitioner":
                exchange.refuse_contradiction(arrival.kind, ours, arrival.data)
        coming = [a for a in self._arrivals if a.comes]
        coordinators = self._coordinators()
        for a in coming:
            if a.kind == "practitioner":
                continue
            exchange.refuse_implausible(
                a.kind, a.data, a.entries, sender=self.sender,
                own=own or people.all_codes(codes_in(self.recording.reader), people.holder_of(a.kind, a.data)),
                coordinators=coordinators, personal=self.personal,
            )  # fmt: skip
            ours = self._ours.get(a.id)
            if ours is not None:
                exchange.refuse_unexplained(a.kind, ours, self.after(a))
        if not self.personal:
            for a in coming:
                self.recording.put(a.id, self.after(a))
            for a in coming:
                self._refuse_by_kind(a)
        self._refuse_new_errors({a.id: self.after(a) for a in coming})

    def _refuse_who_takes(self) -> None:
        if self.personal:
            self.recording.actor  # noqa: B018 - refuses while nobody said whose notebook it is
            return
        if not self.recording.actor.coordinates:
            raise Refused(
                Said(
                    "Only a coordinator can take a file into a programme's store; you are {actor}.",
                    actor=self.recording.actor.id,
                ),
                code="not-yours",
                source=exchange.SOURCE,
                hint=Remedy("Say who you are with --as PERSON or ", Command("me", "PERSON"), "."),
            )
        there = (arrival.id for arrival in self._arrivals)
        exchange.refuse_round(there, "Only notebooks take it in; a programme opens its own.", Command("fund open"))

    def _own(self) -> tuple[str, ...]:
        """The codes that these records may belong to: in a notebook the practitioner's, otherwise the sender's.

        A coordinator may send anybody's, so then there are none.
        """
        if self.personal:
            return people.all_codes(self.recording.actor.codes(), self.recording.actor.id)
        if self.sender in self._coordinators():
            return ()
        return people.all_codes(codes_in(self.recording.reader), self.sender)

    def _coordinators(self) -> tuple[str, ...]:
        """Who is a coordinator, as far as this store knows. A notebook knows few people, so there the file counts as
        well.
        """
        cards = [a.data for a in self._arrivals if a.kind == "practitioner"] if self.personal else []
        named = {self.sender, *(str(e.get("by")) for a in self._arrivals for e in a.entries)}
        here = [person for id in sorted(named) if (person := self._here(id)) is not None]
        return tuple(str(p["id"]) for p in (*cards, *here) if "coordinator" in (p.get("roles") or ()))

    def _here(self, id: str) -> Data | None:
        if not ids.is_id(id):
            return None
        if id not in self._ours:
            try:
                stored = self.recording.reader.get(id)
            except NotFound:
                return None
            refuse_broken(stored.kind, stored.path, stored.data)
            self._ours[id] = stored.data
        return self._ours[id]

    def _is_wanted(self, id: str) -> bool:
        """Whether a person who is new here is taken in. A programme's store takes in only the people whose records
        these are.
        """
        about = {people.holder_of(ids.kind_of(str(r["id"])), r) for r in self.parcel["records"] if r["id"] != id}
        return self.personal or id in self.parcel["named"] or id in about

    def _as_taken(self, kind: str, record: Data) -> Data:
        """The record as it may come in: somebody who is new to a programme comes in only as a practitioner."""
        if kind != "practitioner":
            return record
        return exchange.card(record, () if self.personal else _NEWCOMER)

    def _refuse_by_kind(self, arrival: Arrival) -> None:
        """Ask what the commands for these events would have asked here."""
        recording, data = self.recording, self.after(arrival)
        asked = [e for e in arrival.entries if e.get("event") in _HAPPENS_HERE.get(arrival.kind, ())]
        if arrival.kind == "licence" and data.get("status") not in licensing.CURRENT:
            return
        for entry in asked:
            submits = entry.get("event") == "submit" and data.get("status") == "submitted"
            if submits and arrival.kind == "application":
                refuse_unready(recording, data)
            if submits or entry.get("event") != "submit":
                try:
                    recording.judge(arrival.id, entry)
                except Refused as refused:
                    if refused.code == "past-closing":
                        refused.hint = _how_to_take_it_late(recording.reader, data)
                    raise

    def _refuse_new_errors(self, changed: Mapping[str, Data | None]) -> None:
        found = early.errors_told(self.recording, changed)
        if not found:
            return
        first = found[0]
        id = ids.id_at(first.path) or first.path
        raise Refused(
            Said("Not taken in: {id} would break a rule here. {why}", id=id, why=first.said), code="does-not-hold",
            source=exchange.SOURCE,
            hint=_who_can_mend(first, changed), details={"id": id, "findings": [f.as_data() for f in found]},
        )  # fmt: skip


def _how_to_take_it_late(reader: Reader, application: Data) -> Hint:
    """How a quarter takes an application that came after its last day; it isn't here to be taken late by a command."""
    round = reader.get(str(application["round"]))
    name = quarters.spoken(round.id)
    reopen = () if round.data["status"] == "open" else (Command("fund reopen", name, "--reason", "WHY"), ", ")
    later = Command("fund edit", name, "--closes", "DAY", "--reason", "WHY")
    return Remedy("To take it late: ", *reopen, later, ", and then receive the file again.")


def _who_can_mend(finding: Finding, arriving: Mapping[str, object]) -> Hint:
    """What to try: if the finding is about records that were not taken in, their sender has to mend them."""
    about = {word for line in finding.commands for word in line if ids.is_id(word)}
    if about and about <= arriving.keys():
        return "Ask the sender to put it right in their store, and to send it again."
    return finding.try_


def _along(reader: Reader, named: Mapping[str, Data]) -> Iterator[str]:
    """The records that these need, and those that they need in turn, each once; and the projects that a change of a
    licence affected.
    """
    seen = set(named)
    waiting = list(named.items())
    while waiting:
        id, data = waiting.pop(0)
        kind = ids.kind_of(id)
        wanted = exchange.needs(kind, data) if kind != "practitioner" else []
        if id in named and kind == "licence":
            under = (p.data for p in reader.scan("project", id) if isinstance(p, Stored))
            wanted += list(exchange.because_of(id, under))
        for other in wanted:
            if other not in seen:
                seen.add(other)
                yield other
                waiting.append((other, reader.get(other).data))


def _as_known(sender: Recording, found: Mapping[str, Data]) -> dict[str, Data]:
    """The records as others may read them: of an application only the decisions that were published."""
    if sender.policy.personal:
        return dict(found)
    eyes = Eyes(sender.reader, sender.actor.id)
    return {id: eyes.handed_over(data) if ids.kind_of(id) == "application" else data for id, data in found.items()}


def _sound(reader: Reader, id: str) -> Data:
    stored = reader.get(id)
    refuse_broken(stored.kind, stored.path, stored.data)
    return stored.data


def _refuse_to_send(sender: Recording, id: str, data: Data) -> None:
    kind, reader = ids.kind_of(id), sender.reader
    if kind == "reflection":
        exchange.refuse_unshared(exchange.as_sent(kind, data))
    if sender.policy.personal:
        sender.actor  # noqa: B018 - refuses while nobody said whose notebook it is
        return
    if not (sender.actor.coordinates or sender.actor.is_person(people.holder_of(kind, data))):
        raise Refused(
            Said(
                "Only a coordinator, or the person it belongs to, can send {id}; you are {actor}.",
                id=id,
                actor=sender.actor.id,
            ),
            code="not-yours",
            source=exchange.SOURCE,
            hint=Remedy("Say who you are with --as PERSON or ", Command("me", "PERSON"), "."),
        )
    eyes = Eyes(reader, sender.actor.id)
    if set(eyes.see(kind, data).get("hidden") or ()) - {EARLIER}:
        raise Refused(
            Said("Not sent: you may not see all of {id}.", id=id), code="hidden",
            source=sources.ACROSS_RECORDS, hint=Command("show", id),
        )  # fmt: skip
    if kind == "application":
        exchange.refuse_undecided(data, eyes.publication)


def _refuse_several(found: Mapping[str, Data]) -> None:
    owned = {id: data for id, data in found.items() if ids.kind_of(id) not in ("practitioner", "round")}
    holders = {people.holder_of(ids.kind_of(id), data) for id, data in owned.items()}
    if len(holders) > 1:
        raise Refused(
            Said("These records belong to several people: {people}.", people=Many(sorted(holders))),
            code="several-people",
            source=exchange.SOURCE,
            hint="Make one file for each of them, so that nobody gets somebody else's records.",
        )


def _refuse_unsaved(ctx: Context, saved: Reader, found: Mapping[str, Data]) -> None:
    for id in found:
        if ctx.store.source(id) != saved.source(id):
            raise Refused(
                Said("{id} has edits made by hand that are not saved. Only saved records can be sent.", id=id),
                code="not-saved",
                source=exchange.SOURCE,
                hint=Command("save", ids.path_of(id)),
                details={"id": id},
            )


def _faults(record: Data) -> list[Finding]:
    id = str(record["id"])
    kind, path = ids.kind_of(id), ids.path_of(id)
    found = [*envelope.faults(kind, path, record), *records.schema_faults(kind, path, record)]
    return [f.saying(Said("{id}: {why}", id=id, why=f.said)) for f in {(f.at, f.message): f for f in found}.values()]


def _broken(raw: bytes, name: str, findings: Sequence[Finding]) -> Broken:
    found = placed(raw, findings)
    first = found[0]
    more = Said(" ({more} more)", more=len(found) - 1) if len(found) > 1 else Said("")
    return Broken(
        Said(
            "{file}:{line}:{column} {why}{more}",
            file=name,
            line=first.line,
            column=first.column,
            why=first.said,
            more=more,
        ),
        [f.as_data() for f in found],
        hint="Nothing was taken in. Ask for the file again.",
    )
