"""Taking back an event: which events of a timeline still count, and what you need to take one back.

An undo names the event that it takes back by the event's name and moment (`undoes`, `undoes_at`), never by a position.
It names the last event that stands. The timeline only grows. An undo may itself be taken back while nothing stands that
came after it: the event that it took back then stands again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from imatter_cli.classes import field, immutable, mutable, replace
from imatter_cli.domain import lifecycles
from imatter_cli.domain.data import Data
from imatter_cli.domain.lifecycles import UNDO, Transition


@immutable
class UndoEvent:
    """What an undo did: the position of the event, and whether it stands again."""

    index: int
    stands: bool


@mutable
class Stack:
    """The events that still count, by position from 0, as the entries of a timeline are added one by one."""

    #: The position of the last event that still counts. -1 if there is none.
    last: int = -1
    _entries: dict[int, Data] = field(default_factory=dict)
    #: Of each event, the one that stood before it.
    _before: dict[int, int] = field(default_factory=dict)
    #: Undos that can be taken back themselves, by the event that stood last after them and by their moment: what they
    #: took back.
    _undos: dict[tuple[int, str], list[int]] = field(default_factory=dict)

    @property
    def is_at_its_beginning(self) -> bool:
        """Whether nothing stands but the event that began the record."""
        return self._before.get(self.last, -1) < 0

    @property
    def stands(self) -> list[int]:
        """The positions of all events that still count, oldest first."""
        found, last = [], self.last
        while last >= 0:
            found.append(last)
            last = self._before[last]
        return found[::-1]

    def add(self, index: int, entry: Data) -> UndoEvent | None:
        """Add an entry. Of an undo, say which event it took back or restored. None for one that can't do either, and
        for any other event.
        """
        self._entries[index] = entry
        last = self.last
        if entry.get("event") != UNDO:
            self._before[index] = last
            self.last = index
        elif entry.get("undoes") == UNDO:
            undone = self._undos.get((last, str(entry.get("undoes_at"))))
            if undone:
                self.last = undone.pop()
                return UndoEvent(self.last, True)
        elif not self.is_at_its_beginning and _names(entry, self._entries[last]):
            self.last = self._before[last]
            self._undos.setdefault((self.last, moment_of(entry)), []).append(last)
            return UndoEvent(last, False)
        return None


def standing(entries: Sequence[Any]) -> list[int]:
    """The positions of the entries that still count, oldest first."""
    stack = Stack()
    for index, entry in enumerate(entries):
        if isinstance(entry, Mapping):
            stack.add(index, entry)
    return stack.stands


def naming(entry: Data) -> dict[str, str]:
    """The details of an undo that takes this entry back."""
    return {"undoes": str(entry.get("event")), "undoes_at": moment_of(entry)}


def to_name(entries: Sequence[Data], index: int) -> Data:
    """The entry that an undo names to take back what the entry at a position did.

    An undo that let an event stand again is taken back by taking that event back.
    """
    moved = taken_back(entries).get(index)
    return entries[moved.index] if moved is not None and moved.stands else entries[index]


def can_come_off(entries: Sequence[Data], told: Sequence[Data], added: Sequence[int]) -> bool:
    """Whether what a change added to a timeline can be taken back one by one, the last first.

    `told` is the timeline after the change, `added` are the positions of what it added there, newest first. In
    `entries`, the timeline now, these may stand behind others, where two people's changes were merged.
    """
    now = list(entries)
    for index in added:
        undo: Data = {"event": UNDO, **naming(to_name(told, index))}
        if undone_by(now, undo) is None:
            return False
        now.append(undo)
    return True


def taken_back(entries: Sequence[Any]) -> dict[int, UndoEvent]:
    """What each undo of a timeline did, by the undo's position; one that can do nothing is left out."""
    stack, found = Stack(), {}
    for index, entry in enumerate(entries):
        if isinstance(entry, Mapping):
            moved = stack.add(index, entry)
            if moved is not None:
                found[index] = moved
    return found


def given_back(entries: Sequence[Any]) -> list[tuple[int, int]]:
    """Events that count again because an undo was taken back: the position of that undo, and of the event."""
    if not any(isinstance(e, Mapping) and e.get("undoes") == UNDO for e in entries):
        return []
    stands = set(standing(entries))
    return [(n, done.index) for n, done in taken_back(entries).items() if done.stands and done.index in stands]


def needed(kind: str, event: str, *, again: bool = False) -> Transition:
    """Who may take an event back and whether that needs a reason, as a row of the lifecycle.

    It needs what the event's opposite needs; where there is none, what the event itself needed. Letting it stand
    `again` needs what the event itself needs.
    """
    own = lifecycles.transition(kind, event) or _UNDO[kind]
    other = None if again else lifecycles.transition(kind, own.opposite)
    row = other or own
    who, reason = row.who, row.reason
    if own.taking_back and not again:
        who, reason = own.taking_back
    return replace(_UNDO[kind], who=who, reason=reason)


def needed_for(kind: str, entries: Sequence[Any], undo: Data) -> Transition:
    """The same for an undo about to be added to a timeline, or the general row for one that names nothing there."""
    moved = taken_back([*entries, undo]).get(len(entries))
    if moved is None:
        return _UNDO[kind]
    return needed(kind, str(entries[moved.index].get("event")), again=moved.stands)


def undone_by(entries: Sequence[Data], undo: Data) -> Data | None:
    """The event that an undo, about to be added to a timeline, takes back or brings back. None if there is none."""
    moved = taken_back([*entries, undo]).get(len(entries))
    return entries[moved.index] if moved is not None else None


def way_back(kind: str, before: Sequence[Data], after: Sequence[Data]) -> list[Transition] | None:
    """What taking back that which was added to a timeline needs, a row for each event; None where it stays for ever.

    A record that only began now is taken back by removing it, which needs no reason.
    """
    added = after[len(before) :]
    events = [str(entry.get("event")) for entry in added]
    if any(row.for_ever for event in events if (row := lifecycles.transition(kind, event))):
        return None
    if any("published" in entry for entry in added):  # a decision that is out is corrected, never taken back
        return None
    if not before:
        lasts = kind == "review" and {"abstain", "recuse"} & set(events)
        return None if lasts else [replace(needed(kind, event), reason=False) for event in events]
    moved = taken_back(after)
    again = {index for index, done in moved.items() if not done.stands}
    each = [(n, str(after[moved[n].index if n in moved else n].get("event"))) for n in range(len(before), len(after))]
    return [needed(kind, event, again=n in again) for n, event in each]


def rows(kind: str, entries: Sequence[Any]) -> list[Transition | None]:
    """The row of each entry of a timeline; of an undo, what taking that event back needs. None for an unknown event."""
    moved = taken_back(entries)
    found: list[Transition | None] = []
    for index, entry in enumerate(entries):
        done = moved.get(index)
        event = str(entry.get("event"))
        if done is not None:
            found.append(needed(kind, str(entries[done.index].get("event")), again=done.stands))
        else:
            found.append(lifecycles.transition(kind, event))
    return found


def moment_of(entry: Data) -> str:
    """When an entry was written down, as far as it says so."""
    return str(entry.get("recorded") or entry.get("at") or "")


_UNDO: dict[str, Transition] = {t.kind: t for t in lifecycles.TRANSITIONS if t.event == UNDO}


def _names(undo: Data, entry: Data) -> bool:
    return undo.get("undoes") == entry.get("event") and undo.get("undoes_at") == moment_of(entry)
