"""Joining a store that is shared, and whose names it carries."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from together import IDEA, LEAD, ME, OTHER, Copy, commit, git


def test_a_copy_under_ones_own_code(mine: Any, theirs: Any) -> None:
    assert theirs("me", "--json").json["id"] == OTHER
    assert theirs.git("log", "--format=%an <%ae>", "-1") == f"{ME} <{ME}@imatter.invalid>"
    theirs.do(*IDEA)
    assert theirs.git("log", "--format=%an <%ae> %cn <%ce>", "-1").count(f"{OTHER} <{OTHER}@imatter.invalid>") == 2
    assert theirs.files() == {**theirs.files(), **mine.files()}
    assert theirs.path.stat().st_mode & 0o077 == 0
    theirs.sync()


def test_it_says_who_can_read_and_who_one_is(mine: Any, shared: Path, call: Any, tmp_path: Path) -> None:
    done = call("join", shared, tmp_path / "copy")
    assert "can read what you have recorded" in done.out
    assert f"{LEAD}  lead" in done.out
    assert "imatter me PERSON" in done.out.replace(f" --store {tmp_path / 'copy'}", "")


def test_a_notebook_on_a_second_computer(shared: Path, call: Any, tmp_path: Path) -> None:
    mine = Copy(tmp_path / "notebook", call)
    me = call("init", mine.path, "--json").json["id"]
    mine.sync(shared)
    assert call("join", shared, tmp_path / "laptop", "--json").json["id"] == me
    laptop = Copy(tmp_path / "laptop", call)
    laptop.do(*IDEA)
    laptop.sync()
    assert len(mine.sync()["came"]) == 1


def test_a_folder_that_is_there(mine: Any, shared: Path, call: Any, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "a").touch()
    assert call("join", shared, tmp_path / "full", "--json").error["code"] == "not-empty"
    assert call("join", shared, tmp_path / "no" / "copy", "--json").error["code"] == "no-folder"
    assert call("join", shared, "--json", cwd=tmp_path / "full").json["store"] == str(tmp_path / "full" / "shared")


def test_what_is_not_sound_is_not_joined(mine: Any, plain: Path, shared: Path, call: Any, tmp_path: Path) -> None:
    (plain / "records" / "link").symlink_to("/etc/passwd")
    commit(plain)
    git(plain, "push", "-q", "origin", "HEAD")
    done = call("join", shared, tmp_path / "copy", "--json")
    assert done.error["code"] == "remote-unsound"
    assert not (tmp_path / "copy").exists()


def test_line_ends_and_filters_leave_files_as_they_are(
    mine: Any, plain: Path, shared: Path, call: Any, tmp_path: Path, home: Any
) -> None:
    (home.path / ".gitconfig").write_text(
        f'[core]\n\tautocrlf = true\n[filter "x"]\n\tsmudge = "touch {tmp_path}/ran; cat"\n'
    )
    (plain / ".gitattributes").write_text("*.md filter=x\n")
    (plain / "notes.md").write_bytes(b"one\ntwo\n")
    commit(plain)
    git(plain, "push", "-q", "origin", "HEAD")
    (tmp_path / "ran").unlink(missing_ok=True)
    assert call("join", shared, tmp_path / "copy").code == 0
    assert (tmp_path / "copy" / "notes.md").read_bytes() == b"one\ntwo\n"
    assert not (tmp_path / "ran").exists()


def test_a_name_is_refused_when_the_change_is_made(mine: Any, plain: Path, call: Any, home: Any) -> None:
    for name in ("user.name", "user.email"):
        git(plain, "config", "--unset", name)
    (home.path / ".gitconfig").write_text("[user]\n\tname = Ada\n\temail = ada@host.example\n")
    copy = Copy(plain, call)
    error = copy.refused("--as", OTHER, *IDEA, code=5)
    assert error["code"] == "identity"
    assert error["hint"].endswith("imatter me PERSON")
    copy("me", OTHER)
    copy.do(*IDEA)
    assert git(plain, "log", "-1", "--format=%an") == OTHER


def test_a_name_is_not_sent(mine: Any, theirs: Any, shared: Path) -> None:
    theirs.git("config", "user.name", "Ada")
    (theirs.path / "notes.md").write_text("x")
    made = commit(theirs.path)
    error = theirs.refused("sync", code=5)
    assert error["code"] == "identity"
    assert error["details"]["commits"] == [made]
    assert git(shared, "rev-parse", "HEAD") == mine.head()


def test_names_stay_where_a_store_has_them(notebook: Any, call: Any, tmp_path: Path, home: Any) -> None:
    (home.path / ".gitconfig").write_text("[user]\n\tname = Ada\n\temail = ada@host.example\n")
    git(tmp_path, "init", "-q", str(tmp_path / "own"))
    assert call("init", tmp_path / "own").code == 0
    copy = Copy(tmp_path / "own", call)
    copy("me", copy("me", "--json").json["id"])
    copy.do(*IDEA)
    assert copy.git("log", "-1", "--format=%an") == "Ada"


def test_there_is_no_trial_run(mine: Any, shared: Path, call: Any, tmp_path: Path) -> None:
    assert call("join", shared, tmp_path / "x", "--dry-run").code == 2


@pytest.mark.parametrize("point", ["met", "adopted"])
def test_a_killed_join_leaves_no_store(mine: Any, shared: Path, run: Any, tmp_path: Path, point: str) -> None:
    run("join", shared, tmp_path / "copy", env={"IMATTER_FAULT": f"{point}:kill"})
    assert not (tmp_path / "copy").exists()
    assert run("join", shared, tmp_path / "copy").code == 0


def test_a_code_that_is_not_there_leaves_no_copy(mine: Any, shared: Path, call: Any, tmp_path: Path) -> None:
    done = call("join", shared, tmp_path / "copy", "--as", "prc-2611-n0b0dy0")
    assert (done.code, "join without --as: imatter join" in done.err) == (3, True)
    assert not (tmp_path / "copy").exists()


@pytest.mark.parametrize(
    ("folder", "mark", "service"), [("Dropbox", "", "Dropbox"), ("files", ".stfolder", "Syncthing")]
)
def test_a_store_that_a_cloud_service_copies(
    mine: Any, shared: Path, call: Any, tmp_path: Path, folder: str, mark: str, service: str
) -> None:
    above = tmp_path / folder
    above.mkdir()
    if mark:
        (above / mark).mkdir()
    assert f"{service} synchronises" in call("join", shared, above / "copy").out
    assert f"{service} synchronises" in call("sync", "--store", above / "copy").out
    assert f"{service} synchronises" in call("init", above / "own").out
    assert "synchronises" not in mine("sync").out


def test_a_copy_lies_in_no_store_and_in_no_shared_folder(mine: Any, shared: Path, call: Any) -> None:
    for inside in (mine.path / "copy", shared / "copy"):
        assert call("join", shared, inside, "--json").error["code"] == "nested"
        assert not inside.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="a limit on the size of files stands in for a full disk")
def test_a_disk_without_room_is_not_somebody_elses_mistake(mine: Any, shared: Path, home: Any, tmp_path: Path) -> None:
    mine.do(*IDEA, "--practitioner", OTHER)
    mine.sync()
    git(shared, "gc", "-q")  # one file that is larger than the limit
    command = f"ulimit -f 1; exec {sys.executable} -B -m imatter_cli join {shared} copy --json"
    done = subprocess.run(["/bin/sh", "-c", command], cwd=tmp_path, env=home.env, capture_output=True, check=False)
    assert done.returncode == 5, done.stderr
    assert not (tmp_path / "copy").exists()
