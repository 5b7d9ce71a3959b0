"""Each block of a page, drawn with rich."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, repeat, zip_longest
from typing import Any

from rich.console import Console
from rich.text import Text

from imatter_cli.classes import replace
from imatter_cli.output import page
from imatter_cli.output.drawn import theme
from imatter_cli.output.tables import Column, readable_widths, wrapped
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
_ID = re.compile(r"\b[a-z]{3}(?:-\d{4}-[0-9a-z]{7}|…[0-9a-z]{3})\b")
_BAR = 20


def drawn(block: page.Block, console: Console) -> Iterable[Text]:
    """The lines of a block."""
    return _DRAWN[type(block)](block, console)


def styled(words: page.Words, base: str = "") -> Text:
    """Words with the styles of their roles; `base` is the style of those without."""
    out = Text()
    for span in page.spans(words):
        if span.share is not None:
            out.append_text(bar(span.share, 10)).append(" ")
        out.append_text(_span(span, base))
    return out


def _span(span: page.Span, base: str) -> Text:
    """One span; ids within it are as dim as ids are, but not in a command, which is to be read as a whole."""
    said = clean(span.text)
    if span.role == page.COMMAND:
        return Text(said.replace(" ", GLUE) if len(said) <= _WHOLE else said, theme.style(span))
    out = Text(_COMMAND.sub(lambda found: found[0].replace(" ", GLUE), said), theme.style(span) or base)
    for found in _ID.finditer(said):
        out.stylize(theme.ROLES[page.ID], *found.span())
    return out


def bar(share: float, width: int = _BAR) -> Text:
    """A share as a bar, next to the figures that say the same."""
    done = max(0, min(width, round(share * width)))
    return Text().append("━" * done, theme.BAR).append("━" * (width - done), theme.REST)


def _lines(console: Console, text: Text, indent: str = "", hang: str = "") -> Iterator[Text]:
    """A text that is folded between words, each line `indent` in, and `hang` more from its second line on."""
    for n, line in _numbered(console, text, len(indent) + len(hang)):
        yield Text(indent + (hang if n else "")).append_text(line)


def _numbered(console: Console, text: Text, taken: int) -> Iterator[tuple[int, Text]]:
    """The lines of a text where so many columns are taken, each with its number within its paragraph, from 0."""
    room = max(min(console.width, _PROSE) - taken, 10)
    if any(len(word) > room for word in text.plain.split()):  # covered spaces would have it broken within a word
        text.plain = text.plain.replace(GLUE, " ")
    for paragraph in text.split("\n", allow_blank=True):
        yield from enumerate(_folded(paragraph, room, console))


def _folded(text: Text, width: int, console: Console) -> Sequence[Text]:
    """The lines of a text that is folded between words; most have one."""
    fits = text.cell_len <= width and "\n" not in text.plain
    return [text] if fits else list(text.wrap(console, width))


def _title(block: page.Title, console: Console) -> Iterator[Text]:
    told = [styled(page.Span(block.name, page.NAME))] if block.name else []
    told += [styled(block.said)] if block.said else []
    told.append(styled(page.Span(block.id, page.ID)))
    return _lines(console, Text("   ").join(told), hang="  ")


def _heading(block: page.Heading, console: Console) -> Iterator[Text]:
    return _lines(console, styled(block.words, theme.HEADING))


def _paragraph(block: page.Paragraph, console: Console) -> Iterable[Text]:
    if isinstance(block.words, page.Span) and block.words.role == page.COMMAND:
        return _command(block.words, block.indent, console)
    return _lines(console, styled(block.words), block.indent, block.hang)


def _command(command: page.Span, indent: str, console: Console) -> Sequence[Text]:
    """A command on a line of its own, less far in where it needs the room, and never folded: it can be copied."""
    room = max(console.width - len(command.text), 0)
    return [Text(indent[:room]).append_text(styled(command))]


def _fields(block: page.Fields, console: Console) -> Iterator[Text]:
    """Fields by their groups: those without one first, then each group below its heading."""
    width = max((block.least, *(len(row.label) for row in block.rows if not row.asked)))
    drawn = 0
    for group in ("", *block.groups):
        rows = [row for row in block.rows if row.group == group and not row.asked]
        if group and rows:
            if drawn:
                yield Text()
            yield Text(group, theme.HEADING)
        for row in rows:
            yield from _field(row, width, console)
        drawn += len(rows)
    for row in block.rows:
        for question, answer in row.asked:
            yield Text()
            yield from _lines(console, Text(clean(question), theme.HEADING))
            yield from _lines(console, Text(clean(answer)), "  ")


def _field(row: page.Field, width: int, console: Console) -> Iterator[Text]:
    """A label with its text next to it, or below it where there is no room; no label where the heading is the same."""
    lines = styled(row.called) if row.called else Text("\n").join(styled(line) for line in row.lines)
    if row.label == row.group:
        yield from _lines(console, lines, "  ", "   ")
    elif console.width - width - 4 >= _ROOM:
        heads = chain([row.label], repeat(""))
        for head, (_, line) in zip(heads, _numbered(console, lines, width + 4), strict=False):
            yield Text(f"  {head.ljust(width)}  ").append_text(line)
    else:
        yield Text(f"  {row.label}", theme.LABEL)
        yield from _lines(console, lines, "    ")


def _table(block: page.Table, console: Console) -> Iterator[Text]:
    """Rows below their headings, each cell folded to the width of its column; rows that would be squeezed as blocks."""
    columns, rows = page.people_first(block)
    cells = [[_cell(column, words) for column, words in zip(columns, row, strict=True)] for row in rows]
    plain = [[cell.plain for cell in row] for row in cells]
    indent, widths = block.indent, readable_widths(columns, plain, console.width - block.indent)
    if not widths:  # at the edge there may be room
        indent, widths = 0, readable_widths(columns, plain, console.width)
    if not widths:
        yield from _blocks(columns, cells, console)
        return
    heads = [[Text(column.title, theme.HEADER) for column in columns]] if any(c.title for c in columns) else []
    for row in (*heads, *cells):
        folded = [_in_cell(cell, width, console) for cell, width in zip(row, widths, strict=True)]
        yield from (_line(columns, widths, parts, indent) for parts in zip_longest(*folded))


def _in_cell(cell: Text, width: int, console: Console) -> Sequence[Text]:
    """The lines of a cell. rich folds those with words of several looks; for the others it would take twice as long."""
    if cell.spans or cell.cell_len <= width:
        return _folded(cell, width, console)
    return [Text(line, cell.style) for line in wrapped(cell.plain, width)]


def _line(columns: Sequence[Column], widths: Sequence[int], parts: Sequence[Text | None], indent: int) -> Text:
    """One line of a row: a part of each cell, or nothing, with two spaces between them."""
    line, gap = Text(" " * indent), 0
    for column, width, part in zip(columns, widths, parts, strict=True):
        said = part or Text()
        space = width - said.cell_len
        line.append(" " * (gap + (space if column.right else 0))).append_text(said)
        gap = 2 + (0 if column.right else space)
    return line


def _cell(column: Column, words: page.Words) -> Text:
    """A cell; what has no role of its own has that of its column."""
    return styled(tuple(s if s.role else replace(s, role=column.role) for s in page.spans(words)))


def _blocks(columns: Sequence[Column], rows: Sequence[Sequence[Text]], console: Console) -> Iterator[Text]:
    """Rows that a table would squeeze: each as a block, its first cell above the others with their headings."""
    for n, row in enumerate(rows):
        if n:
            yield Text()
        said = [(column, cell) for column, cell in zip(columns, row, strict=True) if cell]
        if row[0]:
            yield from _lines(console, said.pop(0)[1], hang="  ")
        for column, cell in said:
            ahead = Text(f"{column.title}  " if column.title else "", theme.LABEL)
            yield from _lines(console, ahead.append_text(cell), "  ", "  ")


def _moments(block: page.Timeline | page.Changes, console: Console) -> Iterator[Text]:
    """What happened, day by day; on a narrow screen each below its day."""
    columns = (Column("", keep=True, role=page.DAY), Column(""), Column("", role=page.QUIET))
    rows = [[m.when, _what(m), _aside(m)] for m in block.moments]
    if console.width >= 60:
        yield from _table(page.Table(columns, rows, 2), console)
        return
    for when, what, aside in rows:
        yield from _lines(console, styled(page.Span(page.text(when), page.QUIET)), "  ")
        yield from _lines(console, styled(what), "    ")
        if page.text(aside):
            yield from _lines(console, styled(aside, "dim"), "    ")


def _what(moment: page.Moment) -> page.Words:
    about = (page.Span(moment.called, page.NAME), ": ") if moment.called else ()
    return (*about, moment.what, "  ", page.Span(moment.id, page.ID)) if moment.id else moment.what


def _aside(moment: page.Moment) -> page.Words:
    return ", ".join(part for part in (moment.who, moment.rest) if part)


def _steps(block: page.Steps, console: Console) -> Iterator[Text]:
    """Commands below each other, each with its reason next to it or, where there is no room, below it."""
    head = len(block.label) + 2
    width = max((len(command) for command, why in block.steps if why), default=0)
    beside = all(head + width + 3 + len(why) <= console.width for _, why in block.steps)
    for n, (command, why) in enumerate(block.steps):
        line = Text(f"{block.label}  " if n == 0 else " " * head, theme.LABEL)
        line.append_text(styled(page.Span(command, page.COMMAND)))
        if why and beside:
            line.append(" " * (width - len(command) + 3)).append(clean(why))
        yield from _lines(console, line, hang=" " * head)
        if why and not beside:
            yield from _lines(console, Text(clean(why)), " " * (head + 2))


def _ending(block: page.Ending, console: Console) -> Iterator[Text]:
    """How to go on, and at its end or below it what the command ended with."""
    ended = Text(f"[{block.ended}]", theme.ROLES[page.QUIET])
    if not block.hint:
        yield from _lines(console, ended, "  ")
        return
    line = Text("To go on:  ").append_text(styled(block.hint))
    if "\n" not in line.plain and line.cell_len + ended.cell_len + 10 <= console.width:
        yield from _lines(console, line.append(" " * 8).append_text(ended), "  ")
    else:
        yield from _lines(console, line, "  ", "  ")
        yield from _lines(console, ended, "  ")


def _bar(block: page.Bar, console: Console) -> Sequence[Text]:
    return [Text("  ").append_text(bar(block.share, min(40, console.width - 4)))]


def _gap(block: page.Gap, console: Console) -> Sequence[Text]:
    return [Text()] * block.lines


_DRAWN: dict[type, Callable[[Any, Console], Iterable[Text]]] = {
    page.Title: _title, page.Heading: _heading, page.Paragraph: _paragraph, page.Fields: _fields, page.Table: _table,
    page.Timeline: _moments, page.Changes: _moments, page.Steps: _steps, page.Ending: _ending, page.Bar: _bar,
    page.Gap: _gap,
}  # fmt: skip
