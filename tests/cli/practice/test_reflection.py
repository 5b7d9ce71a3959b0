"""Reflections on the command line: private by default, shared by a summary of their own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


def test_a_reflection_needs_one_answer_and_takes_the_active_project(notebook: Any) -> None:
    _, project = notebook.running()
    data = notebook.with_examples("reflect")
    record = notebook.record(data["id"])
    assert (data["status"], record["project"], record["prompts"]) == ("kept", project, "driscoll")
    assert [a["prompt"] for a in record["answers"]] == ["what"]
    assert record["date"] == "2026-11-24"


def test_every_field_is_an_option_and_it_is_one_commit(notebook: Any) -> None:
    _, project = notebook.running()
    data = notebook.change(
        "reflection", "new", project, "--what", "quiet", "--so-what", "it helps", "--now-what", "begin earlier",
        "--next-step", "ask again", "--summary", "a calmer evening", "--concern", "yes", "--concern-date",
        "2026-11-23", "--passed-to-host", "yes",
    )  # fmt: skip
    record = notebook.record(data["id"])
    assert data["status"] == "shared"
    assert [e["event"] for e in record["timeline"]] == ["write", "share"]
    assert record["answers"][1] == {"prompt": "so-what", "text": "it helps"}
    assert record["concern"] == {"raised": "true", "date": "2026-11-23", "passed_to_host": "true"}
    assert record["summary"] == "a calmer evening"


def test_a_concern_is_yes_or_no_and_whether_it_was_passed_on(notebook: Any) -> None:
    notebook.running()
    error = notebook.refused("reflect", "--what", "quiet", "--concern", "yes", code=2)
    assert [m["option"] for m in error["details"]["missing"]] == ["--passed-to-host"]
    done = notebook("reflect", "--what", "quiet", "--concern", "yes", "--passed-to-host", "no")
    assert "Pass the concern to the host" in done.out
    assert notebook.refused("reflect", "--what", "quiet", "--concern", "he said that", code=2)["code"] == "bad-value"


def test_another_set_and_answers_by_prompt(notebook: Any) -> None:
    notebook.running()
    missing = notebook.refused("reflect", "--set", "gibbs", code=2)["details"]["missing"]
    assert missing[0]["option"] == "--answer"
    assert missing[0]["example"].startswith("description=")
    notebook.with_examples("reflect", "--set", "gibbs")
    data = notebook.change("reflect", "--set", "gibbs", "--answer", "feelings=Glad.", "--answer", "description=We ate.")
    record = notebook.record(data["id"])
    assert [a["prompt"] for a in record["answers"]] == ["description", "feelings"]
    assert record["prompts"] == "gibbs"
    assert "gibbs" in notebook.refused("reflect", "--set", "other", code=2)["hint"]
    assert "feelings" in notebook.refused("reflect", "--answer", "feelings=Glad.", code=2)["message"]
    assert notebook.refused("reflect", "--set", "gibbs", "--what", "x", code=2)["code"] == "bad-value"
    assert notebook.refused("reflect", "--answer", "nothing", code=2)["code"] == "bad-value"


def test_a_text_from_a_file_or_from_input(notebook: Any, tmp_path: Path) -> None:
    _, project = notebook.running()
    text = tmp_path / "note.txt"
    text.write_text("It was quiet.\nThen it was not.\n", encoding="utf-8")
    data = notebook.change("reflect", project, "--file", str(text))
    assert notebook.record(data["id"])["answers"][0]["text"] == "It was quiet.\nThen it was not."
    data = notebook.change("reflect", "--file", "-", stdin="from input\n")
    assert notebook.record(data["id"])["answers"] == [{"prompt": "what", "text": "from input"}]
    assert notebook.refused("reflect", "--file", str(tmp_path / "none"), code=3)["code"] == "not-found"
    assert notebook.refused("reflect", "--file", str(text), "--what", "x", code=2)["code"] == "bad-value"
    text.write_bytes(b"\xff\xfe")
    assert notebook.refused("reflect", "--file", str(text), code=2)["code"] == "bad-value"
    text.write_text("  \n")
    assert notebook.refused("reflect", "--file", str(text), code=2)["code"] == "bad-value"


def test_sharing_needs_a_text_of_its_own(notebook: Any) -> None:
    notebook.running()
    id = notebook.change("reflect", "--what", "quiet")["id"]
    assert notebook.refused("reflection", "share", code=2)["details"]["missing"][0]["option"] == "--summary"
    assert notebook.change("reflection", "share", "--summary", "a calmer evening")["status"] == "shared"
    assert notebook.change("reflection", "unshare", id)["status"] == "kept"
    assert notebook.record(id)["summary"] == "a calmer evening"
    assert notebook.change("reflection", "share", id)["status"] == "shared"


def test_an_edit_keeps_the_other_answers(notebook: Any) -> None:
    notebook.running()
    id = notebook.change("reflect", "--what", "quiet", "--so-what", "it helps")["id"]
    notebook.change("reflection", "edit", id, "--what", "very quiet", "--next-step", "again")
    record = notebook.record(id)
    assert [a["text"] for a in record["answers"]] == ["very quiet", "it helps"]
    assert record["next_step"] == "again"


def test_which_project_where_several_are_active(notebook: Any) -> None:
    notebook.running()
    second = notebook.idea()
    notebook.change("project", "start", second)
    assert notebook.refused("reflect", "--what", "quiet", code=2)["details"]["missing"][0]["option"] == "--project"
    assert notebook.change("reflect", second[-7:], "--what", "quiet")["status"] == "kept"


def test_found_by_words_in_any_letters(notebook: Any) -> None:
    _, project = notebook.running()
    one = notebook.change("reflect", "--what", "A QUIET beginning", "--date", "2026-11-24")["id"]
    two = notebook.change("reflect", "--so-what", "loud", "--what", "x", "--next-step", "Quiet again")["id"]
    found = notebook("reflection", "search", "quiet", "--json").json
    assert {r["id"] for r in found} == {one, two}
    assert next(r for r in found if r["id"] == two)["where"] == ["next_step"]
    assert [r["id"] for r in notebook("reflection", "search", "quiet", "BEGINNING", "--json").json] == [one]
    assert notebook("reflection", "search", "nothing", "--json").json == []
    assert project in notebook("reflection", "search", "quiet").out


def test_found_by_project_focus_area_and_days(notebook: Any) -> None:
    _, first = notebook.running()
    second = notebook.idea("--focus-area", "Mornings together")
    notebook.change("project", "start", second)
    one = notebook.change("reflect", first, "--what", "quiet", "--date", "2026-11-24")["id"]
    two = notebook.change("reflect", second, "--what", "quiet too")["id"]

    def found(*line: str) -> set[str]:
        return {r["id"] for r in notebook("reflection", "search", *line, "--json").json}

    assert found("quiet") == {one, two}
    assert found("quiet", "--project", first[-7:]) == {one}
    assert found("--focus-area", "mornings") == {two}
    assert found("--focus-area", "mornings", "--project", first) == set()
    assert found("--since", "24 November", "--until", "today") == {one, two}
    assert found("quiet", "--until", "yesterday") == set()
    assert notebook("reflection", "search", "--project", second, "--json").json[0]["excerpt"] == "quiet too"
    assert notebook.refused("reflection", "search", "--since", "31/02/2026", code=2)["code"] == "bad-value"
    assert notebook.refused("reflection", "search", code=2)["details"]["missing"][0]["example"] == "quiet"


def test_one_broken_file_does_not_hide_the_others(notebook: Any) -> None:
    notebook.running()
    one = notebook.change("reflect", "--what", "quiet one")["id"]
    two = notebook.change("reflect", "--what", "quiet two")["id"]
    path = next(notebook.path.rglob(f"{one}.yaml"))
    path.write_text("[")
    done = notebook("reflection", "search", "quiet", "--json")
    assert done.code == 1
    assert [r["id"] for r in done.json] == [two]
    assert one in done.err


def test_a_programme_holds_only_what_was_shared(programme: Any) -> None:
    project = programme.change(
        "project", "new", "--type", "early-concern", "--setting", "school", "--focus-area", "tea", "--individuals",
        "1", "--practitioner", "7h3",
    )["id"]  # fmt: skip
    assert programme.refused("reflect", project, "--what", "quiet")["code"] == "not-shared"
    assert programme.refused("reflect", project, "--summary", "s", "--what", "quiet")["code"] == "not-shared"
    data = programme.with_examples("reflect", project, "--as", "7h3")
    assert data["status"] == "shared"
    assert "answers" not in programme.record(data["id"])
    programme.change("reflection", "unshare", data["id"])
    assert "summary" not in programme.record(data["id"])
    kept = programme.change("reflect", project, "--without-text", "--as", "7h3")
    assert kept["status"] == "kept"
    assert programme.refused("reflect", project, "--without-text", "--next-step", "x")["code"] == "not-shared"


def test_a_notebook_is_for_words(notebook: Any) -> None:
    notebook.running()
    assert notebook.refused("reflect", "--without-text", code=2)["code"] == "usage"


@pytest.mark.parametrize("verb", ["new", "share", "unshare", "search"])
def test_help_is_a_sentence_and_an_example_and_fits_a_screen(notebook: Any, verb: str) -> None:
    text = notebook("reflection", verb, "--help").out
    assert "Example:" in text
    assert max(len(line) for line in text.splitlines()) <= 80


def test_a_concern_is_asked_for_until_it_is_passed_on(notebook: Any) -> None:
    _, project = notebook.running()
    id = notebook.change("reflect", project, "--what", "quiet", "--concern", "yes", "--passed-to-host", "no")["id"]
    notebook.change("reflect", project, "--what", "quiet too", "--concern", "no")
    passed = f"imatter reflection edit {id} --passed-to-host yes"

    def asked() -> list[bool]:
        return [
            passed in [one["command"] for one in notebook("--json").json["next"]],
            (id, "concern") in [(one["id"], one["what"]) for one in notebook("due", "--json").json["due"]],
        ]

    assert asked() == [True, True]
    done = notebook("project", "complete", project, "--anyway", "enough for now")
    assert done.code == 0 and passed in done.out
    assert asked() == [True, True]
    notebook.change(*passed.split()[1:])
    assert notebook.record(id)["concern"]["passed_to_host"] == "true"
    assert asked() == [False, False]
    other = notebook.change("reflect", project, "--what", "no more")["id"]
    assert notebook.refused("reflection", "edit", other, "--passed-to-host", "yes", code=2)["code"] == "bad-value"


def test_search_forgives_accents_and_one_mistake_where_nothing_fits_better(notebook: Any) -> None:
    _, project = notebook.running()
    one = notebook("reflect", project, "--what", "A café was calmer than the kitchen", "--json").json["id"]
    other = notebook("reflect", project, "--what", "Quite a long walk", "--json").json["id"]

    def found(*words: str) -> list[str]:
        return [r["id"] for r in notebook("reflection", "search", *words, "--json").json]

    assert found("cafe") == found("CAFÉ") == found("calmre") == found("kichen") == found("calmer", "ktichen") == [one]
    assert found("quite") == [other]
    assert found("cot") == found("kitten") == []
    shown = notebook("reflection", "search", "kichen").out
    assert "calmer than the kitchen" in shown


def test_a_list_on_a_screen_shows_how_each_begins_and_a_pipe_stays_as_it_is(notebook: Any, terminal: Any) -> None:
    _, project = notebook.running()
    notebook("reflect", project, "--what", "We laid the clothes out")
    assert "We laid" not in notebook("reflection", "list").out
    child = terminal("--store", notebook.path, "reflection", "list", env={"TERM": "xterm"})
    child.expect_exact("We laid")


def test_reflect_offers_ones_own_projects_and_nobody_elses(rehearsal: Any, terminal: Any) -> None:
    every = rehearsal("project", "list", "--json").json
    goes_on = [p["practitioner"] for p in every if p["status"] == "active"]
    who = next(one for one in goes_on if goes_on.count(one) > 1)
    own = [p["id"] for p in every if p["practitioner"] == who]
    child = terminal("--store", rehearsal.path, "--as", who, "reflect")
    child.expect("Project [^\n]*: ?$")
    offered = child.before
    assert all(id[-7:] in offered for id in own)
    assert not [p["id"] for p in every if p["id"] not in own and p["id"][-7:] in offered]
