"""Joining a store that somebody shares: your own copy of it, under your code."""

from __future__ import annotations

from pathlib import Path

from imatter_cli import folders
from imatter_cli.classes import immutable
from imatter_cli.domain import lifecycles
from imatter_cli.errors import NotFound, Refused, Usage
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Said
from imatter_cli.services.begin import founding, identity
from imatter_cli.services.safe import stores
from imatter_cli.services.together import syncing
from imatter_cli.store import cloud, joining
from imatter_cli.store.contract import Store, Stored
from imatter_cli.store.sharing import Address, Meeting, Told


@immutable
class Joined:
    """A copy that was just made: who its user is there, and whether it is now the usual store.

    `person` is empty where that was not said; `people` are then everybody that it can be, with their roles.
    """

    store: Store
    path: str
    remote: str
    person: str
    people: tuple[tuple[str, tuple[str, ...]], ...]
    default: bool
    notes: tuple[str, ...]


def place_for(address: Address, path: str) -> str:
    """The folder of the copy: the one that is named, or one called as the shared one. Raises Refused (`not-empty`)."""
    name = address.place.rstrip("/").rpartition("/")[2].rpartition(":")[2].removesuffix(".git")
    root = folders.typed(path) if path else Path.cwd() / (name or "store")
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise Refused(
            Said("{path} is there already, and is not empty.", path=str(root)),
            hint=Remedy("Name another folder: ", Command("join", address, "PATH")), code="not-empty",
        )  # fmt: skip
    if not root.parent.is_dir():
        raise Refused(
            Said("There is no folder {path}.", path=str(root.parent)), hint="Make it first, or choose another folder.",
            code="no-folder",
        )  # fmt: skip
    outer = stores.around(str(root.parent)) or _shared_folder(address, root)
    if outer:
        raise Refused(
            Said("{path} is inside {outer}, which is a store itself.", path=str(root), outer=outer),
            hint="Choose a place outside it.", code="nested",
        )  # fmt: skip
    return str(root)


def _shared_folder(address: Address, root: Path) -> str:
    """The folder in which the store is shared, if the copy would lie in it."""
    return address.place if root.is_relative_to(Path(address.place).expanduser().absolute()) else ""


def join(
    address: Address, root: str, said: str = "", *, asks: bool = False, told: Told | None = None
) -> Joined:  # fmt: skip
    """A copy of the store that is shared there, as the person whose code is `said`, or the only one that there is.

    Raises as `syncing.sync` and `identity.declare`, and Refused (`nothing-there`); then no copy is made.
    """
    who: list[str] = []

    def judge(met: Meeting) -> None:
        syncing.refuse_unsound(met, address)
        who.append(_person(met, said, Command("join", address, root)) if said else "")

    store = joining.join(root, address, judge, asks=asks, told=told)
    store.share_at(address)
    people = store.ids("practitioner")
    alone = people[0] if len(people) == 1 and store.programme().get("store") == "personal" else ""
    person = who[-1] or alone
    if person:
        identity.declare(store, person)
    default, notes = founding.make_default(root)
    others = () if person else _people(store)
    return Joined(
        store,
        root,
        address.place,
        person,
        others,
        default,
        (*notes, *cloud.notes(root), *folders.open_to_others(Path(root))),
    )


def _person(met: Meeting, said: str, without: Command) -> str:
    try:
        return identity.person_of(met.at(met.theirs), said)
    except NotFound as e:
        raise NotFound(e.said, hint=Remedy("To see which codes there are, join without --as: ", without)) from None


def _people(store: Store) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Everybody who has not left, with their roles."""
    sound = (item.data for item in store.scan("practitioner") if isinstance(item, Stored))
    here = [one for one in sound if one.get("status") not in lifecycles.CLOSED["practitioner"]]
    return tuple((str(one["id"]), tuple(map(str, one.get("roles") or ()))) for one in here)


def refuse_trial(dry_run: bool) -> None:
    """Joining makes a folder: it has no trial run. Raises Usage."""
    if dry_run:
        raise Usage("Joining a store has no trial run.", hint="Leave --dry-run out.")
