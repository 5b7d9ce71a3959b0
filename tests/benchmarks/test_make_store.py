"""The generated stores are what they say: fine without faults, and with faults just those that were put in."""

from __future__ import annotations

import importlib.util
import json
from collections import defaultdict
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from imatter_cli.services import checking
from imatter_cli.store.open import open_store

FILE = Path(__file__).resolve().parents[2] / "benchmarks" / "make_store.py"


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_store", FILE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_store_without_faults_is_fine(maker: ModuleType, home: Any, tmp_path: Path) -> None:
    maker.make(tmp_path / "store", 200)
    report = checking.check(open_store(str(tmp_path / "store")))
    assert report.findings == ()
    assert report.summary.records == 200
    assert set(report.summary.kinds) == {
        "practitioner", "licence", "project", "reflection", "round", "application", "review",
    }  # fmt: skip


@pytest.mark.parametrize("seed", ["one", "two"])
def test_just_the_faults_that_were_put_in_are_found(maker: ModuleType, home: Any, tmp_path: Path, seed: str) -> None:
    maker.make(tmp_path / "store", 600, faults=True, seed=seed)
    expected = json.loads((tmp_path / "store.faults.json").read_text())
    store = open_store(str(tmp_path / "store"))
    alone, shared = checking.check(store, processes=1), checking.check(store, processes=2)
    assert alone == shared
    found: dict[str, set[str]] = defaultdict(set)
    for finding in alone.findings:
        found[finding.path].add(finding.rule)
    assert expected
    assert found == {path: {rule} for path, rule in expected.items()}
