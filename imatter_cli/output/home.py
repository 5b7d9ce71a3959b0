"""How home looks: what is open, then what comes next, each with the command to type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from imatter_cli.domain.data import Data
from imatter_cli.output import words
from imatter_cli.output.tables import Column, cell_width, table
from imatter_cli.output.terminal import Screen, clean, clean_line, fold

_STATUS = {
    "draft": "not submitted yet",
    "submitted": "submitted",
    "returned": "returned",
    "declined": "not granted",
    "planned": "an idea",
}
#: So much fits a terminal's screen; elsewhere nothing is left out.
_MOST_ROWS, _MOST_NEXT = 5, 5
_COLUMNS = (Column("", keep=True), Column(""), Column("", keep=True))


def home(data: Data, screen: Screen, today: date) -> str:
    """The page, from the plain data of `services.home`."""
    rows = _rows(data, today, _MOST_ROWS if screen.terminal else None)
    parts = [_stopped(data["stopped"], screen)] if "stopped" in data else []
    parts += [table(_COLUMNS, rows, screen)] if rows else []
    shown = data["next"][: _MOST_NEXT if screen.terminal else None]
    if shown:
        more = len(data["next"]) - len(shown)
        rest = [f"  and {more} more: imatter status --json, or imatter due for what has a date"] if more else []
        parts.append("\n".join(["Next", *(line for one in shown for line in _next(one, screen)), *rest]))
    return "\n\n".join(parts) if parts else "Nothing is open, and nothing is waiting for you."


def left_out(paths: Sequence[str]) -> str:
    """What could not be read, and how to see why."""
    return f"Left out, because {'they' if len(paths) > 1 else 'it'} cannot be read: {', '.join(paths)}. imatter check"


def _stopped(why: Mapping[str, str], screen: Screen) -> str:
    """What keeps anything from being recorded, and how to go on."""
    lines = fold(clean(why["message"]), screen)
    return "\n".join([*lines, *fold(f"To go on:  {clean(why['hint'])}", screen, "  ")])


def _rows(data: Data, today: date, most: int | None) -> list[tuple[str, str, str]]:
    """A label, what is open, and its id; parts of one thing are below each other, `most` of them if given."""
    rows = _block("Licence", [(_licence(c, today), "", str(c["id"])) for c in data["licences"]], most)
    rows += _block("Projects", [(str(p["name"]), _project(p, today), str(p["id"])) for p in data["projects"]], most)
    work = data.get("coordinator")
    if not work:
        return rows
    waiting = [(f"applied for on {words.day(c['since'], today)}", "", str(c["id"])) for c in work["licences_submitted"]]
    rows += _block("Licences", waiting, most)
    talks = [(f"talk about its relevance, {words.day(c['day'], today)}", "", str(c["id"])) for c in
             work["conversations"]]  # fmt: skip
    rows += _block("" if waiting else "Licences", talks, most)
    states = [f"{number} {state.replace('-', ' ')}" for state, number in work["applications"].items()]
    if states:
        rows += _block("Fund", [(words.listed(states), "", "")], most)
    return rows + _block("Quarters", [_quarter(r, today) for r in work["rounds"]], most)


def _block(label: str, every: Sequence[tuple[str, str, str]], most: int | None) -> list[tuple[str, str, str]]:
    lines = list(every[:most])
    if len(every) > len(lines):
        lines.append((f"and {len(every) - len(lines)} more", "", ""))
    width = max((cell_width(clean_line(name)) for name, state, _ in lines if state), default=0)
    rows = []
    for number, (name, state, id) in enumerate(lines):
        said = clean_line(name)
        text = f"{said}{' ' * (width - cell_width(said))}  {clean_line(state)}" if state else said
        rows.append(("" if number else label, text, id))
    return rows


def _quarter(one: Data, today: date) -> tuple[str, str, str]:
    until, day = ("until", one["closes"]) if one["status"] == "open" else ("since", one.get("closed") or one["closes"])
    return str(one["status"]), f"{until} {words.day(str(day), today)}", words.abbreviated(str(one["id"]))


def _licence(licence: Data, today: date) -> str:
    if licence.get("lapsed"):
        return f"its term ended on {words.day(str(licence['ends']), today)}"
    said = f"{_STATUS.get(licence['status'], licence['status'])} since {words.day(str(licence['since']), today)}"
    reason = f" ({clean_line(str(licence['reason']))})" if licence.get("reason") else ""
    ends = f", until {words.day(str(licence['ends']), today)}" if licence.get("ends") else ""
    return f"{said}{reason}{ends}"


def _project(project: Data, today: date) -> str:
    if project["status"] != "active":
        reason = f" ({clean_line(str(project['reason']))})" if project.get("reason") else ""
        since = words.day(str(project["since"]), today)
        return f"{_STATUS.get(project['status'], project['status'])} since {since}{reason}"
    said = str(project["stage"]) if project.get("stage") else "active"
    if project["steps"]:
        said += f", {project['steps_done']} of {words.count(project['steps'], 'step')} done"
    return said


def _next(one: Mapping[str, str], screen: Screen) -> tuple[str, ...]:
    return *fold(clean_line(one["why"]), screen, "  "), f"      {one['command']}"
