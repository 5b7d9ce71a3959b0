"""Each block of a page, drawn with rich."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from imatter_cli.classes import replace
from imatter_cli.output import page
from imatter_cli.output.drawn import theme
from imatter_cli.output.page import (
    Bar,
    Block,
    Changes,
    Ending,
    Field,
    Fields,
    Gap,
    Heading,
    Moment,
    Paragraph,
    Span,
    Steps,
    Table,
    Timeline,
    Title,
    Words,
)
from imatter_cli.output.tables import Column, reads_well, whole_words
from imatter_cli.output.terminal import clean

#: Lines of prose that are longer than this are hard to read, however wide the screen is.
_PROSE = 100
#: With less room than this beside its label, the text of a field goes below it.
_ROOM = 24
#: What stands for the spaces of a command while lines are folded, so that it stays whole.
GLUE = "\ue000"
#: The longest command that is kept whole.
_WHOLE = 60
_COMMAND = re.compile(rf"`[^`\n]{{1,{_WHOLE}}}`")
#: An id within words, whole or abbreviated.
_ID = r"\b[a-z]{3}(?:-\d{4}-[0-9a-z]{7}|…[0-9a-z]{3})\b"
_BAR = 20


def draw(block: Block, console: Console) -> None:
    """Print a block."""
    _DRAWN[type(block)](block, console)


def styled(words: Words, base: str = "") -> Text:
    """Words with the styles of their roles; `base` is the style of those without."""
    out = Text()
    for span in page.spans(words):
        if span.share is not None:
            out.append_text(bar(span.share, 10)).append(" ")
        out.append_text(_span(span, base))
    return out


def _span(span: Span, base: str) -> Text:
    """One span; ids within it are as dim as ids are, but not in a command, which is to be read as a whole."""
    said = clean(span.text)
    if span.role == page.COMMAND:
        return Text(said.replace(" ", GLUE) if len(said) <= _WHOLE else said, theme.style(span))
    out = Text(_COMMAND.sub(lambda found: found[0].replace(" ", GLUE), said), theme.style(span) or base)
    out.highlight_regex(_ID, theme.ROLES[page.ID])
    return out


def bar(share: float, width: int = _BAR) -> Text:
    """A share as a bar, next to the figures that say the same."""
    done = max(0, min(width, round(share * width)))
    return Text().append("━" * done, theme.BAR).append("━" * (width - done), theme.REST)


def _lines(console: Console, text: Text, indent: str = "", hang: str = "") -> None:
    """Print a text that is folded between words, each line `indent` in, and `hang` more from its second line on."""
    room = max(min(console.width, _PROSE) - len(indent) - len(hang), 10)
    if any(len(word) > room for word in text.plain.split()):  # covered spaces would have it broken within a word
        text.plain = text.plain.replace(GLUE, " ")
    for paragraph in text.split("\n", allow_blank=True):
        for n, line in enumerate(paragraph.wrap(console, room)):
            console.print(Text(indent + (hang if n else "")).append_text(line), soft_wrap=True)


def _title(block: Title, console: Console) -> None:
    told = [styled(Span(block.name, page.NAME))] if block.name else []
    told += [styled(block.said)] if block.said else []
    told.append(styled(Span(block.id, page.ID)))
    _lines(console, Text("   ").join(told), hang="  ")


def _heading(block: Heading, console: Console) -> None:
    _lines(console, styled(block.words, theme.HEADING))


def _paragraph(block: Paragraph, console: Console) -> None:
    if isinstance(block.words, Span) and block.words.role == page.COMMAND:
        _command(block.words, block.indent, console)
        return
    _lines(console, styled(block.words), block.indent, block.hang)


def _command(command: Span, indent: str, console: Console) -> None:
    """A command on a line of its own, less far in where it needs the room, and never folded: it can be copied."""
    room = max(console.width - len(command.text), 0)
    console.print(Text(indent[:room]).append_text(styled(command)), soft_wrap=True)


def _fields(block: Fields, console: Console) -> None:
    """Fields by their groups: those without one first, then each group below its heading."""
    width = max((block.least, *(len(row.label) for row in block.rows if not row.asked)))
    drawn = 0
    for group in ("", *block.groups):
        rows = [row for row in block.rows if row.group == group and not row.asked]
        if group and rows:
            if drawn:
                console.print()
            console.print(Text(group, theme.HEADING))
        for row in rows:
            _field(row, width, console)
        drawn += len(rows)
    for row in block.rows:
        for question, answer in row.asked:
            console.print()
            _lines(console, Text(clean(question), theme.HEADING))
            _lines(console, Text(clean(answer)), "  ")


def _field(row: Field, width: int, console: Console) -> None:
    """A label with its text next to it, or below it where there is no room; no label where the heading is the same."""
    lines = styled(row.called) if row.called else Text("\n").join(styled(line) for line in row.lines)
    if row.label == row.group:
        _lines(console, lines, "  ", "   ")
    elif console.width - width - 4 >= _ROOM:
        grid = Grid.grid(padding=(0, 2, 0, 0))
        grid.add_column(width=width, no_wrap=True)
        grid.add_column(overflow="fold", max_width=_PROSE - width)
        grid.add_row(Text(row.label, theme.LABEL), lines)
        console.print(Padding(grid, (0, 0, 0, 2)))
    else:
        console.print(Text(f"  {row.label}", theme.LABEL))
        _lines(console, lines, "    ")


def _table(block: Table, console: Console) -> None:
    columns, rows = page.people_first(block)
    cells = [[styled(words).plain for words in row] for row in rows]
    room = console.width - block.indent
    if not reads_well(columns, cells, room):
        _blocks(columns, rows, console)
        return
    widths = whole_words(columns, cells, room)
    grid = Grid(
        box=None, padding=(0, 2, 0, 0), pad_edge=False, show_header=any(c.title for c in columns), header_style="none"
    )
    for column, width in zip(columns, widths, strict=True):
        head = Text(column.title, theme.HEADER)
        grid.add_column(head, width=width, justify="right" if column.right else "left", overflow="fold")
    for row in rows:
        grid.add_row(*(_cell(column, words) for column, words in zip(columns, row, strict=True)))
    console.print(Padding(grid, (0, 0, 0, block.indent)))


def _cell(column: Column, words: Words) -> Text:
    """A cell; what has no role of its own has that of its column."""
    return styled(tuple(s if s.role else replace(s, role=column.role) for s in page.spans(words)))


def _blocks(columns: Sequence[Column], rows: Sequence[Sequence[Words]], console: Console) -> None:
    """Rows that a table would squeeze: each as a block, its first cell above the others with their headings."""
    for n, row in enumerate(rows):
        if n:
            console.print()
        said = [(column, words) for column, words in zip(columns, row, strict=True) if page.text(words)]
        if page.text(row[0]):
            _lines(console, _cell(*said.pop(0)), hang="  ")
        for column, words in said:
            ahead = Text(f"{column.title}  " if column.title else "", theme.LABEL)
            _lines(console, ahead.append_text(_cell(column, words)), "  ", "  ")


def _moments(block: Timeline | Changes, console: Console) -> None:
    """What happened, day by day; on a narrow screen each below its day."""
    columns = (Column("", keep=True, role=page.DAY), Column(""), Column("", role=page.QUIET))
    rows = [[m.when, _what(m), _aside(m)] for m in block.moments]
    if console.width >= 60:
        _table(Table(columns, rows, 2), console)
        return
    for when, what, aside in rows:
        _lines(console, styled(Span(page.text(when), page.QUIET)), "  ")
        _lines(console, styled(what), "    ")
        if page.text(aside):
            _lines(console, styled(aside, "dim"), "    ")


def _what(moment: Moment) -> Words:
    about = (Span(moment.called, page.NAME), ": ") if moment.called else ()
    return (*about, moment.what, "  ", Span(moment.id, page.ID)) if moment.id else moment.what


def _aside(moment: Moment) -> Words:
    return ", ".join(part for part in (moment.who, moment.rest) if part)


def _steps(block: Steps, console: Console) -> None:
    """Commands below each other, each with its reason next to it or, where there is no room, below it."""
    head = len(block.label) + 2
    width = max((len(command) for command, why in block.steps if why), default=0)
    beside = all(head + width + 3 + len(why) <= console.width for _, why in block.steps)
    for n, (command, why) in enumerate(block.steps):
        line = Text(f"{block.label}  " if n == 0 else " " * head, theme.LABEL)
        line.append_text(styled(Span(command, page.COMMAND)))
        if why and beside:
            line.append(" " * (width - len(command) + 3)).append(clean(why))
        _lines(console, line, hang=" " * head)
        if why and not beside:
            _lines(console, Text(clean(why)), " " * (head + 2))


def _ending(block: Ending, console: Console) -> None:
    """How to go on, and at its end or below it what the command ended with."""
    ended = Text(f"[{block.ended}]", theme.ROLES[page.QUIET])
    if not block.hint:
        _lines(console, ended, "  ")
        return
    line = Text("To go on:  ").append_text(styled(block.hint))
    if "\n" not in line.plain and line.cell_len + ended.cell_len + 10 <= console.width:
        _lines(console, line.append(" " * 8).append_text(ended), "  ")
    else:
        _lines(console, line, "  ", "  ")
        _lines(console, ended, "  ")


def _bar(block: Bar, console: Console) -> None:
    console.print(Text("  ").append_text(bar(block.share, min(40, console.width - 4))))


def _gap(block: Gap, console: Console) -> None:
    console.print("\n" * (block.lines - 1))


_DRAWN: dict[type, Callable[[Any, Console], None]] = {
    Title: _title, Heading: _heading, Paragraph: _paragraph, Fields: _fields, Table: _table, Timeline: _moments,
    Changes: _moments, Steps: _steps, Ending: _ending, Bar: _bar, Gap: _gap,
}  # fmt: skip
