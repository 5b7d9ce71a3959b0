"""A history that is lost or damaged is never taken for one that has not begun, and what git is at is named."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Callable
from typing import Any

import pytest

from tests.cli.conftest import LEAD, ME, Kept, make

_NOBODY = "1234567890" * 4
_NEW = ("project", "new", "--type", "early-concern", "--setting", "school", "--focus-area", "x", "--individuals", "1")


def _write(kept: Kept, name: str, text: str) -> None:
    (kept.path / ".git" / name).write_text(text)


def _packed(kept: Kept) -> None:
    kept.git("pack-refs", "--all")
    (kept.path / ".git/packed-refs").unlink()


def _without_logs(kept: Kept) -> None:
    (kept.path / ".git/refs/heads/main").unlink()
    for log in ("HEAD", "refs/heads/main"):
        (kept.path / ".git/logs" / log).unlink()


LOST: dict[str, Callable[[Kept], Any]] = {
    "removed": lambda kept: (kept.path / ".git/refs/heads/main").unlink(),
    "garbage": lambda kept: _write(kept, "refs/heads/main", "garbage\n"),
    "emptied": lambda kept: _write(kept, "refs/heads/main", ""),
    "no such commit": lambda kept: _write(kept, "refs/heads/main", f"{_NOBODY}\n"),
    "packed and removed": _packed,
    "no logs either": _without_logs,
    "on a branch that has not begun": lambda kept: _write(kept, "HEAD", "ref: refs/heads/other\n"),
    "on no branch, at no commit": lambda kept: _write(kept, "HEAD", f"{_NOBODY}\n"),
}


ALWAYS = (("check",), ("verify",), _NEW)
OTHERS = (
    ("check", "--staged"), ("check", "--since", "main"), ("log",), ("save",), ("undo",), ("recover",),
    (*_NEW, "--dry-run"),
)  # fmt: skip


@pytest.mark.parametrize("how", LOST)
def test_a_lost_history_is_told_with_the_way_back(notebook: Kept, how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    notebook.change(*_NEW)
    last, files = notebook.git("rev-parse", "HEAD"), notebook.files()
    LOST[how](notebook)
    monkeypatch.chdir(notebook.path)

    for line in (*ALWAYS, *(OTHERS if how == "removed" else ())):
        done = notebook(*line, "--json")
        assert (done.code, done.out) == (5, ""), (line, done)
        assert done.error["code"] == "lost-history", line
        assert done.error["details"]["commit"] == last, line
        assert "init" not in done.error["message"] + done.error["hint"]
    home = notebook()
    assert home.code == 1
    assert "can't be read" in home.out
    assert notebook.files() == files

    command = re.search(r"type: (.*) && imatter verify", done.error["hint"])
    assert command is not None, done.error["hint"]
    for step in command[1].split(" && "):
        subprocess.run(shlex.split(step), check=True, env={**os.environ, "GIT_CONFIG_NOSYSTEM": "1"})
    assert notebook.git("rev-parse", "HEAD") == last
    assert notebook.git("status", "--porcelain") == ""
    assert notebook("verify", "--json").json["summary"]["commits"] == 2


def test_a_history_that_has_not_begun_is_none_that_was_lost(call: Any, run: Any, tmp_path: Any) -> None:
    path = tmp_path / "code"
    subprocess.run(["git", "init", "-q", "-b", "main", str(path)], check=True)
    there = Kept(path, call)
    there.git("config", "user.name", "x")
    there.git("config", "user.email", "x@imatter.invalid")
    there.git("commit", "-q", "--allow-empty", "-m", "no records in this one")
    there.git("switch", "-q", "--orphan", "records")
    assert call("init", path).code == 0
    assert there.git("log", "--format=%s").startswith("store init")


def test_a_past_without_rules_is_told_apart_from_no_store(notebook: Kept) -> None:
    notebook.git("rm", "-q", "-r", "--cached", "records")
    notebook.git("commit", "-q", "-m", "without records")
    done = notebook(*_NEW, "--json")
    assert done.code == 3
    assert "git add records" in done.error["hint"]
    assert "init" not in done.error["hint"]


def _conflict(kept: Kept) -> str:
    """Two branches that change the same line of the same record by hand; the record's path."""
    id = kept.change(*_NEW)["id"]
    path = next(name for name in kept.files() if id in name)
    kept.git("branch", "side")
    for branch, setting in (("side", "nursery"), ("main", "home")):
        kept.git("switch", "-q", branch)
        file = kept.path / path
        file.write_text(file.read_text().replace("setting: school", f"setting: {setting}"))
        kept.git("commit", "-q", "-am", f"{setting} by hand")
    return path


