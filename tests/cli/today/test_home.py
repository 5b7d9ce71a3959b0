"""Home: what is open and what comes next, each with the command to type."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from typing import Any

from imatter_cli.output.home import home
from imatter_cli.output.naming import nothing
from imatter_cli.output.rendering import rendered
from imatter_cli.output.terminal import Screen
from tests.cli.terminal.conftest import bare


def commands(seen: Any) -> list[str]:
    return [one["command"] for one in seen["next"]]


def test_an_empty_notebook_begins_with_an_idea(notebook: Any) -> None:
    seen = notebook("--json").json
    assert seen["who"] == "prc-2611-4t9wq2e"
    assert commands(seen) == ["imatter project new"]
    assert notebook("status").out == notebook().out


def test_an_idea_leads_to_a_licence_and_a_licence_to_a_start(notebook: Any) -> None:
    project = notebook.idea()
    plan = f"imatter project plan {project}"
    assert commands(notebook("--json").json) == ["imatter licence apply", "imatter licence record", plan]
    notebook.licence()
    assert commands(notebook("--json").json) == [f"imatter project start {project}", plan]


def test_the_next_step_comes_back_as_a_question(notebook: Any) -> None:
    _, project = notebook.running()
    assert commands(notebook("--json").json) == [f"imatter reflect {project}"]
    notebook.change("project", "step", "--text", "read", "--by", "2026-11-20")
    notebook.change("reflect", "--what", "quiet", "--next-step", "ask about it")
    out = notebook().out
    assert 'Last time you meant to "ask about it". How did it go?' in out
    assert f"      imatter project step {project} --number 1" in out
    assert "evening routine" in out
    notebook.change("project", "step", "--number", "1")
    assert f"imatter project complete {project}" in commands(notebook("--json").json)


def test_a_paused_licence_says_why_and_since_when(notebook: Any) -> None:
    licence, _ = notebook.running()
    notebook.change("licence", "pause", "--reason", "new post")
    out = notebook().out
    assert "paused since 24 November (new post)" in out
    assert f"imatter licence resume {licence}" in out


def test_a_rhythm_asks_for_a_reflection(notebook: Any) -> None:
    path = next(notebook.path.rglob("prc-2611-4t9wq2e.yaml"))
    path.write_text(path.read_text().replace("timeline:", "rhythm_days: 7\ntimeline:"))
    notebook.git("commit", "-qam", "rhythm")
    licence = notebook.licence("--date", "2026-10-01")
    project = notebook.idea("--date", "2026-10-01")
    notebook.change("project", "start", project, "--date", "2026-10-01")
    notebook.change("reflect", "--what", "quiet", "--date", "2026-11-01")
    assert commands(notebook("--json").json) == [f"imatter reflect {project}"]
    assert licence in notebook().out


def test_a_broken_file_is_left_out_and_named(notebook: Any) -> None:
    _, project = notebook.running()
    second = notebook.idea()
    next(notebook.path.rglob(f"{second}.yaml")).write_text("practitioner: prc-2611-4t9wq2e\n[")
    done = notebook("--json")
    assert done.code == 1
    assert [p["id"] for p in done.json["projects"]] == [project]
    assert len(done.json["left_out"]) == 1
    assert second in done.err


def test_a_coordinator_sees_what_waits(programme: Any) -> None:
    seen = programme("--json").json
    assert seen["coordinator"] == {
        "licences_submitted": [], "conversations": [], "applications": {}, "rounds": [], "waiting": []
    }  # fmt: skip
    assert commands(seen) == ["imatter fund open 2026-Q4"]
    project = programme.change(
        "project", "new", "--type", "early-concern", "--setting", "school", "--focus-area", "tea", "--individuals",
        "1", "--practitioner", "7h3",
    )["id"]  # fmt: skip
    yes = ("--learning-journey", "--working-with", "--motivated-to-share", "--open-to-reflection")
    answers = [part for option in yes for part in (option, "yes")]
    id = programme.change("licence", "apply", *answers, "--practitioner", "7h3", "--idea", project)["id"]
    programme.change("licence", "submit", id)
    seen = programme("--json").json
    assert [c["id"] for c in seen["coordinator"]["licences_submitted"]] == [id]
    assert f"imatter licence show {id}" in commands(seen)
    assert "applied for on 24 November" in programme().out
    assert programme("--as", "9x2", "--json").json["next"] == []
    next(programme.path.rglob(f"{id}.yaml")).write_text("practitioner: prc-2611-7h3v5n8\n[")
    done = programme("--json")  # it may wait for them, whatever it was
    assert done.code == 1
    assert id in done.json["left_out"][0]


def test_much_of_it_is_one_screen_at_a_terminal_and_whole_elsewhere(notebook: Any) -> None:
    notebook.licence()
    for _ in range(9):
        notebook.change("project", "start", notebook.idea())
    data = notebook("--json").json
    at_terminal = Screen(terminal=True, width=80, manner="drawn")
    page = bare(rendered(home(data, at_terminal, date(2026, 11, 24), "~/imatter", nothing), at_terminal))
    assert len(page.splitlines()) <= 23
    assert "and 4 more" in page
    assert f"and {len(data['next']) - 5} more: imatter status --json" in page
    whole = notebook().out
    assert all(p["id"] in whole for p in data["projects"])
    assert all(one["command"] in whole for one in data["next"])


def test_home_loads_no_models() -> None:
    code = "import sys, imatter_cli.commands.today.status; sys.exit('pydantic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
