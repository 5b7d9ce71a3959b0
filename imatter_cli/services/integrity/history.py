"""The life of records as the history tells it: who, when, which field from what to what, and why.

A record's timeline says what happened; the history says what each change did to the fields, also where it was made by
hand or around imatter. What a reader may not see stays hidden in the past as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from imatter_cli.classes import immutable
from imatter_cli.domain import dates, editing, ids, lifecycles, undoing
from imatter_cli.domain.finding import Finding
from imatter_cli.domain.fund import visibility
from imatter_cli.domain.trail import timeline_of
from imatter_cli.errors import BadValue, Broken, ImatterError, NotFound
from imatter_cli.remedies import Option, in_a_row
from imatter_cli.said import Day, Said
from imatter_cli.services.context import Context
from imatter_cli.services.integrity.aside import applied
from imatter_cli.services.records import single
from imatter_cli.services.records.visibility import GUARDED, Eyes
from imatter_cli.store import codec
from imatter_cli.store.contract import Data, Reader, Revision, Store

#: What the programme file is called where an id stands.
PROGRAMME = "programme"
#: Fields that the events themselves show, or that never change.
_NOT_A_FIELD = ("id", "schema", "programme", "status", "timeline")
#: What decides who may see the rest of a record.
_DECIDING = ("status", "revision", "reviewer", "application", "practitioner")


@immutable
class Changed:
    """One field before and after (None: not there). If it is `hidden`, neither is shown."""

    field: str
    before: Any
    after: Any
    hidden: bool = False

    def as_data(self) -> Data:
        """`{field, before, after}`, or `{field, hidden: true}`."""
        if self.hidden:
            return {"field": self.field, "hidden": True}
        return {"field": self.field, "before": self.before, "after": self.after}


@immutable
class RecordedChange:
    """What one recorded change did to one record.

    `entries` are the timeline's events that came with it (with an undo: that stand again), `gone` those that it took
    back, `undos` the entries that say so; `fields` what else changed.
    `by` is a person's id, empty where the history does not tell. `by_hand` says that it was an edit made by hand and
    saved, `around` that imatter did not make it, `new` that the record began with it, `removed` that it ended,
    `kept_back` that it is only a decision that this reader may not know about yet.
    """

    commit: str
    recorded: str
    id: str
    kind: str
    verb: str
    by: str
    entries: tuple[Data, ...]
    gone: tuple[Data, ...]
    fields: tuple[Changed, ...]
    undoes: str = ""
    undos: tuple[Data, ...] = ()
    new: bool = False
    removed: bool = False
    by_hand: bool = False
    around: bool = False
    kept_back: bool = False

    @property
    def at(self) -> str:
        """When it happened: the event's own time, else when it was recorded."""
        return str(self.entries[-1].get("at")) if self.entries and not self.undoes else self.recorded

    def as_data(self) -> Data:
        """The JSON shape of an entry of a log."""
        led = self.undos if self.undoes else self.entries
        last: Data = led[-1] if led else {}
        events = [str(e.get("event")) for e in led] or [self.verb]
        return {
            "commit": self.commit, "at": self.at, "recorded": self.recorded, "event": events[-1], "events": events,
            "by": self.by, "id": self.id, "fields": [c.as_data() for c in self.fields], "reason": last.get("reason"),
            **({"on_behalf_of": last["on_behalf_of"]} if last.get("on_behalf_of") else {}),
            **({"undoes": self.undoes} if self.undoes else {}),
            **({"taken_back": [str(e.get("event")) for e in self.gone]} if self.gone else {}),
            **({"put_back": [str(e.get("event")) for e in self.entries]} if self.undoes and self.entries else {}),
        }  # fmt: skip


@immutable
class RecordHistory:
    """A record's whole life, oldest first, and whether its file holds edits that are not saved yet."""

    id: str
    kind: str
    data: Data
    happened: tuple[RecordedChange, ...]
    unsaved: bool


@immutable
class Difference:
    """One record at two times. `before` and `after` say whether it was there; findings, that it cannot be read now.

    `remarks_only` says that the text differs and nothing that it means; `rewritten_from` is the number, from 1, of the
    first event that is not what was recorded, 0 where all are.
    """

    id: str
    kind: str
    path: str
    before: bool
    after: bool
    fields: tuple[Changed, ...]
    entries: tuple[Data, ...]
    remarks_only: bool = False
    rewritten_from: int = 0
    findings: tuple[Finding, ...] = ()

    def as_data(self) -> Data:
        """The JSON shape of a difference."""
        return {
            "id": self.id, "path": self.path, "was": self.before, "is": self.after,
            "fields": [c.as_data() for c in self.fields], "events": [dict(e) for e in self.entries],
            **({"findings": [f.as_data() for f in self.findings]} if self.findings else {}),
        }  # fmt: skip


def life(ctx: Context, part: str) -> RecordHistory:
    """The history of the record with that part of an id. A removed record needs its whole id. Raises NotFound."""
    id = find(ctx.store, part)
    past = SeenPast(ctx)
    every = [past.of(revision, id) for revision in applied(ctx.store, id)]
    happened = [one for one in every if not one.kept_back]
    current = past.current(id)
    unsaved = single.source(ctx.store, id) != single.source(ctx.store.at("HEAD"), id) if happened else True
    return RecordHistory(id, kind_of(id), current, tuple(reversed(happened)), unsaved)


