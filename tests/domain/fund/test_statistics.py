"""Figures: sums agree, nothing is lost, and what is not given to the public cannot be worked out."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from imatter_cli.domain.fund import statistics
from imatter_cli.domain.fund.account import Account
from imatter_cli.domain.fund.statistics import SMALL, Case, Figures, Table, case_of, counts, figures
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


def table_of(pairs: Sequence[tuple[int, int]]) -> Table:
    total = row(sum(d for d, _ in pairs), sum(a for _, a in pairs))
    return Table("setting", tuple((f"g{n}", row(*p)) for n, p in enumerate(pairs)), total)


rows = st.integers(0, 14).flatmap(lambda d: st.tuples(st.just(d), st.integers(0, d)))


@given(st.lists(rows, min_size=1, max_size=7))
def test_nothing_small_is_given_nor_follows_by_subtraction(pairs: list[tuple[int, int]]) -> None:
    shown = statistics.protected(table_of(pairs))
    given_rows = {name: f for name, f in shown.rows if f is not None}
    missing = [name for name, f in shown.rows if f is None]
    for f in [*given_rows.values(), *([shown.total] if shown.total else [])]:
        assert not any(0 < c < SMALL for c in counts(f))
    if shown.total is None:
        assert not given_rows
        return
    left = [t - sum(c) for t, c in zip(counts(shown.total), _columns(given_rows.values()), strict=True)]
    if missing:
        assert len(missing) > 1
        assert all(rest >= SMALL or not whole for rest, whole in zip(left, counts(shown.total), strict=True))
    else:
        assert left == [0, 0, 0]


def _columns(those: Any) -> list[tuple[int, ...]]:
    found = [counts(f) for f in those]
    return [tuple(c[n] for c in found) for n in range(3)]


def test_rows_are_left_out_beside_a_small_one() -> None:
    shown = statistics.protected(table_of([(3, 1), (12, 6), (30, 10)]))
    assert [f is None for _, f in shown.rows] == [True, True, False]
    alone = statistics.protected(table_of([(12, 6)]))
    assert [f is None for _, f in alone.rows] == [False]
    assert statistics.protected(table_of([(3, 1)])).total is None
    assert statistics.protected(table_of([(20, 18), (20, 18)])).total is None


def test_the_public_sees_decided_ones_alone() -> None:
    waiting = Case("2026-q1", "t", "s", "", 100, 0, None, 0)
    funded = Case("2026-q1", "t", "s", "funded", 100, 100, 3, 0)
    table = statistics.for_the_public([waiting, *[funded] * 6])[0]
    assert table.total is not None
    assert (table.total.applications, table.total.asked) == (6, 600)


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
