"""What a check found, kept for the next one: all of it by the state of the store, and record by record.

Nothing here is trusted beyond what it names: the report counts for the very contents and the very past that it was
made from, a record's verdict for its content, the programme's, and a store in which no id has gone since. Both count
only from the day of the check on, since a day that was still to come may be in the past by then, but never again ahead.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from imatter_cli.checks.acceptance import Accepted
from imatter_cli.checks.times import TO_COME
from imatter_cli.classes import immutable
from imatter_cli.domain.finding import Finding
from imatter_cli.services.integrity.examining import Clean, Looked
from imatter_cli.store.contract import WORTH_KEEPING, Cache

#: By path, the names of the contents of all files in records/; empty for files that aren't records.
Contents = Mapping[str, bytes]

_REPORT: Final = "report"
_CLEAN: Final = "clean"


@immutable
class Examined:
    """All that is known of a store: every finding in its place, and what decides which of them are reported.

    `paths` are the records that were there, by kind; `accepted` is what they accept; `severities` is the
    programme's say in rules; `notes` are sentences on what could not be checked.
    """

    findings: Sequence[Finding]
    paths: Mapping[str, Sequence[str]]
    accepted: Accepted
    severities: Mapping[str, str]
    notes: Sequence[str]


def recalled(cache: Cache, today: str) -> Examined | None:
    """What was found in the state that the store is in, by a check of that day, or of an earlier one that lasts."""
    kept = cache.recall(_REPORT)
    if kept is None:
        return None
    state, day, lasts, findings, *others = kept
    if not (day == today or (lasts and day < today)) or state != cache.state():
        return None
    return Examined(tuple(Finding(*row) for row in findings), *others)


def keep(cache: Cache, known: Examined, contents: Contents, today: str) -> None:
    """Keep what was found with these contents. For a small store, or unknown contents, keep nothing."""
    state = cache.state_of(contents) if len(contents) >= WORTH_KEEPING else ""
    if not state:
        return
    findings = [finding.as_row() for finding in known.findings]
    lasts = not known.accepted and all(finding.rule != TO_COME.id for finding in known.findings)
    others = known.paths, dict(known.accepted), dict(known.severities), list(known.notes)
    cache.keep(_REPORT, (state, today, lasts, findings, *others))


def clean(cache: Cache | None, programme: bytes, ids: Iterable[str], today: str) -> Clean:
    """Contents with which nothing was wrong under this programme; none if an id has gone that one may refer to."""
    kept = cache.recall(_CLEAN) if cache is not None else None
    if kept is None or kept[0] != programme or kept[1] > today or not frozenset(ids).issuperset(kept[2]):
        return {}
    found: Clean = kept[3]
    return found


def keep_clean(cache: Cache | None, programme: bytes, ids: Sequence[str], looked: Looked, today: str) -> None:
    """Keep with which contents nothing was wrong by themselves."""
    if cache is None or len(ids) < WORTH_KEEPING or not programme:
        return
    wrong = frozenset(finding.path for finding in looked.findings)
    cache.keep(_CLEAN, (programme, today, list(ids), {p: c for p, c in looked.contents.items() if p not in wrong}))
