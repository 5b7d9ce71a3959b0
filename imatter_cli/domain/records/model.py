"""A declaration of fields as Pydantic checks it: here the marks of `kinds/fields.py` become its constraints."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, reduce
from operator import or_
from typing import Annotated, Any, NotRequired, Required, get_args, get_origin

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    PlainSerializer,
    TypeAdapter,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, PydanticCustomError
from typing_extensions import TypedDict

from imatter_cli.domain import ids, money
from imatter_cli.domain.kinds import BY_NAME, fields
from imatter_cli.domain.kinds.declared import is_declared
from imatter_cli.domain.kinds.forms import Pattern
from imatter_cli.domain.kinds.kind import fields_of
from imatter_cli.errors import BadValue
from imatter_cli.said import Prose, Said, said_of

#: Nothing is guessed and nothing unknown is let in. Each model is built when it is first asked for.
STRICT = ConfigDict(strict=True, extra="forbid", frozen=True, str_max_length=fields.LONGEST, defer_build=True)


class Strict(BaseModel):
    """A value that is held as a model: the programme's rules, a file of records for another store."""

    model_config = STRICT


class Declared:
    """Marks a TypedDict in the field of a model: it is checked as its declaration says."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """The schema of the declaration."""
        return handler.generate_schema(_type(source))


@cache
def adapter(declared: Any) -> TypeAdapter[Any]:
    """What checks plain data against a declaration."""
    return TypeAdapter(_type(declared), config=None)


def metadata(annotation: Any) -> tuple[Any, ...]:
    """The marks of a type as Pydantic's own, for a field of a model."""
    return tuple(made for mark in get_args(annotation)[1:] for made in _constraint(mark))


def declared_by(checked: Any) -> type:
    """The declaration that a checked type was made of."""
    declared: type = checked.__declared__
    return declared


@cache
def _typed_dict(declared: Any) -> Any:
    make: Any = TypedDict
    made = make(declared.__name__, {n: _type(a) for n, a in fields_of(declared).items()})
    made.__pydantic_config__ = STRICT
    made.__doc__ = declared.__doc__
    made.__declared__ = declared
    return made


def _type(annotation: Any) -> Any:
    """A declared type as one that Pydantic can check."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if is_declared(annotation):
        return _typed_dict(annotation)
    if origin is Annotated:
        base = int if any(isinstance(mark, fields.Amount) for mark in inner[1:]) else _type(inner[0])
        marks = [made for mark in inner[1:] for made in _constraint(mark)]
        return Annotated[base, *marks] if marks else base
    if origin is NotRequired:
        return NotRequired[_type(inner[0])]
    if origin is Required:
        return Required[_type(inner[0])]
    if origin is list:
        return list[_type(inner[0])]  # type: ignore[misc]
    if inner and any(isinstance(branch, type) or get_origin(branch) for branch in inner):
        return reduce(or_, map(_type, inner))
    return annotation


def _constraint(mark: Any) -> tuple[Any, ...]:
    made: Callable[[Any], tuple[Any, ...]] | None = _MADE.get(type(mark))
    return made(mark) if made else ()


def _id_of(mark: fields.IdOf) -> tuple[Any, ...]:
    if not mark.kind:
        return (AfterValidator(in_words(ids.kind_of)),)
    prefix = BY_NAME[mark.kind].prefix
    example = f"{prefix}-2611-7kq4m2x" if prefix else "2026-q4"

    def check(text: str) -> None:
        if not ids.is_id(text, mark.kind):
            raise ValueError(
                Said(
                    "{given!r} is not the id of a {kind}, as {example}.",
                    given=Prose(text),
                    kind=mark.kind,
                    example=example,
                )
            )

    pattern = rf"^{prefix}-\d\d(0[1-9]|1[0-2])-[{ids.ALPHABET}]{{7}}$" if prefix else r"^20\d\d-q[1-4]$"
    return (AfterValidator(in_words(check)), WithJsonSchema({"type": "string", "pattern": pattern}))


def _judged(mark: fields.Judged) -> tuple[Any, ...]:
    about = {"type": "string", "pattern": mark.pattern, "examples": list(mark.examples)}
    told = (WithJsonSchema({k: v for k, v in about.items() if v}),) if mark.pattern else ()
    return (AfterValidator(in_words(mark.by)), *told)


def _amount(_: fields.Amount) -> tuple[Any, ...]:
    about = {
        "type": ["string", "number"],
        "minimum": 0,
        "pattern": r"^£?\s*(\d{1,9}|\d{1,3}(,\d{3})+)(\.\d{1,2})?$",
        "examples": ["250.00"],
    }
    return (
        BeforeValidator(_in_words_as(money.parse)), PlainSerializer(money.text, return_type=str), WithJsonSchema(about),
    )  # fmt: skip


def _between(mark: fields.Between) -> tuple[Any, ...]:
    if not mark.scale:
        return (Field(ge=mark.least, le=mark.most),)

    def check(number: int) -> None:
        if number < mark.least or (mark.most is not None and number > mark.most):
            raise ValueError(Said("{number} is not on {scale}.", number=number, scale=Prose(mark.scale)))

    ends = {"minimum": mark.least, "maximum": mark.most}
    about = {"type": "integer"} | {name: end for name, end in ends.items() if end is not None}
    return (AfterValidator(in_words(check)), WithJsonSchema(about))


_MADE: dict[type, Callable[[Any], tuple[Any, ...]]] = {
    fields.IdOf: _id_of,
    fields.Judged: _judged,
    fields.Amount: _amount,
    Pattern: lambda mark: (Field(pattern=mark.pattern),),
    fields.AtMost: lambda mark: (Field(max_length=mark.characters),),
    fields.Between: _between,
    fields.Length: lambda mark: (Field(min_length=mark.least, max_length=mark.most),),
}


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
