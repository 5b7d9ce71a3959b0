"""The records of one month's folder as they were last read: for each its sign, its content's name, and its data."""

from __future__ import annotations

import marshal
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple, cast

from imatter_cli.store import files
from imatter_cli.store.cache.signs import NO_SIGN, SIGN_SIZE, lasting_sign, signs
from imatter_cli.store.cache.slots import Slots
from imatter_cli.store.contract import CONTENT_SIZE, Stored, Unreadable, content_of
from imatter_cli.store.files import NotPlain
from imatter_cli.store.reader import holder_of, read_record, state_of, unreadable

#: Finds the ids of records, sorted, among the names in a folder.
IdsIn = Callable[[Sequence[str]], Iterable[str]]

#: The head of an entry: ids, signs, names of contents, states and holders.
Head = tuple[list[str], bytes, bytes, list[str], list[str]]
#: That of an entry that there is not.
_NOTHING: Final[Head] = ([], b"", b"", [], [])

#: The data of a file that is not a sound record: what is wrong with it is found anew each time.
_NO_DATA: Final = b""


class CachedFile(NamedTuple):
    """A file as it was last read: sign, name of its content, state, holder, and its data as marshal has it."""

    sign: bytes
    content: bytes
    status: str
    holder: str
    data: bytes


class Wanted(NamedTuple):
    """Which records are asked for; see contract.Reader.scan."""

    text: bytes
    among: Container[str] | None
    status: Container[str] | None
    holder: str

    def of(self, ids: Sequence[str], states: Sequence[str], holders: Sequence[str]) -> Sequence[int]:
        """The positions of the records that may be asked for, as far as can be told without their data."""
        found: Sequence[int] = self.named(ids)
        if self.status is not None:
            found = [n for n in found if not states[n] or states[n] in self.status]
        if self.holder:
            found = [n for n in found if holders[n] in ("", self.holder)]
        return found

    def named(self, ids: Sequence[str]) -> Sequence[int]:
        """The positions of the ids that are asked for."""
        return range(len(ids)) if self.among is None else [n for n, id in enumerate(ids) if id in self.among]

    def fits(self, file: CachedFile, data: bytes) -> bool:
        """Whether a record that is named is asked for, with that data."""
        if self.status is not None and file.status and file.status not in self.status:
            return False
        theirs = not self.holder or file.holder == self.holder or (not file.holder and self.holder.encode() in data)
        return theirs and self.text in data


def slot_of(folder: str) -> str:
    """The name of the entry for a folder of records (its path in the store)."""
    return folder.replace("/", "-")


def records(
    slots: Slots, folder: str, at: int, names: Sequence[str], kind: str, ids_in: IdsIn, wanted: Wanted
) -> Iterator[Stored | Unreadable]:
    """The records of a folder (its path in the store, open at `at`), sorted by id; see contract.Reader.scan.

    What has not changed since it was last read is not read again; whatever has is kept for the next time. A file
    that is gone by then is left out. `names` are those in the folder, and `ids_in` finds the ids among them.
    """
    names = sorted(names)
    with slots.entry(slot_of(folder)) as entry:
        head: Head = entry.head or _NOTHING
        found = _unchanged(at, names, head, wanted)
        all_data = entry.body(wanted.text if found else b"") if found is None or found else ()
    if found is None or all_data is None:
        before = _rows(head, all_data) if all_data else {}
        yield from _looked_over(slots, folder, at, kind, list(ids_in(names)), before, wanted)
        return
    ids, _, kept, _, holders = head
    text, person = wanted.text, wanted.holder.encode()
    for n in found if all_data else ():
        data = all_data[n]
        if text in data and (holders[n] or person in data):
            content = kept[n * CONTENT_SIZE : (n + 1) * CONTENT_SIZE]
            yield _stored(ids[n], kind, f"{folder}/{names[n]}", content, data)


def _unchanged(at: int, names: Sequence[str], head: Head, wanted: Wanted) -> Sequence[int] | None:
    """The positions of the records that may be asked for; None unless all is as it was when it was kept."""
    ids, kept, _, states, holders = head
    if not _are_names(names, ids):
        return None
    named = wanted.named(ids)
    looked_at = states
    if len(named) < len(ids):
        kept = b"".join([kept[n * SIGN_SIZE : (n + 1) * SIGN_SIZE] for n in named])
        names, looked_at = [names[n] for n in named], [states[n] for n in named]
    same = all(looked_at) and _signs(at, names) == kept  # what has no state is read each time
    return wanted.of(ids, states, holders) if same else None


