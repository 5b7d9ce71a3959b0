"""Stores that earlier builds made are read, checked, verified and changed as what they are.

`tests/examples/stores` has the history of each as a bundle, and what `show --json` answered then, from a fresh clone of
it: one record of each kind and state. They are never made again; a new version adds its own.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Kept

STORES = Path(__file__).resolve().parents[2] / "examples" / "stores"
#: By name: how many changes its history has.
CHANGES = {"0.1.0-notebook": 14, "0.1.0-programme": 416, "2026-11-notebook": 14}
#: Who asked for the answers that are kept; nobody in particular, where none is named.
READER = {"0.1.0-programme": ("--as", "prc-2611-kxyz7z9")}


@pytest.fixture
def clone(call: Callable[..., Any], tmp_path: Path) -> Callable[[str], Kept]:
    def made(name: str) -> Kept:
        subprocess.run(["git", "clone", "-q", STORES / f"{name}.bundle", tmp_path / name], check=True)
        return Kept(tmp_path / name, call)

    return made


def test_each_store_that_is_kept_is_tried() -> None:
    assert {path.stem for path in STORES.glob("*.bundle")} == set(CHANGES)


@pytest.mark.parametrize("name", CHANGES)
def test_a_store_of_an_earlier_build_is_good_and_says_what_it_said(name: str, clone: Callable[[str], Kept]) -> None:
    store = clone(name)
    checked, verified = store("check", "--json"), store("verify", "--json")
    assert (checked.code, verified.code) == (0, 0), checked.out
    assert [f for f in checked.json["findings"] if f["severity"] == "error"] == []
    summary = verified.json["summary"]
    assert (summary["by_tool"], summary["around"], summary["errors"]) == (CHANGES[name], 0, 0)
    answers = json.loads((STORES / f"{name}.json").read_text())
    assert answers
    for id, then in answers.items():
        now = store("show", id, "--json", *READER.get(name, ())).json
        assert {field: now.get(field) for field in then} == then


@pytest.mark.parametrize("name", [name for name in CHANGES if "notebook" in name])
def test_a_store_of_an_earlier_build_goes_on(name: str, clone: Callable[[str], Kept]) -> None:
    store = clone(name)
    (person,) = (path.stem for path in store.path.glob("records/practitioners/*/*.yaml"))
    (licence,) = (path.stem for path in store.path.glob("records/licences/*/*.yaml"))
    assert store("me", person).code == 0
    for line in (("licence", "resume", licence), ("project", "new", "--type", "early-concern", "--setting", "school",
                 "--focus-area", "tea", "--individuals", "1"), ("undo",)):  # fmt: skip
        done = store(*line)
        assert done.code == 0, done.err
    assert store("check").code == 0
