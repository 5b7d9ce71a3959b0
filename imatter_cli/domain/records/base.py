"""What the models of all kinds are made of (DESIGN.md, section 1, What every record has)."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

from imatter_cli.domain import dates, ids, money
from imatter_cli.errors import BadValue


class Strict(BaseModel):
    """Nothing is guessed and nothing unknown is let in."""

    # A command needs two or three of all the models: each is built when it is first asked.
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, str_max_length=100_000, defer_build=True)


def _in_words(check: Any) -> Any:
    """A check that raises ValueError or BadValue in words, as a validator that passes the words on."""

    def validate(value: Any) -> Any:
        try:
            return check(value)
        except BadValue as wrong:
            raise PydanticCustomError("in_words", "{words}", {"words": wrong.message}) from None
        except ValueError as wrong:
            raise PydanticCustomError("in_words", "{words}", {"words": str(wrong)}) from None

    return validate


def _id_of(kind: str) -> Any:
    def check(text: str) -> str:
        if not ids.is_id(text, kind):
            example = "2026-q4" if kind == "round" else f"{ids.BY_NAME[kind].prefix}-2611-7kq4m2x"
            raise ValueError(f"{text!r} is not the id of a {kind}, as {example}.")
        return text

    prefix = ids.BY_NAME[kind].prefix
    pattern = r"^20\d\d-q[1-4]$" if kind == "round" else rf"^{prefix}-\d\d(0[1-9]|1[0-2])-[{ids.ALPHABET}]{{7}}$"
    return [AfterValidator(_in_words(check)), WithJsonSchema({"type": "string", "pattern": pattern})]


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError("It is empty.")
    return text


def _code(text: str) -> str:
    if not (
        1 <= len(text) <= 12
        and text.isascii()
        and text[0].isalpha()
        and text.isalnum()
        and any(c.isdigit() for c in text)
    ):
        raise ValueError(f"{text!r} is not a code. An individual is a code such as P1, never a name.")
    return text


Words = Annotated[str, AfterValidator(_in_words(_not_blank))]
Label = Annotated[str, Field(max_length=200), AfterValidator(_in_words(_not_blank))]
Day = Annotated[
    str,
    AfterValidator(_in_words(dates.valid_day)),
    WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$", "examples": ["2026-11-24"]}),
]
Moment = Annotated[
    str,
    AfterValidator(_in_words(dates.valid_moment)),
    WithJsonSchema(
        {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?$", "examples": ["2026-11-23T18:40:00Z"]}
    ),
]
Money = Annotated[
    int,
    BeforeValidator(_in_words(money.parse)),
    PlainSerializer(money.text, return_type=str),
    WithJsonSchema(
        {
            "type": ["string", "number"],
            "minimum": 0,
            "pattern": r"^£?\s*(\d{1,9}|\d{1,3}(,\d{3})+)(\.\d{1,2})?$",
            "examples": ["250.00"],
        }
    ),
]
IndividualCode = Annotated[
    str,
    AfterValidator(_in_words(_code)),
    WithJsonSchema({"type": "string", "pattern": "^[A-Za-z][A-Za-z0-9]{0,11}$", "examples": ["P1"]}),
]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
RuleId = Annotated[str, Field(pattern="^[A-Z]{3}[0-9]{3}$")]
Count = Annotated[int, Field(ge=0, le=1_000_000)]

PractitionerId = Annotated[str, *_id_of("practitioner")]
LicenceId = Annotated[str, *_id_of("licence")]
ProjectId = Annotated[str, *_id_of("project")]
ReflectionId = Annotated[str, *_id_of("reflection")]
RoundId = Annotated[str, *_id_of("round")]
ApplicationId = Annotated[str, *_id_of("application")]
ReviewId = Annotated[str, *_id_of("review")]
AnyId = Annotated[str, AfterValidator(_in_words(lambda text: ids.kind_of(text) and text))]


class Event(Strict):
    """One entry of a timeline: what happened, when, by whom, and why where a reason was given."""

    at: Moment
    """When it happened."""
    recorded: Moment | None = None
    """When it was written down, if on another day."""
    event: Slug
    """What happened, one of the lifecycle's events."""
    by: PractitionerId
    """Who did it: a declaration kept in the trail, not a proof."""
    on_behalf_of: PractitionerId | None = None
    """For whom it was done, if not for oneself."""
    because: AnyId | None = None
    """The record whose change led to this one."""
    reason: Words | None = None
    """Why, in words or as one of the programme's reasons."""
    fields: list[str] | None = None
    """The names of the fields that an edit changed, never their values."""
    undoes: Slug | None = None
    """The event that an undo takes back: the last one of that name and moment that stands."""
    undoes_at: Moment | None = None
    """When the event that an undo takes back was written down."""


class Acceptance(Strict):
    """A finding of a check that somebody looked at and lets stand."""

    rule: RuleId
    """Which rule's findings in this record; words, privacy and limits can be accepted."""
    reason: Words
    """Why it may stand."""
    until: Day
    """The last day on which it does; then it is looked at again."""


class Record(Strict):
    """Fields of every record; that id, path, schema and status agree is the envelope's business."""

    KIND: ClassVar[str]

    id: str
    """Kind, year and month, and seven random characters; the file's name."""
    schema_: Annotated[str, Field(alias="schema")]
    """Kind and version of this record's form."""
    programme: Annotated[int, Field(ge=1)]
    """Version of the programme's rules that it was written under."""
    status: Slug
    """What the timeline leads to."""
    accepted: Annotated[list[Acceptance] | None, Field(min_length=1)] = None
    """Findings of checks that are let stand, each with a reason and a last day."""
