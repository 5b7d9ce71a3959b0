"""`imatter reflection search`: reflections found again. It only reads, and loads no models."""

from __future__ import annotations

import typer

from imatter_cli.commands.frame.commands import Commands
from imatter_cli.commands.frame.complete import IdType
from imatter_cli.commands.frame.naming import called
from imatter_cli.commands.frame.options import argument, option
from imatter_cli.commands.frame.session import Session
from imatter_cli.errors import Missing
from imatter_cli.output import reflections as output
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Said
from imatter_cli.services.practice import searching


def add_reading(app: Commands, group: str = "reflection") -> None:
    """Hang the command on the group."""
    app.command("search")(search)


def search(
    session: Session,
    words: list[str] | None = argument(
        "[WORDS]", "All of these words; capitals, accents and one mistake are forgiven.", default=None
    ),
    project: str = option("--project", "ID", "On this project.", IdType("project")),
    focus_area: str = option("--focus-area", "TEXT", "On projects with these words in a focus area."),
    since: str = option("--since", "DAY", "From the start of this day."),
    until: str = option("--until", "DAY", "To the end of this day."),
) -> None:
    """Find reflections by words, project, focus area or dates.

    Example: imatter reflection search quiet beginning --since 2026-01-01
    """
    by = {"project": project, "focus_area": focus_area, "since": since, "until": until}
    if not words and not any(by.values()):
        why = "What to look for; or use --project, --focus-area, --since or --until."
        looked_for = {"field": "words", "option": "WORDS", "why": why, "example": "quiet"}
        raise Missing("Say what to look for.", [looked_for], hint=Command("reflection search", "--help"))
    found, left_out = searching.reflections(session.context(), words or (), **by)
    session.put(found, lambda: output.found(found, session.today(), called(session)))
    for path in left_out:
        unread = Said("Left out, because it cannot be read: {path}. See ", path=path)
        session.say(str(Remedy(unread, Command("check", path))))
    if left_out:
        raise typer.Exit(1)
