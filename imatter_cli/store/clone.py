"""Which store this is, the same for all its clones, and which clone of it this is.

The store's id is in its programme file; for a store of version 0.1.0, which has none there, it follows from the first
change, so that all clones agree. The clone's id is a file in git's folder, with the path it was last used at. A folder
that was moved keeps it. A folder that was copied, while the first one is still there, is a clone of its own.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress

from imatter_cli.domain import ids
from imatter_cli.domain.data import Data
from imatter_cli.store.git.place import git_folder, is_cut

_NAME = "clone"
_MOST = 8192


def store_id(root: str, programme: Data) -> str:
    """The store's id; empty for a store of version 0.1.0 without a change or with only a part of its history."""
    said = programme.get("store_id")
    if ids.is_store_id(said):
        return str(said)
    # late: starts git, which only an older store needs
    from imatter_cli.store.git.process import Git

    if is_cut(root):
        return ""
    first = Git(root).look("rev-list", "--first-parent", "--max-parents=0", "HEAD", "--")
    return ids.store_id(int(hashlib.sha256(first.encode()).hexdigest(), 16)) if first else ""


def clone_id(root: str, home: str) -> str:
    """The id of this clone; empty where it has none yet.

    A folder that was moved keeps it, with today's path. One that was copied from a folder that is still
    there gets an id of its own, now: later, when that has been moved too, nobody could tell the two apart. Where
    nothing can be written, a copy has none.
    """
    id, place = _read(home)
    if not id or place == root:
        return id
    if _is_elsewhere(place, id, home):
        return _write(root, home, os.urandom(8).hex())
    with suppress(OSError):
        if os.path.samefile(place, root):
            return id
    _write(root, home, id)
    return id


def claim(root: str, home: str) -> str:
    """The same, made if there is none. Empty if nothing can be written."""
    return clone_id(root, home) or _write(root, home, os.urandom(8).hex())


def _write(root: str, home: str, id: str) -> str:
    """Keep the id with the path; empty where nothing can be written."""
    fresh = os.path.join(home, f"{_NAME}.{os.urandom(4).hex()}")
    try:
        os.makedirs(home, exist_ok=True)
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        with open(handle, "w", encoding="utf-8", errors="surrogateescape") as file:
            file.write(f"{id}\n{root}\n")
            file.flush()
            os.fsync(handle)
        os.rename(fresh, os.path.join(home, _NAME))
    except OSError:
        with suppress(OSError):
            os.unlink(fresh)
        return ""
    return id


def _is_elsewhere(place: str, id: str, home: str) -> bool:
    """Whether another folder, at the path where this id was last used, has it too."""
    other = os.path.join(git_folder(place), "imatter") if os.path.isdir(place) and git_folder(place) else ""
    try:
        return bool(other) and _read(other)[0] == id and not os.path.samefile(other, home)
    except OSError:
        return False


def _read(home: str) -> tuple[str, str]:
    """The id and its path; two empty texts where there is no such file, or something else in its place."""
    try:
        handle = os.open(os.path.join(home, _NAME), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with open(handle, encoding="utf-8", errors="surrogateescape") as file:
            id, _, place = file.read(_MOST).strip("\n").partition("\n")
    except OSError:
        return "", ""
    return (id, place) if len(id) == 16 and all(c in "0123456789abcdef" for c in id) else ("", "")
