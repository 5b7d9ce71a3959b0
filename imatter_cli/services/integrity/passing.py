"""What one change of the history did to a record: its data before and after, and what keeps them from being one."""

from __future__ import annotations

from collections.abc import Callable

from imatter_cli.classes import immutable
from imatter_cli.domain import envelope, ids, policy, records
from imatter_cli.domain.data import Data
from imatter_cli.domain.finding import Finding
from imatter_cli.domain.trail import Passage
from imatter_cli.errors import Broken
from imatter_cli.services.integrity.examining import unreadable
from imatter_cli.store import codec
from imatter_cli.store.contract import ChangedFile
from imatter_cli.store.files import NotPlain
from imatter_cli.store.paths import kind_for
from imatter_cli.store.reader import finding_for


@immutable
class RecordThen:
    """A record as it was at some time: its data as far as they could be read, and what keeps them from being one."""

    data: Data
    faults: tuple[Finding, ...]


#: Reads what a path had, by the store's name of the content.
ReadRecord = Callable[[str, str], RecordThen]


def record_in(path: str, raw: bytes) -> RecordThen:
    """The record of a path in these bytes."""
    try:
        data = codec.parse(raw, path)
    except Broken as wrong:
        return RecordThen({}, tuple(unreadable(wrong.details["findings"])))
    if path == ids.PROGRAMME_PATH:
        return RecordThen(data, tuple(policy.faults(data)))
    kind = ids.kind_of(ids.id_at(path) or "")
    return RecordThen(data, (*envelope.faults(kind, path, data), *records.schema_faults(kind, path, data)))


def data_in(path: str, raw: bytes) -> Data:
    """What the record's file of a path has, sound or not. Empty where it can't be read."""
    try:
        return codec.parse(raw, path)
    except Broken:
        return {}


def passage_of(moved: ChangedFile, id: str, read: ReadRecord) -> Passage:
    """What a change did to the record of an id."""
    old = _then(moved.path, moved.before, moved.was_plain, read) if moved.before else None
    new = _then(moved.path, moved.after, moved.is_plain, read) if moved.after else None
    sound = old is not None and not old.faults
    return Passage(
        id=id, kind=kind_for(id), path=moved.path, before=old.data if old is not None and sound else None,
        after=new.data if new is not None else None, names=(moved.before, moved.after),
        sound=sound or not moved.before, faults=new.faults if new is not None else (),
    )  # fmt: skip


def _then(path: str, name: str, plain: bool, read: ReadRecord) -> RecordThen:
    if plain:
        return read(path, name)
    return RecordThen({}, (finding_for(NotPlain(path, "not an ordinary file")),))
