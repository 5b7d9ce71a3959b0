"""A whole quarter through the command line, in a real store; and each rule that somebody tries to get past."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import Any

import pytest

WHY = ("--reason", "need=small, ready, wanted")


def test_a_quarter_end_to_end(programme: Any) -> None:
    areas = {"he1draa": "evening routine", "he1drbb": "quiet corner", "he1drcc": "parents' walk", "he1drdd": "reading"}
    holders = [programme.holder(tail, area) for tail, area in areas.items()]
    full, part, later, no = (
        programme.apply(holder, *costs)
        for holder, costs in zip(
            holders,
            [("books=90.00", "room=160.00"), ("room=£480",), ("walk=1,250.50",), ("books=310",)],
            strict=True,
        )
    )
    programme.reviewed(full, part, no)
    programme.fund("abstain", later, "--conflict", "same-workplace", who=programme.reviewers[0])
    assigned = programme.fund("assign", later)["assigned"]
    assert sorted(a["reviewer"] for a in assigned) == sorted(programme.reviewers[1:])
    for reviewer in programme.reviewers[1:]:
        programme.score(later, reviewer, 2, "n/a", 2)

    page = programme.fund("review", "--quarter", "2026-Q4")
    assert {k: page[k] for k in ("round", "budget", "asked", "awarded", "left", "ready")} == {
        "round": "2026-q4", "budget": "1000.00", "asked": "2290.50", "awarded": "0.00", "left": "900.00", "ready": 4,
    }  # fmt: skip
    one = {a["id"]: a for a in page["applications"]}
    assert (one[full]["mean"], one[full]["spread"], one[full]["label"]) == ("3.5", "0.2", "evening routine")
    assert (one[later]["mean"], one[later]["conflicts"], one[later]["reviews_in"]) == ("2.0", 1, 2)

    assert programme.refused("decide", full, "--outcome", "funded", *WHY) == "round-open"
    programme.fund("close", "2026-Q4")
    programme.fund("decide", full, "--outcome", "funded", *WHY)
    programme.fund("decide", part, "--outcome", "part-funded", "--award", "300", *WHY)
    deferral = ("--outcome", "deferred", "--quarter", "2027-Q1", "--asks", "a quote for the room")
    programme.fund("decide", later, *deferral, "--reason", "feasible=one cost is open")
    assert programme.refused("publish", "2026-Q4") == "undecided"
    decided = programme.fund("decide", no, "--outcome", "not-funded", "--reason", "key-barrier=other money is there")
    assert decided["status"] == "not-funded"

    assert programme.refused("accept", full, who=holders[0][0]) == "not-published"
    programme.fund("publish", "2026-Q4")
    after = programme.fund("rounds", "2026-Q4")
    assert (after["status"], after["awarded"], after["left"]) == ("published", "550.00", "350.00")
    assert programme.fund("accept", full, who=holders[0][0])["status"] == "accepted"
    assert programme.fund("decline-award", part, who=holders[1][0])["status"] == "award-declined"
    assert programme.fund("rounds", "2026-Q4")["left"] == "350.00"
    assert programme.fund("pay", full)["status"] == "paid"
    for who, told in ((holders[0][0], "waiting for your report"), (programme.coordinator, "its report hasn't come in")):
        assert full in programme.run("due", who=who).out and told in programme.run("due", who=who).out
    learnt = ("--spent", "240", "--learnt", "a room of its own mattered most")
    assert programme.fund("report", full, *learnt, who=holders[0][0])["status"] == "reported"
    programme.fund("return-money", full, "--amount", "10")
    assert programme.fund("finish", full)["status"] == "closed"

    assert programme.refused("carry", later) == "no-round"
    programme.fund("open", "2027-Q1", "--budget", "500", "--quorum", "1", "--reviewer", programme.reviewers[1])
    carried = programme.fund("carry", later)
    assert carried["status"] == "eligible"
    next_page = programme.fund("review", "--quarter", "2027-Q1")
    assert next_page["deferred_here"] == [{"id": later, "arrival": "carried"}]
    assert [a["id"] for a in next_page["applications"]] == [later]

    subjects = programme.git("log", "--format=%s").splitlines()
    assert f"application decide {full}" in subjects and "round publish 2026-q4" in subjects
    assert programme.git("status", "--porcelain") == ""


def test_applications_go_by_score_where_that_is_asked_for(programme: Any) -> None:
    least, best, unread = (programme.apply(programme.holder(f"he1dr{n}"), "room=10") for n in ("aa", "bb", "cc"))
    for id, score in ((least, 1), (best, 4)):
        programme.fund("assign", id, "--reviewer", programme.reviewers[0], "--reviewer", programme.reviewers[1])
        for reviewer in programme.reviewers[:2]:
            programme.score(id, reviewer, score, score, score)
    seen = programme.fund("review", "--order", "score")
    assert [a["id"] for a in seen["applications"]] == [best, least, unread]
    assert seen["ordered_by"] == "score" and "By score" in seen["order"]
    fair = programme.fund("review")
    assert (fair["ordered_by"], {a["id"] for a in fair["applications"]}) == ("seed", {least, best, unread})
    assert "by score, the highest first" in programme.run("fund", "review", "--order", "score").out
    assert programme.refused("review", "--order", "height", exit=2) == "bad-value"


def test_the_budget_holds_to_the_penny(programme: Any) -> None:
    one, two = programme.holder("he1draa"), programme.holder("he1drbb")
    first, second = programme.apply(one, "room=499.99"), programme.apply(two, "room=499.99")
    programme.reviewed(first, second)
    programme.fund("close", "2026-Q4")
    programme.fund("decide", first, "--outcome", "funded", *WHY)
    assert programme.refused("decide", second, "--outcome", "funded", *WHY) == "over-budget"
    over = ("--outcome", "part-funded", "--award", "400.02")
    assert programme.refused("decide", second, *over, *WHY) == "over-budget"
    programme.fund("decide", second, "--outcome", "part-funded", "--award", "400.01", *WHY)
    assert programme.fund("rounds", "2026-Q4")["left"] == "0.00"
    assert programme.refused("edit", "2026-q4", "--budget", "999.99") == "over-budget"


def test_the_ceiling_and_what_an_award_is(programme: Any) -> None:
    app = programme.apply(programme.holder("he1draa"), "room=600")
    programme.reviewed(app)
    programme.fund("close", "2026-Q4")
    assert programme.refused("decide", app, "--outcome", "funded", *WHY) == "over-ceiling"
    assert programme.refused("decide", app, "--outcome", "part-funded", "--award", "600", *WHY) == "award-differs"
    assert programme.refused("decide", app, "--outcome", "part-funded", "--award", "1e2", *WHY, exit=2) == "bad-value"
    assert programme.refused("decide", app, "--outcome", "not-funded", "--award", "5", *WHY) == "no-award"


def test_a_decision_needs_reasons_a_quorum_and_screening(programme: Any) -> None:
    app = programme.apply(programme.holder("he1draa"), "room=100", screen=False)
    programme.fund("close", "2026-Q4")
    assert programme.refused("decide", app, "--outcome", "funded", *WHY) == "lifecycle"
    assert programme.refused("screen", app, "--outcome", "not-eligible", exit=2) == "missing"
    programme.fund("screen", app, "--outcome", "eligible")
    assert programme.refused("decide", app, "--outcome", "funded", *WHY) == "no-quorum"
    programme.reviewed(app)
    assert programme.refused("decide", app, "--outcome", "funded") == "missing-reasons"
    assert programme.refused("decide", app, "--outcome", "funded", "--reason", "luck=none", exit=2) == "bad-value"
    assert programme.refused("decide", app, exit=2) == "missing"


def test_nobody_acts_on_their_own_application(programme: Any) -> None:
    """Under another code of the same person too."""
    own = programme.holder("he1draa")
    alias = programme.person("a11asaa", "coordinator", "reviewer", same_as=own[0])
    app = programme.apply(own, "room=100", screen=False)
    conflict = "conflict-of-interest"
    assert programme.refused("screen", app, "--outcome", "eligible", who=alias) == conflict
    assert programme.refused("return", app, "--reason", "x", who=alias) == conflict
    assert programme.refused("assign", app, "--reviewer", alias) == conflict
    assert programme.refused("assign", app, who=alias) == conflict
    programme.fund("screen", app, "--outcome", "eligible")
    scores = ("--score", "need=4", "--score", "fit=4", "--score", "feasible=4", "--comment", "mine")
    assert programme.refused("score", app, *scores, who=alias) == conflict
    programme.reviewed(app)
    programme.fund("close", "2026-Q4")
    assert programme.refused("decide", app, "--outcome", "funded", *WHY, who=alias) == conflict
    programme.fund("decide", app, "--outcome", "funded", *WHY)
    why = ("--why", "more")
    assert programme.refused("correct", app, "--outcome", "funded", *WHY, *why, who=alias) == conflict
    programme.fund("publish", "2026-Q4")
    programme.fund("accept", app, who=own[0])
    assert programme.refused("pay", app, who=alias) == conflict


def test_a_coordinators_own_conflict_keeps_them_away(programme: Any) -> None:
    app = programme.apply(programme.holder("he1draa"), "room=100")
    programme.reviewed(app)
    programme.fund("recuse", app, "--reviewer", programme.coordinator, "--conflict", "close-relation")
    programme.fund("close", "2026-Q4")
    assert programme.refused("decide", app, "--outcome", "funded", *WHY) == "conflict-of-interest"
    page = programme.fund("review", "--quarter", "2026-Q4")["applications"][0]
    assert page["conflict"] == "close-relation"
    assert "mean" not in page and {"mean", "scores", "key_barrier"} <= set(page["hidden"])
    programme.fund("decide", app, "--outcome", "funded", *WHY, who=programme.second)


def test_a_recused_reviewer_no_longer_counts_and_cannot_score(programme: Any) -> None:
    app = programme.apply(programme.holder("he1draa"), "room=100")
    programme.reviewed(app)
    programme.fund("recuse", app, "--reviewer", programme.reviewers[0], "--conflict", "money")
    programme.fund("close", "2026-Q4")
    assert programme.refused("decide", app, "--outcome", "funded", *WHY) == "no-quorum"
    scores = ("--score", "need=4", "--score", "fit=4", "--score", "feasible=4", "--comment", "again")
    assert programme.refused("score", app, *scores, who=programme.reviewers[0]) == "conflict-of-interest"
    assert programme.refused("assign", app, "--reviewer", programme.reviewers[0]) == "conflict-of-interest"
    not_assigned = programme.refused("score", app, *scores, who=programme.reviewers[2])
    assert not_assigned == "not-assigned"
    assert programme.refused("abstain", app, "--conflict", "luck", who=programme.reviewers[2], exit=2) == "bad-value"


@pytest.mark.parametrize(
    ("scores", "code"),
    [
        (("need=4", "fit=4"), "missing"),
        (("need=4", "fit=4", "feasible=5"), "bad-value"),
        (("need=4", "fit=4", "luck=1"), "bad-value"),
        (("need=4", "need=3", "fit=4", "feasible=1"), "bad-value"),
        (("need=3.5", "fit=4", "feasible=1"), "bad-value"),
    ],
)
def test_scores_answer_the_rubric(programme: Any, scores: tuple[str, ...], code: str) -> None:
    app = programme.apply(programme.holder("he1draa"), "room=100")
    programme.fund("assign", app, "--reviewer", programme.reviewers[0])
    said = [part for s in scores for part in ("--score", s)]
    found = programme.refused("score", app, *said, "--comment", "x", who=programme.reviewers[0], exit=2)
    assert found == code


def test_what_is_missing_for_a_review_is_listed_so_that_a_script_can_give_it(programme: Any) -> None:
    app = programme.apply(programme.holder("he1draa"), "room=100")
    programme.fund("assign", app, "--reviewer", programme.reviewers[0])
    lacking = programme.run("fund", "score", app, "--json", who=programme.reviewers[0]).error["details"]["missing"]
    given = [part for m in lacking for part in (m["option"], m["example"])]
    assert programme.fund("score", app, *given, who=programme.reviewers[0])["status"] == "submitted"


def test_scores_are_hidden_until_ones_own_are_in(programme: Any) -> None:
    app = programme.apply(programme.holder("he1draa"), "room=100")
    one, two, outsider = programme.reviewers
    programme.fund("assign", app, "--reviewer", one, "--reviewer", two)
    programme.score(app, one, 4, 1, 2, comment="the secret word")

    def seen_by(who: str) -> str:
        told = [programme.run("fund", *line, who=who) for line in (("show", app), ("list",), ("show", app, "--json"))]
        return "".join(t.out + t.err for t in told)

    assert "secret" in seen_by(one)
    for who in (two, outsider, "prc-2611-he1draa"):
        assert "secret" not in seen_by(who), who
    hidden = programme.fund("show", app, who=two)["reviews"]
    assert sorted(r.get("hidden", []) for r in hidden) == [[], ["scores", "comment"]]
    programme.score(app, two, 1, 1, 1)
    assert "secret" in seen_by(two)
    assert "secret" not in seen_by(outsider)
    assert programme.refused("review", who=two) == "not-yours"


def test_an_edit_after_it_was_handed_in_makes_reviews_stale(programme: Any) -> None:
    holder = programme.holder("he1draa")
    app = programme.apply(holder, "room=100")
    programme.reviewed(app)
    programme.fund("edit", app, "--cost", "room=120", "--cost", "books=30.50", who=holder[0])
    record = programme.fund("show", app)
    assert (record["revision"], record["amount"]) == (2, "150.50")
    standing = programme.fund("review")["applications"][0]
    assert (standing["standing"], standing["reviews_in"]) == ("changed since it was reviewed", 0)
    programme.fund("close", "2026-Q4")
    assert programme.refused("decide", app, "--outcome", "funded", *WHY) == "no-quorum"
    for reviewer in programme.reviewers[:2]:
        programme.score(app, reviewer, 3, 3, 3)
    programme.fund("decide", app, "--outcome", "funded", *WHY)
    assert programme.refused("edit", app, "--cost", "room=1", who=holder[0]) == "past-closing"
    programme.fund("publish", "2026-Q4")
    assert programme.refused("edit", app, "--cost", "room=1", who=holder[0]) == "lifecycle"


def test_costs_add_up_and_nothing_is_asked_for_twice(programme: Any) -> None:
    holder = programme.holder("he1draa")
    line = ("apply", "--project", holder[1], "--round", "2026-Q4", "--key-barrier", "none", "--payee", "host")
    assert programme.refused(*line, "--cost", "a=1", "--amount", "2", who=holder[0]) == "costs-differ"
    assert programme.refused(*line, "--cost", "a=0", who=holder[0]) == "costs-differ"
    assert programme.refused(*line, "--cost", "a=1", "--cost", "a=1", who=holder[0], exit=2) == "bad-value"
    for bad in ("a=12.345", "a=-5", "a=1e3", "a=NaN", "a"):
        assert programme.refused(*line, "--cost", bad, who=holder[0], exit=2) == "bad-value"
    assert programme.refused(*line, "--cost", "a=1", who=programme.reviewers[0]) == "not-yours"


def test_late_only_on_purpose_and_with_a_reason(programme: Any) -> None:
    app = programme.apply(programme.holder("he1draa"), "room=100", submit=False)
    programme.fund("close", "2026-Q4")
    assert programme.refused("submit", app) == "past-closing"
    assert programme.refused("submit", app, "--late") == "missing-reason"
    programme.fund("submit", app, "--late", "--reason", "the post was late")
    assert "late: true" in programme.file(app)


def test_after_publication_decisions_are_corrected_and_never_made(programme: Any) -> None:
    holder = programme.holder("he1draa")
    app, other = (
        programme.apply(holder, "room=100"),
        programme.apply(programme.holder("he1drbb"), "room=50", submit=False),
    )
    programme.reviewed(app)
    programme.fund("close", "2026-Q4")
    programme.fund("decide", app, "--outcome", "not-funded", *WHY)
    assert programme.refused("decide", app, "--outcome", "funded", *WHY) == "lifecycle"
    programme.fund("publish", "2026-Q4")
    assert programme.refused("decide", app, "--outcome", "funded", *WHY) == "lifecycle"
    assert programme.refused("submit", other, "--late", "--reason", "x") == "round-over"
    assert programme.refused("reopen", "2026-Q4", "--reason", "x") == "lifecycle"
    assert programme.refused("edit", "2026-q4", "--budget", "2000") == "lifecycle"
    assert programme.refused("correct", app, "--outcome", "funded", *WHY, exit=2) == "missing"
    corrected = programme.fund("correct", app, "--outcome", "funded", *WHY, "--why", "a cost was read twice")
    assert corrected["status"] == "funded"
    after = programme.fund("rounds", "2026-Q4")
    assert (after["awarded"], after["corrected"]) == ("0.00", "100.00")
    left = after["left_now"]
    assert (after["awarded_now"], float(after["left"]) - float(left)) == ("100.00", 100)
    row = programme.run("fund", "rounds").out.splitlines()[-1].split()
    assert row[-5:-3] == ["£100", f"£{float(left):g}"]
    shown = " ".join(programme.run("fund", "rounds", "2026-Q4").out.split())
    assert f"left to give now £{float(left):g}" in shown


def test_deferrals_go_to_a_later_quarter_and_not_for_ever(programme: Any) -> None:
    app = programme.apply(programme.holder("he1draa"), "room=100")
    programme.reviewed(app)
    programme.fund("close", "2026-Q4")
    line = ("decide", app, "--outcome", "deferred", *WHY, "--asks", "a quote")
    assert programme.refused(*line, "--quarter", "2026-Q4") == "not-later"
    assert programme.refused(*line, "--quarter", "2027-Q3") == "deferred-too-long"
    programme.fund(*line, "--quarter", "2027-Q1")
    programme.fund("publish", "2026-Q4")
    programme.fund("open", "2027-Q1", "--budget", "500")
    programme.fund("carry", app)
    programme.fund("close", "2027-Q1")
    assert programme.refused(*line, "--quarter", "2027-Q3") == "deferred-too-long"
    programme.fund(*line, "--quarter", "2027-Q2")


def test_a_hand_edit_after_the_decision_shows(programme: Any) -> None:
    app = programme.apply(programme.holder("he1draa"), "room=100")
    programme.reviewed(app)
    programme.fund("close", "2026-Q4")
    programme.fund("decide", app, "--outcome", "funded", *WHY)
    assert programme.fund("review")["applications"][0]["standing"] == "funded"
    path = next(programme.root.rglob(f"{app}.yaml"))
    path.write_text(path.read_text().replace("payee: host", "payee: practitioner"))
    assert programme.fund("review")["applications"][0]["standing"] == "funded, changed since it was decided"


def test_assigning_a_whole_quarter_is_even_and_keeps_conflicts_away(programme: Any) -> None:
    apps = [programme.apply(programme.holder(f"he1dr{c}{c}"), "room=50") for c in "abcdef"]
    programme.fund("recuse", apps[0], "--reviewer", programme.reviewers[0], "--conflict", "money")
    the_day_before = ("assign", "--quarter", "2026-Q4", "--date", "yesterday")
    assert programme.refused(*the_day_before) == "not-under-review"
    done = programme.fund("assign", "--quarter", "2026-Q4")
    load = {r: sum(a["reviewer"] == r for a in done["assigned"]) for r in programme.reviewers}
    assert sum(load.values()) == 12 and max(load.values()) - min(load.values()) <= 1
    assert {"application": apps[0], "reviewer": programme.reviewers[0]} not in done["assigned"]
    assert programme.refused("assign", "--quarter", "2026-Q4") == "nothing-to-do"
    assert len(programme.git("log", "-1", "--format=%b").splitlines()) > 12


def test_the_page_reads_in_80_columns_and_asks_nothing_in_a_pipe(programme: Any) -> None:
    app = programme.apply(programme.holder("he1draa"), "books=90", "room=160")
    programme.reviewed(app)
    page = programme.run("fund", "review", "--quarter").out
    assert "open until 10 December  1 application  £250 asked  £900 to give" in page
    assert "3.5 ±0.2  ready" in page and "2 of 2" in page
    assert "Outcome" not in page
    assert max(map(len, page.splitlines())) <= 80
    assert programme.fund("review", "--seed", "x")["seed"] == "x"


def test_a_broken_application_is_named_and_hides_no_other(programme: Any) -> None:
    app = programme.apply(programme.holder("he1draa"), "room=100")
    broken = programme.root / "records" / "applications" / "2026-11" / "app-2611-br0kenn.yaml"
    broken.write_text("id: app-2611-br0kenn\nround: 2026-q4\nround: 2026-q4\n")
    for line in (("review",), ("list",)):
        done = programme.run("fund", *line, "--json")
        assert done.code == 1
        assert "br0kenn" in done.err
        found = done.json["applications"] if line == ("review",) else done.json
        assert [a["id"] for a in found] == [app]


def test_two_coordinators_at_once_cannot_give_more_than_there_is(programme: Any, home: Any) -> None:
    apps = [programme.apply(programme.holder(f"he1dr{c}{c}"), "room=499") for c in "ab"]
    programme.reviewed(*apps)
    programme.fund("close", "2026-Q4")
    line = (sys.executable, "-m", "imatter_cli", "fund", "decide", "--store", str(programme.root), "--json")
    given = ("--outcome", "funded", *WHY)
    both = [
        subprocess.Popen([*line, id, *given, "--as", who], env=home.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for id, who in zip(apps, (programme.coordinator, programme.second), strict=True)
    ]
    said = [one.communicate(timeout=60) for one in both]
    assert sorted(one.returncode for one in both) == [0, 4], said
    assert programme.fund("rounds", "2026-Q4")["awarded"] == "499.00"
    assert programme.git("status", "--porcelain") == ""


def test_a_trial_run_decides_nothing(programme: Any) -> None:
    app = programme.apply(programme.holder("he1draa"), "room=100")
    programme.reviewed(app)
    programme.fund("close", "2026-Q4")
    before = programme.head()
    assert programme.fund("decide", app, "--outcome", "funded", *WHY, "--dry-run")["dry_run"]
    assert programme.head() == before
    assert programme.fund("show", app)["status"] == "eligible"


def test_all_rounds_with_their_money(programme: Any) -> None:
    programme.apply(programme.holder("he1draa"), "room=100")
    programme.fund("open", "2027-Q1", "--budget", "500")
    assert [(r["id"], r["asked"], r["left"], r["applications"]) for r in programme.fund("rounds")] == [
        ("2027-q1", "0.00", "500.00", 0), ("2026-q4", "100.00", "900.00", 1),
    ]  # fmt: skip
    told = programme.run("fund", "rounds").out
    assert "2027-Q1  open" in told and "£900" in told
    assert "left to give    £900" in programme.run("fund", "rounds", "Q4").out


def changed_rules(programme: Any) -> None:
    """The programme's next version: a criterion of the rubric more, an eligibility criterion less, a default budget."""
    rules = programme.root / "records" / "programme.yaml"
    text = rules.read_text()
    more = "  rubric:\n  - id: luck\n    name: Luck\n    ask: Was it drawn?\n    scores:\n    - No.\n    - Yes.\n"
    text = text.replace("  rubric:\n", more).replace("  - id: complete\n    name: Costs and answers are complete\n", "")
    text = text.replace("  ceiling:", '  budget: "700"\n  reserve: "70.5"\n  ceiling:', 1)
    rules.write_text(text.replace("version: 1\n", "version: 2\n", 1))
    assert "version is 2, but the newest of changes is 1." in programme.run("save", str(rules)).err
    note = "- at: 2026-11-24\n  version: 2\n  what: Luck counts.\nstore: "
    rules.write_text(rules.read_text().replace("store: ", note, 1))
    programme.do("save", str(rules))


