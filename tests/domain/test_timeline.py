"""A life led event by event replays to where it was led; a tampered one is seen."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imatter_cli.domain import envelope, ids, lifecycles, timeline, undoing
from imatter_cli.domain.kinds import KINDS
from imatter_cli.domain.lifecycles import BEFORE, GONE, NOT_YET, TRANSITIONS, UNDO, Transition
from imatter_cli.errors import BadValue, Refused

ME = "prc-2611-4t9wq2e"
IDS = {k.name: f"{k.prefix}-2611-7kq4m2x" if k.prefix else "2026-q4" for k in KINDS}


def details_for(row: Transition, pick: random.Random) -> dict[str, Any]:
    details: dict[str, Any] = dict.fromkeys(row.carries, "x")
    if row.by_detail:
        details[row.by_detail] = pick.choice(sorted(row.targets))
    return details


def undo(kind: str, data: dict[str, Any], *, entry: Any = None, day: int = 28) -> dict[str, Any]:
    """The record with its last event taken back, or the entry given."""
    details = undoing.naming(entry or timeline.standing(data["timeline"])[-1])
    moment = f"2026-11-{day:02d}T09:00:00Z"
    return timeline.lead_on(kind, data, timeline.Happening(UNDO, ME, moment, reason="why", details=details))


def live(kind: str, seed: int, length: int) -> dict[str, Any]:
    """A random but legal life of a kind, with events taken back here and there."""
    pick = random.Random(seed)
    data: dict[str, Any] | None = None
    for n in range(length):
        state = NOT_YET if data is None else data["status"]
        if data is not None and pick.random() < 0.3:
            entries = data["timeline"]
            stand = timeline.standing(entries)
            if pick.random() < 0.3 and entries[-1]["event"] == UNDO:
                data = undo(kind, data, entry=undoing.to_name(entries, len(entries) - 1), day=n + 1)
                continue
            if len(stand) > 1:
                data = undo(kind, data, entry=stand[-1], day=n + 1)
                continue
        rows = [r for r in TRANSITIONS if r.kind == kind and state in r.sources and r.target not in (GONE, BEFORE)]
        if not rows:
            break
        row = pick.choice(rows)
        happening = timeline.Happening(
            row.event,
            ME,
            f"2026-11-{n + 1:02d}T09:00:00Z",
            reason="why" if row.needs_reason(state) else "",
            details=details_for(row, pick),
        )
        fields = {"id": IDS[kind], "schema": envelope.schema_name(kind)} if data is None else {}
        data = timeline.lead_on(kind, data, happening, fields)
    assert data is not None
    return data


def led(kind: str, data: dict[str, Any]) -> dict[str, Any]:
    """The status, and what the timeline leads to."""
    return {name: data.get(name) for name in ("status", *timeline.led_fields(kind))}


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
            words = str(lifecycles.refusal(kind, event, state) or "")
            assert bool(words) != bool(row and state in row.sources)
            if words:
                assert words[0].isupper() and words.endswith(".")


@pytest.mark.parametrize("row", TRANSITIONS, ids=lambda r: f"{r.kind}-{r.event}")
def test_every_row_leads_to_a_state_of_its_kind(row: Transition) -> None:
    states = lifecycles.STATES[row.kind]
    assert set(row.sources) <= {NOT_YET, *states}
    assert set(row.targets.values() if row.by_detail else [row.target]) <= {*states, lifecycles.SAME, GONE, BEFORE}
    assert row.who


@pytest.mark.parametrize("kind", ids.KIND_NAMES)
def test_every_state_can_be_reached(kind: str) -> None:
    reached = {NOT_YET}
    while True:
        rows = [r for r in TRANSITIONS if r.kind == kind and reached & set(r.sources)]
        more = (
            {s for r in rows for s in (r.targets.values() if r.by_detail else [r.target])}
            - {lifecycles.SAME, GONE, BEFORE}
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
    with pytest.raises(BadValue, match="in the future"):
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


@given(LIVES, st.integers(0, 10_000))
def test_an_undo_leads_back_to_what_was_before_the_event_and_only_adds(life: tuple[str, int, int], seed: int) -> None:
    kind, first, length = life
    before = live(kind, first, length)
    rows = [
        r for r in TRANSITIONS
        if r.kind == kind and before["status"] in r.sources and r.target not in (GONE, BEFORE)
    ]  # fmt: skip
    if not rows:
        return
    pick = random.Random(seed)
    row = pick.choice(rows)
    happening = timeline.Happening(
        row.event, ME, "2026-11-27T09:00:00Z", reason="why", details=details_for(row, pick)
    )  # fmt: skip
    event = timeline.lead_on(kind, before, happening)
    taken_back = undo(kind, event)
    given_back = undo(kind, taken_back, entry=taken_back["timeline"][-1])

    assert taken_back["timeline"][:-1] == event["timeline"]
    assert given_back["timeline"][:-1] == taken_back["timeline"]
    assert timeline.standing(taken_back["timeline"]) == timeline.standing(before["timeline"])
    assert timeline.standing(given_back["timeline"]) == timeline.standing(event["timeline"])
    replayed = timeline.replay(kind, taken_back["timeline"])
    assert not replayed.faults and replayed.status == before["status"]
    assert dict(replayed.led) == dict(timeline.replay(kind, before["timeline"]).led)
    assert led(kind, given_back) == led(kind, event)
    assert led(kind, undo(kind, given_back)) == led(kind, taken_back)


@given(LIVES, st.data())
def test_an_undo_of_anything_but_the_last_event_that_stands_is_a_fault(
    life: tuple[str, int, int], draw: st.DataObject
) -> None:
    kind, seed, length = life
    data = live(kind, seed, length)
    entries = data["timeline"]
    other = draw.draw(st.sampled_from([e for e in entries if e["event"] != UNDO]))
    if other is not entries[0] and other in timeline.standing(entries)[-1:]:
        return
    with pytest.raises(Refused) as refused:
        undo(kind, data, entry=other)
    assert refused.value.code == "not-the-last"
    entry = {"at": "2026-11-29T09:00:00Z", "event": UNDO, "by": ME, "reason": "why", **undoing.naming(other)}
    assert [f.key for f in timeline.replay(kind, [*data["timeline"], entry]).faults] == ["undoes"]


def test_what_was_taken_back_does_not_bind_later_days() -> None:
    data = timeline.lead_on("project", None, timeline.Happening("plan", ME, "2026-11-24T09:00:00Z", day="2026-11-01"))
    data = timeline.lead_on("project", data, timeline.Happening("start", ME, "2026-11-24T09:01:00Z", day="2026-11-20"))
    data = undo("project", data)
    data = timeline.lead_on("project", data, timeline.Happening("start", ME, "2026-11-28T09:02:00Z", day="2026-11-18"))
    assert data["status"] == "active"
    assert not timeline.replay("project", data["timeline"]).faults


@pytest.mark.parametrize("kind", ids.KIND_NAMES)
def test_taking_back_needs_what_the_opposite_needs(kind: str) -> None:
    for row in [r for r in TRANSITIONS if r.kind == kind and r.event != UNDO]:
        needed = undoing.needed(kind, row.event)
        opposite = lifecycles.transition(kind, row.opposite) if row.opposite else row
        assert opposite is not None
        assert (needed.who, needed.reason) == (row.taking_back or (opposite.who, opposite.reason))
        assert undoing.needed(kind, row.event, again=True).who == row.who


def test_taking_back_a_closing_without_a_reason_is_a_fault() -> None:
    data = timeline.lead_on("round", None, timeline.Happening("open", ME, "2026-11-24T09:00:00Z"))
    data = timeline.lead_on("round", data, timeline.Happening("close", ME, "2026-11-25T09:00:00Z"))
    details = undoing.naming(data["timeline"][-1])
    with pytest.raises(Refused) as refused:
        timeline.lead_on("round", data, timeline.Happening(UNDO, ME, "2026-11-26T09:00:00Z", details=details))
    assert refused.value.code == "missing-reason"
    entry = {"at": "2026-11-26T09:00:00Z", "event": UNDO, "by": ME, **details}
    assert [f.key for f in timeline.replay("round", [*data["timeline"], entry]).faults] == ["reason"]


def test_an_event_let_stand_again_is_taken_back_again_and_so_on() -> None:
    data = timeline.lead_on("project", None, timeline.Happening("plan", ME, "2026-11-01T09:00:00Z"))
    data = timeline.lead_on("project", data, timeline.Happening("start", ME, "2026-11-02T09:00:00Z"))
    data = timeline.lead_on("project", data, timeline.Happening("pause", ME, "2026-11-03T09:00:00Z"))
    data = undo("project", data, day=4)
    data = undo("project", data, day=5)
    assert data["status"] == "planned"
    for day, status in ((5, "active"), (4, "paused")):
        undone = next(e for e in data["timeline"] if e["at"] == f"2026-11-{day:02d}T09:00:00Z")
        data = undo("project", data, entry=undone, day=6)
        assert data["status"] == status
    assert [e["event"] for e in timeline.standing(data["timeline"])] == ["plan", "start", "pause"]
