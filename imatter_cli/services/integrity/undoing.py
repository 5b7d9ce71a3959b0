"""Taking a change back: a new change that restores what it altered and adds to the records' lives.

A record's first change is taken back by removing the record, and a record that was removed comes back as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from imatter_cli import sources
from imatter_cli.classes import immutable
from imatter_cli.domain import (
    dates,
    editing,
    ids,
    lifecycles,
    people,
    policy,
    preconditions,
    projects,
    timeline,
    undoing,
)
from imatter_cli.domain.finding import Finding
from imatter_cli.domain.fund import visibility
from imatter_cli.domain.fund.decisions import DECIDING
from imatter_cli.domain.merge.fields import taken_off
from imatter_cli.domain.merge.misfit import Misfit
from imatter_cli.domain.people import Actor
from imatter_cli.domain.trail import IMPORT, OF_THE_STORE, RECEIVE, SAVE, timeline_of
from imatter_cli.errors import Missing, NotFound, Refused
from imatter_cli.remedies import Command, Remedy, ShellLine
from imatter_cli.said import Many, Prose, Quarter, Said
from imatter_cli.services.context import Context
from imatter_cli.services.fund.records import refuse_conflicted
from imatter_cli.services.integrity import early, neighbours
from imatter_cli.services.integrity.aside import SaidAside, applied, said_aside
from imatter_cli.services.integrity.history import PROGRAMME, Changed, changes, id_of, kind_of, path_of, told_of
from imatter_cli.services.records import single
from imatter_cli.services.records.persons import actor_of
from imatter_cli.services.records.recording import Recording
from imatter_cli.services.records.related import readable, reviews_on
from imatter_cli.services.records.visibility import Eyes
from imatter_cli.store import codec
from imatter_cli.store.contract import Change, Data, Reader, Receipt, Revision, Store, Write

SOURCE = sources.WRITING
RULES = sources.ACROSS_RECORDS
#: The code of the refusal to take back what a merge set aside.
SET_ASIDE = "set-aside"
#: What an undo does not restore: what a record is, and what its timeline tells.
_STAYS = ("id", "schema", "programme", "status", "timeline")
#: Changes that may hold events of the people the news came from.
_TAKES_IN = (RECEIVE, IMPORT, SAVE)
#: The same of the programme's rules, whose versions only go up.
_RULES_STAY = ("id", "schema", "version", "changes", *OF_THE_STORE)


@immutable
class Before:
    """One record of the change that is taken back: its bytes ahead of it and after it, None where it was not there."""

    id: str
    ahead: bytes | None
    after: bytes | None

    @property
    def was(self) -> Data:
        """The record ahead of the change; empty where it was not there, or cannot be read."""
        return _data(self.ahead, self.id) or {}

    @property
    def then(self) -> Data:
        """The record after the change, likewise."""
        return _data(self.after, self.id) or {}

    @property
    def stays(self) -> bool:
        """Whether all that the change did to the programme's rules stays: it says which store this is."""
        names = editing.changed_fields(self.was, self.then) if self.id == PROGRAMME and self.ahead else ()
        return "store_id" in names and set(names) <= {*_RULES_STAY}

    @property
    def adds(self) -> bool:
        """Whether the change added to the record's life, or changed the programme's rules: that is taken back by more.

        Otherwise the bytes of before come back: of a record that began or was removed, of comments and layout, of what
        version 0.1 took off a timeline, of what could not be read.
        """
        was, then = self.was, self.then
        if self.id == PROGRAMME:
            return bool(was and then) and bool(editing.changed_fields(was, then))
        told = timeline_of(then)
        return (
            bool(was and then)
            and len(told) > len(timeline_of(was))
            and told[: len(timeline_of(was))] == timeline_of(was)
        )

    @property
    def entries(self) -> list[tuple[int, Data]]:
        """The events that the change added, each with its position, newest first."""
        told = timeline_of(self.then)
        return list(enumerate(told))[len(timeline_of(self.was)) :][::-1]

    @property
    def acts(self) -> list[tuple[Data, bool]]:
        """The event that each of these is about, and whether it would count again instead of being taken back."""
        told = timeline_of(self.then)
        moved = undoing.taken_back(told)
        found = []
        for index, entry in self.entries:
            done = moved.get(index)
            found.append((entry, False) if done is None else (told[done.index], not done.stands))
        return found


