"""The coordinator's contacts: who is behind a code, for letters and mail merge alone. They are not in the store."""

from __future__ import annotations

from collections.abc import Mapping

from imatter_cli.domain import contacts as rules
from imatter_cli.domain.contacts import FIELDS, Contact
from imatter_cli.errors import NotFound, Refused
from imatter_cli.remedies import Command
from imatter_cli.said import Said
from imatter_cli.services.context import Context
from imatter_cli.services.fund.records import refuse_others
from imatter_cli.store import contacts, outside

_MOST = 1024 * 1024


def every(ctx: Context) -> list[Contact]:
    """All contacts of this store, by code. Raises Refused (`not-yours` for anybody but a coordinator), StoreTrouble."""
    _store(ctx)
    return [one for _, one in sorted(by_code(ctx).items())]


def by_code(ctx: Context) -> dict[str, Contact]:
    """The same by code; nobody where the store has no id to keep them under. Raises StoreTrouble."""
    kept = contacts.read(ctx.store.store_id()).items()
    return {code: Contact(code, *(said.get(name, "") for name in FIELDS)) for code, said in kept}


def put(ctx: Context, code: str, given: Mapping[str, str]) -> Contact:
    """Keep what is given of a person. The rest stays as it is. Raises as `every`, NotFound, BadValue."""
    ctx.store.get(code)
    there = contacts.read(_store(ctx))
    made = rules.contact(code, {**there.get(code, {}), **given})
    _keep(ctx, {**there, code: made.as_data()})
    return made


def remove(ctx: Context, code: str) -> Contact:
    """Forget a person. Raises as `every`, and NotFound for one who is not there."""
    there = contacts.read(_store(ctx))
    if code not in there:
        raise NotFound(Said("There is no contact for {person}.", person=code), hint=Command("contacts list"))
    gone = Contact(code, *(there[code].get(name, "") for name in FIELDS))
    _keep(ctx, {other: said for other, said in there.items() if other != code})
    return gone


def read(path: str) -> bytes:
    """The bytes of a spreadsheet. Raises NotFound, BadValue, StoreTrouble."""
    return outside.read(path, _MOST)


def bring_in(ctx: Context, raw: bytes, name: str) -> list[Contact]:
    """Keep everybody in a spreadsheet, each in place of what was known. Raises as `every`, BadValue."""
    found = rules.of_sheet(raw, name, ctx.store.ids("practitioner"))
    _keep(ctx, {**contacts.read(_store(ctx)), **{one.code: one.as_data() for one in found}})
    return found


def _keep(ctx: Context, kept: Mapping[str, Mapping[str, str]]) -> None:
    if not ctx.dry_run:
        own = {code: {name: said[name] for name in FIELDS if said.get(name)} for code, said in kept.items()}
        contacts.keep(_store(ctx), own)


def _store(ctx: Context) -> str:
    refuse_others(ctx.store, ctx.actor, ctx.store.programme().get("store") == "personal", "A programme's contacts")
    id = ctx.store.store_id()
    if not id:
        raise Refused(
            "This store has no id yet, so its contacts can't be told from those of another.", code="no-id",
            hint=Command("check"),
        )  # fmt: skip
    return id
