"""What a reader may know of changes that came in or were set aside: no more than records and the log show them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from imatter_cli.domain import ids, lifecycles
from imatter_cli.domain.data import Data
from imatter_cli.domain.fund import visibility
from imatter_cli.domain.fund.decisions import DECIDING
from imatter_cli.domain.projects import Objection
from imatter_cli.domain.trail import Passage
from imatter_cli.said import Quarter, Said
from imatter_cli.services.context import Context
from imatter_cli.services.integrity.history import SeenPast
from imatter_cli.services.integrity.passing import data_in
from imatter_cli.services.records import single
from imatter_cli.services.records.visibility import GUARDED
from imatter_cli.store.contract import Passed, Trail
from imatter_cli.store.paths import id_for

#: What is in the way of a decision and shows how much of a quarter's money was given.
_SUMS: Final = ("over-budget", "MON002")


class Discretion:
    """What one reader may know of changes, as the records stand now."""

    def __init__(self, ctx: Context) -> None:
        self._reader = ctx.store
        self._past = SeenPast(ctx)

    @property
    def of_all(self) -> bool:
        """Whether nothing has to be asked: in a notebook of their own a person knows everything."""
        return self._past.eyes.viewer.personal

    def hides(self, passage: Passage) -> bool:
        """Whether the reader may not hear of this change at all, of somebody else's that was set aside."""
        if self.of_all or passage.kind not in GUARDED:
            return False
        if passage.kind == "review":
            return visibility.WHO_REVIEWS[-1] in self._past.hidden(passage.id, passage.before, passage.after)
        is_decision = any(map(_decides, passage.entries))
        return is_decision and not self._past.eyes.decides(passage.after or passage.before or {})

    def heard(self, passed: Passed, trail: Trail) -> tuple[bool, bool]:
        """Of a change that counts: whether the reader may hear of it, and whether they may hear who made it."""
        moved = [(m, id) for m in passed.moved if (id := id_for(m.path)) is not None]
        if self.of_all or not any(ids.is_id(id) and ids.kind_of(id) in GUARDED for _, id in moved):
            return True, True
        is_heard, is_named = False, True
        for one, id in moved:
            was, became = (data_in(one.path, trail.content(n)) if n else None for n in (one.before, one.after))
            is_heard |= not self._past.keeps_back(id, was, became)
            is_named &= visibility.WHO_REVIEWS[-1] not in self._past.hidden(id, was, became)
        return is_heard, is_named

    def why(self, records: Sequence[str], found: Sequence[Objection]) -> tuple[Said, ...]:
        """What is in the way of a change of these records, as far as it tells no decision that is to come."""
        if self.of_all:
            return tuple(one.message for one in found)
        for id in (id for id in records if ids.is_id(id, "application")):
            stands = single.found(self._reader, id)
            if visibility.DECISION in self._past.eyes.see("application", stands).get("hidden", ()):
                return (Said("Somebody else changed {record} first.", record=id),)
        quarters = {str(single.found(self._reader, id).get("round")) for id in records if ids.is_id(id, "application")}
        quarters |= {id for id in records if ids.is_id(id, "round")}
        secret = next((q for q in sorted(quarters) if not self._past.eyes.knows_sums(q)), "")
        told = (
            Said("{quarter} has less money left than this needs.", quarter=Quarter(secret))
            if secret and one.code in _SUMS else one.message
            for one in found
        )  # fmt: skip
        return tuple(told)

    def now(self, id: str, stands: Data | None) -> Data:
        """The record as it stands, as the reader may see it."""
        return self._past.eyes.see(ids.kind_of(id), stands) if stands and ids.is_id(id) else stands or {}


def _decides(entry: Data) -> bool:
    return entry.get("event") in DECIDING or (entry.get("event") == lifecycles.UNDO and entry.get("undoes") in DECIDING)
