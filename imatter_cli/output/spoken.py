"""A page to be read aloud, line by line: `field: value`, no tables, nothing that depends on where it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from imatter_cli.output.page import (
    Bar,
    Changes,
    Ending,
    Fields,
    Gap,
    Heading,
    Moment,
    Page,
    Paragraph,
    Steps,
    Table,
    Timeline,
    Title,
    people_first,
    text,
)
from imatter_cli.output.terminal import clean


def render(page: Page) -> str:
    """The lines. They are not folded: a screen reader reads to the end of each."""
    return "\n".join(clean(line) for block in page.blocks for line in _LINES[type(block)](block))


def _title(block: Title) -> list[str]:
    return [*([block.name] if block.name else []), *([text(block.said)] if block.said else []), f"id: {block.id}"]


def _heading(block: Heading) -> list[str]:
    return [text(block.words)]


def _paragraph(block: Paragraph) -> list[str]:
    return [line.strip() for line in text(block.words).split("\n")]


def _fields(block: Fields) -> list[str]:
    lines = []
    for row in block.rows:
        if row.asked:
            lines += [f"{question} {answer}" for question, answer in row.asked]
        else:
            told = text(row.called) or "; ".join(text(line) for line in row.lines)
            lines.append(f"{row.label}: {told}")
    return lines


def _table(block: Table) -> list[str]:
    columns, rows = people_first(block)
    lines: list[str] = []
    for row in rows:
        said = [(column.title, text(cell)) for column, cell in zip(columns, row, strict=True)]
        lines += [f"{title}: {cell}" if title else cell for title, cell in said if cell]
        lines.append("")
    return lines[:-1]


def _moments(block: Timeline | Changes) -> Iterable[str]:
    return [_moment(moment) for moment in block.moments]


def _moment(moment: Moment) -> str:
    told = (moment.called, moment.what, moment.id, moment.who, moment.rest)
    return f"{moment.when}: {', '.join(part for part in told if part)}"


def _steps(block: Steps) -> list[str]:
    return [f"{block.label} {command}{f' ({why})' if why else ''}" for command, why in block.steps]


def _ending(block: Ending) -> list[str]:
    return [*([f"To go on: {text(block.hint)}"] if block.hint else []), f"Ended with {block.ended}."]


def _nothing(block: Bar) -> list[str]:
    return []


def _gap(block: Gap) -> list[str]:
    return [""] * block.lines


_LINES: dict[type, Callable[[Any], Iterable[str]]] = {
    Title: _title, Heading: _heading, Paragraph: _paragraph, Fields: _fields, Table: _table, Timeline: _moments,
    Changes: _moments, Steps: _steps, Ending: _ending, Bar: _nothing, Gap: _gap,
}  # fmt: skip
