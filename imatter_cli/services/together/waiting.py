"""What was set aside in a merge and waits for an answer: whose it is, what they did, what stands now, and why not both.

All of it comes from the history: merges say what they set aside, and later changes what they do again or let go.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache, partial

from imatter_cli.classes import immutable, replace
from imatter_cli.domain import ids, people, records
from imatter_cli.domain.data import Data
from imatter_cli.domain.fund.promised import Awards
from imatter_cli.domain.merge import JUDGED_OTHER, Merged, Misfit, OwnChange, done_again, made_now, merge
from imatter_cli.domain.projects import Objection
from imatter_cli.domain.trail import LET_GO, PROGRAMME, SAVE, Passage, timeline_of
from imatter_cli.errors import Ambiguous, Broken, NotFound, Refused
from imatter_cli.remedies import Command, Hint, Remedy
from imatter_cli.said import Prose, Said
from imatter_cli.services.context import Context
from imatter_cli.services.fund.promised import awards_waiting
from imatter_cli.services.integrity.aside import SaidAside, said_aside
from imatter_cli.services.integrity.history import Changed, changes
from imatter_cli.services.integrity.passing import record_in
from imatter_cli.services.integrity.sides import Sides
from imatter_cli.services.records.persons import actor_of
from imatter_cli.services.records.valid import policy_of
from imatter_cli.services.together.knowing import Discretion
from imatter_cli.services.together.records import RecordsAt, new_errors
from imatter_cli.store.contract import Change, Reader, Receipt, Store, Write
from imatter_cli.store.paths import id_for

#: So many letters of a commit name a change in what people read.
SHORT = 12


@immutable
class Aside:
    """One record of a change that waits: what was done to it, and how it stands now.

    `events` happened to it, `did` are its fields before and after, `stands` the same fields as the change left them
    and as they are now. `entries` are these events in full, and `since` those that others published instead. `status`
    is its state now, empty if it is gone. Who may not see the fields gets neither them nor events in full.
    """

    id: str
    events: tuple[str, ...]
    did: tuple[Changed, ...]
    stands: tuple[Changed, ...]
    status: str
    entries: tuple[Data, ...] = ()
    since: tuple[Data, ...] = ()


@immutable
class WaitingChange:
    """A change that waits: who made it and when, what it did to each record, and why it doesn't fit what stands.

    Nothing in `why` says that it would fit by now. `own` says that it is the reader's own, and `can_again` that they
    could do it again as things stand.
    """

    commit: str
    by: str
    at: str
    verb: str
    records: tuple[Aside, ...]
    why: tuple[Said, ...]
    own: bool
    can_again: bool = False

    def as_data(self) -> Data:
        """The JSON shape."""
        return {
            "id": self.commit[:SHORT], "commit": self.commit, "by": self.by, "at": self.at,
            "records": [one.id for one in self.records], "verb": self.verb,
            "did": [
                {"id": r.id, "events": list(r.events), "fields": _values(r.did), "entries": list(r.entries)}
                for r in self.records
            ],
            "stands": [
                {"id": r.id, "status": r.status, "fields": _values(r.stands), "since": list(r.since)}
                for r in self.records
            ],
            "why": [str(said) for said in self.why], "own": self.own,
            "command": str(Command("waiting", self.commit[:SHORT], "--again" if self.can_again else "--let-go")),
        }  # fmt: skip


def _values(fields: Sequence[Changed]) -> Data:
    return {one.field: one.after for one in fields}


def waiting(ctx: Context, part: str = "") -> list[WaitingChange]:
    """What waits, the reader's own first; with `part`, the one whose commit begins so. Raises NotFound, Ambiguous."""
    with _changes(ctx.store, part) as found:
        reader = ctx.store.at("HEAD") if found else ctx.store
        awards = awards_waiting(ctx.store) if found else {}
        known = Discretion(ctx)
        told = [_told(ctx, reader, change, awards, known) for change in found]
    if part and not any(told):
        raise _none(part)
    return sorted(filter(None, told), key=lambda one: not one.own)


