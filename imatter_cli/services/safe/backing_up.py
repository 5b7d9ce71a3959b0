"""Making a backup: everything that another computer needs, in one file that is read back before it counts."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from imatter_cli import folders
from imatter_cli.classes import immutable
from imatter_cli.errors import BadValue, NotFound, Refused, StoreTrouble
from imatter_cli.reasons import reason
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Said
from imatter_cli.services.begin import identity
from imatter_cli.services.context import Context
from imatter_cli.services.exchange import exporting
from imatter_cli.services.safe import archive, reminding
from imatter_cli.services.safe.archive import Backup
from imatter_cli.store import contacts, copies

#: Those of imatter's settings of a clone that go along.
_SETTINGS: Final = (identity.SETTING,)
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


@immutable
class Made:
    """A backup that was made: its place and size in bytes, whether others can read it, and the old ones removed.

    `note` is for the person, where it could not be kept that the store was backed up.
    """

    backup: Backup
    place: Path
    size: int
    encrypted: bool
    open_to_others: bool
    removed: tuple[str, ...] = ()
    note: str = ""


def gather(ctx: Context, drafts: Mapping[str, bytes]) -> Backup:
    """What a backup of the store would hold now, with these unfinished answers. Raises Refused, StoreTrouble."""
    settings = {name: value for name in _SETTINGS if (value := ctx.store.setting(name))}
    copy, store = copies.take(ctx.store.root), ctx.store.store_id()
    return Backup(copy, ctx.moment, store, settings, drafts, contacts.raw(store))


def place(path: str, root: str) -> Path:
    """Where a backup would be written.

    Raises BadValue for a pipe or a device, Refused for a place inside the store (`inside-store`), and as
    `exporting.place`.
    """
    there = exporting.ordinary(path, root, "a backup in it could not be read back", _taken)
    if there.parent.resolve().is_relative_to(Path(root).resolve()):
        raise Refused(
            Said("{path} is inside the store, and would be lost with it.", path=str(there)),
            hint="Choose a place outside it, such as a stick.", code="inside-store",
        )  # fmt: skip
    return there


def place_in(folder: str, backup: Backup, root: str) -> Path:
    """The same in a folder that holds the last few backups, under a name of the store and the time."""
    there = folders.typed(folder)
    if there.exists() and not there.is_dir():
        raise BadValue(Said("{path} is a file, and --to takes a folder.", path=str(there)), hint="Name a folder.")
    if not there.is_dir():
        raise NotFound(Said("There is no folder {folder}.", folder=str(there)), hint="Make it first, or plug it in.")
    return place(str(there / f"{_stem(backup.store)}{re.sub('[:-]', '', backup.made)}.backup"), root)


def write(ctx: Context, backup: Backup, there: Path, passphrase: str = "", keep: int = 0) -> Made:
    """Write the file, encrypted if there is a passphrase, and read it back.

    With `keep`, only so many of this store's backups stay in that folder: the oldest are removed, but not before the
    new one is sound. Raises Refused (`file-exists`), StoreTrouble (`not-written`).
    """
    raw = archive.pack(backup)
    data = archive.encrypt(raw, passphrase) if passphrase else raw
    exporting.write(there, data)
    try:
        if there.read_bytes() != data or archive.unpack(raw, str(there)) != backup:
            raise StoreTrouble(
                Said("{path} does not hold what was written to it, so it is not a backup.", path=str(there)),
                hint="The disk may be damaged. Choose another place.", code="not-written",
            )  # fmt: skip
        open_to_others = bool(there.stat().st_mode & _OTHERS)
    except OSError as wrong:
        raise StoreTrouble(
            Said("The backup could not be read back from {path}: {why}.", path=str(there), why=reason(wrong)),
            hint="Choose another place.", code="not-written",
        ) from wrong  # fmt: skip
    note = _kept(ctx, backup)
    removed = _thin(there.parent, backup.store, keep) if keep else ()
    return Made(backup, there, len(data), bool(passphrase), open_to_others, removed, note)


def _kept(ctx: Context, backup: Backup) -> str:
    """Keep for home that there is a backup; a sentence where that can't be."""
    try:
        reminding.keep(ctx.store, backup.made, backup.copy.history.head)
    except StoreTrouble:
        return (
            "The store's .git folder can't be written to, so imatter can't note that there is a backup."
            " It may remind you of one too early."
        )
    return ""


def _taken(there: Path) -> Refused:
    return Refused(
        Said("{path} is there already, and a backup is never written over anything.", path=str(there)),
        hint=Remedy("Choose another name, or keep several: ", Command("backup", "--to", "FOLDER")), code="file-exists",
    )  # fmt: skip


def _stem(store: str) -> str:
    return f"imatter-{store}-"


def _thin(folder: Path, store: str, keep: int) -> tuple[str, ...]:
    """Remove all but the newest backups of a store; the names of those removed. What can't be removed stays."""
    return tuple(_removed(sorted(_earlier(folder, store))[:-keep]))


def _earlier(folder: Path, store: str) -> Iterator[Path]:
    name = re.compile(rf"{re.escape(_stem(store))}\d{{8}}T\d{{6}}Z\.backup")
    return (path for path in folder.iterdir() if name.fullmatch(path.name) and path.is_file())


def _removed(paths: list[Path]) -> Iterator[str]:
    for path in paths:
        try:
            path.unlink()
        except OSError:
            continue
        yield path.name
