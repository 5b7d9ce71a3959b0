"""Conflicts, quorum and what may be seen."""

from __future__ import annotations

import pytest

from imatter_cli.domain.fund import conflicts, order, quorum, visibility
from imatter_cli.domain.fund.standing import arrival, standing
from imatter_cli.domain.fund.visibility import Viewer
from imatter_cli.errors import Refused


def people(**same_as: str):
    return lambda code: {"id": code, **({"same_as": same_as[code]} if code in same_as else {})}


def test_any_number_of_codes_is_one_person() -> None:
    codes = conflicts.codes_of("abcdxyz", people(a="b", b="c", d="c", x="y", y="x"))
    assert all(conflicts.same_person(codes, one, other) for one in "abcd" for other in "abcd")
    assert conflicts.same_person(codes, "x", "y")
    assert not conflicts.same_person(codes, "a", "x")
    assert not conflicts.same_person(codes, "z", "")
    assert not conflicts.same_person(codes, "", "")


def test_the_applicant_is_kept_away_under_another_code(application) -> None:
    app = application(1)
    codes = conflicts.codes_of(["alias", app["practitioner"]], people(alias=app["practitioner"]))
    assert conflicts.conflict("alias", app, [], codes) == "own-application"
    with pytest.raises(Refused) as refused:
        conflicts.refuse("alias", app, [], codes, {})
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

    assert hidden(Viewer("")) == everything
    assert hidden(Viewer("someone", ("reviewer",))) == everything
    assert hidden(Viewer(me, ("reviewer",)), [{**mine, "status": "assigned"}]) == everything
    assert hidden(Viewer(me, ("reviewer",)), [mine]) == ()
    assert hidden(Viewer(me, ("reviewer",)), [mine], {**theirs, "revision": 2}) == everything
    assert hidden(Viewer(me, ("reviewer",)), [mine], {**theirs, "status": "assigned"}) == everything
    assert hidden(Viewer(me, ("reviewer",)), [{**mine, "status": "assigned"}], mine) == ()
    assert hidden(Viewer("c", ("coordinator",))) == ()
    assert hidden(Viewer("c", ("coordinator",)), (), {**theirs, "status": "assigned"}) == everything
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
