"""A backup holds everything, is whole or refused, and gives the same store on another computer."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import tarfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pexpect
import pytest

WORDS = "Rain on the window, and nobody minded."


@pytest.fixture(autouse=True)
def one_clock(home: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Changes are dated as the clock of the tests stands."""
    for name in ("GIT_COMMITTER_DATE", "GIT_AUTHOR_DATE"):
        monkeypatch.setenv(name, home.env["IMATTER_NOW"])
        home.env[name] = home.env["IMATTER_NOW"]


def _elsewhere(home: Any, tmp_path: Path) -> dict[str, str]:
    """The environment of another computer: an empty home."""
    path = tmp_path / "elsewhere"
    path.mkdir(exist_ok=True)
    names = {"HOME": "", "XDG_CONFIG_HOME": "config", "XDG_DATA_HOME": "data", "XDG_CACHE_HOME": "cache"}
    return {**home.env, **{name: str(path / below) for name, below in names.items()}}


def _git(root: Path, *args: str) -> str:
    return subprocess.run(["git", "-C", root, *args], capture_output=True, text=True, check=True).stdout.strip()


def _draft(terminal: Callable[..., Any], kept: Any) -> None:
    """Answers that were begun and not finished."""
    child = terminal("project", "new", "--store", kept.path)
    child.expect_exact("Kind [1-4]")
    child.sendline("1")
    child.expect_exact("Where [1-9]")
    child.sendintr()
    child.expect_exact("draft resume")
    child.wait()


def test_another_computer_gets_all_of_it(
    notebook: Any, home: Any, tmp_path: Path, terminal: Callable[..., Any], call: Callable[..., Any]
) -> None:
    _, project = notebook.running()
    _draft(terminal, notebook)
    (notebook.path / "notes.txt").write_text(WORDS)
    edited = next(notebook.path.rglob(f"{project}.yaml"))
    edited.write_text(edited.read_text() + f"# {WORDS}\n")
    made = notebook("backup", "all.backup", "--json").json
    assert made["head"] == notebook.head()
    assert made["changes"] == len(notebook.commits())
    assert made["drafts"] == 1
    assert made["private"]

    there = _elsewhere(home, tmp_path)
    done = call("restore", "all.backup", str(tmp_path / "again"), "--json", env=there).json
    again = tmp_path / "again"
    assert (done["head"], done["errors"], done["drafts"], done["default"]) == (notebook.head(), 0, 1, True)
    assert _git(again, "rev-parse", "HEAD") == notebook.head()
    for name in (str(edited.relative_to(notebook.path)), "notes.txt", "records/programme.yaml"):
        assert (again / name).read_bytes() == (notebook.path / name).read_bytes()
    assert _git(again, "status", "--porcelain") == notebook.git("status", "--porcelain")
    assert (again.stat().st_mode & 0o777, (tmp_path / "work" / "all.backup").stat().st_mode & 0o777) == (0o700, 0o600)
    for line in (("me",), ("check",), ("verify",), ("project", "show", project)):
        assert call(*line, "--json", "--store", again, env=there).out.replace(str(again), "X") == notebook(
            *line, "--json"
        ).out.replace(str(notebook.path), "X")
    drafts = call("draft", "list", "--json", env=there).json
    assert [draft["for"] if "for" in draft else draft["form"] for draft in drafts] == ["project new"]
    # changes go on under the same code
    assert _git(again, "config", "--local", "user.email") == notebook.git("config", "--local", "user.email")


def test_branches_and_tags_come_along_and_nothing_that_would_run(notebook: Any, call: Callable[..., Any]) -> None:
    notebook.idea()
    notebook.git("branch", "side", "HEAD~1")
    notebook.git("tag", "then", "HEAD~1")
    notebook.git("config", "core.sshCommand", "touch /tmp/never")
    notebook.git("remote", "add", "origin", "/nowhere")
    hook = notebook.path / ".git" / "hooks" / "post-checkout"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    assert notebook("backup", "all.backup").code == 0
    assert call("restore", "all.backup", "again").code == 0
    assert _git(Path("again"), "rev-parse", "side", "then") == notebook.git("rev-parse", "side", "then")
    assert _git(Path("again"), "remote") == ""
    assert "ssh" not in (Path("again") / ".git" / "config").read_text()
    assert not list((Path("again") / ".git").glob("hooks/*"))


def test_standard_tools_open_it(notebook: Any) -> None:
    notebook.idea()
    notebook("backup", "all.backup")
    with tarfile.open("all.backup") as tar:
        tar.extractall("opened", filter="data")
    subprocess.run(["sha256sum", "--quiet", "-c", "SHA256SUMS"], cwd="opened", check=True)
    subprocess.run(["git", "clone", "-q", "opened/history.bundle", "cloned"], check=True)
    assert _git(Path("cloned"), "rev-parse", "HEAD") == notebook.head()