def test_criteria_are_frozen_with_the_round(programme: Any) -> None:
    """What the programme changes later is for the next round: this one is scored, screened and decided as it was."""
    app = programme.apply(programme.holder("he1draa"), "room=100", screen=False)
    other = programme.apply(programme.holder("he1drbb"), "room=100", screen=False)
    programme.fund("screen", app, "--outcome", "eligible")
    programme.fund("assign", app, "--reviewer", programme.reviewers[0], "--reviewer", programme.reviewers[1])
    programme.score(app, programme.reviewers[0], 4, 3, 4)
    changed_rules(programme)
    lacking = programme.run("fund", "score", app, "--json", who=programme.reviewers[1]).error["details"]["missing"]
    assert [m["field"] for m in lacking] == ["scores.need", "scores.fit", "scores.feasible", "comment"]
    programme.score(app, programme.reviewers[1], 3, 3, 3)
    scored = programme.git("log", "--grep", "review submit", "--reverse", "--format=%H").split()[0]
    programme.do("undo", scored, "--reason", "a slip")
    programme.fund("score", app, *LUCKY[2:], who=programme.reviewers[0])
    lucky = ("score", app, *LUCKY, "--reopen", "a slip")
    assert programme.refused(*lucky, who=programme.reviewers[0], exit=2) == "bad-value"
    programme.fund("screen", other, "--outcome", "not-eligible", "--criterion", "complete")
    assert {f["rule"] for f in programme.do("check")["findings"]} <= {"PGM005"}  # placeholders were left at that
    programme.fund("close", "2026-Q4")
    assert programme.refused("decide", app, "--outcome", "funded", "--reason", "luck=drawn", exit=2) == "bad-value"
    programme.fund("decide", app, "--outcome", "funded", "--reason", "complete=all there", "--reason", "need=ready")
    letters = {one["application"]: one["text"] for one in programme.fund("letters", "--draft", "--quarter", "2026-Q4")}
    assert "Costs and answers are complete" in letters[app] and "Costs and answers are complete" in letters[other]

    programme.fund("open", "2027-Q1")
    (after, before) = programme.fund("rounds")
    assert (after["programme"], after["budget"], after["reserve"]) == (2, "700.00", "70.50")
    assert [c["id"] for c in after["rubric"]] == ["luck", "need", "fit", "feasible"]
    assert [c["id"] for c in before["rubric"]] == ["need", "fit", "feasible"]
    assert len(before["criteria"]) == len(after["criteria"]) + 1
    path = programme.root / "records" / "rounds" / "2026-q4.yaml"
    path.write_text(path.read_text().replace("name: Need", "name: Want"))
    assert programme.run("save", str(path)).code == 4


