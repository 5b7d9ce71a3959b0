"""Dates ahead as a page: what is overdue, what comes, what waits, each with the command to type."""

from __future__ import annotations

from datetime import date

from imatter_cli.domain.data import Data
from imatter_cli.output import words
from imatter_cli.output.naming import Called, in_names
from imatter_cli.output.page import COMMAND, NAME, WARNING, Block, Heading, Page, Paragraph, Span, apart, spans
from imatter_cli.output.terminal import clean_line


def page(data: Data, today: date, called: Called) -> Page:
    """The page, from the plain data of `imatter due`."""
    until = words.day(str(data["until"]), today)
    titles = {"set-aside": "Set aside", "overdue": "Overdue", "ahead": f"Until {until}", "waiting": "Waiting"}
    parts: list[list[Block]] = []
    for group, title in titles.items():
        rows = [one for one in data["due"] if group == (one["what"] if one["what"] in titles else one["standing"])]
        if rows:
            parts.append([Heading(title), *(block for one in rows for block in _row(one, today, called))])
    return apart(parts) if parts else Page((Paragraph(f"Nothing falls due until {until}."),))


def _row(one: Data, today: date, called: Called) -> tuple[Block, Block]:
    day = words.day(str(one["day"]), today)
    when = f"since {day}" if one["standing"] == "waiting" else day
    if one["standing"] == "overdue" and one.get("since"):
        when = f"late since {day}, open since {words.day(str(one['since']), today)}"
    dated = Span(when, WARNING if one["standing"] == "overdue" else NAME)
    why = clean_line(str(one["why"]))
    said = in_names(why[:1].lower() + why[1:], called)  # it goes on after a colon
    return Paragraph((dated, ": ", *spans(said)), "  ", "  "), Paragraph(Span(one["command"], COMMAND), "      ")


def written(data: Data, dated: int, dry_run: bool, today: date) -> str:
    """That the file for a calendar was written, and what is in it; or that there was nothing to write."""
    if not data["files"]:
        return f"Nothing falls due until {words.day(str(data['until']), today)}, so no file was written."
    said = f"Saved {words.count(dated, 'date')} for a calendar, with kinds and codes only: {data['files'][0]}"
    return f"{said}\nNothing was written (a trial run)." if dry_run else said
