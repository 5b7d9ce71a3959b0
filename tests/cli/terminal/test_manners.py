"""Who gets which page: a pipe plain text, a terminal that can draw a drawn one, ACCESSIBLE=1 lines to be read aloud."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from imatter_cli.domain.kinds import KINDS
from imatter_cli.output.drawn import theme
from tests.cli.conftest import Kept
from tests.cli.terminal.conftest import bare

ONE = """
import sys
from imatter_cli.__main__ import main
main(sys.argv[1:])
print("loaded:", "rich" in sys.modules, "yaml" in sys.modules)
"""


@pytest.mark.parametrize(
    ("env", "loads"),
    [({}, True), ({"NO_COLOR": "1"}, True), ({"TERM": "dumb"}, False), ({"ACCESSIBLE": "1"}, False)],
)
def test_rich_is_loaded_only_where_it_draws(notebook: Kept, home: Any, env: dict[str, str], loads: bool) -> None:
    import pexpect

    _, project = notebook.running()
    child = pexpect.spawn(
        sys.executable, ["-c", ONE, "show", project, "--store", str(notebook.path)],
        env={**home.env, "TERM": "xterm-256color", **env}, encoding="utf-8", use_poll=True, timeout=60,
    )  # fmt: skip
    out = child.read()
    assert f"loaded: {loads} False" in out
    piped = subprocess.run(
        [sys.executable, "-c", ONE, "show", project, "--store", str(notebook.path)],
        env={**home.env, "TERM": "xterm-256color", **env}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "loaded: False False" in piped.stdout


def test_a_pipe_is_the_same_whatever_the_environment_asks_for(notebook: Kept) -> None:
    _, project = notebook.running()
    for line in (("show", project), ("project", "list"), ("log", project), ("log",)):
        plain = notebook(*line).out
        assert plain and "\x1b" not in plain
        for env in ({"ACCESSIBLE": "1"}, {"TERM": "xterm-256color", "CLICOLOR_FORCE": "1", "FORCE_COLOR": "1"}):
            assert notebook(*line, env=env).out == plain


def test_without_colour_bold_and_dim_stay(notebook: Kept, shown: Callable[..., str]) -> None:
    _, project = notebook.running()
    drawn = shown("show", project, "--store", str(notebook.path))
    quiet = shown("show", project, "--store", str(notebook.path), env={"NO_COLOR": "1"})
    assert {"1", "2", "32"} <= set(re.findall(r"\x1b\[(\d+)m", drawn))
    assert set(re.findall(r"\x1b\[(\d+)m", quiet)) == {"0", "1", "2"}
    assert bare(drawn) == bare(quiet)


def test_read_aloud_a_list_is_fields_and_values(notebook: Kept, shown: Callable[..., str]) -> None:
    _, project = notebook.running()
    said = shown("project", "list", "--store", str(notebook.path), env={"ACCESSIBLE": "1"})
    assert said.splitlines()[:2] == ["focus areas: evening routine", "status: active"]
    assert f"id: {project}" in said
    assert "\x1b" not in said


def test_every_state_has_a_look() -> None:
    assert {state for kind in KINDS for state in kind.states} <= set(theme.STATES)