UNDER_WAY = {
    "merge": ["merge side"],
    "cherry-pick": ["cherry-pick side"],
    "revert": ["revert HEAD~1 side"],
    "rebase": ["rebase side"],
    "am": ["format-patch -q -1 side -o ../patches", "am ../patches/0001-nursery-by-hand.patch"],
    "bisect": ["bisect start HEAD HEAD~2"],
    "detached": ["checkout -q HEAD~1"],
}


@pytest.mark.parametrize("code", UNDER_WAY)
def test_what_git_is_in_the_middle_of_is_named(once: Any, call: Any, tmp_path: Any, code: str) -> None:
    def torn(path: Any) -> None:
        make(path, "personal", {ME: "practitioner", LEAD: "lead"})
        _conflict(Kept(path, call))

    kept = Kept(tmp_path / "store", call)
    shutil.copytree(once("torn", torn), kept.path)
    for line in UNDER_WAY[code]:
        subprocess.run(["git", "-C", kept.path, *line.split()], capture_output=True, check=False)
    stopped = kept("status", "--json").json["stopped"]
    assert stopped["code"] == code
    page = kept("status").out
    assert page.startswith(stopped["message"])
    assert stopped["hint"] in page
    done = kept(*_NEW, "--json")
    assert (done.code, done.error["code"], done.error["hint"]) == (4, code, stopped["hint"])
    assert kept("recover", "--json").error["code"] == code


def test_two_versions_that_no_merge_explains_are_named(notebook: Kept) -> None:
    _conflict(notebook)
    subprocess.run(["git", "-C", notebook.path, "merge", "-q", "--squash", "side"], capture_output=True, check=False)
    stopped = notebook("status", "--json").json["stopped"]
    assert stopped["code"] == "merge"
    assert "records/projects/" in stopped["message"]
    marks = [f for f in notebook("check", "--json").json["findings"] if f["rule"] == "FIL011"]
    assert len(marks) == 3
    assert all("both" in mark["try"] for mark in marks)


def test_a_merge_is_taken_back_with_the_side_that_stays(notebook: Kept) -> None:
    path = _conflict(notebook)
    subprocess.run(["git", "-C", notebook.path, "merge", "-q", "side"], capture_output=True, check=False)
    text = notebook.git("show", f"HEAD:{path}").replace("setting: home", "setting: nursery at home")
    (notebook.path / path).write_text(f"{text}\n")
    notebook.git("commit", "-q", "-am", "both")
    merge = notebook.git("rev-parse", "HEAD")
    hint = notebook("undo", merge, "--json").error["hint"]
    assert hint.startswith(f"git revert -m 1 {merge[:12]} ")


def _begun_anew(kept: Kept) -> None:
    shutil.rmtree(kept.path / ".git")
    kept.git("init", "-q", "-b", "main")


def _only_the_index_left(kept: Kept) -> None:
    (kept.path / ".git/refs/heads/main").unlink()
    for gone in ("logs", "objects"):
        shutil.rmtree(kept.path / ".git" / gone)
    (kept.path / ".git/objects").mkdir()


@pytest.mark.parametrize("gone", [_begun_anew, _only_the_index_left])
def test_records_without_any_history_are_not_taken_for_a_store_that_has_not_begun(
    notebook: Kept, gone: Callable[[Kept], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    notebook.change(*_NEW)
    gone(notebook)
    for setting in ("user.name", "user.email"):
        notebook.git("config", setting, "x")
    monkeypatch.chdir(notebook.path)
    for line in (("check",), ("verify",), ("verify", "--checkpoint"), ("log",), ("save",), _NEW):
        done = notebook("--as", ME, *line, "--json")
        assert (done.code, done.out, done.error["code"]) == (5, "", "lost-history"), line
    assert "none of their history is here" in notebook("--as", ME).out
    command = re.search(r"as they are: (.*)", done.error["hint"])
    assert command is not None
    for step in command[1].split(" && "):
        subprocess.run(shlex.split(step), check=True)
    assert notebook("check").code == 0
    assert notebook("verify", "--json").json["summary"]["around"] == 1


def test_a_copy_that_holds_no_change_to_verify_is_not_a_pass(notebook: Kept) -> None:
    notebook.change(*_NEW)
    shallow = notebook.path.parent / "shallow"
    notebook.git("clone", "-q", "--depth", "1", f"file://{notebook.path}", str(shallow))
    done = notebook.call("verify", "--json", "--store", shallow)
    assert (done.code, done.error["code"]) == (5, "shallow")
