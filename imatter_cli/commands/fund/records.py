"""Applications as records: the list of them, and one of them with the reviews that its reader may see."""

from __future__ import annotations

from imatter_cli.commands.frame.commands import Commands
from imatter_cli.commands.frame.complete import which_one
from imatter_cli.commands.frame.meant import named_or_meant
from imatter_cli.commands.frame.naming import naming
from imatter_cli.commands.frame.options import AS_OF
from imatter_cli.commands.frame.session import Session
from imatter_cli.commands.fund.basics import currency
from imatter_cli.commands.records.reading import add_list, show_one
from imatter_cli.domain.fund import account
from imatter_cli.output import fund as output
from imatter_cli.output import records
from imatter_cli.output.page import Page
from imatter_cli.services.records import reading
from imatter_cli.services.records.visibility import reviews_seen


def add_reading(app: Commands, group: str = "fund") -> None:
    """Hang these commands on the group."""
    add_list(app, "application")
    app.command("show")(show)


def show(session: Session, application: str = which_one("application"), as_of: str = AS_OF) -> None:
    """Show an application, with the reviews that you may see.

    Example: imatter fund show h6k
    """
    context = session.context()
    named = named_or_meant(session, "fund show", "application", application, reading.meant)
    found = reading.one(context, named, ["application"], as_of)
    if found.findings or as_of:
        show_one(session, named, ["application"], as_of)
        return
    reviews = reviews_seen(context, found.id)
    award = account.account_of(found.data)
    money = award.as_text() if award.awarded else {}

    def page() -> Page:
        told = records.shown({"id": found.id, **found.data}, found.kind, naming(session))
        award_said = output.account_blocks(money, currency(session.store(), found.id))
        seen = output.review_blocks(reviews, int(found.data.get("revision") or 0))
        return Page((*told.blocks, *award_said, *seen))

    session.put({**found.data, **({"account": money} if money else {}), "reviews": reviews}, page)
