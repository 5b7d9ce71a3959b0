"""Who somebody says they are in a store: a declaration kept in the trail, not a proof."""

from __future__ import annotations

from imatter_cli.domain import lifecycles
from imatter_cli.errors import Refused
from imatter_cli.remedies import Command
from imatter_cli.said import Said
from imatter_cli.services.context import Context
from imatter_cli.store.contract import Data, Reader, Store

#: The setting outside the records, for this clone alone.
SETTING = "me"


def declare(store: Store, part: str, *, dry_run: bool = False) -> Data:
    """Be the person that a part of an id names from now on: `{id, roles, by}`. Raises NotFound, Ambiguous, Refused."""
    id = person_of(store, part)
    if not dry_run:
        store.set_setting(SETTING, id)
        store.take_code(id)
    return {"id": id, "roles": _roles(store.get(id).data), "by": "me"}


def person_of(reader: Reader, part: str) -> str:
    """The code that a part of it names, of somebody who has not left. Raises NotFound, Ambiguous, Refused."""
    id = reader.find(part, ["practitioner"])
    person = reader.get(id).data
    if person.get("status") in lifecycles.CLOSED["practitioner"]:
        raise Refused(
            Said("{person} has left the programme.", person=id),
            code="has-left",
            hint=Command("practitioner rejoin", id),
        )
    return id


def declared(ctx: Context) -> Data:
    """Who acts: `{id, roles, by}`, where `by` is `me`, `as` (one command) or `only` (the only one of a notebook)."""
    if not ctx.actor:
        return {"id": "", "roles": [], "by": ""}
    said = ctx.store.setting(SETTING)
    by = "me" if said == ctx.actor else "only" if not said and len(ctx.store.ids("practitioner")) == 1 else "as"
    return {"id": ctx.actor, "roles": _roles(ctx.store.get(ctx.actor).data), "by": by}


def _roles(person: Data) -> list[str]:
    roles = person.get("roles")
    return [str(role) for role in roles] if isinstance(roles, list) else []
