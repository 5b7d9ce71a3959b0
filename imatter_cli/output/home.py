"""How home looks: what is open, then what comes next, each with the command to type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from imatter_cli.domain.data import Data
from imatter_cli.output import page, words
from imatter_cli.output.naming import Called, in_names
from imatter_cli.output.page import (
    COMMAND,
    ID,
    NAME,
    STATE,
    WARNING,
    Block,
    Heading,
    Page,
    Paragraph,
    Span,
    Table,
    Words,
)
from imatter_cli.output.tables import Column, cell_width
from imatter_cli.output.terminal import Screen, clean, clean_line

_STATUS = {
    "draft": "not submitted yet",
    "submitted": "submitted",
    "returned": "returned",
    "declined": "not granted",
    "planned": "an idea",
}
#: What people call a store of each kind.
_PLACES = {"personal": "Your notebook", "programme": "The programme's store"}
#: So much fits a terminal's screen; elsewhere nothing is left out.
_MOST_ROWS, _MOST_NEXT = 5, 5
_COLUMNS = (Column("", keep=True), Column(""), Column("", keep=True, role=ID))
#: What is open: its name, its state, the rest of what is said of it, and its id.
Entry = tuple[str, str, str, str]
#: A label, what is open, and its id.
Row = tuple[str, Words, str]


def home(data: Data, screen: Screen, today: date, place: str, called: Called) -> Page:
    """The page, from the plain data of `services.home`, about the store in that place.

    A screen names the store, and has what waits for others, the last reflections and the next days as well.
    """
    on_screen = screen.manner != "plain"
    most = _MOST_ROWS if screen.terminal else None
    rows = _rows(data, today, most, called)
    rows += [*_waiting(data, today, most, called), *_reflections(data, today, called)] if on_screen else []
    parts: list[list[Block]] = [_stopped(data["stopped"])] if "stopped" in data else []
    parts += [[Table(_COLUMNS, rows)]] if rows else []
    steps = [*data["next"], *([_on_its_day(one, today) for one in data.get("ahead", ())] if on_screen else [])]
    shown = steps[: _MOST_NEXT if screen.terminal else None]
    if shown:
        more = len(steps) - len(shown)
        rest = (f"and {more} more: ", Span("imatter status --json", COMMAND), ", or ", Span("imatter due", COMMAND),
                " for what has a date")  # fmt: skip
        blocks = [block for one in shown for block in _next(one, called)]
        parts.append([Heading("Next"), *blocks, *([Paragraph(rest, "  ")] if more else [])])
    parts = parts or [[Paragraph("Nothing is open, and nothing is waiting for you.")]]
    named = [Heading((_PLACES.get(str(data["store"]), "Store"), Span(f"  {place}", ID)))] if on_screen else []
    return page.apart([named, *parts] if named else parts)


def left_out(paths: Sequence[str]) -> str:
    """What could not be read, and how to see why."""
    return f"Left out, because {'they' if len(paths) > 1 else 'it'} cannot be read: {', '.join(paths)}. imatter check"


def _stopped(why: Mapping[str, str]) -> list[Block]:
    """What keeps anything from being recorded, and how to go on."""
    return [Paragraph(Span(clean(why["message"]), WARNING)), Paragraph(f"To go on:  {clean(why['hint'])}", "  ")]


def _rows(data: Data, today: date, most: int | None, called: Called) -> list[Row]:
    """Rows for the licence, the projects and a coordinator's work; `most` of each if given."""
    rows = _block("Licence", [("", *_licence(c, today), str(c["id"])) for c in data["licences"]], most)
    rows += _block("Projects", [(str(p["name"]), *_project(p, today), str(p["id"])) for p in data["projects"]], most)
    work = data.get("coordinator")
    if not work:
        return rows
    waiting = [
        (called(str(c["id"])), "", f"applied for on {words.day(c['since'], today)}", str(c["id"]))
        for c in work["licences_submitted"]
    ]
    rows += _block("Licences", waiting, most)
    talks = [
        (called(str(c["id"])), "", f"talk about its relevance, {words.day(c['day'], today)}", str(c["id"]))
        for c in work["conversations"]
    ]
    rows += _block("" if waiting else "Licences", talks, most)
    states = [f"{number} {state.replace('-', ' ')}" for state, number in work["applications"].items()]
    if states:
        rows += _block("Fund", [("", "", words.listed(states), "")], most)
    return rows + _block("Quarters", [_quarter(r, today) for r in work["rounds"]], most)


def _waiting(data: Data, today: date, most: int | None, called: Called) -> list[Row]:
    """What a practitioner asked the fund for and waits for."""
    entries = [
        (called(str(a["id"])), str(a["status"]), _since(a, today), str(a["id"])) for a in data.get("applications", ())
    ]
    return _block("Fund", entries, most)


def _reflections(data: Data, today: date, called: Called) -> list[Row]:
    """The last reflections, by their first words."""
    entries = [
        (words.day(str(r["date"]), today), "", clean_line(str(r["begins"] or called(str(r["id"])))), str(r["id"]))
        for r in data.get("reflections", ())
    ]
    return _block("Reflections", entries, None)


def _on_its_day(one: Data, today: date) -> Mapping[str, str]:
    """Something on a day to come, as one of the next steps."""
    return {"why": f"{words.day(str(one['day']), today)}: {one['why']}", "command": str(one["command"])}


def _block(label: str, every: Sequence[Entry], most: int | None) -> list[Row]:
    entries = list(every[:most])
    if len(every) > len(entries):
        entries.append(("", "", f"and {len(every) - len(entries)} more", ""))
    width = max((cell_width(clean_line(name)) for name, *_ in entries if name), default=0)
    rows: list[Row] = []
    for number, (name, state, rest, id) in enumerate(entries):
        said = clean_line(name)
        pad = f"{' ' * (width - cell_width(said))}  " if said else ""
        rows.append(("" if number else label, (Span(said, NAME), pad, Span(state, STATE), rest), id))
    return rows


def _quarter(one: Data, today: date) -> Entry:
    until, day = ("until", one["closes"]) if one["status"] == "open" else ("since", one.get("closed") or one["closes"])
    said = f"{until} {words.day(str(day), today)}"
    return str(one["status"]), "", said, words.abbreviated(str(one["id"]))


def _licence(licence: Data, today: date) -> tuple[str, str]:
    """Its state, and the rest of what is said of it."""
    if licence.get("lapsed"):
        return "", f"its term ended on {words.day(str(licence['ends']), today)}"
    reason = f" ({clean_line(str(licence['reason']))})" if licence.get("reason") else ""
    ends = f", until {words.day(str(licence['ends']), today)}" if licence.get("ends") else ""
    return _state(licence), f"{_since(licence, today)}{reason}{ends}"


def _project(project: Data, today: date) -> tuple[str, str]:
    if project["status"] != "active":
        reason = f" ({clean_line(str(project['reason']))})" if project.get("reason") else ""
        return _state(project), f"{_since(project, today)}{reason}"
    steps = project["steps"]
    done = f", {project['steps_done']} of {words.count(steps, 'step')} done" if steps else ""
    return (str(project["stage"]), done) if project.get("stage") else ("active", done)


def _state(one: Data) -> str:
    return _STATUS.get(str(one["status"]), str(one["status"]))


def _since(one: Data, today: date) -> str:
    return f" since {words.day(str(one['since']), today)}"


def _next(one: Mapping[str, str], called: Called) -> tuple[Block, Block]:
    return Paragraph(in_names(clean_line(one["why"]), called), "  "), Paragraph(Span(one["command"], COMMAND), "      ")
