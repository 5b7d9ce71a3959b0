"""The rules at work: over one record, and over all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from imatter_cli.checks import registry, shape
from imatter_cli.checks.rule import Across
from imatter_cli.checks.thoughts import of_texts
from imatter_cli.checks.view import Around, Record, Records
from imatter_cli.domain.finding import Finding
from imatter_cli.domain.ids import KIND_NAMES

_ALWAYS: Final = {kind: [c.find for c in registry.ALWAYS if kind in c.kinds] for kind in KIND_NAMES}
_SOUND: Final = {kind: [c.find for c in registry.OF_A_RECORD if kind in c.kinds] for kind in KIND_NAMES}


def of_record(record: Record, around: Around) -> tuple[list[Finding], bool]:
    """All findings of one record, and whether it can be relied on by rules across records."""
    found, sound = shape.faults(record)
    reliable = not found or (sound and shape.is_reliable(found))
    for find in _ALWAYS[record.kind]:
        found.extend(find(record, around))
    if sound:
        for find in _SOUND[record.kind]:
            found.extend(find(record, around))
        found.extend(of_texts(record, around))
    return found, reliable


def across(records: Records, checks: Iterable[Across] = registry.ACROSS) -> Iterator[Finding]:
    """All findings of rules across records, or those of some checks."""
    for check in checks:
        yield from check(records)
