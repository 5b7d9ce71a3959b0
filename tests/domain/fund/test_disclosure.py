"""The form for the public: it says something useful, and nothing small can be worked out of it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from imatter_cli.domain.fund import disclosure
from imatter_cli.domain.fund.disclosure import OTHERS, SMALL
from imatter_cli.domain.fund.statistics import Breakdown, Case, Figures


def case(quarter: str = "2026-q1", setting: str = "school", funded: bool = True) -> Case:
    outcome = "funded" if funded else "not-funded"
    return Case(quarter, "early-concern", setting, outcome, 100, 100 if funded else 0, 3, 0)


cases = st.builds(
    case,
    st.sampled_from(["2026-q1", "2026-q2", "2026-q3", "2026-q4"]),
    st.sampled_from(["school", "nursery", "club", "online", "home"]),
    st.booleans(),
)


def given_figures(table: Breakdown) -> list[Figures]:
    return [f for _, f in table.rows if f is not None]


def small(number: int) -> bool:
    return 0 < number < SMALL


@given(st.lists(cases, max_size=70))
def test_nothing_small_is_given_nor_follows_by_subtraction(those: Sequence[Case]) -> None:
    tables = disclosure.for_the_public(those)
    assert len({t.total for t in tables}) == 1
    for table in tables:
        rows, total = given_figures(table), table.total
        if total is None:
            assert not rows
            continue
        assert sum(f.decided for f in rows) == total.decided and not small(total.decided)
        assert sum(f.asked for f in rows) == total.asked
        for f in [*rows, total]:
            assert not small(f.decided)
            assert not (f.split and any(map(small, disclosure.split(f))))
            assert not (f.money and small(f.awards))
        closed = [f for f in rows if not f.split]
        if not total.split:
            assert len(rows) == len(closed)
        elif closed:
            assert len(closed) > 1
            left = [sum(parts) for parts in zip(*map(disclosure.split, closed), strict=True)]
            whole = disclosure.split(total)
            assert all(rest >= SMALL or not all_of for rest, all_of in zip(left, whole, strict=True))


@given(st.lists(cases, max_size=70))
def test_the_totals_of_two_quarters_differ_by_nothing_small(those: Sequence[Case]) -> None:
    """Whoever kept the page of an earlier quarter can't work out a small later one."""
    totals = []
    for quarter in ("2026-q1", "2026-q2", "2026-q3", "2026-q4"):
        total = disclosure.for_the_public([c for c in those if c.quarter <= quarter])[0].total
        totals.append(total.decided if total is not None else 0)
    assert not any(small(later - earlier) for earlier, later in pairwise(totals))


def test_a_quarter_of_eleven_says_something_useful() -> None:
    settings = ["school"] * 6 + ["club"] * 2 + ["nursery"] * 2 + ["home"]
    quarter, types, by_setting = disclosure.for_the_public(
        [case(setting=s, funded=n > 2) for n, s in enumerate(settings)]
    )
    assert quarter.total is not None and not quarter.total.split and quarter.total.money
    assert (quarter.total.decided, quarter.total.asked, quarter.total.awarded) == (11, 1100, 800)
    assert [(name, f and f.decided) for name, f in by_setting.rows] == [("school", 6), (OTHERS, 5)]
    assert [(name, f and f.decided) for name, f in types.rows] == [("early-concern", 11)]


def test_small_quarters_are_told_together_and_the_last_ones_wait() -> None:
    those = [case("2026-q1")] * 3 + [case("2026-q2")] * 4 + [case("2026-q3")] * 6 + [case("2026-q4")] * 2
    table = disclosure.for_the_public(those)[0]
    assert [(name, f and f.decided) for name, f in table.rows] == [("2026-q1 to 2026-q2", 7), ("2026-q3", 6)]
    assert table.total is not None and table.total.decided == 13
    assert disclosure.for_the_public([case("2026-q1")] * 4)[0] == Breakdown("quarter", (), None)


def test_the_public_sees_decided_ones_alone() -> None:
    waiting = Case("2026-q1", "t", "s", "", 100, 0, None, 0)
    table = disclosure.for_the_public([waiting, *[case()] * 6])[0]
    assert table.total is not None
    assert (table.total.applications, table.total.asked) == (6, 600)
