"""What people call what a record names: an item of one of the programme's lists, a question, a project."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property

from imatter_cli.domain import calling, ids, lists
from imatter_cli.domain.data import Data
from imatter_cli.domain.kinds.reflection import first_words
from imatter_cli.errors import ImatterError
from imatter_cli.store.contract import Reader

#: Kinds that are called by their ids and by nothing else.
_NAMELESS = ("practitioner", "round")


class Naming:
    """The words for ids in one store. What isn't known, or can't be read, has no other words: an empty text."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    @cached_property
    def _lists(self) -> lists.Lists:
        try:
            return lists.Lists(self._reader.programme())
        except ImatterError:
            return lists.Lists({})

    def item(self, kind: str, field: str, record: Data, value: str) -> str:
        """What the programme calls a value of a field, such as "Early concern, early help" for `early-concern`."""
        name = lists.list_of(f"{kind}.{field}")
        return self._lists.names(name.format_map(defaultdict(str, record))).get(value, "") if name else ""

    def called(self, id: str) -> str:
        """The same, and of a reflection how it begins: `evening routine: P1 began alone`."""
        name = self.record(id)
        if not name or ids.kind_of(id) != "reflection":
            return name
        begins = first_words(self._reader.get(id).data)
        return f"{name}: {begins}" if begins else name

    def record(self, id: str) -> str:
        """What people call a record: a project by its first focus area, and by that what is about one."""
        if not ids.is_id(id) or ids.kind_of(id) in _NAMELESS:
            return ""
        try:
            data = self._reader.get(id).data
        except ImatterError:
            return ""
        return calling.name_of(data) or self.record(str(data.get("project") or data.get("application") or ""))
