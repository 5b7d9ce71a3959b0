"""One store's folder in the user's cache: named entries of plain values, each whole or not there.

An entry is one file, replaced by renaming, so that any number of programs may read and write at once: the last one
wins, and each is right. It has two parts, of which the first can be read without the second. Whatever goes wrong here
(a full disk, a damaged file, no cache folder) is as if nothing had been kept.
"""

from __future__ import annotations

import contextlib
import hashlib
import marshal
import os
import zlib
from typing import Any, Final

from imatter_cli import folders
from imatter_cli.store.cache.stamp import STAMP_SIZE, stamp

VARIABLE: Final = "IMATTER_CACHE"
OFF: Final = "off"

_NAME: Final = 16
_LENGTH: Final = 8
_SUM: Final = 4
_PREFIX: Final = STAMP_SIZE + _LENGTH + 2 * _SUM


class Slots:
    """The entries of the store at an absolute path."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._folder: str | None = None

    def head(self, name: str) -> Any:
        """The first part of an entry; None if there is none that can be relied on."""
        return self._read(name, whole=False)[0]

    def both(self, name: str) -> tuple[Any, Any]:
        """Both parts of an entry; (None, None) if there is none that can be relied on."""
        return self._read(name, whole=True)

    def put(self, name: str, head: Any, body: Any = None) -> None:
        """Keep an entry of values that `marshal` knows (text, bytes, numbers, lists, tuples, mappings), or nothing."""
        folder = self._place()
        if not folder:
            return
        first, second = marshal.dumps(head), marshal.dumps(body)
        parts = (stamp(), len(first).to_bytes(_LENGTH, "big"), _sum(first), _sum(second), first, second)
        passing = os.path.join(folder, f".{name}.{os.getpid()}")
        with contextlib.suppress(OSError):
            os.makedirs(folder, mode=0o700, exist_ok=True)
            try:
                at = os.open(passing, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
                with open(at, "wb") as file:
                    file.writelines(parts)
                os.replace(passing, os.path.join(folder, name))
            except OSError:
                os.unlink(passing)

    def _read(self, name: str, *, whole: bool) -> tuple[Any, Any]:
        folder = self._place()
        if not folder:
            return None, None
        try:
            with open(os.path.join(folder, name), "rb") as file:
                prefix = file.read(_PREFIX)
                if len(prefix) != _PREFIX or prefix[:STAMP_SIZE] != stamp():
                    return None, None
                length = int.from_bytes(prefix[STAMP_SIZE : STAMP_SIZE + _LENGTH], "big")
                first = file.read(length)
                second = file.read() if whole else None
        except (OSError, OverflowError, MemoryError):
            return None, None
        sums = prefix[STAMP_SIZE + _LENGTH :]
        if _sum(first) != sums[:_SUM] or (second is not None and _sum(second) != sums[_SUM:]):
            return None, None
        # Written by this very program (the stamp), and not damaged since (the sums).
        return marshal.loads(first), None if second is None else marshal.loads(second)  # noqa: S302

    def _place(self) -> str:
        """The folder's path; empty if nothing is kept."""
        if self._folder is None:
            said = os.environ.get(VARIABLE, "")
            self._folder = "" if said == OFF else os.path.join(said or folders.own("cache"), _name(self._root))
        return self._folder


def _name(root: str) -> str:
    return hashlib.blake2b(os.fsencode(os.path.realpath(root)), digest_size=_NAME).hexdigest()


def _sum(data: bytes) -> bytes:
    """Against damage, not against people: only the owner of the cache can write here."""
    return zlib.crc32(data).to_bytes(_SUM, "big")
