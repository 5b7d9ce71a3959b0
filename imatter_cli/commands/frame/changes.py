"""What a change answers: a receipt made of what the store wrote."""

from __future__ import annotations

from collections.abc import Sequence

from imatter_cli.commands.frame.session import Session
from imatter_cli.domain import calling, editing, ids, lifecycles, people, quarters, undoing
from imatter_cli.domain.trail import timeline_of
from imatter_cli.errors import Refused
from imatter_cli.output.receipts import Done, Next
from imatter_cli.output.records import label
from imatter_cli.remedies import Command
from imatter_cli.services.records.persons import actor_of
from imatter_cli.services.records.recording import Recording
from imatter_cli.store.contract import Data, Receipt

#: The status in the answer if the record no longer exists.
DISCARDED = "discarded"


def tell(session: Session, receipt: Receipt, said: str, next: Sequence[Next] = (), notes: Sequence[str] = ()) -> None:
    """Answer a change: `said` about its first record, a note and an entry of `also` for every other one."""
    changed = _changed(receipt)
    first = changed[0] if changed else {"id": "", "status": "", "path": ""}
    also = [{"id": c["id"], "status": c["status"]} for c in changed[1:]]
    with_it = [f"Also: {_names(id, after)} is now {what}." for id, after, what in _became(receipt)[1:]]
    session.done(
        Done(
            first["id"], first["status"], first["path"], receipt.commit, said, next,
            [*notes, *with_it, *receipt.notes], session.dry_run, way_back(session, receipt),
            more={"also": also} if also else {},
        )
    )  # fmt: skip


def way_back(session: Session, receipt: Receipt, commit: str = "") -> str:
    """The command with which the person who made the change can take it back; empty where they can't."""
    context = session.settled(receipt)
    personal = context.store.programme().get("store") == "personal"
    try:
        actor = actor_of(context.store, context.actor)
    except Refused:  # somebody who has just left takes nothing back
        return ""
    with_reason, recording = False, Recording(context, context.store)
    for write, before, after in zip(receipt.change.writes, receipt.before, receipt.after, strict=False):
        if after is None or not ids.is_id(write.id):
            continue
        kind = ids.kind_of(write.id)
        needs = undoing.way_back(kind, timeline_of(before), timeline_of(after))
        if needs is None or not people.may_take_back(kind, after, needs, actor, personal):
            return ""
        with_reason = with_reason or any(row.reason for row in needs)
        if before is not None:
            entry = undoing.to_name(timeline_of(after), len(timeline_of(after)) - 1)
            found = recording.in_the_way(write.id, lifecycles.UNDO, details=undoing.naming(entry))
            if found is not None and found.code != "missing-reason":
                return ""
            with_reason = with_reason or found is not None
    return str(Command("undo", *([commit] if commit else []), *(["--reason", "WHY"] if with_reason else [])))


def happened(receipt: Receipt, event: str, about: str = "") -> str:
    """`Paused: prj-2611-7kq4m2x (evening routine).`, in the lifecycle's words for the event."""
    id = first_id(receipt)
    row = lifecycles.transition(ids.kind_of(id), event) if id else None
    done = row.done if row else event
    return f"{done[:1].upper()}{done[1:]}: {_names(id, first_record(receipt))}{about}."


def first_id(receipt: Receipt) -> str:
    """The id of the first record changed; empty where nothing was."""
    return receipt.change.writes[0].id if receipt.change.writes else ""


def first_record(receipt: Receipt) -> Data:
    """The first record changed, as it is after the change, or as it was if it no longer exists."""
    if not receipt.change.writes:
        return {}
    return receipt.after[0] or receipt.before[0] or {}


def taken_out(receipt: Receipt) -> list[str]:
    """What an edit took out of lists of the record, a sentence for each list; what was replaced is not lost unseen."""
    if not receipt.change.writes:
        return []
    out = editing.gone(receipt.before[0] or {}, receipt.after[0] or {})
    return [f"Removed from {label(name).lower()}: {'; '.join(said)}." for name, said in out.items()]


def added(receipt: Receipt) -> Sequence[Data]:
    """The events that the change added to its first record."""
    if not receipt.change.writes:
        return []
    return timeline_of(receipt.after[0])[len(timeline_of(receipt.before[0])) :]


def _changed(receipt: Receipt) -> list[Data]:
    rows = zip(receipt.change.writes, receipt.paths, receipt.after, strict=False)
    return [
        {"id": w.id, "status": str(after.get("status", "")) if after else DISCARDED, "path": path}
        for w, path, after in rows
    ]


def _became(receipt: Receipt) -> list[tuple[str, Data, str]]:
    """Each record changed, as it is now, and what it is now: the quarter that it moved to, or else its status."""
    found = []
    for write, was, after in zip(receipt.change.writes, receipt.before, receipt.after, strict=False):
        now, before = after or {}, was or {}
        moved = before.get("status") == now.get("status") and before.get("round") != now.get("round")
        said = f"in {quarters.spoken(str(now['round']))}" if moved else str(now.get("status", DISCARDED))
        found.append((write.id, now, said))
    return found


def _names(id: str, data: Data) -> str:
    if ids.kind_of(id) == "round":
        return quarters.spoken(id)
    name = calling.name_of(data) if ids.kind_of(id) == "project" else ""
    return f"{id} ({name})" if name else id
