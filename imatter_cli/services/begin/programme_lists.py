"""The lists of the programme: an entry is added, changed or taken out, each time as one new version of the rules."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from imatter_cli.classes import replace
from imatter_cli.domain import ids, lists
from imatter_cli.errors import BadValue, Broken, Refused
from imatter_cli.said import Many, Prose, Said
from imatter_cli.services.begin import programme
from imatter_cli.services.context import Context
from imatter_cli.store.contract import Data, Reader, Receipt

#: What tells the entries of a list apart, where that isn't their id.
_KEYS: Final = {"words": "avoid"}
#: So many characters of what an entry is called are taken for its id.
_LONGEST: Final = 40


def entries(reader: Reader, name: str) -> list[dict[str, Any]]:
    """The entries of a list, in order. Raises BadValue for a list that is not there."""
    try:
        return [dict(one) for one in lists.items(programme.rules(reader).data, name)]
    except (KeyError, TypeError):
        raise BadValue(Said("{given!r} is not a list of the programme.", given=Prose(name))) from None


def key(name: str, entry: Data) -> str:
    """What tells an entry apart in its list: its id, or the word to avoid."""
    return str(entry[_KEYS.get(name, "id")])


def add(ctx: Context, name: str, parts: Mapping[str, Any], what: str = "") -> Receipt:
    """Add an entry at the end of a list; `what` is said of the new version of the rules.

    Raises BadValue for one that is there, and Broken.
    """
    there = entries(ctx.store, name)
    called = str(next(iter(parts.values())))
    known = {key(name, one) for one in there}
    if any(called in one.values() for one in there):
        raise BadValue(Said("{given!r} is in the list already.", given=Prose(called)))
    new = dict(parts) if name in _KEYS else {"id": _id_for(called, known), **parts}
    said = Said("Added {entry} to {list}.", entry=Prose(called), list=name)
    return _with(ctx, name, [*there, _tidy(new)], what or str(said))


def change(ctx: Context, name: str, which: str, parts: Mapping[str, Any], what: str = "") -> Receipt:
    """Change parts of an entry; an empty one goes. Raises BadValue, Refused (`nothing-changed`), Broken."""
    there = entries(ctx.store, name)
    at = _at(name, there, which)
    changed = _tidy({**there[at], **parts})
    said = Said("Changed {entry} in {list}.", entry=which, list=name)
    return _with(ctx, name, [*there[:at], changed, *there[at + 1 :]], what or str(said))


def take_out(ctx: Context, name: str, which: str, what: str = "") -> Receipt:
    """Take an entry out of a list. Raises BadValue, Broken, and Refused (`in-use`) while records name it."""
    there = entries(ctx.store, name)
    at = _at(name, there, which)
    said = Said("Took {entry} out of {list}.", entry=which, list=name)
    try:
        return _with(ctx, name, [*there[:at], *there[at + 1 :]], what or str(said))
    except Broken as broken:
        named = sorted({id for f in broken.details["findings"] if (id := ids.id_at(str(f["path"])))})
        if not named:
            raise
        raise Refused(
            Said("{entry} stays in the list: {records} name it.", entry=which, records=Many(named))
            if len(named) > 1
            else Said("{entry} stays in the list: {record} names it.", entry=which, record=named[0]),
            code="in-use", hint="Change what these say first.", details={"records": named},
        ) from None  # fmt: skip


def ask(ctx: Context, name: str, which: str) -> None:
    """Raise what taking an entry out would be refused for now."""
    take_out(replace(ctx, dry_run=True), name, which)


def _with(ctx: Context, name: str, changed: list[dict[str, Any]], what: str) -> Receipt:
    def alter(data: dict[str, Any]) -> None:
        found = programme.value_at(data, name)
        listed = found["items"] if isinstance(found, Mapping) else found
        listed[:] = changed

    return programme.revise(ctx, alter, what)


def _at(name: str, there: Sequence[Data], which: str) -> int:
    known = [key(name, one) for one in there]
    if which not in known:
        raise BadValue(
            Said("{given!r} is not in the list.", given=Prose(which)),
            hint=Said("It has {known}.", known=Many(known)),
        )
    return known.index(which)


def _tidy(entry: Data) -> dict[str, Any]:
    """An entry without parts that say nothing."""
    return {part: value for part, value in entry.items() if value not in ("", None, False, [])}


def _id_for(called: str, known: set[str]) -> str:
    """An id that no entry has, out of what a new one is called."""
    words = re.findall(r"[a-z0-9]+", called.lower())[:6] or ["entry"]
    id = "-".join(words)[:_LONGEST].strip("-")
    return next(one for one in (id, *(f"{id}-{n}" for n in range(2, len(known) + 3))) if one not in known)
