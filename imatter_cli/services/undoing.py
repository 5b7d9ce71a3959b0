"""Taking a change back: a new change that puts the very bytes of before in place (DESIGN.md, section 4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from imatter_cli.domain import ids, lifecycles, people
from imatter_cli.domain.fund.decisions import DECIDING
from imatter_cli.errors import Broken, NotFound, Refused
from imatter_cli.services import neighbours
from imatter_cli.services.context import Context
from imatter_cli.services.fund_records import refuse_conflicted
from imatter_cli.services.history import PROGRAMME, Changed, changes, id_of, kind_of, path_of
from imatter_cli.services.recording import Recording
from imatter_cli.store import codec
from imatter_cli.store.contract import Change, Data, Reader, Receipt, Revision, Store, Write

SOURCE = "how imatter works: writing"


@dataclass(frozen=True, slots=True)
class Before:
    """One record of the change that is taken back: its bytes ahead of it and after it, None where it was not there."""

    id: str
    ahead: bytes | None
    after: bytes | None


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back, in which change, and each record's fields from what to what."""

    revision: Revision
    receipt: Receipt
    fields: Mapping[str, tuple[Changed, ...]]


def undo(ctx: Context, commit: str = "") -> Undone:
    """Take back a change (any unique start of its commit), or my last one in this clone that stands.

    Raises NotFound, Refused: `nothing-to-undo`, `built-upon` (details: by), `undone-already`, `published`,
    `beginning`, `not-recorded` (made around imatter), `not-yours`, and EditedByHand.
    """
    revision = _named(ctx.store, commit) if commit else _last_of_mine(ctx.store)
    _refuse_unfit(revision)
    then, ahead = ctx.store.at(revision.commit), ctx.store.at(revision.parent)
    first = revision.trailers["Record"]
    touched = {id_of(path) for path in revision.paths}
    named = [*(id for id in first if id in touched), *sorted(touched - set(first))]
    records = [Before(id, _source(ahead, id), _source(then, id)) for id in named]

    def plan(reader: Reader) -> Change:
        recording = Recording(ctx, reader)
        for one in records:
            _refuse_built_upon(ctx.store, reader, revision, one)
        _refuse_published(reader, records)
        _refuse_not_yours(recording, records)
        _refuse_dangling(reader, records)
        _refuse_new_errors(recording, records)
        writes = tuple(Write(one.id, text=one.ahead) for one in records)
        return Change("undo", writes, (), recording.policy.version, undoes=revision.commit)

    receipt = ctx.store.transact(plan, dry_run=ctx.dry_run)
    told = {
        one.id: changes(_data(one.after, one.id), _data(one.ahead, one.id))
        for one in records
        if one.after is not None and one.ahead is not None
    }
    return Undone(revision, receipt, told)


def _last_of_mine(store: Store) -> Revision:
    """Newest first: what an undo that stands has undone is passed over, and so is every undo."""
    undone: set[str] = set()
    for revision in store.history():
        undoes = revision.trailers.get("Undoes", ())
        if revision.commit in undone:
            continue
        if undoes:
            undone.update(undoes)
        elif revision.here and revision.parent and "Record" in revision.trailers:
            return revision
    raise Refused(
        "There is no change of yours to take back.", code="nothing-to-undo", source=SOURCE,
        hint="imatter log --json names the commit of any change; imatter undo COMMIT takes that one back.",
    )  # fmt: skip


def _named(store: Store, commit: str) -> Revision:
    wanted = commit.strip().lower()
    if len(wanted) >= 4 and all(c in "0123456789abcdef" for c in wanted):
        found = [r for r in store.history() if r.commit.startswith(wanted)]
        if len(found) == 1:
            return found[0]
    raise NotFound(
        f"There is no recorded change {commit!r}.", hint="imatter log --json names the commit of each.",
        details={"commit": commit},
    )  # fmt: skip


def _refuse_unfit(revision: Revision) -> None:
    if not revision.parent or revision.subject.startswith("store init"):
        raise Refused(
            "That is how the store began; it is not taken back.", code="beginning", source=SOURCE,
            hint="imatter log shows what came after it.",
        )  # fmt: skip
    if "Record" not in revision.trailers:
        which = f"{'-m 1 ' if revision.is_merge else ''}{revision.commit[:12]}"
        raise Refused(
            f"{revision.commit[:12]} was not made by imatter, and may hold more than records.", code="not-recorded",
            source=SOURCE, hint=f"git revert {which} takes it back as a whole; then imatter check.",
        )  # fmt: skip


