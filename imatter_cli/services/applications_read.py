"""Applications as their reader may see them; on plain data, without the models."""

from __future__ import annotations

from imatter_cli.domain import envelope
from imatter_cli.domain.ids import path_of
from imatter_cli.errors import Broken
from imatter_cli.services.context import Context
from imatter_cli.services.visibility import Eyes
from imatter_cli.store.contract import Data, Stored, Unreadable


def listed(ctx: Context, status: str = "", practitioner: str = "") -> tuple[list[Data], list[str]]:
    """Applications by id, and in words what could not be read and is left out."""
    eyes = Eyes(ctx.store, ctx.actor)
    found: list[Data] = []
    left_out: list[str] = []
    for item in ctx.store.scan("application", practitioner):
        if isinstance(item, Unreadable):
            left_out.append(f"{item.path} {item.findings[0].message}")
            continue
        trouble = next(envelope.faults("application", item.path, item.data), None)
        if trouble is not None:
            left_out.append(f"{item.path} {trouble.message}")
        elif (not status or item.data.get("status") == status) and (
            not practitioner or item.data.get("practitioner") == practitioner
        ):
            found.append(eyes.see("application", item.data))
    return found, left_out


def shown(ctx: Context, id: str) -> Data:
    """An application, and its `reviews` as far as whoever looks may see them. Raises NotFound, Broken."""
    data = ctx.store.get(id).data
    faults = list(envelope.faults("application", path_of(id), data))
    if faults:
        raise Broken(f"{path_of(id)} {faults[0].message}", [f.as_data() for f in faults], hint=faults[0].try_)
    eyes = Eyes(ctx.store, ctx.actor)
    reviews = [
        eyes.see("review", item.data)
        for item in ctx.store.scan("review", id)
        if isinstance(item, Stored) and item.data.get("application") == id
    ]
    return {**eyes.see("application", data), "reviews": reviews}
