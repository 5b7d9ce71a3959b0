"""Tables that read well aloud: columns with space between them, no boxes."""

from __future__ import annotations

import csv as csv_module
import io
import re
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import zip_longest

from imatter_cli.classes import immutable
from imatter_cli.domain.cells import guarded
from imatter_cli.output.terminal import Screen, clean_line

#: What makes one picture of several signs: how wide that is, only rich's tables say.
_JOINING = "[\\u200d\\ufe0f\\U0001f3fb-\\U0001f3ff]"
#: The categories of marks that join on what is before them.
_MARKS = frozenset({"Mn", "Mc", "Me", "Cf"})
#: The vowels and last consonants of Hangul: they join on the consonant before them.
_JAMO = ("\u1160", "\u11ff")
#: A row of more lines than this is hard to read.
_MOST_LINES = 3
#: A word up to this length is never folded in a table.
_LONG_WORD = 20


@immutable
class Column:
    """A column: its heading, numbers to the right if asked for, `keep` for one never folded (an id, a date).

    `role` is what its cells are, as the roles of a page. One that is `screen_only` is not there in a pipe.
    """

    title: str
    right: bool = False
    keep: bool = False
    role: str = ""
    screen_only: bool = False


def table(columns: Sequence[Column | str], rows: Iterable[Sequence[object]], screen: Screen, indent: int = 0) -> str:
    """The rows under their headings; at a terminal long cells fold to its width, elsewhere nothing is cut.

    Cells are shown as text, None as nothing. No rows: the headings alone. `indent` is in spaces.
    """
    heads = [c if isinstance(c, Column) else Column(c) for c in columns]
    cells = [[_cell(value) for value in row] for row in rows]
    if screen.terminal and indent + natural_width(heads, cells) > screen.width:
        return _folded(heads, cells, screen, indent)
    widths = _widths(heads, cells)
    lines = [[h.title for h in heads]] if any(h.title for h in heads) else []
    return "\n".join(" " * indent + _line(heads, widths, row) for row in [*lines, *cells])


def natural_width(heads: Sequence[Column], cells: Sequence[Sequence[str]]) -> int:
    """How wide a table is whose cells are not folded."""
    widths = _widths(heads, cells)
    return sum(widths) + 2 * (len(widths) - 1)


def csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """The rows as CSV with a heading line, LF at line ends; text that a spreadsheet would run is quoted with '."""
    out = io.StringIO()
    writer = csv_module.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([guarded(_cell(value)) for value in row])
    return out.getvalue().rstrip("\n")


def cell_width(text: str) -> int:
    """How many columns a text takes: wide characters two, marks that join on none."""
    if text.isascii():
        return len(text)
    return _in_tables(text) if re.search(_JOINING, text) else sum(map(_columns, text))


@cache
def _columns(sign: str) -> int:
    """Those of one sign. Rich's tables count some signs of Arabic, old hexagrams and the like in another way."""
    from unicodedata import category, east_asian_width  # late: most texts are plain

    kind = category(sign)
    if kind == "Cn":  # newer than this Python
        return _in_tables(sign)
    if kind in _MARKS or _JAMO[0] <= sign <= _JAMO[1]:
        return 0
    return 2 if east_asian_width(sign) in "WF" else 1


def _in_tables(text: str) -> int:
    from rich.cells import cell_len  # late: the tables take long to load

    return cell_len(text)


def _widths(heads: Sequence[Column], cells: Sequence[Sequence[str]]) -> list[int]:
    return [max([cell_width(h.title), *(cell_width(row[n]) for row in cells)]) for n, h in enumerate(heads)]


def _cell(value: object) -> str:
    return "" if value is None else clean_line(str(value))


def _line(heads: Sequence[Column], widths: Sequence[int], row: Sequence[str]) -> str:
    padded = []
    for head, width, cell in zip(heads, widths, row, strict=True):
        space = " " * (width - cell_width(cell))
        padded.append(space + cell if head.right else cell + space)
    return "  ".join(padded).rstrip()


def _folded(heads: Sequence[Column], cells: Sequence[Sequence[str]], screen: Screen, indent: int) -> str:
    """The table with long cells over several lines."""
    widths = _fitting(heads, cells, screen.width - indent)
    rows = [[[h.title] for h in heads]] if any(h.title for h in heads) else []
    rows += [[wrapped(cell, width) for cell, width in zip(row, widths, strict=True)] for row in cells]
    lines = [_line(heads, widths, parts) for row in rows for parts in zip_longest(*row, fillvalue="")]
    return "\n".join(" " * indent + line for line in lines)


def readable_widths(heads: Sequence[Column], cells: Sequence[Sequence[str]], room: int) -> list[int]:
    """Widths that fit, break no word and leave few rows with many lines, the widest giving way first; else none."""
    widths = _narrowed(heads, _widths(heads, cells), _longest_words(heads, cells), room)
    if sum(widths) + 2 * (len(widths) - 1) > room:
        return []
    return widths if tall(cells, widths) * 2 <= len(cells) else []


def tall(cells: Sequence[Sequence[str]], widths: Sequence[int]) -> int:
    """How many rows take more lines than is pleasant."""
    return sum(any(cell_width(c) > _MOST_LINES * w for c, w in zip(row, widths, strict=True)) for row in cells)


def _fitting(heads: Sequence[Column], cells: Sequence[Sequence[str]], room: int) -> list[int]:
    """Widths that fit: the widest column gives way first, words only when nothing else can, kept ones never."""
    natural = [n if h.keep else min(n, room) for h, n in zip(heads, _widths(heads, cells), strict=True)]
    widths = _narrowed(heads, natural, _longest_words(heads, cells), room)
    return _narrowed(heads, widths, [1] * len(heads), room)


def _longest_words(heads: Sequence[Column], cells: Sequence[Sequence[str]]) -> list[int]:
    return [
        max([cell_width(h.title), *(min(cell_width(w), _LONG_WORD) for row in cells for w in row[n].split())])
        for n, h in enumerate(heads)
    ]


def _narrowed(heads: Sequence[Column], widths: Sequence[int], least: Sequence[int], room: int) -> list[int]:
    narrowed = list(widths)
    while sum(narrowed) + 2 * (len(narrowed) - 1) > room:
        giving = [n for n, h in enumerate(heads) if not h.keep and narrowed[n] > least[n]]
        if not giving:
            break
        narrowed[max(giving, key=lambda n: narrowed[n])] -= 1
    return narrowed


def wrapped(text: str, width: int) -> list[str]:
    """A cell's lines; a word that is wider than its column is broken."""
    lines = [""]
    for word in text.split():
        if lines[-1] and cell_width(lines[-1]) + 1 + cell_width(word) <= width:
            lines[-1] += f" {word}"
            continue
        if lines[-1]:
            lines.append("")
        for letter in word:
            if lines[-1] and cell_width(lines[-1] + letter) > width:
                lines.append("")
            lines[-1] += letter
    return lines