@immutable
class Undone:
    """What was taken back, in which change, and each record's fields from what to what."""

    revision: Revision
    receipt: Receipt
    fields: Mapping[str, tuple[Changed, ...]]


def undo(ctx: Context, commit: str = "", reason: str = "") -> Undone:
    """Take back a change (any unique start of its commit), or the actor's own last one in this clone that stands.

    Somebody else's change has to be named, and needs a reason wherever the record can keep it.
    Raises NotFound, Missing (a reason), Refused: `nothing-to-undo`, `set-aside`, `built-upon` (details: by),
    `undone-already`, `published`, `beginning`, `not-recorded` (made around imatter), `not-yours`,
    `conflict-of-interest`, `others-read`, `declared-conflict`, and EditedByHand.
    """
    aside = said_aside(ctx.store)
    revision = _named(ctx.store, commit) if commit else _last_of_mine(ctx)
    _refuse_unfit(revision)
    _refuse_aside(revision, aside)
    every = _befores(ctx.store, revision)
    records = [one for one in every if not _came_along(one, every)]
    if all(one.stays for one in records):
        raise Refused(
            "The rules say which store this is, and always will.", code="nothing-to-undo", source=SOURCE,
            hint=Command("programme show"),
        )  # fmt: skip

    def plan(reader: Reader) -> Change:
        recording = Recording(ctx, reader)
        for one in records:
            _refuse_built_upon(ctx, reader, revision, one)
        _refuse_published(reader, records)
        for one in records:
            _refuse_not_yours(recording, one)
            _refuse_unfair(recording, one)
            if not reason.strip() and (
                _needs_reason(one) or (one.adds and _is_anothers(recording.actor, revision, [one]))
            ):
                raise _missing_reason(revision)
        writes = {one.id: _write(recording, one, reason) for one in records}
        led = {write.id: write for write in recording.change("undo").writes}
        all_writes = tuple(led.get(id) or write or Write(id) for id, write in writes.items())
        _refuse_dangling(reader, records)
        _refuse_new_errors(recording, all_writes)
        events = tuple(recording.events)
        return Change("undo", all_writes, events, recording.policy.version, undoes=revision.commit)

    receipt = ctx.store.transact(plan, dry_run=ctx.dry_run)
    rows = zip(receipt.change.writes, receipt.before, receipt.after, strict=True)
    told = {w.id: changes(b, a) for w, b, a in rows if b is not None and a is not None}
    return Undone(revision, receipt, told)


def _came_along(one: Before, every: Sequence[Before]) -> bool:
    """Whether it is a person who came with others' news, and who is named by an event that stays."""
    if one.ahead is not None or one.id == PROGRAMME or kind_of(one.id) != "practitioner":
        return False
    return any(one.id in map(str, entry.values()) for other in every if other.adds for _, entry in other.entries)


def _write(recording: Recording, one: Before, reason: str) -> Write | None:
    """What a record becomes; None where events were added to it in the recording."""
    if not one.adds:
        return Write(one.id, text=one.ahead)
    if one.id == PROGRAMME:
        recording.events.append(lifecycles.UNDO)
        return Write(PROGRAMME, _rules(recording, one))
    fields = _fields_of_before(one, recording.reader.get(one.id).data)
    entries = one.entries
    for number, (index, entry) in enumerate(entries, 1):
        named = undoing.to_name(timeline_of(one.then), index)
        recording.lead(
            one.id, lifecycles.UNDO, fields if number == len(entries) else {}, reason=reason,
            because=str(entry.get("because") or ""), details=undoing.naming(named),
        )  # fmt: skip
    return None


def _fields_of_before(one: Before, stands: Data) -> Data:
    """What the change altered as it was before; what others did to a list at the same time stays in it."""
    try:
        off = taken_off(kind_of(one.id), stands, one.was, one.then)
    except Misfit:  # by a change that this person may not see: what is in the way of an undo then is said elsewhere
        off = {name: one.was.get(name) for name in editing.changed_fields(one.was, one.then)}
    return {name: value for name, value in off.items() if name not in _STAYS}


