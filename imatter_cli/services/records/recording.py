"""The only way in which use cases change records: events, one by one, each checked, and then one change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from imatter_cli.classes import replace
from imatter_cli.domain import (
    editing,
    envelope,
    ids,
    lifecycles,
    parts,
    people,
    preconditions,
    timeline,
    to_come,
    undoing,
)
from imatter_cli.domain.fund import visibility
from imatter_cli.domain.people import Actor
from imatter_cli.domain.projects import PROGRAMME, Objection
from imatter_cli.errors import BadValue, Broken, NotFound, Refused
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Day, Said
from imatter_cli.services.context import Context
from imatter_cli.services.records.around import Surroundings
from imatter_cli.services.records.persons import actor_of
from imatter_cli.services.records.valid import broken, policy_of, refuse_broken
from imatter_cli.services.records.visibility import Eyes
from imatter_cli.store.contract import Change, Data, Reader, Receipt, Write

# The models are imported inside functions: reading commands share this module with commands that
# change records, and should not load Pydantic.


class Recording:
    """What one use case does, collected inside a plan. `change` checks everything and makes the change for the store.

    The right to act, the lifecycle and the timeline are checked at each event, and the models once at the end.
    """

    def __init__(self, ctx: Context, reader: Reader, *, told_afterwards: bool = False) -> None:
        """`told_afterwards`: the events are older and only recorded now, so each is judged by its own day."""
        self.ctx = ctx
        self._told_afterwards = told_afterwards
        self.reader = reader
        self.policy = policy_of(reader)
        self.events: list[str] = []
        self._before: dict[str, Data | None] = {}
        self._after: dict[str, Data | None] = {}
        self._actor: Actor | None = None
        self._around = Surroundings(self)

    @property
    def actor(self) -> Actor:
        """The person who acts, with roles. Raises StoreTrouble (`no-identity`) if imatter doesn't know, Refused if they
        left.
        """
        if self._actor is None:
            self._actor = actor_of(self.reader, self.ctx.actor)
        return self._actor

    def current(self, id: str) -> Data:
        """The record as it is at this point of the recording. Raises NotFound."""
        if id not in self._after:
            stored = self.reader.get(id)
            self._before[id] = stored.data
            self._after[id] = stored.data
        data = self._after[id]
        if data is None:
            raise NotFound(Said("{id} no longer exists.", id=id))
        return data

    def as_led(self, data: Data) -> Data:
        """A record that was read from `reader`, as it is at this point of the recording."""
        return self._after.get(str(data["id"])) or data

    def sound(self, id: str) -> Data:
        """The same record, once it is known to be valid. Raises NotFound, Broken."""
        data = self.current(id)
        refuse_broken(ids.kind_of(id), ids.path_of(id), data)
        return data

    def new(
        self, kind: str, event: str, fields: Data, *, id: str = "", day: str = "", reason: str = "",
        because: str = "", details: Data | None = None,
    ) -> str:  # fmt: skip
        """Begin a new record with an event, and return its id. The id is minted unless it is given (a round's is its
        quarter).
        """
        from imatter_cli.domain import records

        id = id or ids.mint(kind, self.ctx.today, self.ctx.random_index)
        base = {"id": id, "schema": envelope.schema_name(kind), "programme": self.policy.version, "status": ""}
        given = {k: v for k, v in fields.items() if v is not None}
        happening = self._happening(kind, event, {**given, "id": id}, day, reason, because, details or {})
        preconditions.refuse(self._situation(kind, {**given, "id": id}, happening))
        data = timeline.lead_on(kind, None, happening, {**base, **parts.with_ids(kind, {}, given, self.occasion(id))})
        self._before[id] = None
        self._after[id] = records.ordered(kind, data)
        self.events.append(event)
        return id

    def lead(
        self, id: str, event: str, fields: Data | None = None, *, day: str = "", reason: str = "",
        because: str = "", details: Data | None = None,
    ) -> Data:  # fmt: skip
        """Add an event to a record's life, with changed fields (None removes one), and return the record after it."""
        from imatter_cli.domain import records

        kind = ids.kind_of(id)
        before = self.current(id)
        faults = list(envelope.faults(kind, ids.path_of(id), before))
        if faults:
            raise broken(faults)
        if fields and event != lifecycles.UNDO:
            fields = parts.with_ids(kind, before, fields, self.occasion(id))
        if not because:
            self._refuse_kept_apart(kind, event, before)
        if not because or before["status"] in lifecycles.OUTCOMES:
            self.refuse_early(kind, event, before, fields)
        refused = lifecycles.refusal(kind, event, str(before["status"]))
        happening = (
            timeline.Happening(event, self.ctx.actor, self.ctx.moment, today=self.ctx.today.isoformat())
            if refused
            else self._happening(kind, event, before, day, reason, because, details or {})
        )
        if not refused:
            preconditions.refuse(self._situation(kind, before, self._as_asked(before, happening), fields))
        after = timeline.lead_on(kind, before, happening, fields)
        row = lifecycles.transition(kind, event)
        if row is not None and row.only_changes and editing.changed_fields(before, after) == ["timeline"]:
            raise editing.nothing_changed(id, Command("show", id))
        # in the model's order, so that a new field goes to its place in the file
        self._after[id] = None if row is not None and row.target == lifecycles.GONE else records.ordered(kind, after)
        self.events.append(event)
        return after

    def occasion(self, id: str) -> str:
        """What tells parts that a record gets now from those that it gets elsewhere, or another time."""
        return f"{id} {self.ctx.moment} {self.ctx.actor}"

    def refuse_others(self, kind: str, event: str) -> None:
        """Refuse people without the role that an event needs, whichever record it is about."""
        row = lifecycles.transition(kind, event)
        if row is not None:
            people.on_behalf_of(row, self.actor, "", self.policy.personal)

    def ask(
        self, id: str, event: str, fields: Data | None = None, *, day: str = "", reason: str = "",
        details: Data | None = None,
    ) -> None:  # fmt: skip
        """Refuse an event that would be refused whatever else is said about it, before asking or working out more."""
        kind = ids.kind_of(id)
        before = self.current(id)
        self._refuse_kept_apart(kind, event, before)
        self.refuse_early(kind, event, before, fields)
        if lifecycles.refusal(kind, event, str(before.get("status"))):
            self.lead(id, event)
        happening = self._happening(kind, event, before, day, reason, "", details or {})
        preconditions.refuse(self._situation(kind, before, happening, fields))

    def ask_new(self, kind: str, event: str, fields: Data, *, details: Data | None = None) -> None:
        """The same for an event with which a record begins."""
        happening = self._happening(kind, event, fields, "", "", "", details or {})
        preconditions.refuse(self._situation(kind, fields, happening))

    def licences(self, practitioner: str) -> Iterable[Data]:
        """The licences of a practitioner under any of their codes, read once for all that asks for them."""
        return self._around.licences(practitioner)

    def in_the_way(
        self, id: str, event: str, asks: Sequence[preconditions.Ask] | None = None,
        details: Data | None = None,
    ) -> Objection | None:  # fmt: skip
        """The first of these asks (of all) that would be in the way of an event now; None if nothing is."""
        happening = timeline.Happening(
            event, self.ctx.actor, self.ctx.moment, details=details or {}, today=self.ctx.today.isoformat()
        )
        kind, record = ids.kind_of(id), self.current(id)
        return preconditions.first(self._situation(kind, record, self._as_asked(record, happening)), asks)

    def put(self, id: str, data: Data) -> None:
        """Use a record that comes from elsewhere as the current one."""
        try:
            self._before[id] = self.reader.get(id).data
        except NotFound:
            self._before[id] = None
        self._after[id] = data

    def judge(self, id: str, entry: Data) -> None:
        """Refuse an event that came with a record, as if it happened here and now."""
        today = self.ctx.today.isoformat()
        preconditions.refuse(preconditions.Situation(ids.kind_of(id), self.current(id), entry, self._around, today))

    def created(self, kind: str) -> list[Data]:
        """The records of a kind that this recording begins."""
        return [
            data
            for id, data in self._after.items()
            if data is not None and self._before[id] is None and ids.kind_of(id) == kind
        ]

    def change(self, verb: str, answer: object = None) -> Change:
        """Everything as one change, in which every record is valid. Raises Refused (`invalid`) with the findings."""
        from imatter_cli.domain import records

        writes = []
        for id, data in self._after.items():
            if data == self._before[id]:
                continue
            if data is not None:
                kind, path = ids.kind_of(id), ids.path_of(id)
                faults = [*envelope.faults(kind, path, data), *records.schema_faults(kind, path, data)]
                if not faults:
                    self._refuse_to_come(id, data)
                if faults:
                    raise Refused(
                        Said("{id}: {why}", id=id, why=faults[0].said), code="invalid", hint=faults[0].try_,
                        details={"findings": [f.as_data() for f in faults]},
                    )  # fmt: skip
            writes.append(Write(id, data))
        return Change(verb, tuple(writes), tuple(self.events), self.policy.version, answer=answer)

    def refuse_early(self, kind: str, event: str, before: Data, fields: Data | None = None) -> None:
        """Refuse people who may not see yet how an application was decided: what it can do next would tell them.

        While its quarter is being decided, they get the same answer about an application without a decision.
        """
        if kind != "application" or self.policy.personal or before["status"] not in ("eligible", *lifecycles.OUTCOMES):
            return
        eyes = Eyes(self.reader, self.ctx.actor)
        if not (eyes.waits(before) if before["status"] == "eligible" else not eyes.decision(before)):
            return
        seen = eyes.see("application", before)
        if not lifecycles.refusal(kind, event, str(seen["status"])):
            happening = timeline.Happening(event, self.ctx.actor, self.ctx.moment, today=self.ctx.today.isoformat())
            preconditions.refuse(self._situation(kind, seen, happening, fields))
        raise visibility.refuse_early(str(before["id"]), str(before["round"]))

    def _refuse_to_come(self, id: str, data: Data) -> None:
        """Refuse a future day for something that has happened (`still-to-come`)."""
        kind, today = ids.kind_of(id), self.ctx.today.isoformat()
        before = dict(to_come.days_to_come(kind, self._before[id] or {}, today))
        for at, day in to_come.days_to_come(kind, data, today):
            if at[0] != "timeline" and before.get(at) != day:
                field = ".".join(str(part) for part in at if isinstance(part, str))
                raise BadValue(
                    Said(
                        "{field}: {day} is in the future. You can only record what has happened.",
                        field=field,
                        day=Day(day),
                    ),
                    code="still-to-come",
                    hint="Give the day on which it happened.",
                    details={"id": id, "field": field},
                )

    def _refuse_kept_apart(self, kind: str, event: str, before: Data) -> None:
        """Refuse a coordinator with a conflict first, because an application's state may tell how it was decided."""
        row = lifecycles.transition(kind, event)
        if kind == "application" and row is not None and row.who == ("coordinator",) and self.actor.coordinates:
            happening = timeline.Happening(event, self.ctx.actor, self.ctx.moment, today=self.ctx.today.isoformat())
            preconditions.refuse(self._situation(kind, before, happening), preconditions.KEPT_APART)

    def _situation(
        self, kind: str, record: Data, happening: timeline.Happening, fields: Data | None = None
    ) -> preconditions.Situation:
        today = "" if self._told_afterwards else self.ctx.today.isoformat()
        entry = timeline.entry_of(happening, record.get("timeline"))
        return preconditions.Situation(kind, record, entry, self._around, today, fields or {}, written=today)

    @staticmethod
    def _as_asked(record: Data, happening: timeline.Happening) -> timeline.Happening:
        """The event that preconditions are asked about. If an undo makes an event count again, it is that event."""
        if happening.event != lifecycles.UNDO:
            return happening
        told = list(record.get("timeline") or ())
        done = undoing.taken_back([*told, {"event": happening.event, **happening.details}]).get(len(told))
        if done is None or not done.stands:
            return happening
        again = told[done.index]
        details = {name: value for name, value in again.items() if name not in timeline.COMMON}
        reason = str(again.get("reason") or "")
        return replace(happening, event=str(again["event"]), reason=reason, details=details)

    def _happening(
        self, kind: str, event: str, record: Data, day: str, reason: str, because: str, details: Data
    ) -> timeline.Happening:
        row = lifecycles.transition(kind, event)
        if event == lifecycles.UNDO:
            row = undoing.needed_for(kind, record.get("timeline") or (), {"event": event, **details})
        holder = people.holder_of(kind, record)
        # somebody who joins or comes back has no role yet, or none any more
        first = kind == "practitioner" and event in ("join", "rejoin") and self.ctx.actor == record.get("id")
        behalf = ""
        if row is not None and not first and not because:
            behalf = people.on_behalf_of(row, self.actor, holder, self.policy.personal)
        said = {**details, **_own_seal(kind, event, details, reason.strip())}
        return timeline.Happening(
            event, self.ctx.actor, self.ctx.moment, day, reason.strip(), behalf, because,
            {k: v for k, v in {**said, "received": self.ctx.received or None}.items() if v is not None},
            today=self.ctx.today.isoformat(),
        )  # fmt: skip


