"""The programme's own say in which rules are advice, errors or off (programme.yaml, checks)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from imatter_cli.checks import registry
from imatter_cli.checks.programme import NOT_ITS_SAY
from imatter_cli.checks.rule import found
from imatter_cli.domain import policy
from imatter_cli.domain.data import Data
from imatter_cli.domain.finding import Finding
from imatter_cli.domain.policy import Policy
from imatter_cli.remedies import Command, Hint, Remedy
from imatter_cli.said import Prose, Said

_OFF = "off"
#: Advice on what version 0.1.0 let people do; commands refuse it since, and so it is an error where they always did.
REFUSED_SINCE = ("APP026", "MON008", "RND014", "RND016")


def faults(data: Data) -> Iterator[Finding]:
    """Entries for unknown rules, entries that appear twice, and entries that would turn an error off."""
    entries = data.get("checks")
    seen: set[str] = set()
    for n, entry in enumerate(entries if isinstance(entries, list) else ()):
        rule = entry.get("rule") if isinstance(entry, dict) else None
        if not isinstance(rule, str):
            continue  # the form of the file says so already
        why, try_ = _objection(rule, entry.get("severity"), rule in seen)
        seen.add(rule)
        if why:
            words = Said("{field}: {why}", field="rule", why=why)
            yield found(NOT_ITS_SAY, policy.PATH, words, try_, ("checks", n, "rule"))


def of(rules: Policy | None) -> dict[str, str]:
    """What is said of rules, `off` or `error` by rule; entries that the programme has no say in are passed over.

    A store that was begun with an id was made by a version whose commands refuse what these rules find. In older ones
    it could happen, and is advice.
    """
    said: dict[str, str] = {}
    for one in rules.checks if rules is not None else ():
        if not _objection(one.rule, one.severity, one.rule in said)[0]:
            said[one.rule] = one.severity
    is_older = rules is None or rules.store_id is None or rules.first_version is not None
    return said if is_older else {**dict.fromkeys(REFUSED_SINCE, "error"), **said}


def _objection(id: str, severity: Any, again: bool) -> tuple[Said | None, Hint]:
    rule = registry.BY_ID.get(id)
    if rule is None:
        return Said("there is no rule {given}.", given=Prose(id)), Remedy("See ", Command("rules"), ".")
    if again:
        return Said("{rule} is listed twice.", rule=id), "Keep one of them."
    if severity == _OFF and rule.severity == "error":
        return Said("{rule} is an error, so a programme can't turn it off.", rule=id), "Remove this entry."
    return None, ""
