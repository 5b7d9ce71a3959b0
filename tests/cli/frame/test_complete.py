"""What the shell offers for a record: its id, by any part of it, or by what it is called."""

from __future__ import annotations

import shlex
from typing import Any

import pytest

from tests.cli.conftest import Kept


@pytest.fixture
def offered(run: Any, notebook: Kept) -> Any:
    notebook.idea("--focus-area", "quiet corner")
    notebook.change(
        "project", "new", "--type", "early-concern", "--setting", "school", "--focus-area", "un café à l’École",
        "--individuals", "1",
    )  # fmt: skip

    def ask(typed: str, shell: str = "bash") -> list[str]:
        words = ["imatter", "--store", str(notebook.path), "project", "show"]
        env = {
            "_IMATTER_COMPLETE": f"complete_{shell}", "COMP_WORDS": f"{' '.join(words)} {typed}",
            "COMP_CWORD": str(len(words)), "_TYPER_COMPLETE_ARGS": f"{' '.join(words)} {typed}",
        }  # fmt: skip
        return list(run(env=env).out.split("\n") if shell != "bash" else run(env=env).out.split())

    return ask


def test_a_project_is_offered_by_its_name_and_by_any_part_of_its_id(notebook: Kept, offered: Any) -> None:
    quiet, cafe = (
        next(p["id"] for p in notebook("project", "list", "--json").json if word in p["focus_areas"][0])
        for word in ("evening", "café")
    )
    assert offered("routine") == offered("Even") == [quiet]
    assert offered("cafe") == offered("ecole") == [cafe]
    assert offered(quiet[-5:-1]) == [quiet]
    assert offered(quiet[-7:-2]) == [quiet[-7:]]
    assert sorted(offered("prj-")) == sorted([quiet, cafe])
    assert offered("nothing-like-it") == []


def test_zsh_is_told_to_put_the_id_where_a_name_is_typed(notebook: Kept, offered: Any) -> None:
    """zsh offers only what begins with what is typed, unless it is told not to look."""
    quiet = next(p["id"] for p in notebook("project", "list", "--json").json if "evening" in p["focus_areas"][0])
    notebook("project", "edit", quiet, "--focus-area", "evening 'routine'; touch pwned $(touch pwned)")
    line = "\n".join(offered("routine", "zsh"))
    assert "compadd -U" in line and f"offered=({quiet})" in line
    words = shlex.split(line.partition("told=(")[2].partition("); compadd")[0])
    assert words == [f"{quiet}  evening 'routine'; touch pwned $(touch pwned)"]
    assert "_files" in "\n".join(offered("nothing-like-it", "zsh"))


def test_a_reflection_is_offered_by_how_it_begins(notebook: Kept, run: Any) -> None:
    _, project = notebook.running()
    id = notebook("reflect", project, "--what", "P1 sang on the way.", "--json").json["id"]
    words = f"imatter --store {notebook.path} reflection show sang --json"
    env = {"_IMATTER_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": "5"}  # more words after the cursor
    assert run(env=env).out.split() == [id]
