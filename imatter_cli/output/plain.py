"""A page as plain text: what pipes and files get, and terminals that can't draw."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from typing import Any

from imatter_cli.output import page
from imatter_cli.output.tables import cell_width, table
from imatter_cli.output.terminal import Screen, clean, fold

#: The widest that a column of `log` gets before the next one moves on.
_WIDEST = 40


def render(shown: page.Page, screen: Screen) -> str:
    """The text; folded at a terminal, and nowhere else."""
    return "\n".join(line for block in shown.blocks for line in _LINES[type(block)](block, screen))


def _title(block: page.Title, screen: Screen) -> list[str]:
    return [_within(f"{block.indent}{block.id}  {page.text(block.said)}".rstrip(), screen, len(block.indent) + 2)]


def _heading(block: page.Heading, screen: Screen) -> list[str]:
    return [] if block.screen_only else fold(page.text(block.words), screen)


def _paragraph(block: page.Paragraph, screen: Screen) -> list[str]:
    if isinstance(block.words, page.Span) and block.words.role == page.COMMAND:  # a command stays on its line
        return [block.indent + block.words.text]
    return fold(page.text(block.words), screen, block.indent, block.hang)


def _fields(block: page.Fields, screen: Screen) -> list[str]:
    width = max((block.least, *(len(row.label) for row in block.rows)))
    lines = []
    for row in block.rows:
        first, *rest = [page.text(line) for line in row.lines]
        lines += [f"  {row.label.ljust(width)}  {first}", *(f"  {' ' * width}  {line}" for line in rest)]
    return [_within(line, screen, width + 4) for line in lines]


def _table(block: page.Table, screen: Screen) -> list[str]:
    kept = [n for n, column in enumerate(block.columns) if not column.screen_only]
    rows = [[page.text(row[n]) for n in kept] for row in block.rows]
    return table([block.columns[n] for n in kept], rows, screen, block.indent).split("\n")


def _timeline(block: page.Timeline, screen: Screen) -> list[str]:
    when = max((len(m.when) for m in block.moments), default=0)
    what = max((len(m.what) for m in block.moments), default=0)
    return [
        _within(f"  {m.when.ljust(when)}  {m.what.ljust(what)}  {m.who}   {m.rest}".rstrip(), screen, when + 4)
        for m in block.moments
    ]


def _changes(block: page.Changes, screen: Screen) -> list[str]:
    rows = [(m.when, _what(m), m.who, m.rest) for m in block.moments]
    widths = [min(max((len(row[n]) for row in rows), default=0), _WIDEST) for n in range(3)]
    lines = ("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, (*widths, 0), strict=True)) for row in rows)
    return [_within(line.rstrip(), screen, 22) for line in lines]


def _what(moment: page.Moment) -> str:
    return f"{moment.id}  {moment.what}" if moment.id else moment.what


def _steps(block: page.Steps, screen: Screen) -> list[str]:
    width = min(max((len(command) for command, why in block.steps if why), default=0), 40)
    lines = []
    for n, (command, why) in enumerate(block.steps):
        head = f"{block.label}  " if n == 0 else " " * (len(block.label) + 2)
        line = f"{head}{clean(command).ljust(width)}   {clean(why)}".rstrip()
        if screen.terminal and len(line) > screen.width:
            lines += [f"{head}{clean(command)}", *fold(clean(why), screen, "           ")]
        else:
            lines.append(line)
    return lines


def _ending(block: page.Ending, screen: Screen) -> list[str]:
    last = f"To go on:  {clean(page.text(block.hint))}" if block.hint else ""
    if not screen.terminal:
        return [f"  {last}"] if last else []
    code = f"[{block.ended}]"
    if not last:
        return [f"  {code}"]
    if len(last) + len(code) + 10 <= screen.width and "\n" not in last:
        return [f"  {last}        {code}"]
    return [*fold(last, screen, "  "), f"  {code}"]


def _within(line: str, screen: Screen, hang: int) -> str:
    """A line as it is, or at a terminal folded to its width, going on so many spaces in."""
    if not screen.terminal or cell_width(line) <= screen.width:
        return line
    return textwrap.fill(
        line, screen.width, subsequent_indent=" " * min(hang, screen.width // 2), break_long_words=False,
        break_on_hyphens=False, replace_whitespace=False,
    )  # fmt: skip


def _nothing(block: page.Bar, screen: Screen) -> list[str]:
    return []


def _gap(block: page.Gap, screen: Screen) -> list[str]:
    return [""] * block.lines


_LINES: dict[type, Callable[[Any, Screen], list[str]]] = {
    page.Title: _title, page.Heading: _heading, page.Paragraph: _paragraph, page.Fields: _fields, page.Table: _table,
    page.Timeline: _timeline, page.Changes: _changes, page.Steps: _steps, page.Ending: _ending, page.Bar: _nothing,
    page.Gap: _gap,
}  # fmt: skip
