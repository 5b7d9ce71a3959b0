"""A project's life on the command line: every verb, every rule that says no."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from imatter_cli.checks import example
from imatter_cli.domain import ids
from imatter_cli.store import transaction


def test_an_idea_needs_only_what_it_is_about(notebook: Any) -> None:
    data = notebook.with_examples("project", "new")
    record = notebook.record(data["id"])
    assert data["status"] == "planned"
    assert record["practitioner"] == "prc-2611-4t9wq2e"
    assert record["individuals"] == [{"code": "P1"}]
    assert record["support"] == "none"
    assert notebook.commits()[0] == f"project plan {data['id']}"


def test_every_field_is_an_option(notebook: Any) -> None:
    id = notebook.idea(
        "--focus-area", "mornings", "--age-band", "5-7", "--support", "link", "--supported-by", "9x2",
        "--step", "2026-12-01 read together", "--step", "talk", "--resource", "part one",
        "--invited", "2026-11-20", "--consent", "yes", "--withdraw", "by saying so",
        "--safeguarding", "yes", "--safeguarding-date", "2026-11-19", "--safeguarding-role", "designated lead",
        "--date", "yesterday",
    )  # fmt: skip
    record = notebook.record(id)
    assert record["focus_areas"] == ["evening routine", "mornings"]
    assert record["individuals"] == [{"code": "P1", "age_band": "5-7"}]
    assert without_ids(record["steps"]) == [{"text": "read together", "by": "2026-12-01"}, {"text": "talk"}]
    assert record["invitation"] == {"date": "2026-11-20", "consent": "true", "withdraw": "by saying so"}
    assert record["safeguarding"] == {"known": "true", "date": "2026-11-19", "role": "designated lead"}
    assert record["supported_by"] == "prc-2611-9x2kd0a"
    assert record["timeline"][0]["at"] == "2026-11-23"
    assert record["timeline"][0]["recorded"] == "2026-11-24T09:00:00Z"


def test_the_receipt_says_what_comes_next_and_keeps_the_people_out(notebook: Any) -> None:
    done = notebook("project", "new", "--type", "1", "--setting", "school", "--focus-area", "tea", "--individuals", "2")
    assert "P1 and P2" in done.out
    assert "imatter licence apply" in done.out
    assert "Undo:" in done.out


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (["--individuals", "4", "--focus-area", "a"], "Individuals"),
        (["--individuals", "0", "--focus-area", "a"], "Individuals"),
        (["--individuals", "1", "--focus-area", "a", "--focus-area", "b", "--focus-area", "c", "--focus-area", "d"],
         "3 at most"),
        (["--individuals", "1", "--focus-area", "a", "--age-band", "5-7", "--age-band", "8-11"], "age bands"),
        (["--individuals", "1", "--focus-area", "a", "--age-band", "9"], "choices"),
        (["--individuals", "1", "--focus-area", "a", "--type", "clinical"], "choices"),
        (["--individuals", "1", "--focus-area", "a", "--date", "2999-01-01"], "in the future"),
    ],
)  # fmt: skip
def test_values_that_no_project_can_have(notebook: Any, options: list[str], word: str) -> None:
    line = ["project", "new", "--setting", "school", *options]
    if "--type" not in options:
        line += ["--type", "early-concern"]
    error = notebook.refused(*line, code=2)
    assert word in error["message"] + error["hint"]


def test_a_dry_run_changes_nothing(notebook: Any) -> None:
    before = notebook.files()
    done = notebook(
        "project", "new", "--type", "early-concern", "--setting", "school", "--focus-area", "tea", "--individuals",
        "1", "--dry-run", "--json",
    )  # fmt: skip
    assert done.code == 0
    assert done.json["commit"] == ""
    assert done.json["dry_run"] is True
    assert notebook.files() == before


def test_no_start_without_a_licence_and_both_ways_on(notebook: Any) -> None:
    id = notebook.idea()
    error = notebook.refused("project", "start", id)
    assert error["code"] == "no-active-licence"
    assert "imatter licence record" in error["hint"]
    assert "imatter licence apply" in error["hint"]
    assert "licence page" in error["details"]["source"]


def test_a_project_from_start_to_completion(notebook: Any) -> None:
    licence, project = notebook.running()
    assert notebook.record(project)["licence"] == licence
    assert notebook.record(project)["timeline"][-1]["licence"] == licence
    assert list(notebook.record(project)).index("licence") < list(notebook.record(project)).index("type")
    assert notebook.change("project", "move", "--stage", "apply")["status"] == "active"
    assert notebook.refused("project", "move", "--stage", "apply")["code"] == "there-already"
    notebook.change("project", "step", "--text", "read together", "--by", "2026-12-01")
    error = notebook.refused("project", "complete")
    assert error["code"] == "not-complete-yet"
    assert [u["id"] for u in error["details"]["unmet"]] == ["reflection", "steps-done"]
    notebook.change("reflection", "new", "--what", "quiet")
    assert [u["id"] for u in notebook.refused("project", "complete")["details"]["unmet"]] == ["steps-done"]
    notebook.change("project", "step", "--number", "1")
    assert notebook.record(project)["steps"][0]["done"] == "2026-11-24"
    assert notebook.change("project", "complete")["status"] == "completed"
    assert "unmet" not in notebook.record(project)["timeline"][-1]
    notebook.change("project", "revisit", "--reason", "a second look")
    assert notebook.change("project", "stop", "--reason", "no time")["status"] == "stopped"


def test_completed_all_the_same_keeps_what_was_not_met_and_why(notebook: Any) -> None:
    _, project = notebook.running()
    data = notebook.change("project", "complete", "--anyway", "the family moved away")
    event = notebook.record(project)["timeline"][-1]
    assert data["status"] == "completed"
    assert event["unmet"] == ["reflection"]
    assert event["reason"] == "the family moved away"


def test_a_programme_without_the_point_still_asks_for_a_reflection(call: Any, tmp_path: Path, notebook: Any) -> None:
    rules = notebook.path / "records" / "programme.yaml"
    point = "  - id: reflection\n    name: At least one reflection\n    field: reflections\n"
    assert point in rules.read_text()
    notebook.running()
    rules.write_text(rules.read_text().replace(point, ""))
    notebook.git("commit", "-qam", "rules")
    assert notebook.refused("project", "complete")["details"]["unmet"][0]["id"] == "reflection"


def test_complex_engagement_needs_its_lead_and_a_date(notebook: Any) -> None:
    notebook.licence()
    id = notebook.idea("--type", "complex-engagement")
    assert notebook.refused("project", "start", id)["code"] == "needs-lead"
    assert notebook.refused("project", "support", id, "--lead", "4t9")["code"] == "own-lead"
    notebook.change("project", "support", id, "--support", "lead", "--lead", "9x2")
    assert notebook.refused("project", "start", id)["code"] == "needs-acknowledgement"
    notebook.change("project", "support", id, "--acknowledged", "today")
    assert notebook.record(id)["acknowledgement"] == {"lead": "prc-2611-9x2kd0a", "date": "2026-11-24"}
    assert notebook.change("project", "start", id)["status"] == "active"


def test_an_acknowledgement_comes_before_the_start(notebook: Any) -> None:
    notebook.licence("--date", "2026-11-01")
    id = notebook.idea("--type", "complex-engagement", "--lead", "9x2", "--date", "2026-11-01")
    notebook.change("project", "support", id, "--acknowledged", "2026-11-10", "--date", "2026-11-01")
    assert notebook.refused("project", "start", id, "--date", "2026-11-09")["code"] == "acknowledged-later"
    notebook.change("project", "start", id, "--date", "2026-11-10")


def test_somebody_who_is_no_lead_is_not_named_as_one(notebook: Any) -> None:
    person = notebook.change("practitioner", "new", "--role", "link")["id"]
    line = ["project", "new", "--type", "complex-engagement", "--setting", "school", "--focus-area", "tea"]
    assert notebook.refused(*line, "--individuals", "1", "--lead", person)["code"] == "not-a-lead"


def test_no_start_before_the_licence_was_active(notebook: Any) -> None:
    notebook.licence("--date", "2026-11-20")
    id = notebook.idea("--date", "2026-11-01")
    error = notebook.refused("project", "start", id, "--date", "2026-11-10")
    assert error["code"] == "no-active-licence"
    assert "2026-11-10" in error["message"]


def test_an_individual_withdraws_without_a_reason(notebook: Any) -> None:
    id = notebook.idea("--individuals", "2")
    notebook.change("project", "withdraw-individual", id, "--individual", "p2")
    assert notebook.record(id)["individuals"] == [{"code": "P1"}, {"code": "P2", "withdrawn": "2026-11-24"}]
    again = notebook.refused("project", "withdraw-individual", id, "--individual", "P2")
    assert again["code"] == "withdrawn-already"
    assert notebook.refused("project", "withdraw-individual", id, "--individual", "P9", code=3)["hint"]


def test_discarding_a_plan_takes_the_file_away(notebook: Any) -> None:
    id = notebook.idea()
    assert notebook.change("project", "discard", id)["status"] == "discarded"
    assert not [f for f in notebook.files() if id in f]


def test_a_plan_that_a_licence_names_is_not_discarded(notebook: Any) -> None:
    id = notebook.idea()
    notebook.with_examples("licence", "apply")
    assert notebook.refused("project", "discard", id)["code"] == "still-named"


def test_pausing_and_resuming(notebook: Any) -> None:
    licence, project = notebook.running()
    notebook.change("project", "pause", "--reason", "family")
    assert notebook.record(project)["timeline"][-1]["reason"] == "family"
    notebook.change("licence", "pause", licence)
    assert notebook.refused("project", "resume")["code"] == "no-active-licence"
    assert notebook.record(project)["status"] == "paused"
    notebook.change("licence", "resume", licence)
    assert notebook.change("project", "resume")["status"] == "active"


def test_a_verb_without_its_record_takes_the_only_one_or_lists_what_is_missing(notebook: Any) -> None:
    assert notebook.refused("project", "pause", code=3)["code"] == "not-found"
    _, project = notebook.running()
    assert notebook.refused("project", "discard", project)["code"] == "lifecycle"
    assert "planned" in notebook.refused("project", "discard")["message"]
    second = notebook.idea()
    notebook.change("project", "start", second)
    missing = notebook.refused("project", "pause", code=2)["details"]["missing"]
    assert missing[0]["option"] == "--project"
    assert missing[0]["example"] in (project, second)
    notebook.with_examples("project", "pause")
    assert notebook.refused("project", "stop", project, code=2)["details"]["missing"][0]["option"] == "--reason"


def test_a_step_with_a_day_that_does_not_exist_is_not_kept_without_one(notebook: Any) -> None:
    project = notebook.running()[1]
    done = notebook("project", "plan", project, "--step", "31 november: read", "--json")
    assert (done.code, done.error["code"]) == (2, "bad-value")
    assert "2026-11-30" in done.error["message"]
    notebook.change("project", "plan", project, "--step", "1 december: read", "--step", "part 31: read again")
    steps = notebook.record(project)["steps"]
    assert [(one.get("by"), one["text"]) for one in steps] == [("2026-12-01", "read"), (None, "part 31: read again")]


def test_a_step_is_words_or_a_number(notebook: Any) -> None:
    id = notebook.idea()
    notebook.with_examples("project", "step", id)
    assert notebook.refused("project", "step", id, "--number", "7", code=3)["code"] == "not-found"
    notebook.change("project", "step", id, "--number", "1", "--text", "read alone", "--by", "2026-12-02")
    (step,) = notebook.record(id)["steps"]
    assert step == {"id": step["id"], "text": "read alone", "by": "2026-12-02"}
    notebook.change("project", "step", id, "--number", "1", "--done", "2026-11-24")
    told = notebook.record(id)["timeline"]
    assert [e["step"] for e in told if e["event"] == "step"] == [step["id"]] * 3
    assert "number 1, done" in notebook("project", "show", id).out


def test_steps_of_an_older_record_keep_their_places_as_ids_from_the_next_change_on(
    examples: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"):
        monkeypatch.setenv(name, "2026-11-24T09:00:00Z")
    path = examples.path / ids.path_of(example.PROJECT)
    path.write_text(path.read_text().replace("  - id: s1a2\n    text:", "  - text:"))
    examples.git("commit", "-qam", "version 0.1.0")
    examples("me", example.ME)
    before, findings = path.read_text(), examples("verify", "--json").json["findings"]
    examples.change("project", "step", example.PROJECT, "--text", "sing")
    old, new = (step["id"] for step in examples.record(example.PROJECT)["steps"])
    assert (old, examples.record(example.PROJECT)["timeline"][-1]["step"]) == ("s1", new)
    examples.change("project", "step", example.PROJECT, "--number", "1")
    assert examples.record(example.PROJECT)["timeline"][-1]["step"] == "s1"
    assert examples("check").code == 0
    examples.change("undo")
    examples.change("undo")
    assert examples.record(example.PROJECT)["steps"] == [{"text": "read together for ten minutes", "by": "2026-12-01"}]
    assert path.read_text().startswith(before)
    assert examples("verify", "--json").json["findings"] == findings


def test_two_steps_with_one_id_cannot_be_told_apart(examples: Any) -> None:
    path = examples.path / ids.path_of(example.PROJECT)
    path.write_text(path.read_text().replace("steps:\n", "steps:\n  - id: s1a2\n    text: sing\n"))
    (found,) = examples("check", "--json").json["findings"]
    assert (found["rule"], found["message"]) == ("PRJ006", "steps: two small steps have the same id.")


def without_ids(steps: list[dict[str, str]]) -> list[dict[str, str]]:
    return [{name: value for name, value in step.items() if name != "id"} for step in steps]


def test_in_a_programme_the_practitioner_is_named_or_is_you(programme: Any) -> None:
    line = ["project", "new", "--type", "early-concern", "--setting", "school", "--focus-area", "tea"]
    missing = programme.refused(*line, "--individuals", "1", code=2)["details"]["missing"]
    assert [m["option"] for m in missing] == ["--practitioner"]
    data = programme.change(*line, "--individuals", "1", "--practitioner", "7h3")
    assert programme.record(data["id"])["practitioner"] == "prc-2611-7h3vn5m"
    own = programme.change(*line, "--individuals", "1", "--as", "7h3")
    assert programme.record(own["id"])["practitioner"] == "prc-2611-7h3vn5m"
    assert programme.refused(*line, "--individuals", "1", "--practitioner", "9x2")["code"] == "not-a-practitioner"
    assert programme.refused("project", "pause", data["id"], "--as", "9x2")["code"] in ("lifecycle", "not-yours")
    assert programme.refused("project", "discard", data["id"], "--as", "9x2")["code"] == "not-yours"


def test_a_small_step_that_is_said_otherwise_stays_the_step_that_was_done(notebook: Any) -> None:
    id = notebook.idea("--step", "2026-12-01 read", "--step", "talk")
    notebook.change("project", "step", id, "--number", "1")
    before = notebook.record(id)["steps"]
    notebook.change("project", "edit", id, "--step", "read together", "--step", "talk")
    assert notebook.record(id)["steps"] == [
        {"id": before[0]["id"], "text": "read together", "done": "2026-11-24"},
        before[1],
    ]
    notebook.change("project", "edit", id, "--step", "talk", "--step", "sing")
    assert notebook.record(id)["steps"][0] == before[1]


def test_an_edit_changes_what_was_given_and_names_it(notebook: Any) -> None:
    id = notebook.idea("--step", "read", "--step", "talk", "--invited", "2026-11-20", "--consent", "no")
    notebook.change("project", "step", id, "--number", "1")
    notebook.change(
        "project", "edit", id, "--focus-area", "mornings", "--step", "read", "--step", "2026-12-01 sing", "--consent",
        "yes", "--safeguarding", "yes", "--age-band", "5-7",
    )  # fmt: skip
    record = notebook.record(id)
    assert without_ids(record["steps"]) == [
        {"text": "read", "done": "2026-11-24"},
        {"text": "sing", "by": "2026-12-01"},
    ]
    assert record["steps"][0]["id"] == record["timeline"][-2]["step"]
    assert record["invitation"] == {"date": "2026-11-20", "consent": "true"}
    assert record["individuals"] == [{"code": "P1", "age_band": "5-7"}]
    assert record["timeline"][-1]["fields"] == ["focus_areas", "individuals", "invitation", "safeguarding", "steps"]
    assert notebook.refused("project", "edit", id, code=2)["code"] == "missing"


def test_a_part_of_an_answer_is_not_lost_without_a_word(notebook: Any) -> None:
    line = ["project", "new", "--type", "early-concern", "--setting", "school", "--focus-area", "tea"]
    assert "--invited" in notebook.refused(*line, "--individuals", "1", "--consent", "yes", code=2)["hint"]
    assert "--safeguarding" in notebook.refused(*line, "--individuals", "1", "--safeguarding-role", "x", code=2)["hint"]


def test_listed_and_shown(notebook: Any) -> None:
    id = notebook.idea()
    assert [p["id"] for p in notebook("project", "list", "--json").json] == [id]
    assert notebook("project", "show", id, "--json").json["focus_areas"] == ["evening routine"]


@pytest.mark.parametrize(
    "verb",
    ["new", "start", "move", "step", "support", "withdraw-individual", "pause", "resume", "complete", "stop",
     "revisit", "discard", "list", "show", "edit"],
)  # fmt: skip
def test_help_is_a_sentence_and_an_example_and_fits_a_screen(notebook: Any, verb: str) -> None:
    text = notebook("project", verb, "--help").out
    assert "Example:" in text
    assert f"imatter project {verb}" in text
    assert max(len(line) for line in text.splitlines()) <= 80
    assert len(text.splitlines()) <= 50


def test_which_project_may_start_is_asked_without_a_rehearsal_of_each(
    notebook: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    may = [notebook.idea(), notebook.idea()]
    for _ in range(3):  # without a Lead they cannot start
        notebook.change(
            "project", "new", "--type", "complex-engagement", "--setting", "school", "--focus-area", "sleep",
            "--individuals", "1", "--lead", "9x2",
        )  # fmt: skip
    notebook.licence()
    monkeypatch.setattr(transaction, "rehearse", lambda *_: pytest.fail("a change was rehearsed"))
    missing = notebook("project", "start", "--json").error["details"]["missing"]
    assert missing[0]["example"] in may


_NOTHING_NEW = [
    (("project", "support", "prj", "--support", "none"), 4),
    (("project", "support", "prj"), 2),
    (("project", "support", "prj", "--date", "today"), 2),
    (("project", "step", "prj", "--number", "1"), 4),
    (("practitioner", "role", "4t9", "--role", "practitioner", "--role", "coordinator"), 4),
]


@pytest.mark.parametrize(("line", "code"), _NOTHING_NEW)
def test_what_changes_nothing_is_refused_and_leaves_no_event(notebook: Any, line: tuple[str, ...], code: int) -> None:
    notebook.idea("--step", "read together")
    notebook.change("project", "step", "prj", "--number", "1")
    notebook("practitioner", "role", "4t9", "--role", "practitioner", "--role", "coordinator")
    before = notebook.commits()
    error = notebook.refused(*line, code=code)
    assert ("nothing" in error["message"], notebook.commits()) == (True, before)
