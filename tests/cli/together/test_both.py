"""Both sides have something new: one commit has both, nobody is asked, and what doesn't fit is named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fault_points import SYNC_POINTS
from together import IDEA, OTHER, Copy, commit, git


def settle(*copies: Copy) -> None:
    """Both sync until nothing is new: they have the same bytes, and all is whole."""
    for copy in (*copies, *copies):
        copy.call("sync", "--store", copy.path)
    for copy in copies:
        copy.is_whole()
        assert copy.files() == copies[0].files()
        assert copy.head() == copies[0].head()
        assert not any(b"<<<<<<<" in text for text in copy.files().values())


def test_different_records(mine: Copy, theirs: Copy, shared: Path) -> None:
    person = mine.do("practitioner", "new", "--role", "reviewer")
    idea = theirs.do(*IDEA)
    theirs.sync()
    done = mine.sync()
    assert ([c["records"] for c in done["came"]], [c["records"] for c in done["went"]]) == ([[idea]], [[person]])
    assert done["set_aside"] == []
    assert git(shared, "rev-parse", "HEAD") == mine.head() == done["commit"]
    subject, *parents = mine.git("log", "-1", "--format=%s%n%P").split()
    assert subject == "sync"
    assert parents[0] == theirs.head()
    settle(mine, theirs)


def test_the_same_record_in_two_ways(mine: Copy, theirs: Copy) -> None:
    idea = theirs.do(*IDEA)
    theirs.sync()
    mine.sync()
    mine.do("project", "edit", idea, "--setting", "club")
    theirs.do("project", "edit", idea, "--focus-area", "mornings")
    theirs.sync()
    mine.sync()
    settle(mine, theirs)
    record = mine("show", idea, "--json").json
    assert (record["setting"], record["focus_areas"]) == ("club", ["mornings"])


def test_the_same_field_twice(mine: Copy, theirs: Copy) -> None:
    idea = theirs.do(*IDEA)
    theirs.sync()
    mine.sync()
    theirs.do("project", "edit", idea, "--setting", "club")
    mine.do("project", "edit", idea, "--setting", "nursery")
    own = mine.head()
    theirs.sync()
    trial = mine("sync", "--dry-run", "--json", code=1).json
    assert mine.head() == own
    done = mine("sync", "--json", code=1).json
    assert [one["commit"] for one in done["set_aside"]] == [own] == [one["commit"] for one in trial["set_aside"]]
    assert done["went"] == []
    assert mine("show", idea, "--json").json["setting"] == "club"
    assert own in mine.git("log", "-1", "--format=%B")
    settle(mine, theirs)


@pytest.mark.parametrize("point", (*SYNC_POINTS, "journalled", "moved", "landed-one"))
def test_a_merge_that_was_killed_goes_on(mine: Copy, theirs: Copy, run: Any, point: str) -> None:
    mine.do("practitioner", "new", "--role", "reviewer")
    theirs.do(*IDEA)
    theirs.sync()
    done = run("sync", "--store", mine.path, env={"IMATTER_FAULT": f"{point}:kill"})
    assert done.code == -9
    settle(mine, theirs)
    assert mine.git("log", "--format=%s", "--merges").count("sync") == 1


def test_somebody_was_faster(mine: Copy, theirs: Copy, monkeypatch: pytest.MonkeyPatch) -> None:
    from imatter_cli.store.git.transport import Transport

    push, times = Transport.push, []

    def late(self: Transport, commit: str, branch: str, lease: str = "") -> None:
        times.append(commit)
        if len(times) in (1, 3):  # the third is the first again that they try
            theirs.do(*IDEA)
            theirs.sync()
        push(self, commit, branch, lease)

    mine.do("practitioner", "new", "--role", "reviewer")
    with monkeypatch.context() as patch:
        patch.setattr(Transport, "push", late)
        mine.sync()
    assert len(times) > 2
    settle(mine, theirs)


def test_somebody_is_always_faster(mine: Copy, shared: Path, plain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from imatter_cli.store.git.transport import Transport

    push = Transport.push

    def late(self: Transport, commit: str, branch: str, lease: str = "") -> None:
        git(plain, "commit", "-q", "--allow-empty", "-m", "x")
        git(plain, "push", "-q", "--force", "origin", "HEAD")
        push(self, commit, branch, lease)

    own = mine.do("practitioner", "new", "--role", "reviewer")
    with monkeypatch.context() as patch:
        patch.setattr(Transport, "push", late)
        assert mine("sync", "--json", code=5).error["code"] == "not-sent"
    assert own in mine("practitioner", "list").out
    assert mine.sync()["went"]
    mine.is_whole()


def test_clocks_days_apart(mine: Copy, theirs: Copy, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as ahead:
        for name in ("IMATTER_NOW", "GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"):
            ahead.setenv(name, "2026-11-27T09:00:00Z")
        theirs.do(*IDEA)
        theirs.sync()
    mine.do("practitioner", "new", "--role", "reviewer")
    mine.sync()
    mine.do("practitioner", "new", "--role", "reviewer")
    mine.sync()
    for name in ("IMATTER_NOW", "GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"):
        monkeypatch.setenv(name, "2026-11-27T09:00:00Z")
    settle(mine, theirs)


def test_what_breaks_a_rule_is_not_published_just_because_nobody_else_did_anything(mine: Copy, theirs: Copy) -> None:
    idea = theirs.do(*IDEA)
    theirs.sync()
    before = theirs.files()
    path = next(theirs.path.rglob(f"{idea}.yaml"))
    told = ("at: 2026-11-24T09:00:00Z", "event: start", f"by: {OTHER}", "licence: lic-2611-n0b0dy0")
    start = "  - " + "\n    ".join(told) + "\n"
    path.write_text(path.read_text().replace("status: planned", "status: active") + start)
    made = commit(theirs.path)
    theirs("check", code=1)
    done = theirs("sync", "--json", code=1).json
    assert [one["commit"] for one in done["set_aside"]] == [made]
    assert theirs.files() == before
    settle(mine, theirs)


def test_what_a_newer_version_brought_together_waits_for_it(mine: Copy, plain: Path) -> None:
    commit(plain, "sync\n\nMerge: 2\nProgramme: 1")
    git(plain, "push", "-q", "origin", "HEAD")
    error = mine.refused("sync")
    assert error["code"] == "newer"
    assert "newest imatter" in error["hint"]