def ask_more(programme: Any, questions: str) -> None:
    """The programme's next version, with these questions of its own."""
    rules = programme.root / "records" / "programme.yaml"
    version = int(re.findall(r"^version: (\d+)$", rules.read_text(), flags=re.M)[0]) + 1
    text = re.sub(r"^version: .*$", f"version: {version}", rules.read_text(), flags=re.M)
    text = re.sub(r"^  questions:.*?\n(?=  \w)", questions, text, flags=re.M | re.S)
    note = f"- at: 2026-11-24\n  version: {version}\n  what: Other questions.\nstore: "
    rules.write_text(text.replace("store: ", note, 1))
    programme.do("save", str(rules))


def test_a_round_asks_what_the_programme_asked_when_it_opened(programme: Any) -> None:
    """A carried application answers what its new quarter asks before it gets money; nothing is wrong until then."""
    who, project = programme.holder("he1draa")
    app = programme.apply((who, project), "room=100")
    ask_more(programme, "  questions:\n  - id: start\n    ask: When do you start?\n    why: It is timed.\n")
    assert {f["rule"] for f in programme.do("check")["findings"]} <= {"PGM005"}
    assert programme.refused("edit", app, "--answer", "start=soon", exit=2, who=who) == "bad-value"
    other = programme.apply(programme.holder("he1drbb"), "room=90")  # asks nothing, as when it opened
    programme.reviewed(app)
    programme.fund("withdraw", other)
    programme.fund("close", "2026-Q4")
    programme.fund("decide", app, "--outcome", "deferred", "--quarter", "2027-Q1", "--asks", "a quote", *WHY)
    programme.fund("publish", "2026-Q4")
    programme.fund("open", "2027-Q1", "--budget", "500")
    ask_more(programme, "  questions: []\n")
    assert "2027-Q1 also asks: When do you start?" in programme.run("fund", "carry", app).out
    assert {f["rule"] for f in programme.do("check")["findings"]} <= {"PGM005", "APP025"}
    (due,) = [d for d in programme.do("due", who=who)["due"] if d["id"] == app]
    assert due["command"] == f"imatter fund edit {app} --answer start=TEXT"
    programme.fund("edit", app, "--cost", "room=95", who=who)
    programme.reviewed(app)
    programme.fund("close", "2027-Q1")
    (entry,) = programme.fund("review", "--quarter", "2027-Q1")["applications"]
    assert (entry["ready"], entry["blocks"], entry["without_award"]) == (False, ["answers"], True)
    assert "When do you start?" in entry["no_award"][0]
    assert programme.refused("decide", app, "--outcome", "funded", *WHY) == "missing-answers"
    programme.fund("edit", app, "--answer", "start=in spring", "--reason", "asked by phone")
    programme.fund("score", app, *AGAIN, "--reopen", "it answered", who=programme.reviewers[0])
    programme.fund("score", app, *AGAIN, "--reopen", "it answered", who=programme.reviewers[1])
    programme.fund("decide", app, "--outcome", "funded", *WHY)
    assert {f["rule"] for f in programme.do("check")["findings"]} <= {"PGM005"}


