"""Tables that read well aloud: columns with space between them, no boxes."""

from __future__ import annotations

import csv as csv_module
import io
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from imatter_cli.domain.cells import guarded
from imatter_cli.output.terminal import Screen, clean_line


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, numbers to the right if asked for, `keep` for one never folded (an id, a date)."""

    title: str
    right: bool = False
    keep: bool = False


def table(columns: Sequence[Column | str], rows: Iterable[Sequence[object]], screen: Screen, indent: int = 0) -> str:
    """The rows under their headings; at a terminal long cells fold to its width, elsewhere nothing is cut.

    Cells are shown as text, None as nothing. No rows: the headings alone. `indent` is in spaces.
    """
    heads = [c if isinstance(c, Column) else Column(c) for c in columns]
    cells = [[_cell(value) for value in row] for row in rows]
    widths = [max([cell_width(h.title), *(cell_width(row[n]) for row in cells)]) for n, h in enumerate(heads)]
    if screen.terminal and indent + sum(widths) + 2 * (len(widths) - 1) > screen.width:
        return _folded(heads, cells, screen, indent)
    lines = [[h.title for h in heads]] if any(h.title for h in heads) else []
    return "\n".join(" " * indent + _line(heads, widths, row) for row in [*lines, *cells])


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
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _cell(value: object) -> str:
    return "" if value is None else clean_line(str(value))


def _line(heads: Sequence[Column], widths: Sequence[int], row: Sequence[str]) -> str:
    padded = []
    for head, width, cell in zip(heads, widths, row, strict=True):
        space = " " * (width - cell_width(cell))
        padded.append(space + cell if head.right else cell + space)
    return "  ".join(padded).rstrip()


def _folded(heads: Sequence[Column], cells: Sequence[Sequence[str]], screen: Screen, indent: int) -> str:
    # late: rich is loaded for a table too wide for its terminal, and for nothing else
    from rich.console import Console
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    grid = Table(
        box=None, padding=(0, 2, 0, 0), pad_edge=False, show_header=any(h.title for h in heads), header_style=""
    )
    for head in heads:
        grid.add_column(
            Text(head.title),
            justify="right" if head.right else "left",
            no_wrap=head.keep,
            overflow="fold",
        )
    for row in cells:
        grid.add_row(*(Text(cell) for cell in row))
    out = io.StringIO()
    console = Console(file=out, width=screen.width, color_system=None, force_terminal=False, highlight=False)
    console.print(Padding(grid, (0, 0, 0, indent)))
    return "\n".join(line.rstrip() for line in out.getvalue().rstrip("\n").split("\n"))
