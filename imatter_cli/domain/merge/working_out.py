"""The content of a merge, worked out again from what it says of itself, without asking any rule."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

from imatter_cli.domain.merge.ground import Ground
from imatter_cli.domain.merge.misfit import Misfit
from imatter_cli.domain.merge.taking import take
from imatter_cli.domain.merge.units import parts, units
from imatter_cli.domain.merge.values import OwnChange, RecordSet


def work_out(
    published: RecordSet, mine: Sequence[OwnChange], aside: Mapping[str, frozenset[str]], late: Container[str] = ()
) -> Ground:  # fmt: skip
    """Published with my changes, without those that were set aside: whole, or the records that are named.

    Raises Misfit where a change that isn't named can't be taken.
    """
    ground = Ground(published)
    for unit in units(mine):
        for change in unit:
            for part in parts(change) if len(unit) == 1 else (change,):
                if not _is_aside(part, aside):
                    ground = take(ground, part, late=change.commit in late)
    return ground


def _is_aside(part: OwnChange, aside: Mapping[str, frozenset[str]]) -> bool:
    if part.commit not in aside:
        return False
    named = aside[part.commit]
    return not named or any(passage.id in named for passage in part.passages)


def take_what_fits(published: RecordSet, mine: Sequence[OwnChange]) -> Ground:
    """Published with those of my changes that can be taken, whatever the rules say: what a merge begins with that was
    made with git.
    """
    ground = Ground(published)
    for change in mine:
        try:
            ground = take(ground, change)
        except Misfit:
            continue
    return ground
