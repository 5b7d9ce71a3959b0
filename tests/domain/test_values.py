"""Money, days, quarters and ids: what people type is understood or refused, never guessed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imatter_cli.domain import dates, ids, money, quarters
from imatter_cli.domain.kinds import KINDS
from imatter_cli.errors import BadValue

TODAY = date(2026, 11, 24)


@given(st.integers(min_value=0, max_value=99_999_999_999))
def test_pence_survive_writing_and_reading(pence: int) -> None:
    assert money.parse(money.text(pence)) == pence


@pytest.mark.parametrize(
    ("text", "pence"),
    [("1,250", 125000), ("£1250.50", 125050), ("1250.5", 125050), ("0.05", 5), ("£ 90", 9000), (250, 25000)],
)
def test_amounts_as_people_write_them(text: str | int, pence: int) -> None:
    assert money.parse(text) == pence


@pytest.mark.parametrize("text", ["12.345", "-5", "1e3", "NaN", "", "12,34", "£", "1 250", ".50", "١٢", True])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(BadValue):
        money.parse(text)


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 1, 1)))
def test_a_day_in_full_is_that_day_in_every_form(day: date) -> None:
    for text in (day.isoformat(), f"{day:%d/%m/%Y}", f"{day:%d %B %Y}", f"{day:%d %b %Y}", f"{day:%B %d, %Y}"):
        assert dates.parse_day(text, TODAY) == day


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2090, 1, 1)), st.integers(-180, 180))
def test_a_day_without_a_year_is_the_nearest_one(today: date, away: int) -> None:
    day = today + timedelta(days=away)
    if (day.month, day.day) != (2, 29):
        assert dates.parse_day(f"{day:%d %B}", today) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", TODAY),
        ("Yesterday", date(2026, 11, 23)),
        ("3 days ago", date(2026, 11, 21)),
        ("two days ago", date(2026, 11, 22)),
        ("a fortnight ago", date(2026, 11, 10)),
        ("The day before yesterday", date(2026, 11, 22)),
        ("3rd of October", date(2026, 10, 3)),
        ("October the 3rd 2025", date(2025, 10, 3)),
        ("Saturday 3 October 2026", date(2026, 10, 3)),
        ("last tuesday", date(2026, 11, 17)),
        ("mon", date(2026, 11, 23)),
        ("next friday", date(2026, 11, 27)),
        ("in 2 weeks", date(2026, 12, 8)),
        ("1.2.26", date(2026, 2, 1)),
        ("Oct 3rd", date(2026, 10, 3)),
    ],
)
def test_days_in_words(text: str, day: date) -> None:
    assert dates.parse_day(text, TODAY) == day


@pytest.mark.parametrize(
    "text", ["30 February 2026", "2026-02-30", "31/4/2026", "0000-00-00", "soon", "", "13/13/2026", "ma", "j 3"]
)
def test_impossible_days_are_refused_with_what_is_accepted(text: str) -> None:
    with pytest.raises(BadValue) as refused:
        dates.parse_day(text, TODAY)
    assert "2026-11-24" in str(refused.value.hint)


def test_a_day_that_does_not_exist_names_the_last_one() -> None:
    with pytest.raises(ValueError, match=r"30 February 2026 does not exist\. Try 2026-02-28"):
        dates.valid_day("2026-02-30")


@pytest.mark.parametrize(
    "text", ["2026-1-1", "2026-11-24T18:40:00", "2026-11-24 18:40:00Z", "2026-11-24T25:00:00Z", "20261124"]
)
def test_a_moment_in_a_file_is_exact(text: str) -> None:
    with pytest.raises(ValueError, match=r"Write it as|does not exist"):
        dates.valid_moment(text)


@given(st.dates(min_value=date(2001, 1, 1), max_value=date(2090, 1, 1)), st.integers(-9, 9))
def test_quarters_shift_and_measure_alike(day: date, by: int) -> None:
    quarter = quarters.quarter_of(day)
    assert quarters.distance(quarter, quarters.shift(quarter, by)) == by
    assert quarters.starts(quarter) <= day


@pytest.mark.parametrize(
    ("text", "quarter"),
    [
        ("2026-Q4", "2026-q4"),
        ("q4", "2026-q4"),
        ("current", "2026-q4"),
        ("last", "2026-q3"),
        ("next", "2027-q1"),
        ("", "2026-q4"),
    ],
)
def test_quarters_as_people_write_them(text: str, quarter: str) -> None:
    assert quarters.parse_quarter(text, TODAY) == quarter


def test_a_school_years_quarters_begin_where_the_calendar_says() -> None:
    school = (9, 12, 3, 6)
    days = [
        date(2026, 8, 31),
        date(2026, 9, 1),
        date(2026, 12, 1),
        date(2027, 3, 1),
        date(2027, 8, 31),
        date(2027, 9, 1),
    ]
    named = [quarters.quarter_of(day, school) for day in days]
    assert named == ["2025-q4", "2026-q1", "2026-q2", "2026-q3", "2026-q4", "2027-q1"]
    assert named == sorted(named)


def test_no_quarter_five() -> None:
    with pytest.raises(BadValue):
        quarters.parse_quarter("2026-q5", TODAY)


@given(
    st.sampled_from([k.name for k in KINDS if k.prefix]),
    st.dates(min_value=date(2000, 1, 1), max_value=date(2099, 12, 31)),
    st.randoms(),
)
def test_the_path_follows_from_the_id_and_back(kind: str, day: date, random: object) -> None:
    id = ids.mint(kind, day, random.randrange)  # type: ignore[attr-defined]
    assert ids.kind_of(id) == kind
    assert ids.id_at(ids.path_of(id)) == id


@pytest.mark.parametrize(
    "path",
    [
        "records/projects/2026-10/prj-2611-7kq4m2x.yaml",
        "records/licences/2026-11/prj-2611-7kq4m2x.yaml",
        "records/projects/prj-2611-7kq4m2x.yaml",
        "records/projects/2026-11/prj-2611-7kq4m2x.yml",
        "records/projects/2026-11/PRJ-2611-7KQ4M2X.yaml",
        "records/projects/2026-11/prj-2611-7kq4m2l.yaml",
        "records/programme.yaml",
    ],
)
def test_no_record_belongs_elsewhere(path: str) -> None:
    assert ids.id_at(path) is None


@pytest.mark.parametrize(
    ("text", "behind", "ahead"),
    [
        ("3rd of December", "2025-12-03", "2026-12-03"),
        ("3 October", "2026-10-03", "2027-10-03"),
        ("24 November", "2026-11-24", "2026-11-24"),
        ("29 February", "2024-02-29", "2028-02-29"),
        ("friday", "2026-11-20", "2026-11-27"),
        ("last friday", "2026-11-20", "2026-11-20"),
    ],
)
def test_a_day_is_the_nearest_that_can_be_meant(text: str, behind: str, ahead: str) -> None:
    assert dates.parse_day(text, TODAY, "behind").isoformat() == behind
    assert dates.parse_day(text, TODAY, "ahead").isoformat() == ahead


def test_next_tuesday_is_a_day_only_where_one_may_lie_ahead() -> None:
    assert dates.parse_day("next tuesday", TODAY, "ahead") == date(2026, 12, 1)
    with pytest.raises(BadValue, match="is in the future"):
        dates.parse_day("next tuesday", TODAY, "behind")
    with pytest.raises(BadValue, match="is a Saturday, not a Monday"):
        dates.parse_day("Monday 3 October 2026", TODAY)


@pytest.mark.parametrize("text", ["0001-01-01", "31/12/1899", "3 March 1066"])
def test_a_day_that_nobody_remembers_is_refused(text: str) -> None:
    with pytest.raises(BadValue, match="too long ago"):
        dates.parse_kept_day(text, TODAY)
    assert dates.parse_kept_day("1900-01-01", TODAY) == date(1900, 1, 1)
    with pytest.raises(ValueError, match="too long ago"):
        dates.valid_day("1899-12-31")
