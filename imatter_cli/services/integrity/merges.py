"""Whether the merges of a history have what their two sides have.

A merge of imatter's is worked out again from what it says of itself. One that was made with git may lose nothing: every
event of either side is there once, and what only one side changed is as that side left it.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from imatter_cli.domain import lifecycles
from imatter_cli.domain.data import Data
from imatter_cli.domain.dates import day_of
from imatter_cli.domain.editing import changed_fields
from imatter_cli.domain.kinds import BY_NAME
from imatter_cli.domain.merge import GENERATED, VERSION, Merged, Misfit, OwnChange, RecordSet, work_out
from imatter_cli.domain.trail import PROGRAMME, MergeMessage, timeline_of
from imatter_cli.said import Day, Many, Said
from imatter_cli.services.integrity.passing import ReadRecord
from imatter_cli.services.integrity.sides import Side, Sides
from imatter_cli.store.contract import Passed, Trail
from imatter_cli.store.message import merge_said, trailers_in
from imatter_cli.store.paths import RECORDS, id_for, path_for

#: What a merge has that it should not have: the path, and what is wrong there.
Differs = tuple[str, Said]


class Merges:
    """The merges of a trail, judged one by one as it is walked."""

    def __init__(self, trail: Trail, read: ReadRecord) -> None:
        self._trail = trail
        self._read = read
        self._sides = Sides(self._side_between, partial(_RecordsAt, trail, read), read)
        self._passed: dict[str, Passed] = {}
        self._place: dict[str, int] = {}
        #: Changes that were set aside, whose events others rely on: the path and the event of the first, by commit.
        self._relied_on: dict[str, tuple[str, str]] = {}
        self._answered: set[str] = set()
        self._aside: set[str] = set()
        self._made_with_git: set[str] = set()

    def take_in(self, passed: Passed) -> None:
        """Keep a commit: later ones may merge it."""
        self._place[passed.commit] = len(self._passed)
        self._passed[passed.commit] = passed
        trailers = trailers_in(passed.message.decode("utf-8", "replace"))
        self._answered.update(trailers.get("Redoes", ()), trailers.get("Lets-go", ()))

    def passed(self, commit: str) -> Passed | None:
        """A commit that was taken in."""
        return self._passed.get(commit)

    @property
    def made_with_git(self) -> frozenset[str]:
        """Merges that people made with git."""
        return frozenset(self._made_with_git)

    @property
    def put_right(self) -> frozenset[str]:
        """Those of which a later merge set aside what they did beyond bringing two histories together."""
        return frozenset(self._made_with_git & self._aside)

    @property
    def relied_on(self) -> list[tuple[str, str, str]]:
        """Changes that were set aside and wait, though others rely on them: path, commit and event."""
        waits = ((commit, one) for commit, one in self._relied_on.items() if commit not in self._answered)
        return [(path, commit, event) for commit, (path, event) in waits]

    def wrong(self, passed: Passed) -> tuple[Differs, ...]:
        """What is wrong with the content of a merge."""
        first, second = passed.parents[:2]
        told = merge_said(passed.message)
        if told is None:
            self._made_with_git.add(passed.commit)
            return tuple(self._lost(passed, self._side_between(second, first), self._side_between(first, second)))
        if told.version != VERSION:
            return (
                ("", Said("It was made by a newer imatter ({version}). Check it with that one.", version=told.version)),
            )
        try:
            return tuple(self._other(passed, self._side_between(second, first), told))
        except Misfit as misfit:
            id = misfit.objection.related[0]
            return ((path_for(id) if id else "", misfit.objection.message),)

    def brought_together(self, passed: Passed) -> tuple[RecordSet, Side, Sequence[Passed]]:
        """The published records that a merge began with, my side of it, and what published had that mine had not."""
        first, second = passed.parents[:2]
        there = _RecordsAt(self._trail, self._read, first)
        return there, self._sides.of(self._side_between(second, first)), self._side_between(first, second)

    def _side_between(self, tip: str, other: str) -> list[Passed]:
        """The commits of one side that the other doesn't have, each after its parents."""
        if tip not in self._place or other not in self._place:
            return list(self._trail.between(tip, other))
        from_tip, from_other = 1, 2
        marks = {tip: from_tip, other: from_other}
        todo = [(-self._place[commit], commit) for commit in marks]
        heapq.heapify(todo)
        found: list[Passed] = []
        only_tip = 1
        while only_tip:
            _, commit = heapq.heappop(todo)
            mark = marks[commit]
            only_tip -= mark == from_tip
            if mark == from_tip:
                found.append(self._passed[commit])
            for parent in self._passed[commit].parents:
                if parent not in self._place:
                    continue
                before = marks.get(parent)
                marks[parent] = (before or 0) | mark
                if before is None:
                    heapq.heappush(todo, (-self._place[parent], parent))
                    only_tip += mark == from_tip
                elif before == from_tip and marks[parent] != from_tip:
                    only_tip -= 1
        return found[::-1]

    def _other(self, passed: Passed, side: Sequence[Passed], told: MergeMessage) -> Iterator[Differs]:
        """Where a merge of imatter's has something else than what comes of its sides."""
        first = passed.parents[0]
        there = _RecordsAt(self._trail, self._read, first)
        mine = self._sides.of(side)
        unknown = sorted(told.aside.keys() - {one.commit for one in side})
        if unknown:
            yield "", Said("It names {change}, which is not one of the changes that it merged.", change=unknown[0][:12])
        self._aside.update(told.aside)
        for change in mine.changes:
            relied_on = _in_step(change)
            if change.commit in told.aside and relied_on:
                self._relied_on[change.commit] = relied_on[0]
        merged = work_out(there, mine.left, told.aside, told.late).merged()
        moved = {one.path: one for one in passed.moved}
        for path in dict.fromkeys((*map(path_for, merged.records), *merged.files, *moved)):
            here = there.name(path)
            has = moved[path].after if path in moved else here
            id = id_for(path)
            if id is None:
                wanted = merged.files.get(path, here)
                if has != wanted and not path.startswith(GENERATED):
                    yield path, Said("The file {path} is not what either side has.", path=path)
            elif not self._is(id, path, has, merged, here):
                yield path, _what_differs(id, merged.records.get(id, there.get(id)), self._data(path, has))

    def _is(self, id: str, path: str, has: str, merged: Merged, here: str) -> bool:
        """Whether a record has the content that comes of both sides."""
        if id not in merged.records:
            return has == here
        wanted = merged.records[id]
        if wanted is None or not has:
            return wanted is None and not has
        return merged.texts.get(id) == has or self._data(path, has) == wanted

    def _data(self, path: str, name: str) -> Data | None:
        return self._read(path, name).data if name else None

    def _lost(self, passed: Passed, second: Sequence[Passed], first: Sequence[Passed]) -> Iterator[Differs]:
        """What a merge that was made with git lost, doubled or altered of what its two sides have."""
        moved = {one.path: one for one in passed.moved}
        ones, others = _touched(first), _touched(second)
        there, other = (_RecordsAt(self._trail, self._read, parent) for parent in passed.parents[:2])
        for path in dict.fromkeys((*others, *moved)):
            id = id_for(path)
            if id is None or id == PROGRAMME:
                continue
            has = moved[path].after if path in moved else there.name(path)
            if path not in ones and path in others:
                name = other.name(path)
                if has != name and self._data(path, name) != self._data(path, has):
                    yield path, _what_differs(id, self._data(path, name), self._data(path, has))
            elif path in ones and path in others:
                gone = self._gone(path, first) | self._gone(path, second)
                versions = [self._data(path, one.name(path)) for one in (there, other)]
                yield from ((path, words) for words in _events_lost(id, versions, self._data(path, has), gone))

    def _gone(self, path: str, side: Sequence[Passed]) -> frozenset[str]:
        """The events that changes of a side took off a record, as version 0.1.0 did."""
        found: set[str] = set()
        for passed in side:
            for one in passed.moved:
                if one.path == path:
                    was, becomes = (timeline_of(self._data(path, name)) for name in (one.before, one.after))
                    found |= {repr(entry) for entry in was} - {repr(entry) for entry in becomes}
        return frozenset(found)