def _rules(recording: Recording, one: Before) -> Data:
    """The programme's rules with what the change altered as it was before, under a version of their own."""
    now = dict(recording.reader.programme())
    for name in editing.changed_fields(one.was, one.then):
        if name not in _RULES_STAY:
            now[name] = one.was.get(name)
    version = int(now["version"]) + 1
    note = {
        "at": dates.day_of(recording.ctx.moment), "version": version,
        "what": f"Version {one.then.get('version')} was taken back.",
    }  # fmt: skip
    whole = {**now, "version": version, "changes": [*now["changes"], note]}
    return {name: value for name, value in whole.items() if value is not None}


def _last_of_mine(ctx: Context) -> Revision:
    anothers = False
    for revision in _still_standing(applied(ctx.store)):
        if revision.here and revision.parent and "Record" in revision.trailers:
            records = _befores(ctx.store, revision)
            if all(one.stays for one in records):
                continue
            if not (ctx.actor and _is_anothers(actor_of(ctx.store, ctx.actor), revision, records)):
                return revision
            anothers = True
    reason = ("--reason", "WHY") if anothers else ()
    raise Refused(
        "You have not made a change that could be taken back.",
        code="nothing-to-undo",
        source=SOURCE,
        hint=Remedy(
            Command("log", "--json"),
            " shows the commit of any change. To take back what somebody else did: "
            if anothers
            else " shows the commit of any change. To take it back: ",
            Command("undo", "COMMIT", *reason),
        ),
    )


def _befores(store: Store, revision: Revision) -> list[Before]:
    """The records of a change, the one that it was about first."""
    then, ahead = store.at(revision.commit), store.at(revision.parent)
    first = revision.trailers["Record"]
    touched = {id_of(path) for path in revision.paths}
    named = [*(id for id in first if id in touched), *sorted(touched - set(first))]
    return [Before(id, single.source(ahead, id), single.source(then, id)) for id in named]


def _is_anothers(actor: Actor, revision: Revision, records: Sequence[Before]) -> bool:
    """Whether somebody else made a change, by who its events are by. False where it has none, or took news in."""
    if revision.subject.partition(" ")[0] in _TAKES_IN:
        return False
    by = {str(entry.get("by")) for one in records for _, entry in one.entries}
    return bool(by) and not any(map(actor.is_person, by))


def _named(store: Store, commit: str) -> Revision:
    wanted = commit.strip().lower()
    if len(wanted) >= 4 and all(c in "0123456789abcdef" for c in wanted):
        found = [r for r in store.history() if r.commit.startswith(wanted)]
        if len(found) == 1:
            return found[0]
    raise NotFound(
        Said("There is no recorded change {given!r}.", given=Prose(commit)),
        hint=Remedy(Command("log", "--json"), " names the commit of each."),
        details={"commit": commit},
    )


def _refuse_aside(revision: Revision, aside: SaidAside) -> None:
    """Refuse a change that a merge set aside: none of it is in the records."""
    if aside.is_whole(revision.commit):
        id = revision.commit[:12]
        raise Refused(
            "That change was set aside when two people's changes were merged, so there is nothing to take back.",
            code=SET_ASIDE, source=sources.TOGETHER, hint=Command("waiting", id, "--let-go"),
            details={"commit": revision.commit},
        )  # fmt: skip


def _refuse_unfit(revision: Revision) -> None:
    if not revision.parent or revision.subject.startswith("store init"):
        raise Refused(
            "That change began the store, so it can't be taken back.", code="beginning", source=SOURCE,
            hint=Remedy(Command("log"), " shows what came after it."),
        )  # fmt: skip
    if "Record" not in revision.trailers:
        which = (*(("-m", "1") if revision.is_merge else ()), revision.commit[:12])
        raise Refused(
            Said("{commit} was not made by imatter and may contain more than records.", commit=revision.commit[:12]),
            code="not-recorded",
            source=SOURCE,
            hint=Remedy(
                ShellLine("git", "revert", *which), " takes it back as a whole. Then type ", Command("check"), "."
            ),
        )


