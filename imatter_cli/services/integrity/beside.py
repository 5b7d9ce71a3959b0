"""Work that another process does at the same time as this one. What it makes travels as plain data."""

from __future__ import annotations

import gc
import marshal
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, NoReturn


class Beside:
    """A forked process that works from now on. Use it as a context: at its end, the process ends as well."""

    def __init__(self, work: Callable[[], Any]) -> None:
        """`work` makes nested tuples, lists and dictionaries of plain values: marshal is far faster than pickle."""
        self._work = work
        reading, writing = os.pipe()
        self._process = os.fork()
        if not self._process:
            _hand_over(work, writing)
        os.close(writing)
        self._answer = os.fdopen(reading, "rb")

    def __enter__(self) -> Beside:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._answer.close()
        os.kill(self._process, signal.SIGKILL)  # it has nothing more to do, and nothing to tidy
        os.waitpid(self._process, 0)

    def answer(self) -> Any:
        """What it made. If it failed, this process does the same work, and says what is wrong."""
        try:
            return marshal.loads(self._answer.read())  # noqa: S302 - written by our own child a moment ago
        except (EOFError, ValueError, TypeError):
            return self._work()


def _hand_over(work: Callable[[], Any], writing: int) -> NoReturn:
    """Write what the work makes, or nothing where it fails, and end without touching what both processes opened."""
    gc.disable()  # it would write to every object, and so copy all that both processes share
    try:
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(marshal.dumps(work()))
    finally:
        os._exit(0)


def usable() -> int:
    """How many processes may share the work: as many as there are processors, where a process can be forked safely.

    Only Linux, and only while there is one thread: elsewhere a forked child can hang, and a fresh interpreter costs
    more than it saves.
    """
    if sys.platform != "linux" or threading.active_count() > 1:
        return 1
    return len(os.sched_getaffinity(0))


@contextmanager
def no_collector() -> Iterator[None]:
    """Without the garbage collector, which would go through all records again and again: they hold no cycles."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
