"""The closing day of a round, and what came in after it."""

from __future__ import annotations

from imatter_cli.domain import dates, past, timeline
from imatter_cli.domain.data import Data

#: What we say about an application that was submitted late, or that changed after closing.
LATE = "late"
CHANGED = "changed after closing"


def is_late(round: Data, day: str) -> bool:
    """Whether an application submitted on that day is late for its round."""
    return bool(round["status"] != "open" or day > str(round["closes"]))


def notes(application: Data, round: Data) -> tuple[str, ...]:
    """Notes on an application that was submitted late or changed after closing."""
    told = timeline.standing(application.get("timeline"))
    submitted = [e for e in told if e.get("event") == "submit"]
    out = [LATE] if submitted and submitted[-1].get("late") else []
    first = told.index(submitted[0]) if submitted else len(told)
    changes = [e for e in told[first + 1 :] if e.get("event") in ("edit", "submit") and not e.get("late")]
    return (*out, CHANGED) if any(_after_closing(round, e) for e in changes) else tuple(out)


def _after_closing(round: Data, entry: Data) -> bool:
    at = str(entry.get("at"))
    closed = [str(e["at"]) for e in timeline.standing(round.get("timeline")) if e.get("event") == "close"]
    return dates.day_of(at) > str(round["closes"]) or any(past.follows(at, when) for when in closed[-1:])
