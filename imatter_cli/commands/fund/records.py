"""Applications as records: the list of them, and one of them with the reviews that its reader may see."""

from __future__ import annotations

from typing import Annotated

import typer

from imatter_cli.commands.complete import complete_ids
from imatter_cli.commands.frame import Commands, session_of
from imatter_cli.commands.fund.common import currency, hang
from imatter_cli.output import fund as output
from imatter_cli.services import applications_read


def add_to(app: Commands) -> None:
    """Hang these commands on the group."""
    hang(app, "list", list_applications)
    hang(app, "show", show)


Status = Annotated[str, typer.Option("--status", metavar="STATUS", help="Only these, such as eligible.")]
Of = Annotated[
    str,
    typer.Option("--practitioner", metavar="ID", help="Only theirs.", autocompletion=complete_ids("practitioner")),
]


def list_applications(ctx: typer.Context, status: Status = "", practitioner: Of = "") -> None:
    """Applications to the fund.

    Example: imatter fund list --status eligible
    """
    session = session_of(ctx)
    who = session.store().find(practitioner, ["practitioner"]) if practitioner else ""
    found, left_out = applications_read.listed(session.context(), status, who)
    session.put(found, lambda: output.application_table(found, session.screen, currency(session)))
    for trouble in left_out:
        session.say(f"Left out: {trouble}")
    if left_out:
        raise typer.Exit(1)


def show(
    ctx: typer.Context,
    application: Annotated[str, typer.Argument(metavar="APPLICATION", autocompletion=complete_ids("application"))],
) -> None:
    """An application, with its reviews as far as you may see them.

    Example: imatter fund show 7kq
    """
    session = session_of(ctx)
    id = session.store().find(application, ["application"])
    data = applications_read.shown(session.context(), id)
    session.put(data, lambda: output.application_page(data, session.screen, currency(session)))