def recent(ctx: Context, limit: int) -> tuple[RecordedChange, ...]:
    """The store's last changes to single records, oldest first."""
    past = SeenPast(ctx)
    every = (past.of(revision, id_of(path)) for revision in applied(ctx.store) for path in revision.paths)
    return tuple(islice((one for one in every if not one.kept_back), limit))[::-1]


def unsaved(ctx: Context, part: str = "") -> list[Difference]:
    """What is edited by hand and not saved yet, in one record or in all. Raises NotFound, Ambiguous."""
    committed = ctx.store.at("HEAD")
    wanted = [find(ctx.store, part)] if part else [id_of(path) for path in ctx.store.edited()]
    return [_difference(ctx, id, committed, ctx.store) for id in wanted]


def between(ctx: Context, part: str, from_: str, to: str) -> Difference:
    """One record at the end of two days (the second: now, if empty). Raises NotFound, BadValue."""
    first = dates.parse_past_day("--from", from_, ctx.today)
    last = dates.parse_day(to, ctx.today).isoformat() if to else ""
    if last and last < first:
        raise BadValue(
            Said("{first} is after {last}.", first=Day(first), last=Day(last)),
            hint=in_a_row([Option("--from", last), Option("--to", first)]),
        )
    id = find(ctx.store, part)
    try:
        before: Reader | None = ctx.store.at(first)
    except NotFound:
        before = None  # the store is younger than that: nothing was there
    return _difference(ctx, id, before, ctx.store.at(last) if last else ctx.store)


def find(store: Store, part: str) -> str:
    """The id that a part names; the whole id of a record that was there once is enough. Raises NotFound, Ambiguous."""
    if part.lower() == PROGRAMME:
        return PROGRAMME
    try:
        return store.find(part)
    except NotFound:
        if not ids.is_id(part.lower()) or next(store.history(part.lower()), None) is None:
            raise
        return part.lower()


def changes(before: Data | None, after: Data | None, hidden: Sequence[str] = ()) -> tuple[
    Changed, ...
]:  # fmt: skip
    """The fields that differ, in the order of the record."""
    old, new = before or {}, after or {}
    differing = editing.changed_fields(old, new)
    order = [name for name in dict.fromkeys([*new, *old]) if name in differing and name not in _NOT_A_FIELD]
    return tuple(
        Changed(n, None, None, hidden=True) if n in hidden else Changed(n, old.get(n), new.get(n)) for n in order
    )


def id_of(path: str) -> str:
    """The id of what belongs at a record's path."""
    return PROGRAMME if path == ids.PROGRAMME_PATH else str(ids.id_at(path))


def kind_of(id: str) -> str:
    """The kind of an id; `programme` for the programme file."""
    return PROGRAMME if id == PROGRAMME else ids.kind_of(id)


def path_of(id: str) -> str:
    """The path of an id; of the programme file too."""
    return ids.PROGRAMME_PATH if id == PROGRAMME else ids.path_of(id)


def told_of(ctx: Context, revisions: Sequence[Revision], id: str) -> list[Revision]:
    """Those of these changes of a record that this reader may know of."""
    past = SeenPast(ctx)
    return [revision for revision in revisions if not past.of(revision, id).kept_back]


