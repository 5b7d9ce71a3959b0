"""What home shows at a screen, beside what it says in a pipe."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from tests.cli.terminal.conftest import bare


def test_a_screen_names_the_store_and_shows_the_last_reflections_and_the_next_days(
    notebook: Any, shown: Callable[..., str]
) -> None:
    _, project = notebook.running()
    notebook.change("project", "step", "--text", "read", "--by", "2026-12-01")
    reflection = notebook.change("reflect", "--what", "We read on the stairs.", "--no-input")["id"]
    seen = bare(shown("--store", str(notebook.path)))
    assert seen.split()[:2] == ["Your", "notebook"]
    assert str(notebook.path) in "".join(seen.split())  # a long path is folded
    assert re.search(rf"Reflections  24 November  We read on the stairs\. +{reflection}\n", seen)
    assert f'  1 December: "read", of evening routine.\n      imatter project step {project} --number 1\n' in seen
    assert "stairs" not in notebook().out and "1 December" not in notebook().out
    data = notebook("--json").json
    assert [one["id"] for one in data["reflections"]] == [reflection]
    assert [(one["day"], one["what"]) for one in data["ahead"]] == [("2026-12-01", "small-step")]
