"""What a reader may not see is asked once a record, however many findings it has."""

from __future__ import annotations

from typing import Any

from imatter_cli.checks import example
from imatter_cli.domain import ids
from imatter_cli.domain.finding import Finding
from imatter_cli.services.records.visibility import findings_seen
from imatter_cli.store.contract import Stored


class Counting:
    """A reader of the example records that counts how often one is asked for."""

    def __init__(self) -> None:
        self.records = example.store()
        self.asked: list[str] = []

    def get(self, id: str) -> Stored:
        self.asked.append(id)
        return Stored(id, ids.kind_of(id), ids.path_of(id), self.records[id])

    def programme(self) -> dict[str, Any]:
        return {"store": "programme"}

    def scan(self, kind: str, mentioning: str = "") -> list[Any]:
        return []


def test_a_record_is_asked_for_once_for_all_of_its_findings() -> None:
    reader: Any = Counting()
    for kind in ("round", "application", "review"):
        id = next(id for id in reader.records if ids.is_id(id, kind))
        reader.asked.clear()
        some = [Finding("FLD001", "error", ids.path_of(id), "x", at=("costs", n)) for n in range(50)]
        assert len(findings_seen(reader, "", some)) == 50
        assert reader.asked.count(id) <= 2, kind
