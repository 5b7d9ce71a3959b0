"""A declaration of fields as pydantic_core checks it: here the marks of `kinds/fields.py` become its constraints.

Pydantic would make the same of type annotations, but loading it takes as long as all the rest of a change. Only the
JSON Schemas need it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from types import NoneType
from typing import Annotated, Any, Literal, NotRequired, Required, get_args, get_origin

from pydantic_core import PydanticCustomError, SchemaValidator

from imatter_cli.domain import ids, money
from imatter_cli.domain.kinds import BY_NAME, fields
from imatter_cli.domain.kinds.declared import DeclaredObject, is_declared
from imatter_cli.domain.kinds.forms import PART, Pattern
from imatter_cli.domain.kinds.kind import fields_of
from imatter_cli.errors import BadValue
from imatter_cli.said import Prose, Said, said_of

#: A schema as pydantic_core takes it, plain data.
Schema = dict[str, Any]
#: What editors are told of a value is in the metadata of its schema under this name.
TOLD = "told"
#: No list of a record of version 0.1.0 had more places.
_LAST_PLACE = 1_000_000
#: Nothing is guessed and nothing unknown is let in.
_STRICT = {"strict": True, "extra_fields_behavior": "forbid"}


@cache
def checker(declared: Any) -> SchemaValidator:
    """What checks plain data against a declaration; of one that is held as an object, it makes that."""
    return SchemaValidator(schema_of(declared))


@cache
def schema_of(declared: Any) -> Any:
    """The schema of a declaration."""
    about = {"cls": declared, "config": _STRICT}
    if not issubclass(declared, DeclaredObject):
        found = {name: _field(annotation) for name, annotation in fields_of(declared).items()}
        return {"type": "typed-dict", "fields": found, "extra_behavior": "forbid", **about}
    found = {name: _attribute(declared, name, annotation) for name, annotation in fields_of(declared).items()}
    held = {"type": "model", "schema": {"type": "model-fields", "fields": found}, **about}
    return _after(declared.refuse, held)


def _field(annotation: Any) -> Schema:
    origin, inner = get_origin(annotation), get_args(annotation)
    needed = origin is not NotRequired
    return {
        "type": "typed-dict-field",
        "schema": _schema(inner[0] if origin in (NotRequired, Required) else annotation),
        "required": needed,
    }


def _attribute(declared: type[DeclaredObject], name: str, annotation: Any) -> Schema:
    schema = _schema(annotation)
    if hasattr(declared, name):
        default = getattr(declared, name)
        either = {"default_factory": default.copy} if isinstance(default, list) else {"default": default}
        schema = {"type": "default", "schema": schema, **either}
    return {"type": "model-field", "schema": schema}


_VALUES: dict[Any, Schema] = {
    str: {"type": "str", "max_length": fields.LONGEST}, int: {"type": "int"}, bool: {"type": "bool"},
    Any: {"type": "any"},
}  # fmt: skip


def _schema(annotation: Any) -> Schema:
    """The schema of a declared type."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if is_declared(annotation):
        made: Schema = schema_of(annotation)
        return made
    if origin is Annotated:
        marks = inner[1:]
        made = {"type": "int"} if any(isinstance(mark, fields.Amount) for mark in marks) else _schema(inner[0])
        for mark in marks:
            made = _MADE[type(mark)](mark, made) if type(mark) in _MADE else made
        return made
    if origin is Literal:
        return {"type": "literal", "expected": list(inner)}
    if origin is list:
        return {"type": "list", "items_schema": _schema(inner[0])}
    if origin is dict:
        return {"type": "dict", "keys_schema": _schema(inner[0]), "values_schema": _schema(inner[1])}
    if annotation in _VALUES:
        return _VALUES[annotation]
    choices = [_schema(branch) for branch in inner if branch is not NoneType]
    made = choices[0] if len(choices) == 1 else {"type": "union", "choices": choices}
    return {"type": "nullable", "schema": made} if NoneType in inner else made


