"""What a change did to each record: it must not alter the past, and must change only what its events may change.

Rules over one step of the history (domain/trail.py). `imatter verify` asks them; `imatter check` does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from imatter_cli import sources
from imatter_cli.checks.rule import found
from imatter_cli.domain import dates, effects, ids, lifecycles, policy, trail
from imatter_cli.domain.data import Data
from imatter_cli.domain.finding import Finding, Rule
from imatter_cli.domain.trail import Passage, RecordedCommit
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Day, Many, Said

_EVENT: Final = sources.EVERY_RECORD
_UNDO: Final = sources.WRITING
_PLAN: Final = "{at: 2026-11-03, event: plan, by: prc-2601-4t9wq2e}"
_MOVE: Final = "{at: 2026-11-12, event: move, by: prc-2601-4t9wq2e, stage: apply}"
_PAUSED: Final = "{at: '2026-11-20T10:00:00Z', event: pause, by: prc-2601-4t9wq2e}"
_START: Final = "{at: 2026-11-10, event: start, by: prc-2601-4t9wq2e, licence: lic-2601-m3k8r1d}"
_GOOD: Final = f"is: {{timeline: [{_PLAN}, {_START}, {_MOVE}, {_PAUSED}]}}\n"
_TAKEN_BACK: Final = (
    "message: |\n  undo prj-2611-7kq4m2x\n\n  Record: prj-2611-7kq4m2x\n  Programme: 1\n  Undoes: 4f5ad60\n"
)

INVALID: Final = Rule(
    "VER008", "left-broken", "error",
    "After a change, every record it touched is still valid, with events that can happen in that order.",
    _EVENT, "is: {status: active}\n", _GOOD,
)  # fmt: skip
PAST: Final = Rule(
    "VER009", "past-altered", "error",
    "What happened stays as it was recorded. If a decision reads differently afterwards, it is not the decision "
    "that was made.",
    _EVENT, f"is: {{timeline: [{_PLAN.replace('03', '02')}, {_START}, {_MOVE}, {_PAUSED}]}}\n", _GOOD,
)  # fmt: skip
FIELDS: Final = Rule(
    "VER010", "fields-unaccounted", "error",
    "A field changes only with an event that may change it, and an edit names exactly the fields it changed, so "
    "that nothing changes unseen.",
    _EVENT, "is: {setting: club}\n", _GOOD,
)  # fmt: skip
UNDONE: Final = Rule(
    "VER011", "not-undone", "error",
    "Taking a change back restores what it altered in each of its records, and adds to their timelines.",
    _UNDO, f"{_TAKEN_BACK}undone: {{records/projects/2026-11/prj-2611-7kq4m2x.yaml: [another, old]}}\n",
    f"{_TAKEN_BACK}undone: {{records/projects/2026-11/prj-2611-7kq4m2x.yaml: [new, old]}}\n",
)  # fmt: skip
REMOVED: Final = Rule(
    "VER012", "taken-away", "error",
    "A record goes only when its plan is discarded, or when the change that began it is taken back. Otherwise it is "
    "ended and stays.",
    _UNDO, "is: null\n",
    "was: {status: planned}\nis: null\nmessage: |\n  project discard prj-2611-7kq4m2x\n\n"
    "  Record: prj-2611-7kq4m2x\n  Event: discard\n  Programme: 1\n",
)  # fmt: skip
DECISION: Final = Rule(
    "VER013", "decision-unsealed", "error",
    "A decision has a seal that covers the application and its reviews, so that any later change to them shows.",
    sources.ACROSS_RECORDS, "broken_seals: [[records/applications/2026-07/app-2607-q3n7x4c.yaml, 2026-09-20]]\n", _GOOD,
)  # fmt: skip


def invalid(step: RecordedCommit) -> Iterator[Finding]:
    """Records that a change left invalid."""
    for passage in step.passages:
        if passage.faults:
            first = passage.faults[0]
            more = Said(" ({more} more)", more=len(passage.faults) - 1) if len(passage.faults) > 1 else Said("")
            words = Said("It left this file so that it is not a valid record: {why}{more}", why=first.said, more=more)
            hint = Remedy(
                Command("check"), " shows whether that is still so. Correct it, then type ", Command("save"), "."
            )
            yield found(INVALID, passage.path, words, hint)


def past(step: RecordedCommit) -> Iterator[Finding]:
    """Timelines, and notes on earlier versions of the rules, that were altered."""
    for passage in step.passages:
        known = passage.before or passage.last
        if known is None or passage.is_gone or _unreadable(passage) or step.takes_back(passage):
            continue
        words = _notes_altered(known, passage) if passage.kind == trail.PROGRAMME else _event_altered(known, passage)
        if words is not None:
            log = Command("log", passage.id)
            hint = Remedy(log, " shows what was recorded. If nothing came after, ", Command("undo"), " puts it back.")
            yield found(PAST, passage.path, words, hint)


def _notes_altered(known: Data, passage: Passage) -> str | None:
    old, new = known.get("changes"), (passage.after or {}).get("changes")
    if not isinstance(old, list) or policy.keeps_notes(old, new):
        return None
    return "The notes under changes on earlier versions of the rules were altered."


def _event_altered(known: Data, passage: Passage) -> Said | None:
    altered = passage.altered
    if altered is None:
        return None
    was = trail.timeline_of(known)[altered]
    day = Day(dates.day_of(str(was.get("at"))))
    what = Said("event {number}, {event} of {at:spoken},", number=altered + 1, event=was.get("event"), at=day)
    if len(trail.timeline_of(passage.after)) <= altered:
        return Said("Its past was altered: {what} is gone.", what=what)
    return Said("Its past was altered: {what} is not as it was recorded.", what=what)


def fields(step: RecordedCommit) -> Iterator[Finding]:
    """Fields that changed without an event that may change them, and edits that name what they did not change."""
    for passage in step.passages:
        before, after = passage.before, passage.after
        if before is None or passage.is_gone or _unreadable(passage) or after is None or step.takes_back(passage):
            continue
        if passage.kind == trail.PROGRAMME:
            if trail.marked_as(before, after) != after and not _newer(before.get("version"), after.get("version")):
                words = Said("The rules changed, but their version is still {version}.", version=after.get("version"))
                hint = "Give them a new version number, and describe the change under changes."
                yield found(FIELDS, passage.path, words, hint)
            continue
        changed = effects.changed(before, after)
        values = Remedy(Command("log", passage.id), " shows the old and new values.")
        if unaccounted := sorted(changed - _may_change(step, passage, after, changed)):
            words = Said("It changed {fields} without an event that may do so.", fields=Many(unaccounted))
            yield found(FIELDS, passage.path, words, values)
        if idle := sorted(effects.named(passage.entries) - changed):
            words = Said("Its edit names {fields}, which did not change.", fields=Many(idle))
            yield found(FIELDS, passage.path, words, values)


def _may_change(step: RecordedCommit, passage: Passage, after: Data, changed: frozenset[str]) -> frozenset[str]:
    """The fields that what happened to a record may change."""
    allowed = effects.may_change(passage.kind, trail.timeline_of(after), passage.shared)
    by_hand = step.is_ours and step.said is not None and step.said.by_hand
    if by_hand and any(e.get("event") != "edit" for e in passage.entries):
        allowed |= effects.may_change_by_hand(passage.kind, changed, passage.entries)
    return allowed


def undone(step: RecordedCommit) -> Iterator[Finding]:
    """Changes that say that they take another back, and did something else."""
    said = step.said
    if said is None or step.is_merge or not said.undoes:
        return
    short = said.undoes[:12]
    if step.undone is None:
        words = Said("It says that it takes back {change}, but there is no such change before it.", change=short)
        yield found(UNDONE, trail.path_of(said.id), words, _ASK)
        return
    for passage in step.passages:
        if not step.takes_back(passage):
            words = Said(
                "It says that it takes back {change}, but did not restore what was there before.", change=short
            )
            yield found(UNDONE, passage.path, words, _ASK)
    paths = {p.path for p in step.passages}
    for path in step.undone:
        if path not in paths and not step.keeps_named(path):
            words = Said("It says that it takes back {change}, but left this record as it was.", change=short)
            yield found(UNDONE, path, words, _ASK)


_ASK: Final = Remedy("Ask the person who made it. ", Command("log"), " shows what it changed.")


def removed(step: RecordedCommit) -> Iterator[Finding]:
    """Records that a change took away, and that were neither discarded nor undone."""
    for passage in step.passages:
        if not passage.is_gone or step.puts_back(passage):
            continue
        said = step.said if step.is_ours else None
        if said is not None and "discard" in said.events and _may_be_discarded(passage):
            continue
        words = Said("{id} was removed, but neither discarded nor taken back.", id=passage.id)
        hint = Remedy(Command("show", passage.id, "--as-of", "DAY"), " shows how it was before.")
        yield found(REMOVED, passage.path, words, hint)


def decision(step: RecordedCommit) -> Iterator[Finding]:
    """Decided applications that, after the change, are no longer what was decided on."""
    for path, day in step.broken_seals:
        words = Said(
            "It changed the application or one of its reviews after the decision of {day:spoken}.", day=Day(day)
        )
        hint = Remedy(
            Command("log", ids.id_at(path)), " shows what changed. To decide again: ", Command("fund correct")
        )
        yield found(DECISION, path, words, hint)


OF_A_STEP: Final = (invalid, past, fields, undone, removed, decision)


def _unreadable(passage: Passage) -> bool:
    """Whether nothing can be said of what is there now; that it is so is said by INVALID."""
    return bool(passage.faults) and not passage.after


def _may_be_discarded(passage: Passage) -> bool:
    row = lifecycles.transition(passage.kind, "discard")
    return row is not None and str((passage.before or {}).get("status")) in row.sources


def _newer(old: object, new: object) -> bool:
    return isinstance(old, int) and isinstance(new, int) and new > old
