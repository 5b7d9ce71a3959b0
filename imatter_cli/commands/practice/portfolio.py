"""`imatter portfolio`: a year of practice as a page to show."""

from __future__ import annotations

from typing import Annotated

import typer

from imatter_cli.commands.frame.commands import Commands, session_of
from imatter_cli.commands.frame.examples import with_example
from imatter_cli.commands.frame.requested import write
from imatter_cli.commands.practice.certification import Practitioner
from imatter_cli.domain.portfolio import years
from imatter_cli.errors import BadValue, Usage
from imatter_cli.output import home as home_output
from imatter_cli.output import portfolio as output
from imatter_cli.remedies import Command
from imatter_cli.said import Said
from imatter_cli.services.practice import certification, portfolio

_LONGEST_TITLE = 70

app = Commands("portfolio", "A year of practice, as a page to show.")


@app.command(
    "portfolio",
    help=with_example(
        "See a year of practice, with only what was shared, or save it as a page to show.",
        "imatter portfolio --html year.html --since 2026-01-01",
    ),
)
def show(
    ctx: typer.Context,
    practitioner: Practitioner = "",
    html: Annotated[str, typer.Option("--html", metavar="FILE", help="Save one page for a browser.")] = "",
    markdown: Annotated[str, typer.Option("--markdown", metavar="FILE", help="Save it as Markdown.")] = "",
    since: Annotated[
        str, typer.Option("--since", metavar="DAY", help="From this day; if left out, one year back.")
    ] = "",
    until: Annotated[str, typer.Option("--until", metavar="DAY", help="Up to this day; if left out, today.")] = "",
    title: Annotated[str, typer.Option("--title", metavar="TEXT", help="A title of your own.")] = "",
    own_words: Annotated[
        bool,
        typer.Option(
            "--own-words",
            help="Also your small steps, and what you wrote in reflections that you shared. Read it over.",
        ),
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace the files if they exist.")] = False,
) -> None:
    """See a year of practice, or write it as a page."""
    session = session_of(ctx)
    if force and not (html or markdown):
        raise Usage("--force goes with --html or --markdown.", hint=Command("portfolio", "--html", "FILE", "--force"))
    if html and html == markdown:
        raise Usage("--html and --markdown cannot be the same file.", hint="Give them different names.")
    context = session.context()
    whose = certification.whose(context, practitioner)
    said = " ".join(title.split())
    if len(said) > _LONGEST_TITLE:
        raise BadValue(
            Said("The title has {count} characters.", count=len(said)),
            hint=Said("Keep it to {most}.", most=_LONGEST_TITLE),
        )
    data = portfolio.of(context, whose, years(since, until, context.today), title=said, own_words=own_words)
    texts = {name: make(data) for name, make in ((html, output.html), (markdown, output.markdown)) if name}
    if texts:
        files = write(session, texts, over=force)
        session.put({**data, "files": files}, lambda: output.written(files, data, session.dry_run))
    else:
        session.put(data, lambda: output.markdown(data))
    if data["left_out"]:
        session.say(home_output.left_out(data["left_out"]))
        raise typer.Exit(1)
