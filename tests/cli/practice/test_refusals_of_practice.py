"""Every rule that says no to a licence or a project: exit 4, its stable word, whose rule it is, nothing written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from imatter_cli.domain import lifecycles

YES = ("--learning-journey", "yes", "--working-with", "yes", "--motivated-to-share", "yes", "--open-to-reflection")
#: What each event takes besides the record; the others take nothing.
NEEDS = {
    "move": ("--stage", "apply"), "step": ("--text", "read"), "support": ("--support", "link"),
    "withdraw-individual": ("--individual", "P1"), "stop": ("--reason", "x"), "revisit": ("--reason", "x"),
    "return": ("--reason", "x"), "decline": ("--reason", "x"), "end": ("--reason", "x"),
}  # fmt: skip
NOT_ON_ONE = ("plan", "apply", "record")


def as_it_is(notebook: Any, kind: str, state: str) -> str:
    """A licence or a project of that state."""
    if kind == "licence":
        project = notebook.idea()
        if state in ("active", "paused", "ended"):
            id = notebook.licence()
        else:
            id = notebook.change("licence", "apply", *YES, "yes", "--idea", project)["id"]
        steps = {
            "submitted": ["submit"], "returned": ["submit", "return"], "declined": ["submit", "decline"],
            "paused": ["pause"], "ended": ["end"],
        }  # fmt: skip
    else:
        id = notebook.idea()
        notebook.licence()
        steps = {
            "active": ["start"], "paused": ["start", "pause"], "completed": ["start", "complete"],
            "stopped": ["start", "stop"],
        }  # fmt: skip
    for event in steps.get(state, []):
        more = ("--anyway", "x") if event == "complete" else NEEDS.get(event, ())
        notebook.change(kind, event, id, *more)
    return str(id)


PAIRS = [
    (kind, state, event)
    for kind in ("licence", "project")
    for state in lifecycles.STATES[kind]
    for event in lifecycles.events_of(kind)
    if event not in (*NOT_ON_ONE, "edit") and lifecycles.refusal(kind, event, state)
]


@pytest.mark.parametrize(("kind", "state"), sorted({(kind, state) for kind, state, _ in PAIRS}))
def test_what_may_not_happen_in_a_state_is_refused_in_words(notebook: Any, kind: str, state: str) -> None:
    id = as_it_is(notebook, kind, state)
    for event in [e for k, s, e in PAIRS if (k, s) == (kind, state)]:
        error = notebook.refused(kind, event, id, *NEEDS.get(event, ()))
        assert error["code"] == "lifecycle", (event, error)
        assert error["details"]["source"]
        assert state in error["message"]


def rules(notebook: Any, old: str, new: str) -> None:
    """Today's programme, changed."""
    path = notebook.path / "records" / "programme.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    notebook.git("commit", "-qam", "rules")


def _two_individuals(notebook: Any) -> tuple[str, ...]:
    notebook.licence()
    id = notebook.idea("--individuals", "2")
    rules(notebook, "  individuals: 3", "  individuals: 1")
    return "project", "start", id


def _two_areas(notebook: Any) -> tuple[str, ...]:
    notebook.licence()
    id = notebook.idea("--focus-area", "mornings")
    rules(notebook, "  focus_areas: 3", "  focus_areas: 1")
    return "project", "start", id


def _a_type_no_more(notebook: Any) -> tuple[str, ...]:
    notebook.licence()
    id = notebook.idea()
    rules(notebook, "  - id: early-concern", "  - id: first-worry")
    return "project", "start", id


def _no_idea(notebook: Any) -> tuple[str, ...]:
    id = as_it_is(notebook, "licence", "draft")
    rules(
        notebook,
        "eligibility:\n",
        "eligibility:\n- id: has-time\n  ask: Have you time for it?\n  why: It takes time.\n",
    )
    return "licence", "submit", id


def _term_that_is_over(notebook: Any) -> tuple[str, ...]:
    rules(notebook, "term_months: null", "term_months: 12")
    return "licence", "record", "--date", "2026-11-20", "--ends", "2026-11-01"


def _resumed_without(notebook: Any) -> tuple[str, ...]:
    licence, project = notebook.running()
    notebook.change("licence", "pause", licence)
    return "project", "resume", project


def _revisited_without(notebook: Any) -> tuple[str, ...]:
    licence, project = notebook.running()
    notebook.change("project", "stop", project, "--reason", "x")
    notebook.change("licence", "end", licence, "--reason", "x")
    return "project", "revisit", project, "--reason", "again"


def _completed_without(notebook: Any) -> tuple[str, ...]:
    _, project = notebook.running()
    return "project", "complete", project


