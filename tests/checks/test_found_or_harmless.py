"""A random edit is found, or says the same, or is one that a save takes; the rest is explained, and in the history."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]


@pytest.fixture(scope="module")
def mutating() -> ModuleType:
    """The module beside this one: tests are no package."""
    spec = importlib.util.spec_from_file_location("mutating", HERE / "mutating.py")
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules["mutating"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("seed", [11, 12])
def test_what_is_missed_is_explained(mutating: ModuleType, seed: int) -> None:
    """A share of the 5,000 edits that mutate_records.py tries; their figures are in docs/explanation/mutations.md."""
    files = {str(p.relative_to(ROOT)): p.read_bytes() for p in sorted((ROOT / "records").rglob("*.yaml"))}
    tally = mutating.run(files, 100, seed)
    assert tally.edits == 100
    assert tally.found.total() > 50
    for missed in tally.missed:
        assert mutating.explanation(missed), missed
        assert missed.seen or missed.edit.what.startswith("programme."), missed


def test_the_page_is_of_so_many_edits() -> None:
    page = (ROOT / "docs" / "explanation" / "mutations.md").read_text(encoding="utf-8")
    assert "mutate_records.py 5000 1" in page
