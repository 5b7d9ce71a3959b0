from __future__ import annotations

import pytest

from imatter_cli.domain.fund import decisions
from imatter_cli.domain.fund.decisions import Decision
from imatter_cli.errors import BadValue, Refused

RULES = decisions.Terms(("need", "fit", "licensed"), 2)
WHY = [{"criterion": "need", "text": "small, ready, wanted"}]


def code(decision: Decision, app) -> str:
    with pytest.raises(Refused) as refused:
        decisions.details(decision, app, RULES)
    return refused.value.code


def test_funded_is_what_was_asked_for(application) -> None:
    app = application(1)
    made = decisions.details(Decision("funded", WHY), app, RULES)
    assert made == {
        "outcome": "funded", "round": "2026-q4", "asked": "250.00", "award": "250.00", "reasons": WHY,
    }  # fmt: skip
    assert decisions.details(Decision("funded", WHY, 250_00), app, RULES) == made
    assert code(Decision("funded", WHY, 249_99), app) == "award-differs"


@pytest.mark.parametrize("award", [0, 250_00, 250_01])
def test_in_part_is_between_nothing_and_all(application, award: int) -> None:
    assert code(Decision("part-funded", WHY, award), application(1)) == "award-differs"
    assert code(Decision("part-funded", WHY), application(1)) == "missing-award"


def test_one_penny_less_is_in_part(application) -> None:
    assert decisions.details(Decision("part-funded", WHY, 249_99), application(1), RULES)["award"] == "249.99"


@pytest.mark.parametrize("outcome", ["funded", "not-funded"])
@pytest.mark.parametrize("reasons", [[], [{"criterion": "need", "text": " "}]])
def test_reasons_are_given(application, outcome: str, reasons) -> None:
    assert code(Decision(outcome, reasons), application(1)) == "missing-reasons"


def test_a_reason_names_a_criterion_that_is_there(application) -> None:
    decisions.details(Decision("not-funded", [{"criterion": "licensed", "text": "no licence"}]), application(1), RULES)
    with pytest.raises(BadValue):
        decisions.details(Decision("not-funded", [{"criterion": "luck", "text": "none"}]), application(1), RULES)
    with pytest.raises(BadValue):
        decisions.details(Decision("perhaps", WHY), application(1), RULES)


def test_nothing_but_a_deferral_has_a_quarter_and_no_award_without_money(application) -> None:
    app = application(1)
    assert code(Decision("not-funded", WHY, quarter="2027-q1"), app) == "not-deferred"
    assert code(Decision("not-funded", WHY, 100), app) == "no-award"
    assert code(Decision("deferred", WHY, 100, "2027-q1", "a quote"), app) == "no-award"


def test_a_deferral_names_a_later_quarter_and_what_is_asked_for(application) -> None:
    app = application(1)
    made = decisions.details(Decision("deferred", WHY, quarter="2027-q2", asks=" a quote "), app, RULES)
    assert (made["quarter"], made["asks"]) == ("2027-q2", "a quote")
    assert code(Decision("deferred", WHY, asks="a quote"), app) == "missing-quarter"
    assert code(Decision("deferred", WHY, quarter="2027-q1"), app) == "missing-asks"
    assert code(Decision("deferred", WHY, quarter="2026-q4", asks="a quote"), app) == "not-later"
    assert code(Decision("deferred", WHY, quarter="2027-q3", asks="a quote"), app) == "deferred-too-long"


def test_earlier_deferrals_count(application) -> None:
    app = application(1, decided={"outcome": "deferred", "quarter": "2027-q1"})
    app["timeline"].append({"event": "carry", "round": "2027-q1"})
    app["round"] = "2027-q1"
    decisions.details(Decision("deferred", WHY, quarter="2027-q2", asks="x"), app, RULES)
    assert code(Decision("deferred", WHY, quarter="2027-q3", asks="x"), app) == "deferred-too-long"
