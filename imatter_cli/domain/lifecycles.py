"""The lifecycles of all kinds: which event may happen in which state, and what state follows.

Every pair of state and event is decided: it is a row of the kind's transitions, or it is refused in words.
"""

from __future__ import annotations

from collections.abc import Mapping

from imatter_cli.domain.data import Data
from imatter_cli.domain.kinds import BY_NAME, KINDS
from imatter_cli.domain.kinds.application import AWARDED, DECIDED, OUTCOMES, UNDER_REVIEW, UNPAID
from imatter_cli.domain.kinds.life import BEFORE, ERASE, GONE, NOT_YET, SAME, UNDO, Transition, Who
from imatter_cli.remedies import Hint, of_record
from imatter_cli.said import Called, Many, Prose, Said

__all__ = [
    "AWARDED", "BEFORE", "CLOSED", "DECIDED", "ERASE", "GONE", "IN_STEP", "NOT_YET", "OUTCOMES", "SAME", "STATES",
    "TRANSITIONS", "UNDER_REVIEW", "UNDO", "UNPAID", "Transition", "Who",
]  # fmt: skip

STATES: dict[str, tuple[str, ...]] = {kind.name: kind.states for kind in KINDS}
#: Records that are still being worked on answer to today's programme.yaml; the others to their schema and seal.
CLOSED: dict[str, tuple[str, ...]] = {kind.name: kind.closed for kind in KINDS}
TRANSITIONS: tuple[Transition, ...] = tuple(row for kind in KINDS for row in kind.transitions)
#: Events that are made for everybody at once, where a store is shared.
IN_STEP: frozenset[str] = frozenset(row.event for row in TRANSITIONS if row.in_step)

_BY_PAIR: dict[tuple[str, str], Transition] = {(t.kind, t.event): t for t in TRANSITIONS}


def transition(kind: str, event: str) -> Transition | None:
    """The row of an event of a kind; None if the kind knows no such event."""
    return _BY_PAIR.get((kind, event))


def typed(verb: str) -> str:
    """What a change is called (`project plan`), as the command is typed that made the record (`project new`)."""
    kind, _, event = verb.partition(" ")
    row = transition(kind, event)
    begun = BY_NAME[kind].begun_by if row is not None and row.sources == (NOT_YET,) else ""
    return begun if begun.startswith(f"{kind} ") else verb


def done(kind: str, event: str) -> str:
    """The past tense of an event, as `paused`; the event itself where the kind knows no such event."""
    row = transition(kind, event)
    return event if row is None else row.done


def events_of(kind: str) -> tuple[str, ...]:
    """Every event a kind knows, in the table's order."""
    return tuple(t.event for t in BY_NAME[kind].transitions)


def events_from(kind: str, state: str) -> tuple[str, ...]:
    """Every event that may happen to a kind in a state."""
    return tuple(t.event for t in BY_NAME[kind].transitions if state in t.sources)


def next_state(row: Transition, state: str, details: Mapping[str, object]) -> str:
    """The state after an event that may happen; the details decide where the row says so.

    Raises KeyError for a detail's value that leads nowhere.
    """
    if state in row.keeps:
        return state
    if row.by_detail:
        return row.targets[str(details.get(row.by_detail))]
    return state if row.target == SAME else row.target


def refusal(kind: str, event: str, state: str) -> Said | None:
    """Why an event may not happen in a state; None if it may."""
    row = transition(kind, event)
    return None if row is not None and state in row.sources else why_not(kind, event, state)


def why_not(kind: str, event: str, state: str) -> Said:
    """Why an event may not happen in a state in which it may not."""
    row = transition(kind, event)
    if row is None:
        events = Many(events_of(kind))
        return Said("A {kind} has no event {given!r}. It has: {events}.", kind=kind, given=Prose(event), events=events)
    if state == NOT_YET:
        return Said("There is no such {kind} yet.", kind=kind)
    if row.sources == (NOT_YET,):
        return Said("The {kind} already exists, and is {status}.", kind=kind, status=state)
    return Said(
        "The {kind} is {status}. {event} needs one that is {needs:or}.",
        kind=kind,
        status=state,
        event=Called(event, event.replace("-", " ").capitalize()),
        needs=Many(s for s in row.sources if s),
    )


def instead(kind: str, event: str, state: str, id: object) -> Hint:
    """What to do with a record instead of an event that may not happen in its state; empty if nothing is known."""
    row = transition(kind, event)
    return of_record(row.instead.get(state, ""), id) if row else ""


def known(kind: str) -> bool:
    """Whether there is such a kind."""
    return kind in BY_NAME


def has_steps(kind: str) -> bool:
    """Whether any event of a kind is made for everybody at once."""
    return any(row.in_step for row in TRANSITIONS if row.kind == kind)


def is_in_step(kind: str, entry: Data) -> bool:
    """Whether an event, or the one that it takes back, is made for everybody at once where a store is shared."""
    event = entry.get("undoes") if entry.get("event") == UNDO else entry.get("event")
    row = transition(kind, str(event))
    return row is not None and row.in_step
