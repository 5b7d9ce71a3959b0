"""Fuzzed record files: no traceback, no hang, no wrong `fine`. `fuzz_records.py` tries many more."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from imatter_cli.services.integrity import schemas
from imatter_cli.store.create import create

kit, fuzzing = sys.modules["store_kit"], sys.modules["fuzzing"]
ROOT = Path(__file__).resolve().parents[2]


def test_fuzzed_files_end_in_findings(home: Any, tmp_path: Path, call: Callable[..., Any]) -> None:
    files = {str(p.relative_to(ROOT)): p.read_bytes() for p in sorted((ROOT / "records").rglob("*.yaml"))}
    store = create(str(tmp_path / "store"), {**files, **schemas.all_schemas()}, identity=kit.WHO, message="init")
    store.set_setting("me", min(store.ids("practitioner")))
    tally = fuzzing.fuzz(tmp_path / "store", 300, seed=4)
    assert [(why, path) for why, path, _ in tally.wrong] == []
    assert tally.files >= 300
    assert tally.had_to_fail > 100
    assert call("check", "--store", tmp_path / "store").code == 0, "all is put back"


def test_the_fuzzing_finds_what_it_looks_for(home: Any, tmp_path: Path, monkeypatch: Any) -> None:
    """Judges that see nothing, and a reader that falls over, are told."""
    box = kit.Box(tmp_path / "store").init()
    monkeypatch.setattr(fuzzing, "ask", lambda *_: (0, '{"data":{"findings":[]}}', ""))
    path = box.root / "records/programme.yaml"
    tally = fuzzing.Tally()
    fuzzing.batch(box.root, {"records/programme.yaml": path.read_bytes()}, _Broken(), ["records/programme.yaml"], tally)
    assert [why for why, _, _ in tally.wrong] == ["fine, though it is not UTF-8"]
    assert fuzzing.trouble((5, "", "There is a fault in imatter itself (KeyError).")) == "a fault"
    assert fuzzing.trouble((-1, "", "")) == "a hang"


class _Broken:
    """Chance that makes every file bytes that are no text."""

    def choice(self, some: Any) -> Any:
        return 1 if some == (1, 1, 1, 2, 3, 4) else lambda *_: b"\xff"

    def random(self) -> float:
        return 0.0
