"""Conflicts, quorum and what may be seen."""

from __future__ import annotations

import pytest

from imatter_cli.domain import people
from imatter_cli.domain.fund import conflicts, order, quorum, visibility
from imatter_cli.domain.fund.standing import arrival, standing
from imatter_cli.domain.fund.visibility import Viewer
from imatter_cli.errors import Refused


def codes(**same_as: str):
    return people.codes_of({"id": code, "same_as": other} for code, other in same_as.items())


def bound(*codes: str, by: str = "coordinator") -> list[dict[str, str]]:
    return [{"at": "2026-11-02", "event": "bind", "by": by, "same_as": code} for code in codes]


def test_any_number_of_codes_is_one_person() -> None:
    found = codes(a="b", b="c", d="c", x="y", y="x", p="q", r="q", s="r")
    assert all(people.same_person(found, one, other) for one in "abcd" for other in "abcd")
    assert people.all_codes(found, "q") == ("q", "p", "r", "s")
    assert people.same_person(found, "x", "y")
    assert not people.same_person(found, "a", "x")
    assert not people.same_person(found, "z", "")
    assert not people.same_person(found, "", "")


def test_what_a_code_ever_was_still_counts() -> None:
    found = people.codes_of([{"id": "a", "same_as": "c", "timeline": bound("b", "c")}])
    assert people.all_codes(found, "b") == ("b", "a", "c")


def test_only_a_coordinator_of_that_day_makes_two_codes_one_person() -> None:
    everybody = {
        "coordinator": {"id": "coordinator", "roles": ["coordinator"], "timeline": []},
        "later": {"id": "later", "roles": ["coordinator"], "timeline": [
            {"at": "2026-01-01", "event": "join", "roles": ["reviewer"]},
            {"at": "2026-12-01", "event": "role", "roles": ["coordinator"]},
        ]},
    }  # fmt: skip

    def found(same_as: str, *timeline: dict[str, str]) -> list[tuple[int, str, str]]:
        person = {
            "id": "a",
            "same_as": same_as,
            "timeline": [{"at": "2026-01-01", "event": "join", "by": "a"}, *timeline],
        }
        return list(people.not_by_a_coordinator(person, lambda code: everybody.get(code, {})))

    old = {"at": "2026-11-02", "event": "edit", "by": "a", "fields": ["same_as"]}
    assert found("b", *bound("b")) == []
    assert found("b", *bound("b", by="a")) == [(1, "b", "a")]
    assert found("b", *bound("b", by="later")) == [(1, "b", "later")]
    assert found("c", *bound("b", by="a"), *bound("c")) == [(1, "b", "a")]
    assert found("b", *bound("b", by="a"), *bound("b")) == []
    assert found("b", old) == [(1, "b", "a")]
    assert found("b", {**old, "by": "coordinator"}) == []
    assert found("b") == [(0, "b", "a")]
    undone = {"at": "2026-11-02", "event": "undo", "undoes": "bind", "undoes_at": "2026-11-02"}
    assert found("", *bound("b"), {**undone, "by": "b"}) == [(2, "b", "b")]
    assert found("", *bound("b"), {**undone, "by": "coordinator"}) == []


def test_the_applicant_is_kept_away_under_another_code(application) -> None:
    app = application(1)
    known = codes(alias=app["practitioner"])
    assert conflicts.conflict("alias", app, [], known) == "own-application"
    with pytest.raises(Refused) as refused:
        conflicts.refuse("alias", app, [], known, {})
    assert refused.value.code == "conflict-of-interest"


def test_a_declared_conflict_holds_for_that_application_alone(application, review) -> None:
    app, other = application(1), application(2)
    reviews = [review(1, app, "recused", conflict="same-workplace")]
    who = reviews[0]["reviewer"]
    assert conflicts.conflict(who, app, reviews, {}) == "same-workplace"
    assert conflicts.conflict(who, other, reviews, {}) == ""
    conflicts.refuse(who, other, reviews, {}, {})


def test_the_quorum_counts_submitted_fresh_unconflicted_people_once(application, review) -> None:
    app = application(1, revision=2)
    reviews = [
        review(1, app, revision=2),
        review(2, app),
        review(3, app, "assigned", revision=2),
        review(4, app, "recused", revision=2),
        review(5, app, revision=2, reviewer=app["practitioner"]),
        review(6, app, revision=2, reviewer="alias"),
        review(7, application(2), revision=2),
    ]
    codes = {"alias": reviews[0]["reviewer"]}
    assert [r["id"] for r in quorum.counted(app, reviews, codes)] == [reviews[0]["id"]]
    quorum.refuse(app, reviews, codes, 1)
    with pytest.raises(Refused) as refused:
        quorum.refuse(app, reviews, codes, 2)
    assert refused.value.code == "no-quorum"
    assert refused.value.details == {"counted": 1, "quorum": 2, "stale": 1, "source": refused.value.source}


