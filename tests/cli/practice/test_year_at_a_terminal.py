"""A year at a terminal of 80 by 24, as somebody without a manual goes through it: asked, re-asked, never at a loss."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pexpect
import process
import pytest

PROMPT = "  | "
NO_WORDS = ((PROMPT, ""), (PROMPT, ""), ("step? (optional): ", ""), ("come up? [yes/no] (optional): ", ""))


@pytest.fixture
def begun(day: Any) -> Any:
    """Somebody with a licence and a project under way."""
    day.type("init ~/imatter".replace("~", str(day.home.path)))
    day.type("project new --type 2 --setting school --focus-area 'evening routine' --individuals 2 --date 2026-01-12")
    day.type("licence record --date 2026-01-05 --reference MPL-0042 --no-input")
    day.type("project start --date 2026-01-12 --no-input")
    return day


def test_a_pause_says_what_pauses_with_it_and_offers_reasons(begun: Any) -> None:
    shown = begun.type("licence pause", ("Reason [1-5] (optional): ", "1"))
    assert "This also pauses: evening routine." in shown
    assert "or a few words of your own" in shown
    [licence], [project] = begun.records("licences"), begun.records("projects")
    assert licence["timeline"][-1]["reason"] == "A new post"
    assert (licence["status"], project["status"]) == ("paused", "paused")
    back = begun.type("licence resume", ("paused with it? [yes/no]: ", "yes"))
    assert "is now active" in back
    assert [r["status"] for r in (*begun.records("licences"), *begun.records("projects"))] == ["active", "active"]
    begun.type("project pause", ("Reason [1-5] (optional): ", "the hall is closed"))
    assert begun.records("projects")[0]["timeline"][-1]["reason"] == "the hall is closed"
    begun.type("project resume")
    begun.type("project pause", ("Reason [1-5] (optional): ", ""))
    assert "reason" not in begun.records("projects")[0]["timeline"][-1]


def test_a_licence_goes_on_after_a_conversation(begun: Any) -> None:
    begun.type("licence continue", ("learn? (optional): ", "small steps hold"), ("next? (optional): ", "mornings"))
    event = begun.records("licences")[0]["timeline"][-1]
    assert (event["event"], event["learnt"], event["next"]) == ("continue", "small steps hold", "mornings")


def test_a_plan_is_asked_point_by_point_and_no_point_twice(begun: Any) -> None:
    home = begun.type("")
    assert "evening routine" in home
    shown = begun.type(
        "project plan", ("  1: ", "9"), ("  1: ", "5-7"), ("  2: ", ""),
        ("invited? (optional): ", "31/02/2026"), ("invited? (optional): ", "10 November"),
        ("agree? [yes/no]: ", "yes"), ("withdraw? (optional): ", "by saying so"),
        ("Safeguarding [yes/no] (optional): ", "yes"), ("When did you last check them? (optional): ", ""),
        ("role? (optional): ", "designated safeguarding lead"),
        ("  1: ", "1 December: read together"), ("  2: ", "talk: about the lamp"), ("  3: ", ""), ("  1: ", ""),
    )  # fmt: skip
    assert "Still open: invitation and a way to withdraw; the" in shown
    assert "31 February 2026 does not exist" in shown
    assert "Tuesday 10 November 2026" in shown
    assert "Tuesday 1 December 2026: read together" in shown
    [project] = begun.records("projects")
    assert project["invitation"] == {"date": "2026-11-10", "consent": "true", "withdraw": "by saying so"}
    assert project["safeguarding"] == {"known": "true", "role": "designated safeguarding lead"}
    assert [(step["text"], step.get("by")) for step in project["steps"]] == [
        ("read together", "2026-12-01"), ("talk: about the lamp", None),
    ]  # fmt: skip
    assert [one["age_band"] for one in project["individuals"]] == ["5-7", "5-7"]
    again = begun.type("project plan", ("  1: ", ""))
    assert "Every point of the plan is answered." in again
    assert "invited?" not in again


def test_only_a_lead_is_offered_as_one(begun: Any) -> None:
    plan = "project new --type 4 --setting school --focus-area tea"
    shown = begun.type(plan, ("[1-3]: ", "1"), ("Lead practitioner? (optional): ", ""), ("[none]: ", ""))
    assert "prc-" not in shown.split("Lead practitioner?")[1].split("Kept as an idea")[0]
    begun.type("practitioner new --role lead")
    lead = next(p["id"] for p in begun.records("practitioners") if p["roles"] == ["lead"])
    begun.type(plan, ("[1-3]: ", "1"), ("Lead (optional): ", "1"), ("[none]: ", "lead"))
    assert [p.get("lead") for p in begun.records("projects")].count(lead) == 1


def test_a_small_step_is_ticked_off_by_its_number(begun: Any) -> None:
    begun.type("project step", ("small step? ", "read together"), ("By when? (optional): ", "tomorrow"))
    shown = begun.type("project step", ("Done (optional): ", "2"), ("Done (optional): ", "1"))
    assert "1  read together  (25 November)" in shown
    assert "is not a number" in shown
    assert 'Done: "read together". That is 1 of 1 small step.' in shown
    assert begun.records("projects")[0]["steps"][0]["done"] == "2026-11-24"


def test_with_several_projects_the_one_is_chosen_first(begun: Any) -> None:
    begun.type("project step --text 'read together'")
    begun.type("project new --type 2 --setting school --focus-area tea --individuals 1")
    id = next(p["id"] for p in begun.records("projects") if p.get("steps"))
    shown = begun.type("project step", ("Project [1-2]: ", id[-7:]), ("Done (optional): ", "1"))
    assert "evening routine, active" in shown
    assert 'Done: "read together".' in shown


def test_a_name_where_a_code_belongs_is_asked_again(begun: Any) -> None:
    shown = begun.type("project withdraw-individual", ("(P1, P2): ", "Sam"), ("(P1, P2): ", "P3"), ("(P1, P2): ", "p2"))
    assert "'Sam' is not an individual's code." in shown
    assert "Taking part: P1, P2." in shown
    assert "Still taking part: P1." in shown
    assert begun.records("projects")[0]["individuals"][1]["withdrawn"] == "2026-11-24"


def test_closing_a_project_shows_what_is_unmet_first(begun: Any) -> None:
    begun.type("project step --text 'read together'")
    refused = begun.type("project complete", code=4)
    assert "At least one reflection; Small steps taken or let go" in " ".join(refused.split())
    begun.type("reflect", (PROMPT, "It was quiet."), (PROMPT, "."), *NO_WORDS)
    refused = begun.type("project complete", code=4)
    assert "project step" in refused and "--number 1" in refused
    begun.type("project step", ("Done (optional): ", "1"))
    begun.type("project complete")
    assert begun.records("projects")[0]["status"] == "completed"
    assert begun.clean()


def test_an_answer_is_gone_back_to_when_a_second_thought_came(begun: Any) -> None:
    first = (PROMPT, "Mrs Barlow saw it."), (PROMPT, "."), ("Change it? [Y/n] ", "n")
    shown = begun.type("reflect", *first, stop_at=PROMPT, code=130)
    assert '"Mrs Barlow" looks like a name.' in shown
    assert begun.records("reflections") == []
    again = begun.type("draft resume", (PROMPT, "<"), (PROMPT, "The teacher saw it."), (PROMPT, "."), *NO_WORDS)
    assert "What was: Mrs Barlow saw it." in again
    assert "Kept: ref-" in again
    assert begun.records("reflections")[0]["answers"] == [{"prompt": "what", "text": "The teacher saw it."}]


def test_going_back_and_leaving_it_so_loses_nothing(begun: Any) -> None:
    begun.type("reflect", (PROMPT, "One."), (PROMPT, "."), (PROMPT, "Two."), (PROMPT, "."), stop_at=PROMPT, code=130)
    begun.type("draft resume", (PROMPT, "<"), (PROMPT, "<"), stop_at=PROMPT, code=130)
    begun.type("draft resume", *NO_WORDS[1:])
    said = {a["prompt"]: a["text"] for a in begun.records("reflections")[0]["answers"]}
    assert said == {"what": "One.", "so-what": "Two."}


def test_killed_in_the_middle_of_an_answer_every_line_is_kept(begun: Any) -> None:
    child = process.at_a_terminal(["reflect"], begun.env, cwd=begun.folder)
    child.expect_exact(PROMPT)
    child.sendline("A line that stays 🙂")
    child.expect_exact(PROMPT)
    child.sendline("a second one, שלום")
    child.expect_exact(PROMPT)
    time.sleep(0.2)
    os.kill(child.pid, signal.SIGKILL)
    child.close(force=True)
    assert begun.clean()
    assert "A reflection from 24 November is unfinished (0 of 5 answers, 2 lines begun)." in begun.type("")
    begun.type("draft resume", (PROMPT, "."), *NO_WORDS)
    assert begun.records("reflections")[0]["answers"][0]["text"] == "A line that stays 🙂\na second one, שלום"


def test_a_store_that_is_moved_in_the_middle_of_an_answer_is_told_with_what_is_kept(begun: Any) -> None:
    child = process.at_a_terminal(["reflect"], begun.env, cwd=begun.folder)
    child.expect_exact(PROMPT)
    child.sendline("A line that stays")
    child.expect_exact(PROMPT)
    (begun.home.path / "imatter").rename(begun.home.path / "elsewhere")
    child.sendline(".")
    child.expect_exact("Your answers are kept:  imatter draft resume")
    child.expect_exact("If you moved it, go to its new place")
    child.expect(pexpect.EOF)


def test_an_editor_that_is_not_there_leaves_nothing_behind(begun: Any) -> None:
    begun.env["EDITOR"] = "no-such-editor"
    told = begun.type("project edit prj --raw", code=5)
    assert "export EDITOR=" in told
    assert begun.home.drafts == []
    shown = begun.type("reflect", (PROMPT, "e"), (PROMPT, "By hand then."), (PROMPT, "."), *NO_WORDS)
    assert "could not be started" in shown
    assert begun.records("reflections")[0]["answers"][0]["text"] == "By hand then."


def test_an_answer_in_an_editor(begun: Any, tmp_path: Path) -> None:
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\ncat "$1" > "$1.seen"\nprintf "One line.\\nAnother: 你好.\\n" >> "$1"\n')
    editor.chmod(0o755)
    begun.env["EDITOR"] = str(editor)
    begun.type("reflect", (PROMPT, "Begun here."), (PROMPT, "e"), (PROMPT, "."), *NO_WORDS)
    text = begun.records("reflections")[0]["answers"][0]["text"]
    assert text == "Begun here.\nOne line.\nAnother: 你好."


def test_an_application_says_what_is_missing_before_it_is_handed_in(day: Any) -> None:
    day.type(f"init {day.home.path / 'imatter'}")
    day.type("project new --type 2 --setting school --focus-area tea --individuals 1")
    shown = day.type("licence apply", *[("[yes/no]: ", answer) for answer in ("yes", "maybe", "yes", "yes", "no")])
    assert "neither yes nor no" in shown
    flat = re.sub(r"\s+", " ", shown)
    assert "needs a yes: Are you open to reflection and learning about your own role?" in flat
    assert "imatter practitioner step" in flat
    assert "imatter licence submit" not in flat
    home = re.sub(r"\s+", " ", day.type(""))
    assert "you need to answer yes to: Are you open to reflection" in home
    day.type("licence edit lic --open-to-reflection yes")
    assert "imatter licence submit" in day.type("")
    day.type("practitioner step", ("Level [1-4]: ", "2"), ("(optional): ", "session of 3 October"))
    assert day.type("licence submit")


@pytest.mark.parametrize(
    "line",
    ["certification", "due", "licence show lic", "project show prj", "log prj"],
)
def test_no_line_of_an_answer_is_wider_than_the_screen(begun: Any, line: str) -> None:
    begun.type(line)  # `type` looks at every line


def test_where_there_is_no_notebook_the_first_words_say_how_to_begin(day: Any, call: Callable[..., Any]) -> None:
    told = day.type("project list", code=5)
    assert "no notebook or programme store here yet" in " ".join(told.split())
    assert "imatter project new" in told
