"""What must hold at every step: the licence, the people, the round's terms and its closing day."""

from __future__ import annotations

import re
from typing import Any

import pytest

WHY = ("--reason", "need=small, ready, wanted")
ROUND = "2026-Q4"


def licence_of(programme: Any, who: str) -> str:
    return str(programme.do("licence", "list", "--practitioner", who)[0]["id"])


def end_licence(programme: Any, who: str) -> None:
    programme.do("licence", "end", licence_of(programme, who), "--reason", "time")


def rules_found(programme: Any) -> list[str]:
    return [f["rule"] for f in programme.run("check", "--json").json["findings"]]


def test_an_ended_licence_stops_every_step_towards_money(programme: Any) -> None:
    """Screening, deciding, accepting and paying need it; the sitting says so; nothing is wrong for what came later."""
    holders = [programme.holder(f"he1dr{c}{c}") for c in "abcd"]
    to_screen, to_decide, to_accept, to_pay = (
        programme.apply(holder, "room=100", screen=n > 0) for n, holder in enumerate(holders)
    )
    programme.reviewed(to_decide, to_accept, to_pay)
    end_licence(programme, holders[0][0])
    assert programme.refused("screen", to_screen, "--outcome", "eligible") == "no-active-licence"
    programme.fund("screen", to_screen, "--outcome", "not-eligible", "--criterion", "key-barrier")
    programme.fund("close", ROUND)
    programme.fund("decide", to_accept, "--outcome", "funded", *WHY)
    programme.fund("decide", to_pay, "--outcome", "funded", *WHY)
    end_licence(programme, holders[1][0])
    (entry,) = (a for a in programme.fund("review")["applications"] if a["id"] == to_decide)
    assert (entry["standing"], entry["ready"], entry["blocks"]) == ("no active licence", False, ["licence"])
    assert programme.refused("decide", to_decide, "--outcome", "funded", *WHY) in ("no-active-licence", "project-over")
    programme.fund("decide", to_decide, "--outcome", "not-funded", *WHY)
    programme.fund("publish", ROUND)
    programme.fund("accept", to_pay, who=holders[3][0])
    for who, _ in holders[2:]:
        end_licence(programme, who)
    assert programme.refused("accept", to_accept, who=holders[2][0]) == "no-active-licence"
    assert programme.refused("pay", to_pay) == "no-active-licence"
    checked = programme.run("check", "--json")
    assert checked.code == 0, "an award whose licence ended later is advice"
    assert [f["rule"] for f in checked.json["findings"]] == ["APP007", "APP007"]
    programme.fund("revoke", to_pay, "--reason", "the licence ended")
    programme.do("licence", "renew", licence_of(programme, holders[2][0]))
    programme.fund("accept", to_accept, who=holders[2][0])
    assert rules_found(programme) == []


def test_an_award_for_a_stopped_project_waits_and_one_for_a_completed_project_is_paid(programme: Any) -> None:
    """Accepting and paying need a project that goes on; until it is paid that is advice, at publication too."""
    stopped, over = programme.holder("he1draa"), programme.holder("he1drbb")
    to_accept, to_pay = programme.apply(stopped, "room=100"), programme.apply(over, "room=100")
    programme.reviewed(to_accept, to_pay)
    programme.fund("close", ROUND)
    for app in (to_accept, to_pay):
        programme.fund("decide", app, "--outcome", "funded", *WHY)
    programme.do("project", "start", stopped[1])
    programme.do("project", "stop", stopped[1], "--reason", "time")
    end_licence(programme, over[0])
    said = programme.run("fund", "publish", ROUND).out
    assert f"{to_accept} can't be paid as things are: {stopped[1]} is stopped." in said
    assert f"{to_pay} can't be paid as things are: " in said and "imatter licence renew" in said
    assert programme.refused("accept", to_accept, who=stopped[0]) == "project-over"
    assert rules_found(programme) == ["APP009", "APP007"] or rules_found(programme) == ["APP007", "APP009"]
    programme.do("licence", "renew", licence_of(programme, over[0]))
    programme.do("project", "revisit", stopped[1], "--reason", "time again")
    programme.fund("accept", to_accept, who=stopped[0])
    programme.do("project", "stop", stopped[1], "--reason", "time")
    assert programme.refused("pay", to_accept) == "project-over"
    assert rules_found(programme) == ["APP009"]
    programme.do("project", "revisit", stopped[1], "--reason", "time again")
    programme.fund("pay", to_accept)
    programme.do("project", "stop", stopped[1], "--reason", "time")
    assert rules_found(programme) == []


