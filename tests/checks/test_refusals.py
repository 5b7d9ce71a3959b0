"""What a command refuses, a check finds: every code of the domain and the services has its rule, or says why not."""

from __future__ import annotations

import ast
import runpy
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import imatter_cli
from imatter_cli.checks import moments, registry
from imatter_cli.domain import lifecycles, preconditions
from imatter_cli.domain.finding import Finding

TABLE = runpy.run_path(str(Path(__file__).parent / "refusal_rules.py"))
FOUND_BY, NOT_IN_A_RECORD = TABLE["FOUND_BY"], TABLE["NOT_IN_A_RECORD"]
Findings = Callable[[str], list[Finding]]
SOURCE = Path(imatter_cli.__file__).parent
#: What raises, or carries, a refusal's code, and where the code stands: first of all, or as `code=`.
FIRST = ("Objection", "Imbalance")


def codes_raised() -> dict[str, set[str]]:
    """Every code in the source of the domain and the services, with the files that it is in."""
    found: dict[str, set[str]] = {}
    for folder in ("domain", "services"):
        for path in sorted((SOURCE / folder).rglob("*.py")):
            for code in _codes(ast.parse(path.read_text(encoding="utf-8"))):
                found.setdefault(code, set()).add(path.name)
    return found


def _codes(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        values = [k.value for k in node.keywords if k.arg == "code" and name == "Refused"]
        values += node.args[:1] if name in FIRST else []
        for value in values:
            either = (value.body, value.orelse) if isinstance(value, ast.IfExp) else (value,)
            yield from filter(None, map(_text, either))


def _text(value: ast.expr) -> str:
    if isinstance(value, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in value.values)
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):
        return _text(value.func.value)  # f"missing-{key}".replace("_", "-")
    return value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else ""


def test_every_code_has_one_row_and_every_row_a_code() -> None:
    raised = codes_raised()
    told = {*FOUND_BY, *NOT_IN_A_RECORD}
    assert not set(FOUND_BY) & set(NOT_IN_A_RECORD)
    assert {code: raised[code] for code in raised.keys() - told} == {}, "give each of these a row in refusal_rules.py"
    assert told - raised.keys() == set(), "nobody raises these"
    assert all(why.endswith(".") for why in NOT_IN_A_RECORD.values())


def test_every_rule_that_a_row_names_is_there() -> None:
    named = {rule for rules in FOUND_BY.values() for rule in rules}
    assert named <= registry.BY_ID.keys()


@pytest.mark.parametrize("rule", sorted({rule for rules in FOUND_BY.values() for rule in rules}))
def test_what_is_refused_gives_a_finding(rule: str, findings: Findings) -> None:
    """The bad example of a rule is a record that got there by hand; none of it is found in the good one."""
    assert rule in {f.rule for f in findings(registry.BY_ID[rule].bad)}
    assert rule not in {f.rule for f in findings(registry.BY_ID[rule].good)}


@pytest.mark.parametrize(
    ("event", "more", "said"),
    [
        ("edit", "fields: [round]", "edit: app-2611-h6k2d9s is submitted. An edit can't move it to another quarter."),
        ("edit", "fields: [key_barrier]", ""),
    ],
)
def test_a_submitted_application_that_an_edit_moved_is_found(
    event: str, more: str, said: str, findings: Findings
) -> None:
    """What the command refuses as `round-fixed`."""
    text = (
        "app-2611-h6k2d9s:\n  revision: 2\n  timeline:\n"
        "  - {at: 2026-11-14, event: apply, by: prc-2601-4t9wq2e}\n"
        "  - {at: 2026-11-15, event: submit, by: prc-2601-4t9wq2e}\n"
        f"  - {{at: 2026-11-16, event: {event}, by: prc-2601-4t9wq2e, {more}}}\n"
    )
    assert [f.message for f in findings(text) if f.rule == "APP013"] == ([said] if said else [])


@pytest.mark.parametrize(("to", "reason"), [("2026-q4", ""), ("2027-q1", ""), ("2027-q1", ", reason: no round")])
def test_one_that_was_carried_elsewhere_than_it_was_told_is_found_without_a_reason(
    to: str, reason: str, findings: Findings
) -> None:
    """What the command refuses as `missing-reason`."""
    told = registry.BY_ID["APP013"].good.replace("quarter: 2026-q4", f"quarter: {to}")
    found = [f.message for f in findings(told.replace("round: 2026-q4}", f"round: 2026-q4{reason}}}"))]
    wrong = "carry: The deferral named a different quarter, so this needs a reason."
    assert [m for m in found if m.startswith("carry")] == ([wrong] if to != "2026-q4" and not reason else [])


def test_every_code_that_a_check_may_meet_has_its_rule() -> None:
    assert {code.split()[-1] for code in moments.BY_CODE} <= FOUND_BY.keys() | {"round-published", "round-cancelled"}
    for code, rule in moments.BY_CODE.items():
        if code.split()[-1] in FOUND_BY:
            assert rule.id in FOUND_BY[code.split()[-1]], code


def test_the_preconditions_are_of_events_that_there_are() -> None:
    known = {f"{row.kind} {row.event}" for row in lifecycles.TRANSITIONS}
    for need in preconditions.NEEDS:
        assert set(need.events) <= known
        assert len(set(need.events)) == len(need.events)
    assert known == {name for need in preconditions.NEEDS for name in need.events}