def _refuse_built_upon(ctx: Context, reader: Reader, revision: Revision, one: Before) -> None:
    now = single.source(reader, one.id)
    if now == one.after:
        return
    told = timeline_of(_data(now, one.id) or {}) if one.ahead is None else []
    grave = [e for e in told if e.get("event") == lifecycles.UNDO and e.get("reason")]
    if (one.adds or one.ahead is None) and not grave and _holds(one.id, now) == _holds(one.id, one.after):
        return  # what came after it was taken back
    if now == one.ahead or (one.adds and _holds(one.id, now) == _holds(one.id, one.ahead)):
        raise Refused(
            Said("{id} is already as it was before that change.", id=one.id), code="undone-already", source=SOURCE,
            hint=Command("log", one.id),
        )  # fmt: skip
    if one.adds and one.id != PROGRAMME and _comes_off(one, _data(now, one.id) or {}):
        return  # others changed it at the same time
    every = list(_still_standing(applied(ctx.store, one.id, revision.commit)))
    known = told_of(ctx, every, one.id)
    if every and not known:
        return  # only what this person may not see yet: whatever else keeps it from them is said instead
    later = _behind(ctx.store, known, one, timeline_of(_data(now, one.id) or {})) or known
    named = ", ".join(f"{r.subject} ({r.commit[:7]})" for r in reversed(later))
    named = named or ("a reason was given for taking something back, and it stays" if grave else "another change")
    last = later[0].commit[:7] if later else ""
    raise Refused(
        Said("Not taken back: {id} was changed since: {changes}.", id=one.id, changes=Prose(named)),
        code="built-upon",
        source=SOURCE,
        hint=Remedy("Take back the later one first:  ", Command("undo", last)) if last else Command("log", one.id),
        details={"by": [r.commit for r in later], "subjects": [r.subject for r in later]},
    )


def _comes_off(one: Before, stands: Data) -> bool:
    """Whether a change can be taken off a record that others changed at the same time."""
    if not undoing.can_come_off(timeline_of(stands), timeline_of(one.then), [index for index, _ in one.entries]):
        return False
    try:
        taken_off(kind_of(one.id), stands, one.was, one.then)
    except Misfit:
        return False
    return True


def _behind(store: Store, every: Sequence[Revision], one: Before, told: Sequence[Data]) -> Sequence[Revision]:
    """Those changes that come after one in a record's timeline: what others did meanwhile may come first."""
    own = [event for _, event in one.entries]
    events = [timeline.without_joined(event) for event in told]
    last = max((events.index(event) for event in map(timeline.without_joined, own) if event in events), default=-1)
    ahead = events[:last]
    return [r for r in every if not _all_in(ahead, next(b for b in _befores(store, r) if b.id == one.id))]


def _all_in(events: Sequence[Data], one: Before) -> bool:
    return one.adds and all(timeline.without_joined(event) in events for _, event in one.entries)


def _holds(id: str, raw: bytes | None) -> Any:
    """What a text says that holds: the fields and the events that stand; of the programme's rules without versions."""
    data = _data(raw, id)
    if data is None:
        return None
    apart = ("version", "changes") if id == PROGRAMME else ("timeline",)
    return {k: v for k, v in data.items() if k not in apart}, timeline.standing(timeline_of(data))


def _still_standing(revisions: Iterable[Revision]) -> Iterator[Revision]:
    """Newest first: without undos that stand, and without what they took back."""
    undone: set[str] = set()
    for revision in revisions:
        undoes = revision.trailers.get("Undoes", ())
        if revision.commit in undone:
            continue
        if undoes:
            undone.update(undoes)
        else:
            yield revision


