"""The lifecycle table is total: every pair of state and event is a transition, or a refusal in words."""

from __future__ import annotations

import itertools

import pytest

from imatter_cli.domain import ids, lifecycles, timeline
from imatter_cli.domain.lifecycles import BEFORE, GONE, NOT_YET, SAME, STATES, TRANSITIONS, UNDO
from imatter_cli.errors import Refused

PAIRS = [
    (kind, state, event)
    for kind, states in STATES.items()
    for state, event in itertools.product((NOT_YET, *states), lifecycles.events_of(kind))
]
#: What an undo leads to is the timeline's to say: tests/domain/test_timeline.py.
LED_ON = [pair for pair in PAIRS if pair[1:] == (NOT_YET, UNDO) or pair[2] != UNDO]
AVOIDED = (
    "client", "patient", "intervention", "treatment", "assessment", "supervised", "referred", "rejected", "failed",
    "struck off",
)  # fmt: skip


def test_every_kind_has_its_table() -> None:
    assert set(STATES) == set(ids.KIND_NAMES) == {t.kind for t in TRANSITIONS}


@pytest.mark.parametrize(("kind", "state", "event"), PAIRS)
def test_every_pair_is_decided(kind: str, state: str, event: str) -> None:
    row = lifecycles.transition(kind, event)
    assert row is not None
    refused = lifecycles.refusal(kind, event, state)
    if state in row.sources:
        assert refused is None
        targets = list(row.targets.values()) if row.by_detail else [row.target]
        assert all(t in (*STATES[kind], SAME, GONE, BEFORE) for t in targets)
        assert event in lifecycles.events_from(kind, state)
        return
    said = str(refused)
    assert said.endswith(".")
    assert len(said.split()) > 3
    assert not any(word in said.lower() for word in AVOIDED)


@pytest.mark.parametrize(("kind", "state", "event"), LED_ON)
def test_a_record_is_led_on_just_where_the_table_says(kind: str, state: str, event: str) -> None:
    row = lifecycles.transition(kind, event)
    assert row is not None
    details: dict[str, object] = dict.fromkeys(row.carries, "x")
    if row.by_detail:
        details[row.by_detail] = next(iter(row.targets))
    happening = timeline.Happening(event, "prc-2611-4t9wq2e", "2026-11-24T09:00:00Z", reason="why", details=details)
    before = None if state == NOT_YET else {"id": "x", "status": state, "timeline": []}
    if state in row.sources:
        after = timeline.lead_on(kind, before, happening)
        expected = lifecycles.next_state(row, state, details)
        assert expected == GONE or after["status"] == expected
        assert after["timeline"][-1]["event"] == event
    else:
        with pytest.raises(Refused) as refused:
            timeline.lead_on(kind, before, happening)
        assert refused.value.code == "lifecycle"
        assert refused.value.details["possible"] == list(lifecycles.events_from(kind, state))


def test_every_state_is_reached_from_the_beginning() -> None:
    for kind, states in STATES.items():
        reached = {NOT_YET}
        while True:
            more = set(reached)
            for row in (t for t in TRANSITIONS if t.kind == kind and reached & set(t.sources)):
                more |= set(row.targets.values()) if row.by_detail else {row.target} - {SAME, GONE, BEFORE}
            if more == reached:
                break
            reached = more
        assert reached == {NOT_YET, *states}, kind


def test_what_nobody_knows_is_said_with_what_is_known() -> None:
    refused = lifecycles.refusal("licence", "explode", "active")
    assert refused is not None and "pause" in str(refused)
    assert "pause" in refused.facts()["events"]