class SeenPast:
    """Records at the commits of a history, as one reader may see them."""

    def __init__(self, ctx: Context) -> None:
        self._store = ctx.store
        self.eyes = Eyes(ctx.store, ctx.actor)
        self._readers: dict[str, Reader] = {}
        self._instead: dict[str, Mapping[int, tuple[tuple[str, str], Data | None]]] = {}

    def of(self, revision: Revision, id: str) -> RecordedChange:
        """What one commit did to one record."""
        was, became = self._at(revision.parent, id), self._at(revision.commit, id)
        before, after = self.undecided(id, was), self.undecided(id, became)
        hidden = self.hidden(id, before, after)
        old, new = timeline_of(before), timeline_of(after)
        same = _shared(old, new)
        entries, gone = new[same:], old[same:]
        verb = _verb(revision)
        undoes = revision.trailers.get("Undoes", ("",))[0]
        undos = [e for e in entries if e.get("event") == lifecycles.UNDO] if undoes else []
        if "timeline" in hidden:
            entries, gone, undos = [], [], []
        by = (
            ""
            if "timeline" in hidden
            else str(entries[-1].get("by", ""))
            if entries and (undos or not undoes)
            else revision.author
        )
        if undos:
            moved = [m for n, m in undoing.taken_back(new).items() if n >= same]
            entries = [new[m.index] for m in moved if m.stands]
            gone = [new[m.index] for m in moved if not m.stands]
        fields = changes(before, after, hidden) if before is not None and after is not None else ()
        told = bool(entries or gone or undos or fields)
        return RecordedChange(
            commit=revision.commit, recorded=revision.at, id=id, kind=kind_of(id), verb=verb,
            by=by if ids.is_id(by, "practitioner") else "",
            entries=tuple(without_hidden(e, hidden) for e in entries),
            gone=tuple(without_hidden(e, hidden) for e in gone),
            fields=fields,
            undoes=undoes, undos=tuple(without_hidden(e, hidden) for e in undos), new=before is None,
            removed=after is None, by_hand=verb == "save",
            around="Record" not in revision.trailers,
            kept_back=not told and (before is not was or after is not became),
        )  # fmt: skip

    def keeps_back(self, id: str, was: Data | None, became: Data | None) -> bool:
        """Whether what a change did to a record is only a decision that this reader may not know about yet."""
        before, after = self.undecided(id, was), self.undecided(id, became)
        if before is was and after is became:
            return False
        return timeline_of(before) == timeline_of(after) and not changes(before, after)

    def current(self, id: str) -> Data:
        """The record as it is now, as far as it can be read; empty if it cannot."""
        try:
            data = self._store.programme() if id == PROGRAMME else self._store.get(id).data
        except ImatterError:
            return {}
        return self.eyes.see(kind_of(id), data) if id != PROGRAMME else data

    def undecided(self, id: str, data: Data | None) -> Data | None:
        """An application as it was before a decision that this reader may not see yet, or never was to see."""
        if not data or kind_of(id) != "application":
            return data
        instead = self._shown_instead(id, timeline_of(data))
        told = {**data, "timeline": visibility.told_with(timeline_of(data), instead)} if instead else data
        return self.eyes.undecided(told)

    def _shown_instead(self, id: str, entries: Sequence[Data]) -> Mapping[int, Data | None]:
        """Which of these events of an application, now or in its past, are different for this reader."""
        if id not in self._instead:
            now = _read(self._store, id)
            instead = self.eyes.shown_instead(now) if now else {}
            self._instead[id] = {n: (_named(timeline_of(now)[n]), told) for n, told in instead.items()}
        return {
            n: told for n, (name, told) in self._instead[id].items() if n < len(entries) and _named(entries[n]) == name
        }

    def hidden(self, id: str, before: Data | None, after: Data | None) -> tuple[str, ...]:
        """The names of what this reader may not see of a record, in its past and now."""
        kind = kind_of(id)
        if kind not in GUARDED:
            return ()
        both = {**(before or {}), **(after or {})}
        both["timeline"] = [*timeline_of(before), *timeline_of(after)]
        try:
            now = self._store.get(id).data
        except ImatterError:
            now = {}
        today = {**both, **{k: now[k] for k in _DECIDING if k in now}}
        seen = (self.eyes.see(kind, both), self.eyes.see(kind, today))
        names = dict.fromkeys(str(name) for s in seen for name in s.get("hidden") or ())
        return tuple(names)

    def _at(self, commit: str, id: str) -> Data | None:
        if not commit:
            return None
        if commit not in self._readers:
            self._readers[commit] = self._store.at(commit)
        return _read(self._readers[commit], id)


def without_hidden(entry: Data, hidden: Sequence[str]) -> Data:
    """An event without the details that are hidden."""
    names = [name.partition(".")[2] for name in hidden if name.startswith("timeline.")]
    return {k: v for k, v in entry.items() if k not in names}


def _difference(ctx: Context, id: str, before: Reader | None, after: Reader) -> Difference:
    old = _read(before, id) if before is not None else None
    raw = single.source(after, id)
    path = path_of(id)
    findings: tuple[Finding, ...] = codec.findings(raw, path) if raw is not None else ()
    new: Data | None = None if raw is None or findings else codec.parse(raw, path)
    past, differs = SeenPast(ctx), before is not None and raw != single.source(before, id)
    hidden = past.hidden(id, old, new)
    whole = (old, new)
    old, new = past.undecided(id, old), past.undecided(id, new)
    told = changes(old, new, hidden) if not findings and old is not None and new is not None else ()
    was, now = timeline_of(old), timeline_of(new)
    same = _shared(was, now)
    entries = tuple(without_hidden(e, hidden) for e in now[same:]) if new is not None else ()
    rewritten = same + 1 if new is not None and same < len(was) else 0
    alike = whole[0] == whole[1] and new is not None
    return Difference(
        id, kind_of(id), path, old is not None, raw is not None, told, entries, differs and alike, rewritten,
        findings,
    )  # fmt: skip


def _read(reader: Reader, id: str) -> Data | None:
    """The record, None where it is not there; what cannot be read is an empty one."""
    try:
        return reader.programme() if id == PROGRAMME else reader.get(id).data
    except NotFound:
        return None
    except Broken:
        return {}


def _shared(old: Sequence[Any], new: Sequence[Any]) -> int:
    """How many entries two timelines have in common from their beginning on."""
    return next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))


def _named(entry: Data) -> tuple[str, str]:
    return str(entry.get("event")), undoing.moment_of(entry)


def _verb(revision: Revision) -> str:
    """The subject without its id: `project start`, `save`, `undo`."""
    return " ".join(_words(revision.subject))


def _words(subject: str) -> Iterator[str]:
    for word in subject.split():
        if not ids.is_id(word) and word != PROGRAMME:
            yield word
