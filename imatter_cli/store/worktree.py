"""The records as the files are now, hand edits included; an unfinished change is read from its commit."""

from __future__ import annotations

import os
from collections.abc import Container, Iterable, Iterator
from contextlib import suppress
from functools import cached_property, partial
from itertools import accumulate

from imatter_cli.domain.file_rules import NOT_PLAIN
from imatter_cli.domain.finding import Finding
from imatter_cli.domain.kinds import BY_NAME, Kind
from imatter_cli.errors import StoreTrouble
from imatter_cli.reasons import reason
from imatter_cli.said import Said
from imatter_cli.store import files, journal
from imatter_cli.store.cache import folders
from imatter_cli.store.cache.slots import Slots
from imatter_cli.store.contract import GET_ALL, WORTH_KEEPING, Stored, Telling, Unreadable
from imatter_cli.store.files import NotPlain
from imatter_cli.store.paths import MONTH, RECORDS, id_for, ids_in, kind_at, months, path_for
from imatter_cli.store.reader import ByteReader, unreadable

#: Where fewer than one in so many records of a folder are asked for, they are read, and what was kept is not.
_FEW = 50


class WorkTree(ByteReader):
    """Reader over the folder `root`, whose git folder is `git_dir`."""

    def __init__(self, root: str, git_dir: str, slots: Slots) -> None:
        self.root = root
        self._git_dir = git_dir
        self._home = os.path.join(git_dir, "imatter")
        self._slots = slots
        #: Hears how far a kind of record was read.
        self.told: Telling = lambda what, share: None

    def bytes_at(self, path: str) -> bytes | None:
        """A file's bytes now. Raises NotPlain, StoreTrouble (a file that may not be read)."""
        pending = self._pending()
        if path in pending:
            return pending[path]
        return self._read(path)

    def ids(self, kind: str) -> list[str]:
        """Every id of a kind, sorted."""
        row = BY_NAME[kind]
        found: list[str] = []
        for month, at in self._folders(row):
            if not isinstance(at, NotPlain):
                found.extend(ids_in(row, month, os.listdir(at)))
        return self._with_pending(row, found)

    def scan(
        self, kind: str, mentioning: str = "", among: Container[str] | None = None,
        status: Container[str] | None = None, holder: str = "",
    ) -> Iterator[Stored | Unreadable]:  # fmt: skip
        """See contract.Reader. Of a kind with many records, those that have not changed are not read again."""
        row = BY_NAME[kind]
        yield from self._left_out(row)
        if self.has_pending() or not self._is_worth_keeping(row):
            yield from super().scan(kind, mentioning, among, status, holder)
            return
        wanted = folders.Wanted(mentioning.encode(), among, status, holder)
        for month, at in self._folders(row):
            if isinstance(at, NotPlain):
                yield unreadable(at.path, kind, at)
                continue
            above = _folder_of(row, month)
            names = os.listdir(at)
            if among is not None:
                named = [name for name in names if name.removesuffix(".yaml") in among]
                if len(named) * _FEW < len(names):
                    asked = [(id, f"{above}/{id}.yaml") for id in ids_in(row, month, named)]
                    yield from self._judged(kind, _each_in(at, asked), mentioning, status, holder)
                    continue
            yield from folders.records(self._slots, above, at, names, kind, partial(ids_in, row, month), wanted)

    def each(self, kind: str, among: Container[str] | None = None) -> Iterator[tuple[str, bytes | NotPlain]]:
        """Path and bytes of every record of a kind, sorted by id; a file that is gone by then is left out."""
        row = BY_NAME[kind]
        pending = self._pending()
        if any(_is_in(path, row) for path in pending):
            for id in self.ids(kind):
                if among is not None and id not in among:
                    continue
                path = path_for(id)
                with suppress(FileNotFoundError):
                    yield path, self._content(path, pending)
            return
        for month, at in self._folders(row):
            if isinstance(at, NotPlain):
                yield at.path, at
                continue
            above = _folder_of(row, month)
            found = ids_in(row, month, os.listdir(at))
            yield from _each_in(at, [(id, f"{above}/{id}.yaml") for id in found if among is None or id in among])

    def has_pending(self) -> bool:
        """Whether there is an unfinished change in the journal, so that the files are not the whole truth."""
        return journal.stands(self._home)

    def strays(self) -> list[str]:
        """Files in records/ that are not in the place of a record, sorted. A link or pipe in the place of a record
        is not one of them.
        """
        found = files.walk(self.root, RECORDS)
        return sorted(path for path in found if id_for(path) is None and not _is_for_records(path))

    def _folders(self, row: Kind) -> Iterator[tuple[str, int | NotPlain]]:
        """Each month's name with a descriptor that is open for that turn only, or whatever else is there."""
        above = f"{RECORDS}/{row.folder}"
        try:
            with files.folder(self.root, above) as top:
                found = months(row, os.listdir(top))
        except FileNotFoundError:
            return
        except NotPlain as e:
            yield "", e
            return
        except OSError as e:
            raise _unreadable(above, e) from e
        try:
            for n, month in enumerate(found):
                self.told(row.name, n / len(found))
                yield from self._folder(f"{above}/{month}" if month else above, month)
        finally:
            self.told(row.name, 1)

    def _folder(self, path: str, month: str) -> Iterator[tuple[str, int | NotPlain]]:
        try:
            with files.folder(self.root, path) as at:
                yield month, at
        except FileNotFoundError:
            return
        except NotPlain as e:
            yield month, e
        except OSError as e:
            raise _unreadable(path, e) from e

    def _left_out(self, row: Kind) -> Iterator[Unreadable]:
        """Its folder, where a sparse checkout leaves some of its records out, as something that lists have to name."""
        above = f"{RECORDS}/{row.folder}"
        count = sum(path.startswith(f"{above}/") for path in self._absent)
        if count:
            said = Said("{count} of its files are not in this folder: it is a sparse checkout.", count=count)
            yield Unreadable(above, row.name, (Finding.of(NOT_PLAIN.id, NOT_PLAIN.severity, above, said, GET_ALL),))

    @cached_property
    def _absent(self) -> list[str]:
        if not os.path.exists(os.path.join(self._git_dir, "info", "sparse-checkout")):
            return []
        from imatter_cli.store.git.ignored import left_out  # starts git, hardly ever needed

        return left_out(self.root, self._git_dir)

    def _is_worth_keeping(self, row: Kind) -> bool:
        sizes = accumulate(len(os.listdir(at)) for _, at in self._folders(row) if isinstance(at, int))
        return any(size >= WORTH_KEEPING for size in sizes)

    def _content(self, path: str, pending: dict[str, bytes | None]) -> bytes | NotPlain:
        try:
            raw = pending[path] if path in pending else self._read(path)
        except NotPlain as e:
            return e
        if raw is None:
            raise FileNotFoundError(path)
        return raw

    def _read(self, path: str) -> bytes | None:
        try:
            found = files.read(self.root, path)
        except OSError as e:
            raise _unreadable(path, e) from e
        if found is None and not os.path.isdir(self.root):
            raise StoreTrouble(
                Said("{path} is not there any more.", path=self.root),
                hint="If you moved it, go to its new place and continue there.", code="no-folder",
            )  # fmt: skip
        return found

    def _pending(self) -> dict[str, bytes | None]:
        """The paths of an unfinished change, with what the last commit has there; nearly always none."""
        if not journal.stands(self._home):
            return {}
        from imatter_cli.store.snapshot import committed_bytes  # starts git, hardly ever needed

        found = journal.read(self._home)
        return committed_bytes(self.root, [row.path for row in found.rows]) if found else {}

    def _with_pending(self, row: Kind, found: list[str]) -> list[str]:
        pending = {p: raw for p, raw in self._pending().items() if _is_in(p, row)}
        if not pending:
            return found
        names = {path.rsplit("/", 1)[-1][:-5]: raw is not None for path, raw in pending.items()}
        return sorted({id for id in found if names.get(id, True)} | {id for id, there in names.items() if there})


