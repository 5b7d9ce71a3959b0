"""The closing day of a round, and what came in after it."""

from __future__ import annotations

from datetime import date

from imatter_cli.domain import dates, past, timeline, undoing
from imatter_cli.domain.data import Data
from imatter_cli.domain.fund import published

#: What we say about an application that was submitted late, or that changed after closing.
LATE = "late"
CHANGED = "changed after closing"
#: Events that make an application what is judged.
HANDED_IN = ("submit", "edit", "withdraw")


def takes_applications(round: Data, today: date) -> bool:
    """Whether a round takes applications on a day."""
    opens, closes = str(round.get("opens", "")), str(round.get("closes", ""))
    return round.get("status") == "open" and opens <= today.isoformat() <= closes


def counts_on(round: Data, dated: str, written: str) -> str:
    """The day that counts for the closing day, of something dated to one day and written down on another.

    It is the day on which it is written down: nobody gets past the closing day by giving an earlier date. In a quarter
    that was itself recorded after it first ended, dates count.
    """
    told = timeline.standing(round.get("timeline"))
    closed = [dates.day_of(str(e["at"])) for e in told if e.get("event") == "close"]
    ended = min([str(round["closes"]), *closed])
    return dated if told and timeline.written_on(told[0]) > ended else max(dated, written)


def is_late(round: Data, day: str) -> bool:
    """Whether an application submitted on that day is late for its round."""
    return bool(round["status"] != "open" or day > str(round["closes"]))


def is_past_its_closing(round: Data, closes: str) -> bool:
    """Whether a day is later than the one on which the round was closed."""
    return "" < published.closed_on(round) < closes


def moved_since_closing(round: Data) -> int | None:
    """The position of the event that moved a round's last day past its closing; None where there is none."""
    if not is_past_its_closing(round, str(round["closes"])):
        return None
    told = timeline.standing_at(round["timeline"])
    closed = next((n for n, e in reversed(told) if e.get("event") == "close"), -1)
    moves = [n for n, e in told if n > closed and "closes" in (e.get("fields") or ())]
    return moves[-1] if moves else None


def notes(application: Data, round: Data) -> tuple[str, ...]:
    """Notes on an application that was submitted late or changed after closing."""
    told = timeline.standing(application.get("timeline"))
    submitted = [e for e in told if e.get("event") == "submit"]
    out = [LATE] if submitted and submitted[-1].get("late") else []
    first = told.index(submitted[0]) if submitted else len(told)
    changes = [e for e in told[first + 1 :] if e.get("event") in ("edit", "submit") and not e.get("late")]
    changes += [e for e in application.get("timeline") or () if e.get("undoes") in (*HANDED_IN, "undo")]
    return (*out, CHANGED) if any(after_closing(round, e) for e in changes) else tuple(out)


def why_late(application: Data) -> str:
    """Why an application was taken late; empty for one that came in time."""
    told = [e for e in timeline.happened(application, "submit") if e.get("late")]
    return str(told[-1].get("reason") or "") if told else ""


def after_closing(round: Data, entry: Data) -> bool:
    """Whether an event was written down after the round's closing day, or after it was closed."""
    dated = dates.day_of(str(entry.get("at")))
    day = counts_on(round, dated, timeline.written_on(entry))
    at = str(entry.get("at")) if day == dated else undoing.moment_of(entry)
    closed = timeline.last(round, "close")
    return day > str(round["closes"]) or (closed is not None and past.follows(at, str(closed["at"])))
