"""`imatter portfolio`: a year of practice as a page to show."""

from __future__ import annotations

import typer

from imatter_cli.commands.frame.commands import Commands
from imatter_cli.commands.frame.options import flag, option
from imatter_cli.commands.frame.requested import write
from imatter_cli.commands.frame.session import Session
from imatter_cli.commands.practice.certification import PRACTITIONER
from imatter_cli.domain.portfolio import years
from imatter_cli.errors import BadValue, Usage
from imatter_cli.output import home as home_output
from imatter_cli.output import portfolio as output
from imatter_cli.remedies import Command
from imatter_cli.said import Said
from imatter_cli.services.practice import certification, portfolio

_LONGEST_TITLE = 70

app = Commands("portfolio", "A year of practice, as a page to show.")


@app.command("portfolio")
def show(
    session: Session,
    practitioner: str = PRACTITIONER,
    html: str = option("--html", "FILE", "Save one page for a browser."),
    markdown: str = option("--markdown", "FILE", "Save it as Markdown."),
    since: str = option("--since", "DAY", "From this day; if left out, one year back."),
    until: str = option("--until", "DAY", "Up to this day; if left out, today."),
    title: str = option("--title", "TEXT", "A title of your own."),
    own_words: bool = flag(
        "--own-words", "Also your small steps, and what you wrote in reflections that you shared. Read it over."
    ),
    force: bool = flag("--force", "Replace the files if they exist."),
) -> None:
    """See a year of practice, with only what was shared, or save it as a page to show.

    Example: imatter portfolio --html year.html --since 2026-01-01
    """
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