def _before_it_began(notebook: Any) -> tuple[str, ...]:
    _, project = notebook.running()
    return "project", "pause", project, "--date", "2020-01-01"


def _of_somebody_who_left(notebook: Any) -> tuple[str, ...]:
    other = notebook.change("practitioner", "new", "--role", "practitioner")["id"]
    notebook.change("practitioner", "leave", other, "--reason", "x")
    return "licence", "record", "--practitioner", other


def _of_a_lead(notebook: Any) -> tuple[str, ...]:
    return "licence", "record", "--practitioner", "9x2"


def _nothing_new(notebook: Any) -> tuple[str, ...]:
    return "project", "edit", notebook.idea(), "--setting", "school"


CASES: dict[str, Callable[[Any], tuple[str, ...]]] = {
    "too-many-individuals": _two_individuals,
    "too-many-focus-areas": _two_areas,
    "not-in-programme": _a_type_no_more,
    "incomplete-licence": _no_idea,
    "term-over": _term_that_is_over,
    "no-active-licence": _resumed_without,
    "no-active-licence revisit": _revisited_without,
    "not-complete-yet": _completed_without,
    "out-of-order": _before_it_began,
    "has-left": _of_somebody_who_left,
    "not-a-practitioner": _of_a_lead,
    "nothing-changed": _nothing_new,
}


@pytest.mark.parametrize("case", CASES)
def test_a_rule_that_says_no(notebook: Any, case: str) -> None:
    error = notebook.refused(*CASES[case](notebook))
    assert error["code"] == case.split()[0]
    assert error["hint"]


def test_a_licence_whose_term_is_over_lets_nothing_go_on(notebook: Any) -> None:
    rules(notebook, "term_months: null", "term_months: 12")
    notebook.licence("--date", "2025-10-01", "--ends", "2026-11-30")
    one, two = notebook.idea("--date", "2026-01-01"), notebook.idea("--date", "2026-01-01")
    notebook.change("project", "start", one, "--date", "2026-01-02")
    later = {"env": {"IMATTER_NOW": "2026-12-24T09:00:00Z"}}
    for line in (("start", two), ("move", one, "--stage", "apply"), ("complete", one)):
        error = notebook.refused("project", *line, **later)
        assert error["code"] == "no-active-licence"
        assert "licence page" in error["details"]["source"]
        assert "imatter licence renew" in error["hint"]


def test_a_reference_is_a_code_and_never_a_name(notebook: Any) -> None:
    line = ("project", "new", "--type", "early-concern", "--setting", "school", "--focus-area", "tea")
    for option in ("--practitioner", "--supported-by", "--lead"):
        error = notebook.refused(*line, "--individuals", "1", option, "Jo Example", code=3)
        assert "Jo Example" in error["message"]
    id = notebook.idea()
    error = notebook.refused("project", "withdraw-individual", id, "--individual", "Sam", code=2)
    assert "never a name" in error["hint"]


def test_all_that_is_wrong_with_a_line_is_listed_together(notebook: Any) -> None:
    error = notebook.refused(
        "project", "new", "--type", "clinical", "--setting", "St Example's", "--individuals", "four", "--invited",
        "31/02/2026", "--focus-area", "a", "--focus-area", "b", "--focus-area", "c", "--focus-area", "d", code=2,
    )  # fmt: skip
    fields = [one["field"] for one in error["details"]["bad"]]
    assert fields == ["type", "setting", "focus_areas", "individuals", "invited"]


TEXTS = {
    "emoji": "It went 🙂 and 👩‍👧 stayed 🏳️‍🌈",
    "right to left": "שלום P1, مرحبا",
    "pasted from Windows": "“Quoted” – it’s 5½ £ …\r\nA second line\tand a tab",
    "very long": "word " * 15_000,
    "looks like YAML": "- yes: [no]\n# not a comment\n? : {}\n'\"|>",
    "combining": "e\u0301 is not é",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=list(TEXTS))
@pytest.mark.parametrize("way", ["option", "file", "stdin"])
def test_words_survive_exactly_whatever_they_are(notebook: Any, tmp_path: Any, text: str, way: str) -> None:
    _, project = notebook.running()
    if way == "option":
        data = notebook.change("reflect", project, "--what", text)
    elif way == "file":
        (tmp_path / "note.txt").write_bytes(text.encode())
        data = notebook.change("reflect", project, "--file", str(tmp_path / "note.txt"))
    else:
        data = notebook.change("reflect", project, "--file", "-", stdin=text)
    shown = notebook("reflection", "show", data["id"], "--json").json
    assert shown["answers"][0]["text"] == text.replace("\r\n", "\n").rstrip()
    assert notebook("check").code == 0
