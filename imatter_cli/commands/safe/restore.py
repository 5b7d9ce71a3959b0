"""`imatter restore`: a store made again from a backup."""

from __future__ import annotations

from typing import Annotated

import typer

from imatter_cli.commands.frame import stdin
from imatter_cli.commands.frame.commands import Commands, session_of
from imatter_cli.commands.frame.examples import with_example
from imatter_cli.commands.safe import passphrases
from imatter_cli.errors import stopped_after
from imatter_cli.output import safe as output
from imatter_cli.remedies import Command
from imatter_cli.said import Said
from imatter_cli.services.begin.founding import USUAL_PLACE
from imatter_cli.services.safe import restoring

app = Commands("restore", "Make a store again from a backup.")


@app.command(
    "restore",
    help=with_example(
        "Make a store again from a backup, in a folder that is not there yet.",
        "imatter restore notebook.backup ~/imatter",
    ),
)
def restore(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="The backup, or - for input.", show_default=False)],
    path: Annotated[
        str, typer.Argument(metavar="[PATH]", help="The folder to make; ~/imatter if you leave it out.")
    ] = USUAL_PLACE,
    passphrase_file: Annotated[
        str,
        typer.Option(
            "--passphrase-file", metavar="FILE", help="The passphrase is the first line of this file.",
            show_default=False,
        ),
    ] = "",
) -> None:  # fmt: skip
    """Make a store again."""
    session = session_of(ctx)

    def passphrase() -> str:
        if passphrase_file:
            return passphrases.from_file(passphrase_file)
        return passphrases.ask(session, "The passphrase of this backup")

    there = restoring.place(path)
    raw = stdin.read_bytes(restoring.LARGEST) if file == "-" else restoring.read(file)
    backup = restoring.opened(raw, "input" if file == "-" else file, passphrase)
    if session.dry_run:
        session.put(output.trial_data(backup, there), output.would_restore(backup, there))
        return

    def put_back() -> int:
        session.reopen(str(there))
        return session.drafts().put_back(backup.drafts)

    done = restoring.restore(backup, there, session.wiring.open_store, put_back)
    with stopped_after(
        Said("Stopped. {path} was made again.", path=str(there)), hint=Command("verify", "--store", there)
    ):
        session.put(output.restored_data(done), output.restored(done, session.today()))
