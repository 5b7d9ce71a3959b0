"""The programme file itself: whether its rules can be relied on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from imatter_cli import sources
from imatter_cli.checks.rule import found, in_field
from imatter_cli.domain import ids, policy
from imatter_cli.domain.data import Data
from imatter_cli.domain.finding import FieldPath, Finding, Rule
from imatter_cli.domain.records import fields_at
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Many, Prose, Said

_SOURCE: Final = sources.PROGRAMME_FILE

SAME_ID: Final = Rule(
    "PGM001", "same-id-twice", "error",
    "Records refer to a choice by its id. If two choices share an id, nobody can tell which one was meant.",
    _SOURCE, "programme:\n  settings:\n    items: [{id: school, name: School}, {id: school, name: Village school}]\n",
    "programme:\n  settings:\n    items: [{id: school, name: School}, {id: nursery, name: School}]\n",
)  # fmt: skip
NO_SUCH_FIELD: Final = Rule(
    "PGM002", "checklist-without-field", "error",
    "You meet a checklist point by filling in a field of the project. A point that names an unknown field can never "
    "be met.",
    _SOURCE, "programme:\n  planning:\n    items: [{id: budget, name: A budget, field: budget}]\n",
    "programme:\n  planning:\n    items: [{id: steps, name: Small steps, field: steps}]\n",
)  # fmt: skip
NO_PROGRAMME: Final = Rule(
    "PGM003", "no-programme", "error",
    "The programme's rules are data in records/programme.yaml. Without them, half of the checks can't run.",
    _SOURCE, "programme: null\n", "programme:\n  retention:\n    years: 7\n",
)  # fmt: skip
NOT_ITS_SAY: Final = Rule(
    "PGM004", "no-such-change", "error",
    "A programme may turn a piece of advice off or make it an error, with a reason. It can't turn an error off, and "
    "an entry for an unknown rule has no effect.",
    _SOURCE, "programme:\n  checks: [{rule: REF001, severity: off, reason: too strict}]\n",
    "programme:\n  checks: [{rule: WRD001, severity: off, reason: our words are looked at in another way}]\n",
)  # fmt: skip
_SECOND: Final = "  version: 2\n  changes: [{at: 2026-11-24, version: 2, what: Settings of our own.}]\n"
STILL_OPEN: Final = Rule(
    "PGM005", "placeholder-still-open", "advice",
    "What the published page leaves open is marked as a placeholder. Once a programme has its own second version of "
    "the rules, anything still marked was never decided.",
    _SOURCE, f"programme:\n{_SECOND}", f"programme:\n  store: personal\n{_SECOND}",
)  # fmt: skip

#: What a checklist may count although the project has no such field.
_COUNTED: Final = ("reflections",)


def faults(data: Data) -> list[Finding]:
    """Everything that is wrong with the programme file."""
    return [*policy.faults(data), *_same_id(data, ()), *_no_such_field(data), *_still_open(data)]


def absent() -> Finding:
    """There is no programme file."""
    words = "There is no programme file, so anything that depends on the programme's rules was not checked."
    return found(NO_PROGRAMME, ids.PROGRAMME_PATH, words, Remedy(Command("init"), " makes one."))


def unusable() -> Finding:
    """There is a programme file, and its rules were not asked."""
    words = "This file has errors, so anything that depends on the programme's rules was not checked."
    return found(NO_PROGRAMME, ids.PROGRAMME_PATH, words, "Correct the other errors in this file and check again.")


def explains(finding: Finding, findings: Sequence[Finding]) -> bool:
    """Whether a finding is about why the programme's rules were not asked: it concerns every record."""
    return finding.path == ids.PROGRAMME_PATH and any(f.rule == NO_PROGRAMME.id for f in findings)


def _same_id(value: Any, at: FieldPath) -> Iterator[Finding]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _same_id(inner, (*at, str(key)))
    elif isinstance(value, list):
        given = Counter(str(v["id"]) for v in value if isinstance(v, Mapping) and "id" in v)
        seen: set[str] = set()
        for n, inner in enumerate(value):
            id = str(inner.get("id")) if isinstance(inner, Mapping) else ""
            if given[id] > 1 and id in seen:
                words = Said("{id} appears twice in {list}.", id=id, list=".".join(map(str, at)))
                yield in_field(SAME_ID, policy.PATH, words, "Give each its own id, or remove one.", (*at, n, "id"))
            seen.add(id)
            yield from _same_id(inner, (*at, n))


def _no_such_field(data: Data) -> Iterator[Finding]:
    known = {*fields_at("project"), *_COUNTED}
    for name in ("planning", "completion"):
        section = data.get(name)
        items = section.get("items") if isinstance(section, Mapping) else None
        for n, item in enumerate(items if isinstance(items, list) else ()):
            field = item.get("field") if isinstance(item, Mapping) else None
            if isinstance(field, str) and field not in known:
                words = Said("a project has no field called {given!r}.", given=Prose(field))
                try_ = Said("Choose from {fields}.", fields=Many(sorted(known)))
                yield in_field(NO_SUCH_FIELD, policy.PATH, words, try_, (name, "items", n, "field"))


def _still_open(data: Data) -> Iterator[Finding]:
    """Placeholders in a coordinator's rules from their second version on; the first is the one that ships."""
    version = data.get("version")
    if data.get("store") == "programme" and isinstance(version, int) and version > 1:
        for at in _placeholders(data, ()):
            words = Said("{name} is still open, as on the published page.", name=".".join(map(str, at[:-1])))
            yield in_field(STILL_OPEN, policy.PATH, words, "Decide what it should be, and remove this line.", at)


def _placeholders(value: Any, at: FieldPath) -> Iterator[FieldPath]:
    if isinstance(value, Mapping):
        if value.get("placeholder") is True:
            yield (*at, "placeholder")
        for key, inner in value.items():
            yield from _placeholders(inner, (*at, str(key)))
    elif isinstance(value, list):
        for n, inner in enumerate(value):
            yield from _placeholders(inner, (*at, n))
