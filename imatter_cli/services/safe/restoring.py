"""Making a store again from a backup: whole or not at all, and never over anything."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from imatter_cli import folders
from imatter_cli.classes import immutable
from imatter_cli.errors import NotFound, Refused, StoreTrouble, stopped_after
from imatter_cli.reasons import reason
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Said
from imatter_cli.services.begin import founding
from imatter_cli.services.integrity import verifying
from imatter_cli.services.safe import archive, stores
from imatter_cli.services.safe.archive import Backup
from imatter_cli.store import contacts, copies, outside
from imatter_cli.store.contract import Store

#: A backup is read whole; nothing larger than this is one.
LARGEST = 4 * 1024**3


@immutable
class Restored:
    """A store that was made again: what it was made from, whether it is the default now, and what verify found.

    So many drafts came along.
    """

    store: Store
    backup: Backup
    default: bool
    errors: int
    drafts: int


def read(path: str) -> bytes:
    """The bytes of a file that may be a backup. Raises NotFound, BadValue, StoreTrouble."""
    return outside.read(path, LARGEST)


def opened(raw: bytes, path: str, passphrase: Callable[[], str]) -> Backup:
    """The backup in a file; the passphrase is asked for only where it is needed.

    Raises BadValue (`not-a-backup`, `damaged`, `passphrase`, `newer`), StoreTrouble.
    """
    return archive.unpack(archive.decrypt(raw, passphrase()) if archive.is_encrypted(raw) else raw, path)


def place(path: str) -> Path:
    """Where a store would be made again. Raises Refused (`not-empty`) where there is something already, NotFound."""
    there = folders.typed(path)
    try:
        taken = os.path.lexists(there) and (there.is_symlink() or not there.is_dir() or any(there.iterdir()))
    except OSError as wrong:
        raise _not_made(there, wrong) from wrong
    if taken:
        raise Refused(
            Said("{path} is there already, and a backup is never restored over anything.", path=str(there)),
            hint="Give the path of a new folder.", code="not-empty",
        )  # fmt: skip
    if not there.parent.is_dir():
        raise NotFound(
            Said("There is no folder {path}.", path=str(there.parent)), hint="Make it first, or choose another place."
        )
    outer = stores.around(str(there.parent))
    if outer:
        raise Refused(
            Said("{path} is inside another store ({outer}).", path=str(there), outer=outer),
            hint="Choose a place outside it.", code="nested",
        )  # fmt: skip
    return there


def restore(
    backup: Backup, there: Path, open_store: Callable[[str], Store], put_back: Callable[[], int]
) -> Restored:  # fmt: skip
    """Make the store again, and have its drafts put back once it stands.

    Raises BadValue (`damaged`), StoreTrouble; then nothing is left. Raises Interrupted where the store stands already.
    """
    fresh = there.with_name(f".{there.name}.{os.urandom(4).hex()}")
    try:
        fresh.mkdir(mode=0o700)
        copies.lay_out(str(fresh), backup.copy)
        for name, value in backup.settings.items():
            open_store(str(fresh)).set_setting(name, value)
        fresh.rename(there)  # takes the place of an empty folder, and of nothing else
    except OSError as wrong:
        raise _not_made(there, wrong) from wrong
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    made = Said("Stopped. {path} was made again. Its history has not been checked to the end.", path=str(there))
    with stopped_after(made, hint=Command("verify", "--store", there)):
        store = open_store(str(there))
        store.clone_id(make=True)
        if backup.contacts and not contacts.raw(store.store_id()):
            contacts.put_back(store.store_id(), backup.contacts)
        drafts, default = put_back(), founding.make_default(str(there))[0]
        return Restored(store, backup, default, verifying.errors(store), drafts)


def _not_made(there: Path, wrong: OSError) -> StoreTrouble:
    return StoreTrouble(
        Said("{path} could not be made: {why}.", path=str(there), why=reason(wrong)),
        hint=Remedy("Choose another place: ", Command("restore", "FILE", "PATH")), code="read-only",
    )  # fmt: skip
