"""`imatter help`: the guides at the terminal, and the help of each command."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from imatter_cli.commands.frame.commands import Commands, run_again, session_of, unknown
from imatter_cli.commands.frame.complete import complete_words
from imatter_cli.commands.frame.examples import with_example
from imatter_cli.commands.frame.session import Session
from imatter_cli.output import guide as output
from imatter_cli.output.page import Page
from imatter_cli.output.pager import paged
from imatter_cli.output.rendering import rendered
from imatter_cli.remedies import Command
from imatter_cli.services.begin import guides
from imatter_cli.verbs import VERBS

app = Commands("help", "Read the guides.")


@app.command("help", help=with_example("Read a guide at the terminal, or see what a command takes.",
                                       "imatter help practice"))  # fmt: skip
def help(
    ctx: typer.Context,
    topic: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[TOPIC]",
            help="A guide or a command; leave it out to see which guides there are.",
            autocompletion=complete_words((*guides.GUIDES, *VERBS)),
        ),
    ] = None,
    no_pager: Annotated[bool, typer.Option("--no-pager", help="Show all of it at once.")] = False,
) -> None:
    """Read a guide at the terminal, or see what a command takes."""
    session = session_of(ctx)
    words = topic or []
    if not words:
        there = [{"topic": name, "part": guide.part, "about": guide.about} for name, guide in guides.GUIDES.items()]
        session.put(there, output.contents(guides.by_part()))
    elif words[0] in VERBS:
        run_again(ctx, [*words, "--help"])
    elif words[0] in guides.GUIDES and len(words) == 1:
        _read(session, words[0], no_pager=no_pager)
    else:
        said = " ".join(words)
        raise unknown("topic", said, said, (*guides.GUIDES, *VERBS), Command("help"))


def _read(session: Session, topic: str, *, no_pager: bool) -> None:
    text = guides.text_of(topic)
    page: Page = output.page_of(text, guides.topic_of)
    data: dict[str, Any] = {"topic": topic, "text": text}
    if no_pager or session.json or not paged(rendered(page, session.screen), session.screen):
        session.put(data, page)
