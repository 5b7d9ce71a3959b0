"""Making a store: the programme's rules and one person, as a code."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from datetime import datetime
from importlib import resources
from pathlib import Path
from typing import Literal

from imatter_cli import folders
from imatter_cli.classes import immutable
from imatter_cli.domain import dates, envelope, ids, records, timeline
from imatter_cli.errors import Refused, StoreTrouble, stopped_after
from imatter_cli.reasons import reason
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Said
from imatter_cli.services.begin import identity
from imatter_cli.services.integrity import schemas
from imatter_cli.store import cloud, codec, known, locate
from imatter_cli.store.contract import Store
from imatter_cli.store.create import create, has_history

StoreKind = Literal["personal", "programme"]

#: The roles that the person who makes a store has in it.
ROLES: dict[StoreKind, tuple[str, ...]] = {"personal": ("practitioner",), "programme": ("coordinator",)}
#: Where a notebook is offered to somebody who names no place.
USUAL_PLACE = "~/imatter"
_STORE_LINE = re.compile(r"^store: \w+$", re.MULTILINE)


@immutable
class Founded:
    """A store that was just made, who is in it, and what was set for it.

    `new` says that nothing managed its folder before, `identity` that changes are made there in the
    code's name, `default` that it is now the store in use where no other is named. `notes` are for the person.
    """

    store: Store
    practitioner: str
    path: str
    commit: str
    new: bool
    identity: bool
    default: bool
    notes: tuple[str, ...] = ()


def in_usual_place() -> str:
    """The path of the store in the usual place; empty if there is none."""
    path = str(Path(USUAL_PLACE).expanduser())
    return path if locate.is_store(path) else ""


def found_personal(path: str, now: datetime, random_index: Callable[[int], int]) -> Founded:
    """Your own notebook at that path, with one practitioner in it. Raises as `found`."""
    return found(path, "personal", now, random_index)


def _as_it_is(store: Store, person: str) -> None:
    """Nothing more in it than the rules and one person."""


def found(
    path: str,
    kind: StoreKind,
    now: datetime,
    random_index: Callable[[int], int],
    *,
    own_identity: bool = False,
    may_be_default: bool = True,
    filled: Callable[[Store, str], object] = _as_it_is,
) -> Founded:
    """A store at that path (`~` is understood) in one commit, with the person who makes it in it.

    `filled` puts more in it, and is given the store and the person: it is part of the making.

    With `own_identity` git's own name and address are used. Raises Refused (`store-already`, `not-empty`), and
    StoreTrouble (`identity` in a repository that was there before and has none, `read-only`, `nested`).
    """
    root = folders.typed(path)
    _refuse_place(root)
    new = not has_history(str(root))
    person = ids.mint("practitioner", dates.day_here(now), random_index)
    id = ids.mint_store(random_index)
    files = {ids.PROGRAMME_PATH: programme_text(kind, id), ids.path_of(person): _person_text(person, kind, now)}
    files |= schemas.all_schemas()
    trailers = [("Record", "programme"), ("Record", person), ("Event", "join"), ("Programme", "1")]
    signed = None if own_identity or not new else ids.as_code(person)

    def furnished(store: Store) -> None:
        store.set_setting(identity.SETTING, person)
        store.clone_id(make=True)
        if new:
            filled(store, person)

    store = create(str(root), files, identity=signed, message="store init", trailers=trailers, then=furnished)
    with once_made(str(root), person):
        if not new:  # what was there before is not taken away again
            filled(store, person)
        return _remembered(store, person, root, new=new, signed=signed is not None, may_be_default=may_be_default)


def once_made(path: str, person: str) -> AbstractContextManager[None]:
    """If somebody stops what comes here, say that the store is made."""
    made = Said("Stopped. {path} is a store now, and you are {person} there.", path=path, person=person)
    return stopped_after(made, hint=Command("status", "--store", path))


def _remembered(
    store: Store, person: str, root: Path, *, new: bool, signed: bool, may_be_default: bool
) -> Founded:  # fmt: skip
    """The store, now that it is made: among the person's stores, and perhaps the default."""
    if not may_be_default:
        with suppress(StoreTrouble):
            known.remember(str(root))
    made = next(iter(store.history()))
    default, notes = make_default(str(root)) if may_be_default else (False, ())
    notes += cloud.notes(str(root)) + folders.open_to_others(root)
    return Founded(store, person, str(root), made.commit, new, signed, default, notes)


