"""A published quarter is a fact: its applications as they were when it was published, whatever happened later.

The sitting, the pack, the figures, the letters and the open data all ask here which applications a quarter has and
how each of them stood. What happened after publication is `since`: it is shown next to the figures, never in them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from imatter_cli.domain import dates, timeline
from imatter_cli.domain.data import Data
from imatter_cli.domain.fund import decisions


def publication(round: Data) -> Data | None:
    """The event that published a round; None while it is not published."""
    return timeline.last(round, "publish") if round.get("status") == "published" else None


def told_with(round: Data) -> Data | None:
    """The event that made a round's decisions known: its publication, or its cancellation."""
    return timeline.last(round, "cancel") if round.get("status") == "cancelled" else publication(round)


def closed_on(round: Data) -> str:
    """The day on which a round was closed; empty while it takes applications (or does again)."""
    last = timeline.last(round, "close", "reopen")
    return dates.day_of(str(last.get("at"))) if last is not None and last["event"] == "close" else ""


def is_being_decided(round: Data) -> bool:
    """Whether decisions may have been made in a round that are not published: it is closed, or was opened again."""
    status = round.get("status")
    return status == "closed" or (status == "open" and bool(timeline.happened(round, "reopen")))


def published_on(round: Data) -> str:
    """The day on which a round was published; empty while it is not."""
    out = publication(round)
    return dates.day_of(str(out.get("at"))) if out is not None else ""


def of_round(applications: Iterable[Data], round: Data) -> list[Data]:
    """The applications of a round among these, each as it was when the round was published (drafts too)."""
    return [was for a in applications if (was := as_it_was(a, round)) is not None]


def as_it_was(application: Data, round: Data) -> Data | None:
    """One application as a round has it; None if it is not one of the round's.

    Until the round is published this is the application itself. From then on it is the application as published: the
    state, quarter, revision, amount and timeline that it had then.
    """
    quarter, published = str(round["id"]), publication(round)
    if published is None:
        return application if application.get("round") == quarter else None
    entries = _entries(application)
    if application.get("round") != quarter and not any(e.get("round") == quarter for e in entries):
        return None
    end = _end(entries, quarter, published)
    life = timeline.replay("application", entries[:end])
    decided = decisions.last_in(timeline.standing(entries[:end]), quarter)
    there = str(life.led.get("round") or _round_before(application, entries[end:]))
    if not end or (there != quarter and (decided is None or not decided.get("round"))):
        return None
    if end == len(entries):
        return application
    edits = sum(e.get("event") == "edit" for e in since(application, round))
    was = {
        **application,
        "status": life.status,
        "round": quarter,
        "revision": max(int(application.get("revision") or 1) - edits, 1),
        "timeline": list(entries[:end]),
    }
    return was | ({"amount": decided["asked"]} if decided is not None and decided.get("asked") else {})


def since(application: Data, round: Data) -> list[Data]:
    """What happened to an application after the round was published; empty until then."""
    published = publication(round)
    if published is None:
        return []
    end = _end(_entries(application), str(round["id"]), published)
    return [e for n, e in timeline.standing_at(application.get("timeline")) if n >= end]


def corrections(application: Data, round: Data) -> list[Data]:
    """The corrections of a round's decision on an application that were made after it was published."""
    later = since(application, round)
    return [e for e in later if e.get("event") == "correct" and str(e.get("round") or round["id"]) == round["id"]]


def is_later(entry: Data, published: Data) -> bool:
    """Whether a record's event was written after the round's publication."""
    return _compare(entry, published) > 0


def may_differ(record: Data, round: Data, names: Sequence[str]) -> bool:
    """Whether one of these fields of a record may have been another when the round was published: it was edited since,
    or in the same second.
    """
    published = publication(round)
    if published is None:
        return False
    later = [e for e in _entries(record) if _compare(e, published) >= 0]
    return any(e.get("event") == "undo" or not set(names).isdisjoint(e.get("fields") or ()) for e in later)


def had_other_rules(programme: Data, round: Data) -> bool:
    """Whether the programme's rules may have changed since the round was published: on its day, or later."""
    out = published_on(round)
    return bool(out) and any(str(c.get("at")) >= out for c in (programme.get("changes") or ())[1:])


def _end(entries: Sequence[Data], quarter: str, published: Data) -> int:
    """How many of the entries belong to the quarter as it was published.

    In the same second (or where only the day is known) a decision counts as made before, and what can only follow
    a published decision, as after; a correction of a published decision says itself that it is one.
    """
    decided = False
    for n, entry in enumerate(entries):
        when = _compare(entry, published)
        if entry.get("event") in decisions.DECIDING:
            if when > 0 or entry.get("published"):
                return n
            decided = decided or str(entry.get("round") or quarter) == quarter
        elif when > 0 or (decided and when == 0):
            return n
    return len(entries)


def _compare(entry: Data, other: Data) -> int:
    """-1, 0 or 1: which was written first, by the second where both know it, else by the day."""
    mine, theirs = (str(e.get("recorded") or e.get("at") or "") for e in (entry, other))
    if "T" not in mine or "T" not in theirs:
        mine, theirs = dates.day_of(mine), dates.day_of(theirs)
    return (mine > theirs) - (mine < theirs)


def _round_before(application: Data, later: Sequence[Data]) -> str:
    """The quarter an application was in before these events; empty where they moved it and nothing says from where.

    What was decided in a quarter was in it before.
    """
    first = next((e for e in later if e.get("round")), None)
    if first is None:
        return str(application.get("round") or "")
    return str(first["round"]) if first.get("event") in decisions.DECIDING else ""


def _entries(record: Data) -> list[Data]:
    return [e for e in record.get("timeline") or [] if isinstance(e, Mapping)]
