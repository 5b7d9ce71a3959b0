"""Which store is in use and why, which ones a person has, and which is the default."""

from __future__ import annotations

from imatter_cli import folders
from imatter_cli.classes import immutable
from imatter_cli.errors import NotFound, StoreTrouble
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Said
from imatter_cli.store import known, locate


@immutable
class KnownStore:
    """A store of the person's: its path, whether it is there, in use, and the default where no other is named."""

    path: str
    there: bool
    in_use: bool
    default: bool


@immutable
class Shelf:
    """The store in use (empty: none can be used, `trouble` says why), what chose it, and all that are known."""

    path: str
    by: str
    stores: tuple[KnownStore, ...]
    trouble: StoreTrouble | None = None


def shelf(explicit: str = "") -> Shelf:
    """Which stores there are; `explicit` is what --store names."""
    trouble = None
    try:
        used = locate.locate(explicit)
    except StoreTrouble as found:
        used, trouble = locate.Located("", ""), found
    default = locate.default_store()
    paths = dict.fromkeys(filter(None, [used.path, default, *known.known()]))
    stores = (KnownStore(path, locate.is_store(path), path == used.path, path == default) for path in paths)
    return Shelf(used.path, used.by, tuple(stores), trouble)


def use(path: str, *, dry_run: bool = False) -> str:
    """Make a store the default; its absolute path. Raises StoreTrouble (`no-store` where there is none)."""
    there = locate.named(path)
    if not dry_run:
        locate.set_default_store(there)
        known.remember(there)
    return there


def forget(path: str, *, dry_run: bool = False) -> str:
    """Take a store off the list, and from being the default. The folder stays as it is. Raises NotFound."""
    there = str(folders.typed(path))
    is_default = locate.default_store() == there
    if not is_default and there not in known.known():
        raise NotFound(
            Said("{path} is not among your stores.", path=there),
            hint=Remedy("To see them: ", Command("store")), details={"path": there},
        )  # fmt: skip
    if not dry_run:
        known.forget(there)
        if is_default:
            locate.unset_default_store()
    return there


def around(path: str) -> str:
    """The store that a folder lies in. Empty if it lies in none. Raises StoreTrouble for one without its rules."""
    return locate.around_us(path)
