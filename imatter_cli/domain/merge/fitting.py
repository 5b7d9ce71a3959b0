"""Whether the events of a change are ones that their command would allow on the records as they stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from imatter_cli import sources
from imatter_cli.classes import immutable
from imatter_cli.domain import effects, ids, lifecycles, preconditions, timeline, undoing
from imatter_cli.domain.data import Data
from imatter_cli.domain.fund import decisions, seal
from imatter_cli.domain.fund.promised import Awards
from imatter_cli.domain.kinds.life import Judged
from imatter_cli.domain.merge.around import RecordsAround
from imatter_cli.domain.merge.ground import Ground
from imatter_cli.domain.merge.misfit import spoken
from imatter_cli.domain.merge.taking import added
from imatter_cli.domain.merge.values import OwnChange
from imatter_cli.domain.preconditions import Related, Situation
from imatter_cli.domain.projects import Objection
from imatter_cli.domain.trail import Passage, timeline_of
from imatter_cli.said import Many, Prose, Said

#: The code of what judged something that has changed since.
JUDGED_OTHER: Final = "judged-other"
_JUDGED: Final[dict[Judged, str]] = {
    "application": "the application", "reviews": "the reviews", "decision": "the decision",
}  # fmt: skip


def objections(change: OwnChange, before: Ground, after: Ground, awards: Awards) -> list[Objection]:
    """What is in the way of a change's events as things stand, and was not where they were made.

    `awards` are those in changes that were set aside: their money is not there to give.
    """
    found: list[Objection] = []
    here = before.copy()
    for id in _in_order(change, before, after):
        becomes, count = after.get(id), len(added(before, after, id))
        if becomes is not None and count:
            found += _in_the_way(change, _Told(id, here.get(id), becomes, count, RecordsAround(here, awards)))
        here.records[id] = becomes
    return found


def _in_order(change: OwnChange, before: Ground, after: Ground) -> list[str]:
    """The records that differ: those of the change in its order, then those that only follow."""
    differ = [id for id, data in after.records.items() if id not in before.records or before.records[id] is not data]
    named = [passage.id for passage in change.passages if passage.id in differ]
    return [*named, *(id for id in differ if id not in named)]


@immutable
class _Told:
    """A record before and after its last `count` events, among other records."""

    id: str
    before: Data | None
    after: Data
    count: int
    around: RecordsAround

    def situations(self) -> Iterator[Situation]:
        """The situation in which each of these events happens."""
        kind, told = ids.kind_of(self.id), timeline_of(self.after)
        names = sorted(effects.changed(self.before or {}, self.after))
        fields = {name: self.after.get(name) for name in names}
        first = len(told) - self.count
        for n in range(first, len(told)):
            written = timeline.written_on(told[n])
            asked = _as_asked(told[:n], told[n])
            yield Situation(kind, self._ahead_of(kind, n, first), asked, self.around, written, fields, written)

    def _ahead_of(self, kind: str, n: int, first: int) -> Data:
        if n == first and self.before is not None:
            return self.before
        told = timeline_of(self.after)[:n]
        own = {name: value for name, value in self.after.items() if name not in effects.FOLLOW}
        return {**own, "status": timeline.replay(kind, told).status, "timeline": told} if told else own


def _as_asked(told: Sequence[Data], entry: Data) -> Data:
    """The event that preconditions are asked about. If an undo makes an event count again, it is that event."""
    done = undoing.taken_back([*told, entry]).get(len(told))
    if done is None or not done.stands:
        return entry
    when = {name: entry[name] for name in ("at", "recorded", "by", "on_behalf_of") if name in entry}
    return {**told[done.index], **when}


def _in_the_way(change: OwnChange, now: _Told) -> Iterator[Objection]:
    passage = next((p for p in change.passages if p.id == now.id), None)
    if passage is not None:
        yield from _said_otherwise(passage, now.before)
    for n, situation in enumerate(now.situations()):
        found = preconditions.objections(situation)
        judges = _judged(situation.kind, situation.record, situation.name, now.around)
        if not (found or judges):
            continue
        then = None
        if passage is not None and passage.after is not None and len(passage.entries) == now.count:
            saw = RecordsAround(change.saw(), {})
            then = list(_Told(now.id, passage.before, passage.after, now.count, saw).situations())[n]
            saw_then = _judged(then.kind, saw.get(now.id) or then.record, then.name, saw)
            yield from (_judged_other(now.id, name) for name in judges if judges[name] != saw_then.get(name))
        known = {(o.code, o.field) for o in preconditions.objections(then)} if found and then is not None else set()
        yield from (one for one in found if (one.code, one.field) not in known)


def _said_otherwise(passage: Passage, stands: Data | None) -> Iterator[Objection]:
    """What an event of the change says only once, and somebody else says differently since."""
    known = list(map(timeline.without_joined, timeline_of(passage.before)))
    others = [e for e in timeline.standing(timeline_of(stands)) if timeline.without_joined(e) not in known]
    for entry in passage.entries if others else ():
        row = lifecycles.transition(passage.kind, str(entry.get("event")))
        if row is None or "because" in entry:
            continue
        names = (*row.replaces, *timeline.led_fields(passage.kind))
        theirs = next((e for e in reversed(others) if e.get("event") == entry.get("event")), {})
        differ = [name for name in names if name in entry and name in theirs and entry[name] != theirs[name]]
        if differ:
            words = Said(
                "Somebody else said something different in {record} first ({fields}).",
                record=spoken(passage.id), fields=Many(differ),
            )  # fmt: skip
            yield Objection("said-otherwise", differ[0], words, "", sources.TOGETHER, {}, (passage.id,))


def _judged_other(id: str, what: Judged) -> Objection:
    words = Said(
        "{what} has changed, so {record} was judged by something else.",
        what=Prose(_JUDGED[what].capitalize()),
        record=spoken(id),
    )
    return Objection(JUDGED_OTHER, "", words, "", sources.TOGETHER, related=(id,))


def _judged(kind: str, record: Data, event: str, related: Related) -> dict[Judged, Any]:
    """What an event of a record judges, as it is among these records. Two that are equal are the same to judge."""
    row = lifecycles.transition(kind, event)
    wanted = row.judges if row is not None else ()
    application = record if kind == "application" or not wanted else related.get(record.get("application"))
    return {one: _judged_now(one, application, related) for one in wanted} if application is not None else {}


def _judged_now(one: Judged, application: Data, related: Related) -> Any:
    if one == "application":
        return seal.sealed_fields(application)
    if one == "decision":
        return decisions.last(application)
    submitted = [r for r in related.reviews(str(application["id"])) or () if r.get("status") == "submitted"]
    return sorted((seal.sealed_fields(r) for r in submitted), key=lambda r: str(r["id"]))
