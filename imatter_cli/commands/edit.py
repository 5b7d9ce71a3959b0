"""`imatter edit ID`: any record as a whole, in one's own editor."""

from __future__ import annotations

from typing import Annotated

import typer

from imatter_cli.commands.editor import edit_in_editor
from imatter_cli.commands.examples import with_example
from imatter_cli.commands.frame import Commands, session_of
from imatter_cli.commands.reading import which_argument
from imatter_cli.input.form import Form
from imatter_cli.services import history

app = Commands("edit", "Change a record.")

#: No options: which there are depends on the kind (`imatter project edit --help`).
_NO_OPTIONS = Form("edit", "", ())


@app.command("edit", help=with_example("Change a record of any kind in your editor.", "imatter edit 7kq"))
def edit(ctx: typer.Context, which: Annotated[str, which_argument()]) -> None:
    """Open a record, or the programme's rules, in an editor."""
    session = session_of(ctx)
    edit_in_editor(session, history.find(session.store(), which), _NO_OPTIONS)