def test_a_deferred_application_is_not_carried_without_licence_or_for_a_stopped_project(programme: Any) -> None:
    holder = programme.holder("he1draa")
    app = programme.apply(holder, "room=100")
    programme.reviewed(app)
    programme.fund("open", "2027-Q1", "--budget", "500")
    programme.fund("close", ROUND)
    programme.fund("decide", app, "--outcome", "deferred", "--quarter", "2027-Q1", "--asks", "a quote", *WHY)
    programme.fund("publish", ROUND)
    programme.do("project", "start", holder[1])
    programme.do("project", "stop", holder[1], "--reason", "time")
    assert programme.refused("carry", app) == "project-over"
    programme.do("project", "revisit", holder[1], "--reason", "time again")
    programme.do("licence", "pause", licence_of(programme, holder[0]), "--reason", "time")
    assert programme.refused("carry", app) == "no-active-licence"
    programme.do("licence", "resume", licence_of(programme, holder[0]))
    programme.fund("carry", app)
    assert rules_found(programme) == []


def test_paid_by_hand_under_an_ended_licence_is_found_and_stops_nothing_else(programme: Any) -> None:
    holder, other = programme.holder("he1draa"), programme.holder("he1drbb")
    app = programme.apply(holder, "room=100")
    programme.reviewed(app)
    programme.fund("close", ROUND)
    programme.fund("decide", app, "--outcome", "funded", *WHY)
    programme.fund("publish", ROUND)
    programme.fund("accept", app, who=holder[0])
    end_licence(programme, holder[0])
    path = next(programme.root.rglob(f"{app}.yaml"))
    paid = f'  - at: 2026-12-02\n    event: pay\n    by: {programme.coordinator}\n    amount: "100.00"\n'
    path.write_text(path.read_text().replace("status: accepted", "status: paid") + paid, encoding="utf-8")
    programme.git("commit", "-aqm", "paid by hand")
    assert "APP002" in rules_found(programme)
    programme.do("project", "step", other[1], "--text", "read together")


def test_a_reviewer_who_left_is_not_counted_on(programme: Any) -> None:
    app = programme.apply(programme.holder("he1draa"), "room=100")
    programme.fund("assign", app)
    assigned = re.findall(r"reviewer: (\S+)", "".join(p.read_text() for p in programme.root.rglob("rev-*.yaml")))
    programme.do("practitioner", "leave", assigned[0], "--reason", "time")
    assert programme.refused("assign", app, "--reviewer", assigned[0]) in ("assigned-already", "not-a-reviewer")
    programme.fund("assign", app)
    now = re.findall(r"reviewer: (\S+)", "".join(p.read_text() for p in programme.root.rglob("rev-*.yaml")))
    assert sorted(now) == sorted(programme.reviewers)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("--quorum", "3"), "no-quorum"),
        (("--ceiling", "10"), "over-ceiling"),
        (("--budget", "50", "--reserve", "0"), "over-budget"),
        (("--closes", "2026-11-01"), "past-closing"),
        (("--quorum", "1"), "missing-reason"),
        (("--budget", "5000"), "missing-reason"),
    ],
)
def test_terms_do_not_change_under_what_is_decided(programme: Any, change: tuple[str, ...], code: str) -> None:
    app = programme.apply(programme.holder("he1draa"), "room=100")
    programme.reviewed(app)
    programme.fund("close", ROUND)
    programme.fund("decide", app, "--outcome", "funded", *WHY)
    reason = () if code == "missing-reason" else ("--reason", "the board asked for it")
    assert programme.refused("edit", "2026-q4", *change, *reason) == code
    if code == "missing-reason":
        programme.fund("edit", "2026-q4", *change, "--reason", "the board asked for it")
        assert rules_found(programme) == []


