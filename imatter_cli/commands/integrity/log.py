"""`imatter log`: the life of a record, or the store's last changes, in words."""

from __future__ import annotations

from imatter_cli.commands.frame.commands import Commands
from imatter_cli.commands.frame.complete import any_one
from imatter_cli.commands.frame.naming import called
from imatter_cli.commands.frame.options import option
from imatter_cli.commands.frame.session import Session
from imatter_cli.output import changes, records
from imatter_cli.output.page import NAME, Page, Span, Title
from imatter_cli.remedies import Command, Remedy
from imatter_cli.services.integrity import history

app = Commands("log", "Show what happened to a record.")


@app.command("log")
def log(
    session: Session,
    which: str = any_one("The last changes to all records"),
    limit: int = option("--limit", "NUMBER", "At most this many.", least=1, default=20),
) -> None:
    """Show what happened to a record, newest last, or the store's last changes.

    Example: imatter log 7kq
    """
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
