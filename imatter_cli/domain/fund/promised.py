"""Money that was paid or promised in changes that a merge set aside: it counts until somebody answers them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from imatter_cli.domain import lifecycles
from imatter_cli.domain.data import Data
from imatter_cli.domain.fund import budget
from imatter_cli.domain.trail import Passage

#: Applications as such changes left them, by id.
Awards = Mapping[str, Data]


def awards_in(passages: Iterable[Passage], found: Awards) -> Awards:
    """These awards with those that such changes made, where they moved money or told the applicant something."""
    awards = dict(found)
    for passage in passages:
        told = passage.after or {}
        binds = passage.kind == "application" and any(lifecycles.is_in_step(passage.kind, e) for e in passage.entries)
        if binds and budget.award_of(told) > budget.award_of(awards.get(passage.id, {})):
            awards[passage.id] = told
    return awards


def by_round(awards: Awards, get: Callable[[str], Data | None], but: str = "") -> Mapping[str, int]:
    """What each round has to cover beyond its awards, in pence; the application `but` is left out.

    `get` gives the records as they stand.
    """
    found: Counter[str] = Counter()
    for id, told in awards.items():
        if id != but:
            found[str(told.get("round"))] += max(0, budget.award_of(told) - budget.award_of(get(id) or {}))
    return found
