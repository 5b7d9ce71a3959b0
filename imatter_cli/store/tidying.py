"""git's lock on tidying up (`gc.pid`), held while a change is made.

A `git gc --prune=now` that looked at the branches before a change moved one takes the change's new objects for rubbish
and deletes them afterwards: the branch then names what is not there. So we say that we are one, as git itself says it
(builtin/gc.c, lock_repo_for_gc): a gc that comes later gives way, and one that is at work is waited for.
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from imatter_cli.errors import StoreTrouble
from imatter_cli.said import Said
from imatter_cli.store import files
from imatter_cli.store.lock import PATIENCE, read_only, wait_for

NAME = "gc.pid"
_OURS = "tidying"
#: After so many seconds git takes one for left over.
_FORGOTTEN = 12 * 3600
#: git holds the lock on that file for no time at all: an empty one of so many seconds is a dead one's.
_DEAD = 60
_LIMIT = 1024


@contextmanager
def tidying_held_off(common_dir: str, home: str, patience: float = PATIENCE) -> Iterator[None]:
    """Within this no git gc starts; call it with the folder lock held.

    Raises StoreTrouble (code locked, naming the process) if one is at work for longer than `patience` seconds.
    """
    path = os.path.join(common_dir, NAME)
    mine = _mine(common_dir, home)
    try:
        clear_left(common_dir, home)
        taken = wait_for(lambda: _take(path, os.path.join(home, _OURS), mine), patience)
    except OSError as e:
        raise read_only(common_dir, e) from e
    if not taken and (other := _at_work(path, mine)):
        raise StoreTrouble(
            Said(
                "git is tidying up the history here (process {process}) and did not finish within {seconds} seconds.",
                process=other, seconds=f"{patience:g}",
            ),
            hint=Said("Wait for it to finish. If no git is running here, delete {path}. Then try again.", path=path),
            code="locked", details={"pid": int(other), "path": path},
        )  # fmt: skip
    # Where the lock on it alone stands, somebody died in between: no gc can start either.
    try:
        yield
    finally:
        with suppress(OSError):
            if _content(path) == mine:
                os.unlink(path)


def clear_left(common_dir: str, home: str) -> None:
    """Take away what a killed writer left on the way to holding it. Raises OSError."""
    lock = os.path.join(common_dir, f"{NAME}.lock")
    try:
        about = os.lstat(lock)
    except FileNotFoundError:
        about = None
    is_dead = about is not None and about.st_size == 0 and time.time() - about.st_mtime > _DEAD
    if is_dead or _is_ours(_content(lock), _mine(common_dir, home)):
        os.unlink(lock)
    with suppress(FileNotFoundError):
        os.unlink(os.path.join(home, _OURS))


def _mine(common_dir: str, home: str) -> str:
    """What we write: git reads two words, the third tells ours from a gc and from that of another work tree."""
    return f"{os.getpid()} {socket.gethostname()} {os.path.relpath(home, common_dir)}"


def _is_ours(content: str, mine: str) -> bool:
    return len(content.split()) > 2 and content.split()[2:] == mine.split()[2:]


def _take(path: str, own: str, mine: str) -> bool:
    """Hold it, unless somebody does; made whole first, so that it is never without a name."""
    lock = f"{path}.lock"
    with files.opened(own, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW) as file:
        os.write(file, mine.encode())
    try:
        files.put_name(own, lock)
        if _at_work(path, mine):
            os.unlink(lock)
            return False
        os.rename(lock, path)
    except FileExistsError:
        return False
    finally:
        os.unlink(own)  # last: while it is there, a recovery looks for the rest
    return True


def _at_work(path: str, mine: str) -> str:
    """The id of the process that tidies up just now, as git would decide it; empty for none."""
    content = _content(path)
    words = content.split()
    try:
        is_old = time.time() - os.lstat(path).st_mtime > _FORGOTTEN
    except OSError:
        return ""
    if is_old or len(words) < 2 or not words[0].isdigit() or _is_ours(content, mine):
        return ""  # the last: left by a change here that was killed, for we have the folder's lock
    if words[1] == mine.split()[1]:
        try:
            os.kill(int(words[0]), 0)
        except (ProcessLookupError, OverflowError):
            return ""
        except PermissionError:
            pass
    return words[0]


def _content(path: str) -> str:
    try:
        return files.beginning(path, _LIMIT).decode("utf-8", "replace")
    except OSError:
        return ""
