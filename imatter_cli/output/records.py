"""Records as text: the columns of a list of each kind, and one record with its fields in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from imatter_cli.classes import replace
from imatter_cli.domain import calling, ids
from imatter_cli.domain.cells import joined
from imatter_cli.domain.data import Data
from imatter_cli.domain.kinds.listing import WHO, Cell
from imatter_cli.output import life, words
from imatter_cli.output.naming import Called
from imatter_cli.output.page import (
    DAY,
    ID,
    MONEY,
    NAME,
    STATE,
    Block,
    Field,
    Fields,
    Gap,
    Heading,
    Page,
    Paragraph,
    Span,
    Table,
    Timeline,
    Title,
    Words,
    in_cells,
)
from imatter_cli.output.tables import Column, csv, natural_width, readable_widths, tall
from imatter_cli.output.terminal import Screen, clean, clean_line

if TYPE_CHECKING:
    from imatter_cli.services.records.naming import Naming

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
#: The parts of a record that a screen puts under a heading of their own.
_GROUPS = {
    "project": {
        "Plan": ("type", "setting", "focus_areas", "stage", "resources", "licence", "invitation", "safeguarding"),
        "People": ("practitioner", "individuals"),
        "Steps": ("steps",),
        "Support": ("support", "supported_by", "lead", "acknowledgement"),
    }
}
#: What the columns of a list are, by the field that they show or, where they show none, by their title.
_ROLES = {
    "id": ID, "practitioner": ID, "project": ID, "application": ID, "reviewer": ID, "status": STATE,
    "focus_areas": NAME, "quarter": NAME, "begins": NAME, "date": DAY, "ends": DAY, "opens": DAY, "closes": DAY,
    "amount": MONEY, "budget": MONEY,
}  # fmt: skip


def text_of(cell: Cell, record: Data) -> str:
    """What a column shows for a record."""
    if not isinstance(cell.of, str):
        return str(cell.of(record))
    return plain(record.get(cell.of))


def listed(cells: Sequence[Cell], records: Sequence[Data], screen: Screen, called: Called) -> Page:
    """The records as a table; where it is too wide for a terminal, people are shown by the end of their code.

    A screen has names in place of the ids of other records, and the ends of ids where the table would not read well
    otherwise.
    """
    columns = [Column(c.title, c.right, c.keep, _role(c)) for c in cells]
    rows = [[text_of(c, r) for c in cells] for r in records]
    for n, cell in enumerate(cells):
        names = {row[n]: clean_line(called(row[n])) for row in rows} if cell.of in ("project", "application") else {}
        if any(names.values()):
            columns[n] = Column(cell.title)
            rows = [[*row[:n], names[row[n]] or row[n], *row[n + 1 :]] for row in rows]
    if screen.terminal and natural_width(columns, rows) > screen.width:
        columns = [replace(c, title="who") if cell is WHO else c for c, cell in zip(columns, cells, strict=True)]
        rows = _shortened(rows, [cell is WHO for cell in cells])
    table = Table(columns, rows)
    if screen.manner == "drawn" and not _reads_well(table, screen):
        short = Table(columns, _shortened(rows, [column.role == ID for column in columns]))
        table = short if readable_widths(*in_cells(short), screen.width) else table
    return Page((table,))


def _reads_well(table: Table, screen: Screen) -> bool:
    """Whether it fits with all of its rows flat."""
    columns, cells = in_cells(table)
    widths = readable_widths(columns, cells, screen.width)
    return bool(widths) and not tall(cells, widths)


def _shortened(rows: Sequence[Sequence[str]], which: Sequence[bool]) -> list[list[str]]:
    """The same rows with the ids in some columns by their ends."""
    return [[words.abbreviated(t) if short else t for t, short in zip(row, which, strict=True)] for row in rows]


def _role(cell: Cell) -> str:
    """What the cells of a column are."""
    return _ROLES.get(cell.of if isinstance(cell.of, str) else cell.title, "")


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


def shown(record: Data, kind: str, naming: Naming | None = None) -> Page:
    """One record as a page: what it is, its fields, and its life. `naming` knows what people call what it names."""
    told = _Told(record, kind, naming)
    blocks: list[Block] = [_title(record, kind, told)]
    rows = [told.field(name, value) for name, value in record.items() if name not in _NOT_TOLD]
    blocks.append(Fields([row for row in rows if row.lines], tuple(_GROUPS.get(kind, ()))))
    hidden = record.get("hidden")
    if isinstance(hidden, list) and hidden:
        blocks.append(
            Paragraph(f"Not shown to you: {', '.join(clean_line(str(h)).replace('_', ' ') for h in hidden)}.")
        )
    entries = record.get("timeline")
    if isinstance(entries, list) and entries:
        blocks += [Gap(), Heading("History", screen_only=True), Timeline(life.moments(kind, life.numbered(record)))]
    return Page(blocks)


class _Told:
    """The fields of one record, in words."""

    def __init__(self, record: Data, kind: str, naming: Naming | None) -> None:
        self._record, self._kind, self._naming = record, kind, naming
        self._groups = _GROUPS.get(kind, {})

    def field(self, name: str, value: Any) -> Field:
        """A field with its label; one without a value has no lines."""
        lines = _lines(name, value)
        group = next((group for group, names in self._groups.items() if name in names), "")
        return Field(label(name), lines, group, self._called(name, value), self._asked(name, value))

    def name(self) -> str:
        """What people call the record, if that is known."""
        own = name_in(self._record, self._kind)
        return own or clean_line(self._naming.record(str(self._record.get("project") or "")) if self._naming else "")

    def _called(self, name: str, value: Any) -> Words:
        """What people call the value, where that is not how the record has it."""
        if isinstance(value, Mapping) and self._naming is not None:
            return item(value)
        if not isinstance(value, str) or self._naming is None or name == "licence":  # its focus areas are the project's
            return ""
        known = clean_line(self._naming.record(value))
        if known:
            return (known, "   ", Span(value, ID))
        return clean_line(self._naming.item(self._kind, name, self._record, value))

    def _asked(self, name: str, value: Any) -> Sequence[tuple[str, str]]:
        """Answers with the questions that they were given to."""
        if name != "answers" or not isinstance(value, list):
            return ()
        return [(self._question(one), _answer(one)) for one in value if isinstance(one, Mapping)]

    def _question(self, answer: Data) -> str:
        id = str(answer.get("prompt") or answer.get("question"))
        known = self._naming.item(self._kind, "answers", self._record, id) if self._naming else ""
        return clean_line(known or f"{id.replace('-', ' ').capitalize()}?")


def _title(record: Data, kind: str, told: _Told) -> Title:
    """`prj-2611-7kq4m2x  project, active`, and what people call it: a project, or the project that it is about."""
    status = clean_line(str(record.get("status") or "of unknown status"))
    return Title(name_of(str(record.get("id") or "")), (f"{kind}, ", Span(status, STATE)), told.name())


def name_in(record: Data, kind: str) -> str:
    """What people call a record by what it says itself: the first focus area of a project."""
    return clean_line(calling.name_of(record)) if kind == "project" else ""


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


def _lines(name: str, value: Any) -> Sequence[Words]:
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
    text = plain(value)
    return [Span(text, ID) if ids.is_id(text) else text]


def _numbered(name: str, number: int, value: Any) -> list[str]:
    if name == "steps" and isinstance(value, Mapping):
        return [f"{number}. {item(value)}"]
    if isinstance(value, Mapping) and value.get("id") and value.get("name"):  # a criterion, or one of a rubric
        said = ": ".join(plain(value[part]) for part in ("name", "ask") if value.get(part))
        scores = value.get("scores")
        each = scores if isinstance(scores, list) else []
        return [f"{said} [{plain(value['id'])}]", *(f"  {n} {plain(score)}" for n, score in enumerate(each))]
    if name == "answers" and isinstance(value, Mapping):
        text = _answer(value).split("\n")
        return [f"{clean_line(str(value.get('prompt') or value.get('question')))}: {text[0]}", *text[1:]]
    return [item(value)]


def _answer(value: Data) -> str:
    return clean(str(value.get("text", plain(value.get("answer"))))).rstrip("\n")


def item(value: Any) -> str:
    """One item of a list: what it is first, then the rest of it."""
    if not isinstance(value, Mapping):
        return plain(value)
    if value.keys() == {"criterion", "score"}:
        return f"{plain(value['criterion'])} {value['score']}"
    parts = []
    for name, part in value.items():
        if part is None or (name == "id" and "text" in value):  # people know a small step by its number
            continue
        if name in _DAYS:
            parts.append(f"{label(name).lower()} {words.day(str(part))}")
        elif name in _SAYS_ITSELF:
            parts.append(plain(part))
        else:
            parts.append(f"{label(name).lower()} {plain(part)}")
    return ", ".join(parts)
