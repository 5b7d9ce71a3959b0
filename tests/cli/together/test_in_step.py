"""What moves money or tells an applicant: made for everybody at once, or not at all."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import quarter
from fault_points import SYNC_POINTS
from quarter import CHAIR, HOLDER, OTHER, ROUND
from together import Copy, git

from imatter_cli.domain.dates import moment_text
from imatter_cli.output import receipts
from imatter_cli.store.create import create
from imatter_cli.store.git.transport import Transport

Pair = tuple[Copy, Copy, str]


@pytest.fixture
def pair(
    call: Callable[..., Any], tmp_path: Path, shared: Path, home: Any, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], Pair]:
    """Two coordinators' copies of a programme at a stage of its quarter, and an application that was funded."""

    def made(stage: str) -> Pair:
        files, now, ids = quarter.stage(stage)
        for name in ("IMATTER_NOW", "GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"):
            home.env[name] = moment_text(now + timedelta(minutes=5))
            monkeypatch.setenv(name, home.env[name])
        store = create(
            str(tmp_path / "mine"), files, identity=(CHAIR, f"{CHAIR}@imatter.invalid"), message="store init"
        )
        store.set_setting("me", CHAIR)
        mine = Copy(tmp_path / "mine", call)
        mine.sync(shared)
        assert call("join", shared, tmp_path / "theirs", "--as", OTHER).code == 0
        return mine, Copy(tmp_path / "theirs", call), ids[0]

    return made


def test_it_is_published_when_it_is_acknowledged(pair: Any, shared: Path) -> None:
    mine, theirs, id = pair("published")
    theirs("--as", HOLDER, "fund", "accept", id)
    assert git(shared, "rev-parse", "HEAD") == theirs.head() != mine.head()
    paid = mine("fund", "pay", id, "--json").json
    assert git(shared, "rev-parse", "HEAD") == mine.head() == paid["commit"]
    error = theirs("fund", "pay", id, "--json", code=4).error
    assert error["code"] in ("paid-in-full", "over-award")
    assert theirs.head() == mine.head()
    mine.is_whole()
    theirs.is_whole()


def test_taking_it_back_is_in_step_too(pair: Any, shared: Path) -> None:
    mine, theirs, id = pair("published")
    theirs("--as", HOLDER, "fund", "accept", id)
    mine("fund", "pay", id)
    mine("undo", "--reason", "the wrong account")
    assert git(shared, "rev-parse", "HEAD") == mine.head()


def test_off_line_nothing_of_it_is_done(pair: Any, shared: Path) -> None:
    mine, _, id = pair("published")
    shared.rename(shared.with_name("away"))
    for line in (
        ("--as", HOLDER, "fund", "accept", id), ("--as", HOLDER, "fund", "decline-award", id),
        ("fund", "revoke", id, "--reason", "x"), ("fund", "letters", "--quarter", "2026-Q4"),
        ("fund", "correct", id, "--outcome", "not-funded", "--why", "x"),
    ):  # fmt: skip
        error = mine.refused(*line, code=5)
        assert error["code"] == "no-remote", (line, error)
        assert "Not done." in error["message"]
    mine.do("practitioner", "new", "--role", "reviewer")
    shared.with_name("away").rename(shared)
    mine.sync()
    mine("--as", HOLDER, "fund", "accept", id)


def test_publishing(pair: Any, shared: Path) -> None:
    mine, theirs, _ = pair("decided")
    person = theirs.do("practitioner", "new", "--role", "reviewer")
    theirs.sync()
    mine("fund", "publish", ROUND)
    assert git(shared, "rev-parse", "HEAD") == mine.head()
    assert person in mine("practitioner", "list").out


def test_letters_are_made_of_what_everybody_has(pair: Any) -> None:
    mine, theirs, id = pair("published")
    own = mine.do("practitioner", "new", "--role", "reviewer")
    assert id in mine("fund", "letters", "--quarter", "2026-Q4", "--json").out
    theirs.sync()
    assert own in theirs("practitioner", "list").out
    path = next(mine.path.rglob(f"{id}.yaml"))
    path.write_text(path.read_text() + "# x\n")
    assert mine("fund", "letters", "--quarter", "2026-Q4", "--json", code=4).error["code"] == "edited-by-hand"


