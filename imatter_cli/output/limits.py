"""A bound on what making one text may take: a template can come from a store that somebody sent.

The text is made in a process of its own. That one can be ended at any moment, also in the middle of one long step of
the interpreter's, in which no signal would be heard.
"""

from __future__ import annotations

import os
import select
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

#: A letter takes a hundredth of a second and a few megabytes.
SECONDS = 20
MEMORY = 512 * 1024 * 1024
_CHUNK = 1 << 16


def apart(work: Callable[[], bytes]) -> bytes:
    """What the work returns, done in a process of its own.

    Raises TimeoutError where it takes longer than a text may, MemoryError where it ends without an answer. Memory is
    bounded on Linux alone.
    """
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ours)
        _work(work, theirs)
    os.close(theirs)
    try:
        return _answer(ours)
    finally:
        os.close(ours)
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _answer(pipe: int) -> bytes:
    end = time.monotonic() + SECONDS
    answer = bytearray()
    while True:
        ready, _, _ = select.select([pipe], [], [], max(0.0, end - time.monotonic()))
        if not ready:
            raise TimeoutError
        chunk = os.read(pipe, _CHUNK)
        if not chunk:
            break
        answer += chunk
        if len(answer) > MEMORY:
            raise MemoryError
    if not answer:
        raise MemoryError
    return bytes(answer)


def _work(work: Callable[[], bytes], pipe: int) -> None:
    """The child's whole life: it never comes back from here."""
    code = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        _bound_memory()
        rest = memoryview(work())
        while rest:
            rest = rest[os.write(pipe, rest) :]
        code = 0
    finally:
        os._exit(code)


def _bound_memory() -> None:
    # late: only where a text is made
    import resource

    used = _used(resource.getpagesize())
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = used + MEMORY
    if used and (soft == resource.RLIM_INFINITY or soft > wanted):
        resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))


def _used(page: int) -> int:
    """How much address space this process has, in bytes; 0 where nothing tells."""
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * page
    except (OSError, ValueError, IndexError):
        return 0
