"""One record by its id, which may not be there, or not be readable."""

from __future__ import annotations

from imatter_cli.errors import Broken, NotFound
from imatter_cli.store.contract import Data, Reader


def found(reader: Reader, id: str) -> Data:
    """A record as it is; empty where there is none that can be read."""
    try:
        return reader.get(id).data if id else {}
    except (NotFound, Broken):
        return {}


def source(reader: Reader, id: str) -> bytes | None:
    """The bytes of a record; None where there is none."""
    try:
        return reader.source(id)
    except NotFound:
        return None
