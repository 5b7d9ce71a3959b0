"""Records held against their declarations: what is wrong with plain data field by field, and the order of fields."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic_core import ValidationError

from imatter_cli.domain.data import Data
from imatter_cli.domain.finding import Finding
from imatter_cli.domain.kinds import BY_NAME
from imatter_cli.domain.kinds.kind import fields_of
from imatter_cli.domain.records.model import checker
from imatter_cli.domain.records.wording import findings_of, known_names

__all__ = ["fields_at", "ordered", "schema_faults"]


def schema_faults(kind: str, path: str, data: Data) -> list[Finding]:
    """All that keeps plain data from being a record of its kind, field by field; empty when it is one."""
    declared = BY_NAME[kind].fields
    try:
        checker(declared).validate_python(data)
    except ValidationError as wrong:
        return findings_of(wrong, path, declared)
    return []


def ordered(kind: str, data: Data) -> dict[str, Any]:
    """The same plain data with its fields in the order of the declaration, as a new file has them."""
    names = [*(n for n in fields_of(BY_NAME[kind].fields) if n != "timeline"), "timeline"]
    return {n: data[n] for n in names if n in data} | {n: v for n, v in data.items() if n not in names}


def fields_at(kind: str, names: Sequence[str] = ()) -> tuple[str, ...]:
    """The names of the fields that a record of a kind can have, or that one of them can have inside it."""
    return tuple(known_names(BY_NAME[kind].fields, tuple(names)))
