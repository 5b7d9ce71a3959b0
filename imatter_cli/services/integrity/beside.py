"""Work that another process does at the same time as this one. What it makes travels as plain data."""

from __future__ import annotations

import gc
import marshal
import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any


class Beside:
    """A forked process that works from now on. Use it as a context: at its end, the process ends as well."""

    def __init__(self, work: Callable[[], Any]) -> None:
        """`work` makes nested tuples, lists and dictionaries of plain values: marshal is far faster than pickle."""
        self._work = work
        fork = multiprocessing.get_context("fork")
        self._pipe, theirs = fork.Pipe(duplex=False)
        self._process = fork.Process(target=_hand_over, args=(work, theirs), daemon=True)
        self._process.start()
        theirs.close()

    def __enter__(self) -> Beside:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pipe.close()
        self._process.terminate()  # it has nothing more to do, and nothing to tidy
        self._process.join()

    def answer(self) -> Any:
        """What it made. If it failed, this process does the same work, and says what is wrong."""
        try:
            return marshal.loads(self._pipe.recv_bytes())  # noqa: S302 - written by our own child a moment ago
        except (EOFError, OSError):
            return self._work()


def _hand_over(work: Callable[[], Any], pipe: Connection) -> None:
    gc.disable()  # it would write to every object, and so copy all that both processes share
    try:
        pipe.send_bytes(marshal.dumps(work()))
    except BaseException:  # noqa: BLE001 - the parent does it itself
        pipe.close()


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
