"""The entries of the programme's lists: added, changed and taken out one by one, with what depends on them told."""

from __future__ import annotations

from typing import Any

from pexpect import EOF

from imatter_cli.input.questions import programme_lists as lists


def sit(notebook: Any, terminal: Any, *line: str, says: list[tuple[str, str]]) -> str:
    child = terminal("--store", notebook.path, *line, env={"TERM": "xterm"}, rows=60)
    shown = ""
    for prompt, said in says:
        child.expect_exact(prompt)
        shown += str(child.before) + prompt
        child.sendline(said)
    child.expect(EOF)
    child.close()
    assert child.exitstatus == 0, child.before
    return " ".join((shown + str(child.before)).split())


def rules(notebook: Any) -> dict[str, Any]:
    return dict(notebook("programme", "show", "--json").json)


def test_a_list_is_changed_entry_by_entry(notebook: Any, terminal: Any) -> None:
    notebook.idea()
    shown = sit(
        notebook, terminal, "programme", "entry", "settings",
        says=[("Which (optional): ", "Library bus"),
              ("A few words on it?", "stops at five villages"),
              ("Which (optional): ", "1"), ("stay in the list? [yes/no] [yes]: ", "no"), ("names it.", ""),
              ("called? [School]: ", "School or college"), ("words on it?", ""),
              ("Which (optional): ", "nursery"), ("[yes]: ", "no"), ("Which (optional): ", "")],
    )  # fmt: skip
    assert "1 School" in shown and "The rules are now version 4." in shown
    found = {one["id"]: one for one in rules(notebook)["settings"]["items"]}
    assert found["school"] == {"id": "school", "name": "School or college"}
    assert found["library-bus"] == {"id": "library-bus", "name": "Library bus", "note": "stops at five villages"}
    assert "nursery" not in found
    assert [one["what"] for one in rules(notebook)["changes"]][:3] == [
        "Took nursery out of settings.", "Changed school in settings.", "Added Library bus to settings.",
    ]  # fmt: skip
    assert "no problems" in notebook("check").out
    assert notebook("undo").code == 0
    assert "nursery" in {one["id"] for one in rules(notebook)["settings"]["items"]}


def test_every_list_takes_an_entry_by_options(notebook: Any) -> None:
    more = {
        "planning": ["--field", "resources"], "completion": ["--field", "resources"],
        "certification": ["--evidence", "reflections", "--count", "2"], "eligibility": ["--why", "It helps."],
        "fund.questions": ["--why", "It helps."], "prompt_sets.driscoll.prompts": ["--why", "It helps."],
        "fund.rubric": ["--ask", "Is it?", "--score", "No.", "--score", "Yes."], "words": ["--use", "person"],
        "project_types": ["--needs-lead", "yes"],
    }  # fmt: skip
    for name in [*lists.PARTS, "prompt_sets.driscoll.prompts"]:
        done = notebook("programme", "entry", name, "--add", "Something new", *more.get(name, []))
        assert done.code == 0, (name, done.err)
    assert rules(notebook)["fund"]["rubric"][-1] == {
        "id": "something-new", "name": "Something new", "ask": "Is it?", "scores": ["No.", "Yes."],
    }  # fmt: skip
    assert notebook("check").code == 0
    again = notebook("programme", "entry", "settings", "--add", "Something new", "--json")
    assert (again.code, again.error["code"]) == (2, "bad-value")
    assert notebook.refused("programme", "entry", "settings", "--take-out", "castle", code=2)["code"] == "bad-value"
    assert notebook.refused("programme", "entry", "castles", "--add", "x", code=2)["code"] == "bad-value"
    assert notebook.refused("programme", "entry", "settings", code=2)["details"]["missing"][0]["option"] == "--add"
    notebook.idea()
    held = notebook.refused("programme", "entry", "settings", "--take-out", "school")
    assert held["code"] == "in-use" and len(held["details"]["records"]) == 1
