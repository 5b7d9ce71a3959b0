"""The rules of the programme as they stand, and what in them the published page leaves open."""

from __future__ import annotations

from imatter_cli.classes import immutable
from imatter_cli.domain import policy
from imatter_cli.services.records.valid import broken
from imatter_cli.store.contract import Data, Reader


@immutable
class Rules:
    """The programme file as plain data, and the dotted names of its placeholders."""

    data: Data
    placeholders: tuple[str, ...]


def rules(reader: Reader) -> Rules:
    """The programme's rules. Raises NotFound, and Broken where the file cannot be relied on."""
    data = reader.programme()
    faults = policy.faults(data)
    if faults:
        raise broken(faults)
    return Rules(data, tuple(policy.placeholders(data)))
