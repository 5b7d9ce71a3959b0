"""Published and mine become one: each of my changes in turn is taken onto what stands, or set aside.

It asks nothing of git, the clock or the person, and always comes to an end. What a change must meet is asked of the
functions that commands and checks ask.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from imatter_cli import sources
from imatter_cli.classes import replace
from imatter_cli.domain.finding import Finding
from imatter_cli.domain.fund.promised import Awards, awards_in
from imatter_cli.domain.ids import id_at
from imatter_cli.domain.merge import fitting
from imatter_cli.domain.merge.ground import Ground
from imatter_cli.domain.merge.misfit import Misfit, spoken
from imatter_cli.domain.merge.taking import take, touched
from imatter_cli.domain.merge.units import builds_on, parts, taken_back, units
from imatter_cli.domain.merge.values import Merged, NewErrors, OwnChange, RecordSet, SetAside
from imatter_cli.domain.projects import Objection
from imatter_cli.said import Many, Said


def merge(
    published: RecordSet, mine: Sequence[OwnChange], new_errors: NewErrors, done: Iterable[str] = (),
    awards: Awards | None = None,
) -> Merged:  # fmt: skip
    """What published and my changes, in the order in which they were made, become together.

    `new_errors` asks the checks. `done` are changes that published has, itself or done again: mine that does one of
    one of them again is set aside. `awards` are those in changes that were set aside and wait for an answer.
    """
    merging = _Merging(published, new_errors, frozenset(done), taken_back(mine), awards or {})
    for unit in units(mine):
        if len(unit) == 1:
            merging.take_in_parts(unit[0])
        else:
            merging.take(unit)
    return merging.merged()


def made_now(published: RecordSet, change: OwnChange, new_errors: NewErrors, awards: Awards) -> Merged:
    """What published becomes with one change that is made now, whole or not at all: it can't have joined late."""
    merging = _Merging(published, new_errors, frozenset(), {}, awards)
    merging.take_now(change)
    return merging.merged()


class _Merging:
    """What stands so far, and what was taken and set aside on the way."""

    def __init__(
        self, published: RecordSet, new_errors: NewErrors, done: frozenset[str], back: dict[str, str], awards: Awards
    ) -> None:
        self._ground = Ground(published)
        self._new_errors = new_errors
        self._done = set(done)
        self._nothing_to_answer = {*back, *back.values()}
        self._awards = awards
        self._taken: list[str] = []
        self._aside: list[SetAside] = []
        self._records_aside: dict[str, frozenset[str]] = {}
        self._late: list[str] = []

    def take(self, unit: Sequence[OwnChange]) -> None:
        """Take several changes, or set all of them aside."""
        why = self._try(unit, may_join_late=True)
        for change in unit:
            if why:
                self._set_aside(change, (change,), why, whole=True)
            else:
                self._take(change)

    def take_now(self, change: OwnChange) -> None:
        """Take a change only as it is, or set it aside."""
        why = self._try([change], may_join_late=False)
        if why:
            self._set_aside(change, (change,), why, whole=True)
        else:
            self._take(change)

    def take_in_parts(self, change: OwnChange) -> None:
        """Take a change, or those parts of it that fit."""
        left: list[OwnChange] = []
        why: list[Objection] = []
        every = parts(change)
        for part in every:
            wrong = self._try([part], may_join_late=len(every) == 1)  # a merge says that of whole changes
            why += wrong
            left += [part] if wrong else []
        if why:
            self._set_aside(change, left, why, whole=len(left) == len(every))
        if len(left) < len(every):
            self._take(change)

    def merged(self) -> Merged:
        """What it has led to."""
        return replace(
            self._ground.merged(), taken=tuple(self._taken), aside=tuple(self._aside), late=tuple(self._late)
        )

    def _take(self, change: OwnChange) -> None:
        self._taken.append(change.commit)
        if change.redoes:
            self._done.add(change.redoes)

    def _set_aside(
        self, change: OwnChange, left: Sequence[OwnChange], why: Sequence[Objection], *, whole: bool
    ) -> None:
        records = frozenset().union(*map(touched, left))
        rests = builds_on(change, self._records_aside, records)
        every = tuple(passage.id for part in left for passage in part.passages)
        waits = change.commit not in self._nothing_to_answer
        self._aside.append(SetAside(change.commit, every, tuple(why), whole, rests, waits))
        self._records_aside[change.commit] = records
        if waits:
            self._awards = awards_in((passage for part in left for passage in part.passages), self._awards)

    def _try(self, unit: Sequence[OwnChange], *, may_join_late: bool) -> list[Objection]:
        """Take these changes if they fit. What is in the way if they don't; then nothing is taken."""
        rests = {change.commit: builds_on(change, self._records_aside, touched(change)) for change in unit}
        why = [_builds_on(change, rests[change.commit]) for change in unit if rests[change.commit]]
        why += [_done_already(change) for change in unit if change.redoes in self._done]
        if why:
            return why
        why = self._try_taking(unit, late=False)
        # What was published was right when it was recorded: a mark that this came later may be all that is missing.
        if why and may_join_late and not self._try_taking(unit, late=True):
            self._late += [change.commit for change in unit]
            return []
        return why

    def _try_taking(self, unit: Sequence[OwnChange], *, late: bool) -> list[Objection]:
        ground = self._ground
        for change in unit:
            try:
                after = take(ground, change, late=late)
            except Misfit as misfit:
                return [misfit.objection]
            found = fitting.objections(change, ground, after, self._awards)
            if found:
                return found
            ground = after
        errors = self._errors(ground)
        if not errors:
            self._ground = ground
        return [_of_finding(finding) for finding in errors]

    def _errors(self, ground: Ground) -> Sequence[Finding]:
        """The errors that are new on this ground."""
        if ground.records == self._ground.records:
            return ()
        return self._new_errors(self._ground.differences(), ground.differences())


def _builds_on(change: OwnChange, rests: tuple[str, ...]) -> Objection:
    words = Said("It builds on a change that was set aside ({changes}).", changes=Many(one[:7] for one in rests))
    return Objection(
        "builds-on", "", words, "", sources.TOGETHER, {"changes": list(rests)}, tuple(p.id for p in change.passages)
    )


def _done_already(change: OwnChange) -> Objection:
    ids = tuple(passage.id for passage in change.passages)
    words = Said("Somebody has done this again already, in {records}.", records=Many(map(spoken, ids)))
    return Objection("done-already", "", words, "", sources.TOGETHER, {"change": change.redoes}, ids)


def _of_finding(finding: Finding) -> Objection:
    ids = tuple(id for path in (finding.path, *finding.related) if (id := id_at(path)))
    return Objection(finding.rule, finding.field, finding.said, finding.try_, sources.TOGETHER, related=ids)
