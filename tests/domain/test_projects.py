"""What a project may be, and what its start and its completion ask for."""

from __future__ import annotations

from copy import copy
from importlib import resources
from typing import Any

import pytest
import yaml

from imatter_cli.domain import projects, reflecting
from imatter_cli.domain.policy import Policy, policy_in
from imatter_cli.errors import BadValue, Refused

PROJECT = {
    "id": "prj-2611-7kq4m2x", "practitioner": "prc-2611-4t9wq2e", "type": "early-concern", "setting": "school",
    "focus_areas": ["evening routine"], "individuals": [{"code": "P1"}], "support": "none",
}  # fmt: skip
LEAD = "prc-2611-9x2kd0a"
PEOPLE = {LEAD: {"id": LEAD, "roles": ["lead"]}}


@pytest.fixture
def policy() -> Policy:
    text = resources.files("imatter_cli").joinpath("data", "programme.yaml").read_text(encoding="utf-8")
    data = yaml.safe_load(text)
    data["changes"][0]["at"] = str(data["changes"][0]["at"])
    return policy_in(data)


def with_limits(policy: Policy, **limits: int) -> Policy:
    other = copy(policy)
    other.limits = copy(policy.limits)
    vars(other.limits).update(limits)
    return other


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"type": "clinical"}, "not-in-programme"),
        ({"setting": "St Mary's"}, "not-in-programme"),
        ({"support": "boss"}, "not-in-programme"),
        ({"stage": "end"}, "not-in-programme"),
        ({"individuals": [{"code": f"P{n}"} for n in range(4)]}, "too-many-individuals"),
        ({"individuals": [{"code": "P1"}, {"code": "P1"}]}, "same-code"),
        ({"individuals": [{"code": "P1", "age_band": "9"}]}, "not-in-programme"),
        ({"focus_areas": ["a", "b", "c", "d"]}, "too-many-focus-areas"),
    ],
)
def test_what_the_programme_does_not_allow(policy: Policy, change: dict[str, Any], code: str) -> None:
    assert projects.objections(PROJECT, policy) == []
    found = projects.objections({**PROJECT, **change}, policy)
    assert [o.code for o in found] == [code]
    with pytest.raises(Refused) as refused:
        projects.refuse(found, "Not kept")
    assert refused.value.code == code
    assert refused.value.message.startswith("Not kept: ")
    assert refused.value.hint


def test_the_limits_are_the_programmes(policy: Policy) -> None:
    two = {**PROJECT, "individuals": [{"code": "P1"}, {"code": "P2"}], "focus_areas": ["a", "b"]}
    assert projects.objections(two, policy) == []
    codes = [o.code for o in projects.objections(two, with_limits(policy, individuals=1, focus_areas=1))]
    assert codes == ["too-many-focus-areas", "too-many-individuals"]


@pytest.mark.parametrize(
    ("change", "day", "code"),
    [
        ({}, "2026-11-24", "needs-lead"),
        ({"lead": LEAD}, "2026-11-24", "needs-acknowledgement"),
        ({"lead": LEAD, "acknowledgement": {"lead": "prc-2611-7h3vn5m", "date": "2026-11-01"}}, "2026-11-24",
         "needs-acknowledgement"),
        ({"lead": LEAD, "acknowledgement": {"lead": LEAD, "date": "2026-11-25"}}, "2026-11-24", "acknowledged-later"),
        ({"lead": LEAD, "acknowledgement": {"lead": LEAD, "date": "2026-11-24"}}, "2026-11-24", ""),
        ({"lead": "prc-2611-4t9wq2e"}, "2026-11-24", "own-lead"),
        ({"lead": "prc-2611-7h3vn5m"}, "2026-11-24", "not-a-lead"),
    ],
)  # fmt: skip
def test_complex_engagement_and_its_lead(policy: Policy, change: dict[str, Any], day: str, code: str) -> None:
    project = {**PROJECT, "type": "complex-engagement", **change}
    found = projects.lead_objections(project, policy, PEOPLE, day, {})
    assert (found[0].code if found else "") == code
    assert projects.lead_objections(PROJECT, policy, PEOPLE, day, {}) == []


def test_nobody_leads_their_own_project_under_another_code(policy: Policy) -> None:
    project = {**PROJECT, "lead": LEAD}
    [found] = projects.lead_objections(project, policy, PEOPLE, "", {LEAD: LEAD, PROJECT["practitioner"]: LEAD})
    assert found.code == "own-lead"


def test_individuals_are_codes() -> None:
    assert projects.individuals(2) == [{"code": "P1"}, {"code": "P2"}]
    assert projects.individuals(2, ["5-7"])[1] == {"code": "P2", "age_band": "5-7"}
    assert [i["age_band"] for i in projects.individuals(2, ["5-7", "adult"])] == ["5-7", "adult"]
    with pytest.raises(BadValue):
        projects.individuals(3, ["5-7", "adult"])


def test_completion_is_the_checklist_and_always_a_reflection(policy: Policy) -> None:
    items = policy.completion.items
    open_step = {**PROJECT, "steps": [{"text": "a", "done": "2026-11-24"}, {"text": "b"}]}
    assert [c for c, _ in projects.unmet(open_step, items, 0)] == ["reflection", "steps-done"]
    assert [c for c, _ in projects.unmet(open_step, items, 1)] == ["steps-done"]
    assert projects.unmet(PROJECT, items, 1) == []
    assert [c for c, _ in projects.unmet(PROJECT, [], 0)] == ["reflection"]
    resources_used = [{**policy.completion.items[0], "id": "used", "field": "resources"}]
    assert [c for c, _ in projects.unmet(PROJECT, resources_used, 1)] == ["used"]


def test_a_programmes_store_holds_only_what_was_shared() -> None:
    words = {"answers": [{"prompt": "what", "text": "quiet"}], "next_step": "again", "summary": "calm"}
    assert reflecting.private_text({"status": "kept", **words}) == ["answers", "next_step", "summary"]
    assert reflecting.private_text({"status": "shared", **words}) == ["answers", "next_step"]
    assert reflecting.private_text({"status": "shared", "summary": "calm"}) == []
    assert reflecting.private_text({"status": "kept"}) == []
    with pytest.raises(Refused, match="only holds what was shared"):
        reflecting.refuse_private({"status": "kept", "summary": "calm"})


def test_a_concern_is_never_told() -> None:
    assert reflecting.concern(None, "2026-11-24", None) is None
    assert reflecting.concern(False, "2026-11-24", None) == {"raised": False}
    assert set(reflecting.concern(True, "2026-11-24", None) or {}) == {"raised", "date", "passed_to_host"}


def test_the_latest_is_of_the_latest_day_then_the_last_written() -> None:
    def one(id: str, day: str, at: str) -> dict[str, Any]:
        return {"id": id, "date": day, "timeline": [{"at": at}]}

    notes = [one("a", "2026-11-02", "2026-11-02T08:00:00Z"), one("b", "2026-11-01", "2026-11-09T08:00:00Z"),
             one("c", "2026-11-02", "2026-11-02T09:00:00Z")]  # fmt: skip
    assert (reflecting.latest(notes) or {})["id"] == "c"
    assert reflecting.latest([]) is None
