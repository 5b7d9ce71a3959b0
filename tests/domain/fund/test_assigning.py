"""Reviewers are spread evenly over what they may review, whatever the order and the conflicts."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from imatter_cli.domain.fund import assigning

REVIEWERS = ["ra", "rb", "rc", "rd", "re", "rf"]


def an_application(n: int) -> dict[str, Any]:
    return {"id": f"app-{n}", "practitioner": "somebody"}


@given(
    st.integers(1, 40), st.lists(st.tuples(st.integers(0, 39), st.sampled_from(REVIEWERS)), max_size=12), st.randoms()
)
def test_even_and_never_with_a_conflict(many: int, kept_away: list[tuple[int, str]], mix: Any) -> None:
    apps = [an_application(n) for n in range(many)]
    mix.shuffle(apps)
    reviews = [{"application": f"app-{n}", "reviewer": r, "status": "recused", "conflict": "x"} for n, r in kept_away]
    pairs = assigning.evenly(apps, reviews, REVIEWERS, {}, 2)
    away = {(f"app-{n}", r) for n, r in kept_away}
    assert not away & set(pairs) and len(set(pairs)) == len(pairs)
    for a in apps:
        free = [r for r in REVIEWERS if (a["id"], r) not in away]
        assert sum(id == a["id"] for id, _ in pairs) == min(2, len(free))
    load = Counter(dict.fromkeys(REVIEWERS, 0) | Counter(r for _, r in pairs))
    # whoever has two more than another has nothing that the other could do
    for id, heavy in pairs:
        for light in REVIEWERS:
            if load[light] + 2 <= load[heavy]:
                assert (id, light) in away or (id, light) in pairs


def test_what_somebody_reviews_beside_counts() -> None:
    beside = [an_application(n) for n in range(3)]
    busy = [{"application": f"app-{n}", "reviewer": "ra", "status": "assigned"} for n in range(3)]
    pairs = assigning.evenly([an_application(9)], busy, ["ra", "rb", "rc"], {}, 2, beside)
    assert {r for _, r in pairs} == {"rb", "rc"}
