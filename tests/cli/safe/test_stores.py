"""Which store is in use and why; a moved one is found again; home says what keeps it safe."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pexpect
import pytest


def _rows(run: Any) -> dict[str, tuple[bool, bool, bool]]:
    stores = run("store", "--json").json["stores"]
    return {Path(s["path"]).name: (s["there"], s["in_use"], s["default"]) for s in stores}


def test_each_way_to_choose_a_store(call: Callable[..., Any], home: Any) -> None:
    for name in ("one", "two", "three"):
        assert call("init", name).code == 0
    where = {path.name: str(path) for path in Path().absolute().iterdir()}
    assert call("store", "--json").json["by"] == "default"
    named = call("store", "--json", "--store", "two").json
    assert (named["store"], named["by"]) == (where["two"], "option")
    assert call("store", "--json", env={"IMATTER_STORE": "two"}).json["by"] == "variable"
    inside = call("store", "--json", cwd=Path("three"))
    assert (inside.json["store"], inside.json["by"]) == (where["three"], "folder")
    assert _rows(call) == {"one": (True, True, True), "two": (True, False, False), "three": (True, False, False)}
    assert call("store", "use", "two").code == 0
    assert _rows(call)["two"] == (True, True, True)
    assert "two is in use: your default" in call("store").out


def test_a_store_that_moved_is_told_and_pointed_to(call: Callable[..., Any]) -> None:
    call("init", "one")
    Path("one").rename("moved")
    told = call("store")
    assert told.code == 0
    assert "not there now" in told.out
    assert "imatter store use PATH" in told.out
    refused = call("project", "list")
    assert refused.code == 5
    assert "imatter store use PATH" in refused.err
    assert call("store", "use", "moved").code == 0
    assert call("project", "list").code == 0
    assert call("store", "forget", "one").code == 0
    assert _rows(call) == {"moved": (True, True, True)}
    assert call("store", "forget", "one", "--json").error["code"] == "not-found"


def test_forgetting_touches_nothing_and_a_trial_run_neither(call: Callable[..., Any]) -> None:
    call("init", "one")
    call("init", "two")
    assert call("store", "forget", "one", "--dry-run").code == 0
    refused = call("store", "use", "nowhere", "--json").error
    assert refused["code"] == "no-store"
    assert "--store" not in refused["message"]
    assert call("store", "use", "two", "--dry-run").code == 0
    assert _rows(call) == {"one": (True, True, True), "two": (True, False, False)}
    assert call("store", "forget", "one").code == 0
    assert Path("one/records/programme.yaml").is_file()
    assert _rows(call) == {"two": (True, False, False)}


def test_drafts_stay_with_a_store_that_moves(call: Callable[..., Any], terminal: Callable[..., Any]) -> None:
    call("init", "one")
    child = terminal("project", "new")
    child.expect_exact("Kind [1-4]")
    child.sendline("1")
    child.expect_exact("Where [1-9]")
    child.sendintr()
    child.expect(pexpect.EOF)
    Path("one").rename("moved")
    call("store", "use", "moved")
    assert len(call("draft", "list", "--json").json) == 1


def test_where_it_is_shared_and_who_i_am_stay_with_a_store_that_moves(
    call: Callable[..., Any], home: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"):
        monkeypatch.setenv(name, home.env["IMATTER_NOW"])
    call("init", "one")
    subprocess.run(["git", "init", "-q", "--bare", "shared"], check=True)
    assert call("sync", Path("shared").absolute()).code == 0
    me = call("me", "--json").json["id"]
    Path("one").rename("moved")
    call("store", "use", "moved")
    assert call("me", "--json").json["id"] == me
    assert call("sync").code == 0


@pytest.fixture
def at_home(notebook: Any, terminal: Callable[..., Any]) -> Callable[..., str]:
    def show(path: Path, now: str) -> str:
        child = terminal("--store", path, env={"IMATTER_NOW": now})
        child.expect(pexpect.EOF)
        child.close()
        return " ".join(str(child.before).split())

    return show


def test_home_reminds_of_a_backup_when_one_is_due(notebook: Any, at_home: Callable[..., str]) -> None:
    year = {"IMATTER_NOW": "2026-01-20T09:00:00Z"}
    assert "imatter backup" not in at_home(notebook.path, "2026-01-20T09:00:00Z")
    assert "You have no backup yet." in at_home(notebook.path, "2026-02-20T09:00:00Z")
    assert notebook("backup", "all.backup", env=year).code == 0
    # nothing has changed since
    assert "imatter backup" not in at_home(notebook.path, "2026-06-20T09:00:00Z")
    notebook.git("commit", "-q", "--allow-empty", "-m", "a change")
    rules = notebook.path / "records" / "programme.yaml"
    rules.write_text(rules.read_text() + "# a change\n")
    notebook.git("commit", "-qam", "a change")
    assert "imatter backup" not in at_home(notebook.path, "2026-02-10T09:00:00Z")
    assert "The last backup is from 20 January" in at_home(notebook.path, "2026-03-20T09:00:00Z")
    assert notebook("backup", "--remind", "90").code == 0
    assert "imatter backup" not in at_home(notebook.path, "2026-03-20T09:00:00Z")
    assert notebook("backup", "--remind", "0").code == 0
    assert "imatter backup" not in at_home(notebook.path, "2027-03-20T09:00:00Z")


def test_home_says_once_where_a_store_should_not_lie(
    notebook: Any, tmp_path: Path, at_home: Callable[..., str]
) -> None:
    now = "2026-01-20T09:00:00Z"
    notebook.path.chmod(0o755)
    assert f"chmod 700 {notebook.path}" in at_home(notebook.path, now)
    assert "chmod" not in at_home(notebook.path, now)
    cloud = tmp_path / "Dropbox" / "notebook"
    shutil.copytree(notebook.path, cloud, symlinks=True)
    assert "Dropbox synchronises" in at_home(cloud, now)
    assert "Dropbox synchronises" not in at_home(cloud, now)


def test_new_folders_are_their_owners_alone(call: Callable[..., Any], home: Any, terminal: Callable[..., Any]) -> None:
    """Stores, and every folder that imatter has of its own: settings, drafts, what it worked out before, reports."""
    call("init", "--example", "--personal", "one")
    call("store", "use", "one")
    call("check")
    child = terminal("project", "new")
    child.expect_exact("Kind [1-4]")
    child.sendline("1")
    child.expect_exact("Where [1-9]")
    child.sendintr()
    child.expect(pexpect.EOF)
    tops = [path for path in home.path.rglob("imatter") if path.is_dir()]
    assert {path.parent.name for path in tops} >= {"config", "data"}
    for path in (Path("one"), *tops, *(below for top in tops for below in top.rglob("*") if below.is_dir())):
        assert path.stat().st_mode & 0o077 == 0, path
