"""The makers of benchmarks/, which are scripts beside one another and no package."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

FOLDER = str(Path(__file__).resolve().parents[2] / "benchmarks")


@pytest.fixture(scope="session")
def maker() -> Iterator[ModuleType]:
    """benchmarks/make_store.py."""
    sys.path.insert(0, FOLDER)
    import make_store  # type: ignore[import-not-found]

    yield make_store
    sys.path.remove(FOLDER)


@pytest.fixture(scope="session")
def counter() -> Iterator[ModuleType]:
    """benchmarks/counts.py."""
    sys.path.insert(0, FOLDER)
    import counts  # type: ignore[import-not-found]

    yield counts
    sys.path.remove(FOLDER)
