"""`imatter open`: what is open, a record, a year or a quarter as a page in the browser."""

from __future__ import annotations

from pathlib import Path

from imatter_cli.commands.frame import requested
from imatter_cli.commands.frame.commands import Commands, quarter_option
from imatter_cli.commands.frame.complete import IdType
from imatter_cli.commands.frame.options import argument, flag, option
from imatter_cli.commands.frame.session import Session
from imatter_cli.domain import ids
from imatter_cli.errors import Usage
from imatter_cli.output import in_browser, words
from imatter_cli.output.page import Page, Paragraph
from imatter_cli.remedies import Command, Option
from imatter_cli.services.exchange import own_pages

app = Commands("open", "A page to read, in the browser.")
#: What can be opened besides records.
HOME, PORTFOLIO = "home", "portfolio"


@app.command("open")
def open_page(
    session: Session,
    which: str = argument(
        "[ID]",
        "Any unique part of an id; home (also if you leave it out), or portfolio.",
        IdType(*ids.KIND_NAMES),
        default=HOME,
    ),
    quarter: str | None = quarter_option("A quarter of the fund, for its panel's meeting.", default=None),
    to: str = option("--to", "FILE", "Only write the page, into this file."),
    force: bool = flag("--force", "Replace the file if it exists."),
) -> None:
    """Write a page and open it in the browser: home, your portfolio, a record with its life, or a quarter for its
    panel. The page is in a folder that only you can read, until another day.

    Example: imatter open 7kq
    """
    if quarter is not None and which != HOME:
        raise Usage("A page is about a record or a quarter, not both.", hint=Command("open", "--quarter", "QUARTER"))
    if force and not to:
        raise Usage("--force goes with --to.", hint=Option("--to", "FILE"))
    name, text = _quarter(session, quarter) if quarter is not None else _record(session, which)
    if to:
        (path,) = requested.write(session, {to: text}, over=force)
    elif session.dry_run:
        path = str(own_pages.place(name))
    else:
        path = str(own_pages.write(name, text))
    opened = session.interactive and not to and not session.dry_run and _browse(path)
    said = "Would be written" if session.dry_run else "Opened in your browser" if opened else "Written"
    told = f"{said}: {words.shown_path(path)}. Only you can read it."
    session.put({"path": path, "opened": opened}, lambda: Page((Paragraph(told),)))


def _browse(path: str) -> bool:
    """Ask the browser for a page; whether there is one that says it will."""
    import webbrowser  # late: only somebody at a terminal has one

    try:
        return webbrowser.open(Path(path).as_uri())
    except webbrowser.Error:
        return False


def _quarter(session: Session, said: str) -> tuple[str, str]:
    # late: who opens a record needs nothing of the fund
    from imatter_cli.commands.fund.basics import quarter
    from imatter_cli.output import panel as output
    from imatter_cli.services.fund.panel import panel

    id = quarter(session, said)
    context = session.context()
    data = panel(context, id)
    for trouble in data["left_out"]:
        session.say(f"Left out: {trouble}")
    return id, output.html(data, ids.secret(context.random_index))


def _record(session: Session, which: str) -> tuple[str, str]:
    if which == HOME:
        return HOME, _home(session)
    if which == PORTFOLIO:
        return PORTFOLIO, _portfolio(session)
    # late: each page loads only what it shows
    from imatter_cli.output import records as output
    from imatter_cli.services.records import reading
    from imatter_cli.services.records.naming import Naming

    shown = reading.one(session.context(), which)
    for finding in shown.findings:
        session.say(f"{finding.path} {finding.message}")
    page = output.shown({"id": shown.id, **shown.data}, shown.kind, Naming(session.store()))
    return shown.id, in_browser.html(page, shown.id)


def _home(session: Session) -> str:
    from imatter_cli.output import home as output
    from imatter_cli.services.records.naming import Naming
    from imatter_cli.services.today.home import glance

    seen, store = glance(session.context()), session.store()
    place, called = words.shown_path(store.root), Naming(store).record
    page = output.home(seen.as_data(), in_browser.AS_A_SCREEN, session.today(), place, called)
    return in_browser.html(page, "What is open, and what comes next")


def _portfolio(session: Session) -> str:
    from imatter_cli.domain.portfolio import years
    from imatter_cli.output import portfolio as output
    from imatter_cli.services.practice import certification, portfolio

    context = session.context()
    whose = certification.whose(context, "")
    return output.html(portfolio.of(context, whose, years("", "", context.today)))
