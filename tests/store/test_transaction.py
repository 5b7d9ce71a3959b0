"""The write protocol in a real repository: what it touches, what it refuses, what it never runs."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from imatter_cli.domain.ids import path_of
from imatter_cli.errors import EditedByHand, Refused, StoreTrouble
from imatter_cli.store import lock as locks
from imatter_cli.store import transaction
from imatter_cli.store.contract import Change, Reader, Write
from imatter_cli.store.create import create
from imatter_cli.store.git.process import Git, Result, executable, version

kit = sys.modules["store_kit"]
A, B, C, D, _ = kit.PRJ
OTHER = ("prc-2611-bbbbbb1", "prc-2611-bbbbbb1@imatter.invalid")


def refused(box: Any, code: str, id: str = A, kind: type[Exception] = Refused) -> Exception:
    """Nothing is written, and the error says why by this code."""
    before = box.head(), (box.root / path_of(id)).exists(), box.leftovers()
    with pytest.raises(kind) as e:
        box.put(id, title=f"never {code}")
    assert e.value.code == code, e.value  # type: ignore[attr-defined]
    assert (box.head(), (box.root / path_of(id)).exists(), box.leftovers()) == before
    return e.value


def test_one_commit_touches_just_the_records_of_the_change(box: Any) -> None:
    before = box.head()
    receipt = box.store.transact(kit.writing(*(Write(id, data=kit.data(id)) for id in (A, B, kit.LIC))))
    assert box.git("rev-parse", "HEAD^") == before
    assert box.git("rev-parse", "HEAD") == receipt.commit
    assert box.touched() == sorted(path_of(id) for id in (A, B, kit.LIC))
    box.assert_whole()


def test_the_message_is_verb_id_and_trailers_and_nothing_else(box: Any) -> None:
    box.store.transact(lambda r: Change("project start", (Write(A, data=kit.data(A)),), ("start",), 3, undoes="abc"))
    body = box.git("cat-file", "commit", "HEAD").split("\n\n", 1)[1]
    assert body == f"project start {A}\n\nRecord: {A}\nEvent: start\nProgramme: 3\nUndoes: abc"
    assert box.git("log", "-1", "--format=%an <%ae>") == f"{kit.WHO[0]} <{kit.WHO[1]}>"


def test_a_line_end_in_an_event_forges_no_trailer(box: Any) -> None:
    box.store.transact(kit.writing(Write(A, data=kit.data(A)), events=("edit\nUndoes: everything",)))
    assert "Undoes" not in next(box.store.history()).trailers


def test_new_change_and_removal_leave_git_clean(box: Any) -> None:
    box.put(A)
    box.assert_whole()
    box.put(A, title="two")
    box.assert_whole()
    assert box.in_head(path_of(A)) == box.path(A).read_bytes()
    box.store.transact(kit.writing(Write(A)))
    box.assert_whole()
    assert not (box.root / "records/projects").exists()


def test_what_the_user_has_staged_edited_and_untracked_is_kept_and_not_swept_in(box: Any) -> None:
    box.write("notes.txt", "one\n")
    box.write("staged.txt", "one\n")
    box.put(B)
    box.git("add", "notes.txt", "staged.txt")
    box.git("commit", "-qm", "notes")
    box.write("staged.txt", "two\n")
    box.git("add", "staged.txt")
    box.write("notes.txt", "edited\n")
    box.write("untracked.txt", "mine\n")
    box.write(path_of(B), kit.text(B))
    for writes in (Write(A, data=kit.data(A)), Write(A, data=kit.data(A, title="two")), Write(A)):
        box.store.transact(kit.writing(writes))
        assert box.touched() == [path_of(A)]
        box.assert_whole([f" M {path_of(B)}", " M notes.txt", "M  staged.txt", "?? untracked.txt"])
    assert (box.root / "notes.txt").read_text() == "edited\n"
    assert box.git("show", ":staged.txt") == "two"


@pytest.mark.parametrize("stage", [False, True], ids=["in the folder", "staged and put back"])
def test_a_hand_edit_is_refused_and_kept(box: Any, stage: bool) -> None:
    box.put(A)
    recorded = box.path(A).read_bytes()
    box.write(path_of(A), "mine\n")
    if stage:
        box.git("add", path_of(A))
        box.write(path_of(A), recorded)
    before = box.path(A).read_bytes()
    e = refused(box, "edited-by-hand", kind=EditedByHand)
    go_on = f"git restore --staged {path_of(A)}" if stage else f"imatter save {path_of(A)}"
    assert go_on in str(e.hint)  # type: ignore[attr-defined]
    assert box.path(A).read_bytes() == before


def test_an_executable_record_stays_one(box: Any) -> None:
    box.put(A)
    box.path(A).chmod(0o755)
    box.git("commit", "-qam", "executable")
    box.put(A, title="two")
    assert stat.S_IMODE(box.path(A).stat().st_mode) == 0o755
    box.assert_whole()


@pytest.mark.parametrize("format", ["sha1", "sha256"])
def test_a_branch_without_a_commit_takes_its_first(empty_box: Any, format: str) -> None:
    box = empty_box
    box.git("init", "-q", "-b", "trunk", f"--object-format={format}")
    box.git("config", "user.name", OTHER[0])
    box.git("config", "user.email", OTHER[1])
    box.write("staged.txt", "mine\n")
    box.git("add", "staged.txt")
    box.put(A)
    assert box.touched() == [path_of(A)]
    box.assert_whole(["A  staged.txt"])
    box.put(A, title="two")
    box.put(B)
    assert len(box.head()) == (40 if format == "sha1" else 64)
    assert [r.paths for r in box.store.history()] == [(path_of(B),), (path_of(A),), (path_of(A),)]
    assert all(r.here for r in box.store.history())
    assert box.store.at("HEAD~1").get(A).data["title"] == "two"
    assert box.store.edited() == []
    box.assert_whole(["A  staged.txt"])


def test_a_linked_work_tree_is_a_store_of_its_own(box: Any) -> None:
    box.put(A)
    other = kit.Box(box.root.parent / "linked")
    box.git("worktree", "add", "-q", "-b", "other", str(other.root))
    other.put(B)
    box.put(C)
    assert other.store.ids("project") == [A, B]
    assert box.store.ids("project") == [A, C]
    assert next(other.store.history()).here
    for each in (box, other):
        each.assert_whole()


def test_a_submodule_is_a_store(box: Any) -> None:
    above = kit.Box(box.root.parent / "above")
    above.git("init", "-q")
    above.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(box.root), "store")
    inner = kit.Box(above.root / "store")
    inner.git("config", "user.name", OTHER[0])
    inner.git("config", "user.email", OTHER[1])
    inner.put(A)
    inner.assert_whole()


def test_a_shallow_copy_is_written_to(box: Any) -> None:
    box.put(A)
    box.git("clone", "-q", "--depth=1", box.root.as_uri(), "../shallow")
    shallow = kit.Box(box.root.parent / "shallow")
    shallow.git("config", "user.name", OTHER[0])
    shallow.git("config", "user.email", OTHER[1])
    shallow.put(B)
    shallow.assert_whole()


@pytest.mark.parametrize(
    "setting", ["index.version=4", "core.splitIndex=true", "core.ignoreStat=true", "core.sharedRepository=group"]
)
def test_the_index_keeps_the_form_the_user_chose(box: Any, setting: str) -> None:
    box.git("config", *setting.split("="))
    box.git("update-index", "--force-write-index", fine=False)
    for title in ("one", "two", "three"):
        box.put(A, title=title)
        box.assert_whole()


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("MERGE_HEAD", "merge"),
        ("CHERRY_PICK_HEAD", "cherry-pick"),
        ("REVERT_HEAD", "revert"),
        ("rebase-merge", "rebase"),
        ("rebase-apply", "rebase"),
    ],
)
def test_nothing_is_written_in_the_middle_of_something(box: Any, name: str, code: str) -> None:
    (box.root / ".git" / name).touch()
    refused(box, code)


def test_a_real_merge_is_refused_and_a_bisection_is_not(box: Any) -> None:
    box.put(A)
    box.git("switch", "-qc", "side")
    box.put(A, title="side")
    box.git("switch", "-q", "main")
    box.put(A, title="main")
    box.git("merge", "-q", "side", fine=False)
    refused(box, "merge", B)
    box.git("merge", "--abort")
    box.git("bisect", "start", "--no-checkout")
    box.put(B)


def test_no_branch_is_refused(box: Any) -> None:
    box.git("checkout", "-q", "--detach")
    refused(box, "detached")


def test_inside_a_hook_is_refused(box: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/index")
    refused(box, "hook")


def test_a_bare_repository_is_refused(box: Any) -> None:
    box.git("clone", "-q", "--bare", str(box.root), "../bare.git")
    (box.root.parent / "bare.git" / ".git").mkdir()
    box.git("config", "core.bare", "true")
    refused(box, "bare")


@pytest.mark.parametrize(
    ("attributes", "settings"),
    [
        ("records/** filter=up\n", {}),
        ("records/** ident\n", {}),
        ("records/** working-tree-encoding=UTF-16\n", {}),
        ("records/** text eol=crlf\n", {}),
        ("records/** text=auto\n", {"core.autocrlf": "true"}),
        ("records/** !text\n", {"core.autocrlf": "true"}),
    ],
)
def test_a_folder_that_changes_bytes_is_refused(box: Any, attributes: str, settings: dict[str, str]) -> None:
    with (box.root / ".gitattributes").open("a") as file:
        file.write(attributes)
    box.git("commit", "-qm", "attributes", "--", ".gitattributes")
    for name, value in settings.items():
        box.git("config", name, value)
    e = refused(box, "converted")
    assert "-text -filter" in str(e.hint)  # type: ignore[attr-defined]


def test_line_ends_that_do_no_harm_are_allowed(box: Any) -> None:
    with (box.root / ".gitattributes").open("a") as file:
        file.write("records/** text=auto\n")
    box.git("commit", "-qm", "attributes", "--", ".gitattributes")
    box.put(A)
    box.assert_whole()
    with pytest.raises(Refused):
        box.store.transact(kit.writing(Write(B, text=b"id: x\r\n")))


def test_attributes_of_the_clone_alone_count(box: Any) -> None:
    info = box.root / ".git" / "info"
    info.mkdir(exist_ok=True)
    (info / "attributes").write_text("*.yaml filter=lfs\n")
    refused(box, "converted")


def test_a_record_outside_a_sparse_folder_is_refused(box: Any) -> None:
    box.put(A)
    box.write("other/x.txt", "x\n")
    box.git("add", "other")
    box.git("commit", "-qm", "other")
    box.git("sparse-checkout", "set", "other")
    assert not box.path(A).exists()
    refused(box, "sparse")


def test_a_missing_identity_is_refused_before_anything_is_written(box: Any) -> None:
    box.git("config", "--unset", "user.email")
    e = refused(box, "identity", kind=StoreTrouble)
    assert "git config --global user.name" in str(e.hint)  # type: ignore[attr-defined]
    assert "git config --global user.email" in str(e.hint)  # type: ignore[attr-defined]


def test_author_and_date_of_the_environment_are_used(box: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_AUTHOR_NAME", OTHER[0])
    monkeypatch.setenv("GIT_AUTHOR_EMAIL", OTHER[1])
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2099-01-02T03:04:05Z")
    box.put(A)
    assert box.git("log", "-1", "--format=%an %cn") == f"{OTHER[0]} {kit.WHO[0]}"
    assert next(box.store.history()).at == "2099-01-02T03:04:05Z"


def canary(folder: Path, name: str) -> str:
    """A program that leaves a mark if it is ever run, and lets its input through."""
    path = folder / name
    path.write_text(f'#!/bin/sh\necho {name} >> "{folder}/ran"\ncat\n')
    path.chmod(0o755)
    return str(path)


def test_nothing_of_the_repository_is_run(box: Any, tmp_path: Path) -> None:
    box.put(A)
    box.put(B)
    hooks = box.root / ".git" / "hooks"
    hooks.mkdir(exist_ok=True)
    names = (
        "pre-commit prepare-commit-msg commit-msg post-commit post-index-change reference-transaction post-checkout "
        "pre-auto-gc fsmonitor-watchman update pre-receive post-update"
    )
    for name in names.split():
        canary(hooks, name)
    program = canary(tmp_path, "program")
    for name in (
        "core.fsmonitor",
        "filter.x.clean",
        "filter.x.smudge",
        "filter.x.process",
        "diff.external",
        "diff.x.command",
        "diff.x.textconv",
        "core.editor",
        "core.pager",
        "pager.rev-list",
        "core.alternateRefsCommand",
        "gpg.program",
        "gpg.ssh.program",
        "merge.x.driver",
        "credential.helper",
        "core.sshCommand",
        "alias.update-ref",
        "alias.cat-file",
        "trailer.x.command",
        "interactive.diffFilter",
        "core.askPass",
    ):
        box.git("config", name, f"!{program}" if name.startswith("alias") else program)
    box.git("config", "log.showSignature", "true")
    (box.root / ".git" / "info").mkdir(exist_ok=True)
    (box.root / ".git" / "info" / "attributes").write_text("*.txt filter=x diff=x merge=x\nrecords/** diff=x\n")
    box.write("notes.txt", "x\n")
    ran = [tmp_path / "ran", hooks / "ran"]
    box.put(A, title="two")
    box.put(C)
    box.store.transact(kit.writing(Write(B)))
    box.write(path_of(A), "by hand\n")
    assert list(box.store.history()) != []
    assert box.store.at("HEAD").ids("project") != []
    assert box.store.edited() == [path_of(A)]
    assert box.store.unfinished() == ""
    box.store.set_setting("me", "x")
    assert [p.read_text() for p in ran if p.exists()] == []
    box.git("-c", "core.fsmonitor=", "commit", "--allow-empty", "-qm", "x")
    assert ran[1].exists(), "the canaries can sing"


def test_git_variables_of_the_environment_lead_nowhere_else(
    box: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = kit.Box(tmp_path / "other").init()
    before = other.head()
    for name, value in {
        "GIT_DIR": str(other.root / ".git"),
        "GIT_WORK_TREE": str(other.root),
        "GIT_OBJECT_DIRECTORY": str(other.root / ".git/objects"),
        "GIT_COMMON_DIR": str(other.root / ".git"),
        "GIT_NAMESPACE": "elsewhere",
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "core.bare",
        "GIT_CONFIG_VALUE_0": "true",
        "GIT_EXTERNAL_DIFF": "false",
        "GIT_TRACE": "2",
    }.items():
        monkeypatch.setenv(name, value)
    box.put(A)
    history = list(box.store.history())
    for name in [n for n in os.environ if n.startswith("GIT_") and "CONFIG" not in n] + ["GIT_CONFIG_COUNT"]:
        monkeypatch.delenv(name, raising=False)
    assert history[0].paths == (path_of(A),)
    assert other.head() == before
    box.assert_whole()
    other.assert_whole()


@pytest.mark.parametrize("link", ["records", "records/projects", "records/projects/2026-11", path_of(A)])
def test_links_are_not_followed(box: Any, tmp_path: Path, link: str) -> None:
    box.put(A)
    inside = box.root / link
    outside = tmp_path / "outside"
    inside.rename(outside)
    inside.symlink_to(outside)
    before = sorted(outside.rglob("*")), outside.read_bytes() if outside.is_file() else b""
    e = refused(box, "not-plain")
    assert f"{link} is a symbolic link" in str(e)
    assert (sorted(outside.rglob("*")), outside.read_bytes() if outside.is_file() else b"") == before


def test_a_pipe_or_a_giant_is_never_read(box: Any) -> None:
    box.path(A).parent.mkdir(parents=True)
    os.mkfifo(box.path(A))
    refused(box, "not-plain")
    with box.path(B).open("wb") as file:
        file.truncate(1 << 30)
    refused(box, "not-plain", B)
    found = list(box.store.scan("project"))
    assert [x.path for x in found] == [path_of(A), path_of(B)]
    assert box.store.edited() == [path_of(A), path_of(B)]


def test_a_folder_that_takes_no_files_is_refused_before_the_commit(box: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    box.put(A)
    if os.geteuid() == 0:
        monkeypatch.setattr(transaction.Staging, "put", _denied)
    else:
        box.path(A).parent.chmod(0o555)
    try:
        refused(box, "read-only", kind=StoreTrouble)
    finally:
        box.path(A).parent.chmod(0o755)
    box.assert_whole()


def _denied(*_: object) -> None:
    raise PermissionError(13, "Permission denied")


@pytest.mark.parametrize("size", range(0, 9000, 700))
def test_a_full_disk_is_refused_before_the_commit(box: Any, size: int) -> None:
    """RLIMIT_FSIZE stands in for a full disk: no file grows beyond that many bytes."""
    box.put(B, note="x" * 3000)
    before = box.head()
    parent = os.getpid()

    def work() -> None:
        import resource

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        try:
            box.store.transact(kit.writing(Write(A, data=kit.data(A, note="y" * 5000)), Write(B)))
        except StoreTrouble:
            os._exit(5)

    code = kit.ended(kit.fork(work))
    assert os.getpid() == parent
    said = box.store.recover()
    if code == 0:
        assert box.in_head(path_of(A)) is not None
    else:
        assert (code, box.head() == before, said) == (5, True, said)
    box.assert_whole()


def test_the_index_lock_of_another_git_is_waited_for_and_never_deleted(
    box: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = box.root / ".git" / "index.lock"
    lock.touch()
    monkeypatch.setattr(locks.IndexLock.take, "__defaults__", (0.05,))
    with pytest.raises(StoreTrouble) as e:
        box.put(A)
    assert e.value.code == "locked"
    assert str(lock) in e.value.message
    assert lock.exists()
    assert not box.path(A).exists()
    monkeypatch.undo()
    timer = threading.Timer(0.2, lock.unlink)
    timer.start()
    box.put(A)
    timer.join()
    box.assert_whole()


def test_another_writer_is_waited_for_and_named(box: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    home = str(box.root / ".git" / "imatter")
    monkeypatch.setattr(locks.folder_lock.__wrapped__, "__defaults__", (0.05,))  # type: ignore[attr-defined]
    with locks.folder_lock(home), pytest.raises(StoreTrouble) as e:
        box.put(A)
    assert e.value.code == "locked"
    assert e.value.details["pid"] == os.getpid()
    box.put(A)


def test_a_ref_lock_that_is_not_ours_is_named_and_kept(box: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transaction, "_REF_PATIENCE", 0.1)
    lock = box.root / ".git" / "refs" / "heads" / "main.lock"
    lock.write_text("0" * 40 + "\n")
    before = box.head()
    with pytest.raises(StoreTrouble) as e:
        box.put(A)
    assert (e.value.code, box.head(), lock.exists()) == ("locked", before, True)
    assert "main.lock" in e.value.message
    lock.unlink()
    box.assert_whole()


def test_an_edit_made_while_the_branch_moves_is_kept(box: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    box.put(A)

    def edit(name: str) -> None:
        if name == "moved":
            box.write(path_of(A), "just now\n")
            box.write(path_of(B), "just now\n")

    monkeypatch.setattr(transaction, "fault", edit)
    receipt = box.store.transact(kit.writing(*(Write(id, data=kit.data(id, title="2")) for id in (A, B, C))))
    assert len(receipt.notes) == 2
    assert box.path(A).read_bytes() == b"just now\n"
    assert box.store.edited() == [path_of(A), path_of(B)]
    box.assert_whole([f" M {path_of(A)}", f" M {path_of(B)}"])


@pytest.mark.parametrize("switch", [False, True], ids=["the branch moves", "another branch"])
def test_who_comes_between_the_last_look_and_the_swap_is_not_overwritten(
    box: Any, monkeypatch: pytest.MonkeyPatch, switch: bool
) -> None:
    box.git("branch", "other")
    commit = box.git("commit-tree", "HEAD^{tree}", "-p", "HEAD", "-m", "moved")
    box.git("update-ref", "refs/heads/other", commit)
    seen = []

    def move(name: str) -> None:
        if name == "planned":
            seen.append(name)
        if name == "staged" and len(seen) == 1:
            box.git("symbolic-ref", "HEAD", "refs/heads/other") if switch else box.git("update-ref", "HEAD", commit)

    monkeypatch.setattr(transaction, "fault", move)
    receipt = box.put(A)
    assert len(seen) == 2
    assert box.git("rev-list", "HEAD").splitlines()[:2] == [receipt.commit, commit]
    assert box.git("symbolic-ref", "HEAD") == f"refs/heads/{'other' if switch else 'main'}"
    box.assert_whole()


def test_an_edit_made_while_the_change_is_prepared_refuses_it(box: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    box.put(A)
    before = box.head()

    def edit(name: str) -> None:
        if name == "journalled":
            box.write(path_of(A), "just now\n")

    monkeypatch.setattr(transaction, "fault", edit)
    with pytest.raises(EditedByHand):
        box.put(A, title="two")
    assert (box.head(), box.path(A).read_bytes()) == (before, b"just now\n")
    box.assert_whole([f" M {path_of(A)}"])


def test_what_the_user_staged_already_is_saved_as_it_is(box: Any) -> None:
    """Then git's index needs no change at all."""
    box.put(A)
    mine = kit.text(A, title="by hand")
    box.write(path_of(A), mine)
    box.git("add", path_of(A))
    box.store.transact(kit.writing(Write(A, text=mine, replaces=mine), verb="save"))
    assert box.in_head(path_of(A)) == mine
    box.assert_whole()


