"""Verbs that only record their event: one function does all of them, from their row in the lifecycle."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from imatter_cli import sources
from imatter_cli.domain import ids, lifecycles, people
from imatter_cli.errors import NotFound, Refused
from imatter_cli.said import Called, Many, Said
from imatter_cli.services.context import Context
from imatter_cli.services.records import sound
from imatter_cli.services.records.persons import actor_of
from imatter_cli.services.records.recording import Recording, record
from imatter_cli.services.records.visibility import Eyes
from imatter_cli.store.contract import Data, Receipt


def happen(
    ctx: Context, id: str, event: str, *, day: str = "", reason: str = "", fields: Data | None = None,
    details: Data | None = None,
) -> Receipt:  # fmt: skip
    """Record one event in the life of one record, and nothing else. Raises as `Recording.lead` and `change`."""

    def do(recording: Recording) -> None:
        recording.lead(id, event, fields, day=day, reason=reason, details=details)

    return record(ctx, f"{ids.kind_of(id)} {event}", do)


def may_happen(ctx: Context, event: str) -> Callable[[str], None]:
    """Ask whether the event may happen to a record now. The answer is a function of an id that raises the refusal.

    Whatever depends on answers that are still to come is left out. Nothing is written or rehearsed.
    """
    recording = cache(lambda: Recording(ctx, ctx.store))

    def ask(id: str) -> None:
        recording().ask(id, event)

    return ask


def may_begin(ctx: Context, kind: str, event: str, fields: Data, details: Data | None = None) -> None:
    """Raise the refusal if no record of that kind, with these fields, may begin with this event now."""
    Recording(ctx, ctx.store).ask_new(kind, event, fields, details=details)


def begin(ctx: Context, kind: str, event: str, fields: Data, *, day: str = "") -> Receipt:
    """A new record of a kind with these fields, begun by an event, and nothing else."""

    def do(recording: Recording) -> None:
        recording.new(kind, event, fields, day=day)

    return record(ctx, f"{kind} {event}", do)


def fitting(ctx: Context, kind: str, event: str) -> list[str]:
    """The records of a kind that this event may happen to, newest first: the actor's own, otherwise anybody's.

    If a command does not name its record and there is exactly one, it means that one. Broken records are left out.
    """
    row = lifecycles.transition(kind, event)
    return in_states(ctx, kind, row.sources if row else ())


def in_states(ctx: Context, kind: str, states: Sequence[str]) -> list[str]:
    """The records of a kind in one of these states, newest first: the actor's own, otherwise anybody's.

    Coordinators usually act for others, so their own record as a person is not assumed.
    """
    own = [] if kind == "practitioner" and _coordinates(ctx) else standing(ctx, kind, states)
    return own or _among(ctx, kind, states, "")


def meant(ctx: Context, kind: str, event: str) -> str:
    """The record that a command is about if none was named; empty if somebody has to choose.

    It is the only one that the event may happen to. If there is none, it is the only record there is, so that the
    refusal can say what state it is in. Raises NotFound if there is no record of the kind, and Refused (`lifecycle`) if
    there are several and the event may happen to none of them.
    """
    found = fitting(ctx, kind, event)
    if found:
        return found[0] if len(found) == 1 else ""
    everything = ctx.store.ids(kind)
    own = in_states(ctx, kind, lifecycles.STATES[kind])
    if len(own) == 1 or len(everything) == 1:
        return [*own, *everything][0]
    if not everything:
        raise NotFound(Said("There is no {kind} here yet.", kind=kind), hint=ids.BEGUN_BY[kind])
    row = lifecycles.transition(kind, event)
    states = [s for s in (row.sources if row else ()) if s]
    raise Refused(
        Said(
            "No {kind} is {states:or}, so there is nothing to {event}.",
            kind=kind,
            states=Many(states),
            event=Called(event, event.replace("-", " ")),
        ),
        code="lifecycle",
        source=sources.LIFECYCLES,
        hint=ids.LISTED_BY[kind],
    )


def standing(ctx: Context, kind: str, states: Sequence[str]) -> list[str]:
    """The actor's own records of a kind in one of these states, newest first. Broken ones are left out."""
    return _among(ctx, kind, states, ctx.actor) if ctx.actor else []


def _coordinates(ctx: Context) -> bool:
    return bool(ctx.actor) and actor_of(ctx.store, ctx.actor).coordinates


def _among(ctx: Context, kind: str, states: Sequence[str], holder: str) -> list[str]:
    eyes = Eyes(ctx.store, ctx.actor)
    found = [
        (_begun(data), str(data["id"]))
        for data in (eyes.see(kind, one) for one in sound.each(ctx.store, kind, holder))
        if data["status"] in states and (not holder or people.holder_of(kind, data) == holder)
    ]
    return [id for _, id in sorted(found, reverse=True)]


def _begun(data: Data) -> str:
    first = data["timeline"][0]
    return str(first.get("recorded") or first.get("at"))
