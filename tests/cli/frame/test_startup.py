"""What is not loaded, the help page, and the shell's suggestions."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from imatter_cli import __version__
from imatter_cli.app import VERBS

ROOT = Path(__file__).resolve().parents[3]
TINY = str(Path(__file__).with_name("tiny.py"))
HEAVY = {
    "rich",
    "pydantic",
    "yaml",
    "git",
    "tempfile",
    "imatter_cli.wiring",
    "imatter_cli.input",
    "imatter_cli.store",
}


def loaded(home, *line):
    """The modules in a process that ran that line."""
    script = (
        "import sys, json\n"
        "from imatter_cli.__main__ import main\n"
        f"main({list(line)!r})\n"
        "sys.stderr.write(json.dumps(sorted(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, encoding="utf-8", env=home.env, check=True
    )
    return set(json.loads(done.stderr.splitlines()[-1])), done.stdout


@pytest.mark.parametrize("option", ["--version", "-V"])
def test_version_loads_nothing(home, option):
    modules, out = loaded(home, option)
    assert out == f"imatter {__version__}\n"
    assert {m for m in modules if m.startswith("imatter_cli")} == {"imatter_cli", "imatter_cli.__main__"}
    assert not modules & {"typer", "typing", "pathlib", "dataclasses"}


def test_no_time_is_lost_at_the_end_on_looking_through_all_that_was_loaded(home):
    script = (
        "import atexit, gc, sys\n"
        "from imatter_cli.__main__ import entry\n"
        "atexit.register(lambda: sys.stderr.write(str(len(gc.get_objects()))))\n"
        "entry()"
    )
    done = subprocess.run([sys.executable, "-c", script, "me"], capture_output=True, encoding="utf-8", env=home.env)
    assert int(done.stderr.splitlines()[-1].rpartition(" ")[2]) < 1000


def test_version_as_json(run):
    assert run("--version", "--json").json == run("--json", "--no-input", "--version").json == {"version": __version__}


def test_help_loads_no_command_and_nothing_heavy(home):
    modules, out = loaded(home, "--help")
    assert "Your notebook" in out
    assert not modules & {"typer", "typing", "pathlib", "dataclasses"}
    assert not [m for m in modules if m.startswith(("imatter_cli.commands", "imatter_cli.app"))]


def complete(home, words, *, number=None, env=None):
    line = words.split(" ")
    done = subprocess.run(
        [sys.executable, TINY],
        capture_output=True,
        encoding="utf-8",
        check=False,
        env={
            **home.env,
            "_IMATTER_COMPLETE": "complete_bash",
            "COMP_WORDS": words,
            "COMP_CWORD": str(len(line) - 1 if number is None else number),
            **(env or {}),
        },
    )
    assert done.stderr == ""
    return done.stdout.split()


def test_verbs_are_suggested(home):
    assert complete(home, "imatter re") == ["reflect", "reflection", "restore", "receive", "recover"]
    assert set(VERBS) | {"tiny"} == set(complete(home, "imatter "))


def test_commands_options_and_global_options_are_suggested(home):
    assert "show" in complete(home, "imatter tiny sh")
    assert complete(home, "imatter tiny new --foc") == ["--focus-area"]
    assert complete(home, "imatter tiny new --no-in") == ["--no-input"]
    assert complete(home, "imatter --dr") == ["--dry-run"]


def test_ids_their_last_parts_and_choices_are_suggested(home):
    assert complete(home, "imatter tiny show prj-26") == ["prj-2609-9b2fz6a", "prj-2611-7kq4m2x"]
    assert complete(home, "imatter tiny show 7k") == ["7kq4m2x"]
    assert complete(home, "imatter tiny new --type ") == ["universal", "early-concern", "complex"]
    assert complete(home, "imatter tiny show 7kq --quarter l") == ["last"]


def test_trouble_suggests_nothing(home):
    script = (
        f"import sys; sys.argv=['imatter']; sys.path.insert(0, {str(Path(TINY).parent)!r})\n"
        "import tiny\n"
        "tiny.FakeWiring.open_store = lambda self, path: 1 / 0\n"
        "tiny.install()\n"
        "from imatter_cli.__main__ import entry\n"
        "entry()"
    )
    env = {**home.env, "_IMATTER_COMPLETE": "complete_bash", "COMP_WORDS": "imatter tiny show ", "COMP_CWORD": "3"}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8", env=env, check=False)
    assert (done.stdout.strip(), done.stderr) == ("", "")


@pytest.mark.parametrize(("shell", "file"), [("bash", "imatter"), ("zsh", "_imatter"), ("fish", "imatter.fish")])
def test_a_shells_own_completion_is_shown_and_comes_with_the_package(run, shell, file):
    result = run("--show-completion", shell)
    assert (result.code, f"_IMATTER_COMPLETE=complete_{shell}" in result.out) == (0, True)
    assert (ROOT / "docs" / "completion" / file).read_text() == result.out
    if shutil.which(shell):
        subprocess.run([shell, "-n", ROOT / "docs" / "completion" / file], check=True)


def test_completion_is_installed_for_the_shell_that_is_named(run, home):
    result = run("--install-completion", "fish")
    assert (result.code, "Completion for fish is in " in result.out) == (0, True)
    assert list(Path(home.env["HOME"]).rglob("imatter.fish"))
    refused = run("--install-completion", "ksh")
    assert (refused.code, "'ksh' is not a shell that imatter can complete for." in refused.err) == (2, True)


def test_help_in_other_spellings(run):
    page = run("--help").out
    assert run("-h").out == page
    assert "Usage: imatter draft list" in run("help", "draft", "list").out
