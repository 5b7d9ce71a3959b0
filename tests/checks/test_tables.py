"""The tables of texts and references have every field of the models that is one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from imatter_cli.checks import references, texts
from imatter_cli.domain.ids import KIND_NAMES
from imatter_cli.services.integrity.schemas import schema_of

#: Plain text that no person writes freely.
NOT_FREE = {("because",), ("fields", "*"), ("seed",), ("seal",), ("own_seal",)}


def leaves(kind: str) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """Every place of a kind's schema where a text can stand."""
    schema = schema_of(kind)
    yield from _leaves(schema, schema.get("$defs", {}), ())


def _leaves(node: dict[str, Any], defs: dict[str, Any], at: tuple[str, ...]) -> Iterator[Any]:
    if "$ref" in node:
        node = defs[node["$ref"].rsplit("/", 1)[-1]]
    for branch in node.get("anyOf", ()):
        yield from _leaves(branch, defs, at)
    for name, inner in node.get("properties", {}).items():
        yield from _leaves(inner, defs, (*at, name))
    if "items" in node:
        yield from _leaves(node["items"], defs, (*at, "*"))
    if node.get("type") == "string":
        yield at, node


def known(place: tuple[str, ...], of_fields: tuple[tuple[str, ...], ...], of_events: set[tuple[str, ...]]) -> bool:
    return place[2:] in of_events if place[:2] == ("timeline", "*") else place in of_fields


@pytest.mark.parametrize("kind", KIND_NAMES)
def test_every_free_text_is_looked_through(kind: str) -> None:
    in_fields, in_events = texts.places(kind)
    for place, node in leaves(kind):
        free = not ({"pattern", "enum", "const"} & node.keys()) and place not in {("id",), ("schema",)}
        short = place[2:] if place[:2] == ("timeline", "*") else place
        if free and short not in NOT_FREE:
            assert known(place, in_fields, set(in_events)), place


@pytest.mark.parametrize("kind", KIND_NAMES)
def test_every_reference_is_followed(kind: str) -> None:
    events = {(name, *more) for name in references.IN_EVENTS[kind] for more in ((), ("*",))}
    for place, node in leaves(kind):
        is_id = str(node.get("pattern", "")).startswith(("^prc-", "^lic-", "^prj-", "^ref-", "^app-", "^rev-", "^20"))
        if is_id and place != ("id",) and place[2:] != ("quarter",):
            assert known(place, references.FIELDS[kind], events), place