def found_again(path: str, kind: StoreKind, open_store: Callable[[str], Store]) -> Founded | None:
    """The person's own store in a folder, which becomes the default if the default store is gone; nothing is made.

    None where no such store is there, or the default one still is. Raises StoreTrouble.
    """
    root, before = str(folders.typed(path)), locate.default_store()
    if not locate.is_store(root) or (before and locate.is_store(before)):
        return None
    store = open_store(root)
    person = store.setting(identity.SETTING)
    if not person or store.programme().get("store") != kind:
        return None
    locate.set_default_store(root)
    return Founded(store, person, root, "", new=False, identity=False, default=True)


def programme_text(kind: StoreKind, id: str) -> bytes:
    """The rules as they ship, comments and all, for a store of that kind and id."""
    shipped = resources.files("imatter_cli").joinpath("data", "programme.yaml").read_text(encoding="utf-8")
    text, changed = _STORE_LINE.subn(f"store: {kind}\nstore_id: {id}", shipped, count=1)
    if changed != 1:
        raise AssertionError("the programme that ships does not say what kind of store it is for")
    return text.encode()


def _person_text(id: str, kind: StoreKind, now: datetime) -> bytes:
    moment = dates.moment_text(now)
    roles = list(ROLES[kind])
    joined = timeline.Happening("join", id, moment, details={"roles": roles}, today=dates.day_here(now).isoformat())
    base = {"id": id, "schema": envelope.schema_name("practitioner"), "programme": 1, "status": "", "roles": roles}
    data = timeline.lead_on("practitioner", None, joined, base)
    return codec.render("practitioner", records.ordered("practitioner", data))


def _refuse_place(root: Path) -> None:
    try:
        _refuse_taken(root)
        if has_history(str(root)):
            return
        _refuse_nested(root)
        there = sorted(p.name for p in root.iterdir() if not p.name.startswith(".")) if root.is_dir() else []
    except OSError as wrong:
        raise StoreTrouble(
            Said("{path} cannot be read: {why}.", path=str(root), why=reason(wrong)),
            hint="Choose another place.",
            code="read-only",
        ) from wrong
    if there:
        more = Said(" and {more} more", more=len(there) - 1) if len(there) > 1 else Said("")
        raise Refused(
            Said("{path} is not empty ({file}{more}).", path=str(root), file=there[0], more=more),
            code="not-empty",
            hint=Remedy("Give it a folder of its own: ", Command("init", USUAL_PLACE)),
        )


def _refuse_taken(root: Path) -> None:
    """Refuse the home folder, a store, and what is not a folder."""
    if root.resolve() == Path.home().resolve():
        raise Refused(
            Said("{path} is your home folder. A store needs a folder of its own.", path=str(root)),
            code="not-empty",
            hint=Command("init", USUAL_PLACE),
        )
    if locate.is_store(str(root)):
        raise Refused(
            Said("{path} is already a store.", path=str(root)), code="store-already",
            hint=Remedy(Command("status", "--store", root), " shows what is in it."),
        )  # fmt: skip
    if root.exists() and not root.is_dir():
        raise Refused(
            Said("{path} is a file. A store needs a folder.", path=str(root)),
            code="not-a-folder",
            hint="Choose another place.",
        )


def _refuse_nested(root: Path) -> None:
    """Refuse a folder inside one that has a history."""
    above = next((p for p in root.parents if has_history(str(p))), None)
    if above is not None:
        raise StoreTrouble(
            Said(
                "{path} is inside {above}, which already keeps a history; a store needs its own.",
                path=str(root),
                above=str(above),
            ),
            code="nested",
            hint=Remedy(
                "Make it at the top (", Command("init", above), "), or outside (", Command("init", USUAL_PLACE), ")."
            ),
        )


def make_default(root: str) -> tuple[bool, tuple[str, ...]]:
    """The default store, if there is none yet that still is one; what stands in the way is only said."""
    with suppress(StoreTrouble):  # the list is a help, no more
        known.remember(root)
    before = locate.default_store()
    if before and locate.is_store(before):
        return False, ()
    try:
        locate.set_default_store(root)
    except StoreTrouble as trouble:
        return False, (f"{trouble.message} {trouble.hint}",)
    return True, ()