def test_a_damaged_file_is_refused_or_harmless(notebook: Any, call: Callable[..., Any]) -> None:
    """Bits turned, pieces cut out, doubled or moved, at 200 places by chance: never a store that differs."""
    notebook.running()
    notebook("backup", "good.backup")
    good, chance = Path("good.backup").read_bytes(), random.Random(7)
    harmless = 0
    for _ in range(200):
        raw, at = bytearray(good), chance.randrange(len(good))
        how = chance.choice(("bit", "cut", "drop", "double", "zero"))
        if how == "bit":
            raw[at] ^= 1 << chance.randrange(8)
        elif how == "cut":
            del raw[at:]
        elif how == "drop":
            del raw[at : at + chance.randrange(1, 2000)]
        elif how == "double":
            raw[at:at] = raw[at : at + chance.randrange(1, 2000)]
        else:
            raw[at : at + 600] = bytes(len(raw[at : at + 600]))
        Path("bad.backup").write_bytes(raw)
        done = call("restore", "bad.backup", "again", "--dry-run", "--json")
        if done.code == 0:
            harmless += 1
            done = call("restore", "bad.backup", "again", "--json")
            assert (done.json["head"], done.json["errors"]) == (notebook.head(), 0)
            assert _git(Path("again"), "status", "--porcelain") == ""
            shutil.rmtree("again")
        else:
            assert done.code == 2
            assert done.error["code"] in ("damaged", "not-a-backup")
        assert not Path("again").exists()
    assert harmless < 100
    assert sorted(p.name for p in Path().iterdir()) == ["bad.backup", "good.backup"]


def test_a_history_that_is_not_the_one_it_names_is_refused(notebook: Any, call: Callable[..., Any]) -> None:
    """Somebody who makes the digests right as well can still hand over no other history, and no path outside."""
    import hashlib
    import io

    notebook.idea()
    notebook("backup", "good.backup")

    def changed(name: str, change: Callable[[bytes], bytes], also: dict[str, bytes] | None = None) -> str:
        with tarfile.open("good.backup") as tar:
            members = {one.name: tar.extractfile(one).read() for one in tar}  # type: ignore[union-attr]
        members[name] = change(members[name])
        members |= also or {}
        del members["SHA256SUMS"]
        sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {path}\n" for path, data in members.items())
        with tarfile.open("bad.backup", "w") as tar:
            for path, data in {**members, "SHA256SUMS": sums.encode()}.items():
                one = tarfile.TarInfo(path)
                one.size = len(data)
                tar.addfile(one, io.BytesIO(data))
        return str(call("restore", "bad.backup", "again", "--json").error["code"])

    def about(**new: Any) -> Callable[[bytes], bytes]:
        return lambda raw: json.dumps({**json.loads(raw), **new}).encode()

    assert changed("about.json", about(head=notebook.git("rev-parse", "HEAD~1"))) == "damaged"
    assert changed("about.json", about(branch="other")) == "damaged"
    assert changed("about.json", about(form="imatter.backup/3")) == "newer"
    assert changed("about.json", about(gone=["../work/good.backup"])) == "damaged"
    assert changed("history.bundle", lambda raw: raw[:-40]) == "damaged"
    first = b"# v2 git bundle\n"
    assert changed("history.bundle", lambda raw: raw.replace(first, first + b"-" + b"0" * 40 + b"\n")) == "damaged"
    for path in ("files/../out", "files/.git/hooks/x", "files/.GIT/config", "files//etc/x", "files/records/../../x"):
        assert changed("about.json", about(), {path: b"x"}) == "damaged"
    assert sorted(p.name for p in Path().iterdir()) == ["bad.backup", "good.backup"]


@pytest.mark.parametrize("what", ["file", "link", "full folder"])
def test_nothing_is_ever_written_over(notebook: Any, call: Callable[..., Any], what: str) -> None:
    notebook("backup", "all.backup")
    before = Path("all.backup").read_bytes()
    assert notebook.refused("backup", "all.backup")["code"] == "file-exists"
    assert Path("all.backup").read_bytes() == before
    there = Path("there")
    if what == "file":
        there.write_text(WORDS)
    elif what == "link":
        there.symlink_to("nowhere")
    else:
        there.mkdir()
        (there / "mine").write_text(WORDS)
    assert call("restore", "all.backup", "there", "--json").error["code"] == "not-empty"
    assert sorted(p.name for p in Path().iterdir()) == ["all.backup", "there"]


