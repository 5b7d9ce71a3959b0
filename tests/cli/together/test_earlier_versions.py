"""Somebody who still has version 0.1.0, with its own code: it reads a shared store, and changes nothing in it."""

from __future__ import annotations

import json
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
STORES = ROOT / "tests" / "examples" / "stores"
NOTEBOOK, PROGRAMME = STORES / "0.1.0-notebook.bundle", STORES / "0.1.0-programme.bundle"


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


def test_whoever_syncs_first_marks_the_store_before_anything_is_brought_together(
    released: Any, call: Any, run: Any, shared: Path, tmp_path: Path
) -> None:
    git(tmp_path, "clone", "-q", "--bare", str(PROGRAMME), str(shared))
    copies = [Copy(tmp_path / name, call) for name in ("one", "other", "third")]
    for copy in copies:
        git(tmp_path, "clone", "-q", str(shared), str(copy.path))
    projects = released("project", "list", "--where", "status=active", "--json", "--store", copies[0].path)
    of = {one["id"]: one["practitioner"] for one in json.loads(projects.stdout)["data"]}
    for copy, (id, person) in zip(copies, of.items(), strict=False):
        copy.git("config", "user.name", person)
        copy.git("config", "user.email", f"{person}@imatter.invalid")
        done = released("project", "step", id, "--text", "sing together", "--as", person, "--store", copy.path)
        assert done.returncode == 0, done.stderr
        copy("me", person)
    mine, other, third = copies
    mine.git("push", "-q")
    rules, new = (
        third.path / "records" / "programme.yaml",
        "- at: 2026-11-24\n  version: 2\n  what: The same for longer.\n",
    )
    rules.write_text(rules.read_text().replace("version: 1\nchanges:\n", f"version: 2\nchanges:\n{new}", 1))
    third.git("commit", "-qam", "Rules of a second year")  # before anybody marked the store
    advice = mine("check", "--json").json["summary"]["rules"]
    assert "APP026" in advice  # an error in a store that a newer version began
    killed = run("sync", shared, "--store", other.path, env={"IMATTER_FAULT": "sending:kill"})
    assert (killed.code, git(shared, "rev-parse", "HEAD")) == (-9, mine.head())
    found = other.sync(shared)
    assert ([len(found[name]) for name in ("came", "went", "set_aside")], found["went"][-1]["did"]) == (
        [1, 2, 0], "programme edit",
    )  # fmt: skip
    assert "0.1.0 can only read" in found["notes"][-1]
    assert other.git("log", "-1", "--format=%s", "HEAD^1") == "programme edit programme"
    assert other("check", "--json").json["summary"]["rules"] == advice
    written = (other.path / "records" / "programme.yaml").read_text(encoding="utf-8").splitlines()
    before = other.git("show", "HEAD^1^:records/programme.yaml").splitlines()
    assert [line.split(":")[0] for line in written if line not in before] == ["store_id", "first_version"]
    done = released("project", "edit", *list(of)[:1], "--setting", "school", "--store", other.path)
    assert done.returncode != 0 and "records/programme.yaml" in done.stderr
    assert third.sync(shared)["set_aside"] == []
    assert {"store_id", "first_version"} <= third("programme", "show", "--json").json.keys()
    third("verify")
