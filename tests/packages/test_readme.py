"""What the README says to type, typed in its order by a reader in a copy of the repository, with an empty home.

Here imatter is there already. `tests/packages/readme.py` also installs it, as the README says.
"""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path

import readme


def test_it_works_as_written_and_shows_the_readers_own_notebook(tmp_path: Path) -> None:
    home = tmp_path / "home"
    programs = home / ".imatter" / "bin"
    programs.mkdir(parents=True)
    (programs / "imatter").write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m imatter_cli "$@"\n')
    (programs / "imatter").chmod(0o755)
    kept = {name: os.environ[name] for name in ("PATH", "LC_ALL", "LANG") if name in os.environ}
    first, *others = readme.lines()
    installing, path, begin = first.partition("export PATH")
    assert "pip install" in installing
    said = readme.typed(
        [path + begin, *others], readme.ROOT, {**kept, "HOME": str(home), "PYTHONPATH": str(readme.ROOT)}
    )
    assert readme.wrong(said) == []


def test_the_first_page_says_the_same() -> None:
    page = (readme.ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    assert "```sh\n" + readme.lines()[0] + "\n```\n" in page


def test_a_line_that_does_not_work_is_seen(tmp_path: Path) -> None:
    said = readme.typed(
        ["echo one && false", "echo two"], tmp_path, {"HOME": str(tmp_path), "PATH": os.environ["PATH"]}
    )
    assert [(one.line, one.code, one.out) for one in said] == [
        ("echo one && false", 1, "one\n"),
        ("echo two", 0, "two\n"),
    ]
    assert readme.wrong(said)[0] == "echo one && false: exit 1\none\n"
