"""Which drafts are open in a window: a lock for each, which goes with the process that has it."""

from __future__ import annotations

import contextlib
import fcntl
import os
from pathlib import Path


class Held:
    """A draft that is open here: nobody else carries on with it until it is let go."""

    def __init__(self, path: Path, file: int) -> None:
        self._path = path
        self._file = file

    def let_go(self) -> None:
        """Let others carry on with the draft."""
        if self._file >= 0:
            with contextlib.suppress(OSError):
                self._path.unlink(missing_ok=True)
            file, self._file = self._file, -1
            os.close(file)

    def __del__(self) -> None:
        self.let_go()


def hold(path: Path) -> Held | None:
    """Hold the lock that this file is; None if another window has it. A folder without locks holds nobody up."""
    while True:
        try:
            file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        except OSError:
            return Held(path, -1)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            return None
        except OSError:
            return Held(path, file)
        if _is_still(path, file):
            return Held(path, file)
        os.close(file)  # let go and removed by its holder, in the moment between


def is_held(path: Path) -> bool:
    """Whether a window has the lock that this file is."""
    try:
        file = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        os.close(file)
    return False


def _is_still(path: Path, file: int) -> bool:
    try:
        return os.path.samestat(os.fstat(file), path.stat())
    except OSError:
        return False
