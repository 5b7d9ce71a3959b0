"""What an event names in its own record, and which is not there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from typing import Any, Final

from imatter_cli import sources
from imatter_cli.checks.rule import OfRecord, found
from imatter_cli.checks.told import ME, STARTED, life
from imatter_cli.checks.view import Around, Record
from imatter_cli.domain import ids, projects, timeline
from imatter_cli.domain.data import Data
from imatter_cli.domain.finding import FieldPath, Finding, Rule
from imatter_cli.domain.kinds import BY_NAME
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Many, Prose, Said

NOT_THERE: Final = Rule(
    "TIM004", "names-what-is-not-there", "error",
    "An event may only name a small step, an individual, a revision or a field that its record has. Otherwise nobody "
    "can tell what happened to what.",
    sources.EVERY_RECORD,
    life("prj-2611-7kq4m2x", "stage: null", *STARTED, f"2026-11-12 step {ME}, step: 77"),
    life("prj-2611-7kq4m2x", "stage: null", *STARTED, f"2026-11-12 step {ME}, step: 1"),
)  # fmt: skip


def _step(data: Data, step: int | str) -> Said | None:
    if projects.step_number(data, step):
        return None
    there = len(data.get("steps") or ())
    if isinstance(step, str):
        return Said("this project has no small step with the id {given}.", given=Prose(step))
    return Said(
        "there is no small step {number}. The last one is {last}."
        if there
        else "there is no small step {number}. This project has none.",
        number=step,
        last=there,
    )


def _individual(data: Data, code: str) -> Said | None:
    there = [one["code"] for one in data["individuals"]]
    if code in there:
        return None
    return Said("nobody here has the code {given}. The codes are {codes}.", given=Prose(code), codes=Many(there))


def _revision(data: Data, revision: int) -> Said | None:
    there = data["revision"]
    if revision <= there:
        return None
    return Said("there is no revision {revision}. The latest is {latest}.", revision=revision, latest=there)


#: Detail of an event, the field of its record in which it is looked for, and what is wrong where it is not there.
_LOOKED_FOR: Final[Mapping[str, tuple[tuple[str, str, Callable[[Data, Any], Said | None]], ...]]] = {
    "project": (("step", "steps", _step), ("individual", "individuals", _individual)),
    "application": (("revision", "revision", _revision),),
}


#: What of an event may name something, by kind.
_NAMES: Final = {kind: frozenset(("fields", *(row[0] for row in _LOOKED_FOR.get(kind, ())))) for kind in ids.KIND_NAMES}


def not_there(record: Record, around: Around) -> Iterator[Finding]:
    """What events that stand name and the record does not have; what an edit changed since may have been there."""
    names = _NAMES[record.kind]
    if names.isdisjoint(chain.from_iterable(record.data["timeline"])):
        return
    known = BY_NAME[record.kind].declared
    looked_for = _LOOKED_FOR.get(record.kind, ())
    edited: set[str] = set()
    for n, entry in reversed(timeline.standing_at(record.data["timeline"])):
        for name, field, wrong in looked_for:
            said = entry.get(name)
            words = wrong(record.data, said) if said is not None and field not in edited else None
            if words:
                yield _finding(record, ("timeline", n, name), Said("{field}: {why}", field=name, why=words))
        changed = entry.get("fields") or ()
        for m, name in enumerate(changed):
            if name not in known:
                yield _finding(
                    record,
                    ("timeline", n, "fields", m),
                    Said(
                        "{field}: a {kind} has no field {given!r}.", field="fields", kind=record.kind, given=Prose(name)
                    ),
                )
        edited.update(changed)


def _finding(record: Record, at: FieldPath, words: Said) -> Finding:
    try_ = Remedy(Command("log", record.id), " shows what was recorded. Put it back as it was.")
    return found(NOT_THERE, record.path, words, try_, at)


OF_A_RECORD: Final = (OfRecord(ids.KIND_NAMES, not_there),)
