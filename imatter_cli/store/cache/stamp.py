"""Which program it is: what one version has kept another never believes."""

from __future__ import annotations

import functools
import hashlib
import importlib.util
import os
import sys
from collections.abc import Iterator
from typing import Final

STAMP_SIZE: Final = 16

#: What decides how a record is read and judged besides our own modules; none of them is loaded for this.
_LIBRARIES: Final = ("yaml", "pydantic_core")


@functools.cache
def stamp() -> bytes:
    """A digest of the interpreter's version and of size and time of each file of our modules and those we rest on."""
    seen = hashlib.blake2b(sys.version.encode(), digest_size=STAMP_SIZE)
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