def _looked_over(
    slots: Slots, folder: str, at: int, kind: str, ids: Sequence[str], before: Mapping[str, CachedFile], wanted: Wanted
) -> Iterator[Stored | Unreadable]:
    """The records with these ids that are asked for. What has changed is read, and kept if all of them were named."""
    rows: dict[str, CachedFile] = {}
    named = wanted.named(ids)
    for id in map(ids.__getitem__, named):
        name = f"{id}.yaml"
        path = f"{folder}/{name}"
        known = before.get(id)
        if known is not None and known.data and known.sign == _signs(at, [name]):
            rows[id] = known
            if wanted.fits(known, known.data):
                yield _stored(id, kind, path, known.content, known.data)
            continue
        try:
            raw, about = files.read_and_stat(at, name, path)
        except FileNotFoundError:
            continue
        except (NotPlain, OSError) as e:
            yield unreadable(path, kind, e)
            continue
        content = content_of(raw)
        if known is not None and known.data and known.content == content:
            row, item = known._replace(sign=lasting_sign(about)), None
        else:
            item = read_record(path, kind, raw)
            row = CachedFile(lasting_sign(about), content, state_of(item), holder_of(item), _data_of(item))
        rows[id] = row
        if wanted.fits(row, row.data or raw):
            yield item or _stored(id, kind, path, row.content, row.data)
    if rows != before and len(named) == len(ids):
        _keep(slots, slot_of(folder), rows)


def _data_of(item: Stored | Unreadable) -> bytes:
    """What is kept of a record's data: nothing of one that is not sound."""
    return marshal.dumps(cast("dict[str, Any]", item.data)) if isinstance(item, Stored) and item.sound else _NO_DATA


def contents(
    slots: Slots, folder: str, at: int, names: Sequence[str], ids_in: IdsIn, most: int
) -> tuple[list[str], bytes] | None:
    """The ids of the records among these sorted names of an open folder, and the names of their contents in a row.

    Those that have changed are read. None if there are more of these than `most`, or one is not a plain file.
    """
    ids, before_all, kept, *_ = slots.head(slot_of(folder)) or _NOTHING
    if _are_names(names, ids) and _signs(at, names) == before_all:
        return ids, kept
    known = dict(zip(ids, zip(_parts(before_all, SIGN_SIZE), _parts(kept, CONTENT_SIZE), strict=True), strict=True))
    found = list(ids_in(names))
    out: list[bytes] = []
    for id in found:
        name = f"{id}.yaml"
        before, content = known.get(id, (NO_SIGN, b""))
        if before == NO_SIGN or before != _signs(at, [name]):
            most -= 1
            if most < 0:
                return None
            try:
                content = content_of(files.read_in(at, name, name))
            except (NotPlain, OSError):
                return None
        out.append(content)
    return found, b"".join(out)


def _are_names(names: Sequence[str], ids: Sequence[str]) -> bool:
    """Whether these are the names of the files with these ids, of at least one."""
    return bool(ids) and "/".join(names) == ".yaml/".join(ids) + ".yaml"


def _stored(id: str, kind: str, path: str, content: bytes, data: bytes) -> Stored:
    return Stored(id, kind, path, marshal.loads(data), content, sound=True)  # noqa: S302 - what we have written


def _rows(head: Head, data: Sequence[bytes]) -> dict[str, CachedFile]:
    ids, seen, kept, states, holders = head
    rows = map(CachedFile, _parts(seen, SIGN_SIZE), _parts(kept, CONTENT_SIZE), states, holders, data)
    return dict(zip(ids, rows, strict=True))


def _keep(slots: Slots, slot: str, rows: Mapping[str, CachedFile]) -> None:
    every = rows.values()
    seen, kept = b"".join(row.sign for row in every), b"".join(row.content for row in every)
    head: Head = ([*rows], seen, kept, [row.status for row in every], [row.holder for row in every])
    slots.put(slot, head, [row.data for row in every])


def _parts(joined: bytes, size: int) -> list[bytes]:
    return [joined[n : n + size] for n in range(0, len(joined), size)]


def _signs(at: int, names: Sequence[str]) -> bytes:
    """What these files of an open folder look like now, in a row; empty if one is not there."""
    try:
        return signs(at, names)
    except OSError:
        return b""
