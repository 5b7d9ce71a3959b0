"""From a Change to the bytes of its files, the same for every store."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from imatter_cli.classes import immutable
from imatter_cli.errors import Broken
from imatter_cli.said import Many, Said
from imatter_cli.store import codec
from imatter_cli.store.contract import Change, Data, Reader, Receipt, Write
from imatter_cli.store.paths import kind_for, path_for
from imatter_cli.store.reader import ByteReader


@immutable
class Target:
    """What a file becomes (None: it goes), and the hand-edited bytes that this may replace."""

    path: str
    new: bytes | None
    replaces: bytes | None = None


@immutable
class Rendered:
    """A change with its files' bytes, and each record before and after."""

    change: Change
    targets: tuple[Target, ...]
    before: tuple[Data | None, ...]
    after: tuple[Data | None, ...]

    def receipt(self, commit: str, notes: tuple[str, ...] = (), now: Callable[[], Reader] | None = None) -> Receipt:
        """What to tell the person. `now` opens the records as that commit has them."""
        paths = tuple(t.path for t in self.targets)
        return Receipt(commit, self.change, paths, self.before, self.after, notes, now if commit else None)


def render(bytes_at: Callable[[str], bytes | None], change: Change) -> Rendered:
    """The files of a change made on these bytes. Raises Broken where an edit meets a file that cannot be read.

    Raises ValueError for two writes of one record: that is a fault of the plan.
    """
    ids = [write.id for write in change.writes]
    if len(set(ids)) != len(ids):
        raise ValueError(Said("One change writes a record twice: {ids}.", ids=Many(ids)))
    old = [bytes_at(path_for(id)) for id in ids]
    new = [_bytes(write, raw) for write, raw in zip(change.writes, old, strict=True)]
    targets = (Target(path_for(write.id), raw, write.replaces) for write, raw in zip(change.writes, new, strict=True))
    return Rendered(
        change,
        tuple(targets),
        tuple(_data(id, raw) for id, raw in zip(ids, old, strict=True)),
        tuple(_data(id, raw) for id, raw in zip(ids, new, strict=True)),
    )


def render_all(base: ByteReader, changes: Sequence[Change]) -> list[Rendered]:
    """The same of several changes that are made one upon the other. Raises as `render`."""
    made: list[Rendered] = []
    new: dict[str, bytes | None] = {}

    def bytes_at(path: str) -> bytes | None:
        return new[path] if path in new else base.bytes_at(path)

    for change in changes:
        made.append(render(bytes_at, change))
        new |= {target.path: target.new for target in made[-1].targets}
    return made


def together(targets: Iterable[Target]) -> tuple[Target, ...]:
    """What files become by targets that follow each other: the last of each path, which replaces what the first may."""
    found: dict[str, Target] = {}
    for target in targets:
        first = found.get(target.path, target)
        found[target.path] = Target(target.path, target.new, first.replaces)
    return tuple(found.values())


def _bytes(write: Write, old: bytes | None) -> bytes | None:
    if write.text is not None:
        return write.text
    if write.data is None:
        return None
    data: Mapping[str, object] = write.data
    return codec.render(kind_for(write.id), data) if old is None else codec.edit(old, data)


def _data(id: str, raw: bytes | None) -> Data | None:
    if raw is None:
        return None
    try:
        return codec.parse(raw, path_for(id))
    except Broken:
        return None  # a text given as it is; whether it may be is the checks' question
