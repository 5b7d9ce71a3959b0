"""The records around an event that is about to happen, as preconditions ask for them (see domain/preconditions)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain, tee
from typing import TYPE_CHECKING

from imatter_cli.domain import ids, past
from imatter_cli.domain.people import Codes, same_person
from imatter_cli.errors import NotFound
from imatter_cli.services.records import sound
from imatter_cli.services.records.persons import codes_in
from imatter_cli.services.records.related import each_held_by, in_round, reflections_on, reviews_on, round_of
from imatter_cli.store.contract import Data

if TYPE_CHECKING:
    from imatter_cli.domain.policy import Policy
    from imatter_cli.services.records.recording import Recording


class Surroundings:
    """The records as they are at this point of a recording. Those that are looked at must be valid."""

    def __init__(self, recording: Recording) -> None:
        self._recording = recording
        self._read: dict[tuple[str, str], list[Data]] = {}
        self._held: dict[str, Iterator[Data]] = {}

    @property
    def personal(self) -> bool:
        """Whether this is one practitioner's notebook."""
        return self._recording.policy.personal

    @property
    def policy(self) -> Policy | None:
        """The programme's rules."""
        return self._recording.policy

    def get(self, id: object) -> Data | None:
        """The record with that id, or None. Raises Refused (`no-round`), Broken."""
        if not isinstance(id, str) or not ids.is_id(id):
            return None
        if ids.kind_of(id) == "round":
            round_of(self._recording.reader, id)
        try:
            return self._recording.sound(id)
        except NotFound:
            return None

    def licences(self, practitioner: str, named: object = None) -> Iterable[Data]:
        """The licences of a practitioner, each read once."""
        held = self._held.get(practitioner) or each_held_by(self._recording.reader, practitioner)
        self._held[practitioner], again = tee(held)
        here = map(self._recording.as_led, again)
        made = self._recording.created("licence")
        return chain(here, (c for c in made if same_person(self.codes, str(c.get("practitioner")), practitioner)))

    def reflections(self, project: str) -> Sequence[Data]:
        """The reflections on a project. Raises Broken."""
        key = ("reflection", project)
        if key not in self._read:
            self._read[key] = reflections_on(self._recording.reader, project)
        return self._read[key]

    def reviews(self, application: str) -> Sequence[Data]:
        """The reviews on an application. Raises Broken."""
        key = ("review", application)
        if key not in self._read:
            self._read[key] = reviews_on(self._recording.reader, application)
        made = [r for r in self._recording.created("review") if r["application"] == application]
        return [*map(self._recording.as_led, self._read[key]), *made]

    def applications(self, round: str) -> Sequence[Data]:
        """The applications of a round. Raises Broken."""
        key = ("application", round)
        if key not in self._read:
            self._read[key] = in_round(self._recording.reader, round)
        return [a for a in map(self._recording.as_led, self._read[key]) if a["round"] == round]

    def promised(self, round: str, but: str = "") -> int:
        """What a round has to cover beyond its awards, without that of one application."""
        from imatter_cli.services.fund.promised import promised  # late: few events are about money

        return promised(self._recording.ctx.store, but).get(round, 0)

    def applied(self, practitioner: str) -> Iterable[Data]:
        """The applications of a practitioner; broken ones are left out."""
        there = map(self._recording.as_led, sound.each(self._recording.reader, "application", practitioner))
        return [a for a in there if a.get("practitioner") == practitioner]

    def around(self, id: str) -> Iterable[Data]:
        """The licences, projects, applications and reviews that name a record; broken ones are left out."""
        for kind in ("licence", "project", "application", "review"):
            yield from map(self._recording.as_led, sound.each(self._recording.reader, kind, id))

    def rounds(self) -> Iterable[Data]:
        """The quarters that there are; broken ones are left out."""
        return map(self._recording.as_led, sound.each(self._recording.reader, "round"))

    def coordinators(self) -> Iterable[Data]:
        """The people who keep the programme's records now."""
        everybody = sound.each(self._recording.reader, "practitioner", "coordinator")
        return [
            p
            for p in map(self._recording.as_led, everybody)
            if p.get("status") == "active" and "coordinator" in (p.get("roles") or ())
        ]

    @cached_property
    def codes(self) -> Codes:
        """The codes of people who have several."""
        return codes_in(self._recording.reader)

    def passages(self, record: Data) -> past.Passages:
        """When the record changed its state."""
        return past.passages(ids.kind_of(str(record["id"])), record.get("timeline") or ())
