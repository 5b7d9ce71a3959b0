"""A published quarter as a fact: what belongs to it, how it was, and what came later."""

from __future__ import annotations

from typing import Any

import pytest

from imatter_cli.domain.fund import published, statistics

PUBLISHED = {
    "id": "2026-q4", "status": "published", "timeline": [{"event": "publish", "at": "2026-12-20T10:00:00Z"}],
}  # fmt: skip
NEXT = {"id": "2027-q1", "status": "open", "timeline": [{"event": "open", "at": "2027-01-02T10:00:00Z"}]}
LATER: dict[str, list[dict[str, Any]]] = {
    "accepted": [{"event": "accept", "at": "2026-12-20T10:00:00Z"}],
    "declined": [{"event": "decline-award", "at": "2026-12-21T10:00:00Z", "reason": "paid for now"}],
    "corrected in the same second": [
        {"event": "correct", "at": "2026-12-20T10:00:00Z", "round": "2026-q4", "outcome": "not-funded",
         "reason": "misread", "published": "2026-12-20T10:00:00Z"},
    ],
    "corrected a day later": [
        {"event": "correct", "at": "2026-12-19", "recorded": "2026-12-21T09:00:00Z", "round": "2026-q4",
         "outcome": "not-funded", "reason": "misread"},
    ],
}  # fmt: skip


def life(outcome: str, *later: dict[str, Any], **more: Any) -> dict[str, Any]:
    decided = {
        "event": "decide", "at": "2026-12-20T10:00:00Z", "round": "2026-q4", "outcome": outcome, "asked": "250.00",
        **more,
    }  # fmt: skip
    before = [
        {"event": "apply", "at": "2026-12-01"},
        {"event": "submit", "at": "2026-12-01"},
        {"event": "screen", "at": "2026-12-02", "outcome": "eligible"},
    ]
    return {
        "id": "app-2611-0000001", "status": outcome, "round": "2026-q4", "revision": 1, "amount": "250.00",
        "timeline": [*before, decided, *later],
    }  # fmt: skip


@pytest.mark.parametrize("later", LATER.values(), ids=LATER)
def test_what_came_later_is_beside_it(later: list[dict[str, Any]]) -> None:
    award = {"award": "250.00"}
    at_first = published.as_it_was(life("funded", **award), PUBLISHED)
    after = life("funded", *later, **award) | {"status": "something else"}
    assert published.as_it_was(after, PUBLISHED) == at_first
    assert published.since(after, PUBLISHED) == later
    assert [e["event"] for e in published.corrections(after, PUBLISHED)] == ["correct"] * (
        later[0]["event"] == "correct"
    )


def test_a_deferred_one_that_went_on_is_in_both_quarters() -> None:
    deferral = {"quarter": "2027-q1", "asks": "a quote"}
    at_first = published.as_it_was(life("deferred", **deferral), PUBLISHED)
    on = [
        {"event": "edit", "at": "2026-12-20T10:00:00Z", "fields": ["amount", "costs"]},
        {"event": "carry", "at": "2027-01-02T10:00:00Z", "round": "2027-q1"},
    ]
    after = life("deferred", *on, **deferral) | {
        "status": "eligible", "round": "2027-q1", "amount": "300.00", "revision": 2,
    }  # fmt: skip
    assert published.as_it_was(after, PUBLISHED) == at_first
    assert published.as_it_was(after, NEXT) is after
    told = [statistics.case_of(a, {}) for r in (PUBLISHED, NEXT) for a in published.of_round([after], r)]
    assert [(c.quarter, c.outcome, c.asked) for c in told if c] == [
        ("2026-q4", "deferred", 25000), ("2027-q1", "", 30000),
    ]  # fmt: skip


def test_a_correction_before_publication_is_what_is_published() -> None:
    correct = {"event": "correct", "at": "2026-12-20T10:00:00Z", "round": "2026-q4", "outcome": "not-funded"}
    after = life("funded", correct, award="250.00") | {"status": "not-funded"}
    assert published.as_it_was(after, PUBLISHED) is after
    assert published.corrections(after, PUBLISHED) == []


def test_what_was_begun_later_or_belongs_elsewhere_is_not_in_it() -> None:
    assert published.as_it_was(life("funded") | {"round": "2027-q1"}, {**NEXT, "id": "2027-q2"}) is None
    late = {"id": "app-2612-0000002", "status": "draft", "round": "2026-q4", "timeline": [
        {"event": "apply", "at": "2026-12-21T10:00:00Z"},
    ]}  # fmt: skip
    assert published.as_it_was(late, PUBLISHED) is None
