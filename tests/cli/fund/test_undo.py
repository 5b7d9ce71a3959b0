"""Taking back in the fund: it needs what its opposite needs, and what was seen because of an event stays seen."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from imatter_cli.domain import ids

WHY = ("--reason", "need=small and ready")


@pytest.fixture
def application(again: Any) -> str:
    made: str = again("undo-application", _application)
    return made


def _application(programme: Any) -> str:
    """An eligible application with two reviewers."""
    app: str = programme.apply(programme.holder("he1draa"), "room=100")
    first, second, _ = programme.reviewers
    programme.fund("assign", app, "--reviewer", first, "--reviewer", second)
    return app


def undo(programme: Any, *args: str, who: str = "") -> Any:
    return programme.run("undo", *args, "--json", who=who or programme.coordinator)


def review(programme: Any, application: str, reviewer: str) -> dict[str, Any]:
    for path in sorted(programme.root.rglob("rev-*.yaml")):
        found: dict[str, Any] = yaml.safe_load(path.read_text())
        if found["application"] == application and found["reviewer"] == reviewer:
            return found
    raise AssertionError(reviewer)


def fine(programme: Any) -> None:
    found = programme.do("check")["findings"] + programme.run("verify", "--json").json["findings"]
    # the clock of these tests stands still, that of git does not
    assert [f for f in found if f["severity"] == "error" and f["rule"] != "VER007"] == []


def test_a_recusal_is_lifted_by_a_coordinator_with_a_reason_and_stays_told(programme: Any, application: str) -> None:
    first = programme.reviewers[0]
    programme.fund("recuse", application, "--reviewer", first, "--conflict", "same-workplace")
    assert undo(programme).error["code"] == "missing"
    last = programme.head()
    assert undo(programme, last, "--reason", "I am free", who=first).error["code"] == "not-yours"
    assert undo(programme, last, "--reason", "mine", who=programme.reviewers[1]).error["code"] == "not-yours"
    assert undo(programme, "--reason", "another person was meant").code == 0
    found = review(programme, application, first)
    assert found["status"] == "assigned" and "conflict" not in found
    assert [e["event"] for e in found["timeline"]] == ["assign", "recuse", "undo"]
    assert "taken back: recused (another person was meant)" in programme.run("show", found["id"]).out
    page = programme.run("fund", "review").out
    assert "conflict" in page and "another person was meant" in page
    (told,) = programme.fund("review")["applications"][0]["conflicts_lifted"]
    assert (told["reviewer"], told["by"]) == (first, programme.coordinator)
    programme.score(application, first, 4, 3, 4)
    fine(programme)


def test_a_bare_undo_takes_back_what_one_did_oneself(programme: Any, application: str) -> None:
    """What somebody else did in the same store has to be named, and needs a reason."""
    assigned = programme.head()
    refused = undo(programme, who=programme.second).error
    assert (refused["code"], "imatter undo COMMIT --reason WHY" in refused["hint"]) == ("nothing-to-undo", True)
    programme.fund("withdraw", application, who="prc-2611-he1draa")
    withdrawn = programme.head()
    assert undo(programme, withdrawn).error["code"] == "missing"
    assert programme.fund("show", application)["status"] == "withdrawn"
    done = undo(programme, withdrawn, "--reason", "a slip of theirs").json
    assert (done["undoes"], done["status"]) == (withdrawn, "eligible")
    assert undo(programme).json["undoes"] == assigned
    fine(programme)


def test_who_abstained_does_not_take_it_back(programme: Any, application: str) -> None:
    first = programme.reviewers[0]
    programme.fund("abstain", application, "--conflict", "same-workplace", who=first)
    assert undo(programme, "--reason", "I changed my mind", who=first).error["code"] == "not-yours"
    assert undo(programme, programme.head(), "--reason", "they asked me to").code == 0
    fine(programme)


def test_a_conflict_that_began_a_record_stays(programme: Any, application: str) -> None:
    third = programme.reviewers[2]
    programme.fund("recuse", application, "--reviewer", third, "--conflict", "same-workplace")
    assert undo(programme, "--reason", "a slip").error["code"] == "declared-conflict"
    assert review(programme, application, third)["status"] == "recused"


def test_an_assignment_does_not_take_a_lifted_conflict_with_it(programme: Any, application: str) -> None:
    third = programme.reviewers[2]
    programme.fund("assign", application, "--reviewer", third)
    assigned = programme.head()
    programme.fund("recuse", application, "--reviewer", third, "--conflict", "same-workplace")
    assert undo(programme, "--reason", "a slip").code == 0
    refused = undo(programme, assigned, "--reason", "gone")
    assert refused.error["code"] == "built-upon"
    assert review(programme, application, third)["status"] == "assigned"


def test_a_closed_round_with_a_decision_is_not_opened_by_undo(programme: Any) -> None:
    app = programme.apply(programme.holder("he1draa"), "room=100")
    programme.reviewed(app)
    programme.fund("close", "2026-Q4")
    closed = programme.head()
    assert undo(programme, closed).error["code"] == "missing"
    assert undo(programme, closed, "--reason", "too early").code == 0
    programme.fund("close", "2026-Q4")
    closed = programme.head()
    programme.fund("decide", app, "--outcome", "funded", *WHY)
    decided = programme.head()
    refused = undo(programme, closed, "--reason", "too early")
    assert (refused.error["code"], refused.error["details"]["by"]) == ("built-upon", [app])
    assert "fund reopen" in refused.error["hint"]
    assert undo(programme, decided, "--reason", "the wrong outcome").code == 0
    assert undo(programme, closed, "--reason", "too early").code == 0
    fine(programme)


def test_what_was_read_because_of_a_review_stays_read(programme: Any, application: str) -> None:
    first, second, _ = programme.reviewers
    programme.score(application, first, 1, 1, 1)
    submitted = programme.head()
    assert undo(programme, submitted, who=first).error["code"] == "missing"
    assert undo(programme, submitted, "--reason", "half done", who=first).code == 0
    programme.score(application, first, 1, 1, 1)
    submitted = programme.head()
    programme.score(application, second, 4, 3, 4)
    for commit in ((), (submitted,)):
        refused = undo(programme, *commit, "--reason", "a slip", who=first)
        assert refused.code == 4
    assert refused.error["code"] == "others-read"
    assert "coordinator" in refused.error["hint"]
    again = ("score", application, *(p for c in ("need", "fit", "feasible") for p in ("--score", f"{c}=4")))
    told = (*again, "--comment", "as they say", "--reopen", "a slip")
    assert programme.refused(*told, who=first) == "others-read"
    assert undo(programme, submitted, "--reason", "they asked me to", who=programme.coordinator).code == 0
    assert review(programme, application, first)["status"] == "assigned"
    assert "scores" not in review(programme, application, first)
    programme.score(application, first, 2, 2, 2)
    fine(programme)


def test_a_review_that_stands_again_is_not_taken_back_after_reading_either(programme: Any, application: str) -> None:
    first, second, _ = programme.reviewers
    programme.score(application, first, 1, 1, 1)
    undone = undo(programme, "--reason", "half done", who=first).json["commit"]
    again = undo(programme, undone, "--reason", "it was right", who=first)
    assert (again.code, again.json["status"]) == (0, "submitted")
    programme.score(application, second, 4, 3, 4)
    refused = undo(programme, again.json["commit"], "--reason", "a slip", who=first)
    assert refused.error["code"] == "others-read"


def test_it_is_by_whoever_does_it(programme: Any, application: str) -> None:
    first = programme.reviewers[0]
    programme.score(application, first, 1, 1, 1)
    assert undo(programme, "--reason", "half done", who=first).code == 0
    found = review(programme, application, first)
    assert found["timeline"][-1]["by"] == first
    last = programme.do("log", found["id"])[-1]
    assert (last["event"], last["by"], last["reason"]) == ("undo", first, "half done")
    assert first[-3:] in programme.run("log", found["id"]).out.splitlines()[-1]
    assert programme.git("show", "HEAD").count(f"+    by: {first}") == 1


def test_an_undo_without_the_reason_it_needs_is_found_and_so_is_one_out_of_order(
    programme: Any, application: str
) -> None:
    first = programme.reviewers[0]
    programme.fund("recuse", application, "--reviewer", first, "--conflict", "same-workplace")
    undo(programme, "--reason", "another person was meant")
    path = programme.root / ids.path_of(review(programme, application, first)["id"])
    good = path.read_text()
    for old, new in (("    reason: another person was meant\n", ""), ("undoes: recuse", "undoes: assign")):
        assert old in good
        path.write_text(good.replace(old, new))
        found = programme.run("check", "--json").json["findings"]
        assert "TIM001" in {f["rule"] for f in found}


def test_after_closing_taking_back_does_not_change_what_is_judged(programme: Any, monkeypatch: Any) -> None:
    """A coordinator may, with a reason, and the sitting says so."""
    one, two = programme.holder("he1draa"), programme.holder("he1drbb")
    app, back = programme.apply(one, "room=300"), programme.apply(two, "room=50", screen=False)
    submitted = programme.head()
    programme.fund("withdraw", back, who=two[0])
    withdrawn = programme.head()
    programme.fund("edit", app, "--cost", "room=100", who=one[0])
    edited = programme.head()
    monkeypatch.setenv("IMATTER_NOW", "2026-11-24T10:00:00Z")
    programme.fund("close", "2026-Q4")
    monkeypatch.setenv("IMATTER_NOW", "2026-11-24T11:00:00Z")
    third = programme.apply(programme.holder("he1drcc"), "room=30", submit=False)
    late = programme.run("fund", "submit", third, "--late", "--reason", "the post was late")
    assert "imatter undo --reason WHY" in late.out
    programme.fund("withdraw", third, who="prc-2611-he1drcc")
    assert undo(programme, who="prc-2611-he1drcc").json["status"] == "submitted", "it was withdrawn after closing"
    for commit, who in ((edited, one[0]), (withdrawn, two[0])):
        assert undo(programme, commit, who=who).code == 4
        assert undo(programme, commit, "--reason", "a slip", who=who).code == 4
        assert undo(programme, commit).error["code"] == "missing"
    assert undo(programme, withdrawn, "--reason", "they never meant to").json["status"] == "submitted"
    refused = undo(programme, submitted, who=two[0]).error
    assert (refused["code"], "coordinator" in refused["hint"]) == ("past-closing", True)
    assert undo(programme, edited, "--reason", "they asked for what they had").code == 0
    said = {a["id"]: a["standing"] for a in programme.fund("review")["applications"]}
    assert "changed after closing" in said[app] and "changed after closing" in said[back]
    fine(programme)
    path = programme.root / ids.path_of(app)
    path.write_text(path.read_text().replace("    reason: they asked for what they had\n", ""))
    assert "APP004" in {f["rule"] for f in programme.run("check", "--json").json["findings"]}


def test_nobody_takes_back_what_others_did_with_their_own_application(programme: Any) -> None:
    """Nor under another code, nor a conflict that was declared; taking back a payment needs a reason."""
    holder = programme.holder("he1draa")
    app = programme.apply(holder, "room=100", screen=False)
    for person in (holder[0], programme.person("0therne", "coordinator")):
        if person == holder[0]:
            programme.do("practitioner", "role", person, "--role", "practitioner", "--role", "coordinator")
        else:
            programme.do("practitioner", "edit", holder[0], "--same-as", person)
        programme.fund("screen", app, "--outcome", "not-eligible", "--criterion", "key-barrier")
        screened = programme.head()
        assert undo(programme, screened, who=person).error["code"] == "conflict-of-interest"
        assert undo(programme, screened, "--reason", "a slip").code == 0
    first = programme.reviewers[0]
    programme.fund("assign", app, "--reviewer", first, "--reviewer", programme.reviewers[1])
    programme.fund("recuse", app, "--reviewer", first, "--conflict", "same-workplace")
    assert undo(programme, programme.head(), "--reason", "mine", who=holder[0]).error["code"] == "conflict-of-interest"
    assert undo(programme, "--reason", "a slip").code == 0
    programme.fund("screen", app, "--outcome", "eligible")
    programme.score(app, first, 4, 3, 4)
    programme.score(app, programme.reviewers[1], 4, 3, 4)
    programme.fund("close", "2026-Q4")
    programme.fund("decide", app, "--outcome", "funded", *WHY)
    programme.fund("publish", "2026-Q4")
    programme.fund("accept", app, who=holder[0])
    programme.fund("pay", app)
    paid = programme.head()
    assert undo(programme, paid, who=holder[0]).error["code"] == "conflict-of-interest"
    assert undo(programme, paid).error["code"] == "missing"
    assert undo(programme, paid, "--reason", "another account was meant").json["status"] == "accepted"
    fine(programme)
    path = programme.root / ids.path_of(app)
    before, _, last = path.read_text().rpartition(f"by: {programme.coordinator}")
    path.write_text(f"{before}by: {holder[0]}{last}")
    assert "FND007" in {f["rule"] for f in programme.run("check", "--json").json["findings"]}


def test_taking_back_a_change_of_a_rounds_terms_needs_the_reason_of_the_change(programme: Any) -> None:
    programme.fund("edit", "2026-Q4", "--budget", "900")
    edited = programme.head()
    programme.apply(programme.holder("he1draa"), "room=100")
    assert undo(programme, edited).error["code"] == "missing-reason"
    assert undo(programme, edited, "--reason", "the budget came back").code == 0
