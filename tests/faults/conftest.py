"""The store kit for these tests."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest


def load(name: str, path: Path) -> ModuleType:
    """A helper module by its file: tests are no package."""
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]


kit = load("store_kit", Path(__file__).parent.parent / "store" / "kit.py")


@pytest.fixture
def empty_box(home: Any, tmp_path: Path) -> Any:
    """A folder that is no store yet."""
    return kit.Box(tmp_path / "store")


@pytest.fixture
def box(empty_box: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A store with a programme and nothing else; made once and copied."""
    made = tmp_path_factory.getbasetemp() / "made-store"
    if not made.exists():
        kit.Box(made).init()
    shutil.copytree(made, empty_box.root, dirs_exist_ok=True)
    return empty_box


load("store_kills", Path(__file__).parent / "kills.py")
load("store_failing", Path(__file__).parent / "failing.py")
load("beside_git", Path(__file__).parent / "beside_git.py")
load("fuzzing", Path(__file__).parent / "fuzzing.py")