def test_after_closing_an_application_stays_as_it_was_handed_in(programme: Any) -> None:
    """Late is a coordinator's to grant; changes go through them, with a reason; the sitting marks both."""
    holder, late = programme.holder("he1draa"), programme.holder("he1drbb")
    app, other = programme.apply(holder, "room=100"), programme.apply(late, "room=50", submit=False)
    back = programme.apply(programme.holder("he1drcc"), "room=30", screen=False)
    programme.fund("close", ROUND)
    assert programme.refused("edit", app, "--cost", "room=200", who=holder[0]) == "past-closing"
    assert programme.refused("edit", app, "--cost", "room=90") == "missing-reason"
    programme.fund("edit", app, "--cost", "room=90", "--reason", "a cost was counted twice")
    on_purpose = ("submit", other, "--late", "--reason", "the post was late")
    assert programme.refused(*on_purpose, who=late[0]) == "past-closing"
    programme.fund(*on_purpose)
    programme.fund("return", back, "--reason", "the quote is missing")
    owner = re.search(r"practitioner: (\S+)", programme.file(back))
    assert owner
    programme.fund("submit", back, who=owner[1])
    said = {a["id"]: a["standing"] for a in programme.fund("review")["applications"]}
    assert "changed after closing" in said[app]
    assert "late" in said[other].split(", ")
    assert "changed after closing" in said[back]


