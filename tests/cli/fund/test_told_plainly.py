"""What is refused is said of what somebody tried, to whoever tried it."""

from __future__ import annotations

from typing import Any

import pytest

WHY = ("--reason", "need=small, ready, wanted")
SCORES = ("--score", "need=3", "--score", "fit=3", "--score", "feasible=3", "--comment", "late")


def test_two_codes_with_a_licence_each_may_be_noted_as_one_person(programme: Any) -> None:
    first, _ = programme.holder("he1draa")
    second, _ = programme.holder("he1drbb")
    programme.do("practitioner", "edit", first, "--same-as", second)
    found = programme.do("check")["findings"]
    assert [(f["rule"], f["severity"]) for f in found] == [("LIC006", "advice")]
    (licence,) = programme.do("licence", "list", "--practitioner", second)
    programme.do("licence", "end", licence["id"], "--reason", "time")
    assert programme.do("check")["findings"] == []
    wrong = programme.run("licence", "record", "--practitioner", second, "--json").error
    assert wrong["code"] == "has-licence"


def test_while_a_quarter_is_decided_refusals_tell_of_nothing_else(programme: Any) -> None:
    holders = [programme.holder(f"he1dr{c}{c}") for c in "ab"]
    decided, waits = (programme.apply(holder, "room=100") for holder in holders)
    programme.reviewed(decided, waits)
    programme.fund("close", "2026-Q4")
    programme.fund("decide", decided, "--outcome", "funded", *WHY)
    told = programme.run("fund", "score", decided, *SCORES, who=programme.reviewers[0]).err
    assert "decide" not in told.replace("decided", "") and "coordinator can do this" not in told
    for app, (who, _) in zip((decided, waits), holders, strict=True):
        wrong = programme.run("fund", "withdraw", app, "--json", who=who).error
        assert wrong["code"] == "not-published" and wrong["message"].startswith("2026-Q4 is being decided.")
        assert "fund publish" not in wrong["hint"] and "decision on" not in wrong["message"]


@pytest.mark.parametrize("limit", [1, 3])
def test_a_log_of_so_many_changes_counts_those_that_its_reader_sees(programme: Any, limit: int) -> None:
    who, project = programme.holder("he1draa")
    app = programme.apply((who, project), "room=100")
    programme.reviewed(app)
    programme.fund("close", "2026-Q4")
    programme.fund("decide", app, "--outcome", "funded", *WHY)
    lines = programme.run("log", "--limit", str(limit), who=who).out.splitlines()
    assert len([line for line in lines if line.strip()]) >= limit and all(line.strip() for line in lines)


def test_the_applicants_log_has_the_decisions_that_were_published_each_once_and_no_others(programme: Any) -> None:
    """Also where several were made within one second."""
    who, project = programme.holder("he1draa")
    app = programme.apply((who, project), "room=100")
    programme.reviewed(app)
    programme.fund("close", "2026-Q4")
    defer = ("--outcome", "deferred", "--quarter", "2027-Q1", "--asks", "a quote")
    programme.fund("decide", app, *defer, *WHY)
    programme.fund("publish", "2026-Q4")
    programme.fund("open", "2027-Q1", "--budget", "500", "--quorum", "1", "--reviewer", programme.reviewers[0])
    programme.fund("carry", app)
    programme.fund("close", "2027-Q1")
    programme.fund("decide", app, "--outcome", "not-funded", *WHY)
    programme.do("undo", "--reason", "typed wrongly")
    programme.fund("decide", app, "--outcome", "funded", *WHY)
    programme.fund("correct", app, "--outcome", "part-funded", "--award", "60", *WHY, "--why", "a sum was wrong")
    programme.fund("publish", "2027-Q1")
    shown = [(e["event"], e.get("outcome")) for e in programme.do("show", app, who=who)["timeline"]]
    told = programme.do("log", app, who=who)
    assert [event for one in told for event in one["events"]] == [event for event, _ in shown]
    lines = [line for line in programme.run("log", app, who=who).out.splitlines() if " decided " in line]
    assert [outcome for _, outcome in shown if outcome][1:] == ["deferred", "part-funded"]
    assert len(lines) == 2 and "deferred" in lines[0] and "part-funded" in lines[1]


