"""The records of one month's folder as they were last read: for each its sign, its content's name, and its data."""

from __future__ import annotations

import marshal
import os
from collections.abc import Container, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from imatter_cli.store import files
from imatter_cli.store.cache.signs import SIGN_SIZE, lasting_sign, sign
from imatter_cli.store.cache.slots import Slots
from imatter_cli.store.contract import CONTENT_SIZE, Stored, Unreadable, content_of
from imatter_cli.store.files import NotPlain
from imatter_cli.store.reader import read_record, state_of, unreadable

#: The head of an entry that there is not: ids, signs, names of contents, and states.
_NOTHING: Final[tuple[list[str], bytes, bytes, list[str]]] = ([], b"", b"", [])

#: The data of a file that is no sound record: what is wrong with it is found anew each time.
_NO_DATA: Final = b""


class Row(NamedTuple):
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
    slot: str,
    at: int,
    kind: str,
    paths: Sequence[tuple[str, str]],
    mentioning: str,
    status: Container[str] | None,
) -> Iterator[Stored | Unreadable]:
    """The records at these ids and paths of the folder open at `at`, all there are in it, sorted by id.

    What has not changed since it was last read is not read again; whatever has is kept for the next time. A file
    that is gone by then is left out.
    """
    before = _load(slots, slot)
    text = mentioning.encode()
    if [*before] == [id for id, _ in paths] and all(
        row.data and row.sign == _sign(at, id) for id, row in before.items()
    ):
        for (id, path), row in zip(paths, before.values(), strict=True):
            if row.is_asked(text, status):
                yield _stored(id, kind, path, row)
        return
    rows: dict[str, Row] = {}
    for id, path in paths:
        known = before.get(id)
        if known is not None and known.data and known.sign == _sign(at, id):
            rows[id] = known
            if known.is_asked(text, status):
                yield _stored(id, kind, path, known)
            continue
        try:
            raw, about = files.read_and_stat(at, f"{id}.yaml", path)
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
            row = Row(lasting_sign(about), content, state_of(item), data)
        rows[id] = row
        if row.is_asked(text, status) or (not row.data and text in raw):
            yield item or _stored(id, kind, path, row)
    if rows != before:
        _keep(slots, slot, rows)


def contents(slots: Slots, slot: str, at: int, names: Sequence[str], most: int) -> bytes | None:
    """The names of the contents of these files of an open folder, one after the other.

    Those that have changed are read. None if there are more of these than `most`, or one is no plain file.
    """
    ids, signs, kept, _ = slots.head(slot) or _NOTHING
    asked = [name[:-5] for name in names]
    found = [_sign(at, id) for id in asked]
    if b"".join(found) == signs and asked == ids:
        return bytes(kept)
    known = dict(zip(ids, zip(_parts(signs, SIGN_SIZE), _parts(kept, CONTENT_SIZE), strict=True), strict=True))
    out: list[bytes] = []
    for name, id, now in zip(names, asked, found, strict=True):
        before, content = known.get(id, (_NO_DATA, _NO_DATA))
        if before != now or not now:
            most -= 1
            if most < 0:
                return None
            try:
                content = content_of(files.read_in(at, name, name))
            except (NotPlain, OSError):
                return None
        out.append(content)
    return b"".join(out)


def _stored(id: str, kind: str, path: str, row: Row) -> Stored:
    return Stored(id, kind, path, marshal.loads(row.data), row.content, sound=True)  # noqa: S302 - we have written it


def _load(slots: Slots, slot: str) -> dict[str, Row]:
    head, data = slots.both(slot)
    ids, signs, kept, states = head or _NOTHING
    rows = map(Row, _parts(signs, SIGN_SIZE), _parts(kept, CONTENT_SIZE), states, data or ())
    return dict(zip(ids, rows, strict=True))


def _keep(slots: Slots, slot: str, rows: Mapping[str, Row]) -> None:
    signs = b"".join(row.sign for row in rows.values())
    kept = b"".join(row.content for row in rows.values())
    slots.put(slot, ([*rows], signs, kept, [row.status for row in rows.values()]), [row.data for row in rows.values()])


def _parts(joined: bytes, size: int) -> list[bytes]:
    return [joined[n : n + size] for n in range(0, len(joined), size)]


def _sign(at: int, id: str) -> bytes:
    """What a record's file looks like now; empty if it is not there (nothing kept has that sign)."""
    try:
        return sign(os.stat(f"{id}.yaml", dir_fd=at, follow_symlinks=False))
    except OSError:
        return b""