def test_two_at_once_pay_once(pair: Any, shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine, theirs, id = pair("published")
    mine("--as", HOLDER, "fund", "accept", id)
    theirs.sync()
    push, times = Transport.push, []

    def late(self: Transport, commit: str, branch: str, lease: str = "") -> None:
        times.append(commit)
        if len(times) == 1:
            theirs("fund", "pay", id)
        push(self, commit, branch, lease)

    with monkeypatch.context() as patch:
        patch.setattr(Transport, "push", late)
        error = mine("fund", "pay", id, "--json", code=4).error
    assert error["code"] in ("paid-in-full", "over-award")
    mine.is_whole()
    assert mine.head() == theirs.head() == git(shared, "rev-parse", "HEAD")


@pytest.mark.parametrize("point", (*SYNC_POINTS[2:], "journalled", "moved", "landed-one"))
def test_a_payment_that_was_killed_is_made_once_or_not(pair: Any, run: Any, point: str) -> None:
    mine, theirs, id = pair("published")
    mine("--as", HOLDER, "fund", "accept", id)
    done = run("fund", "pay", id, "--store", mine.path, env={"IMATTER_FAULT": f"{point}:kill"})
    assert done.code == -9
    mine.sync()
    theirs.sync()
    for copy in (mine, theirs):
        copy.is_whole()
        told = copy("show", id, "--json").json["timeline"]
        assert sum(entry["event"] == "pay" for entry in told) == (point != "sending")


def test_a_trial_run_needs_nobody(pair: Any, shared: Path) -> None:
    mine, _, id = pair("published")
    shared.rename(shared.with_name("away"))
    mine("--as", HOLDER, "fund", "accept", id, "--dry-run")


@pytest.mark.parametrize("when", ("before", "after"))
def test_stopped_while_it_is_sent_it_says_what_happened(
    pair: Any, shared: Path, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    mine, _, id = pair("published")
    mine("--as", HOLDER, "fund", "accept", id)
    push, published = Transport.push, git(shared, "rev-parse", "HEAD")

    def stopped(self: Transport, *given: Any) -> None:
        if when == "after":
            push(self, *given)
        signal.raise_signal(signal.SIGINT)
        time.sleep(1)

    with monkeypatch.context() as patch:
        patch.setattr(Transport, "push", stopped)
        done = mine("fund", "pay", id, code=0 if when == "after" else 130)
    if when == "before":
        assert "Nothing is recorded here." in done.err
        assert git(shared, "rev-parse", "HEAD") == published == mine.head()
    else:
        assert "Paid: " in done.out
        assert "It was too late to stop: it is done." in done.out
        assert git(shared, "rev-parse", "HEAD") == mine.head() != published
    mine.is_whole()


@pytest.mark.parametrize("then", ("stops", "changes"))
def test_what_is_published_is_never_told_as_not_done(pair: Any, monkeypatch: pytest.MonkeyPatch, then: str) -> None:
    mine, _, id = pair("published")
    mine("--as", HOLDER, "fund", "accept", id)
    push = Transport.push

    with monkeypatch.context() as patch:

        def sent(self: Transport, *given: Any) -> None:
            push(self, *given)
            patch.undo()
            if then == "changes":
                mine.do("practitioner", "new", "--role", "reviewer")
            else:
                patch.setattr(receipts, "receipt", lambda done: signal.raise_signal(signal.SIGINT))

        patch.setattr(Transport, "push", sent)
        done = mine("fund", "pay", id, code=130 if then == "stops" else 0)
    if then == "stops":
        assert f"By then this was recorded: application pay {id}." in done.err
    else:
        assert "It is published, but not in this copy yet, until your next sync." in done.out
        mine.sync()
    told = mine("show", id, "--json").json["timeline"]
    assert sum(entry["event"] == "pay" for entry in told) == 1
    mine.is_whole()
