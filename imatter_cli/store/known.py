"""What a person has set on this computer for all their stores: which ones they have, and when home reminds of a backup.

Small files in the user's settings, outside all stores.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from imatter_cli.store import settings

_STORES, _BACKUP_DAYS = "stores", "backup-days"
#: So many days after a backup home reminds of the next, where the person has not said.
USUAL_DAYS = 30


def known() -> list[str]:
    """Their absolute paths. Empty where nothing was kept, or it can't be read."""
    return [line for line in settings.read_if_any(_STORES).split("\n") if os.path.isabs(line)]


def remember(path: str) -> None:
    """Add a store, if it is not there yet. Raises StoreTrouble (`read-only`)."""
    paths = known()
    if path not in paths:
        _keep([*paths, path])


def forget(path: str) -> None:
    """Take a store off the list. Nothing of the store is touched. Raises StoreTrouble."""
    _keep([one for one in known() if one != path])


def backup_days() -> int:
    """After how many days home reminds of a backup; 0 means never."""
    said = settings.read_if_any(_BACKUP_DAYS).strip()
    return int(said) if said.isdecimal() else USUAL_DAYS


def remind_after(days: int) -> None:
    """Set after how many days home reminds of a backup; 0 means never. Raises StoreTrouble (`read-only`)."""
    settings.keep(_BACKUP_DAYS, f"{days}\n", "When to remind you of a backup")


def _keep(paths: Sequence[str]) -> None:
    settings.keep(_STORES, "".join(f"{path}\n" for path in paths if "\n" not in path), "The list of your stores")
