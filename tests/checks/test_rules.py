"""Every rule finds its bad example and lets its good one be; none is hidden and none unknown."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

import imatter_cli
from imatter_cli import checks
from imatter_cli.checks import quarters, registry
from imatter_cli.domain.file_rules import DESCRIBED, FILE_RULES, MAX_BYTES, MAX_DEPTH, NOT_PLAIN
from imatter_cli.domain.finding import Finding, Rule
from imatter_cli.store import codec

Findings = Callable[[str], list[Finding]]
ON_RECORDS = [
    rule for rule in registry.RULES if rule not in (*FILE_RULES, NOT_PLAIN, quarters.NOT_TOLD) and rule.id[:3] != "VER"
]
AVOID = ("client", "patient", "intervention", "treatment", "assessment", "supervised by", "referred", "rejected",
         "failed", "struck off")  # fmt: skip


def test_the_store_that_examples_change_is_fine(findings: Findings) -> None:
    assert findings("") == []


@pytest.mark.parametrize("rule", ON_RECORDS, ids=lambda rule: rule.id)
def test_a_rule_finds_its_bad_example(rule: Rule, findings: Findings) -> None:
    found = [f for f in findings(rule.bad) if f.rule == rule.id]
    assert found
    for finding in found:
        assert finding.severity == rule.severity
        assert finding.message.endswith((".", "?")), finding.message
        assert finding.path.startswith("records/")
        begins = re.match(r"([a-z_][a-z0-9_.\[\]]*): ", finding.message)
        facts = dict(finding.facts)
        assert (begins[1] if begins else None) in (facts.get("field"), facts.get("event")), finding.message
        said = f"{finding.message} {finding.try_}"
        assert finding.try_ or "Try" in said
        assert not any(re.search(rf"\b{word}\b", said) for word in AVOID if word not in rule.bad)


@pytest.mark.parametrize("rule", ON_RECORDS, ids=lambda rule: rule.id)
def test_a_near_miss_is_fine(rule: Rule, findings: Findings) -> None:
    assert findings(rule.good) == []


@pytest.mark.parametrize("rule", FILE_RULES, ids=lambda rule: rule.id)
def test_rules_on_files_have_examples_too(rule: Rule) -> None:
    assert codec.findings(rule.good.encode(), "x") == ()
    assert rule.id in DESCRIBED or rule.id in {f.rule for f in codec.findings(rule.bad.encode(), "x")}


def test_ids_and_names_are_each_used_once_and_belong_to_a_family() -> None:
    rules = registry.RULES
    assert len({r.id for r in rules}) == len({r.name for r in rules}) == len(rules)
    assert all(r.id[:3] in registry.FAMILIES and re.fullmatch(r"[A-Z]{3}\d{3}", r.id) for r in rules)
    assert all(r.why.endswith(".") and r.source for r in rules)


def test_every_id_that_the_code_can_say_is_registered() -> None:
    source = Path(imatter_cli.__file__).parent
    said = {id for path in source.rglob("*.py") for id in re.findall(r'"([A-Z]{3}\d{3})"', path.read_text())}
    assert said
    assert said <= set(registry.BY_ID)


def test_every_check_that_a_module_lists_is_run() -> None:
    modules = [import_module(f"{checks.__name__}.{one.name}") for one in iter_modules(checks.__path__)]
    run = {*registry.OF_A_RECORD, *registry.ALWAYS, *registry.ACROSS, *registry.OF_A_STEP}
    for name in ("OF_A_RECORD", "ALWAYS", "ACROSS", "REMOVALS", "OF_A_STEP"):
        listed = {check for module in modules for check in getattr(module, name, ())}
        assert listed
        assert listed <= run


@pytest.mark.parametrize(
    ("text", "rule", "field"),
    [
        ("prj-2611-7kq4m2x:\n  individuals: [{code: P1, age_band: 8-11}, {code: P2, age_band: 9-10}]\n",
         "PRJ001", "individuals[1].age_band"),
        ("prj-2611-7kq4m2x:\n  timeline:\n  - {at: 2026-11-03, event: plan, by: prc-2601-4t9wq2f}\n",
         "REF001", "timeline[0].by"),
        ("prj-2611-7kq4m2x:\n  type: complex-engagement\n  lead: prc-2601-4t9wq2e\n", "PRJ004", "lead"),
        ("prj-2611-7kq4m2x:\n  type: complex-engagement\n  lead: prc-2601-9b2fz6a\n", "PRJ004", "type"),
        ("2026-q3:\n  reviewers: [prc-2601-v2x5c7n, prc-2601-p7m4d8j]\n", "REF001", "reviewers[1]"),
        ("app-2611-h6k2d9s:\n  round: 2026-q2\n", "REF001", "round"),
    ],
)  # fmt: skip
def test_a_finding_is_at_the_very_value(text: str, rule: str, field: str, findings: Findings) -> None:
    assert (rule, field) in {(f.rule, f.field) for f in findings(text)}


def test_a_missing_reference_names_the_closest(findings: Findings) -> None:
    (found,) = findings("prj-2611-7kq4m2x:\n  licence: lic-2601-m3k8r1x\n")
    assert found.message == "licence: there is no lic-2601-m3k8r1x."
    assert found.try_ == "Closest: lic-2601-m3k8r1d."
    assert found.related == ("records/licences/2026-01/lic-2601-m3k8r1d.yaml",)
    (far,) = findings("prj-2611-7kq4m2x:\n  licence: lic-2601-0000000\n")
    assert str(far.try_) == "imatter licence list shows what is there."


def test_one_cause_is_told_once(findings: Findings) -> None:
    assert [f.rule for f in findings("prj-2611-7kq4m2x:\n  status: null\n")] == ["REC003"]
    assert [f.rule for f in findings("prj-2611-6h3n8v5:\n  timeline: null\n")] == ["TIM001"]
    assert [f.rule for f in findings("prj-2611-7kq4m2x:\n  schema: project/9\n  colour: red\n")] == ["REC002"]
    misspelt = "prj-2611-6h3n8v5:\n  timeline: [{at: 2026-11-03, event: plan, by: prc-2601-4t9wq2e, resaon: x}]\n"
    assert [f.rule for f in findings(misspelt)] == ["FLD001"]
    nobody = "prj-2611-6h3n8v5:\n  timeline: [{at: 2026-11-03, event: plan}]\n"
    assert [f.rule for f in findings(nobody)] == ["FLD003"]


def test_an_unknown_field_hides_nothing_else(findings: Findings) -> None:
    text = "prj-2611-7kq4m2x:\n  colour: red\n  setting: castle\n  licence: lic-2601-m3k8r1x\n"
    assert {f.rule for f in findings(text)} == {"FLD001", "PRJ001", "REF001"}


def test_closed_records_answer_to_no_later_rules(findings: Findings) -> None:
    closed = (
        "prj-2611-6h3n8v5:\n  status: stopped\n  setting: castle\n  licence: lic-2601-m3k8r1d\n  timeline:\n"
        "  - {at: 2026-11-03, event: plan, by: prc-2601-4t9wq2e}\n"
        "  - {at: 2026-11-04, event: start, by: prc-2601-4t9wq2e, licence: lic-2601-m3k8r1d}\n"
        "  - {at: 2026-11-05, event: stop, by: prc-2601-4t9wq2e, reason: time}\n"
    )
    assert findings(closed) == []


def test_without_rules_of_a_programme_the_rest_is_checked(findings: Findings) -> None:
    found = findings("programme:\n  version: none\nprj-2611-7kq4m2x:\n  setting: castle\n  licence: lic-2601-m3k8r1x\n")
    assert {f.rule for f in found} == {"FLD002", "REF001"}


def test_a_day_on_which_a_licence_was_paused_or_resumed_still_counts(findings: Findings) -> None:
    def life(started: str) -> str:
        return (
            "lic-2601-m3k8r1d:\n  timeline:\n"
            "  - {at: 2026-01-12, event: record, by: prc-2601-4t9wq2e}\n"
            "  - {at: 2026-11-05, event: pause, by: prc-2601-4t9wq2e}\n"
            "  - {at: 2026-11-08, event: resume, by: prc-2601-4t9wq2e}\n"
            "prj-2611-7kq4m2x:\n  stage: null\n  timeline:\n"
            "  - {at: 2026-11-03, event: plan, by: prc-2601-4t9wq2e}\n"
            f"  - {{at: {started}, event: start, by: prc-2601-4t9wq2e, licence: lic-2601-m3k8r1d}}\n"
        )

    assert [[f.rule for f in findings(life(f"2026-11-0{day}"))] for day in range(4, 10)] == [
        [], [], ["PRJ003"], ["PRJ003"], [], [],
    ]  # fmt: skip


@pytest.mark.parametrize(("at", "licensed"), [
    ("2026-11-05T11:00:00Z", True), ("2026-11-05T13:00:00Z", False), ("2026-11-06", False),
    ("2026-11-08T11:00:00Z", False), ("2026-11-08T13:00:00Z", True), ("2026-11-08", True),
])  # fmt: skip
def test_on_such_a_day_the_moment_decides(at: str, licensed: bool, findings: Findings) -> None:
    found = findings(
        "lic-2601-m3k8r1d:\n  timeline:\n"
        "  - {at: 2026-01-12, event: record, by: prc-2601-4t9wq2e}\n"
        "  - {at: 2026-11-05T12:00:00Z, event: pause, by: prc-2601-4t9wq2e}\n"
        "  - {at: 2026-11-08T12:00:00Z, event: resume, by: prc-2601-4t9wq2e}\n"
        "prj-2611-7kq4m2x:\n  stage: null\n  timeline:\n"
        "  - {at: 2026-11-03, event: plan, by: prc-2601-4t9wq2e}\n"
        f"  - {{at: {at}, event: start, by: prc-2601-4t9wq2e, licence: lic-2601-m3k8r1d}}\n"
    )
    assert [f.rule for f in found] == ([] if licensed else ["PRJ003"])


def test_a_submitted_review_answers_to_the_rubric_that_its_round_keeps(findings: Findings) -> None:
    def told(score: int, own: bool, status: str = "submitted") -> list[str]:
        event = {"submitted": "submit", "recused": "recuse"}[status]
        rubric = "  rubric: [{id: need, name: Need, ask: Why?, scores: [none, some]}]\n" if own else "  reserve: 0\n"
        return [f.rule for f in findings(
            f"2026-q4:\n{rubric}"
            f"rev-2611-w5t7b3c:\n  status: {status}\n  revision: 1\n  conflict: same-workplace\n"
            f"  scores: [{{criterion: need, score: {score}}}]\n  timeline:\n"
            "  - {at: 2026-11-20, event: assign, by: prc-2601-k8m3r1d}\n"
            f"  - {{at: 2026-11-21, event: {event}, by: prc-2601-v2x5c7n, reason: x}}\n"
        ) if f.rule == "REV001"]  # fmt: skip

    assert told(9, own=True) == ["REV001"]
    assert told(1, own=True) == []
    assert told(9, own=False) == [], "the programme may have asked something else then"
    assert told(9, own=True, status="recused") == []


def test_a_file_may_be_as_large_and_as_deep_as_the_limit_and_no_more() -> None:
    def told(text: bytes) -> set[str]:
        return {f.rule for f in codec.findings(text, "x")}

    head = b"status: planned\n#"
    assert [told(head + b"x" * (size - len(head))) for size in (MAX_BYTES, MAX_BYTES + 1)] == [set(), {"FIL007"}]
    nested = [f"costs: {'[' * deep}{']' * deep}\n".encode() for deep in (MAX_DEPTH - 1, MAX_DEPTH)]
    assert [told(text) for text in nested] == [set(), {"FIL008"}]


def test_a_near_miss_is_not_the_store_as_it_was() -> None:
    """It changes something that a rule could take for what it looks for; where the bad one is a list, so is this."""
    same = [rule.id for rule in registry.RULES if rule.good.strip() in ("", "status: planned", "status: active")]
    assert set(same) <= {"FIL007", "FIL019", "REC003"}
