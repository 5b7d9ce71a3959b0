"""Schemas are valid, deterministic, and say of a record what its model says."""

from __future__ import annotations

import copy
import json
from importlib import resources
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from imatter_cli.checks import example
from imatter_cli.domain import ids, records
from imatter_cli.services.integrity import schemas
from imatter_cli.store import codec

KINDS = (*ids.KIND_NAMES, schemas.PROGRAMME)
SHIPPED = resources.files("imatter_cli").joinpath("data", "programme.yaml").read_bytes()


def validator(kind: str) -> Draft202012Validator:
    return Draft202012Validator(schemas.schema_of(kind))


@pytest.mark.parametrize("kind", KINDS)
def test_a_schema_is_valid_and_has_what_editors_show(kind: str) -> None:
    schema = schemas.schema_of(kind)
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"{kind}.schema.json"
    assert schema["title"] and schema["description"]
    assert schema["additionalProperties"] is False
    assert all(not validator(kind).is_valid({**e, "colour": 1}) for e in schema.get("examples", ()))


def test_the_files_are_the_same_each_time() -> None:
    assert schemas.all_schemas() == schemas.all_schemas()
    assert list(schemas.all_schemas()) == [f"schemas/{kind}.schema.json" for kind in KINDS]
    for text in schemas.all_schemas().values():
        assert text.endswith(b"}\n")
        json.loads(text)


@pytest.mark.parametrize("id", list(example.store()))
def test_what_is_a_record_is_valid(id: str) -> None:
    assert not list(validator(ids.kind_of(id)).iter_errors(example.store()[id]))


def test_the_programme_that_ships_is_valid() -> None:
    assert validator(schemas.PROGRAMME).is_valid(codec.parse(SHIPPED, ids.PROGRAMME_PATH))


@pytest.mark.parametrize("amount", [250, 250.5, "250", "250.00", "1,250.50", "£250"])
def test_money_may_be_quoted_or_not(amount: Any) -> None:
    data = {**example.of_kind("round"), "budget": amount}
    assert validator("round").is_valid(data)


BAD: list[tuple[str, tuple[Any, ...], Any]] = [
    ("project", ("type",), None), ("project", ("type",), 3), ("project", ("status",), "running"),
    ("project", ("schema",), "project/2"), ("project", ("id",), "prj-2611-7kq4m2"),
    ("project", ("licence",), "prj-2611-7kq4m2x"),
    ("project", ("individuals",), []), ("project", ("individuals", 0, "code"), "Anna Lee"),
    ("project", ("timeline", 0, "event"), "begin"), ("project", ("timeline", 0, "at"), "3 Nov 2026"),
    ("project", ("timeline",), []), ("project", ("programme",), 0), ("round", ("budget",), "lots"),
    ("round", ("budget",), -5), ("round", ("closes",), "30/11/2026"), ("round", ("quorum",), 0),
    ("application", ("payee",), "school"), ("review", ("scores",), [{"criterion": "need", "score": 11}]),
    ("reflection", ("date",), 20261117), ("practitioner", ("roles",), ["The boss"]),
    ("licence", ("focus_areas",), "mornings"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "at", "value"), BAD)
def test_what_is_no_record_is_not_valid(kind: str, at: tuple[Any, ...], value: Any) -> None:
    data = copy.deepcopy(example.of_kind(kind))
    here: Any = data
    for part in at[:-1]:
        here = here[part]
    if value is None:
        del here[at[-1]]
    else:
        here[at[-1]] = value
    assert not validator(kind).is_valid(data)
    path = ids.path_of(example.of_kind(kind)["id"])
    beside_the_model = at in {("status",), ("schema",), ("timeline", 0, "event")}
    assert beside_the_model or records.schema_faults(kind, path, data)


def fields(kind: str) -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Every field of a schema with its own part of it, and the definitions that it may refer to."""
    schema = schemas.schema_of(kind)
    parts = {kind: schema, **schema.get("$defs", {})}
    return [
        (f"{name}.{field}", said, schema.get("$defs", {}))
        for name, part in parts.items()
        for field, said in part.get("properties", {}).items()
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_says_what_it_is_and_shows_what_it_can_hold(kind: str) -> None:
    for name, said, defs in fields(kind):
        assert said.get("description", "").endswith((".", "}")), name
        assert {"enum", "const"} & said.keys() or said.get("examples"), name
        for shown in said.get("examples", ()):
            wrong = list(Draft202012Validator({**said, "$defs": defs}).iter_errors(shown))
            assert not wrong, (name, shown, wrong)
