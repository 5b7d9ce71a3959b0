"""How reflections that were found look."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from imatter_cli.domain.data import Data
from imatter_cli.output import words
from imatter_cli.output.naming import Called
from imatter_cli.output.page import DAY, ID, NAME, Page, Table
from imatter_cli.output.tables import Column
from imatter_cli.output.terminal import clean_line


def found(rows: Sequence[Data], today: date, called: Called) -> str | Page:
    """Each reflection with its day, its project and the words around what was looked for."""
    if not rows:
        return "No reflection matches."
    names = [clean_line(called(str(r["project"]))) for r in rows]
    cells = [
        (str(r["id"]), words.day(str(r["date"]), today), name or str(r["project"]), clean_line(str(r["excerpt"])))
        for r, name in zip(rows, names, strict=True)
    ]
    project = Column("project", role=NAME) if any(names) else Column("project", keep=True, role=ID)
    columns = (
        Column("reflection", keep=True, role=ID), Column("day", keep=True, role=DAY), project, Column("words"),
    )  # fmt: skip
    return Page((Table(columns, cells),))


def last_time(step: str, day: str, today: date) -> str:
    """The next step of the last reflection, as a question before the new one."""
    return f'Last time ({words.day(day, today)}) you meant to "{clean_line(step)}". How did it go?'
