"""`imatter restore`: a store made again from a backup."""

from __future__ import annotations

from imatter_cli.commands.frame import stdin
from imatter_cli.commands.frame.commands import Commands
from imatter_cli.commands.frame.options import argument, option
from imatter_cli.commands.frame.session import Session
from imatter_cli.commands.safe import passphrases
from imatter_cli.errors import BadValue, stopped_after
from imatter_cli.input.sheet import is_sheet
from imatter_cli.output import safe as output
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Said
from imatter_cli.services.begin.founding import USUAL_PLACE
from imatter_cli.services.exchange import arriving
from imatter_cli.services.safe import restoring

app = Commands("restore", "Make a store again from a backup.")


@app.command("restore")
def restore(
    session: Session,
    file: str = argument("FILE", "The backup, or - for input."),
    path: str = argument("[PATH]", "The folder to make; ~/imatter if you leave it out.", default=USUAL_PLACE),
    passphrase_file: str = option("--passphrase-file", "FILE", "The passphrase is the first line of this file."),
) -> None:
    """Make a store again from a backup, in a folder that is not there yet.

    Example: imatter restore notebook.backup ~/imatter
    """

    def passphrase() -> str:
        if passphrase_file:
            return passphrases.from_file(passphrase_file)
        return passphrases.ask(session, "The passphrase of this backup")

    there = restoring.place(path)
    raw = stdin.read_bytes(restoring.LARGEST) if file == "-" else restoring.read(file)
    name = "input" if file == "-" else file
    if not arriving.is_backup(raw) and (is_sheet(raw) or arriving.form_of(raw)):
        raise BadValue(
            Said("{file} is not a backup. It has what somebody sent: records or answers.", file=name),
            hint=Remedy("To take it in: ", Command("receive", file)), code="not-a-backup",
        )  # fmt: skip
    backup = restoring.opened(raw, name, passphrase)
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
