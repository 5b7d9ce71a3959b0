"""The models of all kinds, and the one way from plain data to a model and to what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from imatter_cli.domain.finding import Finding
from imatter_cli.domain.records.application import Application
from imatter_cli.domain.records.base import Record
from imatter_cli.domain.records.licence import Licence
from imatter_cli.domain.records.practitioner import Practitioner
from imatter_cli.domain.records.project import Project
from imatter_cli.domain.records.reflection import Reflection
from imatter_cli.domain.records.review import Review
from imatter_cli.domain.records.round import Round
from imatter_cli.domain.records.wording import findings_of, known_names

__all__ = ["MODELS", "Application", "Licence", "Practitioner", "Project", "Record", "Reflection", "Review", "Round"]

MODELS: dict[str, type[Record]] = {
    m.KIND: m for m in (Practitioner, Licence, Project, Reflection, Round, Application, Review)
}


def schema_faults(kind: str, path: str, data: Mapping[str, Any]) -> list[Finding]:
    """All that keeps plain data from being a record of its kind, field by field; empty when it is one."""
    try:
        MODELS[kind].model_validate(data)
    except ValidationError as wrong:
        return findings_of(wrong, path, MODELS[kind])
    return []


def ordered(kind: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """The same plain data with its fields in the order of the model, as a new file has them."""
    names = [f.alias or name for name, f in MODELS[kind].model_fields.items()]
    names = [*(n for n in names if n != "timeline"), "timeline"]
    return {n: data[n] for n in names if n in data} | {n: v for n, v in data.items() if n not in names}


def fields_at(kind: str, names: Sequence[str] = ()) -> tuple[str, ...]:
    """The names of the fields that a record of a kind can have, or that can stand below one of them."""
    return tuple(known_names(MODELS[kind], tuple(names)))
