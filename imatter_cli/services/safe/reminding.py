"""What home says about the safety of a store: a backup that is due, and a place where others read or write."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from imatter_cli import folders
from imatter_cli.classes import immutable
from imatter_cli.domain import dates
from imatter_cli.errors import ImatterError
from imatter_cli.services.context import Context
from imatter_cli.store import cloud, known
from imatter_cli.store.contract import Store

#: Where a clone keeps when it was backed up last, and the change that was the newest then.
_LAST: Final = "backed-up"
#: Where a clone keeps which of the two were said, so that each is said once.
_SAID: Final = "said-of-place"


@immutable
class Reminder:
    """Why: `no-backup`, `old-backup` (`what` is its day), `copied` or `readable` (`what` says it of the place)."""

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
    """What is said of a new store's place, once."""
    root = ctx.store.root
    found = [("copied", note) for note in cloud.notes(root)]
    found += [("readable", note) for note in folders.open_to_others(Path(root))]
    said = ctx.store.setting(_SAID).split()
    fresh = [Reminder(why, note) for why, note in found if why not in said]
    if fresh:
        ctx.store.set_setting(_SAID, " ".join([*said, *(one.why for one in fresh)]))
    yield from fresh
