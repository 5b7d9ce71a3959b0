"""The figures of the fund in a form for the public: useful totals, and no small numbers that could reveal somebody.

Groups with few decisions are joined until they have enough together, so that nothing has to be left out of a total.
How many were funded is left out if that would still reveal a few people, and so is any number that would give it away
by subtraction from the total.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from imatter_cli.classes import replace
from imatter_cli.domain.fund.statistics import BY, Breakdown, Case, Figures, figures

#: A count below this (but not 0) could reveal somebody, so the public form leaves it out.
SMALL = 5
#: The name of a row of several groups that were joined, and what stands between two quarters that were.
OTHERS = "*"
TO = " to "

Group = tuple[str, Sequence[Case]]


def for_the_public(cases: Iterable[Case]) -> list[Breakdown]:
    """A table by quarter, by type of project and by setting, of decided cases alone, each with the same total.

    Quarters with few decisions are joined to those that follow; the latest ones wait until they are enough,
    so that two totals of different days never differ by a few. Other small groups are joined to one row.
    """
    quarters = _in_turn([c for c in cases if c.outcome])
    kept = [c for _, those in quarters for c in those]
    return [_table(by, quarters if by == "quarter" else _joined(kept, group)) for by, group in BY.items()]


def without_split(table: Breakdown) -> Breakdown:
    """The same table without how many were funded, where another page leaves that out."""
    rows = tuple((name, f and replace(f, split=False, money=False)) for name, f in table.rows)
    return Breakdown(table.by, rows, table.total and replace(table.total, split=False, money=False))


def split(figures: Figures) -> tuple[int, int]:
    """How many were funded, and how many were not."""
    return figures.awards, figures.decided - figures.awards


def _in_turn(cases: Sequence[Case]) -> list[Group]:
    """The quarters, oldest first; each with fewer decisions than `SMALL` joined to those that follow."""
    made: list[Group] = []
    names: list[str] = []
    waiting: list[Case] = []
    for quarter in sorted({c.quarter for c in cases}):
        names.append(quarter)
        waiting += [c for c in cases if c.quarter == quarter]
        if len(waiting) >= SMALL:
            made.append((names[0] if len(names) == 1 else f"{names[0]}{TO}{names[-1]}", waiting))
            names, waiting = [], []
    return made


def _joined(cases: Sequence[Case], group: Callable[[Case], str]) -> list[Group]:
    """The groups by name; the small ones, and the next larger until they are enough, as one row at the end."""
    by_name: dict[str, list[Case]] = {}
    for case in cases:
        by_name.setdefault(group(case), []).append(case)
    by_size = sorted(by_name, key=lambda name: (len(by_name[name]), name))
    small = [name for name in by_size if len(by_name[name]) < SMALL]
    larger = by_size[len(small) :]
    while small and larger and (len(small) < 2 or sum(len(by_name[n]) for n in small) < SMALL):
        small.append(larger.pop(0))
    given: list[Group] = [(name, by_name[name]) for name in sorted(by_name) if name not in small]
    return [*given, (OTHERS, [c for name in small for c in by_name[name]])] if small else given


def _table(by: str, groups: Sequence[Group]) -> Breakdown:
    if not groups:
        return Breakdown(by, (), None)
    total = figures(c for _, those in groups for c in those)
    told = replace(total, split=_is_safe(total), money=not 0 < total.awards < SMALL)
    rows = [(name, figures(those)) for name, those in groups]
    if len(rows) == 1:
        return Breakdown(by, ((rows[0][0], told),), told)
    open_ = _split_given(rows, total) if told.split else set()
    return Breakdown(by, tuple((n, replace(f, split=n in open_, money=n in open_)) for n, f in rows), told)


def _split_given(rows: Sequence[tuple[str, Figures]], total: Figures) -> set[str]:
    """The rows that may say how many were funded, so that the others can't be worked out from the total."""
    closed = {name for name, f in rows if not _is_safe(f)}
    others = sorted((f.decided, name) for name, f in rows if name not in closed)
    while closed and others and not _safe_together([f for name, f in rows if name in closed], total):
        closed.add(others.pop(0)[1])
    return {name for name, _ in rows} - closed


def _is_safe(figures: Figures) -> bool:
    return not any(0 < count < SMALL for count in split(figures))


def _safe_together(closed: Sequence[Figures], total: Figures) -> bool:
    """Whether the sums of these rows tell nothing small of any of them.

    A sum of nothing would say that each of them has none; it may, where the total says the same of every row.
    """
    sums = [sum(parts) for parts in zip(*map(split, closed), strict=True)]
    return len(closed) > 1 and all(s >= SMALL or not whole for s, whole in zip(sums, split(total), strict=True))
