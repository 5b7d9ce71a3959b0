"""A person's own settings on this computer, outside all stores: small files that only they can read."""

from __future__ import annotations

import os
from pathlib import Path

from imatter_cli import folders
from imatter_cli.errors import StoreTrouble
from imatter_cli.reasons import reason
from imatter_cli.said import Prose, Said
from imatter_cli.store import files

_MOST = 256 * 1024


def path_of(name: str) -> str:
    """The absolute path of the file that a setting is in."""
    return os.path.join(folders.own("config"), name)


def read(name: str) -> str:
    """What was kept under that name. Raises FileNotFoundError where nothing was, and other OSError."""
    return files.beginning(path_of(name), _MOST).decode("utf-8", "surrogateescape")


def read_if_any(name: str) -> str:
    """The same; empty where nothing was kept, or it can't be read."""
    try:
        return read(name)
    except OSError:
        return ""


def keep(name: str, text: str, what: str) -> None:
    """Keep a text under that name, whole or not at all; `what` people call it. Raises StoreTrouble (code read-only)."""
    path = path_of(name)
    if os.path.lexists(path) and not os.path.isfile(path):
        raise _not_kept(what, path, Prose("it is not an ordinary file"))
    try:
        folders.put(Path(path), text.encode("utf-8", "surrogateescape"))
    except OSError as wrong:
        raise _not_kept(what, path, reason(wrong)) from wrong


def _not_kept(what: str, path: str, why: str) -> StoreTrouble:
    return StoreTrouble(
        Said("{what} could not be saved in {path}: {why}.", what=Prose(what), path=path, why=why),
        hint="Look at the folder's permissions and at the free space on the disk.", code="read-only",
    )  # fmt: skip
