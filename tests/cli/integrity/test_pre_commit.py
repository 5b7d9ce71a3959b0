"""The framework pre-commit itself, run in each of its ways over a store with this repository's hook."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from imatter_cli.checks import example
from imatter_cli.domain import ids

pytest.importorskip("pre_commit", reason="pre-commit is not installed here")

PROJECT = ids.path_of(example.PROJECT)
IDEA = ids.path_of(example.IDEA)
HOOKS = Path(__file__).resolve().parents[3] / ".pre-commit-hooks.yaml"


class Framed:
    """A store whose git hooks are pre-commit's, with the definition of this repository as it would be cloned."""

    def __init__(self, store: Any, home: Path) -> None:
        self.store = store
        self.env = {**os.environ, "PRE_COMMIT_HOME": str(home / "pre-commit")}
        programs = home / "programs"
        programs.mkdir()
        (programs / "imatter").write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m imatter_cli "$@"\n')
        (programs / "imatter").chmod(0o755)
        self.env["PATH"] = f"{programs}:{self.env['PATH']}"
        # What the framework would install in an environment of its own is there already.
        hooks = [{**hook, "language": "system"} for hook in yaml.safe_load(HOOKS.read_text())]
        config = {"repos": [{"repo": "local", "hooks": hooks}]}
        (store.path / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))
        self.git("add", ".pre-commit-config.yaml")
        self.commit("--no-verify")

    def git(self, *args: str) -> subprocess.CompletedProcess[str]:
        who = ("-c", "user.name=x", "-c", "user.email=x@example.invalid")
        line = ["git", "-C", str(self.store.path), *who, *args]
        return subprocess.run(line, env=self.env, capture_output=True, text=True, check=False)

    def commit(self, *args: str) -> subprocess.CompletedProcess[str]:
        return self.git("commit", "-qam", "by hand", *args)

    def run(self, *args: str) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-m", "pre_commit", *(args or ("run",))]
        return subprocess.run(line, cwd=self.store.path, env=self.env, capture_output=True, text=True, check=False)

    def edit(self, path: str, old: str, new: str) -> None:
        file = self.store.path / path
        text = file.read_text()
        assert old in text
        file.write_text(text.replace(old, new, 1))


@pytest.fixture
def framed(examples: Any, tmp_path: Path) -> Framed:
    return Framed(examples, tmp_path)


def test_all_files_and_ranges_see_what_was_committed_long_ago(framed: Framed) -> None:
    start = framed.store.head()
    framed.edit(PROJECT, "setting: school", "setting: castle")
    framed.commit("--no-verify")
    broken = framed.store.head()
    framed.edit(IDEA, "setting: school", "setting: nursery")
    framed.commit("--no-verify")
    done = framed.run("run", "--all-files")
    assert (done.returncode, "'castle' is not on this programme's list" in done.stdout) == (1, True)
    assert framed.run("run").returncode == 0, "nothing is staged"
    for since, to, code in ((start, broken, 1), (broken, "HEAD", 0)):
        done = framed.run("run", "--from-ref", since, "--to-ref", to)
        assert (done.returncode, "PRJ001" in done.stdout) == (code, code == 1)


def test_commits_merges_and_pushes_are_stopped_by_its_own_git_hooks(framed: Framed, tmp_path: Path) -> None:
    types = [word for name in ("pre-commit", "pre-merge-commit", "pre-push") for word in ("-t", name)]
    assert framed.run("install", *types).returncode == 0
    framed.git("init", "-q", "--bare", str(tmp_path / "shared.git"))
    framed.git("remote", "add", "shared", str(tmp_path / "shared.git"))
    framed.git("push", "-q", "--no-verify", "shared", "HEAD:refs/heads/main")
    framed.git("rm", "-q", ids.path_of(example.LICENCE))
    done = framed.commit()
    assert (done.returncode, "REF001" in done.stderr + done.stdout) == (1, True), "a commit that only removes"
    framed.git("reset", "-q", "--hard")

    framed.git("checkout", "-q", "-b", "other")
    framed.edit(PROJECT, "setting: school", "setting: nursery")
    framed.commit("--no-verify")
    framed.git("checkout", "-q", "-")
    framed.edit(ids.PROGRAMME_PATH, "- id: nursery\n", "- id: kindergarten\n")
    framed.commit("--no-verify")
    done = framed.git("merge", "-q", "other")
    assert (done.returncode != 0, "PRJ001" in done.stderr + done.stdout) == (True, True)
    framed.git("merge", "--abort")
    framed.git("merge", "-q", "--no-verify", "other")
    done = framed.git("push", "-q", "shared", "HEAD:refs/heads/main")
    assert (done.returncode, "PRJ001" in done.stderr + done.stdout) == (1, True)
