"""Synthetic stores are what they say: fine, or with faults of every rule, and just those that were put in."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from types import ModuleType
from typing import Any

from imatter_cli.checks import registry
from imatter_cli.services.integrity import checking
from imatter_cli.store.open import open_store

TODAY = "2026-11-24"


def test_a_store_without_faults_is_fine(maker: ModuleType, home: Any, tmp_path: Path) -> None:
    maker.make(tmp_path / "store", 200)
    report = checking.check(open_store(str(tmp_path / "store")), today=TODAY)
    assert report.findings == ()
    assert report.summary.records == 200
    assert set(report.summary.kinds) == {
        "practitioner", "licence", "project", "reflection", "round", "application", "review",
    }  # fmt: skip


def test_the_same_seed_gives_the_same_files(maker: ModuleType, home: Any, tmp_path: Path) -> None:
    one, two = (maker.make(tmp_path / name, 100, faults=0.2, seed="one") for name in ("one", "two"))
    assert one == two
    files = [sorted((tmp_path / name / "records").rglob("*.yaml")) for name in ("one", "two")]
    assert [p.is_symlink() or p.read_bytes() for p in files[0]] == [p.is_symlink() or p.read_bytes() for p in files[1]]


def test_just_the_faults_that_were_put_in_are_found_and_they_are_of_every_rule(
    maker: ModuleType, home: Any, tmp_path: Path
) -> None:
    """Every rule but those that one store cannot break; found by one process as by two, and since they came in."""
    import faults  # type: ignore[import-not-found]

    expected = maker.make(tmp_path / "store", 1500, faults=0.2)
    store = open_store(str(tmp_path / "store"))
    alone, shared = (checking.check(store, today=TODAY, processes=n) for n in (1, 2))
    assert alone == shared
    found: dict[str, set[str]] = defaultdict(set)
    for finding in alone.findings:
        found[finding.path].add(finding.rule)
    assert found == {path: set(rules) for path, rules in expected.items()}
    broken = {rule for rules in expected.values() for rule in rules}
    assert broken == set(faults.RULES)
    assert not broken & faults.LEFT_OUT.keys()
    assert broken | faults.LEFT_OUT.keys() == registry.BY_ID.keys()