def _refuse_published(reader: Reader, records: list[Before]) -> None:
    for one in records:
        events = [event for event, _ in one.acts]
        kind = kind_of(one.id)
        rows = [lifecycles.transition(kind, str(e.get("event"))) for e in events]
        if any(e.get("event") == lifecycles.ERASE for e in events):
            raise Refused(
                Said("Not taken back: the words that were erased from {id} no longer exist.", id=one.id),
                code="erased", source=SOURCE, hint=Command("log", one.id),
            )  # fmt: skip
        if any(row and row.for_ever for row in rows):
            raise _published(one.id, Said("Its decisions are published"))
        if kind != "application":
            continue
        for entry in events:
            round = entry.get("round") or (_data(one.after, one.id) or {}).get("round")
            if entry.get("event") in DECIDING and single.found(reader, str(round)).get("status") == "published":
                raise _published(one.id, Said("{round} has been published", round=Quarter(str(round))))


def _published(id: str, why: Said) -> Refused:
    return Refused(
        Said("Not taken back: {id}. {why}, and a published decision can't be taken back.", id=id, why=why),
        code="published",
        source=SOURCE,
        hint=Remedy("Correct it instead, with a reason: ", Command("fund correct", "APPLICATION")),
    )


def _needed(one: Before) -> list[lifecycles.Transition]:
    """What taking the change of a record back needs, a row for each event: who, and whether a reason."""
    kind = kind_of(one.id)
    if one.id == PROGRAMME:
        row = lifecycles.transition("round", "open")
        return [row] if row is not None else []
    if not one.then:  # it was discarded or taken back, and begins again
        begun = lifecycles.transition(kind, str(next(iter(timeline_of(one.was)), {}).get("event")))
        return [begun] if begun is not None else []
    told = timeline_of(one.then)
    if len(timeline_of(one.was)) > len(told):  # version 0.1 took events off: they stand again
        again = (lifecycles.transition(kind, str(e.get("event"))) for e in timeline_of(one.was)[len(told) :])
        return [row for row in again if row is not None]
    return [undoing.needed(kind, str(event.get("event")), again=again) for event, again in one.acts]


def _needs_reason(one: Before) -> bool:
    return any(row.reason for row in _needed(one)) and one.ahead is not None


def _refuse_not_yours(recording: Recording, one: Before) -> None:
    """Refuse people who may not do the opposite, or has a conflict with the application that it is about."""
    if recording.policy.personal:
        return
    for event, again in one.acts:
        if not again:
            people.refuse_shedding(recording.actor, one.id, event)
    kind = kind_of(one.id)
    data = one.then or one.was
    holder = "" if one.id == PROGRAMME else people.holder_of(kind, data)
    because = all(entry.get("because") for _, entry in one.entries) and bool(one.entries)
    for row in [] if because else _needed(one):
        people.on_behalf_of(row, recording.actor, holder, personal=False)
    _refuse_kept_apart(recording, one)


def _refuse_kept_apart(recording: Recording, one: Before) -> None:
    """Refuse people with a conflict before they are asked for a reason."""
    kind, data = kind_of(one.id), one.then or one.was
    if kind not in ("application", "review"):
        return
    if one.adds:
        named = undoing.to_name(timeline_of(one.then), one.entries[0][0])
        details = undoing.naming(named)
        found = recording.in_the_way(one.id, lifecycles.UNDO, preconditions.KEPT_APART, details)
        projects.refuse([found] if found else [], "Not taken back")
        return
    application = data if kind == "application" else single.found(recording.reader, str(data.get("application") or ""))
    theirs = kind == "application" and recording.actor.is_person(str(application.get("practitioner")))
    if application and not theirs:
        refuse_conflicted(recording, application)


