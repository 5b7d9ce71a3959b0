"""What people see at a terminal, whole: `WRITE_SCREENS=1 pytest tests/cli/terminal/test_screens.py` writes it anew.

Styles are marks: `<bold>names</>`, `<dim>ids</>`. Dark and light terminals get the same, as the colours are their own.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.terminal import stores
from tests.cli.terminal.conftest import GOLDEN, bare, marked

#: Each screen by its name: whose store it is of, and what was typed.
SCREENS = {
    "project": ("notebook", f"show {stores.PROJECT}"),
    "reflection": ("notebook", f"show {stores.REFLECTION}"),
    "projects": ("notebook", "project list"),
    "log": ("notebook", f"log {stores.PROJECT}"),
    "licences": ("programme", "licence list"),
    "application": ("programme", "fund show app-2607-q3n7x4c"),
    "home": ("notebook", ""),
    "coordinator": ("programme", ""),
    "due": ("programme", "due"),
    "certification": ("notebook", "certification"),
    "receipt": ("notebook", f"project pause {stores.PROJECT} --reason family --dry-run"),
    "refusal": ("notebook", f"project start {stores.PROJECT}"),
    "missing": ("notebook", "project new --no-input"),
    "check": ("broken", "check"),
    "diff": ("edited", f"diff {stores.PROJECT}"),
    "review": ("programme", "fund review --quarter 2026-Q4 --no-input"),
    "rounds": ("programme", "fund rounds"),
    "round": ("programme", "fund rounds 2026-Q3"),
    "show-broken": ("broken", f"show {stores.example.LICENCE}"),
    "plan": ("programme", "fund review --quarter 2026-Q4 --plan {files}/decisions.csv"),
    "programme": ("programme", "programme show"),
    "verify": ("notebook", "verify"),
    "import": ("programme", "import {files}/old.csv --kind practitioner --key No --dry-run"),
    "send": ("notebook", f"send {stores.PROJECT} --to {{files}}/sent.yaml --no-input --dry-run"),
    "receive": ("notebook", "receive {files}/parcel.yaml --dry-run"),
    "reflections": ("notebook", "reflection list"),
    "found": ("notebook", "reflection search clothes"),
    "applications": ("programme", "fund list"),
    "changes": ("notebook", "log"),
}
#: What the lines above name as files.
FILES = {
    "decisions.csv": "application,outcome,award\nh6k,part-funded,120.00\nq3n,funded,\n",
    "old.csv": "No,Name,Capacity,Since\n7,Jo,professional,2026-01-10\n",
}
#: Those that are kept at other sizes too, and as they are read aloud and without colour.
ALSO = ("project", "reflection", "projects", "home", "review")
#: The beginning of a commit's id, which is another one whenever a schema changes.
_COMMIT = re.compile(r"(?<![0-9a-f-])[0-9a-f]{12}(?![0-9a-f])")
#: Those whose rows become blocks with a heading each, or whose file names are folded.
BLOCKS = (
    "projects", "licences", "check", "review", "rounds", "plan", "reflections", "found", "applications", "changes",
    "send", "verify",
)  # fmt: skip
SIZES = ((40, 15), (120, 40))


@pytest.fixture
def screen(home: Any, once: Callable[..., Path], shown: Callable[..., str]) -> Callable[..., str]:
    """What one of the screens shows, in a store in one's home, beside the files that it names."""

    def store(whose: str) -> Path:
        path = Path(home.path / whose)
        if not path.exists():
            shutil.copytree(once(f"screens-{whose}", getattr(stores, whose)), path, symlinks=True)
        return path

    for name, text in FILES.items():
        (home.path / name).write_text(text, encoding="utf-8")
    parcel = ("--to", str(home.path / "parcel.yaml"), "--no-input")
    shown("send", "ref-2611-c4v8n3x", *parcel, "--store", str(store("programme")))

    def see(name: str, **how: Any) -> str:
        whose, line = SCREENS[name]
        path = store(whose)
        seen = shown(*line.format(files=home.path).split(), "--store", str(path), **how)
        return re.sub(
            r"(?<![0-9a-f-])[0-9a-f]{12}(?![0-9a-f])", "0" * 12, seen
        )  # a commit is another one when schemas change

    return see


def same(name: str, seen: str) -> None:
    """The screen is the one that is kept under that name."""
    kept = GOLDEN / f"{name}.txt"
    seen = re.sub(r"(?<=last change )[0-9a-f]{12}", "0a1b2c3d4e5f", seen)
    if os.environ.get("WRITE_SCREENS"):
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(seen, encoding="utf-8")
    assert seen == kept.read_text(encoding="utf-8")


def folded(seen: str) -> list[str]:
    """The lines but those that are a command alone, which stays whole so that it can be copied."""
    return [line for line in seen.splitlines() if not line.lstrip().startswith("imatter ")]


def said(seen: str) -> list[str]:
    """The words, in no order, without the bars that show what they say."""
    return sorted(word for word in bare(seen).split() if word.strip("━"))


def test_every_screen(screen: Callable[..., str]) -> None:
    for name in SCREENS:
        seen = screen(name)
        same(f"{name}-80x24", marked(seen))
        assert max(map(len, folded(bare(seen)))) <= 80


@pytest.mark.parametrize(("columns", "rows"), SIZES)
def test_other_sizes(screen: Callable[..., str], columns: int, rows: int) -> None:
    for name in ALSO:
        seen = screen(name, size=(columns, rows))
        same(f"{name}-{columns}x{rows}", marked(seen))
        assert max(map(len, folded(bare(seen)))) <= columns


def test_read_aloud_and_without_colour(screen: Callable[..., str]) -> None:
    for name in ALSO:
        aloud = screen(name, env={"ACCESSIBLE": "1"})
        same(f"{name}-accessible", aloud)
        assert aloud == bare(aloud)
        same(f"{name}-no-color", marked(screen(name, env={"NO_COLOR": "1"})))


def test_nothing_is_lost_from_40_to_200_columns(screen: Callable[..., str]) -> None:
    for name in SCREENS:
        words = said(screen(name, size=(120, 40)))
        for columns in (40, 200):
            seen = bare(screen(name, size=(columns, 24)))
            assert max(map(len, folded(seen))) <= columns, (name, columns)
            if name not in BLOCKS:
                assert said(seen) == words, (name, columns)