def _refuse_built_upon(store: Store, reader: Reader, revision: Revision, one: Before) -> None:
    now = _source(reader, one.id)
    if now == one.after:
        return
    if now == one.ahead:
        raise Refused(
            f"{one.id} is as it was before that change already.", code="undone-already", source=SOURCE,
            hint=f"imatter log {one.id}",
        )  # fmt: skip
    later = list(store.history(one.id, since=revision.commit))
    told = ", ".join(f"{r.subject} ({r.commit[:7]})" for r in reversed(later)) or "another change"
    last = later[0].commit[:7] if later else ""
    raise Refused(
        f"Not taken back: {one.id} was changed since: {told}.", code="built-upon", source=SOURCE,
        hint=f"Take back the later one first:  imatter undo {last}" if last else f"imatter log {one.id}",
        details={"by": [r.commit for r in later], "subjects": [r.subject for r in later]},
    )  # fmt: skip


def _refuse_published(reader: Reader, records: list[Before]) -> None:
    for one in records:
        events = list(_events(one))
        kind = kind_of(one.id)
        if kind == "round" and any(e.get("event") == "publish" for e in events):
            raise _published(one.id, "Its decisions are out")
        if kind != "application":
            continue
        for entry in events:
            round = entry.get("round") or (_data(one.after, one.id) or {}).get("round")
            if entry.get("event") in DECIDING and _status(reader, str(round)) == "published":
                raise _published(one.id, f"{str(round).upper()} is published")


def _published(id: str, why: str) -> Refused:
    return Refused(
        f"Not taken back: {id}. {why}, and a published decision stands.", code="published", source=SOURCE,
        hint="A published decision is corrected, with a reason: imatter fund correct APPLICATION",
    )  # fmt: skip


def _refuse_not_yours(recording: Recording, records: list[Before]) -> None:
    """Who could not have done it may not take it back either, unless it was they who did."""
    if recording.policy.personal:
        return
    for one in records:
        data = _data(one.after, one.id) or _data(one.ahead, one.id) or {}
        if one.id == PROGRAMME:
            row, holder = lifecycles.transition("round", "open"), ""
            if row is not None:
                people.on_behalf_of(row, recording.actor, holder, personal=False)
            continue
        kind = kind_of(one.id)
        holder = people.holder_of(kind, data)
        for entry in _events(one):
            row = lifecycles.transition(kind, str(entry.get("event")))
            if row is not None and not recording.actor.is_person(str(entry.get("by"))):
                people.on_behalf_of(row, recording.actor, holder, personal=False)
        application = data if kind == "application" else _named_application(recording.reader, data)
        if application and not recording.actor.is_person(str(application.get("practitioner"))):
            refuse_conflicted(recording, application)


def _named_application(reader: Reader, data: Data) -> Data:
    named = data.get("application")
    try:
        return reader.get(str(named)).data if named else {}
    except (NotFound, Broken):
        return {}


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
            more = f" and {len(by) - 5} more" if len(by) > 5 else ""
            raise Refused(
                f"Not taken back: {id} would go, and is named by {', '.join(by[:5])}{more}.", code="built-upon",
                source=SOURCE, hint=f"imatter log {by[0]} says what came after.", details={"by": by},
            )  # fmt: skip


def _refuse_new_errors(recording: Recording, records: list[Before]) -> None:
    """Refuse what would leave a record, or one around it, against a rule."""
    changed = {one.id: _data(one.ahead, one.id) for one in records if one.id != PROGRAMME}
    found = neighbours.new_errors(recording.reader, recording.policy, changed, recording.ctx.today.isoformat())
    if not found:
        return
    first = found[0]
    by = sorted({id for f in found if (id := ids.id_at(f.path))})
    raise Refused(
        f"Not taken back: {by[0] if by else first.path} would no longer hold. {first.message}", code="built-upon",
        source=SOURCE, hint=first.try_ or (f"imatter log {by[0]}" if by else ""),
        details={"by": by, "findings": [f.as_data() for f in found]},
    )  # fmt: skip


def _events(one: Before) -> Iterator[Mapping[str, Any]]:
    """The events that the change brought, or took back if it was an undo."""
    old, new = ((_data(raw, one.id) or {}).get("timeline") or [] for raw in (one.ahead, one.after))
    yield from (e for e in [*old, *new] if isinstance(e, Mapping) and (e not in old or e not in new))


def _status(reader: Reader, id: str) -> str:
    try:
        return str(reader.get(id).data.get("status"))
    except (NotFound, Broken):
        return ""


def _source(reader: Reader, id: str) -> bytes | None:
    try:
        return reader.source(id)
    except NotFound:
        return None


def _data(raw: bytes | None, id: str) -> Data | None:
    if raw is None:
        return None
    return {} if codec.findings(raw, path_of(id)) else codec.parse(raw, path_of(id))
