"""Where each clone is shared, as its user confirmed it: in the user's settings, never in the store's.

A store comes from somebody else, with settings of its own; what it says about where to send the records counts for
nothing. One small file for each clone, named by the clone's id.
"""

from __future__ import annotations

import json

from imatter_cli.errors import BadValue, StoreTrouble
from imatter_cli.said import Said
from imatter_cli.store import settings
from imatter_cli.store.address import address_of
from imatter_cli.store.sharing import Address

_FOLDER = "remotes"


def confirmed(clone: str) -> Address | None:
    """The place that the user of this clone confirmed. None if there is none. Raises StoreTrouble."""
    if not clone:
        return None
    try:
        said = json.loads(settings.read(_name(clone)))["remote"]
        return address_of(str(said))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, BadValue) as e:
        raise StoreTrouble(
            Said("{path}, which says where this store is shared, can't be read.", path=settings.path_of(_name(clone))),
            hint="Look at that file. If you delete it, name the place again with your next sync.", code="settings",
        ) from e  # fmt: skip


def confirm(clone: str, address: Address, root: str) -> None:
    """Keep a place as this clone's. Raises StoreTrouble (code read-only)."""
    said = {"version": 1, "remote": address.place, "store": root}
    settings.keep(_name(clone), json.dumps(said, ensure_ascii=False, indent=1), "Where this store is shared")


def _name(clone: str) -> str:
    return f"{_FOLDER}/{clone}.json"
