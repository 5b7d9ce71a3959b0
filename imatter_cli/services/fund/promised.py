"""Money that was paid or promised in changes that a merge set aside: it counts until somebody answers them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from imatter_cli.domain import ids, lifecycles
from imatter_cli.domain.data import Data
from imatter_cli.domain.fund import budget
from imatter_cli.errors import Broken, NotFound
from imatter_cli.services.integrity.aside import said_aside
from imatter_cli.store.contract import Reader, Store


def promised(store: Store, but: str = "") -> Mapping[str, int]:
    """What each round has to cover beyond its awards, in pence; the application `but` is left out."""
    unanswered = said_aside(store).unanswered if store.shared_at() is not None else {}
    found: Counter[str] = Counter()
    for id, told in (_awarded(store, unanswered) if unanswered else {}).items():
        if id != but:
            found[str(told.get("round"))] += max(0, budget.award_of(told) - _stands(store, id))
    return found


def _awarded(store: Store, unanswered: Mapping[str, frozenset[str]]) -> Mapping[str, Data]:
    """The applications as these changes left them, where they moved money or told the applicant something."""
    from imatter_cli.services.integrity.passing import passage_of, record_in  # late: hardly ever needed

    found: dict[str, Data] = {}
    with store.trail() as trail:
        for passed in filter(None, map(trail.passed, unanswered)):
            named = unanswered[passed.commit]
            for moved in passed.moved:
                id = ids.id_at(moved.path) or ""
                if not ids.is_id(id, "application") or (named and id not in named):
                    continue
                passage = passage_of(moved, id, lambda path, name: record_in(path, trail.content(name)))
                told = passage.after or {}
                binds = any(lifecycles.is_in_step("application", entry) for entry in passage.entries)
                if binds and budget.award_of(told) > budget.award_of(found.get(id, {})):
                    found[id] = told
    return found


def _stands(reader: Reader, id: str) -> int:
    try:
        return budget.award_of(reader.get(id).data)
    except (NotFound, Broken):
        return 0
