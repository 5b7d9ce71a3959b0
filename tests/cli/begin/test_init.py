"""Making a store: with nothing set up, in a repository that was there, and where it cannot be."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest


def git(at: Path, *args: str, **more: Any) -> str:
    done = subprocess.run(["git", "-C", str(at), *args], capture_output=True, text=True, check=True, **more)
    return done.stdout.strip()


@pytest.fixture
def work(tmp_path: Path, home: Any) -> Path:
    return tmp_path / "work"


def test_a_notebook_with_nothing_set_up(call: Any, work: Path) -> None:
    done = call("init", "notebook", "--json")
    assert done.code == 0, done.err
    me, root = done.json["id"], work / "notebook"
    assert done.json["store"] == str(root)
    assert done.json["default"] is True
    assert git(root, "log", "--format=%an %ae %s").splitlines() == [f"{me} {me}@imatter.invalid store init"]
    assert git(root, "log", "--format=%(trailers:key=Record,valueonly)").split() == ["programme", me]
    assert git(root, "config", "--local", "imatter.me") == me
    assert git(root, "status", "--porcelain") == ""
    programme = (root / "records" / "programme.yaml").read_text()
    assert "store: personal" in programme
    assert programme.startswith("# yaml-language-server")
    assert "\n# The rules of the programme" in programme
    assert (root / "schemas" / "project.schema.json").is_file()
    assert call("check", cwd=root).code == 0
    assert call("me", "--json", cwd=root).json == {"id": me, "roles": ["practitioner"], "by": "me"}


def test_it_says_where_who_and_how_changes_are_signed(call: Any, home: Any) -> None:
    said = call("init", "~/imatter").out
    assert "Made ~/imatter. You are prc-" in said
    assert "Your name is not kept" in said
    assert "@imatter.invalid" in said
    assert "imatter project new" in said


def test_without_a_home_it_still_works(run: Any, work: Path) -> None:
    bare = {"HOME": "", "XDG_CONFIG_HOME": "", "GIT_CONFIG_GLOBAL": os.devnull}
    done = run("init", "notebook", env=bare, cwd=work)
    assert done.code == 0, done.err
    assert "You are prc-" in done.out


def test_the_first_store_is_the_default_and_stays_it(call: Any, work: Path) -> None:
    call("init", "one")
    second = call("init", "two", "--json").json
    assert second["default"] is False
    assert call("me", "--json").json["id"] != second["id"]
    assert call("me", "--json", "--store", "two").json["id"] == second["id"]


def test_a_coordinators_store(call: Any, work: Path) -> None:
    me = call("init", "programme", "--programme", "--json").json["id"]
    assert call("me", "--json").json == {"id": me, "roles": ["coordinator"], "by": "me"}
    assert "store: programme" in (work / "programme" / "records" / "programme.yaml").read_text()


def test_in_a_repository_that_was_there_one_commit_and_nothing_else(call: Any, work: Path, home: Any) -> None:
    (home.path / ".gitconfig").write_text("[user]\nname = A Person\nemail = a@person.example\n")
    git(work, "init", "-q", "-b", "trunk")
    (work / "README").write_text("mine")
    (work / ".gitattributes").write_text("*.png binary\n")
    git(work, "add", ".gitattributes")
    git(work, "commit", "-qm", "first")
    (work / "README").write_text("staged")
    git(work, "add", "README")
    (work / "README").write_text("edited")
    done = call("init")
    assert done.code == 0, done.err
    assert git(work, "log", "--format=%an %s").splitlines() == ["A Person store init", "A Person first"]
    assert git(work, "show", ":README") == "staged"
    assert (work / "README").read_text() == "edited"
    assert git(work, "status", "--porcelain") == "AM README"
    assert (work / ".gitattributes").read_text().startswith("*.png binary\n")
    assert subprocess.run(["git", "-C", work, "config", "--local", "user.name"], check=False).returncode == 1
    assert "invalid" not in done.out


def test_in_a_repository_without_a_name_it_says_what_to_type(call: Any, work: Path) -> None:
    git(work, "init", "-q")
    done = call("init", "--json")
    assert done.code == 5
    assert done.error["code"] == "identity"
    assert "git config --global user.name" in done.error["hint"]
    assert not (work / "records").exists()


def test_gits_own_identity_if_that_is_wanted(call: Any, work: Path, home: Any) -> None:
    assert call("init", "notebook", "--git-identity").code == 5
    assert not (work / "notebook" / ".git").exists()
    (home.path / ".gitconfig").write_text("[user]\nname = A Person\nemail = a@person.example\n")
    assert call("init", "notebook", "--git-identity").code == 0
    assert git(work / "notebook", "log", "--format=%an") == "A Person"


@pytest.mark.parametrize(
    ("make", "place", "code", "word"),
    [
        (lambda at: None, "/proc/no/such", 5, "read-only"),
        (lambda at: (at / "file").write_text(""), "file", 4, "not-a-folder"),
        (lambda at: (at / "file").write_text(""), "file/below", 5, "read-only"),
        (lambda at: (at / "thesis.odt").write_text(""), ".", 4, "not-empty"),
        (lambda at: git(at, "init", "-q"), "below", 5, "nested"),
    ],
)
def test_places_where_no_store_can_be(call: Any, work: Path, make: Any, place: str, code: int, word: str) -> None:
    make(work)
    before = sorted(work.rglob("*"))
    done = call("init", place, "--json")
    assert done.code == code, done.err
    assert done.error["code"] == word
    assert done.error["hint"]
    assert sorted(work.rglob("*")) == before


def test_a_folder_that_may_not_be_written(run: Any, work: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    (work / "locked").mkdir(mode=0o500)
    done = run("init", "locked", "--json", cwd=work)
    assert done.code == 5
    assert done.error["hint"]


def test_twice_is_refused(call: Any, work: Path) -> None:
    call("init", "notebook")
    error = call("init", "notebook", "--json").error
    assert error["code"] == "store-already"
    assert call("init", "notebook").code == 4


def test_the_default_that_cannot_be_kept_is_only_said(run: Any, work: Path, home: Any) -> None:
    (home.path / "config").write_text("a file in the way")
    done = run("init", "notebook", cwd=work)
    assert done.code == 0, done.err
    assert "default store could not be saved" in done.out
    assert "--store" in done.out


def test_without_a_store_every_reader_says_so(call: Any) -> None:
    for line in (["project", "list"], ["show", "x"], ["log"], ["undo"], ["save"], ["diff"], ["me"], ["recover"]):
        done = call(*line, "--json")
        assert done.code == 5, line
        assert done.error["code"] == "no-store"
        assert "imatter init" in done.error["hint"]


def test_in_a_store_with_codes_a_missing_name_is_mended_with_the_code_for_this_store_alone(
    call: Any, work: Path
) -> None:
    me = call("init", "--json").json["id"]
    for name in ("user.name", "user.email"):
        git(work, "config", "--local", "--unset", name)
    hint = call("licence", "record", "--json").error["hint"]
    assert "--global" not in hint
    assert hint.endswith(f"imatter me {me}")
    assert call("me", me).code == 0
    assert call("licence", "record").code == 0
    assert git(work, "config", "--local", "user.email") == f"{me}@imatter.invalid"


def test_a_store_that_moved_is_found_again(call: Any, work: Path) -> None:
    me = call("init", "notebook", "--json").json["id"]
    (work / "notebook").rename(work / "moved")
    lost = call("project", "list", "--json", cwd=work.parent)
    assert (lost.code, "imatter store use PATH" in lost.error["hint"]) == (5, True)
    assert str(work / "notebook") in lost.error["hint"]
    done = call("init", "moved", "--json").json
    assert (done["id"], done["commit"], done["default"]) == (me, "", True)
    assert call("project", "list", cwd=work.parent).code == 0
    assert call("init", "moved").code == 4


def test_a_home_folder_does_not_become_a_store(call: Any, work: Path) -> None:
    error = call("init", "~", "--json").error
    assert (error["code"], error["hint"]) == ("not-empty", "imatter init ~/imatter")


def test_home_in_a_store_that_is_not_your_own_names_both(call: Any, notebook: Any, work: Path) -> None:
    call("init", "mine")
    said = call(cwd=notebook.path).err
    assert str(notebook.path) in said and f"imatter --store {work / 'mine'}" in said
    assert "Your own" not in call(cwd=work / "mine").err


@pytest.mark.parametrize("today", ["2026-11-24", "2026-12-31", "2027-01-01", "2028-02-29"])
def test_a_practitioners_year_to_look_around_in(call: Any, work: Path, today: str) -> None:
    env = dict.fromkeys(("IMATTER_NOW", "GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"), f"{today}T09:00:00Z")
    made = call("init", "--example", "--personal", "year", "--json", env=env).json
    year, log = work / "year", git(work / "year", "log", "--format=%s").splitlines()
    assert made["default"] is False
    assert {line.rpartition(" ")[0] for line in log} >= {
        "licence record", "project complete", "project pause", "project resume", "project step", "application apply",
    }  # fmt: skip
    # all of it is one movement after the store's own
    assert len((year / ".git" / "logs" / "HEAD").read_text().splitlines()) == 2
    assert call("check", "--store", year, env=env).code == 0
    assert call("verify", "--store", year, env=env).code == 0
    home = call("--store", year, env=env).out
    assert "has not been passed to the host yet" in home and "Last time you meant to" in home
    projects = call("project", "list", "--store", year, "--json", env=env).json
    assert sorted(p["status"] for p in projects) == ["active", "active", "completed", "planned"]
    reflections = call("reflection", "list", "--store", year, "--json", env=env).json
    assert [sorted(r["status"] for r in reflections).count(s) for s in ("kept", "shared")] == [8, 4]
    assert sorted(r["concern"]["passed_to_host"] for r in reflections if (r.get("concern") or {}).get("raised")) == [
        False, True,
    ]  # fmt: skip
    assert call("undo", "--store", year, env=env).code == 0


def test_a_year_is_a_coordinators_or_a_practitioners(call: Any, work: Path) -> None:
    assert call("init", "--programme", "--personal", "year").code == 2
    assert not (work / "year").exists()


def _stop(*args: Any, **more: Any) -> Any:
    raise KeyboardInterrupt


@pytest.mark.parametrize("line", [("--example",), ("--example", "--personal"), (), ("--programme",)])
@pytest.mark.parametrize("there", [False, True])
def test_a_store_that_somebody_stops_is_not_there_and_can_be_made_again(
    call: Any, work: Path, monkeypatch: pytest.MonkeyPatch, line: tuple[str, ...], there: bool
) -> None:
    root = work / "new"
    if there:
        root.mkdir()
        (root / ".keep").write_text("mine")
    with monkeypatch.context() as patch:
        where = "services.records.several._Leading.take" if "--example" in line else "store.open.GitStore.clone_id"
        patch.setattr(f"imatter_cli.{where}", _stop)
        done = call("init", "new", *line)
    assert done.code == 130, done.err
    assert "Nothing was left half done." in done.err
    assert [p.name for p in root.iterdir()] == [".keep"] if there else not root.exists()
    assert call("init", "new", *line[2:]).code == 0


def test_a_stop_once_the_store_is_made_says_that_it_is(call: Any, work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("imatter_cli.commands.frame.session.Session.done", _stop)
    done = call("init", "new")
    assert done.code == 130
    assert f"Stopped. {work / 'new'} is a store now" in done.err


def test_in_a_repository_that_was_there_a_stop_says_that_the_store_is(
    call: Any, work: Path, home: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(work, "init", "-q")
    git(work, "config", "user.name", "A")
    git(work, "config", "user.email", "a@example.org")
    monkeypatch.setattr("imatter_cli.services.records.several._Leading.take", _stop)
    done = call("init", "--example")
    assert done.code == 130
    assert f"Stopped. {work} is a store now, and you are prc-" in done.err
    assert call("status", "--store", work).code == 0
