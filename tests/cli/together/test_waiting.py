"""What a sync set aside waits: it is told in words, done again on what stands, or let go."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from quarter import CHAIR, FUNDED, HOLDER, MARKS, REVIEWERS, happen
from quarter import OTHER as OTHER_CHAIR
from real_copies import RealTwo
from together import IDEA, ME, OTHER, Copy, commit

from imatter_cli.services.fund import deciding
from imatter_cli.services.integrity.aside import said_aside
from imatter_cli.store.git import saying
from imatter_cli.store.open import open_store


@pytest.fixture
def idea(mine: Copy, theirs: Copy) -> str:
    """A project that both copies have."""
    id = theirs.do(*IDEA)
    theirs.sync()
    mine.sync()
    return id


@pytest.fixture
def aside(mine: Copy, theirs: Copy, idea: str) -> str:
    """The practitioner's edit of a field that the coordinator had changed and published."""
    mine.do("project", "edit", idea, "--setting", "club")
    mine.sync()
    theirs.do("project", "edit", idea, "--setting", "nursery")
    commit = theirs.head()
    theirs("sync", code=1)
    return commit


def test_what_waits_is_told_with_both_versions(mine: Copy, theirs: Copy, idea: str, aside: str) -> None:
    told = theirs("waiting", code=1).out
    assert told.splitlines() == [
        "1 change is waiting.",
        "What was published first does not go with it.",
        "",
        f"{aside[:12]}  project edit, by you, 24 November",
        f"  {idea}: edited",
        f"    since then: edited, setting, by {ME[:3]}…{ME[-3:]}, 24 Nov 2026 09:00",
        "    setting: school, now nursery",
        "    as it stands: club",
        "    It is planned now.",
        f"  Somebody else changed setting of {idea} first.",
        f"To go on:  imatter waiting {aside[:12]} --again    do it again, as things stand now",
        f"           imatter waiting {aside[:12]} --let-go   it is over",
    ]
    (one,) = theirs("waiting", aside[:7], "--json", code=1).json
    assert {name: one[name] for name in ("id", "commit", "by", "records", "verb", "own")} == {
        "id": aside[:12], "commit": aside, "by": OTHER, "records": [idea], "verb": "project edit", "own": True,
    }  # fmt: skip
    (did,), (stands,) = one["did"], one["stands"]
    assert (did["id"], did["events"], did["fields"]) == (idea, ["edit"], {"setting": "nursery"})
    assert (stands["id"], stands["status"], stands["fields"]) == (idea, "planned", {"setting": "club"})
    assert [(e["event"], e["by"]) for e in (*did["entries"], *stands["since"])] == [("edit", OTHER), ("edit", ME)]
    assert one["why"] == [f"Somebody else changed setting of {idea} first."]
    assert one["command"] == f"imatter waiting {aside[:12]} --again"
    theirs("waiting", "0123abc", code=3)


def test_what_others_wait_for_is_listed_and_is_not_mine(mine: Copy, theirs: Copy, idea: str, aside: str) -> None:
    mine.sync()
    told = mine("waiting").out
    assert f"by {OTHER}, 24 November" in told and "nursery" not in told and "--again" not in told
    assert mine.refused("waiting", aside[:7], "--again")["code"] == "not-yours"


def test_it_is_done_again_on_what_stands(mine: Copy, theirs: Copy, idea: str, aside: str) -> None:
    done = theirs("waiting", aside[:7], "--again", "--json").json
    assert (done["id"], done["redoes"]) == (idea, aside)
    assert theirs("waiting").out == "Nothing is waiting.\n"
    theirs.sync()
    mine.sync()
    assert mine.files() == theirs.files()
    assert mine("show", idea, "--json").json["setting"] == "nursery"
    for copy in (mine, theirs):
        copy.is_whole()
    theirs("undo")
    assert theirs("show", idea, "--json").json["setting"] == "club"


def test_it_is_let_go(mine: Copy, theirs: Copy, idea: str, aside: str) -> None:
    before = theirs.files()
    theirs("waiting", aside[:7], "--let-go")
    assert theirs("waiting").out == "Nothing is waiting.\n"
    assert theirs.files() == before
    assert "  waiting let-go, by " in theirs("sync").out
    mine.sync()
    assert mine("waiting").out == "Nothing is waiting.\n"
    assert "does not wait any more: it was done again, or let go." in theirs("undo", aside[:7], code=3).err
    for copy in (mine, theirs):
        copy.is_whole()


