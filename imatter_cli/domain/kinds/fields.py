"""What a field can hold and what is true of it, as plain marks on its type; `domain/records/model.py` reads them.

A kind's fields are a declaration (`declared.py`), so a record is the plain data of its file and still has a type.
Nothing here imports Pydantic: a command that only reads uses the same declarations without it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, NotRequired

from imatter_cli.classes import immutable
from imatter_cli.domain import dates
from imatter_cli.domain.kinds import forms
from imatter_cli.domain.kinds.declared import Declared
from imatter_cli.said import Prose, Said


@immutable
class IdOf:
    """The id of a record of a kind (any kind if empty).

    `theirs`: it belongs to the same practitioner as the record that names it. `there`: the record must exist.
    """

    kind: str = ""
    theirs: bool = False
    there: bool = True


@immutable
class Judged:
    """Text that a function of the domain accepts, or refuses in words (ValueError or BadValue).

    `pattern` and `examples` tell editors what it looks like.
    """

    by: Callable[[str], object]
    pattern: str = ""
    examples: tuple[str, ...] = ()


class Amount:
    """Money: two decimals in quotes in a file, and also read from a number."""


@immutable
class AtMost:
    """Text of at most so many characters."""

    characters: int


@immutable
class Between:
    """A whole number from `least` to `most` (None: without an upper end).

    `scale` names a narrower scale that a record of its own has: messages then speak of that one.
    """

    least: int
    most: int | None = None
    scale: str = ""


@immutable
class Length:
    """A list of at least `least` and at most `most` items (None: any number)."""

    least: int
    most: int | None = None


class FreeText:
    """Words that somebody wrote: looked through for words to avoid and for what could name a person."""


class Private:
    """The practitioner's own words: a programme's store never has them."""


@immutable
class Fixed:
    """No edit changes it. `why` says so, or how it changes; `verb` is the command that changes it, where one does."""

    why: str
    verb: str = ""


class Led:
    """The timeline leads to it: an event that carries it sets it."""


@immutable
class By:
    """A list whose items have an identity, in the field of this name.

    `given_here`: people give a new item the next free one, so two people can give the same one to two items.
    `letter` is what an identity begins with that imatter gives an item (`domain/parts.py`); empty where people give it.
    """

    name: str
    letter: str = ""
    given_here: bool = False


@immutable
class PartOf:
    """The identity of an item of the record's own list of this name; version 0.1.0 wrote its place there, from 1."""

    list: str


class AsOne:
    """Merged as one value with the record's other fields that have this mark: they only make sense together."""


class Counted:
    """A number that goes up with each change: where two people's changes meet, both count."""


@immutable
class Listed:
    """An id from one of the programme's lists, by the list's name (`support`, `reasons.conflict`).

    On a list of parts (`By`) it is about their identity. `{field}` in the name is what that field of the record says.
    """

    list: str


@immutable
class Example:
    """A value that editors show for the field, where no record of the example store has one."""

    value: str


class OfOne:
    """Only rules about one record look at it, so it need not be held where all records are held at once."""


class Happened:
    """The day, or the moment, of something that has happened: it is not still to come."""


HAPPENED = Happened()


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError("It is empty.")
    return text


def is_code(text: str) -> bool:
    """Whether a text can be the code of an individual, as P1."""
    short = text.isascii() and text.isalnum() and len(text) <= 12
    return short and text[0].isalpha() and any(map(str.isdigit, text))


def _individual(text: str) -> str:
    if not is_code(text):
        words = Said("{given!r} is not a code. An individual is a code such as P1, never a name.", given=Prose(text))
        raise ValueError(words)
    return text


#: No text in a record is longer.
LONGEST = 100_000
LED = Led()
AS_ONE = AsOne()
COUNTED = Counted()
PRIVATE = Private()
OF_ONE = OfOne()

Words = Annotated[str, Judged(_not_blank), FreeText()]
Label = Annotated[str, AtMost(200), Judged(_not_blank), FreeText()]
#: A short text that no person writes freely.
Mark = Annotated[str, AtMost(200), Judged(_not_blank)]
Slug = Annotated[str, AtMost(60), forms.SLUG]
Day = Annotated[str, Judged(dates.valid_day, r"^\d{4}-\d\d-\d\d$", ("2026-11-24",))]
Moment = Annotated[str, Judged(dates.valid_moment, r"^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?$", ("2026-11-23T18:40:00Z",))]
Money = Annotated[str, Amount()]
IndividualCode = Annotated[str, Judged(_individual, "^[A-Za-z][A-Za-z0-9]{0,11}$", ("P1",))]
PartId = Annotated[str, forms.PART]
Currency = Annotated[str, forms.CURRENCY]
RuleId = Annotated[str, forms.RULE]
Count = Annotated[int, Between(0, 1_000_000)]

AnyId = Annotated[str, IdOf()]
PractitionerId = Annotated[str, IdOf("practitioner")]
LicenceId = Annotated[str, IdOf("licence")]
ProjectId = Annotated[str, IdOf("project")]
ReflectionId = Annotated[str, IdOf("reflection")]
TheirLicenceId = Annotated[str, IdOf("licence", theirs=True)]
TheirProjectId = Annotated[str, IdOf("project", theirs=True)]
RoundId = Annotated[str, IdOf("round")]
ApplicationId = Annotated[str, IdOf("application")]
ReviewId = Annotated[str, IdOf("review")]


class Event(Declared):
    """One entry of a timeline: what happened, when, by whom, and why where a reason was given."""

    at: Annotated[Moment, HAPPENED]
    """When it happened."""
    recorded: NotRequired[Annotated[Moment, HAPPENED] | None]
    """When it was written down, if on another day."""
    event: Slug
    """What happened, one of the lifecycle's events."""
    by: PractitionerId
    """Who did it: a declaration kept in the trail, not a proof."""
    on_behalf_of: NotRequired[PractitionerId | None]
    """Who it was done for, if somebody else."""
    because: NotRequired[AnyId | None]
    """The record whose change led to this one."""
    reason: NotRequired[Words | None]
    """Why, in words or as one of the programme's reasons."""
    fields: NotRequired[list[str] | None]
    """The names of the fields that an edit changed, never their values."""
    undoes: NotRequired[Slug | None]
    """The event that an undo takes back: the latest one with this name and moment that still counts."""
    undoes_at: NotRequired[Moment | None]
    """When the event that an undo takes back was written down."""
    joined: NotRequired[bool | None]
    """It happened before the event ahead of it, but reached the store after it: two people's changes were merged."""
    received: NotRequired[Annotated[str, forms.RECEIVED] | None]
    """The answers to a form that led to it: their id, and a digest of what they said."""


class Acceptance(Declared):
    """A finding of a check that somebody has looked at and accepts."""

    rule: RuleId
    """The rule whose findings in this record are accepted; it must be about words, privacy or limits."""
    reason: Words
    """Why it is accepted."""
    until: Day
    """The last day on which it is accepted. After that, check reports it again."""


class RecordFields(Declared):
    """Fields of every record, as well as its id; that id, path, schema and status agree is the envelope's business."""

    schema: str
    """Kind and version of this record's form."""
    programme: Annotated[int, Between(1)]
    """Version of the programme's rules that it was written under."""
    status: Slug
    """What the timeline leads to."""
    accepted: NotRequired[Annotated[list[Acceptance], Length(1), By("rule")] | None]
    """Findings of checks that are accepted, each with a reason and a last day."""