def _refuse_unfair(recording: Recording, one: Before) -> None:
    """Refuse what would make a declared conflict, or what was read because of a review, as if it had never been."""
    if recording.policy.personal:
        return
    events = {str(event.get("event")) for event, again in one.acts if not again}
    kind = kind_of(one.id)
    if kind == "review" and one.ahead is None and {"abstain", "recuse"} & events:
        raise Refused(
            Said("Not taken back: {id} declares a conflict, which stays in the record.", id=one.id),
            code="declared-conflict",
            source=RULES,
            hint=Command("show", one.id),
        )
    if kind == "review" and "submit" in events and recording.actor.is_person(str(one.then.get("reviewer"))):
        on_it = reviews_on(recording.reader, str(one.then.get("application")))
        visibility.refuse_after_reading(one.then, on_it, recording.actor.codes())
    if kind == "round" and "close" in events:
        there = readable(recording.reader, "application", one.id)
        eyes = Eyes(recording.reader, recording.ctx.actor)
        unseen = [a for a in there if eyes.waits(a)]  # their own: the same whether it is decided or not
        decided = [str(a["id"]) for a in there if a not in unseen and _decided_in(a, one.id)]
        if decided or unseen:
            said = Said(
                "{round} has decisions since it was closed: {applications}.",
                round=Quarter(one.id),
                applications=Many(decided[:5]),
            )
            raise Refused(
                Said(
                    "Not taken back: {why}",
                    why=said if decided else Said("{round} is being decided.", round=Quarter(one.id)),
                ),
                code="built-upon",
                source=RULES,
                details={"by": decided},
                hint=Remedy(Command("fund reopen", one.id.upper(), "--reason", "WHY"), " opens it again."),
            )


def _decided_in(application: Data, round: str) -> bool:
    events = timeline.standing(application.get("timeline"))
    return any(e.get("event") in DECIDING and e.get("round", application.get("round")) == round for e in events)


def _missing_reason(revision: Revision) -> Missing:
    said = revision.subject
    return Missing(
        Said("Give a reason for taking back {change}. It is kept in the record.", change=Prose(said)),
        [{
            "field": "reason", "option": "--reason", "example": "recorded by mistake",
            "why": "Anybody who reads the record later sees why it was taken back.",
        }],
        hint=Command("undo", revision.commit[:12], "--reason", "WHY"),
    )  # fmt: skip


def _refuse_dangling(reader: Reader, records: list[Before]) -> None:
    """Refuse where a record that stays names one that would go."""
    going = [one.id for one in records if one.ahead is None]
    for id in going:
        by = neighbours.named_by(reader, id, but=[one.id for one in records])
        by += [
            one.id for one in records
            if one.id != id and one.ahead is not None and id.encode() in one.ahead
        ]  # fmt: skip
        if by:
            more = Said(" and {more} more", more=len(by) - 5) if len(by) > 5 else Said("")
            raise Refused(
                Said(
                    "Not taken back: {id} would be removed, but is referred to by {by}{more}.",
                    id=id,
                    by=Many(by[:5]),
                    more=more,
                ),
                code="built-upon",
                source=SOURCE,
                hint=Remedy(Command("log", by[0]), " shows what came after."),
                details={"by": by},
            )


def _refuse_new_errors(recording: Recording, writes: Sequence[Write]) -> None:
    """Refuse what would leave a record, or one around it, against a rule."""
    changed = {
        w.id: dict(w.data) if w.data is not None else _data(w.text, w.id) for w in writes if w.id != PROGRAMME
    }  # fmt: skip
    rules = next(
        (dict(w.data) if w.data is not None else _data(w.text, PROGRAMME) for w in writes if w.id == PROGRAMME), None
    )
    found = _new_errors(recording, changed, rules)
    if not found:
        return
    first = found[0]
    by = sorted({id for f in found if (id := ids.id_at(f.path))})
    raise Refused(
        Said("Not taken back: {id} would no longer be valid. {why}", id=by[0] if by else first.path, why=first.said),
        code="built-upon",
        source=SOURCE,
        hint=first.try_ or (Command("log", by[0]) if by else ""),
        details={"by": by, "findings": [f.as_data() for f in found]},
    )


def _new_errors(recording: Recording, changed: Mapping[str, Data | None], rules: Data | None) -> list[Finding]:
    """What would be wrong with these records changed, and with the programme's rules, where those change."""
    if rules is None:
        return early.errors_told(recording, changed)
    faults = policy.faults(rules)
    if faults:
        return faults
    ask = partial(neighbours.errors_anywhere, rules=policy.policy_in(rules))
    return early.errors_told(recording, changed, ask)


def _data(raw: bytes | None, id: str) -> Data | None:
    if raw is None:
        return None
    return {} if codec.findings(raw, path_of(id)) else codec.parse(raw, path_of(id))
