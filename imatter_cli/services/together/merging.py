"""Published and mine, two commits, worked out into the one that has both.

The merge itself is the domain's. Here its parts are read from the history, and what it leads to becomes files and a
message, which says what was set aside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial

from imatter_cli.classes import immutable
from imatter_cli.domain import records
from imatter_cli.domain.data import Data
from imatter_cli.domain.merge import VERSION, Merged, OwnChange, SetAside, merge
from imatter_cli.domain.trail import PROGRAMME, MergeMessage
from imatter_cli.services.fund.promised import awards_aside
from imatter_cli.services.integrity.aside import SaidAside
from imatter_cli.services.integrity.passing import ReadRecord, record_in
from imatter_cli.services.integrity.sides import Sides
from imatter_cli.services.together.records import RecordsAt, new_errors
from imatter_cli.store import codec
from imatter_cli.store.contract import Passed, Trail
from imatter_cli.store.message import merge_message, merge_said, trailers_in
from imatter_cli.store.paths import kind_for, path_for
from imatter_cli.store.sharing import Past


@immutable
class Prepared:
    """What becomes of published and mine.

    `files` are the differences from the published ones, by path (None: gone), `message` is the whole message of the
    merge, and `changes` are mine, by commit.
    """

    merged: Merged
    files: Mapping[str, bytes | None]
    message: str
    changes: Mapping[str, OwnChange]

    @property
    def aside(self) -> tuple[SetAside, ...]:
        """The changes that are not in it, and why."""
        return self.merged.aside


def prepare(past: Past, published: str, mine: str, today: str, aside: SaidAside | None = None) -> Prepared:
    """Work out what published and mine, two commits, become together. Nothing is written.

    `aside` is what the history of mine says of changes that were set aside.
    """
    with past.trail(published, mine) as theirs, past.trail(mine, published) as trail:
        passed = list(theirs)
        read = cache(lambda path, name: record_in(path, trail.content(name)))
        known = (aside or SaidAside()).after(passed)
        awards = awards_aside(known, lambda commit: theirs.passed(commit) or trail.passed(commit), read)
        reader = past.at(published)
        there = RecordsAt(reader, partial(trail.named, published))
        side = _sides(past, trail, read).of(trail)
        merged = merge(there, side.left, new_errors(reader, today), done_in(passed), awards)
        files = files_of(merged, partial(_bytes_at, trail, published), trail.content)
    every = side.aside | {one.commit: one.named for one in merged.aside}
    rules = merged.records.get(PROGRAMME) or reader.programme()
    message = merge_message(MergeMessage(VERSION, every, merged.late, int(rules["version"])))
    return Prepared(merged, files, message, {change.commit: change for change in side.changes})


def _sides(past: Past, trail: Trail, read: ReadRecord) -> Sides:
    return Sides(trail.between, lambda commit: RecordsAt(past.at(commit), partial(trail.named, commit)), read)


def _bytes_at(trail: Trail, commit: str, path: str) -> bytes | None:
    name = trail.named(commit, path)
    return trail.content(name) if name else None


def files_of(
    merged: Merged, published: Callable[[str], bytes | None], content: Callable[[str], bytes]
) -> dict[str, bytes | None]:
    """The files that differ from the published ones. `published` gives those by path, `content` bytes by name."""
    files: dict[str, bytes | None] = {path: content(name) if name else None for path, name in merged.files.items()}
    for id, data in merged.records.items():
        path = path_for(id)
        if data is None or id in merged.texts:
            files[path] = None if data is None else content(merged.texts[id])
        else:
            files[path] = _written(id, published(path), data)
    return files


def _written(id: str, old: bytes | None, data: Data) -> bytes:
    kind = kind_for(id)
    whole = data if kind == PROGRAMME else records.ordered(kind, data)
    return codec.render(kind, whole) if old is None else codec.edit(old, whole)


def done_in(theirs: Iterable[Passed]) -> frozenset[str]:
    """The changes that published has, itself or done again, since mine was last like it."""
    found: set[str] = set()
    aside: set[str] = set()
    for passed in theirs:
        found |= {passed.commit, *trailers_in(passed.message.decode("utf-8", "replace")).get("Redoes", ())}
        told = merge_said(passed.message)
        aside |= {commit for commit, ids in (told.aside if told is not None else {}).items() if not ids}
    return frozenset(found - aside)
