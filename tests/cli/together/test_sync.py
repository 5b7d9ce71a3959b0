"""Syncing a store through a folder: what comes, what goes, and what is refused by name."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fault_points import SYNC_POINTS
from together import IDEA, ME, OTHER, Copy, commit, git

from imatter_cli.errors import StoreTrouble
from imatter_cli.store.meeting import GitMeeting


def test_the_first_time_the_folder_is_made_and_who_can_read_it_is_said(programme: Any, shared: Path, home: Any) -> None:
    trial = programme("sync", shared, "--dry-run")
    assert "Nothing was changed" in trial.out
    assert not shared.exists()
    done = programme("sync", shared)
    assert "can read the whole store" in done.out
    assert git(shared, "rev-parse", "HEAD") == programme.head()
    kept = [json.loads(p.read_text()) for p in (home.path / "config/imatter/remotes").iterdir()]
    assert [one["remote"] for one in kept] == [str(shared)]
    assert "remote" not in programme.git("config", "--local", "--list")
    assert programme("sync").out == f"Nothing new here or at {shared}.\n"


def test_what_one_does_the_other_gets(mine: Any, theirs: Any) -> None:
    idea = theirs.do(*IDEA)
    sent = theirs.sync()
    assert [(c["did"], c["records"], c["by"]) for c in sent["went"]] == [("project plan", [idea], OTHER)]
    came = mine.sync()
    assert came["came"] == sent["went"]
    assert came["commit"] == mine.head() == theirs.head()
    assert mine.files() == theirs.files()
    for copy in (mine, theirs):
        copy.is_whole()
    assert mine.sync()["came"] == []


def test_it_is_said_in_words(mine: Any, theirs: Any) -> None:
    idea = theirs.do(*IDEA)
    assert theirs("sync").out.splitlines()[1:] == ["Sent (1):", f"  project new {idea}, by {OTHER}"]
    trial = mine("sync", "--dry-run").out.splitlines()
    assert trial[1:] == [
        "Would come in (1):",
        f"  project new {idea}, by {OTHER}",
        "Nothing was changed (a trial run).",
    ]
    assert idea not in mine("project", "list").out
    assert mine("sync").out.splitlines()[1:] == ["Came in (1):", f"  project new {idea}, by {OTHER}"]


def test_undo_never_takes_what_came_for_mine(mine: Any, theirs: Any) -> None:
    theirs.do(*IDEA)
    theirs.sync()
    mine.sync()
    assert mine.refused("undo")["code"] == "nothing-to-undo"


def test_a_file_edited_by_hand_is_not_overwritten(mine: Any, theirs: Any) -> None:
    idea = theirs.do(*IDEA)
    theirs.sync()
    mine.sync()
    theirs.do("project", "edit", idea, "--setting", "club")
    theirs.sync()
    path = next(mine.path.rglob(f"{idea}.yaml"))
    path.write_text(path.read_text() + "# mine\n")
    error = mine.refused("sync")
    assert error["code"] == "edited-by-hand"
    assert idea in error["message"]
    path.unlink()
    error = mine.refused("sync")
    assert (error["code"], error["hint"]) == ("edited-by-hand", "To bring it back: imatter recover. Then try again.")
    mine("recover")
    assert len(mine.sync()["came"]) == 1


def test_a_store_is_not_shared_inside_itself(programme: Any, call: Any) -> None:
    copy = Copy(programme.path, call)
    assert copy.refused("sync", programme.path / "fund")["code"] == "not-for-sharing"
    assert not (programme.path / "fund").exists()


def test_another_place_is_refused_and_both_are_named(mine: Any, shared: Path, tmp_path: Path) -> None:
    error = mine.refused("sync", tmp_path / "elsewhere")
    assert error["code"] == "another-remote"
    assert str(shared) in error["message"]
    assert str(tmp_path / "elsewhere") in error["message"]
    assert error["hint"].endswith("imatter backup FILE")
    assert mine.sync(shared)["went"] == []


@pytest.mark.parametrize(
    "place",
    ["http://host/x", "ext::sh -c true", "ext::sh", "git://host/x", "file:///tmp/x", "-oProxyCommand=true", "ssh://-oX/x",
     "https://me:word@host/x", "a\nb", "fd::3", "host:"],
)  # fmt: skip
def test_only_folders_ssh_and_https(programme: Any, place: str) -> None:
    done = programme("sync", "--json", "--", place)
    assert done.code == 2, done.err


def test_nobody_said_where(programme: Any) -> None:
    assert programme.refused("sync", code=2)["code"] == "no-remote-yet"


def test_what_cannot_be_shared_through(programme: Any, tmp_path: Path) -> None:
    files = tmp_path / "files"
    files.mkdir()
    (files / "a").touch()
    assert programme.refused("sync", files, code=5)["code"] == "no-remote"
    assert programme.refused("sync", files / "a", code=5)["code"] == "no-remote"
    assert programme.refused("sync", tmp_path / "no" / "where", code=5)["code"] == "no-remote"
    assert programme.refused("sync", programme.path)["code"] == "not-for-sharing"


def test_a_stick_that_is_not_there(mine: Any, shared: Path) -> None:
    shared.rename(shared.with_name("away"))
    assert mine.refused("sync", code=5)["code"] == "no-remote"
    assert not shared.exists()
    shared.with_name("away").rename(shared)
    mine.sync()


def test_a_past_that_was_rewritten_is_refused(mine: Any, theirs: Any, plain: Path) -> None:
    idea = theirs.do(*IDEA)
    theirs.sync()
    mine.sync()
    git(plain, "commit", "-q", "--allow-empty", "-m", "Another end")
    git(plain, "push", "-q", "--force", "origin", "HEAD")
    error = mine.refused("sync")
    assert error["code"] == "remote-rewritten"
    assert error["details"]["published"] == mine.head()
    assert idea in mine("project", "list").out


def test_another_store_is_refused(mine: Any, shared: Path, call: Any, tmp_path: Path) -> None:
    other = str(call("init", tmp_path / "other", "--programme", "--json").json["store"])
    error = call("sync", shared, "--store", other, "--json")
    assert error.code == 4
    assert error.error["code"] == "another-store"
    assert call("sync", "--store", other, "--json").error["code"] == "no-remote-yet"


def test_a_place_that_lost_its_history_is_not_filled_again(mine: Any, shared: Path) -> None:
    shutil.rmtree(shared)
    git(shared.parent, "init", "-q", "--bare", str(shared))
    assert mine.refused("sync")["code"] == "remote-emptied"


def _lose(*parts: str) -> Callable[[Path], None]:
    def lose(shared: Path) -> None:
        for part in parts:
            path = shared / part
            shutil.rmtree(path) if path.is_dir() else path.unlink()

    return lose


def _write(part: str, text: str) -> Callable[[Path], None]:
    def write(shared: Path) -> None:
        (shared / part).write_text(text)

    return write


def _empty(shared: Path) -> None:
    shutil.rmtree(shared)
    shared.mkdir()


def _lose_objects(shared: Path) -> None:
    shutil.rmtree(shared / "objects")
    (shared / "objects" / "pack").mkdir(parents=True)


#: What befell the shared place, and what is said of it.
DAMAGE: dict[str, tuple[Callable[[Path], None], str]] = {
    "nothing in it": (_empty, "is an empty folder"),
    "no objects": (_lose("objects"), "damaged: objects is missing from it"),
    "no HEAD": (_lose("HEAD"), "damaged: HEAD is missing from it"),
    "an odd HEAD": (_write("HEAD", "xx"), "damaged: HEAD can't be read"),
    "odd settings": (_write("config", "[x"), "damaged: config can't be read"),
    "no settings": (_lose("config"), "damaged: config is missing from it"),
    "lost objects": (_lose_objects, "damaged: the last change in it is missing"),
    "an odd branch": (_write("refs/heads/main", ""), "damaged: the last change in it is missing"),
}


def test_a_damaged_place_is_told_as_what_it_is_and_shared_again(
    mine: Any, theirs: Any, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs.do(*IDEA)
    whole = shared.with_name("whole")
    shutil.copytree(shared, whole)
    for spoil, words in DAMAGE.values():
        spoil(shared)
        error = mine.refused("sync", code=5)
        assert words in error["message"], error
        assert error["hint"].endswith(f"imatter sync {shared} --moved")
        shutil.rmtree(shared)
        shutil.copytree(whole, shared)
    (shared / "HEAD").write_text("ref: refs/heads/none\n")  # the only branch is the store's all the same
    mine.sync()
    _lose_objects(shared)
    shared.rename(shared.with_name("damaged"))
    mine.sync(shared, "--moved")
    assert len(theirs.sync()["went"]) == 1
    mine.sync()
    assert mine.files() == theirs.files()

    listdir = os.listdir

    def denied(path: str) -> list[str]:
        if path == str(shared):
            raise PermissionError(13, "Permission denied")
        return listdir(path)

    monkeypatch.setattr(os, "listdir", denied)
    error = mine.refused("sync", code=5)
    assert error["code"] == "not-let-in"
    assert error["message"] == f"{shared} can't be opened: you don't have permission."


def test_a_place_that_lacks_older_parts_is_not_joined(mine: Any, shared: Path, call: Any, tmp_path: Path) -> None:
    lost = git(shared, "rev-parse", "HEAD:records/practitioners")
    for pack in (shared / "objects" / "pack").glob("*.pack"):
        kept = pack.rename(tmp_path / pack.name)
        pack.with_suffix(".idx").unlink()
        subprocess.run(["git", "-C", shared, "unpack-objects", "-q"], input=kept.read_bytes(), check=True)
    (shared / "objects" / lost[:2] / lost[2:]).unlink()
    done = call("join", shared, tmp_path / "copy", "--json")
    assert done.error["code"] == "remote-damaged", done.error
    assert not (tmp_path / "copy").exists()


def test_a_place_that_went_back_gets_what_it_lost(mine: Any, theirs: Any, shared: Path) -> None:
    theirs.do(*IDEA)
    theirs.sync()
    mine.sync()
    git(shared, "update-ref", "refs/heads/main", "HEAD~1")
    assert "had gone back" in mine("sync").out
    assert git(shared, "rev-parse", "HEAD") == mine.head()


def test_only_a_part_of_a_history(mine: Any, theirs: Any, shared: Path, tmp_path: Path) -> None:
    theirs.do(*IDEA)
    theirs.sync()
    shallow = tmp_path / "shallow"
    git(tmp_path, "clone", "-q", "--bare", "--depth", "1", f"file://{shared}", str(shallow))
    shutil.rmtree(shared)
    shallow.rename(shared)
    assert mine.refused("sync", code=5)["code"] == "shallow"


def test_another_format(programme: Any, shared: Path) -> None:
    git(shared.parent, "init", "-q", "--bare", "--object-format=sha256", str(shared))
    assert programme.refused("sync", shared, code=5)["code"] == "other-format"


def test_a_store_in_sha256(tmp_path: Path, call: Any, shared: Path) -> None:
    store = tmp_path / "store"
    git(tmp_path, "init", "-q", "--object-format=sha256", str(store))
    git(store, "config", "user.name", ME)
    git(store, "config", "user.email", f"{ME}@imatter.invalid")
    assert call("init", store).code == 0
    assert call("sync", shared, "--store", store).code == 0
    assert call("join", shared, tmp_path / "copy").code == 0
    assert git(tmp_path / "copy", "rev-parse", "HEAD") == git(store, "rev-parse", "HEAD")


def _link(path: Path) -> None:
    (path / "records" / "link").symlink_to("/etc/passwd")


def _submodule(path: Path) -> None:
    git(path, "update-index", "--add", "--cacheinfo", f"160000,{git(path, 'rev-parse', 'HEAD')},records/sub")


def _modules(path: Path) -> None:
    (path / ".gitmodules").write_text('[submodule "x"]\n\tpath = x\n\turl = ./x\n')


def _odd_name(path: Path) -> None:
    (path / "records" / "a\u202eb.yaml").write_text("x")


def _control(path: Path) -> None:
    (path / "records" / "a\x1b[2Jb").write_text("x")


def _giant(path: Path) -> None:
    (path / "records" / "giant.yaml").write_bytes(b"a" * (5 << 20))


def _twins(path: Path) -> None:
    (path / "Records").mkdir()
    (path / "Records" / "notes.txt").write_text("x")


def _altered(path: Path) -> None:
    file = next((path / "records" / "practitioners").rglob("*.yaml"))
    file.write_text(file.read_text().replace("09:00:00Z", "10:00:00Z"))


def _broken(path: Path) -> None:
    next((path / "records" / "practitioners").rglob("*.yaml")).write_text("a: [\n")


def _removed(path: Path) -> None:
    next((path / "records" / "practitioners").rglob("*.yaml")).unlink()


@pytest.mark.parametrize(
    "spoil", [_link, _submodule, _modules, _odd_name, _control, _giant, _twins, _altered, _broken, _removed]
)
def test_what_is_not_a_sound_history_is_not_taken_in(mine: Any, plain: Path, spoil: Any) -> None:
    spoil(plain)
    if spoil is _submodule:
        git(plain, "commit", "-q", "-m", "x")
    else:
        commit(plain)
    git(plain, "push", "-q", "origin", "HEAD")
    before = mine.git("count-objects", "-v")
    error = mine.refused("sync")
    assert error["code"] == "remote-unsound", error
    assert "\x1b" not in error["message"]
    assert mine.git("count-objects", "-v") == before
    mine.is_whole()


def test_what_others_made_with_git_comes_in_where_it_is_sound(mine: Any, plain: Path) -> None:
    (plain / "Notes of our meeting.txt").write_text("hello\n")
    (plain / "empty").touch()
    (plain / "run").write_text("#!/bin/sh\n")
    (plain / "run").chmod(0o755)
    commit(plain)
    git(plain, "push", "-q", "origin", "HEAD", "HEAD:refs/heads/other", "HEAD:refs/tags/t")
    assert [c["did"] for c in mine.sync()["came"]] == [""]
    assert (mine.path / "Notes of our meeting.txt").read_text() == "hello\n"
    assert (mine.path / "run").stat().st_mode & 0o100
    assert mine.git("status", "--porcelain") == ""
    assert mine.git("tag") == ""
    git(plain, "rm", "-q", "-r", "run", "empty")
    commit(plain)
    git(plain, "push", "-q", "origin", "HEAD")
    mine.sync()
    assert not (mine.path / "run").exists()
    assert mine.git("status", "--porcelain") == ""


def test_a_change_of_mine_that_is_not_sound_is_not_sent(mine: Any, shared: Path) -> None:
    before = git(shared, "rev-parse", "HEAD")
    _altered(mine.path)
    commit(mine.path)
    error = mine.refused("sync")
    assert error["code"] == "not-sound"
    assert git(shared, "rev-parse", "HEAD") == before


@pytest.mark.parametrize("point", (*SYNC_POINTS, "journalled", "moved", "landed-one"))
def test_a_sync_that_was_killed_goes_on(mine: Any, theirs: Any, run: Any, point: str) -> None:
    theirs.do(*IDEA)
    theirs.sync()
    for copy in (mine, theirs):  # one takes in, the other sends
        if copy is theirs:
            copy.do(*IDEA)
        done = run("sync", "--store", copy.path, env={"IMATTER_FAULT": f"{point}:kill"})
        assert done.code in (0, -9)
        copy.sync()
        copy.is_whole()
    mine.sync()
    assert mine.head() == theirs.head()
    assert mine.files() == theirs.files()


def test_a_full_disk_at_the_other_end(mine: Any, theirs: Any, shared: Path) -> None:
    theirs.do(*IDEA)
    if os.geteuid() == 0:
        (shared / "objects").rename(shared / "objects.away")
        (shared / "objects").touch()
    else:
        (shared / "objects").chmod(0o500)
    error = theirs.refused("sync", code=5)
    assert error["message"]
    if os.geteuid() == 0:
        (shared / "objects").unlink()
        (shared / "objects.away").rename(shared / "objects")
    else:
        (shared / "objects").chmod(0o700)
    assert len(theirs.sync()["went"]) == 1


def test_the_remote_refuses(mine: Any, theirs: Any, shared: Path) -> None:
    git(shared, "config", "receive.denyCurrentBranch", "refuse")
    git(shared, "config", "transfer.hideRefs", "refs/heads")
    theirs.do(*IDEA)
    error = theirs.refused("sync")
    assert error["code"] == "remote-emptied"
    git(shared, "config", "transfer.hideRefs", "refs/none")
    assert len(theirs.sync()["went"]) == 1


def test_two_syncs_at_once(mine: Any) -> None:
    import fcntl

    at = os.open(mine.path / ".git" / "imatter", os.O_RDONLY)
    fcntl.flock(at, fcntl.LOCK_EX)
    assert mine.refused("sync", code=5)["code"] == "locked"
    os.close(at)


def test_the_branches_may_have_other_names(mine: Any, shared: Path, call: Any, tmp_path: Path) -> None:
    git(shared, "branch", "-m", "main", "trunk")
    mine.do("practitioner", "new", "--role", "reviewer")
    assert len(mine.sync()["went"]) == 1
    assert git(shared, "for-each-ref", "--format=%(refname)") == "refs/heads/trunk"
    git(shared, "branch", "second", "trunk")
    git(shared, "symbolic-ref", "HEAD", "refs/heads/none")
    assert mine.refused("sync")["code"] == "which-branch"


def test_a_place_that_took_nothing_does_not_replace_the_one_before(
    mine: Any, shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(meeting: GitMeeting) -> None:
        raise StoreTrouble("There is no room left.", code="disk-full")

    with monkeypatch.context() as patch:
        patch.setattr(GitMeeting, "publish", full)
        assert mine.refused("sync", tmp_path / "full", "--moved", code=5)["code"] == "disk-full"
    mine.do(*IDEA, "--practitioner", OTHER)
    assert len(mine.sync()["went"]) == 1
    assert git(shared, "rev-parse", "HEAD") == mine.git("rev-parse", "HEAD")


def test_a_store_that_moved(mine: Any, theirs: Any, shared: Path, tmp_path: Path, call: Any) -> None:
    shared.rename(tmp_path / "moved")
    assert mine.refused("sync", code=5)["code"] == "no-remote"
    assert f"imatter sync {tmp_path / 'moved'} --moved" in mine.refused("sync", tmp_path / "moved")["hint"]
    assert mine.refused("sync", "--moved", code=2)["code"] == "usage"
    mine.sync(tmp_path / "moved", "--moved")
    theirs.do(*IDEA)
    theirs.sync(tmp_path / "moved", "--moved")
    assert len(mine.sync()["came"]) == 1
    mine.sync(tmp_path / "new", "--moved")
    assert git(tmp_path / "new", "rev-parse", "HEAD") == mine.head()
    other = str(call("init", tmp_path / "other", "--programme", "--json").json["store"])
    assert call("sync", tmp_path / "else", "--store", other).code == 0
    assert mine.refused("sync", tmp_path / "else", "--moved")["code"] == "another-store"
    assert mine.sync()["came"] == []


@pytest.mark.parametrize(
    ("last", "said", "hint"),
    [("store.meeting.GitMeeting.publish",
      "Stopped. This store is still shared at {shared}, not at {new}.", "imatter sync {new} --moved"),
     ("services.together.syncing._waiting", "Stopped. This store is now shared at {new}.", "imatter sync")],
)  # fmt: skip
def test_who_stops_while_a_store_moves_reads_where_it_is_shared(
    mine: Any, shared: Path, tmp_path: Path, call: Any, monkeypatch: pytest.MonkeyPatch, last: str, said: str, hint: str
) -> None:
    def stop(*args: Any) -> Any:
        raise KeyboardInterrupt

    new = tmp_path / "new"
    with monkeypatch.context() as patch:
        patch.setattr(f"imatter_cli.{last}", stop)
        done = call("sync", new, "--moved", cwd=mine.path)
    assert done.code == 130
    assert said.format(shared=shared, new=new) in done.err
    assert hint.format(new=new) in done.err
    assert call("sync", *hint.format(new=new).split()[2:], cwd=mine.path).code == 0


@pytest.mark.parametrize("where", ("shared", "new"))
def test_what_was_published_after_the_copy_that_shares_it_again_comes_back(
    mine: Any, theirs: Any, shared: Path, tmp_path: Path, where: str
) -> None:
    published = theirs.do(*IDEA)
    theirs.sync()
    shared.rename(tmp_path / "lost")
    own, place = mine.do(*IDEA, "--practitioner", OTHER), tmp_path / where
    assert any("since you last synced" in note for note in mine.sync(place, "--moved")["notes"])
    if where == "shared":
        error = theirs.refused("sync")
        assert error["code"] == "remote-rewritten"
        assert error["hint"].endswith(f"imatter sync {place} --moved")
    done = theirs.sync(place, "--moved")
    assert [[c["records"] for c in done[way]] for way in ("came", "went")] == [[[own]], [[published]]]
    mine.sync()
    assert mine.files() == theirs.files()
    mine.is_whole()


@pytest.mark.parametrize("sent", [False, True])
def test_stopped_it_says_whether_anything_was_sent(
    mine: Any, theirs: Any, shared: Path, monkeypatch: pytest.MonkeyPatch, sent: bool
) -> None:
    theirs.do(*IDEA)
    before = git(shared, "rev-parse", "HEAD")
    with monkeypatch.context() as patch:
        step = "remember" if sent else "publish"
        patch.setattr(GitMeeting, step, lambda *_: signal.raise_signal(signal.SIGINT))
        told = theirs("sync", code=130).err
    assert (git(shared, "rev-parse", "HEAD") == theirs.head()) is sent
    assert ("By then your changes were sent." in told) is sent
    theirs.sync()
    mine.sync()
    assert mine.head() == theirs.head() != before