def is_told(ctx: Context, commit: str) -> bool:
    """Whether the reader may hear of a change that waits."""
    try:
        return bool(waiting(ctx, commit))
    except NotFound:
        return False


def again(ctx: Context, part: str) -> Receipt:
    """Do a change that was set aside again, on what stands, as who uses this store, and now.

    Raises NotFound, Ambiguous, and Refused: `not-yours`, and what is in its way.
    """
    actor = actor_of(ctx.store, ctx.actor)
    with _changes(ctx.store, part) as (change,):
        _refuse_others(change, actor, Command("waiting", change.commit[:SHORT]))
        if not change.passages:
            raise Refused(
                "It changed no record, and imatter only does changes of records again.", code="not-a-record",
                hint=Remedy("Change the file yourself. Then say that it is over: ",
                            Command("waiting", change.commit[:SHORT], "--let-go")),
            )  # fmt: skip

        awards = awards_waiting(ctx.store)

        def plan(reader: Reader) -> Change:
            try:
                anew, merged = _anew(ctx, reader, change, awards)
            except Misfit as misfit:
                raise _refused(change, misfit.objection) from None
            if merged.aside:
                raise _refused(change, merged.aside[0].why[0])
            writes = tuple(Write(id, _ordered(id, data)) for id, data in merged.records.items())
            events = tuple(str(e["event"]) for p in anew.passages for e in p.entries)
            gone = ("discard",) * sum(data is None for data in merged.records.values())
            verb = change.verb or SAVE
            return Change(verb, writes, (*events, *gone), policy_of(reader).version, redoes=change.commit)

        return ctx.store.transact(plan, dry_run=ctx.dry_run)


def _anew(ctx: Context, reader: Reader, change: OwnChange, awards: Awards) -> tuple[OwnChange, Merged]:
    """The change as its person would make it now, and what comes of that. Raises Misfit."""
    there, today = RecordsAt(reader, partial(_name, reader)), ctx.today.isoformat()
    anew = done_again(change, there.get, ctx.actor, ctx.moment, today)
    return anew, made_now(there, anew, new_errors(reader, today), awards)


def _can_again(ctx: Context, reader: Reader, change: OwnChange, awards: Awards) -> bool:
    try:
        return bool(change.passages) and not _anew(ctx, reader, change, awards)[1].aside
    except Misfit:
        return False


def let_go(ctx: Context, part: str) -> Receipt:
    """Say that a change that was set aside is over. Raises NotFound, Ambiguous, Refused (`not-yours`)."""
    actor = actor_of(ctx.store, ctx.actor)
    with _changes(ctx.store, part) as (change,):
        if not actor.coordinates:
            _refuse_others(change, actor, Command("waiting"))

    def plan(reader: Reader) -> Change:
        return Change(LET_GO, (), (), policy_of(reader).version, lets_go=change.commit)

    return ctx.store.transact(plan, dry_run=ctx.dry_run)


@contextmanager
def _changes(store: Store, part: str = "") -> Iterator[list[OwnChange]]:
    """The changes that wait, oldest first, as a merge takes them, without those that were taken back."""
    named = said_aside(store).unanswered
    with store.trail() as trail:
        passed = [one for commit in named if (one := trail.passed(commit)) is not None]
        sides = Sides(
            trail.between,
            lambda commit: RecordsAt(store.at(commit), partial(trail.named, commit)),
            cache(lambda path, name: record_in(path, trail.content(name))),
        )
        every = sides.of(passed).changes
        back = {change.undoes: change.commit for change in every if change.undoes}
        over = {*back, *(back[undone] for undone in back if undone in named)}
        found = [_named(change, named[change.commit]) for change in every if change.commit not in over]
        yield _meant(found, part, said_aside(store)) if part else found


def _named(change: OwnChange, records: frozenset[str]) -> OwnChange:
    if not records:
        return change
    return replace(change, passages=tuple(passage for passage in change.passages if passage.id in records))