def test_standing_says_what_blocks(application, review) -> None:
    app = application(1)
    two = [review(1, app, scores=(4,)), review(2, app, scores=(2,))]
    assert standing(app, two, {}, 2).words == "ready, reviewers differ"
    assert standing(app, two, {}, 2).ready
    assert standing(app, two[:1], {}, 2).words == "needs a review"
    assert standing(app, [], {}, 2).words == "needs 2 reviews"
    assert standing(app, [two[0], review(2, app, "recused")], {}, 2).words == "needs a review (1 has a conflict)"
    assert standing(application(1, revision=2), two, {}, 2).words == "changed since it was reviewed"
    assert standing(application(1, "submitted"), two, {}, 2).words == "not screened, reviewers differ"
    assert not standing(application(1, "submitted"), two, {}, 2).ready
    assert standing(application(1, "not-funded"), two, {}, 2).words == "not funded this quarter"


def test_a_deferral_arrives_by_waiting_and_by_being_carried(application) -> None:
    app = application(1, "deferred", decided={"outcome": "deferred", "quarter": "2027-q1"})
    assert arrival(app, "2027-q1") == "waiting"
    assert arrival(app, "2027-q2") == ""
    carried = {**app, "status": "eligible", "timeline": [*app["timeline"], {"event": "carry", "round": "2027-q1"}]}
    assert arrival(carried, "2027-q1") == "carried"


def test_who_sees_what_of_a_review(application, review) -> None:
    app = application(1)
    theirs, mine = review(1, app), review(2, app)
    me = mine["reviewer"]
    everything = visibility.OF_A_REVIEW

    def hidden(viewer: Viewer, own=(), seen=theirs) -> tuple[str, ...]:
        return visibility.of_review(viewer, seen, app["practitioner"], own, {})

    nobody = (*everything, *visibility.WHO_REVIEWS)
    assert hidden(Viewer("")) == nobody
    assert hidden(Viewer("someone", ("practitioner",))) == nobody
    assert hidden(Viewer(app["practitioner"], ("practitioner", "reviewer"))) == nobody
    assert hidden(Viewer("someone", ("reviewer",))) == everything
    assert hidden(Viewer(me, ("reviewer",)), [{**mine, "status": "assigned"}]) == everything
    assert hidden(Viewer(me, ("reviewer",)), [mine]) == ()
    assert hidden(Viewer(me, ("reviewer",)), [mine], {**theirs, "revision": 2}) == everything
    assert hidden(Viewer(me, ("reviewer",)), [mine], {**theirs, "status": "assigned"}) == everything
    assert hidden(Viewer(me, ("reviewer",)), [{**mine, "status": "assigned"}], mine) == ()
    assert hidden(Viewer("c", ("coordinator",))) == ()
    assert hidden(Viewer("c", ("coordinator",)), (), {**theirs, "status": "assigned"}) == visibility.UNFINISHED
    assert hidden(Viewer("c", ("coordinator",)), [{**mine, "status": "assigned"}]) == everything
    assert hidden(Viewer("c", ("coordinator",)), [{**mine, "status": "recused"}]) == everything
    assert hidden(Viewer(app["practitioner"], ("coordinator",))) == everything
    assert hidden(Viewer(app["practitioner"], ("practitioner",), personal=True)) == ()


def test_hidden_fields_are_named_and_the_timeline_does_not_tell_them(application, review) -> None:
    recused = review(1, application(1), "recused", conflict="money")
    recused["timeline"].append({"event": "abstain", "reason": "I would gain"})
    seen = visibility.without(recused, visibility.OF_A_REVIEW)
    assert seen["hidden"] == ["scores", "comment", "conflict", "timeline.reason"]
    assert "gain" not in repr(seen) and "wanted" not in repr(seen)
    assert "hidden" not in visibility.without(recused, ())


def test_the_fair_order_is_the_same_for_the_same_seed() -> None:
    ids = [f"app-{n}" for n in range(20)]
    assert order.fair(ids, "s") == order.fair(reversed(ids), "s")
    assert order.fair(ids, "s") != order.fair(ids, "t")
    assert sorted(order.fair(ids, "s")) == sorted(ids)
