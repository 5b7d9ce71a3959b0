"""One store's folder in the user's cache: named entries of plain values, each whole or not there.

An entry is one file, replaced by renaming, so that any number of programs may read and write at once: the last one
wins, and each is right. It has two parts, of which the first can be read without the second. Whatever goes wrong here
(a full disk, a damaged file, no cache folder) is as if nothing had been kept.

Each folder says in a file which store it is for. When another store begins to keep something, folders of stores that
are gone are cleared away. One of an earlier version, which says nothing, goes once nobody has used it for a long time;
if its store is still there, it is made again.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import importlib.util
import marshal
import os
import re
import shutil
import sys
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final

from imatter_cli import folders
from imatter_cli.domain.ids import PROGRAMME_PATH
from imatter_cli.errors import StoreTrouble
from imatter_cli.store import files

VARIABLE: Final = "IMATTER_CACHE"
OFF: Final = "off"

#: How long a stamp is, in bytes.
_STAMP: Final = 16
#: What decides how a record is read and judged besides our own modules; none of them is loaded for this.
_LIBRARIES: Final = ("yaml", "pydantic_core")
#: The file that says which store a folder is for.
_ROOT: Final = "root"
_FOLDER: Final = re.compile(r"[0-9a-f]{32}")
_UNUSED: Final = 90 * 24 * 3600
_MOST: Final = 8192
_NAME: Final = 16
_LENGTH: Final = 8
_SUM: Final = 4
_PREFIX: Final = _STAMP + _LENGTH + 2 * _SUM


class Slot:
    """An entry that is open. Its first part is read at once, and its second one when it is asked for."""

    def __init__(self, file: BinaryIO | None) -> None:
        self._file = file
        self._sums = b""
        self.head: Any = None
        """The first part; None if there is none that can be relied on."""
        with contextlib.suppress(OSError, OverflowError, MemoryError):
            self._begin()

    def body(self, text: bytes = b"") -> Any:
        """The second part, once; None if there is none that can be relied on, and () if the text is nowhere in it."""
        with contextlib.suppress(OSError, MemoryError):
            second = self._file.read() if self._file is not None and self._sums else None
            if second is not None and _sum(second) == self._sums[_SUM:]:
                if text not in second:
                    return ()
                return marshal.loads(second)  # noqa: S302 - written by this very program (stamp), and whole (sum)
        return None

    def _begin(self) -> None:
        prefix = self._file.read(_PREFIX) if self._file is not None else b""
        if self._file is None or len(prefix) != _PREFIX or prefix[:_STAMP] != _stamp():
            return
        length = int.from_bytes(prefix[_STAMP : _STAMP + _LENGTH], "big")
        sums = prefix[_STAMP + _LENGTH :]
        first = self._file.read(length)
        if _sum(first) == sums[:_SUM]:
            self._sums = sums
            self.head = marshal.loads(first)  # noqa: S302 - likewise


class Slots:
    """The entries of the store at an absolute path."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._folder: str | None = None

    @contextlib.contextmanager
    def entry(self, name: str) -> Iterator[Slot]:
        """An entry, open to be read. Another program may replace it meanwhile: this one stays as it is."""
        with contextlib.ExitStack() as open_files:
            file = None
            if self._place():
                with contextlib.suppress(OSError):
                    file = open_files.enter_context(open(os.path.join(self._place(), name), "rb"))
            yield Slot(file)

    def head(self, name: str) -> Any:
        """The first part of an entry; None if there is none that can be relied on."""
        with self.entry(name) as entry:
            return entry.head

    def put(self, name: str, head: Any, body: Any = None) -> None:
        """Keep an entry of values that `marshal` knows (text, bytes, numbers, lists, tuples, mappings), or nothing."""
        folder = self._place()
        if not folder:
            return
        first, second = marshal.dumps(head), marshal.dumps(body)
        parts = (_stamp(), len(first).to_bytes(_LENGTH, "big"), _sum(first), _sum(second), first, second)
        passing = os.path.join(folder, f".{name}.{os.getpid()}")
        with contextlib.suppress(OSError):
            if not os.path.exists(os.path.join(folder, _ROOT)):
                folders.make(Path(folder))
                _sign(folder, self._root)
            try:
                at = os.open(passing, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
                with open(at, "wb") as file:
                    file.writelines(parts)
                os.replace(passing, os.path.join(folder, name))
            except OSError:
                os.unlink(passing)

    def clear(self) -> None:
        """Forget everything that was kept, also where the store was before. Raises OSError where something stays."""
        if self._place():
            with contextlib.suppress(FileNotFoundError):
                shutil.rmtree(self._place())
            with contextlib.suppress(FileNotFoundError):
                _clear_gone(os.path.dirname(self._place()))

    def _place(self) -> str:
        """The folder's path; empty if nothing is kept."""
        if self._folder is None:
            said = os.environ.get(VARIABLE, "")
            self._folder = ""
            with contextlib.suppress(StoreTrouble):
                self._folder = "" if said == OFF else os.path.join(said or folders.own("cache"), _name(self._root))
        return self._folder


def _name(root: str) -> str:
    return hashlib.blake2b(os.fsencode(os.path.realpath(root)), digest_size=_NAME).hexdigest()


def _sum(data: bytes) -> bytes:
    """Against damage, not against people: only the owner of the cache can write here."""
    return zlib.crc32(data).to_bytes(_SUM, "big")


@functools.cache
def _stamp() -> bytes:
    """Which program it is: what one version has kept another never believes.

    A digest of the interpreter's version, and of size and time of each file of our modules and of those we rest on.
    """
    seen = hashlib.blake2b(sys.version.encode(), digest_size=_STAMP)
    package = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    for line in (*sorted(_files(package)), *map(_library, _LIBRARIES)):
        seen.update(line.encode("utf-8", "surrogateescape"))
    return seen.digest()


def _files(folder: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir() and entry.name != "__pycache__":
                yield from _files(entry.path)
            elif entry.is_file():
                yield _about(entry.path, entry.stat())


def _library(name: str) -> str:
    spec = importlib.util.find_spec(name)
    place = spec.origin if spec is not None else None
    return _about(place, os.stat(place)) if place else name


def _about(path: str, found: os.stat_result) -> str:
    return f"{path}\0{found.st_size}\0{found.st_mtime_ns}\n"


def _sign(folder: str, root: str) -> None:
    """Say which store a new folder is for, and clear away those of stores that are gone. Raises OSError."""
    at = os.open(os.path.join(folder, _ROOT), os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    with open(at, "w", encoding="utf-8", errors="surrogateescape") as file:
        file.write(os.path.realpath(root))
    _clear_gone(os.path.dirname(folder))


def _clear_gone(above: str) -> None:
    """Clear away the folders of stores that are gone. Raises OSError."""
    for name in os.listdir(above):
        other = os.path.join(above, name)
        if _FOLDER.fullmatch(name) and not os.path.islink(other) and _is_gone(other):
            shutil.rmtree(other, ignore_errors=True)


def _is_gone(folder: str) -> bool:
    try:
        root = files.beginning(os.path.join(folder, _ROOT), _MOST)
    except OSError:
        with contextlib.suppress(OSError):
            return time.time() - os.stat(folder).st_mtime > _UNUSED
        return False
    return not os.path.lexists(os.path.join(os.fsdecode(root), PROGRAMME_PATH))
