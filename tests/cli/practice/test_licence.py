"""A licence's life on the command line, and what happens to its projects in the same change."""

from __future__ import annotations

from typing import Any

import pytest

YES = (
    "--learning-journey",
    "yes",
    "--working-with",
    "yes",
    "--motivated-to-share",
    "yes",
    "--open-to-reflection",
    "yes",
)


def test_an_application_takes_the_newest_idea_and_its_focus_areas(notebook: Any) -> None:
    error = notebook.refused("licence", "apply")
    assert (error["code"], error["hint"]) == ("no-idea", "imatter project new")
    project = notebook.idea()
    data = notebook.with_examples("licence", "apply")
    record = notebook.record(data["id"])
    assert (data["status"], record["idea"], record["focus_areas"]) == ("draft", project, ["evening routine"])
    assert {a["answer"] for a in record["eligibility"]} == {"true"}


def test_applied_for_handed_in_given_back_and_issued(notebook: Any) -> None:
    notebook.idea()
    id = notebook.change("licence", "apply", *YES)["id"]
    done = notebook("licence", "submit")
    assert done.code == 0
    assert "I Matter Learning System" in done.out
    assert f"imatter licence issue {id}" in done.out
    notebook.change("licence", "return", "--reason", "which setting is it?")
    notebook.change("licence", "withdraw", id)
    notebook.change("licence", "submit", id)
    assert notebook.change("licence", "issue", id, "--reference", "MPL-0042")["status"] == "active"
    assert notebook.record(id)["reference"] == "MPL-0042"


def test_it_is_handed_in_when_every_answer_is_yes(notebook: Any) -> None:
    notebook.idea()
    id = notebook.change("licence", "apply", *YES[:-1], "no")["id"]
    error = notebook.refused("licence", "submit")
    assert error["code"] == "not-eligible-yet"
    assert error["details"]["open"] == ["open-to-reflection"]
    assert "Who this role is for" in error["details"]["source"]
    assert notebook.record(id)["status"] == "draft"


def test_an_answer_is_changed_by_an_edit(notebook: Any) -> None:
    notebook.idea()
    id = notebook.change("licence", "apply", *YES[:-1], "no")["id"]
    notebook.change("licence", "edit", id, "--open-to-reflection", "yes")
    assert len(notebook.record(id)["eligibility"]) == 4
    assert notebook.change("licence", "submit")["status"] == "submitted"
    assert notebook.refused("licence", "edit", id, "--reference", "x")["code"] == "lifecycle"


def test_a_question_of_the_programmes_own_is_answered_by_its_id(notebook: Any) -> None:
    rules = notebook.path / "records" / "programme.yaml"
    rules.write_text(rules.read_text().replace("- id: working-with\n", "- id: has-time\n"))
    notebook.git("commit", "-qam", "rules")
    notebook.idea()
    missing = notebook.refused("licence", "apply", code=2)["details"]["missing"]
    assert {"--answer": "has-time=yes"}.items() <= {m["option"]: m["example"] for m in missing}.items()
    assert notebook.refused("licence", "apply", *YES, code=2)["message"].endswith("'working-with'.")
    data = notebook.with_examples("licence", "apply")
    assert "has-time" in [a["question"] for a in notebook.record(data["id"])["eligibility"]]


def test_one_licence_at_a_time(notebook: Any) -> None:
    notebook.licence()
    notebook.idea()
    assert notebook.refused("licence", "apply", *YES)["code"] == "has-licence"
    assert notebook.refused("licence", "record")["code"] == "has-licence"


def test_an_idea_is_ones_own_and_still_to_be_done(notebook: Any) -> None:
    _, project = notebook.running()
    notebook.change("project", "stop", project, "--reason", "over")
    notebook.change("licence", "end", "--reason", "over")
    assert notebook.refused("licence", "apply", *YES, "--idea", project)["code"] == "bad-idea"


def test_recorded_as_issued_elsewhere(notebook: Any) -> None:
    id = notebook.licence("--date", "2026-01-12", "--reference", "MPL-0042", "--focus-area", "mornings")
    record = notebook.record(id)
    assert (record["status"], record["reference"], record["focus_areas"]) == ("active", "MPL-0042", ["mornings"])
    assert record["timeline"][0]["at"] == "2026-01-12"
    assert notebook.commits()[0] == f"licence record {id}"


def test_recording_answers_the_open_application(notebook: Any) -> None:
    notebook.idea()
    id = notebook.change("licence", "apply", *YES)["id"]
    assert notebook.change("licence", "record")["id"] == id


def test_a_pause_takes_the_active_projects_with_it_and_offers_them_back(notebook: Any) -> None:
    licence, one = notebook.running()
    two = notebook.idea()
    notebook.change("project", "start", two)
    own = notebook.idea()
    notebook.change("project", "start", own)
    notebook.change("project", "pause", own)
    data = notebook.change("licence", "pause", "--reason", "a new post")
    assert {a["id"] for a in data["also"]} == {one, two}
    assert notebook.record(one)["timeline"][-1]["because"] == licence
    done = notebook("licence", "resume")
    assert f"imatter project resume {one}" in done.out
    assert notebook.record(one)["status"] == "paused"
    notebook.change("licence", "pause")
    data = notebook.change("licence", "resume", "--with-projects", "yes")
    assert {a["id"] for a in data["also"]} == {one, two}
    assert notebook.record(own)["status"] == "paused"


