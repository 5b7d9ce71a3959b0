"""What home says about the safety of a store: a backup that is due, and a place where others read or write."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from imatter_cli.classes import immutable
from imatter_cli.domain import dates
from imatter_cli.errors import ImatterError
from imatter_cli.services.context import Context
from imatter_cli.store import known
from imatter_cli.store.contract import Store

#: Names of folders that a program copies to other computers, and what people call the program.
_COPIED: Final = {
    "dropbox": "Dropbox", "onedrive": "OneDrive", "google drive": "Google Drive", "googledrive": "Google Drive",
    "nextcloud": "Nextcloud", "owncloud": "ownCloud", "icloud drive": "iCloud", "mobile documents": "iCloud",
    "box sync": "Box", "pcloud drive": "pCloud", "syncthing": "Syncthing", "cloudstorage": "a cloud service",
}  # fmt: skip
#: Where a clone keeps when it was backed up last, and the change that was the newest then.
_LAST: Final = "backed-up"
#: Where a clone keeps which of the two were said, so that each is said once.
_SAID: Final = "said-of-place"


@immutable
class Reminder:
    """Why: `no-backup`, `old-backup` (`what` is its day), `copied` (what copies it) or `readable` (the folder)."""

    why: str
    what: str = ""


def reminders(ctx: Context) -> list[Reminder]:
    """What to say now. What is said of the place is kept as said. Never raises: home goes on without it."""
    try:
        return [*_backup(ctx), *_place(ctx)]
    except (ImatterError, OSError):
        return []


def keep(store: Store, moment: str, head: str) -> None:
    """Keep when this clone was backed up, and the newest change then."""
    store.set_setting(_LAST, f"{moment} {head}")


def _last(store: Store) -> tuple[datetime, str] | None:
    moment, _, head = store.setting(_LAST).partition(" ")
    try:
        return datetime.fromisoformat(dates.valid_moment(moment)), head
    except ValueError:
        return None


def _backup(ctx: Context) -> Iterator[Reminder]:
    days = known.backup_days()
    before = _last(ctx.store)
    if not days or (before and ctx.now - before[0] < timedelta(days=days)):
        return
    if before is None:
        if _age(ctx) >= days:
            yield Reminder("no-backup")
    elif next((r.commit for r in ctx.store.history()), "") != before[1]:
        yield Reminder("old-backup", before[0].date().isoformat())


def _age(ctx: Context) -> int:
    """For how many days the person has been in the store."""
    timeline = ctx.store.get(ctx.actor).data.get("timeline") if ctx.actor else None
    if not isinstance(timeline, list) or not timeline:
        return 0
    return (ctx.today - ctx.today.fromisoformat(str(timeline[0]["at"])[:10])).days


def _place(ctx: Context) -> Iterator[Reminder]:
    root = Path(ctx.store.root)
    found = [
        *(Reminder("copied", what) for part in root.resolve().parts if (what := _COPIED.get(part.lower()))),
        *([Reminder("readable", str(root))] if root.stat().st_mode & (stat.S_IROTH | stat.S_IXOTH) else []),
    ][:1]
    said = ctx.store.setting(_SAID).split()
    fresh = [one for one in found if one.why not in said]
    if fresh:
        ctx.store.set_setting(_SAID, " ".join([*said, *(one.why for one in fresh)]))
    yield from fresh
