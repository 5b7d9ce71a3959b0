"""Somebody who still has version 0.1.0, with its own code: it reads a shared store, and changes nothing in it."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from together import Copy, git

ROOT = Path(__file__).resolve().parents[3]
RELEASED = "d8339f2b44f2d30fb5d749e6f3ff3beb3cf8a88d"
NOTEBOOK = ROOT / "tests" / "examples" / "stores" / "0.1.0-notebook.bundle"


@pytest.fixture
def released(tmp_path: Path, home: Any) -> Any:
    """Version 0.1.0, from this repository's own history."""
    taken = subprocess.run(["git", "-C", ROOT, "archive", RELEASED, "imatter_cli"], capture_output=True, check=False)
    if taken.returncode != 0:
        pytest.skip("this copy of the repository does not have version 0.1.0 in its history")
    with tarfile.open(fileobj=BytesIO(taken.stdout)) as tar:
        tar.extractall(tmp_path / "released", filter="data")

    def run(*args: str | Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-P", "-m", "imatter_cli", *map(str, args)]
        env = {**os.environ, **home.env, "PYTHONPATH": str(tmp_path / "released"), "PYTHONDONTWRITEBYTECODE": ""}
        return subprocess.run(command, capture_output=True, text=True, env=env, check=False)

    assert run("--version").stdout == "imatter 0.1.0\n"
    return run


def test_it_reads_a_store_that_was_shared_and_writes_nothing(
    released: Any, call: Any, shared: Path, tmp_path: Path, home: Any
) -> None:
    git(tmp_path, "clone", "-q", str(NOTEBOOK), str(tmp_path / "old"))
    mine = Copy(tmp_path / "old", call)
    (person,) = (path.stem for path in mine.path.glob("records/practitioners/*/*.yaml"))
    project = next(path.stem for path in mine.path.glob("records/projects/*/*.yaml"))
    mine("me", person)
    before = released("show", project, "--store", mine.path)
    assert before.returncode == 0, before.stderr
    found = mine.sync(shared)
    assert "0.1.0 can only read" in found["notes"][-1]
    assert found["went"][-1]["did"] == "programme edit"
    assert git(shared, "rev-parse", "HEAD") == mine.head() == found["commit"]
    assert mine.refused("undo", found["commit"])["code"] == "nothing-to-undo"
    assert call("join", shared, tmp_path / "second", "--as", person).code == 0
    other = Copy(tmp_path / "second", call)
    assert other.sync()["went"] == []
    other.is_whole()
    change = other.git("log", "-1", "--format=%H", "--", "records/projects")
    state = (other.head(), other.files(), other.git("status", "--porcelain"))
    for line in (("project", "edit", project, "--setting", "club"), ("undo", change), ("licence", "resume")):
        done = released(*line, "--store", other.path)
        assert done.returncode != 0, (line, done.stdout)
        assert "records/programme.yaml" in done.stderr, (line, done.stderr)
    assert (other.head(), other.files(), other.git("status", "--porcelain")) == state
    assert released("show", project, "--store", other.path).stdout == before.stdout
