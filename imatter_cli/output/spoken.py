"""A page to be read aloud, line by line: `field: value`, no tables, nothing that depends on where it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from imatter_cli.output import page
from imatter_cli.output.terminal import clean


def render(shown: page.Page) -> str:
    """The lines. They are not folded: a screen reader reads to the end of each."""
    return "\n".join(clean(line) for block in shown.blocks for line in _LINES[type(block)](block))


def _title(block: page.Title) -> list[str]:
    return [*([block.name] if block.name else []), *([page.text(block.said)] if block.said else []), f"id: {block.id}"]


def _heading(block: page.Heading) -> list[str]:
    return [page.text(block.words)]


def _paragraph(block: page.Paragraph) -> list[str]:
    return [line.strip() for line in page.text(block.words).split("\n")]


def _fields(block: page.Fields) -> list[str]:
    lines = []
    for row in block.rows:
        if row.asked:
            lines += [f"{question} {answer}" for question, answer in row.asked]
        else:
            told = page.text(row.called) or "; ".join(page.text(line) for line in row.lines)
            lines.append(f"{row.label}: {told}")
    return lines


def _table(block: page.Table) -> list[str]:
    columns, rows = page.people_first(block)
    lines: list[str] = []
    for row in rows:
        said = [(column.title, page.text(cell)) for column, cell in zip(columns, row, strict=True)]
        lines += [f"{title}: {cell}" if title else cell for title, cell in said if cell]
        lines.append("")
    return lines[:-1]


def _moments(block: page.Timeline | page.Changes) -> Iterable[str]:
    return [_moment(moment) for moment in block.moments]


def _moment(moment: page.Moment) -> str:
    told = (moment.called, moment.what, moment.id, moment.who, moment.rest)
    return f"{moment.when}: {', '.join(part for part in told if part)}"


def _steps(block: page.Steps) -> list[str]:
    return [f"{block.label} {command}{f' ({why})' if why else ''}" for command, why in block.steps]


def _ending(block: page.Ending) -> list[str]:
    return [*([f"To go on: {page.text(block.hint)}"] if block.hint else []), f"Ended with {block.ended}."]


def _nothing(block: page.Bar) -> list[str]:
    return []


def _gap(block: page.Gap) -> list[str]:
    return [""] * block.lines


_LINES: dict[type, Callable[[Any], Iterable[str]]] = {
    page.Title: _title, page.Heading: _heading, page.Paragraph: _paragraph, page.Fields: _fields, page.Table: _table,
    page.Timeline: _moments, page.Changes: _moments, page.Steps: _steps, page.Ending: _ending, page.Bar: _nothing,
    page.Gap: _gap,
}  # fmt: skip
