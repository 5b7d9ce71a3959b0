"""Whether today's rules would set aside what the merges of a history did, each on its own day. Nothing is written."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from typing import cast

from imatter_cli.checks import commits
from imatter_cli.domain import dates, ids
from imatter_cli.domain.data import Data
from imatter_cli.domain.kinds import BY_NAME
from imatter_cli.domain.merge import VERSION, merge
from imatter_cli.domain.trail import PROGRAMME
from imatter_cli.errors import NotFound
from imatter_cli.services.fund.promised import awards_aside
from imatter_cli.services.integrity.aside import SaidAside
from imatter_cli.services.integrity.merges import Merges
from imatter_cli.services.integrity.passing import ReadRecord, record_in
from imatter_cli.services.integrity.verifying import Noted
from imatter_cli.services.records.valid import broken
from imatter_cli.services.together.merging import done_in
from imatter_cli.services.together.records import new_errors
from imatter_cli.store.contract import Passed, Reader, Store, Stored, Trail, Unreadable
from imatter_cli.store.message import merge_said
from imatter_cli.store.paths import RECORDS, path_for


def choices(store: Store) -> list[Noted]:
    """What they would choose otherwise, in the order of the history."""
    found: list[Noted] = []
    with store.trail() as trail:
        read = cache(lambda path, name: record_in(path, trail.content(name)))
        merges, aside, since = Merges(trail, read), SaidAside(), list[Passed]()
        for passed in trail:
            merges.take_in(passed)
            if len(passed.parents) > 1:
                aside, since = aside.after(since), []
                found += _of(passed, merges, trail, read, aside)
            since.append(passed)
    return found


def _of(passed: Passed, merges: Merges, trail: Trail, read: ReadRecord, aside: SaidAside) -> Iterator[Noted]:
    told = merge_said(passed.message)
    if told is None or told.version != VERSION:
        return
    there, side, theirs = merges.brought_together(passed)
    day = dates.day_of(dates.moment_text(datetime.fromtimestamp(max(passed.at, 0), UTC)))
    reader = cast("Reader", _RecordsThen(trail, read, passed.parents[0]))
    merged = merge(there, side.left, new_errors(reader, day), done_in(theirs), awards_aside(aside, merges.passed, read))
    now = side.aside | {one.commit: one.named for one in merged.aside}
    why = {one.commit: one.why[0].message for one in merged.aside}
    for change in side.changes:
        if told.aside.get(change.commit) != now.get(change.commit):
            path = change.passages[0].path if change.passages else ""
            yield Noted(passed.commit, commits.chosen_otherwise(path, change.commit, why.get(change.commit)))


class _RecordsThen:
    """See contract.Reader, as far as the checks of a merge read: the records as one commit had them."""

    def __init__(self, trail: Trail, read: ReadRecord, commit: str) -> None:
        self._trail = trail
        self._read = read
        self._commit = commit

    def source(self, id: str) -> bytes:
        """See contract.Reader."""
        return self._trail.content(self._name(id))

    def get(self, id: str) -> Stored:
        """See contract.Reader."""
        path = path_for(id)
        found = self._read(path, self._name(id))
        if found.faults:
            raise broken(found.faults)
        return Stored(id, ids.kind_of(id), path, found.data)

    def scan(self, kind: str, mentioning: str = "") -> Iterator[Stored | Unreadable]:
        """See contract.Reader."""
        for path, name in self._within(kind):
            if mentioning.encode() in self._trail.content(name):
                found = self._read(path, name)
                id = ids.id_at(path)
                if found.faults or id is None:
                    yield Unreadable(path, kind, found.faults)
                else:
                    yield Stored(id, kind, path, found.data)

    def programme(self) -> Data:
        """See contract.Reader."""
        return self._read(ids.PROGRAMME_PATH, self._name(PROGRAMME)).data

    def _within(self, kind: str) -> list[tuple[str, str]]:
        return sorted(self._trail.within(self._commit, f"{RECORDS}/{BY_NAME[kind].folder}"))

    def _name(self, id: str) -> str:
        found = self._trail.named(self._commit, path_for(id))
        if not found:
            raise NotFound("It was not there yet.")
        return found
