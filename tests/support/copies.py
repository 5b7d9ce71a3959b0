"""Several people with a copy of one store each, in memory: what they do, and what becomes of it when they sync.

The place where they meet holds files and the changes that were published, in order. A copy is a store in memory that
begins with what was published when it last synced; what is done in it from then on is its own.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from memory_store import MemoryReader, MemoryStore, name_of

from imatter_cli.domain import ids
from imatter_cli.domain.data import Data
from imatter_cli.domain.merge import Merged, NewErrors, OwnChange, merge, work_out
from imatter_cli.services.context import Context
from imatter_cli.services.integrity.passing import RecordThen, record_in
from imatter_cli.services.integrity.sides import Sides
from imatter_cli.services.together.records import RecordsAt, new_errors
from imatter_cli.store import codec
from imatter_cli.store.paths import kind_for, path_for

Files = dict[str, bytes]


@cache
def _record(path: str, raw: bytes) -> RecordThen:
    return record_in(path, raw)


@dataclass
class Told:
    """What one sync did: what published had, what was mine, and what came of it."""

    published: Files
    mine: list[OwnChange]
    merged: Merged
    files: Files
    contents: Mapping[str, bytes]


@dataclass
class Place:
    """Where copies meet. `syncs` is everything that was merged, oldest first.

    `before` and `message` are the files ahead of the last change that was published, and what it says: a copy has it in
    its history, so that it can be taken back there.
    """

    files: Files
    now: datetime
    before: Files | None = None
    message: str = ""
    syncs: list[Told] = field(default_factory=list)
    rules: Callable[[MemoryReader, str], NewErrors] = new_errors

    def copy(self, seed: int = 1) -> Copy:
        """Another copy of what is published."""
        return Copy(self, seed)


class Copy:
    """One copy, with what was done in it since it last synced."""

    def __init__(self, place: Place, seed: int) -> None:
        self.place = place
        self.random = random.Random(seed)
        self.seed = seed
        self.contents: dict[str, bytes] = {}
        self.rounds = 0
        self._begin()

    def _begin(self) -> None:
        self.rounds += 1
        self.store = MemoryStore(now=lambda: self.place.now)
        before = self.place.files if self.place.before is None else self.place.before
        self.store.commit_directly(f"copy {self.seed} for the time {self.rounds}", dict(before))
        if self.place.before is not None:
            moved = {p: self.place.files.get(p) for p in {**before, **self.place.files}}
            self.store.commit_directly(self.place.message, {p: raw for p, raw in moved.items() if raw != before.get(p)})
        self.published = [one.commit for one in self.store.trail()]

    def as_(self, person: str) -> Context:
        """Somebody at work in this copy, an hour later."""
        self.place.now += timedelta(hours=1)
        return Context(self.store, person, self.place.now, self.random.randrange)

    def get(self, id: str) -> dict[str, Any]:
        """A record as this copy has it."""
        return dict(self.store.get(id).data)

    def mine(self) -> list[OwnChange]:
        """What was done here since the last sync."""
        passed = [one for one in self.store.trail() if one.commit not in self.published]
        contents = {name_of(raw): raw for state in self.store.states.values() for raw in state.values()}
        self.contents |= contents
        sides = Sides(
            lambda tip, since: (),
            lambda commit: records_at(self.store.states[commit]),
            lambda path, name: _record(path, contents[name]),
        )
        return sides.of(passed).left

    def sync(self) -> Merged:
        """Mine and published become one, and go on from there."""
        mine = self.mine()
        published = self.place.files
        reader = MemoryReader(published)
        merged = merge(records_at(published), mine, self.place.rules(reader, self.place.now.date().isoformat()))
        files = files_of(published, merged, self.contents)
        self.place.syncs.append(Told(published, mine, merged, files, dict(self.contents)))
        self.place.files, self.place.before = files, None
        self._begin()
        return merged


def records_at(files: Mapping[str, bytes]) -> RecordsAt:
    """The records in these files."""
    return RecordsAt(MemoryReader(files), lambda path: name_of(files.get(path)))


def worked_out_again(told: Told) -> Files:
    """The files of a merge from what it says of itself, as verify works them out."""
    aside = {one.commit: one.named for one in told.merged.aside}
    ground = work_out(records_at(told.published), told.mine, aside, told.merged.late)
    return files_of(told.published, ground.merged(), told.contents)


def files_of(published: Files, merged: Merged, contents: Mapping[str, bytes]) -> Files:
    """The files of a merge."""
    files = dict(published)
    for id, data in merged.records.items():
        path = path_for(id)
        if data is None:
            files.pop(path, None)
        elif id in merged.texts:
            files[path] = contents[merged.texts[id]]
        else:
            files[path] = written(id, files.get(path), data)
    for path, name in merged.files.items():
        files[path] = contents[name]
    return files


def written(id: str, old: bytes | None, data: Data) -> bytes:
    """The text of a record that was put together."""
    return codec.render(kind_for(id), data) if old is None else codec.edit(old, data)


def after_one(place: Place, copy: Copy) -> Place:
    """A place where what was done in a copy has just been published; the last change of it can be taken back."""
    last = list(copy.store.trail())[-1]
    before, files = (dict(copy.store.states[commit]) for commit in (last.parents[0], last.commit))
    return Place(files, place.now, before, last.message.decode())


def place_of(files: Files, now: datetime | None = None) -> Place:
    """A place with these files."""
    return Place(dict(files), now or datetime(2026, 11, 2, 10, tzinfo=UTC))


def told(data: Data) -> list[str]:
    """The events of a record."""
    return [str(entry["event"]) for entry in data["timeline"]]


def is_record(path: str) -> bool:
    """Whether a path is a record's."""
    return ids.idrecords_at(path) is not None
