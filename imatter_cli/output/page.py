"""What a command shows, as data: a page of blocks, whose words have roles. A renderer makes text of it.

`plain` makes what a pipe or a file gets, `drawn` what a person sees at a terminal, and `spoken` what a screen reader
reads aloud. A block says what is there and never how it looks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from imatter_cli.classes import immutable
from imatter_cli.output.tables import Column

#: What a word can be. Each renderer decides what that looks like, and none says anything by looks alone.
NAME, ID, STATE, DAY, MONEY, COMMAND, QUIET, WARNING = (
    "name", "id", "state", "day", "money", "command", "quiet", "warning",
)  # fmt: skip


@immutable
class Span:
    """Words with a role, as `Span("active", STATE)`; with a `share`, from 0 to 1, that a screen can draw as a bar."""

    text: str
    role: str = ""
    share: float | None = None


#: Words on one line: without roles, with one, or several after each other.
Words: TypeAlias = str | Span | tuple[str | Span, ...]


@immutable
class Title:
    """What a page, or a part of it, is about: its id, what is said of it, and the name that a screen puts first.

    `indent` is ahead of it in a pipe.
    """

    id: str
    said: Words = ""
    name: str = ""
    indent: str = ""


@immutable
class Heading:
    """The words above a part of a page. With `screen_only` the parts follow each other without it in a pipe."""

    words: Words
    screen_only: bool = False


@immutable
class Paragraph:
    """A line, however long. It begins with `indent`; further lines have `hang` as well."""

    words: Words
    indent: str = ""
    hang: str = ""


@immutable
class Field:
    """A label and the lines that it stands for. `group` is the heading that a screen puts it under.

    `called` is what people call that, where the lines have it as the record does. `asked` is the same as questions with
    their answers.
    """

    label: str
    lines: Sequence[Words]
    group: str = ""
    called: Words = ""
    asked: Sequence[tuple[str, str]] = ()


@immutable
class Fields:
    """Fields below each other, their labels in one column; on a screen by their groups, in the order of `groups`.

    `least` is the least width of the labels.
    """

    rows: Sequence[Field]
    groups: Sequence[str] = ()
    least: int = 0


@immutable
class Table:
    """Rows under headings. Names come first on a screen and ids last, whatever their order here."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Words]]
    indent: int = 0


@immutable
class Moment:
    """One thing that happened: when, to what (an id, where the page is about several), what, by whom, and the rest.

    A screen says what people call that record, where it is known.
    """

    when: str
    what: str
    who: str = ""
    rest: str = ""
    id: str = ""
    called: str = ""


@immutable
class Timeline:
    """What happened to one thing, oldest first."""

    moments: Sequence[Moment]


@immutable
class Changes:
    """What changed in what order, as `log` lists it."""

    moments: Sequence[Moment]


@immutable
class Steps:
    """Commands that may come next, each with the reason for it, after one word ("Next:")."""

    label: str
    steps: Sequence[tuple[str, str]]


@immutable
class Ending:
    """The end of a refusal: how to go on, and, for somebody at a screen, what it ended with (`exit 4`)."""

    hint: Words
    ended: str


@immutable
class Bar:
    """A picture of a share, from 0 to 1, that the page says in words as well; only a screen draws it."""

    share: float


@immutable
class Gap:
    """An empty line, or several."""

    lines: int = 1


Block: TypeAlias = Title | Heading | Paragraph | Fields | Table | Timeline | Changes | Steps | Ending | Bar | Gap


@immutable
class Page:
    """The blocks of a page, from above."""

    blocks: Sequence[Block]


#: What a command answers: sentences (or what programs read), or a page, or how either is made.
Shown: TypeAlias = str | Page | Callable[[], "str | Page"]


def apart(parts: Sequence[Sequence[Block]]) -> Page:
    """A page of several parts with an empty line between them."""
    blocks = [block for part in parts for block in (Gap(), *part)]
    return Page(blocks[1:])


def prose(told: str) -> Page:
    """Sentences as a page: each line as far in as it is."""
    return Page([_sentence(line) for line in told.rstrip("\n").split("\n")])


def _sentence(line: str) -> Block:
    said = line.lstrip(" ")
    lead = line[: len(line) - len(said)]
    return Paragraph(said, lead, "  " if lead else "") if said else Gap()


def spans(words: Words) -> tuple[Span, ...]:
    """The words with their roles, one after the other."""
    parts = words if isinstance(words, tuple) else (words,)
    return tuple(Span(part) if isinstance(part, str) else part for part in parts)


def text(words: Words) -> str:
    """The words alone."""
    return words if isinstance(words, str) else "".join(span.text for span in spans(words))


def people_first(table: Table) -> tuple[list[Column], list[list[Words]]]:
    """A table as people read it: what names a row first, ids last, and no column without a value."""
    place = {NAME: 0, ID: 2}
    filled = [n for n in range(len(table.columns)) if not table.rows or any(text(row[n]) for row in table.rows)]
    order = sorted(filled, key=lambda n: place.get(table.columns[n].role, 1))
    return [table.columns[n] for n in order], [[row[n] for n in order] for row in table.rows]


def in_cells(table: Table) -> tuple[list[Column], list[list[str]]]:
    """The same as text alone, to be measured."""
    columns, rows = people_first(table)
    return columns, [[text(cell) for cell in row] for row in rows]
