"""Figures: sums agree, and nothing is lost."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from imatter_cli.domain.fund import statistics
from imatter_cli.domain.fund.account import Account
from imatter_cli.domain.fund.statistics import Case, Figures, case_of, figures
from imatter_cli.domain.lifecycles import OUTCOMES

cases = st.builds(
    Case,
    quarter=st.sampled_from(["2026-q1", "2026-q2", "2026-q3"]),
    type=st.sampled_from(["early-concern", "universal-prevention"]),
    setting=st.sampled_from(["school", "nursery", "club", "online"]),
    outcome=st.sampled_from([*OUTCOMES, ""]),
    asked=st.integers(1, 100_000_00),
    awarded=st.integers(0, 100_000_00),
    days=st.none() | st.integers(0, 400),
    deferrals=st.integers(0, 3),
)


@given(st.lists(cases, max_size=60))
def test_every_table_adds_up_to_the_same_total(those: list[Case]) -> None:
    for table in statistics.tables(those):
        rows = [f for _, f in table.rows if f is not None]
        total = table.total
        assert total is not None and len(rows) == len(table.rows)
        for name in ("applications", "asked", "awarded", "repeated", "decided", "awards"):
            assert sum(getattr(f, name) for f in rows) == getattr(total, name)
        assert tuple(map(sum, zip(*(f.outcomes for f in rows), strict=True))) == (total.outcomes if rows else ())
        assert total.applications == len(those)
        assert total.asked == sum(c.asked for c in those)


def row(decided: int, awards: int) -> Figures:
    return Figures(decided, (awards, 0, 0, decided - awards), decided * 100, awards * 100, None, 0)


def test_a_case(application: Any) -> None:
    made = application(1, "funded", "250.00", {"outcome": "funded", "award": "250.00", "at": "2026-12-12T10:00:00Z"})
    made["timeline"][1]["at"] = "2026-12-01"
    case = case_of(made, {"type": "early-concern", "setting": "school"})
    assert case == Case("2026-q4", "early-concern", "school", "funded", 25000, 25000, 11, 0, Account(25000))
    assert case_of(application(1, "draft"), {}) is None
    assert case_of(application(1, "withdrawn"), {}) is None
    waits = case_of(application(1, "eligible"), {})
    assert waits is not None and (waits.outcome, waits.asked, waits.awarded, waits.days) == ("", 25000, 0, None)


def test_an_award_that_was_declined_or_revoked_is_told_beside_the_figures_as_published(application: Any) -> None:
    for event, status in (("decline-award", "award-declined"), ("revoke", "revoked")):
        published = application(1, "funded", "250.00", {"outcome": "funded", "award": "250.00", "at": "2026-12-12"})
        entries = [*published["timeline"], {"event": event, "at": "2026-12-20"}]
        case = case_of(published, {}, {**published, "status": status, "timeline": entries})
        assert case is not None
        total = figures([case])
        assert (total.awards, total.awarded, total.ended, total.account.freed) == (1, 250_00, 1, 250_00)


def test_a_corrected_deferral_of_one_quarter_counts_once(application: Any) -> None:
    made = application(1, "deferred", decided={"outcome": "deferred", "at": "2026-12-12"})
    made["timeline"].append({"event": "correct", "round": "2026-q4", "outcome": "deferred", "at": "2026-12-13"})
    case = case_of(made, {})
    assert case is not None and case.deferrals == 1


def test_medians_and_rates_are_exact() -> None:
    assert statistics.median([3, 1, 2]) == 2
    assert statistics.median([1, 2]) == Fraction(3, 2)
    assert statistics.median([]) is None
    assert row(3, 1).success == Fraction(1, 3)
    assert figures([]).success is None
