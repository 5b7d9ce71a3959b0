"""The calls to the operating system that a change makes: counted, and failing one at a time as SQLite's tests do it."""

from __future__ import annotations

import errno
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

#: What writes, or makes or takes away a name.
CALLS = ("write", "pwrite", "ftruncate", "fsync", "rename", "link", "unlink", "mkdir", "rmdir", "chmod")


class Failing:
    """Counts calls; the one at `at` fails, and with `lasting` all after it, as on a disk that stays full.

    The process is killed just before the one at `fatal`.
    """

    def __init__(self, at: int = 0, *, lasting: bool = False, fatal: int = 0) -> None:
        self.at = at
        self.fatal = fatal
        self.lasting = lasting
        self.count = 0
        self.told: list[tuple[str, tuple[Any, ...]]] = []

    def wrapped(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def called(*args: Any, **options: Any) -> Any:
            if name == "open" and not args[1] & (os.O_WRONLY | os.O_RDWR):
                return call(*args, **options)
            self.count += 1
            self.told.append((name, args))
            if self.count == self.fatal:
                os.kill(os.getpid(), signal.SIGKILL)
            if self.count == self.at or (self.lasting and 0 < self.at < self.count):
                raise OSError(
                    errno.ENOSPC if self.lasting else errno.EIO, f"call {self.count}, {name}, was made to fail"
                )
            return call(*args, **options)

        return called


@contextmanager
def failing(at: int = 0, *, lasting: bool = False, fatal: int = 0) -> Iterator[Failing]:
    """Within this, calls are counted and fail as told (0: none does)."""
    counter = Failing(at, lasting=lasting, fatal=fatal)
    real = {name: getattr(os, name) for name in (*CALLS, "open")}
    for name, call in real.items():
        setattr(os, name, counter.wrapped(name, call))
    try:
        yield counter
    finally:
        for name, call in real.items():
            setattr(os, name, call)
