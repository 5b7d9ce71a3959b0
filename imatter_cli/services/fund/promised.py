"""What each round has to cover beyond its awards, as home, refusals and merges count it (see domain/fund/promised)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from imatter_cli.domain import ids
from imatter_cli.domain.fund.promised import Awards, awards_in, by_round
from imatter_cli.services.integrity.aside import SaidAside, said_aside
from imatter_cli.services.records import single
from imatter_cli.store.contract import Passed, Store

if TYPE_CHECKING:
    from imatter_cli.services.integrity.passing import ReadRecord


def promised(store: Store, but: str = "") -> Mapping[str, int]:
    """What each round has to cover beyond its awards, in pence; the application `but` is left out."""
    return by_round(awards_waiting(store), lambda one: single.found(store, one) or None, but)


def awards_waiting(store: Store) -> Awards:
    """The awards in changes that were set aside in a shared store and wait for an answer."""
    aside = said_aside(store) if store.shared_at() is not None else SaidAside()
    if not aside.unanswered:
        return {}
    from imatter_cli.services.integrity.passing import record_in  # late: hardly ever needed

    with store.trail() as trail:
        return awards_aside(aside, trail.passed, lambda path, name: record_in(path, trail.content(name)))


def awards_aside(aside: SaidAside, passed: Callable[[str], Passed | None], read: ReadRecord) -> Awards:
    """The awards in changes that wait for an answer. `passed` gives a change by its commit, if it is known."""
    from imatter_cli.services.integrity.passing import passage_of

    found: Awards = {}
    for commit, named in aside.unanswered.items():
        change = passed(commit)
        for moved in change.moved if change is not None else ():
            id = ids.id_at(moved.path) or ""
            if ids.is_id(id, "application") and (not named or id in named):
                found = awards_in([passage_of(moved, id, read)], found)
    return found
