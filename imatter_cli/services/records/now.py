"""What stands in the way of an event as the records are now, for commands that only read. Loads no model."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from imatter_cli.domain import ids, past, preconditions
from imatter_cli.domain.data import Data
from imatter_cli.domain.people import Codes, all_codes
from imatter_cli.domain.projects import Objection
from imatter_cli.errors import Broken, NotFound
from imatter_cli.services.context import Context
from imatter_cli.services.records import sound
from imatter_cli.services.records.persons import codes_in
from imatter_cli.store.contract import Reader

if TYPE_CHECKING:
    from imatter_cli.domain.policy import Policy


#: Licences of so many people are looked for one by one: four times is what all of them take.
_FEW = 1


class Now:
    """Asks what commands ask before an event, of records that are only read. What is broken is passed over here."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._around = _Around(ctx.store)

    def in_the_way(
        self, record: Data, event: str, asks: Sequence[preconditions.Ask] | None = None, **details: Any
    ) -> list[Objection]:
        """What would refuse this event if the viewer did it now: of these asks, or of all that it needs."""
        today = self._ctx.today.isoformat()
        entry = {"event": event, "at": today, "by": self._ctx.actor, **details}
        kind = ids.kind_of(str(record["id"]))
        return preconditions.objections(preconditions.Situation(kind, record, entry, self._around, today), asks)


class _Around:
    """The records of a store, as preconditions ask for them."""

    policy: Policy | None = None

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._licences: dict[str, list[Data]] = {}

    @cached_property
    def personal(self) -> bool:
        """Whether this is one practitioner's notebook."""
        return self._reader.programme().get("store") == "personal"

    @cached_property
    def codes(self) -> Codes:
        """The codes of people who have several."""
        return codes_in(self._reader)

    def get(self, id: object) -> Data | None:
        """The record of that id."""
        try:
            found = self._reader.get(id) if isinstance(id, str) and ids.is_id(id) else None
        except (NotFound, Broken):
            return None
        return found.data if found and sound.readable(ids.kind_of(str(id)), found.path, found.data) else None

    def licences(self, practitioner: str, named: object = None) -> Iterable[Data] | None:
        """The licences of a practitioner under any of their codes."""
        if practitioner not in self._licences:
            left_out: list[str] = []
            own = all_codes(self.codes, practitioner)
            found: list[Data]
            if len(self._licences) < _FEW:
                found = [c for code in own for c in sound.each(self._reader, "licence", left_out=left_out, holder=code)]
            else:
                found = [c for code in own for c in self._all_licences.get(code, [])]
            self._licences[practitioner] = [c for c in found if c.get("practitioner") in own]
            if left_out:
                return None
        return self._licences[practitioner]

    @cached_property
    def _all_licences(self) -> dict[str, list[Data]]:
        """Every licence by its practitioner: quicker than to look for each of many people."""
        found: dict[str, list[Data]] = {}
        for licence in sound.each(self._reader, "licence"):
            found.setdefault(str(licence.get("practitioner")), []).append(licence)
        return found

    def reflections(self, project: str) -> Sequence[Data]:
        """The reflections on a project."""
        return [r for r in sound.each(self._reader, "reflection", project) if r.get("project") == project]

    def reviews(self, application: str) -> Sequence[Data]:
        """The reviews on an application."""
        return [r for r in sound.each(self._reader, "review", application) if r.get("application") == application]

    def applications(self, round: str) -> Sequence[Data]:
        """The applications of a round."""
        return [a for a in sound.each(self._reader, "application", round) if a.get("round") == round]

    def promised(self, round: str, but: str = "") -> int:
        """Nothing: that is asked where money is given now."""
        return 0

    def applied(self, practitioner: str) -> Iterable[Data]:
        """The applications of a practitioner; broken ones are left out."""
        there = sound.each(self._reader, "application", practitioner)
        return [a for a in there if a.get("practitioner") == practitioner]

    def around(self, id: str) -> Iterable[Data]:
        """The licences, projects, applications and reviews that name a record."""
        for kind in ("licence", "project", "application", "review"):
            yield from sound.each(self._reader, kind, id)

    def rounds(self) -> Iterable[Data]:
        """The quarters that there are; broken ones are left out."""
        return sound.each(self._reader, "round")

    def coordinators(self) -> Iterable[Data]:
        """The people who keep the programme's records now."""
        everybody = sound.each(self._reader, "practitioner", "coordinator", status=("active",))
        return [p for p in everybody if "coordinator" in (p.get("roles") or ())]

    def passages(self, record: Data) -> past.Passages:
        """When the record changed its state."""
        return past.passages(ids.kind_of(str(record["id"])), record.get("timeline") or ())
