"""The records as one commit has them: nothing else is seen, and nothing is walked that was not asked for."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from contextlib import suppress

from imatter_cli.domain.ids import PROGRAMME_PATH
from imatter_cli.domain.kinds import BY_NAME
from imatter_cli.errors import NotFound
from imatter_cli.remedies import Remedy, ShellLine
from imatter_cli.said import Said
from imatter_cli.store.contract import Data
from imatter_cli.store.files import NotPlain
from imatter_cli.store.git.head import refuse_lost
from imatter_cli.store.git.objects import Objects, Tree, TreeEntry, entry_at
from imatter_cli.store.git.process import Git
from imatter_cli.store.paths import RECORDS, SIZE_LIMIT, id_for, ids_in, months
from imatter_cli.store.reader import ByteReader


class Snapshot(ByteReader):
    """Reader over one tree; getting one record reads the folders on its way and no more."""

    def __init__(self, objects: Objects, tree: str) -> None:
        """`tree` is the id of what is read; empty before the first commit."""
        self._objects = objects
        self._tree = tree

    @classmethod
    def of(cls, objects: Objects, commit: str) -> Snapshot:
        """The records of a commit, or of what else a name stands for."""
        return Snapshot(objects, objects.id_of(f"{commit}^{{tree}}"))

    def entry(self, path: str) -> TreeEntry | None:
        """What the commit has at a path."""
        return entry_at(self._objects, self._tree, path)

    def bytes_at(self, path: str) -> bytes | None:
        """The committed bytes of a path. Raises NotPlain for a link."""
        entry = self.entry(path)
        if entry is None:
            return None
        if not entry.is_file:
            raise NotPlain(path, "not an ordinary file")
        data = self._objects.read(entry.id)
        if len(data) > SIZE_LIMIT:
            raise NotPlain(path, f"larger than {SIZE_LIMIT // 1024 // 1024} MiB")
        return data

    def programme(self) -> Data:
        """See contract.Reader; where only the folder has the rules, that is said."""
        if self.entry(PROGRAMME_PATH) is None:
            raise NotFound(
                Said("The last recorded change does not include {path}.", path=PROGRAMME_PATH),
                hint=Remedy(
                    "If the records in the folder are right, record them: ",
                    ShellLine("git", "add", "records"), " && ", ShellLine("git", "commit"),
                ),
                details={"id": ""},
            )  # fmt: skip
        return super().programme()

    def ids(self, kind: str) -> list[str]:
        """Every id of a kind, sorted."""
        return [id for month in self._months(kind) for id, _, _ in month]

    def each(self, kind: str, among: Container[str] | None = None) -> Iterator[tuple[str, bytes | NotPlain]]:
        """Path and bytes of every record of a kind, sorted by id. No month is opened before it is its turn."""
        for month in self._months(kind):
            rows = [(path, entry) for id, path, entry in month if among is None or id in among]
            contents = self._objects.read_many(entry.id for _, entry in rows if entry.is_file)
            for path, entry in rows:
                yield path, _content(path, next(contents) if entry.is_file else None)

    def strays(self) -> list[str]:
        """Files in records/ where no record belongs, sorted."""
        return sorted(path for path in self._walk(RECORDS) if id_for(path) is None)

    def _months(self, kind: str) -> Iterator[list[tuple[str, str, TreeEntry]]]:
        """The records of each month: id, path and what the commit has there."""
        kind_row = BY_NAME[kind]
        above = f"{RECORDS}/{kind_row.folder}"
        top = self._names(above)
        for month in months(kind_row, top):
            folder = f"{above}/{month}" if month else above
            tree = self._names(folder) if month else top
            names = [(id, f"{id}.yaml") for id in ids_in(kind_row, month, tree)]
            yield [(id, f"{folder}/{name}", tree[name]) for id, name in names]

    def _names(self, path: str) -> Tree:
        entry = self.entry(path)
        return self._objects.tree(entry.id) if entry is not None and entry.is_folder else {}

    def _walk(self, folder: str) -> Iterator[str]:
        for name, entry in self._names(folder).items():
            path = f"{folder}/{name}"
            if entry.is_folder:
                yield from self._walk(path)
            else:
                yield path


def committed_bytes(root: str, paths: Iterable[str]) -> dict[str, bytes | None]:
    """What HEAD has at each path; None where it has nothing, or no ordinary file. Raises StoreTrouble."""
    git = Git(root)
    found: dict[str, bytes | None] = dict.fromkeys(paths)
    with Objects(git) as objects:
        tree = objects.id_of("HEAD^{tree}")
        if not tree:
            refuse_lost(git)
        snapshot = Snapshot(objects, tree)
        for path in found:
            with suppress(NotPlain):
                found[path] = snapshot.bytes_at(path)
    return found


class KeptSnapshot(Snapshot):
    """The same for a program that reads all of it again and again: contents are read once, and nothing is suggested.

    `contents` are shared between the snapshots of one history, by the object's id.
    """

    def __init__(self, objects: Objects, tree: str, contents: dict[str, bytes]) -> None:
        super().__init__(objects, tree)
        self._contents = contents
        self._kept: dict[str, list[tuple[str, bytes | NotPlain]]] = {}

    def each(self, kind: str, among: Container[str] | None = None) -> Iterator[tuple[str, bytes | NotPlain]]:
        """See Snapshot."""
        if among is not None:
            return super().each(kind, among)
        if kind not in self._kept:
            rows = [(path, entry) for month in self._months(kind) for _, path, entry in month]
            missing = [e.id for _, e in rows if e.is_file and e.id not in self._contents]
            self._contents.update(zip(missing, self._objects.read_many(missing), strict=True))
            held = ((path, self._contents[entry.id] if entry.is_file else None) for path, entry in rows)
            self._kept[kind] = [(path, _content(path, data)) for path, data in held]
        return iter(self._kept[kind])

    def _not_found(self, wanted: str, kinds: Sequence[str]) -> NotFound:
        return NotFound(Said("There is no record {id}.", id=wanted), details={"id": wanted})


def _content(path: str, data: bytes | None) -> bytes | NotPlain:
    """What a record's file holds, or why it is not one; None is for a link and the like."""
    if data is None:
        return NotPlain(path, "not an ordinary file")
    return data if len(data) <= SIZE_LIMIT else NotPlain(path, "too large")