def test_an_interruption_waits_until_the_change_is_whole(box: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(name: str) -> None:
        if name == "staged":
            # To this very thread: a test runner may have others, and any of them could take it otherwise.
            signal.pthread_kill(threading.get_ident(), signal.SIGINT)

    monkeypatch.setattr(transaction, "fault", interrupt)
    assert box.put(A).notes == (transaction.TOO_LATE,)
    monkeypatch.undo()
    assert box.in_head(path_of(A)) == box.path(A).read_bytes()
    box.assert_whole()
    box.put(B)


def test_an_interruption_in_the_plan_changes_nothing(box: Any) -> None:
    def plan(reader: Reader) -> Change:
        signal.raise_signal(signal.SIGINT)
        time.sleep(1)
        raise AssertionError

    before = box.head()
    with pytest.raises(KeyboardInterrupt):
        box.store.transact(plan)
    assert box.head() == before
    box.assert_whole()


def test_a_change_that_cannot_be_signed_is_not_made(box: Any, home: Any) -> None:
    box.git("config", "commit.gpgsign", "true")
    box.git("config", "--global", "gpg.program", "/nonexistent/gpg")
    refused(box, "signing", kind=StoreTrouble)
    box.assert_whole()


@pytest.mark.usefixtures("ssh_signs")
def test_a_change_is_signed_where_that_is_asked_for(box: Any, home: Any, tmp_path: Path) -> None:
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    for name, value in {"commit.gpgsign": "true", "gpg.format": "ssh", "user.signingkey": str(key)}.items():
        box.git("config", "--global", name, value)
    singer = canary(tmp_path, "singer")
    for name in ("gpg.program", "gpg.ssh.program", "gpg.openpgp.program", "gpg.x509.program"):
        box.git("config", name, singer)
    box.put(A)
    assert "gpgsig" in box.git("cat-file", "commit", "HEAD")
    assert box.touched() == [path_of(A)]
    assert not (tmp_path / "ran").exists()
    box.assert_whole()
    box.git("config", "gpg.ssh.defaultKeyCommand", singer)
    refused(box, "signing", B, StoreTrouble)
    assert not (tmp_path / "ran").exists()


def test_a_tree_with_a_file_where_a_folder_should_be_is_refused(box: Any) -> None:
    box.write("records/projects", "a file\n")
    box.git("add", "records/projects")
    box.git("commit", "-qm", "odd")
    refused(box, "not-plain")


def test_getting_one_record_reads_only_the_folders_on_its_way(box: Any) -> None:
    box.store.transact(kit.writing(*(Write(id, data=kit.data(id)) for id in (A, B, kit.LIC))))
    asked: list[str] = []

    class Counting(transaction.Objects):
        def read(self, id: str) -> bytes:
            asked.append(id)
            return super().read(id)

    git = Git(str(box.root))
    with Counting(git) as objects:
        tree = objects.resolve("HEAD^{tree}")
        assert tree is not None
        transaction.Snapshot(objects, tree[0]).get(A)
    assert len(asked) == 5  # the top, records, projects, 2026-11, the record


def test_many_records_are_one_change(box: Any) -> None:
    ids = [f"prj-26{1 + n % 12:02d}-{n:07d}" for n in range(700)]
    box.store.transact(kit.writing(*(Write(id, data=kit.data(id)) for id in ids)))
    assert len(box.touched()) == 700
    assert box.store.ids("project") == sorted(ids)
    assert len(list(box.store.at("HEAD").scan("project"))) == 700
    box.assert_whole()


def test_no_git_and_an_old_git_are_named(box: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for said in ("git version 2.29.9", "git version 1.8.3.1 (Apple)", "nonsense", ""):
        with pytest.raises(StoreTrouble, match=r"2\.30"):
            version(Result(0, said.encode(), b""))
    assert version(Result(0, b"git version 2.39.5 (Apple Git-154)\n", b"")) == (2, 39)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(StoreTrouble) as e:
        box.put(A)
    assert e.value.code == "git"
    planted = box.root / "git"
    planted.write_text("#!/bin/sh\n")
    planted.chmod(0o755)
    monkeypatch.chdir(box.root)
    monkeypatch.setenv("PATH", ".:")
    with pytest.raises(StoreTrouble):
        executable()


def test_a_rehearsal_makes_no_lock_and_no_folder(empty_box: Any) -> None:
    box = empty_box.init()
    subprocess.run(["rm", "-r", box.root / ".git" / "imatter"], check=True)
    box.store.transact(kit.putting(A), dry_run=True)
    assert not (box.root / ".git" / "imatter").exists()


# Making a store


def test_a_new_store_has_one_commit_and_an_identity_of_its_own(empty_box: Any) -> None:
    box = empty_box.init({"schemas/project.schema.json": b"{}\n"})
    assert box.git("rev-list", "--count", "HEAD") == "1"
    assert box.git("symbolic-ref", "HEAD") == "refs/heads/main"
    assert box.git("config", "--local", "user.email") == kit.WHO[1]
    assert "records/** -text -filter -ident -working-tree-encoding" in (box.root / ".gitattributes").read_text()
    box.assert_whole()


def test_records_survive_a_checkout_that_turns_line_ends(box: Any) -> None:
    box.put(A)
    box.git("-c", "core.autocrlf=true", "clone", "-q", "-c", "core.autocrlf=true", str(box.root), "../turned")
    turned = kit.Box(box.root.parent / "turned")
    assert turned.path(A).read_bytes() == box.path(A).read_bytes()
    turned.git("config", "user.name", OTHER[0])
    turned.git("config", "user.email", OTHER[1])
    turned.put(A, title="two")
    turned.assert_whole()


def test_a_store_in_a_repository_that_was_there_is_one_more_commit(empty_box: Any) -> None:
    box = empty_box
    box.git("init", "-q", "-b", "trunk")
    box.write("README", "mine\n")
    box.write(".gitattributes", "*.png binary")
    box.git("-c", "user.name=A", "-c", "user.email=a@example.org", "add", ".")
    box.git("-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-qm", "mine")
    before = box.head()
    with pytest.raises(StoreTrouble) as e:
        box.init()
    assert (e.value.code, box.head(), box.status()) == ("identity", before, [])
    box.git("config", "user.name", "Own")
    box.git("config", "user.email", "own@example.org")
    box.write("README", "edited\n")
    box.init()
    assert box.git("config", "user.name") == "Own"
    assert box.touched() == [".gitattributes", "records/programme.yaml"]
    assert (box.root / ".gitattributes").read_text().startswith("*.png binary\nrecords/**")
    box.assert_whole([" M README"])


def test_a_store_made_in_vain_leaves_no_repository(empty_box: Any) -> None:
    box = empty_box
    files = {"records/programme.yaml": kit.PROGRAMME}
    with pytest.raises(StoreTrouble) as e:
        create(str(box.root), files, identity=None, message="init")
    assert e.value.code == "identity"
    assert list(box.root.iterdir()) == []
    box.write("records/programme.yaml", "somebody's\n")
    with pytest.raises(EditedByHand):
        create(str(box.root), files, identity=kit.WHO, message="init")
    assert sorted(p.name for p in box.root.iterdir()) == ["records"]


def test_a_folder_inside_another_repository_gets_one_of_its_own(box: Any) -> None:
    inner = kit.Box(box.root / "inner").init()
    inner.put(A)
    inner.assert_whole()
    assert box.status() == ["?? inner/"]


def test_only_what_needs_it_loads_gitpython(box: Any) -> None:
    box.put(A)
    code = (
        "import sys; from imatter_cli.store.open import open_store; s = open_store(sys.argv[1]); s.get(sys.argv[2]); "
        "list(s.scan('project')); assert 'subprocess' not in sys.modules; "
        "from imatter_cli.store.contract import Change, Write; "
        "s.transact(lambda r: Change('project discard', (Write(sys.argv[2]),), (), 1)); "
        "assert not [m for m in sys.modules if m == 'git' or m.startswith(('git.', 'gitdb'))]"
    )
    subprocess.run([sys.executable, "-c", code, str(box.root), A], check=True)
