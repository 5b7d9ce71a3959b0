"""What is taken or set aside together, and what can be taken in parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from imatter_cli.classes import replace
from imatter_cli.domain.merge.values import OwnChange
from imatter_cli.domain.trail import IMPORT, PROGRAMME, RECEIVE, SAVE

#: Changes of several records that may have nothing to do with each other.
_OF_SEVERAL = (SAVE, RECEIVE, IMPORT)


def taken_back(mine: Sequence[OwnChange]) -> dict[str, str]:
    """Changes that were taken back afterwards, each with the change that did so and still stands."""
    found: dict[str, str] = {}
    here = {change.commit for change in mine}
    for change in reversed(mine):
        if change.undoes in here and change.commit not in found:
            found.setdefault(change.undoes, change.commit)
    return found


def units(mine: Sequence[OwnChange]) -> list[tuple[OwnChange, ...]]:
    """The changes in order, each on its own: but one that was taken back is together with the change that did so."""
    back = taken_back(mine)
    where = {change.commit: n for n, change in enumerate(mine)}
    first = list(range(len(mine)))
    for n, change in enumerate(mine):
        if change.commit in back:
            last, records = where[back[change.commit]], _ids(change)
            for m in range(n, last + 1):
                if m in (n, last) or records & _ids(mine[m]):
                    first[m] = min(first[m], first[n])
    return [tuple(c for m, c in enumerate(mine) if first[m] == n) for n in range(len(mine)) if first[n] == n]


def parts(change: OwnChange) -> list[OwnChange]:
    """The change in parts, if it is one of several records: those that name each other stay together."""
    if change.verb not in _OF_SEVERAL or len(change.passages) < 2 or PROGRAMME in _ids(change):
        return [change]
    groups: list[set[str]] = []
    for passage in change.passages:
        text = repr((passage.before, passage.after))
        near = {p.id for p in change.passages if p.id in text} | {passage.id}
        touching = [group for group in groups if group & near]
        groups = [*(g for g in groups if g not in touching), near.union(*touching)]
    some = [replace(change, passages=tuple(p for p in change.passages if p.id in group), files=()) for group in groups]
    return [replace(some[0], files=change.files), *some[1:]]


def _ids(change: OwnChange) -> frozenset[str]:
    return frozenset(passage.id for passage in change.passages)


def builds_on(change: OwnChange, aside: Mapping[str, frozenset[str]], touched: frozenset[str]) -> tuple[str, ...]:
    """The changes that were set aside that this one rests on: it was made on them, and touches what they touched."""
    return tuple(
        commit
        for commit, records in aside.items()
        if touched and commit in change.follows and (records & touched or PROGRAMME in records)
    )
