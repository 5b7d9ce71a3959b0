"""The picture of a year: where each thing is on the line from the first day to the last, in percent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from imatter_cli.domain import dates
from imatter_cli.domain.data import Data
from imatter_cli.output import words

#: Months between two marks of the line, the first that gives no more marks than fit a narrow screen.
_EVERY = (1, 2, 3, 4, 6, 12, 24, 60, 120)
_MOST_MARKS = 5
#: A mark's name begins at the mark; past this it would leave the picture.
_LAST_NAME = 86.0
#: Heights in pixels.
_AXIS, _ROW, _BAR, _DOTS = 28, 62, 24, 48
#: A name in the picture is cut to what a narrow screen shows; the description has it whole.
_NAME = 30


def picture(data: Data) -> dict[str, Any]:
    """The picture as plain data: `height`, `marks`, `rows` with bars and dots, and `told`, the same in sentences."""
    since, until = date.fromisoformat(data["since"]), date.fromisoformat(data["until"])
    rows = [_project(p, data["reflections"], since, until) for p in data["projects"]]
    if data["steps"]:
        dots = [_at(s["date"], since, until) for s in data["steps"]]
        rows.insert(0, {"name": "Learning Journey", "bars": [], "dots": [], "steps": dots})
    for number, row in enumerate(rows):
        top = _AXIS + number * _ROW
        row |= {"text": top + 16, "bar": top + _BAR, "line": top + _DOTS}
    return {
        "height": _AXIS + len(rows) * _ROW, "marks": list(_marks(since, until)), "rows": rows,
        "told": list(_told(data)),
    }  # fmt: skip


def _project(project: Data, reflections: Sequence[Data], since: date, until: date) -> Any:
    bars = []
    for one in project["spans"]:
        left, right = _at(one["begins"], since, until), _at(one["ends"], since, until)
        bars.append({"status": one["status"], "left": left, "width": max(round(right - left, 2), 0.6)})
    dots = [_at(r["date"], since, until) for r in reflections if r["project"] == project["id"]]
    name = str(project["name"])
    return {"name": name if len(name) <= _NAME else f"{name[: _NAME - 1]}…", "bars": bars, "dots": dots, "steps": []}


def _at(day: str, since: date, until: date) -> float:
    """Where a day is on the line, in percent."""
    whole = max((until - since).days, 1)
    return round(min(max((date.fromisoformat(day) - since).days / whole, 0), 1) * 100, 2)


def _marks(since: date, until: date) -> Iterator[dict[str, Any]]:
    first = since.year * 12 + since.month - 1 + (since.day > 1)
    last = until.year * 12 + until.month - 1
    every = next((e for e in _EVERY if (last - first) // e < _MOST_MARKS), _EVERY[-1])
    for month in range(first, last + 1, every):
        begins = date(month // 12, month % 12 + 1, 1)
        left = _at(begins.isoformat(), since, until)
        short = dates.spoken(begins).split()[1][:3]
        name = f"{short} {begins.year}" if month in (first, *range(0, last + 1, 12)) else short
        yield {"left": left, "name": name if left <= _LAST_NAME else ""}


def _told(data: Data) -> Iterator[str]:
    yield f"From {words.day(data['since'])} to {words.day(data['until'])}."
    for project in data["projects"]:
        parts = [f"{o['status']} from {words.day(o['begins'])} to {words.day(o['ends'])}" for o in project["spans"]]
        shared = sum(r["project"] == project["id"] for r in data["reflections"])
        told = [*(parts or ["not begun"]), *([words.count(shared, "shared reflection")] if shared else [])]
        yield f"{project['name']}: {'; '.join(told)}."
    if data["steps"]:
        days = words.listed(words.day(s["date"]) for s in data["steps"])
        yield f"Steps of the Learning Journey on {days}."
