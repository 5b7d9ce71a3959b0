"""`imatter reflection search`: reflections found again. It only reads, and loads no models."""

from __future__ import annotations

from typing import Annotated

import typer

from imatter_cli.commands.frame.commands import Commands, session_of
from imatter_cli.commands.frame.complete import IdType
from imatter_cli.commands.frame.examples import with_example
from imatter_cli.commands.frame.naming import called
from imatter_cli.errors import Missing
from imatter_cli.output import reflections as output
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Said
from imatter_cli.services.practice import searching


def add_reading(app: Commands, group: str = "reflection") -> None:
    """Hang the command on the group."""
    app.command(
        "search",
        help=with_example(
            "Find reflections by words, project, focus area or dates.",
            "imatter reflection search quiet beginning --since 2026-01-01",
        ),
    )(search)


def search(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[WORDS]", help="All of these words; capitals, accents and one mistake are forgiven."),
    ] = None,
    project: Annotated[
        str, typer.Option("--project", metavar="ID", help="On this project.", click_type=IdType("project"))
    ] = "",
    focus_area: Annotated[
        str, typer.Option("--focus-area", metavar="TEXT", help="On projects with these words in a focus area.")
    ] = "",
    since: Annotated[str, typer.Option("--since", metavar="DAY", help="From the start of this day.")] = "",
    until: Annotated[str, typer.Option("--until", metavar="DAY", help="To the end of this day.")] = "",
) -> None:
    """Find reflections by words, project, focus area or dates."""
    session = session_of(ctx)
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