def _own_seal(kind: str, event: str, details: Data, reason: str) -> Data:
    if kind != "application":
        return {}
    from imatter_cli.domain.fund import seal  # late: only applications have events with a seal of their own

    return seal.own(event, details, reason)


def refuse_unready(ctx: Context) -> None:
    """Raise the refusal that any change would meet now, whatever it is.

    That is: imatter doesn't know who acts, or they have left; the rules are broken; the store can't be written.
    """
    actor_of(ctx.store, ctx.actor)
    policy_of(ctx.store)
    if not ctx.dry_run:
        ctx.store.ready()


def record(ctx: Context, verb: str, do: Callable[[Recording], object]) -> Receipt:
    """Run one use case as one transaction. `do` collects its events in a Recording, and may run more than once.

    What it returns is the answer of the receipt's change.
    """
    # loaded before the store is locked, so that others do not wait for it
    from imatter_cli.domain import policy, records  # noqa: F401

    def plan(reader: Reader) -> Change:
        recording = Recording(ctx, reader)
        try:
            return recording.change(verb, do(recording))
        except Refused as refused:
            if refused.source == PROGRAMME and _rules_are_edited(ctx, reader):
                refused.hint = Remedy(
                    Said(
                        "{path} has edits that are not saved yet, and only what is saved counts. To save them: ",
                        path=PROGRAMME,
                    ),
                    Command("save", "programme"),
                )
            raise

    return ctx.store.transact(plan, dry_run=ctx.dry_run)


def _rules_are_edited(ctx: Context, reader: Reader) -> bool:
    try:
        return ctx.store.programme() != reader.programme()
    except (NotFound, Broken):
        return True
