"""A page as a file to read in a browser, or to print."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from imatter_cli.output import page
from imatter_cli.output.pages import page as made
from imatter_cli.output.terminal import Screen, clean

#: How pages that also go to a terminal are asked for: with all that a screen has, and nothing folded or left out.
AS_A_SCREEN: Final = Screen(terminal=False, manner="page")


def html(shown: page.Page, title: str) -> str:
    """The file. `title` is its heading where the page has none of its own."""
    blocks = [part for block in shown.blocks if (part := _FACTS[type(block)](block))]
    head = next((block for block in shown.blocks if isinstance(block, page.Title)), None)
    facts = {"title": clean(head.name or head.id) if head else title, "blocks": blocks}
    return made("pages/read.html", facts, styles=("pages/read.css",))


def _spans(words: page.Words) -> list[dict[str, str]]:
    return [{"role": span.role, "text": clean(span.text)} for span in page.spans(words) if span.text]


def _title(block: page.Title) -> dict[str, Any]:
    return {"is": "title", "id": block.id, "said": _spans(block.said)}


def _heading(block: page.Heading) -> dict[str, Any]:
    return {"is": "heading", "words": _spans(block.words)}


def _paragraph(block: page.Paragraph) -> dict[str, Any]:
    return {"is": "paragraph", "words": _spans(block.words), "inner": bool(block.indent)}


def _fields(block: page.Fields) -> dict[str, Any]:
    groups = []
    for group in ("", *block.groups):
        rows = [
            {"label": row.label, "lines": [_spans(row.called)] if row.called else [_spans(one) for one in row.lines]}
            for row in block.rows
            if row.group == group and not row.asked
        ]
        groups += [{"name": group, "rows": rows}] if rows else []
    asked = [{"ask": clean(ask), "answer": clean(answer)} for row in block.rows for ask, answer in row.asked]
    return {"is": "fields", "groups": groups, "asked": asked}


def _table(block: page.Table) -> dict[str, Any]:
    columns, rows = page.people_first(block)
    heads = [
        {"title": column.title, "right": column.right, "role": column.role, "keep": column.keep} for column in columns
    ]
    return {"is": "table", "heads": heads, "titled": any(c.title for c in columns), "rows": [
        [_spans(cell) for cell in row] for row in rows
    ]}  # fmt: skip


def _moments(block: page.Timeline | page.Changes) -> dict[str, Any]:
    told = [
        {
            "when": m.when, "what": clean(m.what), "called": clean(m.called), "id": m.id,
            "aside": clean(", ".join(part for part in (m.who, m.rest) if part)),
        }
        for m in block.moments
    ]  # fmt: skip
    return {"is": "moments", "moments": told}


def _steps(block: page.Steps) -> dict[str, Any]:
    return {"is": "steps", "label": block.label, "steps": [(clean(c), clean(why)) for c, why in block.steps]}


def _nothing(block: page.Ending | page.Bar | page.Gap) -> dict[str, Any]:
    return {}


_FACTS: dict[type, Callable[[Any], dict[str, Any]]] = {
    page.Title: _title, page.Heading: _heading, page.Paragraph: _paragraph, page.Fields: _fields, page.Table: _table,
    page.Timeline: _moments, page.Changes: _moments, page.Steps: _steps, page.Ending: _nothing, page.Bar: _nothing,
    page.Gap: _nothing,
}  # fmt: skip