def test_a_passphrase(notebook: Any, call: Callable[..., Any]) -> None:
    pytest.importorskip("pyrage")
    notebook.idea()
    Path("right").write_text("Ten green bottles\n")
    Path("wrong").write_text("ten green bottles\n")
    made = notebook("backup", "all.backup", "--passphrase-file", "right", "--json").json
    assert made["encrypted"]
    assert notebook.head().encode() not in Path("all.backup").read_bytes()
    assert call("restore", "all.backup", "again", "--json").error["code"] == "usage"
    assert call("restore", "all.backup", "again", "--passphrase-file", "wrong", "--json").error["code"] == "passphrase"
    assert not Path("again").exists()
    done = call("restore", "all.backup", "again", "--passphrase-file", "right", "--json").json
    assert (done["head"], done["errors"]) == (notebook.head(), 0)


def test_a_passphrase_is_asked_twice_and_not_shown(notebook: Any, terminal: Callable[..., Any]) -> None:
    pytest.importorskip("pyrage")
    child = terminal("backup", "all.backup", "--passphrase", "--store", notebook.path)
    child.expect_exact("passphrase for this backup")
    child.sendline("bottles")
    child.expect_exact("same once more")
    child.sendline("battles")
    child.expect_exact("not the same")
    assert "bottles" not in str(child.before)
    child.expect_exact("passphrase for this backup")
    child.sendintr()
    child.expect_exact("Stopped. Nothing was changed.")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 130
    assert list(Path().iterdir()) == []


def test_a_backup_under_constant_writes_is_whole(
    notebook: Any, run: Callable[..., Any], call: Callable[..., Any]
) -> None:
    stop = threading.Event()
    wrote: list[int] = []

    def write() -> None:
        while not stop.is_set():
            wrote.append(
                run(
                    "project", "new", "--type", "early-concern", "--setting", "school", "--focus-area", "evenings",
                    "--individuals", "1", "--store", notebook.path,
                ).code
            )  # fmt: skip

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = [run("backup", f"{n}.backup", "--store", notebook.path, "--json").json for n in range(4)]
    finally:
        stop.set()
        writer.join()
    assert set(wrote) == {0}
    for n, one in enumerate(made):
        assert one["unsaved"] == []
        done = call("restore", f"{n}.backup", f"again-{n}", "--json").json
        assert (done["head"], done["errors"]) == (one["head"], 0)
        assert _git(Path(f"again-{n}"), "status", "--porcelain") == ""


def test_restore_says_which_store_is_the_default(
    notebook: Any, home: Any, tmp_path: Path, call: Callable[..., Any]
) -> None:
    notebook("backup", tmp_path / "one.backup")
    elsewhere = _elsewhere(home, tmp_path)
    for name, said in {
        "first": "It is your default now",
        "second": "Your default store is the same as before.",
    }.items():
        done = call("restore", tmp_path / "one.backup", tmp_path / name, env=elsewhere)
        assert said in done.out
        assert ("imatter store use" in done.out) is (name == "second")
        assert call("store", "show", "--json", env=elsewhere, cwd=tmp_path).json["store"] == str(tmp_path / "first")


def test_a_backup_and_what_somebody_sent_are_told_apart(
    notebook: Any, call: Callable[..., Any], tmp_path: Path
) -> None:
    _, project = notebook.running()
    notebook("backup", tmp_path / "one.backup")
    (tmp_path / "secret.backup").write_bytes(b"age-encryption.org/v1\n-> scrypt")
    for name in ("one.backup", "secret.backup"):
        error = notebook.refused("receive", tmp_path / name, code=2)
        assert (error["code"], error["commands"]) == (
            "a-backup", [["imatter", "restore", str(tmp_path / name), "PATH"]],
        )  # fmt: skip
    notebook("form", "project new", "--format", "text", "--to", tmp_path / "form.txt")
    notebook("send", project, "--to", tmp_path / "sent.yaml")
    for name in ("form.txt", "sent.yaml"):
        done = call("restore", tmp_path / name, tmp_path / "new", "--json")
        assert (done.code, done.error["commands"]) == (2, [["imatter", "receive", str(tmp_path / name)]])
        assert not (tmp_path / "new").exists()


def test_a_folder_keeps_the_last_few(notebook: Any, home: Any) -> None:
    Path("stick").mkdir()
    (Path("stick") / "imatter-mine.backup").write_text(WORDS)
    for minute in range(4):
        done = notebook(
            "backup", "--to", "stick", "--keep", "2", "--json", env={"IMATTER_NOW": f"2026-11-24T09:0{minute}:00Z"}
        )
        assert done.code == 0, done.err
    names = sorted(p.name.rpartition("-")[2] for p in Path("stick").iterdir())
    assert names == ["20261124T090200Z.backup", "20261124T090300Z.backup", "mine.backup"]
    assert len(done.json["removed"]) == 1
    assert notebook.refused("backup", "--to", "gone", code=3)["message"]


