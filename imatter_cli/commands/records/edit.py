"""`imatter edit ID`: opens any record in your own editor."""

from __future__ import annotations

from typing import Annotated

import typer

from imatter_cli.commands.frame.commands import Commands, session_of
from imatter_cli.commands.frame.examples import with_example
from imatter_cli.commands.records.editor import edit_in_editor
from imatter_cli.commands.records.reading import which_argument
from imatter_cli.errors import Usage
from imatter_cli.services.integrity import history

app = Commands("edit", "Change a record.")


@app.command("edit", help=with_example("Change a record of any kind in your editor.", "imatter edit 7kq"))
def edit(ctx: typer.Context, which: Annotated[str, which_argument()]) -> None:
    """Open a record, or the programme's rules, in an editor."""
    session = session_of(ctx)
    id = history.find(session.store(), which)
    if not session.interactive:
        raise Usage(
            f"{id} opens in your editor, which works only at a terminal.", code="no-terminal",
            hint="Edit its file and type imatter save, or give fields as options: imatter project edit --help.",
        )  # fmt: skip
    edit_in_editor(session, id)
