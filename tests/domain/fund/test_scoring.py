from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imatter_cli.domain.fund import scoring
from imatter_cli.errors import BadValue, Refused

RUBRIC = [{"id": "need", "scores": ["a", "b", "c", "d", "e"]}, {"id": "fit", "scores": ["a", "b"]}]


def scored(*scores: object) -> dict[str, object]:
    return {"scores": [{"criterion": f"c{n}", "score": s} for n, s in enumerate(scores)]}


def test_the_mean_is_over_criteria_and_then_over_reviews() -> None:
    found = scoring.score_of([scored(4, 3, 4), scored(3, 3, 4)])
    assert found.mean == Fraction(7, 2)
    assert (scoring.text(found.mean), scoring.text(found.spread)) == ("3.5", "0.2")
    assert not found.differ


def test_not_applicable_leaves_the_average() -> None:
    assert scoring.mean_of(scored(4, "n/a", 2)) == 3
    assert scoring.mean_of(scored("n/a")) is None
    assert scoring.score_of([scored("n/a"), scored(2)]).mean == 2


def test_reviewers_differ_from_one_point_on() -> None:
    assert scoring.score_of([scored(2), scored(4)]).differ
    assert not scoring.score_of([scored(2), scored(3)]).differ
    assert scoring.score_of([scored(2)]).spread is None
    assert scoring.score_of([]) == scoring.Mean(None, None)


@given(st.lists(st.lists(st.integers(0, 10), min_size=1, max_size=6), min_size=1, max_size=6))
def test_the_mean_lies_between_and_does_not_depend_on_order(reviews: list[list[int]]) -> None:
    found = scoring.score_of([scored(*r) for r in reviews])
    means = [Fraction(sum(r), len(r)) for r in reviews]
    assert min(means) <= found.mean <= max(means)
    assert found == scoring.score_of([scored(*r) for r in reversed(reviews)])
    assert abs(Fraction(scoring.text(found.mean)) - found.mean) <= Fraction(1, 20)


@pytest.mark.parametrize(("said", "value"), [("4", 4), (" 0 ", 0), ("n/a", "n/a"), ("NA", "n/a")])
def test_scores_as_people_write_them(said: str, value: object) -> None:
    assert scoring.parse(said, RUBRIC[0]) == value


@pytest.mark.parametrize("said", ["5", "-1", "3.5", "1e0", "NaN", "", "٣"])
def test_what_is_no_score(said: str) -> None:
    with pytest.raises(BadValue):
        scoring.parse(said, RUBRIC[0])


@pytest.mark.parametrize(
    "scores",
    [
        [{"criterion": "need", "score": 3}],
        [{"criterion": "need", "score": 3}, {"criterion": "fit", "score": 2}],
        [{"criterion": "need", "score": 3}, {"criterion": "fit", "score": 1}, {"criterion": "luck", "score": 1}],
        [{"criterion": "need", "score": 3}, {"criterion": "need", "score": 1}, {"criterion": "fit", "score": 1}],
    ],
)
def test_every_criterion_once_on_its_scale(scores: list[dict[str, object]]) -> None:
    with pytest.raises(Refused):
        scoring.refuse(scores, RUBRIC)


def test_complete_scores_are_taken() -> None:
    scoring.refuse([{"criterion": "need", "score": "n/a"}, {"criterion": "fit", "score": 1}], RUBRIC)
