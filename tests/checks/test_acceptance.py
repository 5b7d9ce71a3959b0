"""What a record lets stand, and what a programme turns off or raises: for a reason, until a day, and never an error."""

from __future__ import annotations

from importlib import resources
from typing import Any

import pytest
from memory_store import MemoryStore

from imatter_cli.checks import acceptance, example, registry
from imatter_cli.domain import ids
from imatter_cli.domain.fund import seal
from imatter_cli.domain.policy import policy_in
from imatter_cli.services.integrity import checking, neighbours
from imatter_cli.store import codec

TODAY = "2026-11-24"
PROJECT = ids.path_of(example.PROJECT)
IDEA = ids.path_of(example.IDEA)
BOOK = "focus_areas:\n  - The Patient Gardener, a book"
ACCEPTED = "accepted:\n- rule: {rule}\n  reason: {reason}\n  until: {until}\n"


@pytest.fixture
def store() -> MemoryStore:
    """The example store, with a word to avoid in a project."""
    rules = resources.files("imatter_cli").joinpath("data", "programme.yaml").read_text()
    files = {ids.PROGRAMME_PATH: rules.replace("store: personal", "store: programme").encode()}
    files |= {ids.path_of(id): codec.render(ids.kind_of(id), data) for id, data in example.store().items()}
    made = MemoryStore(files)
    edit(made, PROJECT, "focus_areas:\n  - evening routine", BOOK)
    return made


def edit(store: MemoryStore, path: str, old: str, new: str) -> None:
    text = store.source(ids.id_at(path) or "programme").decode()
    assert old in text
    store.hand_edit(path, text.replace(old, new, 1).encode())


def accept(store: MemoryStore, path: str, rule: str, until: str = "2027-03-31", reason: str = "it is a title") -> None:
    text = store.source(ids.id_at(path) or "").decode()
    store.hand_edit(path, (text + ACCEPTED.format(rule=rule, reason=reason, until=until)).encode())


def say(store: MemoryStore, *entries: tuple[str, str]) -> None:
    """A `checks:` section in the programme file."""
    rows = "".join(f"- rule: {rule}\n  severity: {severity}\n  reason: ours\n" for rule, severity in entries)
    text = store.programme() and store.source("programme").decode().partition("\nchecks:")[0]
    store.hand_edit(ids.PROGRAMME_PATH, f"{text}\nchecks:\n{rows}".encode())


def told(report: checking.CheckReport) -> list[tuple[str, str, str]]:
    return [(f.rule, f.severity, f.path) for f in report.findings]


def checked(store: MemoryStore, **more: Any) -> checking.CheckReport:
    return checking.check(store, today=TODAY, **more)


def test_what_is_accepted_is_counted_and_not_told(store: MemoryStore) -> None:
    assert told(checked(store)) == [("WRD001", "advice", PROJECT)]
    accept(store, PROJECT, "WRD001")
    report = checked(store)
    assert told(report) == []
    assert (report.summary.accepted, report.summary.advice) == (1, 0)
    assert report.as_data()["summary"]["accepted"] == 1


def test_it_counts_for_that_record_and_that_rule_alone(store: MemoryStore) -> None:
    edit(store, IDEA, "focus_areas:\n  - quiet corner", "focus_areas:\n  - quiet patients")
    edit(store, PROJECT, "a book", "a book by Mrs Barlow")
    accept(store, PROJECT, "WRD001")
    assert told(checked(store)) == [("WRD001", "advice", IDEA), ("PRV002", "advice", PROJECT)]


def test_until_the_day_and_not_beyond(store: MemoryStore) -> None:
    accept(store, PROJECT, "WRD001", until=TODAY)
    assert told(checked(store)) == []
    (found,) = [f for f in checking.check(store, today="2026-11-25").findings if f.rule == "ACC002"]
    assert told(checking.check(store, today="2026-11-25")) == [
        ("WRD001", "advice", PROJECT), ("ACC002", "advice", PROJECT),
    ]  # fmt: skip
    assert found.field == "accepted[0].until"
    assert found.line > 0


def test_an_error_of_a_limit_can_be_accepted(store: MemoryStore) -> None:
    edit(store, PROJECT, BOOK, "focus_areas:\n  - a\n  - b\n  - c\n  - d")
    assert told(checked(store)) == [("PRJ002", "error", PROJECT)]
    accept(store, PROJECT, "PRJ002", reason="agreed with the coordinator")
    report = checked(store)
    assert (told(report), report.summary.kinds["project"]) == ([], checking.KindFigures(3, 3))


