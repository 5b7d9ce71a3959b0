"""Two builds are told apart by what they answer and write, not by their sentences."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "docs" / "compare_builds.py"
PAGE = "```console\n$ imatter show\n$ imatter new | cat\n```\n"


def _build(folder: Path, name: str, *, said: str, data: str, record: str, code: int = 0) -> Path:
    """A program that answers any command with a sentence, or with data for --json, and writes a record if it is new."""
    program = folder / name
    program.write_text(
        "#!/bin/sh\nmkdir -p records\n"
        f"if [ $1 = new ]; then echo '{record}' >> records/one.yaml; fi\n"
        f"if [ \"$2\" = --json ]; then echo '{data}' >&2; exit {code}; fi\necho '{said}'; exit {code}\n"
    )
    program.chmod(0o755)
    return program


def _told(folder: Path, new: Path) -> tuple[int, str]:
    old = _build(folder, "old", said="It is no date.", data='{"a": [{"b": 1, "why": "x"}]}', record="a: 1")
    (folder / "page.md").write_text(PAGE)
    command = [sys.executable, str(SCRIPT), str(old), str(new), str(folder / "page.md")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert not done.stderr
    return done.returncode, done.stdout


def test_sentences_and_new_fields_make_nothing_different(tmp_path: Path) -> None:
    data = '{"c": 2, "a": [{"b": 1, "why": "y"}]}'
    new = _build(tmp_path, "new", said="It is not a date.", data=data, record="a: 1")

    assert _told(tmp_path, new) == (
        0,
        "wording: page.md: imatter show\n"
        "    added .c\n"
        "    wording -It is no date.\n"
        "    wording +It is not a date.\n"
        "wording: page.md: imatter new | cat\n"
        "    wording -It is no date.\n"
        "    wording +It is not a date.\n"
        "\n2 wording, 1 with --json\n",
    )


def test_other_data_and_other_records_are_different(tmp_path: Path) -> None:
    new = _build(tmp_path, "new", said="It is no date.", data='{"a": [{"b": 2, "why": "x"}]}', record="a: 2")

    assert _told(tmp_path, new) == (
        1,
        "different: page.md: imatter show\n"
        "    different .a[].b: 1, now 2\n"
        "different: page.md: imatter new | cat\n"
        "    different records/one.yaml: .a: 1, now 2\n"
        "\n2 different, 1 with --json\n",
    )


def test_another_exit_code_is_different(tmp_path: Path) -> None:
    new = _build(tmp_path, "new", said="It is no date.", data='{"a": [{"b": 1, "why": "x"}]}', record="a: 1", code=3)

    code, told = _told(tmp_path, new)

    assert code == 1
    assert "    different exit code 0, now 3\n    different exit code with --json 0, now 3\n" in told