def test_what_was_returned_in_time_and_not_submitted_again_is_closed_with_its_quarter(
    programme: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is returned after closing is expected back, and marked; what came back before is as late as any other."""
    holder = programme.holder("he1draa")
    app = programme.apply(holder, "room=100", screen=False)
    monkeypatch.setenv("IMATTER_NOW", "2026-11-24T09:30:00Z")
    programme.fund("return", app, "--reason", "the quote is missing")
    programme.fund("edit", app, "--cost", "room=110", who=holder[0])
    monkeypatch.setenv("IMATTER_NOW", "2026-11-24T10:00:00Z")
    programme.fund("close", ROUND)
    more = ("edit", app, "--cost", "room=500")
    assert programme.refused(*more, who=holder[0]) == "past-closing"
    told = programme.run("fund", *more, "--json", who=holder[0]).error
    assert told["message"] == f"Not edited: 2026-Q4 is closed, and {app} was not submitted again in time."
    assert told["hint"].startswith(
        f"Move it to a later quarter once one is open: imatter fund edit {app} --round QUARTER. "
    )
    assert programme.refused(*more) == "missing-reason"
    programme.fund("open", "2027-Q1", "--budget", "500")
    told = programme.run("fund", *more, "--json", who=holder[0]).error
    assert told["hint"].startswith(f"Move it to 2027-Q1, which is open: imatter fund edit {app} --round 2027-Q1. Or ")
    programme.fund("edit", app, "--round", "2027-Q1", "--cost", "room=120", who=holder[0])
    programme.fund("submit", app, who=holder[0])
    assert programme.do("check")["findings"] == []


def test_a_conflict_also_keeps_from_what_is_done_for_the_applicant(programme: Any) -> None:
    holder = programme.holder("he1draa")
    app = programme.apply(holder, "room=100")
    draft = programme.apply(holder, "books=10", submit=False)
    for id in (app, draft):
        programme.fund("recuse", id, "--reviewer", programme.second, "--conflict", "money", who=programme.second)
    lines = (("withdraw", app), ("edit", app, "--payee", "practitioner"), ("submit", draft))
    assert {programme.refused(*line, who=programme.second) for line in lines} == {"conflict-of-interest"}
    programme.reviewed(app)
    programme.fund("close", ROUND)
    programme.fund("decide", app, "--outcome", "funded", *WHY)
    programme.fund("publish", ROUND)
    for event in ("accept", "decline-award"):
        assert programme.refused(event, app, who=programme.second) == "conflict-of-interest"
    programme.fund("accept", app)


def test_terms_change_for_a_reason_once_somebody_applied_and_the_quorum_can_be_met(programme: Any) -> None:
    programme.fund("edit", ROUND, "--quorum", "1")
    programme.fund("edit", ROUND, "--quorum", "2")
    assert programme.refused("edit", ROUND, "--quorum", "9") == "no-quorum"
    holder = programme.holder("he1draa")
    app = programme.apply(holder, "room=100")
    assert programme.refused("edit", ROUND, "--quorum", "1") == "missing-reason"
    programme.fund("edit", ROUND, "--quorum", "3", "--reason", "the board asked for it")
    programme.fund("edit", ROUND, "--quorum", "2", "--reason", "one reviewer is ill")
    programme.reviewed(app)
    programme.fund("close", ROUND)
    refused = programme.run("fund", "edit", app, "--cost", "room=90", "--json", who=holder[0]).error
    assert refused["code"] == "past-closing" and f"imatter fund edit {app} --reason" in refused["hint"]
    programme.fund("decide", app, "--outcome", "funded", *WHY)
    assert programme.refused("correct", app, "--outcome", "funded", *WHY, "--why", "again") == "nothing-changed"
    for form in ("--csv", "--html"):
        printed = programme.run("fund", "pack", form, "-")
        assert printed.code == 0 and app in printed.out
    assert programme.run("fund", "pack", "--xlsx", "-").code == 2


def test_what_is_refused_is_not_asked_for_and_other_outcomes_stay(programme: Any) -> None:
    """The sitting, home, due, the decision and what follows from it ask the same question: may it get money now?"""
    gone, stopped, stays = (programme.holder(f"he1dr{c}{c}") for c in "abc")
    to_leave, to_stop, to_take_up = (programme.apply(who, "room=100") for who in (gone, stopped, stays))
    programme.reviewed(to_leave, to_stop, to_take_up)
    programme.fund("close", ROUND)
    programme.fund("decide", to_take_up, "--outcome", "funded", *WHY)
    programme.do("practitioner", "leave", gone[0], "--reason", "moved away")
    programme.do("project", "start", stopped[1])
    programme.do("project", "stop", stopped[1], "--reason", "time")
    entries = {a["id"]: a for a in programme.fund("review")["applications"]}
    for app, word, code in ((to_leave, "left", "has-left"), (to_stop, "project", "project-over")):
        assert (entries[app]["ready"], entries[app]["blocks"], entries[app]["without_award"]) == (False, [word], True)
        assert programme.refused("decide", app, "--outcome", "funded", *WHY) == code
    assert "don't fund it this quarter" in entries[to_leave]["no_award"][0]
    programme.fund("decide", to_leave, "--outcome", "not-funded", *WHY)
    programme.fund("decide", to_stop, "--outcome", "deferred", "--quarter", "2027-Q1", "--asks", "a plan", *WHY)
    programme.fund("publish", ROUND)
    programme.do("project", "start", stays[1])
    programme.do("project", "stop", stays[1], "--reason", "time")
    programme.fund("open", "2027-Q1", "--budget", "500")
    for who, instead in ((stays[0], "fund decline-award"), (programme.coordinator, "fund revoke")):
        told = [d for d in programme.do("due", who=who)["due"] if d["id"] == to_take_up]
        assert [d["what"] for d in told] == ["acceptance"]
        assert "fund accept" not in told[0]["command"] and instead in told[0]["command"]
        assert f"{stays[1]} is stopped." in told[0]["why"]
        assert told[0]["command"] in [n["command"] for n in programme.do("status", who=who)["next"]]
    (carry,) = [d for d in programme.do("due")["due"] if d["what"] == "carry"]
    assert f"imatter fund withdraw {to_stop}" in carry["command"] and "fund carry" not in carry["command"]
    programme.do("practitioner", "leave", stays[0], "--reason", "moved away")
    assert "APP023" in rules_found(programme)


def test_a_quarter_that_a_deferral_waits_for_is_not_called_ready_to_publish(programme: Any) -> None:
    app = programme.apply(programme.holder("he1draa"), "room=100")
    programme.reviewed(app)
    programme.fund("open", "2027-Q1", "--budget", "500")
    programme.fund("close", "2027-Q1")
    programme.fund("close", ROUND)
    programme.fund("decide", app, "--outcome", "deferred", "--quarter", "2027-Q1", "--asks", "a quote", *WHY)
    programme.fund("publish", ROUND)
    assert programme.refused("publish", "2027-Q1") == "deferral-waits"
    assert [d["command"] for d in programme.do("due")["due"]] == [f"imatter fund carry {app}"]


def test_who_is_no_longer_a_reviewer_scores_nothing_more(programme: Any) -> None:
    app = programme.apply(programme.holder("he1draa"), "room=100")
    first, second, _ = programme.reviewers
    programme.fund("assign", app, "--reviewer", first, "--reviewer", second)
    programme.score(app, first, 4, 3, 4)
    for who in (first, second):
        programme.do("practitioner", "role", who, "--role", "link")
    line = ("--score", "need=3", "--score", "fit=3", "--score", "feasible=3", "--comment", "late")
    assert programme.refused("score", app, *line, who=second) == "not-a-reviewer"
    (entry,) = programme.fund("review")["applications"]
    assert entry["reviews_in"] == 1, "what was scored before counts"
    review = next(r["id"] for r in entry["reviews"] if r["reviewer"] == second)
    path = next(programme.root.rglob(f"{review}.yaml"))
    scores = "".join(f"- criterion: {c}\n  score: 3\n" for c in ("need", "fit", "feasible"))
    text = path.read_text().replace("status: assigned", "status: submitted")
    text = text.replace("timeline:", f"revision: 1\nscores:\n{scores}comment: late\ntimeline:", 1)
    path.write_text(f"{text}  - at: 2026-12-01\n    event: submit\n    by: {second}\n")
    programme.git("commit", "-qam", "scored by hand")
    assert "REF003" in rules_found(programme)


def test_a_round_keeps_the_reviewers_that_its_quorum_needs(programme: Any) -> None:
    app = programme.apply(programme.holder("he1draa"), "room=100")
    first, second, third = programme.reviewers
    without = ("edit", ROUND, "--without-reviewer", third)
    assert programme.refused(*without) == "missing-reason"
    programme.fund(*without, "--reason", "they moved")
    few = ("edit", ROUND, "--without-reviewer", second, "--reason", "they moved")
    assert programme.refused(*few) == "no-quorum"
    programme.fund("close", ROUND)
    assert programme.refused(*few) == "no-quorum"
    assert programme.refused("edit", ROUND, "--opens", "2026-12-05", "--reason", "x") == "before-opening"
    programme.fund("assign", app)
    for who in (first, second):
        programme.do("practitioner", "role", who, "--role", "link")
    told = programme.run("fund", "assign", app).err
    assert "none of the quarter's reviewers is left" in told and "everybody" not in told


def test_a_round_has_as_many_reviewers_as_a_decision_needs(programme: Any) -> None:
    """Named with it, or later; a file that names too few is told of, in a round that goes on."""
    new = ("open", "2027-Q1", "--budget", "500", "--quorum", "2")
    one, two = (("--reviewer", r) for r in programme.reviewers[:2])
    assert programme.refused(*new, *one) == "no-quorum"
    told = programme.run("fund", *new, *one, "--json").error
    assert told["message"].endswith("2027-Q1 would have 1 of the 2 reviewers that each application needs.")
    assert told["hint"] == "Name more with --reviewer, or ask for fewer reviews with --quorum."
    programme.fund(*new, *one, *two)
    programme.fund("open", "2027-Q2", "--budget", "500")
    assert programme.do("check")["findings"] == []
    path = programme.root / "records/rounds/2027-q1.yaml"
    path.write_text(path.read_text().replace("quorum: 2", "quorum: 9"))
    found = programme.run("check", "--json")
    assert (found.code, [f["rule"] for f in found.json["findings"]]) == (0, ["RND017"])
