"""Cache folders of stores that are gone: found and taken away when another store begins to keep something.

Each folder says in a file which store it is for. One of an earlier version, which says nothing, goes once nobody has
used it for a long time; if its store is still there, it is made again.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import time
from typing import Final

from imatter_cli.domain.ids import PROGRAMME_PATH
from imatter_cli.store import files

#: The file that says which store a folder is for.
ROOT: Final = "root"
_NAME = re.compile(r"[0-9a-f]{32}")
_UNUSED: Final = 90 * 24 * 3600
_MOST: Final = 8192


def sign(folder: str, root: str) -> None:
    """Say which store a new folder is for, and clear away those of stores that are gone. Raises OSError."""
    at = os.open(os.path.join(folder, ROOT), os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    with open(at, "w", encoding="utf-8", errors="surrogateescape") as file:
        file.write(os.path.realpath(root))
    clear(os.path.dirname(folder))


def clear(above: str) -> None:
    """Clear away the folders of stores that are gone. Raises OSError."""
    for name in os.listdir(above):
        other = os.path.join(above, name)
        if _NAME.fullmatch(name) and not os.path.islink(other) and _is_gone(other):
            shutil.rmtree(other, ignore_errors=True)


def _is_gone(folder: str) -> bool:
    try:
        root = files.beginning(os.path.join(folder, ROOT), _MOST)
    except OSError:
        with contextlib.suppress(OSError):
            return time.time() - os.stat(folder).st_mtime > _UNUSED
        return False
    return not os.path.lexists(os.path.join(os.fsdecode(root), PROGRAMME_PATH))
