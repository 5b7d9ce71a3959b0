"""However one asks about a store, the findings are the same. `tests/checks/same_findings.py` asks about a large one."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

from imatter_cli.store.open import open_store

FILE = Path(__file__).resolve().parents[1] / "checks" / "same_findings.py"


def test_the_same_by_one_process_and_several_since_and_by_folder(maker: ModuleType, home: Any, tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("same_findings", FILE)
    assert spec is not None
    assert spec.loader is not None
    same = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(same)
    made = maker.make(tmp_path / "store", 300, faults=0.25, seed="same")
    full, differ = same.differences(open_store(str(tmp_path / "store")))
    assert differ == {}
    assert {f.path for f in full} == made.keys()
