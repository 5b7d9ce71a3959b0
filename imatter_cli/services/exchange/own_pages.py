"""The folder in a person's home that pages are written into, where browsers can read them and nobody else can."""

from __future__ import annotations

import os
import stat
import time
from contextlib import suppress
from pathlib import Path

from imatter_cli import apart, folders
from imatter_cli.errors import StoreTrouble
from imatter_cli.reasons import reason
from imatter_cli.said import Said
from imatter_cli.services.exchange import exporting

#: Pages that are older are cleared away with the next one, in seconds.
_OLD = 24 * 3600


def place(name: str) -> Path:
    """Where the page of a name is written. Raises StoreTrouble (`no-home`)."""
    return folders.home() / apart.PAGES / f"imatter-{name}.html"


def write(name: str, text: str) -> Path:
    """Write a page under a name, in place of an older one, and clear away those of other days.

    Raises StoreTrouble (`no-home`, `not-written`).
    """
    there = place(name)
    folder = there.parent
    _make(folder)
    for page in apart.pages():
        with suppress(OSError):
            if time.time() - page.lstat().st_mtime > _OLD:
                page.unlink()
    with suppress(FileNotFoundError):
        there.unlink()  # a new file, so that it is readable for its owner alone whatever was there
    exporting.write(there, text)
    return there


def _make(folder: Path) -> None:
    """Make the folder, closed to others. Raises StoreTrouble if it isn't an ordinary folder that is theirs."""
    try:
        folders.make(folder)
        found = folder.lstat()
        if stat.S_ISLNK(found.st_mode) or found.st_uid != os.getuid():
            raise _not_ours(folder)
        if stat.S_IMODE(found.st_mode) != 0o700:
            folder.chmod(0o700)
    except FileExistsError:
        raise _not_ours(folder) from None
    except OSError as wrong:
        raise StoreTrouble(
            Said("{path} can't be used for pages: {why}.", path=str(folder), why=reason(wrong)), code="not-written",
            hint="Choose a place with --to FILE.",
        ) from wrong  # fmt: skip


def _not_ours(folder: Path) -> StoreTrouble:
    return StoreTrouble(
        Said("{path} is not an ordinary folder of yours.", path=str(folder)), code="not-written",
        hint="Move it away, or choose a place with --to FILE.",
    )  # fmt: skip
