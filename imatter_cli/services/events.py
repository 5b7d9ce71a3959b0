"""Verbs with no logic beyond their event: one function, driven by the lifecycle row (DESIGN.md, section 6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from imatter_cli.domain import ids, lifecycles, people
from imatter_cli.services.context import Context
from imatter_cli.services.recording import Recording, record
from imatter_cli.store.contract import Receipt, Stored


def happen(
    ctx: Context, id: str, event: str, *, day: str = "", reason: str = "", fields: Mapping[str, Any] | None = None,
    details: Mapping[str, Any] | None = None,
) -> Receipt:  # fmt: skip
    """One event in the life of one record, with nothing else to decide. Raises as `Recording.lead` and `change`."""

    def do(recording: Recording) -> None:
        recording.lead(id, event, fields, day=day, reason=reason, details=details)

    return record(ctx, f"{ids.kind_of(id)} {event}", do)


def fitting(ctx: Context, kind: str, event: str) -> list[str]:
    """Which of the actor's own records of a kind this event may happen to, newest first; broken ones are left out.

    What a command means when its record is not named and there is exactly one.
    """
    row = lifecycles.transition(kind, event)
    if row is None or not ctx.actor:
        return []
    return standing(ctx, kind, row.sources)


def standing(ctx: Context, kind: str, states: tuple[str, ...]) -> list[str]:
    """The actor's own records of a kind in one of these states, newest first; broken ones are left out."""
    if not ctx.actor:
        return []
    found = [
        (_begun(item), item.id)
        for item in ctx.store.scan(kind, ctx.actor)
        if isinstance(item, Stored)
        and people.holder_of(kind, item.data) == ctx.actor
        and item.data.get("status") in states
    ]
    return [id for _, id in sorted(found, reverse=True)]


def _begun(item: Stored) -> str:
    events = item.data.get("timeline")
    first = events[0] if isinstance(events, list) and events else None
    return str(first.get("recorded") or first.get("at")) if isinstance(first, dict) else ""
