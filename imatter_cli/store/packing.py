"""Packing a history that has grown: thousands of small files become one, while people go on.

After a change, git is started and not waited for. It takes no lock, and only deletes single objects that a pack has as
well, so changes go on meanwhile. What it leaves behind if it is killed, git's own tidying takes away.
"""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress

from imatter_cli.store import files
from imatter_cli.store.git.repository import Repository

#: From about so many single objects on they are packed; git itself would at about as many.
MOST = 6700
#: Objects are spread evenly over so many folders, by their ids: one of them tells how many there are.
_FOLDERS, _ONE = 256, "17"


def pack_if_many(repository: Repository) -> None:
    """Start packing if there are many single objects, and nobody packs already. Never raises for what goes wrong."""
    objects = os.path.join(repository.common_dir, "objects")
    with suppress(OSError):
        if len(os.listdir(os.path.join(objects, _ONE))) * _FOLDERS >= MOST:
            _start(repository, os.path.join(objects, "pack"))


def _start(repository: Repository, packs: str) -> None:
    with files.opened(packs, files.FOLDER | os.O_NOFOLLOW) as at:
        fcntl.flock(at, fcntl.LOCK_EX | fcntl.LOCK_NB)  # git inherits it, and holds it as long as it works
        repository.git.leave("repack", "-d", "-l", "-q", keep=at)
