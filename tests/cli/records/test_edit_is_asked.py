"""Changing a record at a terminal: the questions of making it, with today's answers, which Enter keeps."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from pexpect import EOF


@pytest.fixture
def sit(notebook: Any, terminal: Any) -> Any:
    """A line at a terminal: prompts and what is typed at each; what was shown."""

    def run(*line: str, says: list[tuple[str, str]], **env: str) -> str:
        child = terminal("--store", notebook.path, *line, env={"TERM": "xterm", **env})
        shown = ""
        for prompt, said in says:
            child.expect_exact(prompt)
            shown += child.before + prompt
            child.sendline(said)
        child.expect(EOF)
        child.close()
        assert child.exitstatus == 0, child.before
        return shown + str(child.before)

    return run


def test_a_project_is_asked_about_like_a_new_one_and_one_change_is_one_event(notebook: Any, sit: Any) -> None:
    _, id = notebook.running()
    notebook("project", "edit", id, "--step", "2026-12-01 read together", "--safeguarding", "yes")
    before = notebook("project", "show", id, "--json").json
    shown = sit(
        "project", "edit", id,
        says=[("  1: ", ""), ("Kind [1-4]", ""), ("Where [1-9]", "club"), ("  1: ", ""),
              ("invited?", ""), ("[yes/no]", ""), ("them?", ""),
              ("role?", "designated lead"), ("  1: ", ""), ("  1: ", "")],
    )  # fmt: skip
    assert "Where was: school  (press Enter to keep it)" in shown and "2026-12-01 read together" in shown
    assert "setting and safeguarding" in " ".join(shown.split()) or "setting, safeguarding" in shown
    after = notebook("project", "show", id, "--json").json
    assert (after["setting"], after["safeguarding"]) == ("club", {"known": True, "role": "designated lead"})
    assert after["steps"] == before["steps"]
    assert len(after["timeline"]) == len(before["timeline"]) + 1
    assert after["timeline"][-1]["fields"] == ["safeguarding", "setting"]


def test_enter_at_every_question_changes_nothing(notebook: Any, sit: Any) -> None:
    _, id = notebook.running()
    before = notebook("project", "show", id, "--json").json
    says = [
        ("  1: ", ""), ("Kind [1-4]", ""), ("Where [1-9]", ""), ("  1: ", ""),
        ("invited?", ""), ("[yes/no]", ""), ("  1: ", ""), ("  1: ", ""),
    ]  # fmt: skip
    assert "Nothing was changed." in sit("edit", id, says=says)
    assert notebook("project", "show", id, "--json").json == before


def test_a_reflection_is_asked_about_by_its_own_prompts(notebook: Any, sit: Any) -> None:
    notebook.running()
    id = notebook("reflect", "--what", "It was loud.", "--now-what", "Begin earlier.", "--json").json["id"]
    shown = sit(
        "reflection", "edit", id,
        says=[("  | ", ""), ("  | ", "Less is more."), ("  | ", "."), ("  | ", ""), ("step? (optional): ", "ask again"),
              ("back on?", "")],
    )  # fmt: skip
    assert "What was: It was loud.  (press Enter to keep it)" in shown
    after = notebook("reflection", "show", id, "--json").json
    assert [(a["prompt"], a["text"]) for a in after["answers"]] == [
        ("what", "It was loud."), ("now-what", "Begin earlier."), ("so-what", "Less is more."),
    ]  # fmt: skip
    assert after["next_step"] == "ask again"


def test_an_issued_licence_is_asked_for_its_areas_and_reference(notebook: Any, sit: Any) -> None:
    notebook.running()
    id = notebook("licence", "list", "--json").json[0]["id"]
    sit("licence", "edit", id, says=[("  1: ", ""), ("reference?", "MPL-0042")])
    assert notebook("licence", "show", id, "--json").json["reference"] == "MPL-0042"


def test_a_reflection_is_edited_as_a_text_with_its_questions_as_headings(
    notebook: Any, terminal: Any, home: Any
) -> None:
    notebook.running()
    id = notebook("reflect", "--what", "It was loud.", "--so-what", "# Less", "--json").json["id"]
    script = home.path / "editor.py"
    script.write_text(
        "import sys, pathlib\n"
        "path = pathlib.Path(sys.argv[1])\n"
        "text = path.read_text()\n"
        "path.with_suffix('.seen').write_text(text)\n"
        "wrong = 'not one of the questions' in text\n"
        "good, bad = '# So what? What does it tell you?', '# So when?'\n"
        "one = text.replace(bad, good) if wrong else text.replace(good, bad)\n"
        "path.write_text(one.replace('It was loud.', 'It was loud, then quiet.'))\n"
    )
    env = {"EDITOR": f"{sys.executable} {script}", "TERM": "xterm"}
    child = terminal("--store", notebook.path, "reflection", "edit", id, "--editor", env=env)
    child.expect_exact("This heading is not one of the questions: # So when?")
    child.expect_exact("Open it again? [Y/n] ")
    child.sendline("")
    child.expect_exact("Changed: answers of")
    child.expect(EOF)
    after = notebook("reflection", "show", id, "--json").json
    assert [a["text"] for a in after["answers"]] == ["It was loud, then quiet.", "# Less"]
    assert after["timeline"][-1]["fields"] == ["answers"]
    assert "unfinished" not in notebook("status").out


@pytest.mark.parametrize("way", [{}, {"ACCESSIBLE": "1"}, {"TERM": "dumb"}], ids=["edited", "spoken", "dumb"])
def test_a_hyphen_empties_what_may_be_empty_and_says_what_goes_with_it(
    notebook: Any, sit: Any, way: dict[str, str]
) -> None:
    _, id = notebook.running()
    notebook(
        "project", "edit", id, "--step", "read together", "--resource", "cards", "--age-band", "5-7", "--invited",
        "2026-11-20", "--consent", "yes", "--withdraw", "by saying so", "--safeguarding", "yes",
        "--safeguarding-role", "designated lead",
    )  # fmt: skip
    shown = sit(
        "project", "edit", id,
        says=[("  1: ", "-"), ("This can't be empty.", ""), ("Kind [1-4]", "-"), ("This can't be empty.", ""),
              ("Where [1-9]", ""), ("  1: ", "-"), ("invited?", "-"), ("[yes/no]", ""), ("them?", ""), ("role?", "-"),
              ("  1: ", "-"), ("  1: ", "-")], **way,
    )  # fmt: skip
    assert "Invited was: 2026-11-20  (press Enter to keep it, - to empty it)" in shown
    assert "Invited is now empty. This also empties: Consent, Withdraw." in shown
    after = notebook("project", "show", id, "--json").json
    assert not {"invitation", "steps", "resources"} & set(after)
    assert after["individuals"] == [{"code": "P1"}] and after["safeguarding"] == {"known": True}
    assert after["timeline"][-1]["fields"] == ["individuals", "invitation", "resources", "safeguarding", "steps"]
    assert "no problems" in notebook("check").out


def test_a_hyphen_on_the_line_empties_the_same_answers_and_keeps_the_others(notebook: Any, sit: Any) -> None:
    _, id = notebook.running()
    notebook("project", "edit", id, "--resource", "cards", "--step", "read together", "--invited", "2026-11-20")
    notebook("project", "edit", id, "--resource", "-", "--step", "-", "--invited", "-")
    after = notebook("project", "show", id, "--json").json
    assert not {"invitation", "steps", "resources"} & set(after)
    for needed in (("--setting", "-"), ("--focus-area", "-")):
        wrong = notebook.refused("project", "edit", id, *needed, code=2)
        assert wrong["message"].endswith(": This can't be empty.")
    reflection = notebook("reflect", "--what", "It was loud.", "--so-what", "Less.", "--json").json["id"]
    wrong = notebook.refused("reflection", "edit", reflection, "--so-what", "-", code=2)
    assert wrong["message"] == "--so-what is empty: nothing came in on stdin."
    sit("reflection", "edit", reflection, "--so-what", "-", says=[])
    assert [a["text"] for a in notebook("show", reflection, "--json").json["answers"]] == ["It was loud."]


def test_a_reflection_keeps_some_words_and_a_shared_one_its_summary(notebook: Any, sit: Any) -> None:
    notebook.running()
    id = notebook("reflect", "--what", "It was loud.", "--so-what", "Less.", "--summary", "Calm.", "--json").json["id"]
    sit(
        "reflection", "edit", id,
        says=[("  | ", "-"), ("  | ", "-"), ("  | ", ""), ("step? (optional): ", ""), ("  | ", "-"),
              ("This can't be empty.", ""), ("back on?", "-"), ("This can't be empty.", "")],
    )  # fmt: skip
    after = notebook("reflection", "show", id, "--json").json
    assert after["summary"] == "Calm." and not after.get("answers")


def test_what_an_edit_would_be_refused_for_is_told_at_its_question(notebook: Any, sit: Any) -> None:
    _, id = notebook.running()
    shown = sit(
        "project", "edit", id,
        says=[("  1: ", ""), ("Kind [1-4]", "complex"), ("needs a named Lead", ""), ("Where [1-9]", "club"),
              ("  1: ", ""), ("invited?", "24 December 2026"), ("is in the future.", "2026-11-20"),
              ("agree?", "yes"), ("withdraw?", ""), ("[yes/no]", ""), ("  1: ", ""), ("  1: ", "")],
    )  # fmt: skip
    assert "You can only record what has happened." in shown
    after = notebook("project", "show", id, "--json").json
    assert (after["type"], after["setting"]) == ("early-concern", "club")
    assert after["invitation"] == {"date": "2026-11-20", "consent": True}
