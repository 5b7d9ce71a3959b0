"""How backups, restored stores and the stores that a person has are shown."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from imatter_cli.domain import dates
from imatter_cli.output import words
from imatter_cli.output.page import NAME, QUIET, STATE, WARNING, Block, Page, Paragraph, Span, Steps, Table
from imatter_cli.output.tables import Column
from imatter_cli.services.safe.archive import Backup
from imatter_cli.services.safe.backing_up import Made
from imatter_cli.services.safe.restoring import Restored
from imatter_cli.services.safe.stores import KnownStore, Shelf

_WHY = {
    "option": "named by --store",
    "variable": "named by IMATTER_STORE",
    "folder": "the folder that you are in",
    "default": "your default, used where no other is named",
}


def trial_data(backup: Backup, place: Path) -> dict[str, Any]:
    """What would be written in a place, or made again there, for scripts."""
    return {"place": str(place), **_data(backup), "dry_run": True}


def made_data(made: Made) -> dict[str, Any]:
    """A backup that was made, for scripts."""
    return {
        "file": str(made.place), **_data(made.backup), "bytes": made.size, "encrypted": made.encrypted,
        "private": not made.open_to_others, "removed": list(made.removed), **({"note": made.note} if made.note else {}),
    }  # fmt: skip


def would_back_up(backup: Backup, place: Path) -> str:
    """What a trial run of backup says."""
    return f"Would be saved in {words.shown_path(str(place))}: {_holds(backup)}. Nothing was written."


def would_restore(backup: Backup, place: Path) -> str:
    """What a trial run of restore says."""
    when = words.moment(backup.made)
    return f"This backup of {when} is whole: {_holds(backup)}. Nothing was made in {words.shown_path(str(place))}."


def backed_up(made: Made, today: date) -> Page:
    """The answer to a backup that was made."""
    shown = words.shown_path(str(made.place))
    holds = f": {_holds(made.backup, today)}. It was read back and is whole."
    blocks: list[Block] = [Paragraph(("Saved in ", Span(shown, NAME), holds))]
    if made.encrypted:
        blocks.append(Paragraph("Without the passphrase nobody can read it, not even you. Keep it somewhere else."))
    elif made.open_to_others:
        blocks.append(_warned("Others who use this place can read the file. --passphrase would prevent that."))
    blocks += _left_out(made.backup)
    if made.note:
        blocks.append(_warned(made.note))
    if made.removed:
        blocks.append(Paragraph(f"Removed: {words.count(len(made.removed), 'older backup')}."))
    return Page((*blocks, Steps("Next:", [(f"imatter restore {shown}", "on another computer")])))


def restored_data(done: Restored) -> dict[str, Any]:
    """A store that was made again, for scripts."""
    data = _data(done.backup) | {"drafts": done.drafts, "default": done.default, "errors": done.errors}
    return {"place": done.store.root, **data}


def restored(done: Restored, today: date) -> Page:
    """The answer to a store that was made again."""
    shown = words.shown_path(done.store.root)
    last = words.day(_last(done.backup)[:10], today)
    then = f" again, as it was on {words.moment(done.backup.made)}. The last change was on {last}."
    blocks: list[Block] = [Paragraph(("Made ", Span(shown, NAME), then))]
    history = done.backup.copy.history
    if done.errors:
        blocks.append(_warned(f"Its history has {words.count(done.errors, 'error')}: imatter verify says which."))
    else:
        blocks.append(Paragraph(f"Its history is sound ({words.count(history.changes, 'change')})."))
    if done.drafts:
        blocks.append(Paragraph(f"{words.count(done.drafts, 'draft')} came along: imatter draft list."))
    if not all(done.backup.copy.writer):
        blocks.append(Paragraph("Changes in it are made under git's own name and address on this computer."))
    blocks += _left_out(done.backup)
    steps = [(f"imatter{'' if done.default else f' --store {shown}'}", "what is open and what comes next")]
    if done.default:
        blocks.append(Paragraph("It is your default now: imatter uses it where no other store is named."))
    else:
        blocks.append(Paragraph("Your default store is the same as before."))
        steps.append((f"imatter store use {shown}", "make this one the default"))
    return Page((*blocks, Steps("Next:", steps)))


def shelf_data(found: Shelf) -> dict[str, Any]:
    """The stores, for scripts."""
    return {
        "store": found.path, "by": found.by,
        "stores": [{"path": s.path, "there": s.there, "in_use": s.in_use, "default": s.default} for s in found.stores],
    }  # fmt: skip


def shelf(found: Shelf) -> Page:
    """The store in use, why, and the others."""
    if found.path:
        said = (Span(words.shown_path(found.path), NAME), f" is in use: {_WHY[found.by]}.")
        blocks: list[Block] = [Paragraph(said)]
    else:
        trouble = found.trouble
        blocks = [_warned(trouble.message if trouble else "No store is in use.")]
        blocks += [Paragraph(str(trouble.hint))] if trouble and trouble.hint else []
    others = [store for store in found.stores if store.path != found.path]
    if others:
        columns = (Column("other stores", role=NAME), Column(""))
        blocks.append(Table(columns, [(words.shown_path(s.path), _state(s)) for s in others]))
        there = next((s for s in others if s.there and not s.default), None)
        gone = next((s for s in others if not s.there), None)
        steps = [("imatter store use", there, "use it where no other is named"),
                 ("imatter store forget", gone, "take it off the list")]  # fmt: skip
        named = [(f"{line} {words.shown_path(store.path)}", why) for line, store, why in steps if store]
        blocks += [Steps("Next:", named)] if named else []
    return Page(tuple(blocks))


def used(path: str) -> str:
    """The answer to a new default."""
    return f"{words.shown_path(path)} is the store in use from now on, unless you name another one."


def forgotten(path: str) -> str:
    """The answer to a store that was forgotten."""
    return f"{words.shown_path(path)} is off the list. The folder itself stays as it is."


def tried() -> str:
    """The answer to a trial run of either."""
    return "Nothing was changed (a trial run)."


def will_remind(days: int) -> str:
    """When home reminds of a backup."""
    if not days:
        return "Home won't remind you of backups."
    return f"Home reminds you when something has changed and the last backup is {words.count(days, 'day')} old."


def _data(backup: Backup) -> dict[str, Any]:
    history = backup.copy.history
    return {
        "store": backup.store, "made": backup.made, "head": history.head, "changes": history.changes,
        "last": _last(backup), "unsaved": [*backup.copy.edited, *backup.copy.gone],
        "left_out": list(backup.copy.left_out), "drafts": _drafts(backup),
    }  # fmt: skip


def _holds(backup: Backup, today: date | None = None) -> str:
    copy = backup.copy
    parts = [f"{words.count(copy.history.changes, 'change')}, the last on {words.day(_last(backup)[:10], today)}"]
    unsaved = len(copy.edited) + len(copy.gone)
    parts += [words.count(unsaved, "file edited by hand", "files edited by hand")] if unsaved else []
    drafts = _drafts(backup)
    parts += [words.count(drafts, "draft")] if drafts else []
    parts += ["your contacts"] if backup.contacts else []
    return "; ".join(parts)


def _last(backup: Backup) -> str:
    return dates.moment_text(datetime.fromtimestamp(backup.copy.history.last, UTC))


def _drafts(backup: Backup) -> int:
    return sum(name.endswith(".json") for name in backup.drafts)


def _left_out(backup: Backup) -> list[Block]:
    paths = backup.copy.left_out
    return [_warned(f"Left out, because a backup holds only ordinary files: {', '.join(paths)}.")] if paths else []


def _warned(text: str) -> Paragraph:
    return Paragraph(Span(text, WARNING))


def _state(store: KnownStore) -> Span:
    if not store.there:
        return Span("not there now", WARNING)
    return Span("your default", STATE) if store.default else Span("", QUIET)