def test_what_still_does_not_fit_is_not_done_again(mine: Copy, theirs: Copy, idea: str) -> None:
    theirs.do("project", "step", idea, "--text", "sing together")
    commit = theirs.head()
    mine.do("project", "discard", idea)
    mine.sync()
    theirs("sync", code=1)
    assert theirs.refused("waiting", commit[:7], "--again")["code"] == "gone"
    told = theirs("waiting", code=1).out
    assert "It isn't there any more." in told
    assert "--again" not in told and f"imatter waiting {commit[:12]} --let-go" in told


def test_an_undo_takes_back_what_counts_and_lets_go_what_was_set_aside(theirs: Copy, idea: str, aside: str) -> None:
    other = theirs.do(*IDEA)
    theirs("undo")
    assert not list(theirs.path.rglob(f"{other}.yaml"))
    error = theirs.refused("undo")  # the idea, which the coordinator changed since
    assert (error["code"], len(error["details"]["by"])) == ("built-upon", 1)
    assert theirs("undo", aside[:7]).out.startswith(f"Let go: {aside[:7]}.")
    assert theirs("waiting").out == "Nothing is waiting.\n"


def test_of_changes_beside_each_other_each_can_be_taken_back(mine: Copy, theirs: Copy, idea: str) -> None:
    mine.do("project", "edit", idea, "--setting", "club", "--reason", "they moved")
    mine.sync()
    theirs.do("project", "step", idea, "--text", "sing together")
    step = theirs.head()
    theirs.sync()
    mine.sync()
    error = mine.refused("undo")
    assert (error["code"], error["details"]["by"]) == ("built-upon", [step])
    theirs("undo")
    theirs.sync()
    mine.sync()
    assert theirs("show", idea, "--json").json["setting"] == "club"
    mine("undo")
    mine.sync()
    now = mine("show", idea, "--json").json
    assert (now["setting"], now.get("steps")) == ("school", None)
    mine.is_whole()


def test_the_log_has_what_counts(theirs: Copy, idea: str, aside: str) -> None:
    told = [change["commit"] for change in theirs("log", idea, "--json").json]
    assert len(told) == 2
    assert aside not in told


def test_home_due_and_the_record_say_that_it_waits(mine: Copy, theirs: Copy, idea: str, aside: str) -> None:
    first = theirs("status", "--json").json["next"][0]
    assert first["why"].startswith("Your change was set aside")
    assert first["command"] == f"imatter waiting {aside[:12]}"
    due = theirs("due", "--json").json["due"][0]
    assert (due["what"], due["standing"], due["id"]) == ("set-aside", "waiting", idea)
    assert theirs("due").out.startswith("Set aside\n  since 24 November: your change was set aside")
    assert f"imatter waiting {aside[:12]}" in theirs("show", idea).err
    mine.sync()
    assert "set aside" not in mine("status").out
    assert f"by {OTHER}" in mine("show", idea).err


