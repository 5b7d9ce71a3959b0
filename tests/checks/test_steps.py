"""Every rule on the history finds its bad example, a change laid over one that is fine, and lets its good one be."""

from __future__ import annotations

import copy
from datetime import datetime
from typing import Any

import pytest

from imatter_cli.checks import commits, example, registry
from imatter_cli.domain import envelope, ids, lifecycles, records, trail
from imatter_cli.domain.finding import Finding, Rule
from imatter_cli.domain.trail import Passage, RecordedCommit
from imatter_cli.said import Prose, Said
from imatter_cli.store import codec
from imatter_cli.store.message import said, trailers_in

RULES = [rule for rule in registry.RULES if rule.id.startswith("VER")]
PATH = ids.path_of(example.PROJECT)
PAUSE = {"at": "2026-11-20T10:00:00Z", "event": "pause", "by": example.ME}
MESSAGE = f"project pause {example.PROJECT}\n\nRecord: {example.PROJECT}\nEvent: pause\nProgramme: 1\n"


def seconds(moment: str) -> int:
    return int(datetime.fromisoformat(moment).timestamp())


def laid_over(data: dict[str, Any], changes: Any) -> dict[str, Any] | None:
    if changes is None:
        return None
    return {k: v for k, v in {**data, **changes}.items() if v is not None}


def step_of(told: dict[str, Any]) -> RecordedCommit:
    """The change that is fine, a project paused, with what an example says instead."""
    was: dict[str, Any] = copy.deepcopy(example.store()[example.PROJECT])
    now = {**was, "status": "paused", "timeline": [*was["timeline"], PAUSE]}
    before, after = laid_over(was, told.get("was", {})), laid_over(now, told.get("is", {}))
    message = str(told.get("message", MESSAGE))
    faults = [*envelope.faults("project", PATH, after), *records.schema_faults("project", PATH, after)] if after else []
    at = str(told.get("at", "2026-11-20T10:00:04Z"))
    raw = told.get("undone")
    names = ("old", "new" if after else "")
    passage = Passage(example.PROJECT, "project", PATH, before, after, names, True, tuple(faults))
    return RecordedCommit(
        commit="4f5ad60", subject=message.split("\n", 1)[0], by="somebody", at=seconds(at),
        made=seconds(str(told.get("made", "2026-11-20T10:00:04Z"))),
        before=seconds(str(told.get("before", "2026-11-20T09:00:00Z"))),
        said=said(message.encode()), claims={"Record", "Programme"} <= trailers_in(message).keys(), passages=(passage,),
        others=tuple(told.get("files", ())), version=1,
        undone=None if raw is None else {p: Passage(example.PROJECT, "project", p, None, None, (one, two))
                                         for p, (one, two) in raw.items()},
        is_merge=bool(told.get("differs")), parents=("1f0c2aa", "4f5ad60"),
        differs=tuple((str(p), Said("{why}", why=Prose(str(why)))) for p, why in told.get("differs", ())),
        broken_seals=tuple((str(p), str(d)) for p, d in told.get("broken_seals", ())),
    )  # fmt: skip


def findings(text: str) -> list[Finding]:
    told = codec.parse(text.encode(), "example")
    step = step_of(told)
    out = [f for check in registry.OF_A_STEP for f in check(step)]
    out += commits.unsigned(step, str(told.get("signature", "ada")))
    out += [commits.cut("x")] if told.get("cut") else []
    out += [commits.money_aside(told["aside"][0], "4f5ad60", told["aside"][1])] if told.get("aside") else []
    out += [commits.chosen_otherwise(told["chosen"], "4f5ad60", None)] if told.get("chosen") else []
    point = told.get("checkpoint", {"count": 0, "changes": 0, "there": True})
    return [*out, *commits.against(point["count"], point["changes"], there=point["there"])]


def test_the_change_that_examples_alter_is_fine() -> None:
    assert findings("signature: ada\n") == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_finds_its_bad_example(rule: Rule) -> None:
    found = [f for f in findings(rule.bad) if f.rule == rule.id]
    assert found
    for finding in found:
        assert finding.severity == rule.severity
        assert finding.message.endswith(".")
        assert finding.try_


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_near_miss_is_fine(rule: Rule) -> None:
    assert findings(rule.good) == []


def test_an_event_changes_only_fields_that_its_kind_has() -> None:
    for row in lifecycles.TRANSITIONS:
        assert set(row.changes) <= set(records.fields_at(row.kind)), row.event


@pytest.mark.parametrize(
    "message",
    [
        MESSAGE.replace("\n\n", "\n"), MESSAGE + "\n", MESSAGE.replace("Programme: 1", "Programme: 01"),
        MESSAGE.replace("Event: pause\nProgramme: 1", "Programme: 1\nEvent: pause"),
        MESSAGE.replace("Record", "record"),
        MESSAGE.replace(f"Record: {example.PROJECT}", f"Record: {example.IDEA}"), MESSAGE.rstrip("\n"),
        MESSAGE.replace("Record: ", "Record:  "), "", "\n", MESSAGE.replace("Programme: 1\n", ""),
    ],
)  # fmt: skip
def test_a_message_is_ours_to_the_byte(message: str) -> None:
    assert said(MESSAGE.encode()) is not None
    assert said(message.encode()) is None


def test_a_line_that_is_kept_comes_back_as_the_same_place() -> None:
    point = trail.Point().then("4f5ad60", "a tree", "0" * 64).then("5f5ad60", "another", "1" * 64)
    assert trail.point_of(f"  {point.line.upper().replace('IMATTER', 'imatter')}\n") == point
    assert trail.point_of(point.digest) == trail.Point(-1, point.digest, "")
    assert trail.point_of(f"imatter-1 2 {point.digest}") == trail.Point(2, point.digest, "")
    others = (
        "",
        "abc",
        f"imatter-1 x {point.digest}",
        f"imatter-2 1 {point.digest}",
        f"imatter-3 1 {point.digest} {point.digest}",
    )
    assert [trail.point_of(text) for text in others] == [None] * 5
    assert trail.Point().then("a", "b").digest != trail.Point().then("a", "c").digest
