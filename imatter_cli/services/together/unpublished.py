"""What a copy has that is not published: each change by itself, read from the commits that bring it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache

from imatter_cli.classes import replace
from imatter_cli.domain.merge import Merged, MovedFile, OwnChange, merge
from imatter_cli.domain.trail import Passage
from imatter_cli.services.integrity.passing import RecordThen, passage_of, record_in
from imatter_cli.services.together.changes import RecordsAt, change_of, new_errors
from imatter_cli.store.contract import ChangedFile, Passed, Store, Trail
from imatter_cli.store.message import merge_said
from imatter_cli.store.paths import id_for, path_for

#: The name of a text that nobody has written.
_NOT_WRITTEN = "(put together)"


class Unpublished:
    """The changes of a trail, oldest first. `aside` are those among them that were set aside in a merge before."""

    def __init__(self, store: Store, trail: Trail, today: str) -> None:
        self._store = store
        self._trail = trail
        self._today = today
        self._passed: dict[str, Passed] = {}
        #: For each commit, the others here that it was made on.
        self._follows: dict[str, frozenset[str]] = {}
        self._changes: dict[str, OwnChange] = {}
        self.aside: dict[str, frozenset[str]] = {}
        self._read = cache(self._record)
        for passed in trail:
            self._take_in(passed)

    @property
    def changes(self) -> list[OwnChange]:
        """The changes that were never set aside, or what is left of them."""
        return [left for change in self._changes.values() if (left := self._left(change)) is not None]

    def reader(self, commit: str) -> Callable[[str], bytes | None]:
        """What gives the bytes of a path at a commit."""

        def read(path: str) -> bytes | None:
            name = self._trail.named(commit, path)
            return self._trail.content(name) if name else None

        return read

    def at(self, commit: str) -> RecordsAt:
        """The records of a commit."""
        return RecordsAt(self._store.at(commit), lambda path: self._trail.named(commit, path))

    def merge(self, published: str, mine: Iterable[OwnChange], done: Iterable[str] = ()) -> Merged:
        """What these become on what is published."""
        return merge(self.at(published), list(mine), new_errors(self._store.at(published), self._today), done)

    def _take_in(self, passed: Passed) -> None:
        here = [parent for parent in passed.parents if parent in self._passed]
        self._follows[passed.commit] = frozenset(here).union(*(self._follows[parent] for parent in here))
        self._passed[passed.commit] = passed
        told = merge_said(passed.message) if len(passed.parents) > 1 else None
        if told is not None:
            self.aside |= told.aside
        elif len(passed.parents) > 1:
            rest = self._rest(passed)
            if rest is not None:
                self._changes[passed.commit] = rest
        else:
            self._changes[passed.commit] = self._change(passed)

    def _change(self, passed: Passed) -> OwnChange:
        parent = passed.parents[0] if passed.parents else ""
        return change_of(passed, self._read, lambda: self.at(parent), self._follows[passed.commit])

    def _left(self, change: OwnChange) -> OwnChange | None:
        """What is left of a change without what was set aside of it."""
        if change.commit not in self.aside:
            return change
        named = self.aside[change.commit]
        passages = tuple(passage for passage in change.passages if passage.id not in named)
        return replace(change, passages=passages) if named and passages else None

    def _rest(self, passed: Passed) -> OwnChange | None:
        """What a merge that was made with git changed beyond what imatter makes of its parents. None for nothing."""
        first, second = passed.parents[:2]
        with self._store.trail(second, first) as trail:
            other = Unpublished(self._store, trail, self._today)
            merged = other.merge(first, other.changes)
        ours = {moved.path: moved for moved in passed.moved}
        paths = dict.fromkeys((*(path_for(id) for id in merged.records), *merged.files, *ours))
        passages: list[Passage] = []
        files: list[MovedFile] = []
        for path in paths:
            here = self._trail.named(first, path)
            moved = ours.get(path, ChangedFile(path, here, here))
            id = id_for(path)
            if id is not None:
                passages += self._passage_of_rest(id, moved, merged)
            elif merged.files.get(path, here) != moved.after:
                files.append(MovedFile(path, merged.files.get(path, here), moved.after))
        if not passages and not files:
            return None
        return replace(self._change(passed), passages=tuple(passages), files=tuple(files))

    def _passage_of_rest(self, id: str, moved: ChangedFile, merged: Merged) -> Iterator[Passage]:
        """What the merge did to one record beyond what it would be."""
        passage = passage_of(moved, id, self._read)
        if id in merged.records:
            before = merged.records[id]
            name = "" if before is None else merged.texts.get(id, _NOT_WRITTEN)
            passage = replace(passage, before=before, names=(name, moved.after), sound=True)
        if passage.names[0] != passage.names[1] and passage.before != passage.after:
            yield passage

    def _record(self, path: str, name: str) -> RecordThen:
        return record_in(path, self._trail.content(name))