def _id_of(mark: fields.IdOf, schema: Schema) -> Schema:
    if not mark.kind:
        return _after(in_words(ids.kind_of), schema)
    prefix = BY_NAME[mark.kind].prefix
    example = f"{prefix}-2611-7kq4m2x" if prefix else "2026-q4"

    def check(text: str) -> None:
        if not ids.is_id(text, mark.kind):
            words = Said(
                "{given!r} is not the id of a {kind}, as {example}.", given=Prose(text), kind=mark.kind, example=example
            )
            raise ValueError(words)

    pattern = rf"^{prefix}-\d\d(0[1-9]|1[0-2])-[{ids.ALPHABET}]{{7}}$" if prefix else r"^20\d\d-q[1-4]$"
    return _after(in_words(check), schema, {"type": "string", "pattern": pattern})


def _judged(mark: fields.Judged, schema: Schema) -> Schema:
    told = {"type": "string", "pattern": mark.pattern, "examples": list(mark.examples)} if mark.pattern else {}
    return _after(in_words(mark.by), schema, {name: said for name, said in told.items() if said})


def _amount(_: fields.Amount, schema: Schema) -> Schema:
    told = {
        "type": ["string", "number"],
        "minimum": 0,
        "pattern": r"^£?\s*(\d{1,9}|\d{1,3}(,\d{3})+)(\.\d{1,2})?$",
        "examples": ["250.00"],
    }
    return {"type": "function-before", "function": _called(_in_words_as(money.parse)), "schema": schema} | _telling(
        told
    )


def _between(mark: fields.Between, schema: Schema) -> Schema:
    if not mark.scale:
        return _limited(schema, ge=mark.least, le=mark.most)

    def check(number: int) -> None:
        if number < mark.least or (mark.most is not None and number > mark.most):
            raise ValueError(Said("{number} is not on {scale}.", number=number, scale=Prose(mark.scale)))

    told = {"type": "integer", "minimum": mark.least} | ({} if mark.most is None else {"maximum": mark.most})
    return _after(in_words(check), schema, told)


def _part_of(_: fields.PartOf, schema: Schema) -> Schema:
    def check(value: int | str) -> None:
        place = isinstance(value, int) and 0 <= value <= _LAST_PLACE
        if not place and re.fullmatch(PART.pattern, str(value)) is None:
            words = Said("{given!r} is not an id, as {example}.", given=Prose(str(value)), example=PART.example)
            raise ValueError(words)

    told = [{"type": "string", "pattern": PART.pattern}, {"type": "integer", "minimum": 0, "maximum": _LAST_PLACE}]
    return _after(in_words(check), schema, {"anyOf": told})


_MADE: dict[type, Callable[[Any, Schema], Schema]] = {
    fields.IdOf: _id_of,
    fields.Judged: _judged,
    fields.Amount: _amount,
    Pattern: lambda mark, schema: _limited(schema, pattern=mark.pattern),
    fields.AtMost: lambda mark, schema: _limited(schema, max_length=mark.characters),
    fields.Between: _between,
    fields.PartOf: _part_of,
    fields.Length: lambda mark, schema: _limited(schema, min_length=mark.least, max_length=mark.most),
}


def _limited(schema: Schema, **limits: object) -> Schema:
    if schema["type"] not in ("str", "int", "list"):
        raise TypeError(f"A limit comes before what judges the value, not after it: {limits}.")
    return {**schema, **{name: limit for name, limit in limits.items() if limit is not None}}


def _after(function: Callable[[Any], Any], schema: Schema, told: Schema | None = None) -> Schema:
    return {"type": "function-after", "function": _called(function), "schema": schema} | _telling(told)


def _called(function: Callable[[Any], Any]) -> Schema:
    return {"type": "no-info", "function": function}


def _telling(told: Schema | None) -> Schema:
    return {"metadata": {TOLD: told}} if told else {}


def in_words(judge: Callable[[Any], object]) -> Callable[[Any], Any]:
    """A function that refuses in words (ValueError or BadValue), as a validator that keeps the value."""

    def validate(value: Any) -> Any:
        try:
            judge(value)
        except (BadValue, ValueError) as wrong:
            raise _refused(wrong) from None
        return value

    return validate


def _in_words_as(judge: Callable[[Any], object]) -> Callable[[Any], Any]:
    """The same, as a validator that takes what the function makes of the value."""

    def validate(value: Any) -> Any:
        try:
            return judge(value)
        except (BadValue, ValueError) as wrong:
            raise _refused(wrong) from None

    return validate


def _refused(wrong: BadValue | ValueError) -> PydanticCustomError:
    return PydanticCustomError(
        "in_words", "{words}", {"words": wrong.said if isinstance(wrong, BadValue) else said_of(wrong)}
    )
