"""Every rule, listed once, and the checks in the order in which they run."""

from __future__ import annotations

from collections.abc import Iterator
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
from imatter_cli.domain import file_rules
from imatter_cli.domain.finding import Rule

#: Checks over one record at a time, by module; `shape` comes before them, `texts` after.
OF_A_RECORD: Final[tuple[OfRecord, ...]] = tuple(
    check
    for module in (fields, history, money, conflicts, conditions, quarters, privacy, acceptance, times, named)
    for check in module.OF_A_RECORD
)
#: Checks over one record that also one with other faults is asked.
ALWAYS: Final[tuple[OfRecord, ...]] = references.ALWAYS
#: Checks over all records together: those that live every event again, and the others. Two processes that share the
#: work take a part each, and need about as long.
REPLAYING: Final[tuple[Across, ...]] = (*history.ACROSS, *moments.ACROSS)
SUMMING_UP: Final[tuple[Across, ...]] = (
    *history.REMOVALS,
    *(
        check
        for module in (shape, references, fields, conditions, money, conflicts, quarters, acceptance, answers)
        for check in module.ACROSS
    ),
)
ACROSS: Final = (*SUMMING_UP, *REPLAYING)
#: Checks over each change of the history, which `imatter verify` asks.
OF_A_STEP: Final[tuple[OfStep, ...]] = (*commits.OF_A_STEP, *passages.OF_A_STEP)

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


def _declared() -> Iterator[Rule]:
    """Every rule, each declared in the module of its check."""
    for module in (
        file_rules, shape, references, history, moments, conditions, conflicts, quarters, money, fields, privacy, words,
        acceptance, answers, times, named, unseen, programme, commits, passages,
    ):  # fmt: skip
        yield from (one for one in vars(module).values() if isinstance(one, Rule))


_ORDER = list(FAMILIES)
RULES: Final[tuple[Rule, ...]] = tuple(sorted({*_declared()}, key=lambda rule: (_ORDER.index(rule.id[:3]), rule.id)))
BY_ID: Final[dict[str, Rule]] = {rule.id: rule for rule in RULES}


def as_data(rule: Rule) -> dict[str, str]:
    """The JSON shape of a rule."""
    return as_dict(rule)
