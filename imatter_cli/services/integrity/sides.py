"""One side of two that are merged: each of its changes by itself, as a merge takes them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Final

from imatter_cli.classes import immutable, replace
from imatter_cli.domain import dates
from imatter_cli.domain.merge import Merged, MovedFile, OwnChange, RecordSet, take_what_fits
from imatter_cli.domain.trail import Passage
from imatter_cli.services.integrity.passing import ReadRecord, passage_of
from imatter_cli.store.contract import ChangedFile, Passed
from imatter_cli.store.message import merge_said, said, trailers_in
from imatter_cli.store.paths import id_for, path_for

#: The name of a text that nobody has written.
_NOT_WRITTEN: Final = "(put together)"


@immutable
class Side:
    """The changes of one side, oldest first, and those among them that a merge has set aside before."""

    changes: tuple[OwnChange, ...]
    aside: dict[str, frozenset[str]]

    @property
    def left(self) -> list[OwnChange]:
        """The changes that were never set aside, and what was not of the others."""
        return [left for change in self.changes if (left := self._left(change)) is not None]

    def _left(self, change: OwnChange) -> OwnChange | None:
        if change.commit not in self.aside:
            return change
        named = self.aside[change.commit]
        passages = tuple(passage for passage in change.passages if passage.id not in named)
        return replace(change, passages=passages) if named and passages else None


class Sides:
    """Reads sides. `between` gives the commits of one that another doesn't have, `records_at` the records of a commit,
    and `read` a record by the name of its content.
    """

    def __init__(
        self, between: Callable[[str, str], Iterable[Passed]], records_at: Callable[[str], RecordSet], read: ReadRecord
    ) -> None:  # fmt: skip
        self._between = between
        self._records_at = records_at
        self._read = read

    def of(self, passed: Iterable[Passed]) -> Side:
        """The side that these commits are, each after its parents."""
        follows: dict[str, frozenset[str]] = {}
        changes: list[OwnChange] = []
        aside: dict[str, frozenset[str]] = {}
        for one in passed:
            here = [parent for parent in one.parents if parent in follows]
            follows[one.commit] = frozenset(here).union(*(follows[parent] for parent in here))
            told = merge_said(one.message) if len(one.parents) > 1 else None
            if told is not None:
                aside |= told.aside
                continue
            change = self._rest(one) if len(one.parents) > 1 else self._change(one)
            if change.passages or change.files or len(one.parents) < 2:
                changes.append(replace(change, follows=follows[one.commit]))
        return Side(tuple(changes), aside)

    def _change(self, passed: Passed) -> OwnChange:
        trailers = trailers_in(passed.message.decode("utf-8", "replace"))
        message = said(passed.message)
        records = [(moved, id) for moved in passed.moved if (id := id_for(moved.path)) is not None]
        parent = passed.parents[0] if passed.parents else ""
        return OwnChange(
            commit=passed.commit,
            at=dates.moment_text(datetime.fromtimestamp(max(passed.at, 0), UTC)),
            by=passed.author,
            verb=message.verb if message is not None else "",
            passages=tuple(passage_of(moved, id, self._read) for moved, id in records),
            saw=cache(lambda: self._records_at(parent)),
            files=tuple(MovedFile(m.path, m.before, m.after) for m in passed.moved if id_for(m.path) is None),
            undoes="".join(trailers.get("Undoes", ())[:1]),
            redoes="".join(trailers.get("Redoes", ())[:1]),
        )

    def _rest(self, passed: Passed) -> OwnChange:
        """What a merge that was made with git changed beyond what comes of taking one parent onto the other."""
        first, second = passed.parents[:2]
        there = self._records_at(first)
        merged = take_what_fits(there, self.of(self._between(second, first)).left).merged()
        moved = {one.path: one for one in passed.moved}
        passages: list[Passage] = []
        files: list[MovedFile] = []
        for path in dict.fromkeys((*map(path_for, merged.records), *merged.files, *moved)):
            here = there.name(path) or ""
            one = moved.get(path, ChangedFile(path, here, here))
            id = id_for(path)
            if id is not None:
                passages += self._rest_of_record(id, one, merged)
            elif merged.files.get(path, here) != one.after:
                files.append(MovedFile(path, merged.files.get(path, here), one.after))
        return replace(self._change(passed), verb="", passages=tuple(passages), files=tuple(files))

    def _rest_of_record(self, id: str, moved: ChangedFile, merged: Merged) -> Iterator[Passage]:
        """What such a merge did to one record."""
        passage = passage_of(moved, id, self._read)
        if id in merged.records:
            before = merged.records[id]
            name = "" if before is None else merged.texts.get(id, _NOT_WRITTEN)
            passage = replace(passage, before=before, names=(name, moved.after), sound=True)
        if passage.names[0] != passage.names[1] and passage.before != passage.after:
            yield passage
