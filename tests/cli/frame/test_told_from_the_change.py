"""A receipt tells what was committed, also when a pull has changed the folder by then."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from imatter_cli.store.open import GitStore
from tests.cli.conftest import Kept

YES = "--learning-journey yes --working-with yes --motivated-to-share yes --open-to-reflection yes"
IDEA = "project new --type early-concern --setting school --focus-area quiet --individuals 2"
LIFE = (
    "practitioner step --level foundation",
    IDEA,
    f"licence apply {YES}",
    "licence submit",
    "licence issue --reference MPL-1",
    'licence pause --reason "a new post"',
    "licence resume",
    "project edit prj --setting club",
    "project start",
    "project step --text read",
    "project step --number 1 --done today",
    "project withdraw-individual --individual P2",
    'reflect --what "P1 began alone"',
    'reflection share --summary "calmer with Anna Kowalska"',
    'certification --decide not-yet --reason "more to come"',
    'project complete --anyway "it is over"',
    'project revisit --reason "a second look"',
    'project stop --reason "no time"',
    'practitioner leave --reason "moved away"',
)
DECIDED = "fund decide {id} --outcome part-funded --award 50 --reason need=wanted --reason fit=small"


@contextmanager
def pulled_away(patch: pytest.MonkeyPatch, root: Path) -> Iterator[None]:
    """Every record is emptied in the moment after a change, and back when its command is over."""
    real, kept = GitStore.transact, root.parent / "kept"

    def transact(self: GitStore, *args: Any, **options: Any) -> Any:
        receipt = real(self, *args, **options)
        shutil.copytree(root / "records", kept)
        for path in (root / "records").rglob("*.yaml"):
            path.write_bytes(b"")
        return receipt

    with patch.context() as patched:
        patched.setattr(GitStore, "transact", transact)
        yield
    if kept.exists():
        shutil.rmtree(root / "records")
        kept.rename(root / "records")


def _compare(kept: Kept, lines: tuple[str, ...], patch: pytest.MonkeyPatch) -> None:
    twin = Kept(kept.path.parent / "twin" / kept.path.name, kept.call)
    shutil.copytree(kept.path, twin.path)
    for n, line in enumerate(lines):
        words = shlex.split(line)
        env = {"IMATTER_SEED": str(n)}
        fine = kept(*words, env=env)
        assert fine.code == 0, (line, fine.err)
        with pulled_away(patch, twin.path):
            told = twin(*words, env=env)
        assert (told.code, told.out, told.err) == (fine.code, fine.out, fine.err), line


def test_a_notebooks_life_is_told_from_the_changes(notebook: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    _compare(notebook, LIFE, monkeypatch)


def test_what_is_left_to_give_is_told_from_the_decision(rehearsal: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    page = rehearsal("fund", "review", "--quarter", "2026-Q3", "--json").json
    ready = [str(a["id"]) for a in page["applications"] if a["ready"] and not a["conflict"]]
    _compare(rehearsal, tuple(DECIDED.format(id=id) for id in ready[:1]), monkeypatch)
