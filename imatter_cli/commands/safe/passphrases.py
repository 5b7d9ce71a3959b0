"""A passphrase: from a file, or asked for without showing it."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path

from imatter_cli.commands.frame.session import Session
from imatter_cli.errors import BadValue, Interrupted, Usage
from imatter_cli.reasons import reason
from imatter_cli.said import Said

_LONGEST = 4096


def from_file(path: str) -> str:
    """The first line of a file, or of what a program hands over as one. Raises BadValue for none."""
    try:
        with Path(path).expanduser().open("rb") as file:
            raw = file.readline(_LONGEST)
    except OSError as wrong:
        raise BadValue(
            Said("{path} can't be read: {why}.", path=path, why=reason(wrong)), hint="Name a file with a passphrase."
        ) from wrong
    said = raw.decode("utf-8", "replace").rstrip("\r\n")
    if not said:
        raise BadValue(
            "The first line of that file is empty. It should be the passphrase.", hint="Write it there first."
        )
    return said


def ask(session: Session, question: str) -> str:
    """What a person types without seeing it. Raises Usage where nobody can be asked, Interrupted for none."""
    if not session.interactive:
        raise Usage("A passphrase is needed, and nobody can be asked here.", hint="Add --passphrase-file FILE.")
    try:
        said = getpass.getpass(f"{question} (it isn't shown)  ", sys.stderr)
    except (EOFError, KeyboardInterrupt):
        said = ""
        session.say("")
    if not said:
        raise Interrupted("Stopped. Nothing was changed.")
    return said


def ask_twice(session: Session) -> str:
    """A new passphrase, typed the same twice. Raises as `ask`."""
    while True:
        first = ask(session, "A passphrase for this backup")
        if ask(session, "The same once more") == first:
            return first
        session.say("Those were not the same.")
