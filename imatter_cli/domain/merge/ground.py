"""The records as they stand while changes are taken one by one: the published ones with those that were taken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from imatter_cli.domain import ids
from imatter_cli.domain.data import Data
from imatter_cli.domain.merge.values import Merged, RecordSet
from imatter_cli.domain.trail import path_of


class Ground:
    """The published records with differences. It is itself a place in the history (see `values.RecordSet`)."""

    def __init__(self, published: RecordSet) -> None:
        self.published = published
        self.records: dict[str, Data | None] = {}
        #: The name of the content of every file that differs, by path. None: a text that nobody has written yet.
        self.names: dict[str, str | None] = {}

    def copy(self) -> Ground:
        """The same, to try something on."""
        other = Ground(self.published)
        other.records, other.names = dict(self.records), dict(self.names)
        return other

    def get(self, id: str) -> Data | None:
        """See values.RecordSet."""
        return self.records[id] if id in self.records else self.published.get(id)

    def naming(self, kind: str, id: str) -> Iterable[Data]:
        """See values.RecordSet."""
        found = {str(r["id"]): r for r in self.published.naming(kind, id) if r["id"] not in self.records}
        for one, data in self.records.items():
            if data is not None and ids.is_id(one, kind) and id in repr(data):
                found[one] = data
        return [found[one] for one in sorted(found)]

    def name(self, path: str) -> str | None:
        """See values.RecordSet. None for a text that nobody has written yet."""
        return self.names[path] if path in self.names else self.published.name(path)

    def name_of(self, id: str) -> str | None:
        """The same for a record."""
        return self.name(path_of(id))

    def put(self, id: str, data: Data | None, name: str | None = None) -> None:
        """Let a record be like that from now on. `name` is that of its content where a change left it to the byte."""
        self.records[id] = data
        self.names[path_of(id)] = "" if data is None else name

    def differences(self) -> Mapping[str, Data | None]:
        """The records that differ from the published ones."""
        return {id: d for id, d in self.records.items() if self.name_of(id) != self.published.name(path_of(id))}

    def merged(self) -> Merged:
        """The differences as what a merge leads to."""
        records = self.differences()
        texts = {id: name for id, data in records.items() if data is not None and (name := self.name_of(id))}
        others = {path: name or "" for path, name in self.names.items() if not _is_record(path)}
        files = {path: name for path, name in others.items() if name != self.published.name(path)}
        return Merged(records, texts, files)


def _is_record(path: str) -> bool:
    return path == ids.PROGRAMME_PATH or ids.id_at(path) is not None
