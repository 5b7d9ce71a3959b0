"""Where each clone is shared, as its user confirmed it: in the user's settings, never in the store's.

A store comes from somebody else, with settings of its own; what it says about where to send the records counts for
nothing. One small file for each clone, named by the clone's id.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress

from imatter_cli import folders
from imatter_cli.errors import BadValue, StoreTrouble
from imatter_cli.reasons import reason
from imatter_cli.said import Said
from imatter_cli.store import files
from imatter_cli.store.address import address_of
from imatter_cli.store.sharing import Address

_FOLDER = "remotes"
_MOST = 16 * 1024


def confirmed(clone: str) -> Address | None:
    """The place that the user of this clone confirmed. None if there is none. Raises StoreTrouble."""
    if not clone:
        return None
    path = _path(clone)
    try:
        said = json.loads(files.beginning(path, _MOST))["remote"]
        return address_of(str(said))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, BadValue) as e:
        raise StoreTrouble(
            Said("{path}, which says where this store is shared, can't be read.", path=path),
            hint="Look at that file. If you delete it, name the place again with your next sync.", code="settings",
        ) from e  # fmt: skip


def confirm(clone: str, address: Address, root: str) -> None:
    """Keep a place as this clone's. Raises StoreTrouble (code read-only)."""
    path = _path(clone)
    fresh = f"{path}.{os.urandom(4).hex()}"
    try:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        with open(handle, "w", encoding="utf-8", errors="surrogateescape") as file:
            json.dump({"version": 1, "remote": address.place, "store": root}, file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(handle)
        os.rename(fresh, path)
    except OSError as e:
        with suppress(OSError):
            os.unlink(fresh)
        raise StoreTrouble(
            Said("Where this store is shared could not be kept in {path}: {why}.", path=path, why=reason(e)),
            hint="Look at the folder's permissions and at the free space on the disk.", code="read-only",
        ) from e  # fmt: skip


def _path(clone: str) -> str:
    return os.path.join(folders.own("config"), _FOLDER, f"{clone}.json")
