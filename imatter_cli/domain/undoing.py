"""Which events of a timeline stand: an `undo` takes the last one back, and the timeline only grows.

An undo names the event that it takes back by the event's name and moment (`undoes`, `undoes_at`), never by a position.
It names the last event that stands. An undo that is the last thing that happened may be taken back in the same way:
the event that it took back then stands again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from imatter_cli.domain.lifecycles import UNDO

Entry = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Moved:
    """What an undo did: the position of the event, and whether it stands again."""

    index: int
    stands: bool


@dataclass(slots=True)
class Stack:
    """The events that stand, by position from 0, as the entries of a timeline come one by one."""

    stands: list[int] = field(default_factory=list)
    _entries: dict[int, Entry] = field(default_factory=dict)
    #: Undos that can be taken back themselves, with the event that each took back; the last one last.
    _undos: list[tuple[int, int]] = field(default_factory=list)

    def add(self, index: int, entry: Entry) -> Moved | None:
        """Take in an entry; what it did if it is an undo. None for one that names nothing it could take back."""
        self._entries[index] = entry
        if entry.get("event") != UNDO:
            self.stands.append(index)
            self._undos.clear()
            return Moved(index, True)
        if self._undos and _names(entry, self._entries[self._undos[-1][0]]):
            _, again = self._undos.pop()
            self.stands.append(again)
            return Moved(again, True)
        if len(self.stands) > 1 and _names(entry, self._entries[self.stands[-1]]):
            gone = self.stands.pop()
            self._undos.append((index, gone))
            return Moved(gone, False)
        return None


def to_name(entries: Sequence[Entry], index: int) -> Entry:
    """The entry that an undo names to take back what the entry at a position did.

    An undo that let an event stand again is taken back by taking that event back.
    """
    stack = Stack()
    moved = [stack.add(n, entry) for n, entry in enumerate(entries[: index + 1])][-1]
    return entries[moved.index] if moved is not None and moved.stands else entries[index]


def naming(entry: Entry) -> dict[str, str]:
    """The details of an undo that takes this entry back."""
    return {"undoes": str(entry.get("event")), "undoes_at": moment_of(entry)}


def moment_of(entry: Entry) -> str:
    """When an entry was written down, as far as it says so."""
    return str(entry.get("recorded") or entry.get("at") or "")


def _names(undo: Entry, entry: Entry) -> bool:
    return undo.get("undoes") == entry.get("event") and undo.get("undoes_at") == moment_of(entry)
