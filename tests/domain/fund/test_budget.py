from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from imatter_cli.domain import money
from imatter_cli.domain.fund import budget, costs
from imatter_cli.errors import Refused


def test_left_is_the_budget_less_the_reserve_less_the_awards(round, application) -> None:
    apps = [
        application(1, "funded", "250.00", {"outcome": "funded", "award": "250.00"}),
        application(2, "part-funded", "480.00", {"outcome": "part-funded", "award": "300.50"}),
        application(3, "deferred", "100.00", {"outcome": "deferred"}),
        application(4, "withdrawn", "100.00"),
        application(5, "draft", "100.00"),
        application(6, "award-declined", "90.00", {"outcome": "funded", "award": "90.00"}),
        application(7, "funded", "90.00", {"outcome": "funded", "award": "90.00"}, round="2026-q3"),
    ]
    apps[5]["timeline"].append({"event": "decline-award"})
    purse = budget.purse(round, apps)
    assert (purse.asked, purse.awarded, purse.left) == (920_00, 550_50, 349_50)
    assert purse.to_give == 900_00


def test_a_penny_over_is_refused_and_what_is_left_is_said(round, application) -> None:
    purse = budget.purse(round, [application(1, "funded", "500.00", {"outcome": "funded", "award": "500.00"})])
    budget.refuse_award(purse, 400_00, round)
    with pytest.raises(Refused) as refused:
        budget.refuse_award(purse, 400_01, round)
    assert refused.value.code == "over-budget"
    assert refused.value.details["left"] == "400.00"


def test_the_ceiling_is_for_one_application(round) -> None:
    purse = budget.purse(round, [])
    budget.refuse_award(purse, 500_00, round)
    with pytest.raises(Refused) as refused:
        budget.refuse_award(purse, 500_01, round)
    assert refused.value.code == "over-ceiling"


def test_a_round_edited_down_below_its_awards_is_refused(round, application) -> None:
    apps = [application(1, "accepted", "500.00", {"outcome": "funded", "award": "500.00"})]
    budget.refuse_budget(budget.purse({**round, "budget": "600.00"}, apps))
    with pytest.raises(Refused) as refused:
        budget.refuse_budget(budget.purse({**round, "budget": "599.99"}, apps))
    assert refused.value.code == "over-budget"


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    st.integers(0, 500_000),
    st.integers(0, 500_000),
    st.lists(st.tuples(st.integers(1, 90_000), st.integers(0, 90_000)), max_size=40),
)
def test_pence_never_appear_or_vanish(whole: int, kept: int, wishes: list[tuple[int, int]]) -> None:
    """Any sequence of decisions: what was given and what is left are always the budget less the reserve."""
    reserve = min(kept, whole)
    round = {"id": "2026-q4", "budget": money.text(whole), "reserve": money.text(reserve)}
    apps: list[dict[str, object]] = []
    given_out = 0
    for n, (asked, wish) in enumerate(wishes):
        purse = budget.purse(round, apps)
        award = min(wish, asked)
        entry: dict[str, object] = {"event": "decide", "outcome": "not-funded"}
        status = "not-funded"
        try:
            budget.refuse_award(purse, award, round)
        except Refused:
            assert award > purse.left
        else:
            if award:
                status = "funded" if award == asked else "part-funded"
                entry = {"event": "decide", "outcome": status, "award": money.text(award)}
                given_out += award
        apps.append(
            {"id": f"a{n}", "round": "2026-q4", "status": status, "amount": money.text(asked), "timeline": [entry]}
        )
        after = budget.purse(round, apps)
        assert after.awarded == given_out
        assert after.awarded + after.left + after.reserve == whole
        assert after.left >= 0
    assert budget.purse(round, apps).asked == sum(a for a, _ in wishes)


@given(st.lists(st.integers(0, 10_000_000), min_size=1, max_size=20))
def test_costs_add_up_to_the_penny(pence: list[int]) -> None:
    items = [{"item": "x", "amount": money.text(p)} for p in pence]
    right = {"costs": items, "amount": money.text(sum(pence))}
    assert costs.total(items) == sum(pence)
    assert bool(costs.fault(right)) == (sum(pence) == 0)
    with pytest.raises(Refused) as refused:
        costs.refuse({**right, "amount": money.text(sum(pence) + 1)})
    assert refused.value.code == "costs-differ"


@pytest.mark.parametrize("said", ["books=90", "books = £90.00", "books: 90.0"])
def test_a_cost_is_read_as_people_write_it(said: str) -> None:
    assert costs.parse_item(said) == {"item": "books", "amount": "90.00"}
