"""The columns of a list of records, as data: each kind says which it has."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from imatter_cli.classes import immutable
from imatter_cli.domain.data import Data


@immutable
class Cell:
    """A column: its title, and the field that it shows, or a function that makes its text from a record.

    `right` aligns it to the right. `keep` never shortens it.
    """

    title: str
    of: str | Callable[[Data], object]
    right: bool = False
    keep: bool = False


def begun(record: Data) -> str:
    """The day of a record's first event."""
    entries = record.get("timeline")
    first = entries[0] if isinstance(entries, list) and entries else None
    return str(first.get("at", ""))[:10] if isinstance(first, Mapping) else ""


ID = Cell("id", "id", keep=True)
STATUS = Cell("status", "status", keep=True)
WHO = Cell("practitioner", "practitioner", keep=True)
