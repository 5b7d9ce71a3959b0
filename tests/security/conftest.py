"""Stores that somebody sent: made by the store kit, or this repository's own year, with something wrong in them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from imatter_cli.services.integrity import schemas
from imatter_cli.store.create import create
from tests.conftest import kit, load

ROOT = Path(__file__).resolve().parents[2]
WHO = ("prc-2611-4t9wq2e", "prc-2611-4t9wq2e@imatter.invalid")


load("hostile", Path(__file__).parent / "hostile.py")


@pytest.fixture
def box(home: Any, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A store with a programme and nothing else; made once and copied."""
    made = tmp_path_factory.getbasetemp() / "made-store"
    if not made.exists():
        kit.Box(made).init()
    shutil.copytree(made, tmp_path / "store", dirs_exist_ok=True)
    return kit.Box(tmp_path / "store")


@pytest.fixture(scope="session")
def whole_year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This repository's own records as a store of one change: every kind of record. To be copied."""
    root = tmp_path_factory.mktemp("whole-year") / "store"
    files = {str(p.relative_to(ROOT)): p.read_bytes() for p in sorted((ROOT / "records").rglob("*.yaml"))}
    before = dict(os.environ)
    for name in [n for n in os.environ if n.startswith("GIT_")]:
        del os.environ[name]
    try:
        store = create(str(root), {**files, **schemas.all_schemas()}, identity=WHO, message="init")
        me = next(p.stem for p in sorted((root / "records").rglob("prc-*.yaml")) if b"coordinator" in p.read_bytes())
        store.set_setting("me", me)
    finally:
        os.environ.clear()
        os.environ.update(before)
    return root


@pytest.fixture
def year(home: Any, tmp_path: Path, whole_year: Path) -> Any:
    """A copy of that store."""
    shutil.copytree(whole_year, tmp_path / "year", symlinks=True)
    return kit.Box(tmp_path / "year")


@pytest.fixture
def on(call: Callable[..., Any]) -> Callable[..., Any]:
    """A command on a store, in this process: `on(box, "show", id)`."""
    return lambda box, *args, **options: call(*args, "--store", box.root, **options)