def test_an_end_stops_its_projects_for_the_same_reason(notebook: Any) -> None:
    licence, one = notebook.running()
    two = notebook.idea()
    notebook.change("project", "start", two)
    notebook.change("project", "pause", two)
    plan = notebook.idea()
    data = notebook.change("licence", "end", licence, "--reason", "another role")
    assert {a["id"]: a["status"] for a in data["also"]} == {one: "stopped", two: "stopped"}
    assert notebook.record(one)["timeline"][-1]["reason"] == "another role"
    assert notebook.record(plan)["status"] == "planned"


def test_a_cascade_that_cannot_be_is_no_change_at_all(notebook: Any) -> None:
    licence = notebook.licence("--date", "2026-11-01")
    project = notebook.idea("--date", "2026-11-02")
    notebook.change("project", "start", project, "--date", "2026-11-20")
    error = notebook.refused("licence", "pause", licence, "--date", "2026-11-10")
    assert error["code"] == "out-of-order"
    assert project in error["message"]


def test_a_broken_project_under_the_licence_is_not_passed_over(notebook: Any) -> None:
    licence, project = notebook.running()
    path = next(notebook.path.rglob(f"{project}.yaml"))
    path.write_text(path.read_text() + "status: twice\n")
    notebook.git("commit", "-qam", "broken")
    assert notebook.refused("licence", "pause", licence, code=1)["code"] == "broken"


def test_continued_by_relevance(notebook: Any) -> None:
    id = notebook.licence()
    notebook.change("licence", "continue", "--learnt", "small steps hold", "--next", "a second setting")
    event = notebook.record(id)["timeline"][-1]
    assert (event["learnt"], event["next"]) == ("small steps hold", "a second setting")


def test_no_term_where_the_programme_sets_none(notebook: Any) -> None:
    assert notebook.refused("licence", "record", "--ends", "2027-01-01")["code"] == "no-term"


def test_a_term_is_the_programmes_and_lapses_by_itself(notebook: Any) -> None:
    rules = notebook.path / "records" / "programme.yaml"
    rules.write_text(rules.read_text().replace("term_months: null", "term_months: 12"))
    notebook.git("commit", "-qam", "rules")
    id = notebook.licence("--date", "2025-11-24")
    assert notebook.record(id)["ends"] == "2026-11-23"
    project = notebook.idea()
    error = notebook.refused("project", "start", project)
    assert error["code"] == "no-active-licence"
    assert error["hint"] == f"imatter licence renew {id}"
    assert notebook.record(id)["status"] == "active"
    notebook.change("licence", "renew")
    assert notebook.record(id)["ends"] == "2027-11-23"
    notebook.change("project", "start", project)


def test_renewing_what_has_ended(notebook: Any) -> None:
    id = notebook.licence()
    notebook.change("licence", "end", "--reason", "rest")
    assert notebook.change("licence", "renew", id)["status"] == "active"
    notebook.change("licence", "end", "--reason", "rest")
    second = notebook.licence()
    assert second != id
    assert notebook.refused("licence", "renew", id)["code"] == "has-licence"


def test_in_a_programme_the_coordinator_decides(programme: Any) -> None:
    as_holder = ("--as", "7h3")
    programme.change(
        "project", "new", "--type", "early-concern", "--setting", "school", "--focus-area", "tea", "--individuals",
        "1", *as_holder,
    )  # fmt: skip
    id = programme.change("licence", "apply", *YES, *as_holder)["id"]
    programme.change("licence", "submit", *as_holder)
    assert programme.refused("licence", "issue", id, *as_holder)["code"] == "not-yours"
    assert programme.refused("licence", "decline", id, code=2)["details"]["missing"][0]["option"] == "--reason"
    assert programme.change("licence", "issue")["id"] == id
    assert programme.record(id)["timeline"][-1]["by"] == "prc-2611-4t9wq2e"
    programme.change("licence", "pause", id)
    assert programme.refused("licence", "record", code=2)["details"]["missing"][0]["option"] == "--practitioner"


def test_a_coordinator_applies_for_a_holder(programme: Any) -> None:
    project = programme.change(
        "project", "new", "--type", "early-concern", "--setting", "school", "--focus-area", "tea", "--individuals",
        "1", "--practitioner", "7h3",
    )["id"]  # fmt: skip
    id = programme.change("licence", "apply", *YES, "--practitioner", "7h3", "--idea", project)["id"]
    assert programme.record(id)["timeline"][0]["on_behalf_of"] == "prc-2611-7h3vn5m"


@pytest.mark.parametrize(
    "verb",
    ["apply", "submit", "withdraw", "return", "decline", "issue", "record", "continue", "pause", "resume", "renew",
     "end"],
)  # fmt: skip
def test_help_is_a_sentence_and_an_example_and_fits_a_screen(notebook: Any, verb: str) -> None:
    text = notebook("licence", verb, "--help").out
    assert f"imatter licence {verb}" in text.split("Example:")[1]
    assert max(len(line) for line in text.splitlines()) <= 80