@pytest.mark.parametrize("format", ["text", "html"])
def test_a_letter_about_an_award_says_what_came_of_it_and_asks_only_for_what_is_still_to_do(
    programme: Any, format: str
) -> None:
    who, project = programme.holder("he1draa")
    app = programme.apply((who, project), "room=100")
    programme.reviewed(app)
    programme.fund("close", "2026-Q4")
    programme.fund("decide", app, "--outcome", "part-funded", "--award", "60", *WHY)
    programme.fund("publish", "2026-Q4")
    line = ("letters", "--quarter", "2026-Q4", "--format", format, "--accept-by", "2026-12-20")
    for *step, said, asked in (
        ("accept", app, "You have accepted this award", 1),
        ("pay", app, "--amount", "20", "We have paid part of it to your host", 1),
        ("pay", app, "We have paid it to your host", 1),
        ("report", app, "--spent", "60", "--learnt", "a room helps", "we have your report", 0),
    ):
        programme.fund(*step)
        letter = " ".join(programme.fund(*line)[0]["text"].split())
        assert said in letter and "Please say" not in letter, step
        assert letter.count("Once it is spent") == asked, step


def test_letters_ask_for_nothing_that_is_over_and_promise_nothing_that_is_refused(programme: Any) -> None:
    declined, not_eligible = (
        programme.apply(programme.holder(f"he1dr{c}{c}"), "room=100", screen=c == "a") for c in "ab"
    )
    programme.fund("screen", not_eligible, "--outcome", "not-eligible", "--criterion", "key-barrier")
    programme.reviewed(declined)
    programme.fund("close", "2026-Q4")
    programme.fund("decide", declined, "--outcome", "funded", *WHY)
    programme.fund("publish", "2026-Q4")
    letters = {one["application"]: one["text"] for one in programme.fund("letters", "--quarter", "2026-Q4")}
    assert "whether you accept" in letters[declined] and "We can correct a decision" in letters[declined]
    assert "We can correct a decision" in letters[not_eligible]
    why = ("--reason", "complete=It is complete.", "--why", "we overlooked a page")
    defer = ("--outcome", "deferred", "--quarter", "2027-Q1", "--asks", "a quote", *why)
    programme.fund("correct", not_eligible, *defer, "--dry-run")
    programme.fund("decline-award", declined)
    letters = {one["application"]: one["text"] for one in programme.fund("letters", "--quarter", "2026-Q4")}
    assert "whether you accept" not in letters[declined] and "don't take up this award" in letters[declined]


def test_a_cancelled_quarter_leaves_nobody_in_the_dark(programme: Any) -> None:
    holders = [programme.holder(f"he1dr{c}{c}") for c in "abc"]
    refused, waits = (programme.apply(holder, "room=100") for holder in holders[:2])
    draft = programme.apply(holders[2], "room=100", submit=False)
    programme.reviewed(refused, waits)
    programme.fund("open", "2027-Q1", "--budget", "500", "--opens", "2027-01-05", "--closes", "2027-02-05")
    programme.fund("close", "2026-Q4")
    programme.fund("decide", refused, "--outcome", "not-funded", *WHY)
    programme.fund("cancel", "2026-Q4", "--reason", "there is no money", "--into", "2027-Q1")
    assert programme.fund("show", refused, who=holders[0][0])["status"] == "not-funded"
    assert "deferred_here" in (page := programme.fund("review", "--quarter", "2027-Q1"))
    assert page["deferred_here"] == [], "it was moved on, not deferred"
    (due,) = [d for d in programme.do("due", who=holders[2][0])["due"] if d["id"] == draft]
    assert due["command"] == f"imatter fund withdraw {draft}" and "was cancelled" in due["why"]


def test_a_second_award_a_late_reason_and_a_conflict_noted_later_are_told(programme: Any, tmp_path: Any) -> None:
    holder = programme.holder("he1draa")
    first, second = programme.apply(holder, "room=100"), programme.apply(holder, "books=50", submit=False)
    programme.fund("close", "2026-Q4")
    programme.fund("submit", second, "--late", "--reason", "the post was slow")
    programme.fund("screen", second, "--outcome", "eligible")
    programme.reviewed(first, second)
    assert "already has" not in programme.run("fund", "decide", first, "--outcome", "funded", *WHY).out
    told = programme.run("fund", "decide", second, "--outcome", "funded", *WHY).out
    assert f"The same project already has £100 with {first}." in told
    page = tmp_path / "page.html"
    programme.fund("pack", "--quarter", "2026-Q4", "--html", str(page))
    assert "Handed in late: the post was slow" in page.read_text()
    programme.do("practitioner", "edit", programme.coordinator, "--same-as", holder[0], who=programme.second)
    assert "FND012" in [f["rule"] for f in programme.do("check")["findings"]]


