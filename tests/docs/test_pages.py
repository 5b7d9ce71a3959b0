"""What the documentation shows is what the tool prints."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


def _transcripts() -> ModuleType:
    spec = importlib.util.spec_from_file_location("transcripts", ROOT / "docs" / "transcripts.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["transcripts"] = module
    spec.loader.exec_module(module)
    return module


TRANSCRIPTS = _transcripts()


@pytest.mark.parametrize("page", TRANSCRIPTS.pages(), ids=lambda p: p.name)
def test_every_transcript_is_what_comes_out(page: Path) -> None:
    assert TRANSCRIPTS.rerun(page) == page.read_text()


@pytest.mark.parametrize("page", ["reliability.md", "security.md"])
def test_every_test_that_a_page_names_is_there(page: str) -> None:
    words = re.findall(r"`((?:tests/|test_)[^`]*)`", (ROOT / "docs" / "explanation" / page).read_text())
    tests = "".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))
    assert len(words) > 5
    for word in words:
        name = word.split()[0]
        assert (ROOT / name).exists() if name.startswith("tests/") else f"def {name}(" in tests, word


@pytest.mark.skipif(shutil.which("groff") is None, reason="there is no groff here")
def test_the_man_page_is_sound_and_names_every_command() -> None:
    page = ROOT / "docs" / "imatter.1"
    line = ["groff", "-man", "-Tutf8", "-z", "-ww", page]
    done = subprocess.run(line, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "")
    commands = re.findall(
        r"^#{2,3} (imatter .+)$", (ROOT / "docs" / "reference" / "commands.md").read_text(), flags=re.MULTILINE
    )
    named = [line.removeprefix(".SS ").replace("\\-", "-") for line in page.read_text().splitlines()]
    assert len([c for c in commands if any(n == c or n.startswith(f"{c} ") for n in named)]) == len(commands) > 80


def test_ci_runs_exactly_the_readmes_test_command() -> None:
    commands = re.findall(r"^python3 -m venv .*pytest.*$", (ROOT / "README.md").read_text(), flags=re.MULTILINE)
    assert len(commands) == 1
    assert commands[0] in (ROOT / ".ci" / "run").read_text().splitlines()


def test_a_changed_transcript_is_seen(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("```console\n$ echo one\ntwo\n$ exit 3\n```\n")
    assert TRANSCRIPTS.rerun(page) == "```console\n$ echo one\none\n$ exit 3\n[exit 3]\n```\n"
