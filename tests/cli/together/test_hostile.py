"""A store, or the folder that it is shared at, in which somebody wants a program to run or the records to go astray."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from together import IDEA, Copy, git

HOOKS = (
    "pre-receive", "update", "post-receive", "post-update", "reference-transaction", "proc-receive", "pre-push",
    "post-merge", "post-checkout", "pre-auto-gc", "post-index-change", "push-to-checkout",
)  # fmt: skip


@pytest.fixture
def ran(tmp_path: Path) -> Path:
    """What a program that was run leaves behind."""
    return tmp_path / "ran"


def program(path: Path, ran: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho {path.name} >> {ran}\nexit 1\n")
    path.chmod(0o755)
    return path


def test_nothing_that_a_store_names_has_a_say(
    mine: Copy, theirs: Copy, shared: Path, ran: Path, tmp_path: Path
) -> None:
    bad = program(tmp_path / "bad", ran)
    trap = tmp_path / "trap"
    shutil.copytree(shared, trap)
    for name in HOOKS:
        program(theirs.path / ".git" / "hooks" / name, ran)
    for name, value in {
        f"url.{trap}.insteadOf": str(shared),
        f"url.{trap}.pushInsteadOf": str(shared),
        "remote.origin.url": str(trap),
        "remote.origin.uploadpack": str(bad),
        "remote.origin.receivepack": str(bad),
        "remote.pushDefault": "origin",
        "core.sshCommand": str(bad),
        "core.gitProxy": str(bad),
        "core.askPass": str(bad),
        "core.alternateRefsCommand": str(bad),
        "core.fsmonitor": str(bad),
        "credential.helper": str(bad),
        "gc.recentObjectsHook": str(bad),
        "uploadpack.packObjectsHook": str(bad),
        "submodule.recurse": "true",
        "push.recurseSubmodules": "on-demand",
        "imatter.remote": str(trap),
    }.items():
        theirs.git("config", name, value)
    theirs.do(*IDEA)
    before = git(trap, "for-each-ref")
    assert len(theirs.sync()["went"]) == 1
    assert len(mine.sync()["came"]) == 1
    assert git(trap, "for-each-ref") == before
    assert not ran.exists()


def test_nothing_in_the_shared_folder_runs(mine: Copy, theirs: Copy, shared: Path, ran: Path, tmp_path: Path) -> None:
    bad = program(tmp_path / "bad", ran)
    for name in HOOKS:
        program(shared / "hooks" / name, ran)
        program(tmp_path / "hooks" / name, ran)
    for name, value in {
        "core.hooksPath": str(tmp_path / "hooks"),
        "core.alternateRefsCommand": str(bad),
        "core.fsmonitor": str(bad),
        "core.sshCommand": str(bad),
        "uploadpack.packObjectsHook": str(bad),
        "gc.recentObjectsHook": str(bad),
        "gc.auto": "1",
        "receive.autogc": "true",
        "hook.x.command": str(bad),
        "hook.x.event": "post-receive",
        "core.pager": str(bad),
        "gpg.program": str(bad),
    }.items():
        git(shared, "config", name, value)
    theirs.do(*IDEA)
    assert len(theirs.sync()["went"]) == 1
    assert len(mine.sync()["came"]) == 1
    assert not ran.exists()


def _alternates(shared: Path, tmp: Path) -> None:
    (shared / "objects/info").mkdir(exist_ok=True)
    (shared / "objects/info/alternates").write_text(f"{tmp}\n")


def _pipe(shared: Path, tmp: Path) -> None:
    os.mkfifo(tmp / "pipe")
    with (shared / "config").open("a") as file:
        file.write(f"[include]\n\tpath = {tmp / 'pipe'}\n")


def _linked_branch(shared: Path, tmp: Path) -> None:
    (tmp / "target").write_text("mine\n")
    (shared / "refs/heads/main").unlink()
    (shared / "refs/heads/main").symlink_to(tmp / "target")


def _linked_objects(shared: Path, tmp: Path) -> None:
    (shared / "objects").rename(tmp / "objects")
    (shared / "objects").symlink_to(tmp / "objects")


def _promised(shared: Path, tmp: Path) -> None:
    git(shared, "config", "remote.x.promisor", "true")
    git(shared, "config", "remote.x.url", "ext::touch ran")


def _elsewhere(shared: Path, tmp: Path) -> None:
    (shared / "commondir").write_text(f"{tmp}\n")


def _inside(shared: Path, tmp: Path) -> None:
    (shared / ".git").write_text(f"gitdir: {tmp}\n")


@pytest.mark.parametrize("spoil", [_alternates, _pipe, _linked_branch, _linked_objects, _promised, _elsewhere, _inside])
def test_a_folder_that_leads_elsewhere_is_refused(mine: Copy, shared: Path, tmp_path: Path, spoil: Any) -> None:
    mine.do("practitioner", "new", "--role", "reviewer")
    spoil(shared, tmp_path)
    done = mine.call("sync", "--store", mine.path, "--json")
    assert done.code in (4, 5), done
    assert done.error["code"] in ("not-for-sharing", "odd-git", "no-remote")
    if spoil is _linked_branch:
        assert (tmp_path / "target").read_text() == "mine\n"


def test_a_planted_room_is_not_used(mine: Copy, theirs: Copy, ran: Path, tmp_path: Path) -> None:
    room = theirs.path / ".git" / "imatter" / "room-x"
    git(tmp_path, "init", "-q", "--bare", str(room))
    git(room, "config", "core.sshCommand", "false")
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept").touch()
    (theirs.path / ".git" / "imatter" / "room-y").symlink_to(outside)
    theirs.do(*IDEA)
    theirs.sync()
    assert not room.exists()
    assert (outside / "kept").exists()