@pytest.mark.parametrize("rule", ["REF001", "TIM002", "FIL003", "PRV001", "MON001", "ACC001", "ZZZ999"])
def test_what_the_whole_rests_on_cannot(store: MemoryStore, rule: str) -> None:
    edit(store, PROJECT, "licence: lic-2601-m3k8r1d", "licence: lic-2601-m3k8r1x")
    accept(store, PROJECT, rule)
    report = checked(store)
    assert ("ACC001", "error", PROJECT) in told(report)
    assert ("REF001", "error", PROJECT) in told(report)
    assert report.summary.accepted == 0


def test_the_families_that_can_are_words_privacy_and_limits() -> None:
    assert {registry.BY_ID[rule].name for rule in acceptance.ACCEPTABLE} == {
        "too-many", "too-many-focus-areas", "word-to-avoid", "name", "date-of-birth", "postcode", "phone-number",
        "email-address", "nhs-number", "possible-name", "address",
    }  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    ["accepted: []\n", "accepted:\n- rule: WRD001\n", ACCEPTED.format(rule="words", reason="x", until=TODAY),
     ACCEPTED.format(rule="WRD001", reason='" "', until=TODAY),
     ACCEPTED.format(rule="WRD001", reason="x", until="soon")],
)  # fmt: skip
def test_a_reason_and_a_day_are_needed(store: MemoryStore, wrong: str) -> None:
    text = store.source(example.PROJECT).decode()
    store.hand_edit(PROJECT, (text + wrong).encode())
    assert {rule for rule, _, _ in told(checked(store))} <= {"FLD002", "FLD003"}
    assert checked(store).summary.errors


def test_a_reason_is_looked_through_like_all_that_people_write(store: MemoryStore) -> None:
    accept(store, IDEA, "PRV002", reason="ring 07700 900123")
    assert ("PRV005", "advice", IDEA) in told(checked(store))


def test_a_seal_holds_when_a_finding_is_accepted_later(store: MemoryStore) -> None:
    records = example.store()
    application = records["app-2607-q3n7x4c"]
    accept(store, ids.path_of(application["id"]), "WRD001")
    assert told(checked(store)) == [("WRD001", "advice", PROJECT)]
    assert seal.seal(application, []) == seal.seal({**application, "accepted": [{"rule": "WRD001"}]}, [])


def test_a_programme_turns_advice_off_or_raises_it(store: MemoryStore) -> None:
    say(store, ("WRD001", "error"))
    report = checked(store)
    assert told(report) == [("WRD001", "error", PROJECT)]
    assert report.summary.kinds["project"] == checking.KindFigures(3, 2)
    accept(store, PROJECT, "WRD001")
    assert told(checked(store)) == []
    say(store, ("WRD001", "off"))
    report = checked(store)
    assert (told(report), report.summary.accepted) == ([], 0)


@pytest.mark.parametrize(
    "entries",
    [[("PRJ001", "off")], [("FIL003", "off")], [("ZZZ999", "off")], [("ACC001", "off")],
     [("WRD001", "error"), ("WRD001", "off")]],
)  # fmt: skip
def test_but_never_an_error_off_nor_twice(store: MemoryStore, entries: list[tuple[str, str]]) -> None:
    edit(store, PROJECT, "setting: school", "setting: castle")
    say(store, *entries)
    (entry,) = [f for f in checked(store).findings if f.rule == "PGM004"]
    assert (entry.severity, entry.path, entry.field) == (
        "error",
        ids.PROGRAMME_PATH,
        f"checks[{len(entries) - 1}].rule",
    )
    assert entry.line > 0
    assert ("PRJ001", "error", PROJECT) in told(checked(store))
    assert any(f.rule == "WRD001" for f in checked(store).findings)


def test_a_rule_change_needs_a_reason(store: MemoryStore) -> None:
    say(store, ("WRD001", "off"))
    edit(store, ids.PROGRAMME_PATH, "  reason: ours\n", "")
    assert ("FLD003", "error", ids.PROGRAMME_PATH) in told(checked(store))


def test_a_change_is_held_against_the_same_rules(store: MemoryStore) -> None:
    """What the programme raised stands in the way of a change, and what is accepted does not."""
    data = dict(store.get(example.IDEA).data)
    words = {**data, "focus_areas": ["quiet patients"]}
    many = {**data, "focus_areas": ["a", "b", "c", "d"]}
    mine = [{"rule": "PRJ002", "reason": "agreed", "until": "2026-01-01"}]

    def errors(changed: dict[str, Any]) -> list[str]:
        rules = policy_in(store.programme())
        return [f.rule for f in neighbours.errors_between(store, rules, {}, {example.IDEA: changed}, TODAY)]

    assert (errors(words), errors(many), errors({**many, "accepted": mine})) == ([], ["PRJ002"], [])
    say(store, ("WRD001", "error"))
    assert errors(words) == ["WRD001"]