def test_what_a_long_history_says_is_kept_and_goes_on(
    theirs: Copy, idea: str, aside: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("imatter_cli.store.git.saying._LONG", -1.0)
    store = open_store(str(theirs.path))
    assert list(said_aside(store).unanswered) == [aside]
    asked: list[str] = []
    found = saying._saying
    monkeypatch.setattr(saying, "_saying", lambda git, head, since: asked.append(since) or found(git, head, since))
    assert list(said_aside(store).unanswered) == [aside]
    assert asked == []  # nothing has come since
    before = theirs.head()
    theirs("waiting", aside[:7], "--let-go")
    asked.clear()
    assert said_aside(store).unanswered == {}
    assert asked == [before]


def test_a_file_that_is_not_a_record_waits_too(mine: Copy, theirs: Copy) -> None:
    for copy, words in ((mine, "one"), (theirs, "other")):
        (copy.path / "notes.md").write_text(words)
        commit(copy.path)
    mine.sync()
    said = theirs("sync", code=1).out
    assert "  changed outside imatter: Somebody else changed the file notes.md first." in said
    assert (theirs.path / "notes.md").read_text() == "one"
    told = theirs("waiting", code=1).out
    assert "The file notes.md is as somebody else left it." in told
    assert "--again" not in told
    (waits,) = theirs("waiting", "--json", code=1).json
    id = waits["id"]
    assert waits["command"] == f"imatter waiting {id} --let-go"
    error = theirs.refused("waiting", id, "--again")
    assert error["code"] == "not-a-record"
    assert error["hint"].endswith(f"imatter waiting {id} --let-go")
    theirs("waiting", id, "--let-go")
    assert theirs.sync()["waits"] == 0


def test_money_that_was_set_aside_counts_until_it_is_answered(
    call: Callable[..., Any], home: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    two: Any = RealTwo("published", tmp_path, call, monkeypatch)
    two.share()
    accepted, other = two.ids
    happen(two.a.as_(CHAIR), accepted, "revoke", reason="stopped")
    two.a.copy.sync()
    happen(two.b.as_(HOLDER), accepted, "accept")  # past the command that makes it for everybody at once
    commit = two.b.copy.head()
    two.forward()
    two.b.copy("sync", code=1)
    mine = two.a.copy
    deciding.correct(two.a.as_(CHAIR), other, FUNDED, reason="nobody else pays")  # before anybody there hears of it
    two.forward()
    said = mine("sync", code=1).out
    assert "300.00 was paid or promised in a change that was set aside" in said.split("Set aside")[1]
    mine("waiting", mine("waiting", "--json", code=1).json[0]["id"], "--let-go")
    mine.sync()
    found = mine("verify", "--choices", "--json", code=1).json["findings"]
    assert "VER020" not in [f["rule"] for f in found]
    assert [f["rule"] for f in found if f["severity"] == "error"] == ["VER019"]
    why = ("--outcome", "funded", "--why", "nobody else pays", "--reason", "need=small")
    error = mine.refused("fund", "correct", other, *why)
    assert error["code"] == "over-budget"
    assert "300.00 was paid or promised in a change that was set aside" in error["message"]
    assert error["hint"] == "imatter waiting"
    two.forward()
    two.b.copy("waiting", commit[:12], "--let-go")
    two.b.copy.sync()
    mine.sync()
    mine("verify")
    assert "Left to give: £200." in mine("fund", "correct", other, *why).out


def test_an_event_is_done_again_once_nothing_is_in_its_way(
    call: Callable[..., Any], home: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    two: Any = RealTwo("published", tmp_path, call, monkeypatch)
    two.share()
    award = two.ids[0]
    happen(two.a.as_(CHAIR), award, "revoke", reason="stopped")
    two.a.copy.sync()
    happen(two.b.as_(HOLDER), award, "accept")
    two.b.copy("sync", code=1)
    (waits,) = two.b.copy("waiting", "--json", code=1).json
    two.a.copy("undo", "--reason", "recorded by mistake")
    two.a.copy.sync()
    two.b.copy.sync(code=1)
    two.b.copy("waiting", waits["id"], "--again")
    assert two.b.copy.sync()["waits"] == 0
    two.a.copy.sync()
    assert two.a.copy.files() == two.b.copy.files()
    for copy in (two.a.copy, two.b.copy):
        assert copy("show", award, "--json").json["status"] == "accepted"
        copy("verify")


def test_what_was_decided_meanwhile_is_told_to_those_who_may_know(
    call: Callable[..., Any], home: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    two: Any = RealTwo("closed", tmp_path, call, monkeypatch)
    two.share()
    id = two.ids[0]
    deciding.decide(two.a.as_(CHAIR), id, FUNDED)
    two.a.copy.sync()
    deciding.decide(two.b.as_(CHAIR), id, FUNDED)  # in the copy of the applicant
    two.forward()
    (left,) = two.b.copy.sync(code=1)["set_aside"]
    assert two.b.copy("waiting", "--json").json == []
    assert left["why"] == [f"Somebody else changed {id} first."]
    two.a.copy.sync(code=1)
    (waits,) = two.a.copy("waiting", "--json", code=1).json
    assert waits["why"] == ["The application is funded. Decide needs one that is eligible."]
    assert [e["outcome"] for e in (*waits["did"][0]["entries"], *waits["stands"][0]["since"])] == ["funded", "funded"]


def test_nobody_learns_of_a_decision_or_a_reviewer_by_what_waits_or_came_in(
    call: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    two: Any = RealTwo("closed", tmp_path, call, monkeypatch)
    two.share()
    chair, applicant, id = two.a.copy, two.b.copy, two.ids[0]
    assert call("join", two.shared, tmp_path / "third", "--as", OTHER_CHAIR).code == 0
    other = Copy(tmp_path / "third", call)
    decide = ("fund", "decide", id, "--reason", "need=small and ready", "--outcome")
    chair(*decide, "not-funded")
    chair("practitioner", "new", "--role", "reviewer")
    chair.sync()
    other(*decide, "funded")
    other("sync", code=1)
    (own,) = other("waiting", "--json", code=1).json
    came = applicant.sync()["came"]
    assert [one["did"] for one in came] == ["practitioner join"]
    assert applicant("waiting", "--json").json == []
    assert applicant("waiting").out == "Nothing is waiting.\n"
    assert applicant.refused("waiting", own["id"], code=3)["code"] == "not-found"
    assert "Set aside" not in applicant("show", id).err
    assert "decide" not in applicant("log", "--json").out


def test_the_reason_why_a_change_was_set_aside_tells_no_decision(
    call: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    two: Any = RealTwo("scored", tmp_path, call, monkeypatch)
    two.share()
    id = two.ids[0]
    two.a.copy("fund", "close", "2026-Q4")
    two.a.copy("fund", "decide", id, "--reason", "need=small and ready", "--outcome", "not-funded")
    two.a.copy.sync()
    two.b.copy("fund", "withdraw", id, "--reason", "no time")
    told = [two.b.copy("sync", "--json", code=1).out, two.b.copy("waiting", code=1).out]
    told += [two.b.copy(*line, code=code).out for line, code in ((("waiting", "--json"), 1), (("status",), 0))]
    assert all(f"Somebody else changed {id} first." in one for one in told[:3])
    assert not any("not-funded" in one or "not funded" in one for one in told)


def test_an_applicant_reads_who_reviewed_nowhere(
    call: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    two: Any = RealTwo("screened", tmp_path, call, monkeypatch)
    two.share()
    chair, applicant, id = two.a.copy, two.b.copy, two.ids[0]
    marks = [word for mark in MARKS for word in ("--score", f"{mark['criterion']}={mark['score']}")]
    chair("--as", REVIEWERS[0], "fund", "score", id, *marks, "--comment", "ready")
    chair.sync()
    came = applicant("sync")
    assert "review submit" in came.out
    assert REVIEWERS[0] not in came.out


def test_what_two_people_say_of_the_same_money_is_set_aside(
    call: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    two: Any = RealTwo("published", tmp_path, call, monkeypatch)
    two.share()
    id = two.ids[0]
    two.b.copy("fund", "accept", id)
    two.a.copy("fund", "pay", id)
    two.b.copy.sync()
    two.b.copy("fund", "report", id, "--spent", "280", "--learnt", "quiet helps")
    two.forward()
    two.a.copy("--as", HOLDER, "fund", "report", id, "--spent", "300", "--learnt", "quiet helps")
    two.a.copy.sync()
    (left,) = two.b.copy.sync(code=1)["set_aside"]
    assert left["why"] == [f"Somebody else said something different in {id} first (spent)."]
    assert [e["spent"] for e in two.b.copy("show", id, "--json").json["timeline"] if "spent" in e] == ["300.00"]


def test_what_two_people_say_of_one_persons_roles_is_set_aside(mine: Copy, theirs: Copy) -> None:
    person = mine.do("practitioner", "new", "--role", "reviewer")
    mine.sync()
    theirs.sync()
    theirs("--as", ME, "practitioner", "role", person, "--role", "lead")
    mine("practitioner", "role", person, "--role", "practitioner")
    mine.sync()
    (left,) = theirs.sync(code=1)["set_aside"]
    assert left["why"] == [f"Somebody else said something different in {person} first (roles)."]
    assert mine("show", person, "--json").json["roles"] == ["practitioner"]


def test_a_trial_run_of_a_sync_says_what_waits(mine: Copy, theirs: Copy, idea: str, aside: str) -> None:
    done = theirs("sync", "--dry-run", code=1)
    assert "You still have 1 earlier change waiting." in done.out
    theirs.do(*IDEA)
    assert "  project new prj-" in theirs("sync", code=1).out


def test_a_field_is_named_in_words(mine: Copy, theirs: Copy, idea: str) -> None:
    mine.do("project", "edit", idea, "--focus-area", "bedtime")
    mine.sync()
    theirs.do("project", "edit", idea, "--focus-area", "breakfast")
    assert f"Somebody else changed focus areas of {idea} first." in theirs("sync", code=1).out
