"""The records around an event, as preconditions ask for them, at one place in the history."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from imatter_cli.domain import ids, past, people
from imatter_cli.domain.data import Data
from imatter_cli.domain.fund.promised import Awards, by_round
from imatter_cli.domain.merge.values import RecordSet
from imatter_cli.domain.trail import PROGRAMME

if TYPE_CHECKING:
    from imatter_cli.domain.policy import Policy


class RecordsAround:
    """See preconditions.Related. What cannot be relied on is not there. `awards` are those in changes set aside."""

    def __init__(self, records: RecordSet, awards: Awards) -> None:
        self._records = records
        self._awards = awards

    @property
    def personal(self) -> bool:
        """Whether this is one practitioner's notebook."""
        return (self._records.get(PROGRAMME) or {}).get("store") == "personal"

    @cached_property
    def policy(self) -> Policy | None:
        """The programme's rules."""
        from imatter_cli.domain import policy  # loads the models

        rules = self._records.get(PROGRAMME)
        return policy.policy_in(rules) if rules else None

    def get(self, id: object) -> Data | None:
        """The record of that id."""
        return self._records.get(id) if isinstance(id, str) and ids.is_id(id) else None

    def licences(self, practitioner: str, named: object = None) -> Iterable[Data]:
        """The licences of a practitioner, and the one that a record names."""
        theirs = people.all_codes(self.codes, practitioner)
        found = {str(c["id"]): c for code in theirs for c in self._with("licence", "practitioner", code)}
        own = self.get(named)
        return list({**found, **({str(own["id"]): own} if own else {})}.values())

    def reflections(self, project: str) -> Sequence[Data]:
        """The reflections on a project."""
        return self._with("reflection", "project", project)

    def reviews(self, application: str) -> Sequence[Data]:
        """The reviews on an application."""
        return self._with("review", "application", application)

    def applications(self, round: str) -> Sequence[Data]:
        """The applications of a round."""
        return self._with("application", "round", round)

    def promised(self, round: str, but: str = "") -> int:
        """What a round has to cover beyond its awards, without that of one application."""
        return by_round(self._awards, self._records.get, but).get(round, 0)

    def applied(self, practitioner: str) -> Iterable[Data]:
        """The applications of a practitioner."""
        return self._with("application", "practitioner", practitioner)

    def around(self, id: str) -> Iterable[Data]:
        """The licences, projects, applications and reviews that name a record."""
        return [r for kind in ("licence", "project", "application", "review") for r in self._records.naming(kind, id)]

    def rounds(self) -> Iterable[Data]:
        """None: nobody chooses another quarter here."""
        return ()

    def coordinators(self) -> Iterable[Data]:
        """The people who keep the programme's records now."""
        everybody = self._records.naming("practitioner", "coordinator")
        return [p for p in everybody if p["status"] == "active" and "coordinator" in (p.get("roles") or ())]

    @cached_property
    def codes(self) -> people.Codes:
        """The codes of everybody who has several."""
        return people.codes_of(self._records.naming("practitioner", people.SAME_AS))

    def passages(self, record: Data) -> past.Passages:
        """When the record changed its state."""
        return past.passages(ids.kind_of(str(record["id"])), record.get("timeline"))

    def _with(self, kind: str, field: str, id: str) -> list[Data]:
        return [r for r in self._records.naming(kind, id) if r.get(field) == id]