def test_a_trial_run_writes_nothing(notebook: Any, call: Callable[..., Any]) -> None:
    assert notebook("backup", "all.backup", "--dry-run").code == 0
    assert list(Path().iterdir()) == []
    notebook("backup", "all.backup")
    assert call("restore", "all.backup", "again", "--dry-run").code == 0
    assert [p.name for p in Path().iterdir()] == ["all.backup"]


def test_what_would_give_half_a_backup_is_refused(notebook: Any, call: Callable[..., Any]) -> None:
    notebook.idea()
    subprocess.run(["git", "clone", "-q", "--depth", "1", f"file://{notebook.path}", "cut"], check=True)
    assert call("backup", "x.backup", "--store", "cut", "--json").error["code"] == "cut"
    notebook.git("checkout", "-q", "--detach", "HEAD~1")
    assert notebook("backup", "x.backup", "--json").error["code"] == "no-branch"
    notebook.git("switch", "-q", "-")
    (notebook.path / "link").symlink_to("/etc/hostname")
    told = notebook("backup", "x.backup")
    assert told.code == 0
    assert "link" in told.out
    assert list(Path().glob("*.backup")) == [Path("x.backup")]


def test_a_place_inside_a_store_is_refused(notebook: Any, call: Callable[..., Any]) -> None:
    """A copy there would be lost with the store, and one store in another confuses both."""
    for line in (("backup", str(notebook.path / "in.backup")), ("backup", "--to", str(notebook.path / "records"))):
        assert notebook.refused(*line)["code"] in ("inside-store", "inside-records")
    assert notebook("backup", "all.backup").code == 0
    inside = notebook.path / "again"
    assert call("restore", "all.backup", inside, "--json").error["code"] == "nested"
    assert not inside.exists()


def test_a_backup_comes_through_a_pipe(notebook: Any, home: Any) -> None:
    notebook("backup", "all.backup")
    command = f"{sys.executable} -m imatter_cli restore - again --json < all.backup"
    done = subprocess.run(["/bin/sh", "-c", command], env=home.env, capture_output=True, check=True)
    assert json.loads(done.stdout)["data"]["head"] == notebook.head()


@pytest.mark.skipif(sys.platform != "linux", reason="a limit on the size of files stands in for a full disk")
def test_a_disk_without_room_is_not_taken_for_a_damaged_backup(notebook: Any, home: Any) -> None:
    notebook.running()
    notebook("backup", "all.backup")
    command = f"ulimit -f 1; exec {sys.executable} -B -m imatter_cli restore all.backup again --json"
    done = subprocess.run(["/bin/sh", "-c", command], env=home.env, capture_output=True, check=False)
    assert done.returncode == 5
    assert json.loads(done.stderr)["error"]["code"] in ("git", "not-written", "read-only")
    assert not Path("again").exists()


def test_a_restore_that_somebody_stops_says_that_the_store_is_there(
    notebook: Any, tmp_path: Path, call: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    notebook("backup", "all.backup")
    again = tmp_path / "again"

    def stop(*args: Any) -> Any:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("imatter_cli.services.integrity.verifying.errors", stop)
        done = call("restore", "all.backup", again)
    assert done.code == 130
    assert f"Stopped. {again} was made again. Its history has not been checked to the end." in done.err
    assert f"imatter verify --store {again}" in done.err
    monkeypatch.setattr("imatter_cli.commands.safe.restore.output.restored", stop)
    assert "was made again." in call("restore", "all.backup", tmp_path / "more").err
    assert call("status", "--store", again).code == 0


def test_a_backup_whose_day_cannot_be_kept_is_a_backup(
    notebook: Any, tmp_path: Path, call: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from imatter_cli.errors import StoreTrouble

    def closed(*args: Any) -> Any:
        raise StoreTrouble("backed-up could not be saved in this copy's settings.")

    with monkeypatch.context() as patch:
        patch.setattr("imatter_cli.services.safe.reminding.keep", closed)
        said = notebook("backup", "one.backup")
        data = notebook("backup", "two.backup", "--json").json
    assert said.code == 0
    assert "It was read back and is whole." in said.out
    assert "imatter can't note that there is a backup" in said.out
    assert "imatter can't note" in data["note"]
    assert call("restore", "one.backup", tmp_path / "again").code == 0
