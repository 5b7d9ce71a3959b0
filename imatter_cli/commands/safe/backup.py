"""`imatter backup`: everything that another computer needs, in one file."""

from __future__ import annotations

from pathlib import Path

from imatter_cli.commands.frame.commands import Commands
from imatter_cli.commands.frame.options import argument, flag, option
from imatter_cli.commands.frame.session import Session
from imatter_cli.commands.safe import passphrases
from imatter_cli.errors import Missing, Usage
from imatter_cli.output import safe as output
from imatter_cli.remedies import Command
from imatter_cli.services.safe import backing_up
from imatter_cli.services.safe.archive import Backup
from imatter_cli.store import known

app = Commands("backup", "Save everything in one file.")


@app.command("backup")
def backup(
    session: Session,
    file: str = argument("[FILE]", "The file to write; it must not exist yet.", default=""),
    to: str = option("--to", "FOLDER", "A folder for the last few backups, such as a stick."),
    keep: int = option("--keep", "NUMBER", "With --to: how many backups of this store stay.", least=1, default=8),
    passphrase: bool = flag("--passphrase", "Encrypt the file with a passphrase, which you are asked for."),
    passphrase_file: str = option("--passphrase-file", "FILE", "Take the first line of a file instead."),
    remind: int | None = option(
        "--remind", "DAYS", "After how many days home reminds you; 0 for never.", least=0, default=None
    ),
) -> None:
    """Save the whole store in one file: records, history, unfinished answers and settings.

    Example: imatter backup ~/notebook.backup
    """
    if remind is not None:
        if file or to:
            raise Usage("--remind makes no backup.", hint="Give it in a line of its own.")
        if not session.dry_run:
            known.remind_after(remind)
        tried = {"dry_run": True} if session.dry_run else {}
        session.put({"days": remind, **tried}, output.will_remind(remind))
        return
    if bool(file) == bool(to):
        if file:
            raise Usage("Name a file, or a folder with --to.", hint="Leave one of the two out.")
        lacking = {"field": "file", "option": "FILE", "why": "Everything is saved in it.", "example": "notebook.backup"}
        raise Missing(
            "Say which file to write, or which folder with --to.", [lacking], hint=Command("backup", "--help")
        )
    context = session.context()
    made = backing_up.gather(context, session.drafts().everything())
    root = context.store.root
    there = backing_up.place_in(to, made, root) if to else backing_up.place(file, root)
    secret = _secret(session, passphrase, passphrase_file)
    if session.dry_run:
        session.put(output.trial_data(made, there), output.would_back_up(made, there))
        return
    _save(session, made, there, secret, keep if to else 0)


def _save(session: Session, made: Backup, there: Path, secret: str, keep: int) -> None:
    if secret and session.interactive:
        session.say("Encrypting the backup. This takes a few seconds.")
    done = backing_up.write(session.context(), made, there, secret, keep)
    session.put(output.made_data(done), output.backed_up(done, session.today()))


def _secret(session: Session, asked: bool, file: str) -> str:
    if file:
        return passphrases.from_file(file)
    return passphrases.ask_twice(session) if asked and not session.dry_run else ""
