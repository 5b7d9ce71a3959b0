"""What travels between stores, as rules on plain data."""

from __future__ import annotations

import json
from typing import Any

import pytest

from imatter_cli.checks import references
from imatter_cli.domain import exchange, ids, reflecting
from imatter_cli.errors import Refused

ME, COORDINATOR, OTHER = "prc-2611-4t9wq2e", "prc-2611-9x2kd0a", "prc-2611-7h3vn5m"
LIC = "lic-2611-963amb9"


def event(name: str, by: str = ME, day: str = "2026-11-24", **more: Any) -> dict[str, Any]:
    return {"at": day, "recorded": f"{day}T09:00:00Z", "event": name, "by": by, **more}


def licence(*events: dict[str, Any], status: str = "submitted", **fields: Any) -> dict[str, Any]:
    return {"id": LIC, "status": status, "practitioner": ME, **fields, "timeline": list(events)}


APPLIED = (event("apply"), event("submit"))


def test_all_that_a_record_names_goes_along() -> None:
    """Whatever the check of references looks up is packed, or stays on purpose: a round, a review."""
    for kind in exchange.KINDS:
        asked = {f for f in references.FIELDS[kind] if f not in (("round",), ("same_as",))}
        assert asked <= set(exchange.NEEDS[kind]), kind
        assert set(references.IN_EVENTS[kind]) - {"round", "same_as"} <= set(exchange.IN_EVENTS), kind
    assert set(ids.KIND_NAMES) - set(exchange.KINDS) == {"review"}
    moved = {"id": "app-2611-h6k2d9s", "timeline": [{"event": "carry", "because": "2026-q4", "round": "2027-q1"}]}
    assert exchange.needs("application", moved) == []


@pytest.mark.parametrize(
    ("ours", "theirs", "how"),
    [
        (None, licence(*APPLIED), "new"),
        (licence(*APPLIED), licence(*APPLIED), "same"),
        (licence(*APPLIED), licence(*APPLIED, event("return", COORDINATOR, reason="x"), status="returned"), "longer"),
        (licence(*APPLIED), licence(event("apply"), status="draft"), "older"),
        (licence(*APPLIED), licence(event("apply"), event("edit", fields=["x"])), "other"),
        (licence(*APPLIED), licence(event("apply", OTHER), event("submit")), "other"),
        (licence(*APPLIED), licence(event("apply", OTHER), status="draft"), "other"),
        (licence(*APPLIED, reference="A"), licence(*APPLIED, reference="B"), "other"),
        (licence(*APPLIED, x=1), licence(*APPLIED, x=True), "other"),
    ],
)
def test_how_a_record_stands_to_ours(ours: Any, theirs: Any, how: str) -> None:
    assert exchange.standing("licence", ours, theirs) == how
    if how in ("older", "other"):
        with pytest.raises(Refused) as refused:
            exchange.refuse_contradiction("licence", ours, theirs)
        assert refused.value.code == {"older": "older", "other": "contradicts"}[how]
    elif ours is not None:
        exchange.refuse_contradiction("licence", ours, theirs)


def test_of_a_reflection_nothing_of_ones_own() -> None:
    words = dict.fromkeys((*reflecting.OWN_WORDS, "concern"), "mine")
    ours = {"id": "ref-2611-tgk3yn8", "status": "shared", "summary": "ours", "timeline": [event("write")], **words}
    sent = exchange.as_sent("reflection", ours)
    assert "mine" not in json.dumps(sent)
    assert exchange.standing("reflection", ours, sent) == "same"
    theirs = {**sent, "summary": "theirs"}
    assert exchange.merged("reflection", ours, theirs) == {**ours, "summary": "theirs"}


def test_of_a_person_a_code_and_roles() -> None:
    person = {
        "id": ME, "schema": "practitioner/1", "programme": 1, "status": "left", "roles": ["practitioner"],
        "capacity": "professional", "same_as": OTHER,
        "timeline": [event("join", COORDINATOR), event("step", level="one"), event("leave", reason="ill")],
    }  # fmt: skip
    card = exchange.as_sent("practitioner", person)
    assert set(card) == {"id", "schema", "programme", "status", "roles", "timeline"}
    assert card["timeline"] == [{"at": "2026-11-24", "event": "join", "by": ME, "roles": ["practitioner"]}]


def test_the_digest_is_of_what_is_said_and_not_of_how() -> None:
    one = {"a": 1, "records": [{"b": True, "c": "x"}], "digest": "old"}
    assert exchange.digest(one) == exchange.digest({"records": [{"c": "x", "b": True}], "a": 1})
    assert exchange.digest(one) != exchange.digest({"a": 1, "records": [{"b": 1, "c": "x"}]})


ISSUE = event("issue", COORDINATOR)
CASES = [
    # sender, event, store, may
    (ME, event("submit"), False, True),
    (ME, event("issue"), False, False),
    (ME, ISSUE, False, False),
    (ME, event("submit", OTHER), False, False),
    (COORDINATOR, ISSUE, False, True),
    (COORDINATOR, event("submit", COORDINATOR, on_behalf_of=ME), False, True),
    (COORDINATOR, event("submit", COORDINATOR), False, False),
    (COORDINATOR, ISSUE, True, True),
    (COORDINATOR, event("issue"), True, False),
    (COORDINATOR, event("submit", COORDINATOR, on_behalf_of=ME), True, True),
    (COORDINATOR, event("issue", OTHER), True, False),
    (ME, event("issue"), True, True),
]


@pytest.mark.parametrize(("sender", "entry", "personal", "may"), CASES)
def test_who_can_bring_an_event(sender: str, entry: dict[str, Any], personal: bool, may: bool) -> None:
    def bring() -> None:
        exchange.refuse_implausible(
            "licence", licence(entry), [entry], sender=sender, own=(ME,), coordinators=(COORDINATOR,), personal=personal
        )

    if may:
        bring()
    else:
        with pytest.raises(Refused) as refused:
            bring()
        assert refused.value.code == "not-theirs"


def test_a_field_changes_with_an_event_that_says_so() -> None:
    ours = licence(*APPLIED, focus_areas=["a"])
    more = (*APPLIED, event("withdraw"))
    exchange.refuse_unexplained("licence", ours, licence(*more, status="draft", focus_areas=["a"]))
    edited = licence(*more, event("edit", fields=["focus_areas"]), status="draft", focus_areas=["b"])
    exchange.refuse_unexplained("licence", ours, edited)
    with pytest.raises(Refused) as refused:
        exchange.refuse_unexplained("licence", ours, licence(*more, status="draft", focus_areas=["b"]))
    assert refused.value.details["fields"] == ["focus_areas"]
