"""Every rule, listed once, and the checks in the order in which they run."""

from __future__ import annotations

from typing import Final

from imatter_cli.checks import (
    acceptance,
    answers,
    commits,
    conditions,
    conflicts,
    fields,
    history,
    moments,
    money,
    named,
    passages,
    privacy,
    programme,
    quarters,
    references,
    shape,
    times,
    unseen,
    words,
)
from imatter_cli.checks.rule import Across, OfRecord, OfStep
from imatter_cli.classes import as_dict
from imatter_cli.domain.file_rules import FILE_RULES, NOT_PLAIN
from imatter_cli.domain.finding import Rule

#: Checks over one record at a time, by module; `shape` comes before them, `texts` after.
OF_A_RECORD: Final[tuple[OfRecord, ...]] = (
    *fields.CHECKS,
    *history.OF_A_RECORD,
    *money.OF_A_RECORD,
    *conflicts.OF_A_RECORD,
    *conditions.OF_A_RECORD,
    *quarters.OF_A_RECORD,
    *privacy.OF_A_RECORD,
    *acceptance.CHECKS,
    *times.CHECKS,
    *named.CHECKS,
)
#: Checks over one record that also one with other faults is asked.
ALWAYS: Final[tuple[OfRecord, ...]] = references.ALWAYS
#: Checks over all records together: those that live every event again, and the others. Two processes that share the
#: work take a part each, and need about as long.
REPLAYING: Final[tuple[Across, ...]] = (*history.CHECKS, *moments.CHECKS)
SUMMING_UP: Final[tuple[Across, ...]] = (
    *shape.ACROSS,
    *references.CHECKS,
    *fields.ACROSS,
    *history.REMOVALS,
    *conditions.CHECKS,
    *money.CHECKS,
    *conflicts.CHECKS,
    *quarters.CHECKS,
    *acceptance.ACROSS,
    *answers.CHECKS,
)
ACROSS: Final = (*SUMMING_UP, *REPLAYING)
#: Checks over each change of the history, which `imatter verify` asks.
OF_A_STEP: Final[tuple[OfStep, ...]] = (*commits.CHECKS, *passages.CHECKS)

#: Families of rules in the order of the documentation: title, and what it is about.
FAMILIES: Final[dict[str, str]] = {
    "FIL": "Files",
    "REC": "Records",
    "FLD": "Fields",
    "TIM": "Timelines",
    "REF": "References",
    "PRC": "Practitioners",
    "LIC": "Licences",
    "PRJ": "Projects",
    "RFL": "Reflections",
    "APP": "Applications",
    "REV": "Reviews",
    "RND": "Rounds",
    "MON": "Money",
    "FND": "Conflicts and decisions",
    "HIS": "History",
    "PRV": "Privacy",
    "WRD": "Words",
    "ACC": "Accepted findings",
    "PGM": "The programme file",
    "VER": "The whole history",
}


def _in_order(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    families = list(FAMILIES)
    return tuple(sorted(set(rules), key=lambda r: (families.index(r.id[:3]), r.id)))


RULES: Final[tuple[Rule, ...]] = _in_order(
    (
        *FILE_RULES,
        NOT_PLAIN,
        *shape.RULES,
        *references.RULES,
        *history.RULES,
        *moments.RULES,
        *conditions.RULES,
        conflicts.OWN_DECISION,
        quarters.NOT_TOLD,
        *privacy.RULES,
        words.WORD,
        *acceptance.RULES,
        times.TO_COME,
        named.NOT_THERE,
        *unseen.RULES,
        *programme.RULES,
        *commits.RULES,
        *passages.RULES,
        *(
            rule
            for check in (*fields.CHECKS, *money.OF_A_RECORD, *conflicts.OF_A_RECORD, *quarters.OF_A_RECORD)
            for rule in check.rules
        ),
        *(
            rule
            for check in (*fields.ACROSS, *money.CHECKS, *conflicts.CHECKS, *quarters.CHECKS, *answers.CHECKS)
            for rule in check.rules
        ),
    )
)
BY_ID: Final[dict[str, Rule]] = {rule.id: rule for rule in RULES}


def as_data(rule: Rule) -> dict[str, str]:
    """The JSON shape of a rule."""
    return as_dict(rule)