AGAIN = ("--score", "need=4", "--score", "fit=4", "--score", "feasible=4", "--comment", "again")
LUCKY = (
    "--score", "luck=1", "--score", "need=4", "--score", "fit=4", "--score", "feasible=4", "--comment", "again",
)  # fmt: skip


def test_one_more_application_goes_to_whoever_has_the_least(programme: Any) -> None:
    apps = [programme.apply(programme.holder(f"he1dr{c}{c}"), "room=50") for c in "abc"]
    one, two, three = programme.reviewers
    programme.fund("assign", apps[0], "--reviewer", one, "--reviewer", two)
    programme.fund("assign", apps[1], "--reviewer", one, "--reviewer", three)
    assert {a["reviewer"] for a in programme.fund("assign", apps[2])["assigned"]} == {two, three}


def test_the_round_cannot_be_edited_down_below_its_awards(programme: Any) -> None:
    """By a command, by hand and saved, or by hand past every command: then the check names the round."""
    app = programme.apply(programme.holder("he1draa"), "room=100")
    programme.reviewed(app)
    programme.fund("close", "2026-Q4")
    programme.fund("decide", app, "--outcome", "funded", *WHY)
    assert programme.refused("edit", "2026-q4", "--budget", "199.99") == "over-budget"
    assert programme.refused("edit", "2026-q4", "--reserve", "900.01") == "over-budget"
    path = programme.root / "records" / "rounds" / "2026-q4.yaml"
    before, head = path.read_text(), programme.head()
    path.write_text(before.replace('budget: "1000.00"', 'budget: "199.99"'))
    saved = programme.run("save", str(path), "--json")
    assert (saved.code, saved.error["code"], programme.head()) == (4, "over-budget", head)
    assert "MON002" in [f["rule"] for f in programme.run("check", "--json").json["findings"]]
    assert programme.run("fund", "review", "--json").json["left"] == "-0.01"
    path.write_text(before)
    programme.fund("edit", "2026-q4", "--budget", "200", "--reason", "the board agreed")
    assert programme.fund("rounds", "2026-Q4")["left"] == "0.00"


