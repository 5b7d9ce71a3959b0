"""The records at one place in the history as a merge sees them, and the checks that it asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache

from imatter_cli.domain import envelope, ids, policy
from imatter_cli.domain.data import Data
from imatter_cli.domain.finding import Finding
from imatter_cli.domain.merge import Differences, NewErrors
from imatter_cli.domain.policy import Policy
from imatter_cli.domain.trail import PROGRAMME
from imatter_cli.errors import Broken, NotFound
from imatter_cli.services.integrity import neighbours
from imatter_cli.services.records.valid import is_well_formed
from imatter_cli.store.contract import Reader, Stored


class RecordsAt:
    """See domain.merge.RecordSet: the records at one commit. `named` gives the store's name of what is at a path."""

    def __init__(self, reader: Reader, named: Callable[[str], str]) -> None:
        self._reader = reader
        self.name = cache(named)
        self.get = cache(self._get)

    def _get(self, id: str) -> Data | None:
        try:
            found = self._reader.get(id)
        except (NotFound, Broken):
            return None
        return found.data if _is_sound(id, found.data) else None

    def naming(self, kind: str, id: str) -> Iterable[Data]:
        """See domain.merge.RecordSet."""
        found = (item for item in self._reader.scan(kind, id) if isinstance(item, Stored))
        return [item.data for item in found if _is_sound(item.id, item.data)]


def _is_sound(id: str, data: Data) -> bool:
    if id == PROGRAMME:
        return not policy.faults(data)
    return next(iter(envelope.faults(ids.kind_of(id), ids.path_of(id), data)), None) is None and is_well_formed(
        id, data
    )


def new_errors(reader: Reader, today: str) -> NewErrors:
    """The checks, asked about differences from these records (see domain.merge.NewErrors)."""
    published = reader.programme()

    def find(before: Differences, after: Differences) -> Sequence[Finding]:
        then, now = before.get(PROGRAMME, published), after.get(PROGRAMME, published)
        rules, new_rules = _rules(then), _rules(now)
        if rules is None:  # they could not be relied on before either
            return []
        if new_rules is None:
            return policy.faults(now or {})
        was, becomes = _records(before), _records(after)
        if then is now:
            return neighbours.errors_between(reader, rules, was, becomes, today)
        return neighbours.errors_anywhere(reader, rules, was, becomes, today, new_rules)

    return find


def _rules(data: Data | None) -> Policy | None:
    return policy.policy_in(data) if data is not None and not policy.faults(data) else None


def _records(some: Differences) -> dict[str, Data | None]:
    return {id: data for id, data in some.items() if id != PROGRAMME}
