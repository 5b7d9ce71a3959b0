"""`imatter help`: the guides at the terminal, and the help of each command."""

from __future__ import annotations

from imatter_cli.commands.frame.commands import Commands, run_again, unknown
from imatter_cli.commands.frame.complete import complete_words
from imatter_cli.commands.frame.options import argument, flag
from imatter_cli.commands.frame.session import Session
from imatter_cli.domain.data import Data
from imatter_cli.output import guide as output
from imatter_cli.output.page import Page
from imatter_cli.output.pager import paged
from imatter_cli.output.rendering import rendered
from imatter_cli.remedies import Command
from imatter_cli.services.begin import guides
from imatter_cli.verbs import VERBS

app = Commands("help", "Read the guides.")


@app.command("help")
def help(
    session: Session,
    topic: list[str] | None = argument(
        "[TOPIC]",
        "A guide or a command; leave it out to see which guides there are.",
        complete_words((*guides.GUIDES, *VERBS)),
        default=None,
    ),
    no_pager: bool = flag("--no-pager", "Show all of it at once."),
) -> None:
    """Read a guide at the terminal, or see what a command takes.

    Example: imatter help practice
    """
    words = topic or []
    if not words:
        there = [{"topic": name, "part": guide.part, "about": guide.about} for name, guide in guides.GUIDES.items()]
        session.put(there, output.contents(guides.by_part()))
    elif words[0] in VERBS:
        run_again([*words, "--help"])
    elif words[0] in guides.GUIDES and len(words) == 1:
        _read(session, words[0], no_pager=no_pager)
    else:
        said = " ".join(words)
        raise unknown("topic", said, said, (*guides.GUIDES, *VERBS), Command("help"))


def _read(session: Session, topic: str, *, no_pager: bool) -> None:
    text = guides.text_of(topic)
    page: Page = output.page_of(text, guides.topic_of)
    data: Data = {"topic": topic, "text": text}
    if no_pager or session.json or not paged(rendered(page, session.screen), session.screen):
        session.put(data, page)