def test_what_is_published_is_never_undone(programme: Any) -> None:
    app = programme.apply(programme.holder("he1draa"), "room=100")
    programme.reviewed(app)
    programme.fund("close", "2026-Q4")
    programme.fund("decide", app, "--outcome", "funded", *WHY)
    decided = programme.head()
    programme.do("undo", decided, "--reason", "the wrong outcome")
    assert programme.fund("show", app)["status"] == "eligible"
    programme.fund("decide", app, "--outcome", "funded", *WHY)
    decided = programme.head()
    programme.fund("publish", "2026-Q4")
    for commit in (decided, programme.head()):
        assert programme.run("undo", commit).code == 4
    assert programme.fund("show", app)["status"] == "funded"
    assert programme.do("check")["findings"] == []


def test_quarters_of_a_school_year(programme: Any) -> None:
    """Terms instead of calendar quarters, by configuration; what comes too late is moved on to the next one."""
    rules = programme.root / "records" / "programme.yaml"
    text = rules.read_text().replace("version: 1\n", "version: 2\n", 1)
    text = text.replace("store: ", "- at: 2026-11-24\n  version: 2\n  what: Terms.\nstore: ", 1)
    rules.write_text(re.sub(r"first_months:(\n  - \d+)*", "first_months: [9, 11, 1, 4]", text))
    programme.do("save", str(rules))
    # 24 November 2026 is in the second term of the year that began in September
    assert programme.refused("rounds", "current") == "no-round"
    programme.fund("open", "current", "--budget", "500")
    programme.fund("open", "next", "--budget", "500")
    assert [r["id"] for r in programme.fund("rounds")] == ["2026-q4", "2026-q3", "2026-q2"]
    app = programme.apply(programme.holder("he1draa"), "room=100", submit=False)
    programme.fund("edit", app, "--round", "current")
    programme.fund("close", "current")
    assert programme.refused("submit", app) == "past-closing"
    programme.fund("edit", app, "--round", "next")
    programme.fund("submit", app)
    assert programme.fund("show", app)["round"] == "2026-q3"
    assert programme.fund("review", "--quarter", "next")["states"] == {"submitted": 1}
