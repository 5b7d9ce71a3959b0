"""What is known of an event before anything is asked of it again: most events need no question, and a store has many.

It is worked out once for a person, a licence, a project or an application, and holds for all events that name it.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from functools import cache
from typing import Final

from imatter_cli.checks.view import Record, Records
from imatter_cli.domain import dates, licensing, lifecycles, past, people, preconditions
from imatter_cli.domain.data import Data
from imatter_cli.domain.lifecycles import UNDER_REVIEW
from imatter_cli.domain.past import Days
from imatter_cli.domain.preconditions import Ask, Related, fund, licences

#: What holds on the days that `Beforehand` finds for a record, by its kind.
_ON_THESE_DAYS: Final[Mapping[str, tuple[Ask, ...]]] = {
    "project": (licences.runs_under_licence,),
    "application": (licences.applicant_has_licence, licences.project_goes_on),
    "review": (fund.under_review,),
}
_GOES_ON: Final = frozenset(lifecycles.STATES["project"]).difference(licences.OVER)


class _SteadyRoles(dict[str, frozenset[str] | None]):
    """The roles of each person who never left and always had these; None for any other."""

    def __init__(self, records: Records) -> None:
        super().__init__()
        self._records = records

    def __missing__(self, person: str) -> frozenset[str] | None:
        self[person] = found = _steady_roles(self._records.data(person))
        return found


def _steady_roles(person: Data) -> frozenset[str] | None:
    if not person:
        return None
    told = [e["roles"] for e in person["timeline"] if "roles" in e]
    if len(told) > 1 or any(e["event"] in ("leave", lifecycles.UNDO) for e in person["timeline"]):
        return None
    return frozenset(person["roles"])


class Beforehand:
    """What is known of the events of a store's records."""

    def __init__(self, records: Records, related: Related) -> None:
        self._records = records
        self._related = related
        self._roles = _SteadyRoles(records)
        self._licensed: dict[tuple[str, object], list[Days]] = {}
        self._apart = _with_a_conflict(records)
        self._taken_out = {
            who for round in records.of("round") for e in round.data["timeline"] for who in e.get("without") or ()
        }

    def left(self, record: Record) -> Callable[[Data], tuple[Ask, ...]]:
        """A function that says of each event of a record what is still to be asked of it."""
        kind = record.kind
        holder = people.holder_of(kind, record.data)
        theirs = None if kind == "review" and holder in self._taken_out else self._roles[holder]
        roles, apart = self._roles, self._apart
        spells = self._days(record) if kind in _ON_THESE_DAYS else ()

        def asks(entry: Data) -> tuple[Ask, ...]:
            by, day = entry["by"], dates.day_of(entry["at"])
            sure = False
            for first, last in spells:
                if first < day < last:
                    sure = True
                    break
            return _left(kind, entry["event"], roles[by], by == holder, theirs, sure, by in apart)

        return asks

    def _days(self, record: Record) -> list[Days]:
        """The days of which it is known that nothing stood in the way (see `_ON_THESE_DAYS`)."""
        data = record.data
        if record.kind == "review":
            return self._spells(data.get("application"), UNDER_REVIEW)
        licensed = self._licensed_days(str(data.get("practitioner")), data.get("licence"))
        if record.kind == "project":
            return licensed
        return past.common(licensed, self._spells(data.get("project"), _GOES_ON))

    def _licensed_days(self, practitioner: str, named: object) -> list[Days]:
        """Days on which a practitioner's licences, or the one that a record names, were active."""
        key = practitioner, named
        if key not in self._licensed:
            theirs = self._related.licences(practitioner, named) or ()
            self._licensed[key] = [
                days for one in theirs for days in licensing.active_days(one, self._related.passages(one))
            ]
        return self._licensed[key]

    def _spells(self, id: object, states: Container[str]) -> list[Days]:
        other = self._related.get(id)
        return past.days_in(states, self._related.passages(other)) if other is not None else []


@cache
def _left(
    kind: str, event: str, roles: frozenset[str] | None, is_holder: bool, theirs: frozenset[str] | None, sure: bool,
    apart: bool,
) -> tuple[Ask, ...]:  # fmt: skip
    """What is asked of an event again, unless it is already known.

    `roles` are those that the person who acts always had, and `theirs` those that the holder always had. `sure` says
    that the event is on one of the days that are known, `apart` that who acts has a conflict with some application.
    """
    row = lifecycles.transition(kind, event)
    own = kind == "application" and event != lifecycles.UNDO and is_holder and row is not None and "holder" in row.who
    known = (
        *(preconditions.OF_THE_ACTOR if _may_plainly(kind, event, roles, is_holder) else ()),
        *(preconditions.OF_THE_HOLDER if theirs and "practitioner" in theirs else ()),
        *((fund.reviewer_reviews,) if theirs and "reviewer" in theirs else ()),
        *(_ON_THESE_DAYS[kind] if sure else ()),
        *(preconditions.KEPT_APART if own or not apart else ()),
    )
    return tuple(ask for ask in preconditions.REPLAYED.get((kind, event), ()) if ask not in known)


def _may_plainly(kind: str, event: str, roles: frozenset[str] | None, is_holder: bool) -> bool:
    """Whether who acts is the holder, or a coordinator, who never left and always had the same roles."""
    row = lifecycles.transition(kind, event)
    if roles is None or row is None or event == lifecycles.UNDO:  # who takes back depends on what is taken back
        return False
    if "coordinator" in roles and ("coordinator" in row.who or "holder" in row.who):
        return True
    return is_holder and ("holder" in row.who or "reviewer" in row.who)


def _with_a_conflict(records: Records) -> frozenset[str]:
    """The codes of everybody who has applied, or declared a conflict that stands, and so may not act on everything."""
    applied = (application.data["practitioner"] for application in records.of("application"))
    declared = (review.data["reviewer"] for review in records.of("review") if review.data["status"] == "recused")
    theirs = {*applied, *declared}
    one = {records.codes.get(code, code) for code in theirs}
    return frozenset(theirs | {code for code, first in records.codes.items() if first in one})
