"""The records of one month's folder as they were last read: for each its sign, its content's name, and its data."""

from __future__ import annotations

import marshal
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from imatter_cli.store import files
from imatter_cli.store.cache.signs import SIGN_SIZE, lasting_sign, sign
from imatter_cli.store.cache.slots import Slots
from imatter_cli.store.contract import CONTENT_SIZE, Stored, Unreadable, content_of
from imatter_cli.store.files import NotPlain
from imatter_cli.store.reader import read_record, unreadable

#: The data of a file that is no sound record: what is wrong with it is found anew each time.
_NO_DATA: Final = b""


@dataclass(slots=True)
class Rows:
    """The records of a folder: four columns as long as one another, sorted by id."""

    ids: list[str] = field(default_factory=list)
    signs: list[bytes] = field(default_factory=list)
    contents: list[bytes] = field(default_factory=list)
    data: list[bytes] = field(default_factory=list)

    def add(self, id: str, sign: bytes, content: bytes, data: bytes) -> None:
        """One more record, behind the others."""
        self.ids.append(id)
        self.signs.append(sign)
        self.contents.append(content)
        self.data.append(data)


def slot_of(folder: str) -> str:
    """The name of the entry for a folder of records (its path in the store)."""
    return folder.replace("/", "-")


def records(
    slots: Slots, slot: str, at: int, kind: str, paths: Sequence[tuple[str, str]], mentioning: str
) -> Iterator[Stored | Unreadable]:
    """The records at these ids and paths of the folder open at `at`, all there are in it, sorted by id.

    What has not changed since it was last read is not read again; whatever has is kept for the next time. A file
    that is gone by then is left out.
    """
    before = _load(slots, slot)
    where = {id: n for n, id in enumerate(before.ids)}
    rows = Rows()
    changed = len(where) != len(paths)
    text = mentioning.encode()
    for id, path in paths:
        n = where.get(id)
        name = f"{id}.yaml"
        if n is not None and (data := before.data[n]) and before.signs[n] == _sign(at, name):
            rows.add(id, before.signs[n], before.contents[n], data)
            if text in data:
                yield _stored(id, kind, path, before.contents[n], data)
            continue
        try:
            raw, about = files.read_and_stat(at, name, path)
        except FileNotFoundError:
            changed = True
            continue
        except (NotPlain, OSError) as e:
            changed = changed or n is not None
            yield unreadable(path, kind, e)
            continue
        now, content = lasting_sign(about), content_of(raw)
        if n is not None and before.contents[n] == content and before.data[n]:
            item: Stored | Unreadable = _stored(id, kind, path, content, before.data[n])
            rows.add(id, now, content, before.data[n])
        else:
            item = read_record(path, kind, raw)
            sound = isinstance(item, Stored) and item.sound
            rows.add(id, now, content, marshal.dumps(item.data) if isinstance(item, Stored) and sound else _NO_DATA)
        changed = changed or n is None or before.contents[n] != content or before.signs[n] != now
        if text in raw or text in rows.data[-1]:
            yield item
    if changed:
        head = (rows.ids, b"".join(rows.signs), b"".join(rows.contents))
        slots.put(slot, head, rows.data)


def contents(slots: Slots, slot: str, at: int, names: Sequence[str], most: int) -> bytes | None:
    """The names of the contents of these files of an open folder, one after the other.

    Those that have changed are read. None if there are more of these than `most`, or one is no plain file.
    """
    head = slots.head(slot)
    known, signs, kept = head if head is not None else ((), b"", b"")
    found = [_sign(at, name) for name in names]
    if b"".join(found) == signs and [name[:-5] for name in names] == known:
        return bytes(kept)
    where = {id: n for n, id in enumerate(known)}
    out: list[bytes] = []
    for name, now in zip(names, found, strict=True):
        n = where.get(name[:-5])
        if n is not None and signs[n * SIGN_SIZE : (n + 1) * SIGN_SIZE] == now:
            out.append(kept[n * CONTENT_SIZE : (n + 1) * CONTENT_SIZE])
            continue
        most -= 1
        if most < 0:
            return None
        try:
            out.append(content_of(files.read_in(at, name, name)))
        except (NotPlain, OSError):
            return None
    return b"".join(out)


def _stored(id: str, kind: str, path: str, content: bytes, data: bytes) -> Stored:
    return Stored(id, kind, path, marshal.loads(data), content, sound=True)  # noqa: S302 - what we have written


def _load(slots: Slots, slot: str) -> Rows:
    head, data = slots.both(slot)
    if head is None:
        return Rows()
    ids, signs, kept = head
    return Rows(ids, _parts(signs, SIGN_SIZE), _parts(kept, CONTENT_SIZE), data)


def _parts(joined: bytes, size: int) -> list[bytes]:
    return [joined[n : n + size] for n in range(0, len(joined), size)]


def _sign(at: int, name: str) -> bytes:
    """What a file looks like now; empty if it is not there (nothing kept has that sign)."""
    try:
        return sign(os.stat(name, dir_fd=at, follow_symlinks=False))
    except OSError:
        return b""
