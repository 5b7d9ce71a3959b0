"""Two locks: one among ourselves, and git's own on its index.

Ours is an flock on a file in git's folder. git's processes inherit the descriptor, so a free lock proves that
none of them lives. git's is the existence of `index.lock`; a token made first and linked into place says that it
is ours, and a crash between cannot leave an empty one that nobody owns.
"""

from __future__ import annotations

import fcntl
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from imatter_cli.errors import StoreTrouble
from imatter_cli.reasons import reason
from imatter_cli.said import Said
from imatter_cli.store import files

NAME = "lock"
TOKEN = "token"  # noqa: S105 - a file name
#: How long to wait for another writer, in seconds.
PATIENCE = 10.0
_STEP = 0.004
_MARK = b"imatter pid="


@contextmanager
def folder_lock(home: str, patience: float = PATIENCE) -> Iterator[int]:
    """Be the one writer of this store; yields the descriptor for git to inherit.

    Raises StoreTrouble: code locked, naming the process that holds it, after `patience` seconds; code read-only.
    """
    try:
        if not os.path.isdir(home):
            os.makedirs(home, exist_ok=True)
            files.sync_folder(os.path.dirname(home))
        file = os.open(os.path.join(home, NAME), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o666)
    except OSError as e:
        raise read_only(home, e) from e
    try:
        if not wait_for(lambda: _try(file, fcntl.LOCK_EX), patience):
            holder = os.pread(file, 32, 0).decode("ascii", "replace").strip() or "unknown"
            raise StoreTrouble(
                Said(
                    "Another imatter (process {process}) is working in this store and did not finish within "
                    "{seconds} seconds.",
                    process=holder, seconds=f"{patience:g}",
                ),
                hint="Wait for it to finish, or end it if it hangs. Then try again.", code="locked",
                details={"pid": int(holder) if holder.isdigit() else 0},
            )  # fmt: skip
        with suppress(OSError):  # a full disk: only the name of the holder is lost by that
            os.ftruncate(file, 0)
            os.pwrite(file, f"{os.getpid()}\n".encode(), 0)
        yield file
    finally:
        os.close(file)


def is_free(home: str) -> bool:
    """Whether no writer is at work just now."""
    try:
        file = os.open(os.path.join(home, NAME), os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return True
    try:
        return _try(file, fcntl.LOCK_SH)
    finally:
        os.close(file)


class IndexLock:
    """git's `index.lock`, held under the folder lock. While it is held no git commit, checkout or add can run."""

    def __init__(self, git_dir: str, home: str) -> None:
        self.path = os.path.join(git_dir, "index.lock")
        self._home = home
        self._token = os.path.join(home, TOKEN)
        self.held = False

    def prepare(self) -> None:
        """Make the token, durably. Raises OSError."""
        text = _MARK + f"{os.getpid()} nonce={os.urandom(8).hex()}\n".encode()
        with files.opened(self._home, files.FOLDER) as at:
            files.remove_in(at, TOKEN)
            files.write_new(at, TOKEN, text)

    def take(self, patience: float = PATIENCE) -> None:
        """Hold it. Raises StoreTrouble (code locked) after `patience` seconds, or read-only."""
        if self.held:
            return
        try:
            if not os.path.exists(self._token):
                self.prepare()
            taken = wait_for(self._link, patience)
            if taken:
                self.held = True
                # Were it gone after a power cut and the journal there, the user's `git commit -a` could come between.
                files.sync_folder(os.path.dirname(self.path))
        except OSError as e:
            raise read_only(self.path, e) from e
        if not taken:
            raise self._taken()

    def refuse_taken(self, patience: float = PATIENCE) -> None:
        """Raise StoreTrouble (code locked) if others still hold it after `patience` seconds; it is not held after."""
        if not wait_for(lambda: not os.path.lexists(self.path) or self.adopt(), patience):
            raise self._taken()
        self.held = False

    def _taken(self) -> StoreTrouble:
        return StoreTrouble(
            Said(
                "{path} exists. Another git command is working in this folder, or one stopped and left the file "
                "behind.",
                path=self.path,
            ),
            hint="Wait for it to finish. If no git is running here, delete that file. Then try again.", code="locked",
            details={"path": self.path},
        )  # fmt: skip

    def adopt(self) -> bool:
        """Hold the one that a crashed writer of ours left, if there is one; the folder lock proves that it is dead."""
        try:
            self.held = files.beginning(self.path, len(_MARK)) == _MARK
        except OSError:
            self.held = False
        return self.held

    def release(self) -> None:
        """Let go of it, if it is held and still ours. Raises OSError."""
        if self.held and self.adopt():
            os.unlink(self.path)
        self.held = False
        with suppress(FileNotFoundError):
            os.unlink(self._token)

    def _link(self) -> bool:
        try:
            files.put_name(self._token, self.path)
        except FileExistsError:
            return False
        return True


def read_only(path: str, e: OSError) -> StoreTrouble:
    """The error for a folder that cannot be written to."""
    return StoreTrouble(
        Said("imatter can't write to {path}: {why}.", path=path, why=reason(e)),
        hint="Nothing was changed. Look at the folder's permissions and the free space on the disk.", code="read-only",
    )  # fmt: skip


def not_made(path: str, e: OSError) -> StoreTrouble:
    """The error for a folder that can't be made."""
    said = Said("The folder {path} can't be made: {why}.", path=path, why=reason(e))
    return StoreTrouble(said, hint="Choose another place.", code="read-only")


def _try(file: int, how: int) -> bool:
    try:
        fcntl.flock(file, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def wait_for(attempt: Callable[[], bool], patience: float) -> bool:
    """Try again and again, for so many seconds, or until interrupted; whether it came to be."""
    end = time.monotonic() + patience
    while not attempt():
        # A signal that is held back while a change is made ends the waiting; it is delivered when all is tidy.
        if time.monotonic() >= end or signal.sigpending():
            return False
        time.sleep(_STEP * (0.5 + os.urandom(1)[0] / 255))
    return True
