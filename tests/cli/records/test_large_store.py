"""A store so large that what was read is kept: every command says what it says without that."""

from __future__ import annotations

import importlib.util
import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

OFF = {"IMATTER_CACHE": "off"}
LINES = (
    ("check", "--json"), ("check", "--json", "--since", "HEAD"), ("check", "--json", "records/reflections"),
    ("reflection", "list", "--json", "--status", "shared"), ("reflection", "list", "--csv", "--limit", "20"),
    ("reflection", "search", "quiet", "--json"), ("project", "list", "--json", "--sort", "-date"), ("status", "--json"),
)  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of 2,300 records, about half of them reflections, some with a fault; made once and copied."""
    file = Path(__file__).resolve().parents[3] / "benchmarks" / "make_store.py"
    spec = importlib.util.spec_from_file_location("make_store", file)
    assert spec is not None
    assert spec.loader is not None
    maker = importlib.util.module_from_spec(spec)
    sys.path.insert(0, str(file.parent))
    try:
        spec.loader.exec_module(maker)
    finally:
        sys.path.remove(str(file.parent))
    path = tmp_path_factory.mktemp("large") / "store"
    maker.make(path, 2300, faults=0.05)
    return path


def test_what_is_kept_changes_nothing_that_is_said(made: Path, home: Any, run: Callable[..., Any]) -> None:
    store = home.path / "store"
    shutil.copytree(made, store, symlinks=True)
    who = sorted((store / "records" / "practitioners").rglob("*.yaml"))[0].stem

    def say(line: tuple[str, ...], **env: str) -> tuple[int, str]:
        answer = run("--store", store, "--as", who, *line, env=env)
        return answer.code, answer.out

    alone = {line: say(line, **OFF) for line in LINES}
    assert alone[LINES[0]][0] == 1
    assert len(json.loads(alone[LINES[0]][1])["data"]["findings"]) > 50
    assert not (home.path / "cache" / "imatter").exists()
    for line in (*LINES, LINES[0]):
        assert say(line) == alone[line]
    assert list((home.path / "cache" / "imatter").iterdir())

    reflection = sorted((store / "records" / "reflections").rglob("*.yaml"))[300]
    text = reflection.read_text()
    reflection.write_text(text.replace("prompts: driscoll", "prompts: drisc0ll", 1))
    for line in LINES[:3]:
        told = say(line)
        assert told == say(line, **OFF)
        assert "drisc0ll" in told[1]
    reflection.write_text(text)
    shutil.rmtree(home.path / "cache")
    assert say(LINES[0]) == alone[LINES[0]]


def test_small_stores_are_kept_nowhere_else(home: Any, run: Callable[..., Any]) -> None:
    assert run("init", "notebook").code == 0
    for line in LINES:
        run("--store", "notebook", *line)
    assert not (home.path / "cache" / "imatter").exists()
