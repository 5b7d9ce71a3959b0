"""What the fund waits for: from whom, since when, and nothing that is over."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from imatter_cli.classes import replace
from imatter_cli.domain.due import Due
from imatter_cli.domain.fund import chasing
from imatter_cli.domain.fund.chasing import Awaited
from imatter_cli.domain.projects import Objection
from imatter_cli.remedies import Command
from imatter_cli.said import Said

TODAY = date(2026, 12, 20)
LATE = {"review": 7, "acceptance": 14, "payment": 14, "report": 30, "screening": 7}
REVIEWER = {"id": "r1", "status": "active", "roles": ["reviewer"]}


def event(name: str, day: str = "2026-12-15", **more: Any) -> dict[str, Any]:
    return {"event": name, "at": day, **more}


def round_(status: str = "closed", *events: dict[str, Any], id: str = "2026-q4") -> dict[str, Any]:
    return {"id": id, "status": status, "opens": "2026-10-01", "closes": "2026-12-10", "timeline": list(events)}


def application(status: str, *events: dict[str, Any]) -> dict[str, Any]:
    return {"id": "a1", "status": status, "round": "2026-q4", "practitioner": "p1", "timeline": list(events)}


def review(status: str = "assigned") -> dict[str, Any]:
    return {"id": "v1", "status": status, "application": "a1", "reviewer": "r1", "timeline": [event("assign")]}


def fund(*rounds: dict[str, Any], late: dict[str, int] | None = None) -> Awaited:
    return Awaited({str(r["id"]): r for r in rounds}, TODAY, LATE if late is None else late)


def of_coordinator(seen: Awaited, one: dict[str, Any], *reviews: Any, person: Any = REVIEWER) -> list[Due]:
    found = chasing.of_coordinator(seen, [one], (), reviews, {"r1": person})
    return [d for d in found if d.what != "decisions"]


@pytest.mark.parametrize("status", ["withdrawn", "not-eligible", "returned", "funded", "deferred", "closed"])
def test_a_review_of_what_is_over_is_not_asked_for(status: str) -> None:
    seen = fund(round_())
    assert list(chasing.of_reviewer(seen, review(), application(status))) == []
    assert [d.what for d in of_coordinator(seen, application(status), review()) if d.what == "review"] == []


@pytest.mark.parametrize("status", ["published", "cancelled"])
def test_nor_in_a_round_that_is_over(status: str) -> None:
    seen = fund(round_(status))
    assert list(chasing.of_reviewer(seen, review(), application("eligible"))) == []
    carry = "imatter fund open 2027-Q1, then imatter fund carry a1 --into 2027-Q1 --reason WHY"
    left = [("carry", carry)] if status == "cancelled" else []
    for one in (application("eligible"), application("submitted")):
        assert [(d.what, str(d.command)) for d in of_coordinator(seen, one, review())] == left


def test_a_review_says_whose_it_is_and_is_late_once_the_round_has_closed() -> None:
    (one,) = of_coordinator(fund(round_("open"), late={}), application("eligible"), review())
    assert (one.of, one.since, one.day, one.waits) == ("r1", "2026-12-15", "2026-12-15", True)
    (one,) = of_coordinator(
        fund(round_("closed", event("close", "2026-12-11")), late={}), application("eligible"), review()
    )
    assert (one.day, one.standing(TODAY.isoformat())) == ("2026-12-11", "overdue")


@pytest.mark.parametrize("person", [{**REVIEWER, "status": "left"}, {**REVIEWER, "roles": ["link"]}])
def test_somebody_who_does_not_review_any_more_is_replaced_not_chased(person: dict[str, Any]) -> None:
    (one,) = of_coordinator(fund(round_("open")), application("eligible"), review(), person=person)
    assert str(one.command) == "imatter fund assign a1"


def test_an_award_is_chased_step_by_step_and_late_by_the_programmes_days() -> None:
    out = round_("published", event("publish", "2026-12-01"))
    decided = event("decide", "2026-11-30", outcome="funded")
    steps = {
        "funded": ("acceptance", "imatter fund accept a1", "overdue"),
        "accepted": ("payment", "imatter fund pay a1", "waiting"),
        "part-paid": ("payment", "imatter fund pay a1", "waiting"),
        "paid": ("report", "imatter fund report a1", "waiting"),
        "reported": ("finish", "imatter fund finish a1", "waiting"),
    }
    for status, expected in steps.items():
        events = [decided] if status == "funded" else [decided, event(status)]
        (one,) = of_coordinator(fund(out), application(status, *events))
        assert (one.what, str(one.command), one.standing(TODAY.isoformat())) == expected
    assert of_coordinator(fund(out), application("closed", decided)) == []
    assert of_coordinator(fund(out), application("award-declined", decided)) == []


def test_a_decision_that_is_not_published_asks_nobody_for_anything() -> None:
    seen = fund(round_("closed"))
    for status in ("funded", "part-funded", "deferred"):
        one = application(status, event("decide", quarter="2027-q1", asks="a quote"))
        assert list(chasing.of_applicant(seen, one)) == []
        assert of_coordinator(seen, one) == []


@pytest.mark.parametrize(
    ("status", "standing"),
    [("open", "waiting"), ("closed", "overdue"), ("published", "waiting"), ("cancelled", "waiting")],
)
def test_a_deferral_is_carried_into_its_quarter_or_a_later_one(status: str, standing: str) -> None:
    into = round_(status, event("open", "2026-12-02"), event("close", "2026-12-18"), id="2027-q1")
    one = application("deferred", event("decide", quarter="2027-q1"))
    found = of_coordinator(fund(round_("published"), into), one)
    over = status in ("published", "cancelled")
    carry = "open 2027-Q2, then imatter fund carry a1 --into 2027-Q2 --reason WHY" if over else "carry a1"
    assert [(d.what, str(d.command), d.standing(TODAY.isoformat())) for d in found] == [
        ("carry", f"imatter fund {carry}", standing)
    ]


def test_what_a_deferral_asks_for_is_asked_of_its_applicant_until_they_edit() -> None:
    one = application("deferred", event("decide", quarter="2027-q1", asks="a quote"))
    (due,) = chasing.of_applicant(fund(round_("published")), one)
    assert "a quote" in due.why
    one["timeline"].append(event("edit", fields=["costs"]))
    assert list(chasing.of_applicant(fund(round_("published")), one)) == []


def test_a_draft_is_asked_for_only_where_it_can_still_be_submitted() -> None:
    assert list(chasing.of_applicant(fund(round_("closed")), application("draft"))) == []
    assert list(chasing.of_applicant(fund(round_("published")), application("returned"))) == []
    (back,) = chasing.of_applicant(fund(round_("closed")), application("returned"))
    assert str(back.command) == "imatter fund submit a1"
    late = Objection("past-closing", "", Said("2026-Q4 is closed."), "Ask a coordinator.")
    seen = replace(fund(round_("closed")), objections=lambda application, event, **details: [late])
    (back,) = chasing.of_applicant(seen, application("returned"))
    assert (back.why.endswith("2026-Q4 is closed."), back.command) == (True, "Ask a coordinator.")
    now = {**round_("open", id="2027-q1"), "closes": "2027-02-01"}
    (moved,) = chasing.of_applicant(fund(round_("closed"), now), application("draft"))
    assert str(moved.command) == "imatter fund edit a1 --round 2027-Q1"
    (here,) = chasing.of_applicant(fund({**now, "id": "2026-q4"}), application("draft"))
    assert (here.day, str(here.command)) == ("2027-02-01", "imatter fund submit a1")


def test_a_closed_round_waits_for_its_decisions_then_to_be_published() -> None:
    def told(*there: dict[str, Any], kept: tuple[str, ...] = ()) -> Due:
        found = chasing.of_coordinator(fund(round_("closed")), there, kept, (), {})
        return next(d for d in found if d.what == "decisions")

    assert str(told(application("eligible")).command) == "imatter fund review --quarter 2026-Q4"
    assert str(told(application("funded")).command) == "imatter fund publish 2026-Q4"
    assert "you have a conflict" in told(application("eligible"), kept=("a1",)).why


@pytest.mark.parametrize(("spent", "what"), [("60.00", "return"), ("90.00", "finish")])
def test_what_was_paid_and_not_spent_comes_back_before_an_award_is_closed(spent: str, what: str) -> None:
    one = application(
        "reported", event("decide", outcome="funded", award="90.00"), event("accept"), event("pay", amount="90.00"),
        event("report", spent=spent),
    )  # fmt: skip
    (due,) = of_coordinator(fund(round_("published")), one)
    assert due.what == what
    assert ("--amount 30.00" in str(due.command)) == (what == "return")


@pytest.mark.parametrize(("said", "told"), [("the licence l1 has ended", "The licence l1"), ("p-1 left", "p-1 left")])
def test_an_award_under_a_licence_that_ended_is_revoked_or_waits(said: str, told: str) -> None:
    one = application("accepted", event("decide", award="90.00"), event("accept"))
    revoke = Command("fund revoke", "a1", "--reason", "WHY")
    ended = Objection("no-active-licence", "", Said(f"{said}."), revoke)
    seen = replace(fund(round_("published")), objections=lambda application, event, **details: [ended])
    (due,) = of_coordinator(seen, one)
    assert due.command == revoke
    assert due.why.startswith(f"The award of a1 has been accepted but not paid yet. {told}")


def test_nothing_is_asked_of_an_award_that_was_revoked_but_to_close_it() -> None:
    one = application("revoked", event("decide", award="90.00"), event("revoke", reason="x"))
    assert [d.what for d in of_coordinator(fund(round_("published")), one)] == ["finish"]
    assert list(chasing.of_applicant(fund(round_("published")), one)) == []
