"""Findings that somebody accepts, and rules that the programme turns off or raises. Both need a reason, and both are
visible.

Words, privacy and limits are a matter of judgement, and can be accepted in the record itself until a day. What the
whole rests on (files, records, timelines, references, money, conflicts, decisions, history) cannot.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from imatter_cli import sources
from imatter_cli.checks import fields, privacy, words
from imatter_cli.checks.rule import OfRecord, in_field
from imatter_cli.checks.view import Around, Record, Records
from imatter_cli.classes import replace
from imatter_cli.domain import ids
from imatter_cli.domain.data import Data
from imatter_cli.domain.finding import Finding, Rule
from imatter_cli.said import Day, Many, Said

_SOURCE: Final = sources.CHECKING
_FIELD: Final = "accepted"


#: The rules whose findings can be accepted. Not PRV001: what somebody did not share stays theirs.
ACCEPTABLE: Final[tuple[str, ...]] = (
    fields.LICENCE_LIMIT.id,
    fields.PROJECT_LIMIT.id,
    *(rule.id for rule in privacy.BY_SIGN.values()),
    words.WORD.id,
)

NOT_ACCEPTABLE: Final = Rule(
    "ACC001", "cannot-be-accepted", "error",
    "You can accept a finding about words, privacy or limits, because these are a matter of judgement. Other rules "
    "must hold, and an unknown rule can't be accepted.",
    _SOURCE, "prj-2611-7kq4m2x:\n  accepted: [{rule: REF001, reason: it is on its way, until: 2027-03-31}]\n",
    "prj-2611-7kq4m2x:\n  accepted: [{rule: WRD001, reason: it is the title of a book, until: 2027-03-31}]\n",
)  # fmt: skip
OVER: Final = Rule(
    "ACC002", "accepted-until-then", "advice",
    "You accept a finding until a day that you choose. After that day it comes back, so that somebody looks at it "
    "again.",
    _SOURCE, "prj-2611-7kq4m2x:\n  accepted: [{rule: WRD001, reason: it is the title of a book, until: 2026-11-01}]\n",
    "prj-2611-7kq4m2x:\n  accepted: [{rule: WRD001, reason: it is the title of a book, until: 2026-11-24}]\n",
)  # fmt: skip


def not_acceptable(record: Record, around: Around) -> Iterator[Finding]:
    """Acceptances of what cannot be accepted."""
    for n, one in enumerate(record.data.get(_FIELD) or ()):
        if one["rule"] not in ACCEPTABLE:
            said = Said("you can't accept a finding of {rule}.", rule=one["rule"])
            words = Said("You can accept these: {rules}.", rules=Many(ACCEPTABLE))
            yield in_field(NOT_ACCEPTABLE, record.path, said, words, (_FIELD, n, "rule"))


def over(records: Records) -> Iterator[Finding]:
    """Acceptances whose day is past. This depends on the day, so it is not a check of one record."""
    today = records.around.today
    for kind in ids.KIND_NAMES if today else ():
        for record in records.of(kind):
            for n, one in enumerate(record.data.get(_FIELD) or ()):
                if one["until"] < today:
                    said = Said(
                        "{rule} was accepted until {until}, which is past.", rule=one["rule"], until=Day(one["until"])
                    )
                    try_ = "Correct what it is about, or give a later day and a reason."
                    yield in_field(OVER, record.path, said, try_, (_FIELD, n, "until"))


OF_A_RECORD: Final = (OfRecord(ids.KIND_NAMES, not_acceptable),)
ACROSS: Final = (over,)


#: What records accept, by their paths: the entries as they are in the files.
Accepted = Mapping[str, Sequence[Data]]


def accepted_in(records: Iterable[Record]) -> Accepted:
    """What these records accept. Records that accept nothing are left out."""
    return {record.path: entries for record in records if (entries := record.data.get(_FIELD))}


def standing(
    findings: Iterable[Finding], accepted: Accepted, severities: Mapping[str, str], today: str
) -> tuple[list[Finding], int]:
    """The findings that remain, and how many were accepted in their records.

    `severities` are the programme's own, by rule: `off` or `error`. Without a day (empty) no acceptance is past.
    """
    rules = {path: _rules(entries, today) for path, entries in accepted.items()}
    left: list[Finding] = []
    let_stand = 0
    for finding in findings:
        severity = severities.get(finding.rule, finding.severity)
        if severity == "off":
            continue
        if finding.rule in rules.get(finding.path, ()):
            let_stand += 1
            continue
        left.append(replace(finding, severity="error") if severity == "error" else finding)
    return left, let_stand


def _rules(entries: Sequence[Data], today: str) -> frozenset[str]:
    return frozenset(e["rule"] for e in entries if e["rule"] in ACCEPTABLE and not e["until"] < today)