def _meant(found: Sequence[OwnChange], part: str, aside: SaidAside) -> list[OwnChange]:
    some = [change for change in found if change.commit.startswith(part.lower())]
    over = next((commit for commit in aside.changes if commit.startswith(part.lower())), "")
    if over and not some:
        words = Said("The change {change} does not wait any more: it was done again, or let go.", change=over[:SHORT])
        raise NotFound(words, hint=Command("waiting"))
    if not some:
        raise _none(part)
    if len(some) > 1:
        candidates = [change.commit[:SHORT] for change in some]
        raise Ambiguous(
            Said("Several changes begin with {given!r}.", given=Prose(part)), hint=Command("waiting"),
            details={"candidates": candidates},
        )  # fmt: skip
    return some


def _none(part: str) -> NotFound:
    return NotFound(Said("No change {given!r} is waiting.", given=Prose(part)), hint=Command("waiting"))


def _told(ctx: Context, reader: Reader, change: OwnChange, awards: Awards, known: Discretion) -> WaitingChange | None:
    """What the reader may know of a change that waits; None where that is nothing."""
    there = RecordsAt(reader, partial(_name, reader))
    by = _who(change)
    own = people.same_person(people.codes_of(there.naming("practitioner", people.SAME_AS)), by, ctx.actor)
    shown = [passage for passage in change.passages if own or not known.hides(passage)]
    if change.passages and not shown:
        return None
    about = tuple(_aside(passage, known.now(passage.id, there.get(passage.id)), own) for passage in shown)
    why = _why(ctx, there, reader, change, awards, known)
    can_again = own and _can_again(ctx, reader, change, awards)
    return WaitingChange(change.commit, by, change.at, change.verb, about, why, own, can_again)


def _why(
    ctx: Context, there: RecordsAt, reader: Reader, change: OwnChange, awards: Awards, known: Discretion
) -> tuple[Said, ...]:
    """Why it doesn't fit what stands now. Other files are not read again: they are as somebody else left them."""
    files = tuple(Said("The file {path} is as somebody else left it.", path=Prose(one.path)) for one in change.files)
    errors = new_errors(reader, ctx.today.isoformat())
    merged = merge(there, [replace(change, files=())], errors, awards=awards)
    return (*(why for aside in merged.aside for why in known.why(aside.records, aside.why)), *files)


def _aside(passage: Passage, now: Data, told: bool) -> Aside:
    did = changes(passage.before, passage.after) if told else ()
    mine = passage.after or {}
    stand = tuple(Changed(one.field, mine.get(one.field), now.get(one.field)) for one in did)
    events = tuple(str(entry["event"]) for entry in passage.entries) or (("discard",) if passage.is_gone else ())
    since = timeline_of(now)[len(timeline_of(passage.before)) :]
    return Aside(
        passage.id, events, did, stand, str(now.get("status", "")),
        tuple(passage.entries) if told else (), tuple(since) if told else (),
    )  # fmt: skip


def _who(change: OwnChange) -> str:
    """Who made a change: as its events say, else as git does."""
    return next((str(entry["by"]) for passage in change.passages for entry in passage.entries), change.by)


def _refuse_others(change: OwnChange, actor: people.Actor, hint: Hint) -> None:
    if not actor.is_person(_who(change)):
        raise Refused(
            Said("It is a change of {person}, who does it again or lets it go.", person=_who(change)),
            code="not-yours",
            hint=hint,
        )


def _refused(change: OwnChange, why: Objection) -> Refused:
    hint = why.hint or Command("waiting", change.commit[:SHORT])
    if why.code == JUDGED_OTHER:
        hint = Remedy("Look at it again, and then do it with its own command: ", Command("show", why.related[0]))
    return Refused(
        Said("Not done again: {why}", why=why.message), code=why.code, hint=hint, source=why.source,
        details={"commit": change.commit, "records": list(why.related)},
    )  # fmt: skip


def _ordered(id: str, data: Data | None) -> Data | None:
    return data if data is None or id == PROGRAMME else records.ordered(ids.kind_of(id), data)


def _name(reader: Reader, path: str) -> str:
    """A name for what a reader has at a record's path; empty where nothing is."""
    id = id_for(path)
    try:
        return "(as it stands)" if id and reader.source(id) else ""
    except NotFound:
        return ""
    except Broken:
        return "(broken)"
