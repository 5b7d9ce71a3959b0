"""What a person has set on this computer for all their stores: which ones they have, and when home reminds of a backup.

Small files in the user's settings, outside all stores.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from imatter_cli import folders
from imatter_cli.errors import StoreTrouble
from imatter_cli.reasons import reason
from imatter_cli.said import Said
from imatter_cli.store import files

_STORES, _BACKUP_DAYS = "stores", "backup-days"
_MOST = 256 * 1024
#: So many days after a backup home reminds of the next, where the person has not said.
USUAL_DAYS = 30


def known() -> list[str]:
    """Their absolute paths. Empty where nothing was kept, or it can't be read."""
    return [line for line in _said(_STORES).split("\n") if os.path.isabs(line)]


def remember(path: str) -> None:
    """Add a store, if it is not there yet. Raises StoreTrouble (`read-only`)."""
    paths = known()
    if path not in paths:
        _keep(_STORES, [*paths, path])


def forget(path: str) -> None:
    """Take a store off the list. Nothing of the store is touched. Raises StoreTrouble."""
    _keep(_STORES, [one for one in known() if one != path])


def backup_days() -> int:
    """After how many days home reminds of a backup; 0 means never."""
    said = _said(_BACKUP_DAYS).strip()
    return int(said) if said.isdecimal() else USUAL_DAYS


def remind_after(days: int) -> None:
    """Set after how many days home reminds of a backup; 0 means never. Raises StoreTrouble (`read-only`)."""
    _keep(_BACKUP_DAYS, [str(days)])


def _said(name: str) -> str:
    try:
        return os.fsdecode(files.beginning(_path(name), _MOST))
    except OSError:
        return ""


def _keep(name: str, lines: Iterable[str]) -> None:
    place = _path(name)
    fresh = f"{place}.{os.urandom(4).hex()}"
    try:
        folders.make(Path(place).parent)
        with open(fresh, "x", encoding="utf-8", errors="surrogateescape") as file:
            file.writelines(f"{line}\n" for line in lines if "\n" not in line)
        os.replace(fresh, place)
    except OSError as wrong:
        raise StoreTrouble(
            Said("Your settings could not be saved in {path}: {why}.", path=place, why=reason(wrong)),
            hint="Correct the permissions of that folder.", code="read-only",
        ) from wrong  # fmt: skip


def _path(name: str) -> str:
    return os.path.join(folders.own("config"), name)