def _in_step(change: OwnChange) -> list[tuple[str, str]]:
    """The events of a change that move money or tell an applicant something, each with its record's path."""
    every = ((passage, entry) for passage in change.passages for entry in passage.entries)
    return [(p.path, str(e["event"])) for p, e in every if lifecycles.is_in_step(p.kind, e)]


def _touched(side: Sequence[Passed]) -> frozenset[str]:
    return frozenset(one.path for passed in side for one in passed.moved)


def _what_differs(id: str, wanted: Data | None, has: Data | None) -> Said:
    """What a record has that is not what it should have."""
    if has is None:
        return Said("{record} is missing.", record=id)
    if wanted is None:
        return Said("{record} was removed on one side, and is there again.", record=id)
    lost = next(_events_lost(id, [wanted], has, frozenset()), None)
    fields = Many(changed_fields(wanted, has))
    return lost or Said("{record} has other {fields} than its two sides lead to.", record=id, fields=fields)


def _events_lost(id: str, versions: Sequence[Data | None], has: Data | None, gone: frozenset[str]) -> Iterator[Said]:
    """Events of these versions of a record that it doesn't have just once."""
    wanted: dict[str, tuple[int, Data]] = {}
    for version in versions:
        told = timeline_of(version)
        counted = Counter(map(repr, told))
        for entry in told:
            key = repr(entry)
            wanted[key] = (max(wanted.get(key, (0, entry))[0], counted[key]), entry)
    there = Counter(map(repr, timeline_of(has)))
    for key, (count, entry) in wanted.items():
        event, at = entry.get("event"), Day(day_of(str(entry.get("at"))))
        if there[key] < count and key not in gone:
            yield Said("{record} lacks its {event} of {at:spoken}, or has it altered.", record=id, event=event, at=at)
        elif there[key] > count:
            yield Said("{record} has its {event} of {at:spoken} twice.", record=id, event=event, at=at)


class _RecordsAt:
    """See domain.merge.RecordSet: the records of a commit, read from a trail."""

    def __init__(self, trail: Trail, read: ReadRecord, commit: str) -> None:
        self._trail = trail
        self._read = read
        self._commit = commit

    def name(self, path: str) -> str:
        """See domain.merge.RecordSet."""
        return self._trail.named(self._commit, path)

    def get(self, id: str) -> Data | None:
        """See domain.merge.RecordSet."""
        path = path_for(id)
        name = self.name(path)
        found = self._read(path, name) if name else None
        return found.data if found is not None and not found.faults else None

    def naming(self, kind: str, id: str) -> Iterable[Data]:
        """See domain.merge.RecordSet."""
        for path, name in sorted(self._trail.within(self._commit, f"{RECORDS}/{BY_NAME[kind].folder}")):
            if id.encode() in self._trail.content(name):
                found = self._read(path, name)
                if not found.faults:
                    yield found.data
