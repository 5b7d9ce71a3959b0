"""Records as text: the columns of a list of each kind, and one record with its fields in words."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from imatter_cli.classes import replace
from imatter_cli.domain.cells import joined
from imatter_cli.domain.data import Data
from imatter_cli.domain.kinds.listing import WHO, Cell
from imatter_cli.output import life, words
from imatter_cli.output.tables import Column, cell_width, csv, natural_width, table
from imatter_cli.output.terminal import Screen, clean, clean_line

#: Fields that are not told one by one: the heading and the life have them.
_NOT_TOLD = ("id", "schema", "programme", "status", "timeline", "hidden")
_DAYS = ("date", "opens", "closes", "ends", "by", "done", "withdrawn")
#: Parts of an item whose text needs no name ahead of it.
_SAYS_ITSELF = (
    "code", "text", "item", "criterion", "question", "prompt", "age_band", "score", "answer", "amount",
)  # fmt: skip
#: Names of fields that read better in other words.
_LABELS = {
    "rhythm_days": "Days between reflections",
    "same_as": "Also known as",
    "key_barrier": "Key barrier",
    "supported_by": "Supported by",
    "prompts": "Prompt set",
}


def text_of(cell: Cell, record: Data) -> str:
    """What a column shows for a record."""
    if not isinstance(cell.of, str):
        return str(cell.of(record))
    return plain(record.get(cell.of))


def listed(cells: Sequence[Cell], records: Sequence[Data], screen: Screen) -> str:
    """The records as a table; where it is too wide for a terminal, people are shown by the end of their code."""
    columns = [Column(c.title, c.right, c.keep) for c in cells]
    rows = [[text_of(c, r) for c in cells] for r in records]
    if screen.terminal and natural_width(columns, rows) > screen.width:
        columns = [replace(c, title="who") if cell is WHO else c for c, cell in zip(columns, cells, strict=True)]
        rows = [[words.abbreviated(t) if c is WHO else t for c, t in zip(cells, row, strict=True)] for row in rows]
    return table(columns, rows, screen)


def as_csv(cells: Sequence[Cell], records: Sequence[Data]) -> str:
    """The same as CSV, with ids and values as the files have them."""
    names = [c.of if isinstance(c.of, str) else c.title for c in cells]
    rows = [[_in_cell(r.get(c.of)) if isinstance(c.of, str) else text_of(c, r) for c in cells] for r in records]
    return csv(names, rows)


def _in_cell(value: Any) -> str:
    """A value in a cell: several texts so that they can be told apart again."""
    if isinstance(value, list) and all(isinstance(v, str) for v in value):
        return joined(clean_line(v) for v in value)
    return plain(value, "; ")


def shown(record: Data, kind: str, screen: Screen) -> str:
    """One record: a heading, its fields with labels, and its life."""
    rows = [(label(name), _lines(name, value)) for name, value in record.items() if name not in _NOT_TOLD]
    rows = [(name, lines) for name, lines in rows if lines]
    width = max((len(name) for name, _ in rows), default=0)
    out = [heading(record, kind)]
    for name, lines in rows:
        out.append(f"  {name.ljust(width)}  {lines[0]}")
        out += [f"  {' ' * width}  {line}" for line in lines[1:]]
    hidden = record.get("hidden")
    if isinstance(hidden, list) and hidden:
        out.append(f"Not shown to you: {', '.join(clean_line(str(h)) for h in hidden)}.")
    entries = record.get("timeline")
    if isinstance(entries, list) and entries:
        out += ["", *life.lines(kind, entries)]
    return "\n".join(folded(line, screen, width + 4) for line in out)


def folded(line: str, screen: Screen, hang: int) -> str:
    """A line as it is, or at a terminal folded to its width, going on so many spaces in."""
    if not screen.terminal or cell_width(line) <= screen.width:
        return line
    indent = " " * min(hang, screen.width // 2)
    return textwrap.fill(
        line, screen.width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False,
        replace_whitespace=False, drop_whitespace=True,
    )  # fmt: skip


def heading(record: Data, kind: str) -> str:
    """`prj-2611-7kq4m2x  project, active`."""
    status = clean_line(str(record.get("status") or "of unknown status"))
    return f"{name_of(str(record.get('id') or ''))}  {kind}, {status}"


def name_of(id: str) -> str:
    """An id as people read it: whole, a quarter's in capitals."""
    return clean_line(id.upper() if id[:2] == "20" else id)


def label(name: str) -> str:
    """A field's name for a person."""
    return _LABELS.get(name) or clean_line(name.replace("_", " ").capitalize())


def plain(value: Any, between: str = ", ") -> str:
    """Any value of a record on one line."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return between.join(f"{label(str(k)).lower()} {plain(v)}" for k, v in value.items() if v is not None)
    if isinstance(value, list):
        return between.join(item(v) for v in value)
    return clean_line(str(value))


def _lines(name: str, value: Any) -> list[str]:
    if value is None or value == []:
        return []
    if isinstance(value, list) and any(isinstance(v, Mapping) for v in value):
        return [line for n, v in enumerate(value, 1) for line in _numbered(name, n, v)]
    if isinstance(value, str) and "\n" in value:
        return clean(value).rstrip("\n").split("\n")
    if name in _DAYS and isinstance(value, str):
        return [words.day(value)]
    if name == "round":
        return [str(value).upper()]
    return [plain(value)]


def _numbered(name: str, number: int, value: Any) -> list[str]:
    if name == "steps" and isinstance(value, Mapping):
        return [f"{number}. {item(value)}"]
    if name == "answers" and isinstance(value, Mapping):
        text = clean(str(value.get("text", plain(value.get("answer"))))).rstrip("\n").split("\n")
        return [f"{clean_line(str(value.get('prompt') or value.get('question')))}: {text[0]}", *text[1:]]
    return [item(value)]


def item(value: Any) -> str:
    """One item of a list: what it is first, then the rest of it."""
    if not isinstance(value, Mapping):
        return plain(value)
    parts = []
    for name, part in value.items():
        if part is None:
            continue
        if name in _DAYS:
            parts.append(f"{label(name).lower()} {words.day(str(part))}")
        elif name in _SAYS_ITSELF:
            parts.append(plain(part))
        else:
            parts.append(f"{label(name).lower()} {plain(part)}")
    return ", ".join(parts)
