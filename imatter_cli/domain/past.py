"""What a record was on an earlier day, worked out from its timeline.

Where both the change and what is asked about say their moment, moments decide. Where one only says its day, days do,
and the day on which something changed counts for both sides of the change.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from typing import Any

from imatter_cli.domain import dates, lifecycles, timeline
from imatter_cli.domain.data import Data

#: When a record changed its state (a moment, or a day), oldest first, each with the state from then on.
Passages = Sequence[tuple[str, str]]

#: Two days, and all that are between them: the two themselves are not meant.
Days = tuple[str, str]
#: After every day.
NO_END = "~"


def passages(kind: str, entries: Sequence[Any] | None) -> list[tuple[str, str]]:
    """The changes of state in a timeline. Events that could not happen are skipped."""
    out: list[tuple[str, str]] = []
    status = lifecycles.NOT_YET
    for entry in timeline.standing(entries):
        row = lifecycles.transition(kind, entry["event"])
        if row is None or status not in row.sources:
            continue
        try:
            after = lifecycles.next_state(row, status, entry)
        except KeyError:
            continue
        if after != status:
            out.append((str(entry["at"]), after))
            status = after
    return out


def states(lived: Passages, at: str) -> frozenset[str]:
    """The states that a record was in at a moment, or at some time of a day; the empty text where it was not there
    yet.
    """
    before = lifecycles.NOT_YET
    found = set()
    for on, state in lived:
        if is_before(on, at):
            before = state
        elif is_before(at, on):
            break
        else:
            found.add(state)
    return frozenset({before, *found})


def days_in(states: Container[str], lived: Passages) -> list[Days]:
    """Days on which a record was in one of these states, and in no other, at every moment of them."""
    out: list[Days] = []
    begun = latest = ""
    for on, state in lived:
        day = dates.day_of(on)
        latest = max(latest, day)  # what was dated back later hides what stands before it, until then
        if state in states:
            begun = begun or latest
        elif begun:
            out.append((begun, day))
            begun = ""
    return [*out, (begun, NO_END)] if begun else out


def common(some: Iterable[Days], others: Sequence[Days]) -> list[Days]:
    """The days that both have."""
    return [(max(a, c), min(b, d)) for a, b in some for c, d in others]


def is_before(at: str, other: str) -> bool:
    """Whether one event was before another: by the moment where both have one, else by the day."""
    if len(at) > len("2026-11-24") < len(other):
        return at < other
    return dates.day_of(at) < dates.day_of(other)


def follows(at: str, other: str) -> bool:
    """Whether one event came at the same moment as another or later; by the day alone, on a later one."""
    if len(at) > len("2026-11-24") < len(other):
        return at >= other
    return dates.day_of(at) > dates.day_of(other)


def values(record: Data, name: str, when: str) -> list[Any]:
    """What a field that events lead to (roles, ends) was: at a moment, or every value that it had on a day.

    Where no event tells it, that is what the record says today; before the first event that does, what that one says.
    """
    told = [(str(e["at"]), e[name]) for e in timeline.standing(record.get("timeline")) if name in e]
    before = [value for on, value in told if is_before(on, when)][-1:]
    same = [value for on, value in told if not is_before(on, when) and not is_before(when, on)]
    if not told:
        return [record[name]] if name in record else []
    return [*before, *same] or [told[0][1]]
