"""A life led event by event replays to where it was led; a tampered one is seen."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imatter_cli.domain import envelope, ids, lifecycles, timeline
from imatter_cli.domain.lifecycles import GONE, NOT_YET, TRANSITIONS, Transition
from imatter_cli.errors import BadValue, Refused

ME = "prc-2611-4t9wq2e"
IDS = {k.name: f"{k.prefix}-2611-7kq4m2x" if k.prefix else "2026-q4" for k in ids.KINDS}


def details_for(row: Transition, pick: random.Random) -> dict[str, Any]:
    details: dict[str, Any] = dict.fromkeys(row.carries, "x")
    if row.by_detail:
        details[row.by_detail] = pick.choice(sorted(row.targets))
    return details


def live(kind: str, seed: int, length: int) -> dict[str, Any]:
    """A random but legal life of a kind."""
    pick = random.Random(seed)
    data: dict[str, Any] | None = None
    for n in range(length):
        state = NOT_YET if data is None else data["status"]
        rows = [r for r in TRANSITIONS if r.kind == kind and state in r.sources and r.target != GONE]
        if not rows:
            break
        row = pick.choice(rows)
        happening = timeline.Happening(
            row.event,
            ME,
            f"2026-11-{n + 1:02d}T09:00:00Z",
            reason="why" if row.reason else "",
            details=details_for(row, pick),
        )
        fields = {"id": IDS[kind], "schema": envelope.schema_name(kind)} if data is None else {}
        data = timeline.lead_on(kind, data, happening, fields)
    assert data is not None
    return data


LIVES = st.tuples(st.sampled_from(ids.KIND_NAMES), st.integers(0, 10_000), st.integers(1, 12))


@given(LIVES)
def test_a_life_that_was_led_replays_to_its_status(life: tuple[str, int, int]) -> None:
    kind, seed, length = life
    data = live(kind, seed, length)
    again = timeline.replay(kind, data["timeline"])
    assert not again.faults
    assert again.status == data["status"]
    assert list(envelope.faults(kind, ids.path_of(IDS[kind]), data)) == []


@given(LIVES, st.data())
def test_a_status_that_the_timeline_does_not_lead_to_is_seen(life: tuple[str, int, int], draw: st.DataObject) -> None:
    kind, seed, length = life
    data = live(kind, seed, length)
    other = draw.draw(st.sampled_from([s for s in lifecycles.STATES[kind] if s != data["status"]]))
    rules = [f.rule for f in envelope.faults(kind, ids.path_of(IDS[kind]), {**data, "status": other})]
    assert rules == ["TIM002"]


@given(LIVES)
def test_a_life_without_its_beginning_is_seen(life: tuple[str, int, int]) -> None:
    kind, seed, length = life
    data = live(kind, seed, max(length, 2))
    entries = data["timeline"][1:]
    faults = timeline.replay(kind, entries).faults
    first_may_begin = (
        bool(entries)
        and NOT_YET in next(r for r in TRANSITIONS if r.kind == kind and r.event == entries[0]["event"]).sources
    )
    assert faults or first_may_begin


@pytest.mark.parametrize("kind", ids.KIND_NAMES)
def test_every_pair_of_state_and_event_is_decided(kind: str) -> None:
    every_event = {t.event for t in TRANSITIONS}
    for state in (NOT_YET, *lifecycles.STATES[kind]):
        for event in every_event:
            row = lifecycles.transition(kind, event)
            words = lifecycles.refusal(kind, event, state)
            assert bool(words) != bool(row and state in row.sources)
            if words:
                assert words[0].isupper() and words.endswith(".")


@pytest.mark.parametrize("row", TRANSITIONS, ids=lambda r: f"{r.kind}-{r.event}")
def test_every_row_leads_to_a_state_of_its_kind(row: Transition) -> None:
    states = lifecycles.STATES[row.kind]
    assert set(row.sources) <= {NOT_YET, *states}
    assert set(row.targets.values() if row.by_detail else [row.target]) <= {*states, lifecycles.SAME, GONE}
    assert row.who


@pytest.mark.parametrize("kind", ids.KIND_NAMES)
def test_every_state_can_be_reached(kind: str) -> None:
    reached = {NOT_YET}
    while True:
        rows = [r for r in TRANSITIONS if r.kind == kind and reached & set(r.sources)]
        more = (
            {s for r in rows for s in (r.targets.values() if r.by_detail else [r.target])}
            - {lifecycles.SAME, GONE}
            - reached
        )
        if not more:
            break
        reached |= more
    assert reached == {NOT_YET, *lifecycles.STATES[kind]}


@pytest.mark.parametrize("row", [r for r in TRANSITIONS if r.reason], ids=lambda r: f"{r.kind}-{r.event}")
def test_what_needs_a_reason_is_refused_without_one(row: Transition) -> None:
    state = row.sources[-1]
    data = None if state == NOT_YET else {"id": IDS[row.kind], "status": state, "timeline": []}
    happening = timeline.Happening(
        row.event, ME, "2026-11-24T09:00:00Z", reason="  ", details=details_for(row, random.Random(1))
    )
    with pytest.raises(Refused) as refused:
        timeline.lead_on(row.kind, data, happening)
    assert refused.value.code == "missing-reason"


def test_what_happened_on_another_day_says_when_it_was_written() -> None:
    data = timeline.lead_on("project", None, timeline.Happening("plan", ME, "2026-11-24T09:00:00Z", day="2026-11-20"))
    assert data["timeline"] == [{"at": "2026-11-20", "recorded": "2026-11-24T09:00:00Z", "event": "plan", "by": ME}]


def test_nothing_is_recorded_before_the_last_event_or_ahead_of_time() -> None:
    data = timeline.lead_on("project", None, timeline.Happening("plan", ME, "2026-11-24T09:00:00Z", day="2026-11-20"))
    with pytest.raises(Refused, match="before the last event"):
        timeline.lead_on("project", data, timeline.Happening("start", ME, "2026-11-24T09:00:00Z", day="2026-11-19"))
    with pytest.raises(BadValue, match="still to come"):
        timeline.lead_on("project", data, timeline.Happening("start", ME, "2026-11-24T09:00:00Z", day="2026-11-25"))


def test_a_field_set_to_none_goes() -> None:
    data = timeline.lead_on(
        "project", None, timeline.Happening("plan", ME, "2026-11-24T09:00:00Z"), {"lead": "x", "stage": "y"}
    )
    after = timeline.lead_on(
        "project",
        data,
        timeline.Happening("edit", ME, "2026-11-24T09:00:00Z", details={"fields": ["lead"]}),
        {"lead": None},
    )
    assert "lead" not in after and after["stage"] == "y"
