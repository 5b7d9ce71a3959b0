"""A spreadsheet about to be taken over, in words."""

from __future__ import annotations

from collections.abc import Sequence

from imatter_cli.domain.data import Data
from imatter_cli.domain.kinds import BY_NAME
from imatter_cli.output.page import NAME, Block, Heading, Paragraph, Table
from imatter_cli.output.tables import Column
from imatter_cli.output.terminal import clean_line
from imatter_cli.output.words import count, listed

#: The most rows of a sort that are shown one by one.
_FEW = 5


def understood(data: Data, encoding: str) -> Sequence[Block]:
    """Which column was read as what, what is left out and why, and what the rows come to."""
    pairs = [(clean_line(heading), name.replace("_", " ")) for name, heading in data["columns"].items()]
    rows = [(heading, name if name != "key" else "tells rows apart") for heading, name in pairs]
    out: list[Block] = [Heading("Columns"), Table((Column("", role=NAME), Column("")), rows, 2)]
    if data["private"]:
        out.append(Paragraph(f"Never imported, as it may name people: {_names(data['private'])}."))
    if data["unused"]:
        out.append(Paragraph(f"Not used: {_names(data['unused'])}. --map FIELD=COLUMN would read one."))
    if encoding != "UTF-8":
        out.append(Paragraph(f"Read as {encoding}; check that accented letters look right."))
    kind = str(data["kind"])
    many = BY_NAME[kind].many
    out.append(Paragraph(f"New: {count(len(data['new']), kind, many)}.  Here already: {len(data['same'])}."))
    for row in data["different"][:_FEW]:
        fields = ", ".join(row["fields"])
        said = f"Line {row['line']}: {row['id']} is already here and differs ({fields}). It stays as it is."
        out.append(Paragraph(said))
    if len(data["different"]) > _FEW:
        out.append(Paragraph(f"{len(data['different']) - _FEW} more rows differ too."))
    return out


def not_taken(rows: int) -> str:
    """That rows were not taken in, and what to do if they are about something else than what is here."""
    those = "1 row was" if rows == 1 else f"{rows} rows were"
    return (
        f"{those} not imported, because what is here under the same number differs. If the numbers mean something "
        "else in this file, put a mark of its own before them, such as B-1, and import it again."
    )


def _names(headings: Sequence[str]) -> str:
    return listed(clean_line(h) for h in headings)
