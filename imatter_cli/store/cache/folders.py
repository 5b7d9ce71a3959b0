"""The records of one month's folder as they were last read: for each its sign, its content's name, and its data."""

from __future__ import annotations

import marshal
import os
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from imatter_cli.store import files
from imatter_cli.store.cache.signs import NO_SIGN, SIGN_SIZE, lasting_sign, sign
from imatter_cli.store.cache.slots import Slots
from imatter_cli.store.contract import CONTENT_SIZE, Stored, Unreadable, content_of
from imatter_cli.store.files import NotPlain
from imatter_cli.store.reader import read_record, state_of, unreadable

#: Finds the ids of records, sorted, among the names in a folder.
IdsIn = Callable[[Sequence[str]], Iterable[str]]

#: The head of an entry that there is not: ids, signs, names of contents, and states.
_NOTHING: Final[tuple[list[str], bytes, bytes, list[str]]] = ([], b"", b"", [])

#: The data of a file that is not a sound record: what is wrong with it is found anew each time.
_NO_DATA: Final = b""


class CachedFile(NamedTuple):
    """A file as it was last read: its sign, the name of its content, its state, and its data as marshal has it."""

    sign: bytes
    content: bytes
    status: str
    data: bytes

    def is_asked(self, text: bytes, status: Container[str] | None) -> bool:
        """Whether it has that text in it, and is in one of these states or in none that is known."""
        return text in self.data and (status is None or not self.status or self.status in status)


def slot_of(folder: str) -> str:
    """The name of the entry for a folder of records (its path in the store)."""
    return folder.replace("/", "-")


def records(
    slots: Slots,
    folder: str,
    at: int,
    kind: str,
    ids_in: IdsIn,
    mentioning: str,
    status: Container[str] | None,
) -> Iterator[Stored | Unreadable]:
    """The records of a folder (its path in the store, open at `at`), sorted by id; see contract.Reader.scan.

    What has not changed since it was last read is not read again; whatever has is kept for the next time. A file
    that is gone by then is left out. `ids_in` finds the ids among a folder's names.
    """
    head, all_data = slots.both(slot_of(folder))
    ids, signs, kept, states = head = head or _NOTHING
    names = sorted(os.listdir(at))
    text = mentioning.encode()
    if ids and all(all_data) and names == _names(ids) and _signs(at, names) == signs:
        for n, data in enumerate(all_data):
            if text in data and (status is None or states[n] in status):
                content = kept[n * CONTENT_SIZE : (n + 1) * CONTENT_SIZE]
                yield _stored(ids[n], kind, f"{folder}/{names[n]}", content, data)
        return
    before = _rows(head, all_data or ())
    rows: dict[str, CachedFile] = {}
    for id in ids_in(names):
        name = f"{id}.yaml"
        path = f"{folder}/{name}"
        known = before.get(id)
        if known is not None and known.data and known.sign == _signs(at, [name]):
            rows[id] = known
            if known.is_asked(text, status):
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
            row = known._replace(sign=lasting_sign(about))
            item = None
        else:
            item = read_record(path, kind, raw)
            data = marshal.dumps(item.data) if isinstance(item, Stored) and item.sound else _NO_DATA
            row = CachedFile(lasting_sign(about), content, state_of(item), data)
        rows[id] = row
        if row.is_asked(text, status) or (not row.data and text in raw):
            yield item or _stored(id, kind, path, row.content, row.data)
    if rows != before:
        _keep(slots, slot_of(folder), rows)


def contents(
    slots: Slots, folder: str, at: int, names: Sequence[str], ids_in: IdsIn, most: int
) -> tuple[list[str], bytes] | None:
    """The ids of the records among these sorted names of an open folder, and the names of their contents in a row.

    Those that have changed are read. None if there are more of these than `most`, or one is not a plain file.
    """
    ids, signs, kept, _ = slots.head(slot_of(folder)) or _NOTHING
    if ids and names == _names(ids) and _signs(at, names) == signs:
        return ids, kept
    known = dict(zip(ids, zip(_parts(signs, SIGN_SIZE), _parts(kept, CONTENT_SIZE), strict=True), strict=True))
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


def _names(ids: Sequence[str]) -> list[str]:
    return [f"{id}.yaml" for id in ids]


def _stored(id: str, kind: str, path: str, content: bytes, data: bytes) -> Stored:
    return Stored(id, kind, path, marshal.loads(data), content, sound=True)  # noqa: S302 - what we have written


def _rows(head: tuple[list[str], bytes, bytes, list[str]], data: Sequence[bytes]) -> dict[str, CachedFile]:
    ids, signs, kept, states = head
    rows = map(CachedFile, _parts(signs, SIGN_SIZE), _parts(kept, CONTENT_SIZE), states, data)
    return dict(zip(ids, rows, strict=True))


def _keep(slots: Slots, slot: str, rows: Mapping[str, CachedFile]) -> None:
    signs = b"".join(row.sign for row in rows.values())
    kept = b"".join(row.content for row in rows.values())
    slots.put(slot, ([*rows], signs, kept, [row.status for row in rows.values()]), [row.data for row in rows.values()])


def _parts(joined: bytes, size: int) -> list[bytes]:
    return [joined[n : n + size] for n in range(0, len(joined), size)]


def _signs(at: int, names: Sequence[str]) -> bytes:
    """What these files of an open folder look like now, in a row; empty if one is not there."""
    try:
        return b"".join([sign(os.stat(name, dir_fd=at, follow_symlinks=False)) for name in names])
    except OSError:
        return b""
