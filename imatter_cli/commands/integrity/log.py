"""`imatter log`: the life of a record, or the store's last changes, in words."""

from __future__ import annotations

from typing import Annotated

import typer

from imatter_cli.commands.frame.commands import Commands, session_of
from imatter_cli.commands.frame.complete import any_one
from imatter_cli.commands.frame.examples import with_example
from imatter_cli.commands.frame.naming import called
from imatter_cli.output import changes, records
from imatter_cli.output.page import NAME, Page, Span, Title
from imatter_cli.remedies import Command, Remedy
from imatter_cli.services.integrity import history

app = Commands("log", "Show what happened to a record.")


@app.command(
    "log",
    help=with_example("Show what happened to a record, newest last, or the store's last changes.", "imatter log 7kq"),
)
def log(
    ctx: typer.Context,
    which: Annotated[str, any_one("The last changes to all records")] = "",
    limit: Annotated[int, typer.Option("--limit", metavar="NUMBER", min=1, help="At most this many.")] = 20,
) -> None:
    """Tell a life."""
    session = session_of(ctx)
    context = session.context()
    if not which:
        happened = history.recent(context, limit)
        session.put([h.as_data() for h in happened], lambda: changes.log(happened, called(session)))
        return
    life = history.life(context, which)

    def page() -> Page:
        name = records.name_in(life.data, life.kind)
        title = Title(records.name_of(life.id), Span(name, NAME) if name else "")
        return Page((title, changes.life_of(life.kind, life.happened)))

    session.put([h.as_data() for h in life.happened], page)
    if life.unsaved:
        edited = Remedy(
            "You have edited this by hand but not saved it: ", Command("diff", life.id), ", then ", Command("save"), "."
        )
        session.say(str(edited))
