"""A screening that was wrong is put right by another one, with a reason, until the application is decided."""

from __future__ import annotations

from pathlib import Path
from typing import Any

NOT = ("--outcome", "not-eligible", "--criterion", "key-barrier")
YES = ("--outcome", "eligible")
WHY = ("--reason", "the barrier is on its second page")


def screened_out(programme: Any) -> str:
    app = programme.apply(programme.holder("he1draa"), "room=100", screen=False)
    programme.fund("screen", app, *NOT)
    return str(app)


def test_an_application_that_was_not_eligible_is_screened_again_and_then_decided(
    programme: Any, tmp_path: Path
) -> None:
    app = screened_out(programme)
    programme.fund("close", "2026-Q4")
    error = programme.run("fund", "screen", app, *YES, "--json").error
    assert (error["code"], error["hint"]) == ("missing-reason", "--reason WHY")
    assert error["message"] == f"Not screened: {app}. It was screened before, so this needs a reason."
    assert programme.fund("screen", app, *YES, *WHY)["status"] == "eligible"
    told = programme.run("fund", "show", app, who="prc-2611-he1draa").out
    assert "screened: the barrier is on its second page" in told
    programme.reviewed(app)
    sitting = programme.fund("review")["applications"][0]
    assert (sitting["standing"], sitting["screened_again"]) == ("ready, screened again", WHY[1])
    programme.fund("decide", app, "--outcome", "funded", "--reason", "need=small")
    page = tmp_path / "page.html"
    programme.fund("pack", "--html", str(page))
    assert "Screened again: the barrier is on its second page" in page.read_text()
    assert programme.refused("screen", app, *NOT, *WHY) == "lifecycle"
    assert programme.do("check")["findings"] == []


def test_the_reason_of_a_screening_is_corrected_by_screening_it_the_same_with_another_reason(programme: Any) -> None:
    app = screened_out(programme)
    assert programme.fund("screen", app, *NOT, *WHY)["status"] == "not-eligible"
    assert f"screened: {WHY[1]}" in programme.run("log", app).out
    assert programme.refused("screen", app, *NOT, *WHY) == "nothing-changed"
    assert programme.do("check")["findings"] == []


def test_screening_again_needs_what_a_correction_needs(programme: Any) -> None:
    app = screened_out(programme)
    assert programme.refused("screen", app, *YES, *WHY, who="prc-2611-he1draa") == "not-yours"
    programme.fund("abstain", app, "--conflict", "money", who=programme.second)
    assert programme.refused("screen", app, *YES, *WHY, who=programme.second) == "conflict-of-interest"
    undo = programme.run("undo", "--json", programme.git("log", "-1", "--format=%H", f"--grep=screen {app}"))
    assert (undo.code, undo.error["code"]) == (2, "missing"), "taking it back is correcting it, too"
    assert programme.refused("decide", app, "--outcome", "funded", "--reason", "need=x") == "lifecycle"
    other = programme.apply(programme.holder("he1drbb"), "books=50", screen=False)
    assert [r["id"] for r in programme.fund("screen", "--quarter", "2026-Q4", *YES)["series"]] == [other]
    programme.fund("withdraw", other, who="prc-2611-he1drbb")
    programme.fund("close", "2026-Q4")
    programme.fund("publish", "2026-Q4")
    assert programme.refused("screen", app, *YES, *WHY) == "round-over"


def test_what_was_published_as_not_eligible_is_deferred_and_decided_in_a_later_quarter(programme: Any) -> None:
    app = screened_out(programme)
    reasons = ("--reason", "complete=It is complete.", "--why", "we overlooked its second page")
    defer = ("correct", app, "--outcome", "deferred", "--quarter", "2027-Q1", "--asks", "a quote", *reasons)
    assert programme.refused(*defer) == "not-eligible", "in an open quarter, too"
    programme.fund("close", "2026-Q4")
    error = programme.run("fund", *defer, "--json").error
    assert (error["code"], error["hint"]) == (
        "not-eligible",
        f"If it was screened wrongly, screen it again: imatter fund screen {app} --outcome eligible --reason WHY",
    )
    programme.fund("publish", "2026-Q4")
    letter = programme.fund("letters", "--quarter", "2026-Q4")[0]["text"]
    assert "can't consider your application" in letter and "We can correct a decision" in letter
    error = programme.run("fund", "screen", app, *YES, *WHY, "--json").error
    assert f"imatter fund correct {app} --outcome deferred" in error["hint"]
    assert programme.refused("correct", app, "--outcome", "funded", *reasons) == "not-eligible"
    programme.fund("abstain", app, "--conflict", "money", who=programme.second)
    assert programme.refused(*defer, who=programme.second) == "conflict-of-interest"
    programme.fund(*defer)
    letter = programme.fund("letters", "--quarter", "2026-Q4")[0]["text"]
    assert "This letter replaces our letter of 24 November 2026" in letter and "deferred to 2027-Q1" in letter
    assert "corrected: we overlooked its second page" in programme.run("fund", "show", app).out
    (entry,) = programme.fund("review", "--quarter", "2026-Q4")["applications"]
    assert (entry["status"], entry["now"], entry["since"][0]["event"]) == ("not-eligible", "deferred", "correct")
    assert [f["rule"] for f in programme.do("check")["findings"]] == []
    assert [d["what"] for d in programme.do("due")["due"]] == []
    programme.fund("open", "2027-Q1", "--budget", "500", "--quorum", "1", "--reviewer", programme.reviewers[0])
    assert programme.fund("carry", app)["status"] == "eligible"


def test_a_screening_that_was_corrected_by_hand_without_a_reason_is_found(programme: Any) -> None:
    app = screened_out(programme)
    path = next(programme.root.rglob(f"{app}.yaml"))
    text = path.read_text().replace("status: not-eligible", "status: eligible")
    more = f"  - at: 2026-11-24T09:00:00Z\n    event: screen\n    by: {programme.coordinator}\n    outcome: eligible\n"
    path.write_text(text + more)
    programme.git("commit", "-qam", "by hand")
    found = programme.run("check", "--json").json["findings"]
    assert [(f["rule"], f["message"]) for f in found] == [("TIM001", "It was screened before, so this needs a reason.")]