def test_what_is_said_leads_somewhere(programme: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A quarter opened again after its last day, a draft for a closed one, too much asked, a review to come."""
    app = programme.apply(programme.holder("he1draa"), "room=100")
    first, second, _ = programme.reviewers
    programme.fund("assign", app, "--reviewer", first, "--reviewer", second)
    nothing = programme.run("fund", "edit", "2026-Q4", "--quorum", "2", "--json").error
    assert (nothing["code"], nothing["hint"]) == ("nothing-changed", "imatter fund rounds 2026-Q4")
    programme.fund("edit", "2026-Q4", "--ceiling", "300", "--reason", "the board agreed")
    other = programme.holder("he1drbb")
    draft = programme.apply(other, "room=450", submit=False)
    said = programme.run("fund", "submit", draft, who=other[0]).out
    above = "It asks for more than one application can be given in 2026-Q4: £300."
    assert above in said
    assert above in programme.run("fund", "screen", draft, "--outcome", "eligible").out
    assert "asks for more than the ceiling" in programme.run("fund", "review", "--quarter", "2026-Q4").out
    programme.fund("close", "2026-Q4")
    hint = programme.run("fund", "decide", app, "--outcome", "funded", *WHY, "--json").error["hint"]
    assert hint == f"imatter fund show {app} shows whose review is still to come."
    third = programme.holder("he1drcc")
    begun = (
        "fund",
        "apply",
        "--project",
        third[1],
        "--round",
        "2026-Q4",
        "--key-barrier",
        "no line",
        "--payee",
        "host",
    )
    begun_out = programme.run(*begun, "--cost", "room=20", who=third[0]).out
    assert "2026-Q4 takes no applications now" in begun_out and "--round QUARTER" in begun_out
    programme.fund("open", "2027-Q1", "--budget", "500")
    late = programme.fund(*begun[1:-1], "host", "--cost", "room=20", who=third[0])["id"]
    for quarter, closed in (("2027-Q1", False), ("2026-Q4", True)):
        moved = programme.run("fund", "edit", late, "--round", quarter, who=third[0]).out
        assert (f"{quarter} takes no applications now" in moved) == closed
    monkeypatch.setenv("IMATTER_NOW", "2027-01-20T10:00:00Z")
    said = programme.run("fund", "reopen", "2026-Q4", "--reason", "the letter went out late").out
    assert "nobody can apply in it yet" in said and "imatter fund edit 2026-Q4 --closes DAY --reason WHY" in said


def test_a_quarter_with_too_few_reviewers_says_so_when_it_is_opened_and_edited(programme: Any) -> None:
    opened = programme.run("fund", "open", "2027-Q1", "--budget", "500").out
    assert "It has no reviewers so far. Each application needs 2 reviews." in opened
    assert "imatter fund edit 2027-Q1 --reviewer PERSON" in opened
    one, two = (("fund", "edit", "2027-Q1", "--reviewer", reviewer) for reviewer in programme.reviewers[:2])
    assert "It has 1 reviewer so far. Each application needs 2 reviews." in programme.run(*one).out
    assert "so far" not in programme.run(*two).out


def test_a_review_that_was_sent_counts_without_its_reviewer_until_a_conflict_takes_it_out(programme: Any) -> None:
    """Whoever is taken out of the quarter, leaves or changes roles is told of once, and decided on as before."""
    one, two, three = programme.reviewers
    apps = [programme.apply(programme.holder(f"he1dr{c}"), "room=100") for c in ("aa", "bb")]
    programme.reviewed(*apps)
    out = ("fund", "edit", "2026-Q4", "--without-reviewer", one, "--reason", "she moves away")
    told = programme.run(*out).out
    assert f"The reviews that {one} sent still count: {', '.join(sorted(apps))}." in told.replace("\n", " ")
    assert f"imatter fund recuse {sorted(apps)[0]} --reviewer {one} --conflict KIND" in told
    assert "sent still count" not in programme.run("fund", "edit", "2026-Q4", "--without-reviewer", three).out
    programme.fund("close", "2026-Q4")
    programme.fund("decide", apps[0], "--outcome", "funded", *WHY)
    left = programme.run("practitioner", "leave", one, "--reason", "moved away").out
    assert f"The review that {one} sent still counts: {apps[1]}." in left
    (waits,) = [a for a in programme.fund("review")["applications"] if a["id"] == apps[1]]
    assert (waits["ready"], waits["reviews_in"]) == (True, 2)
    programme.fund("recuse", apps[1], "--reviewer", one, "--conflict", "money")
    assert programme.refused("decide", apps[1], "--outcome", "funded", *WHY) == "no-quorum"
    assert programme.do("check")["findings"] == []
    roles = programme.run("practitioner", "role", two, "--role", "practitioner").out
    assert f"The review that {two} sent still counts: {apps[1]}." in roles
