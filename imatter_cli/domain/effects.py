"""Which fields an event may change, as data: what its use case sets, and nothing else.

Status and timeline follow from any event; what the timeline leads to (timeline.led_fields) from those that carry it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from imatter_cli.domain import editing, lifecycles, timeline, undoing
from imatter_cli.domain.data import Data

#: The fields that follow from any event.
FOLLOW = frozenset({"status", "timeline"})


def changed(before: Data, after: Data) -> frozenset[str]:
    """The names of the fields that differ, without those that follow from any event."""
    return frozenset(editing.changed_fields(before, after)) - FOLLOW


def named(entries: Iterable[Data]) -> frozenset[str]:
    """The fields that the edits among these events name."""
    lists = (e.get("fields") for e in entries if e.get("event") == "edit")
    return frozenset(str(name) for names in lists if isinstance(names, list) for name in names)


def may_change(kind: str, told: Sequence[Data], since: int = 0) -> frozenset[str]:
    """The fields that the events of a timeline from a position on may change together.

    An undo may change what the event that it takes back, or brings back, may change.
    """
    moved = undoing.taken_back(told)
    entries = [told[moved[n].index] if n in moved else told[n] for n in range(since, len(told))]
    out = set(named(entries))
    for entry in entries:
        row = lifecycles.transition(kind, str(entry.get("event")))
        out.update(row.changes if row else ())
        out.update(name for name in timeline.led_fields(kind) if name in entry)
    return frozenset(out)


def may_change_by_hand(kind: str, fields: Iterable[str], entries: Iterable[Data]) -> frozenset[str]:
    """The fields that may change together with events that a person wrote into the timeline and then saved."""
    told = {str(key) for entry in entries for key in entry} | set(timeline.led_fields(kind))
    return frozenset(name for name in fields if name in told or name not in editing.fixed(kind))
