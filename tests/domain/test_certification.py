"""Evidence is counted, and an award is never made."""

from __future__ import annotations

from typing import Any

from imatter_cli.domain import certification
from imatter_cli.domain.certification import Practice

ME = "prc-2611-4t9wq2e"


def person(*events: dict[str, Any]) -> dict[str, Any]:
    return {"id": ME, "timeline": [{"event": "join", "at": "2026-01-01"}, *events]}


def project(number: int, status: str = "completed", **complete: Any) -> dict[str, Any]:
    return {"id": f"prj-{number}", "status": status, "timeline": [{"event": "complete", **complete}]}


def of(evidence: str, count: int, found: Practice) -> tuple[str, int, tuple[str, ...], tuple[str, ...]]:
    item = {"id": "x", "name": "X", "evidence": evidence, "count": count}
    one = certification.requirements([item], found)[0]
    return one.state, one.have, one.records, one.doubtful


def test_projects_count_when_they_are_completed() -> None:
    found = Practice(person(), [project(1), project(2, "active"), project(3, "stopped")], [])
    assert of("completed-projects", 1, found) == ("met", 1, ("prj-1",), ())
    assert of("completed-projects", 2, found) == ("not-met", 1, ("prj-1",), ())


def test_a_project_completed_with_a_point_open_is_for_a_person_to_count() -> None:
    found = Practice(person(), [project(1), project(2, unmet=["reflection"])], [])
    assert of("completed-projects", 1, found) == ("met", 1, ("prj-1",), ("prj-2",))
    assert of("completed-projects", 2, found) == ("needs-person", 1, ("prj-1",), ("prj-2",))
    assert of("completed-projects", 3, found) == ("not-met", 1, ("prj-1",), ("prj-2",))


def test_reflections_count_and_shared_ones_where_these_are_asked_for() -> None:
    found = Practice(person(), [], [{"id": "ref-1", "status": "kept"}, {"id": "ref-2", "status": "shared"}])
    assert of("reflections", 2, found)[:3] == ("met", 2, ("ref-1", "ref-2"))
    assert of("shared-reflections", 2, found)[:3] == ("not-met", 1, ("ref-2",))


def test_steps_count_one_by_one_and_rest_on_one_record() -> None:
    step = {"event": "step", "at": "2026-02-01"}
    assert of("journey-steps", 2, Practice(person(step, step), [], []))[:3] == ("met", 2, (ME,))


def test_a_person_decides_and_the_newest_decision_counts() -> None:
    said = [{"event": "conversation", "at": f"2026-0{n}-01", "outcome": o, "reason": "r", "by": "b"}
            for n, o in enumerate(["certified", "not-yet", "certified"], 1)]  # fmt: skip
    states = [of("person", 1, Practice(person(*said[:n]), [], []))[0] for n in range(4)]
    assert states == ["needs-person", "met", "not-met", "met"]
    assert certification.decision(person()) is None
    last = certification.decision(person(*said[:2]))
    assert last is not None and (last.day, last.outcome, last.reason, last.by) == ("2026-02-01", "not-yet", "r", "b")


def test_nothing_that_a_programme_may_ask_for_is_met_by_nothing() -> None:
    for name in certification._COUNTED:
        assert of(name, 1, Practice(person(), [], []))[0] in ("not-met", "needs-person")
    assert of("who-knows", 1, Practice(person(), [], []))[0] == "not-met"