def _is_for_records(path: str) -> bool:
    """Whether a kind's folder or one of its months belongs there; `each` says what is there instead."""
    parts = path.split("/")
    return bool(kind_at(path)) and (len(parts) == 2 or (len(parts) == 3 and MONTH.fullmatch(parts[2]) is not None))


def _folder_of(row: Kind, month: str) -> str:
    return f"{RECORDS}/{row.folder}/{month}" if month else f"{RECORDS}/{row.folder}"


def _each_in(at: int, paths: Iterable[tuple[str, str]]) -> Iterator[tuple[str, bytes | NotPlain]]:
    for id, path in paths:
        with suppress(FileNotFoundError):
            yield path, _read_or_say(at, f"{id}.yaml", path)


def _is_in(path: str, row: Kind) -> bool:
    return path.startswith(f"{RECORDS}/{row.folder}/")


def _read_or_say(at: int, name: str, path: str) -> bytes | NotPlain:
    try:
        return files.read_in(at, name, path)
    except FileNotFoundError:
        raise
    except NotPlain as e:
        return e
    except OSError as e:
        return NotPlain(path, f"not readable ({reason(e).name})")


def _unreadable(path: str, e: OSError) -> StoreTrouble:
    hint = "Look at the folder's permissions."
    return StoreTrouble(Said("{path} cannot be read: {why}.", path=path, why=reason(e)), hint=hint, code="unreadable")
