"""The lines under home on the safety of a store."""

from __future__ import annotations

from datetime import date

from imatter_cli.output import words
from imatter_cli.services.safe.reminding import Reminder


def reminder(found: Reminder, today: date) -> str:
    """One line under home: what to do about the safety of the store."""
    if found.why == "no-backup":
        return "There is no backup yet. If this computer is lost, so is all of this:  imatter backup FILE"
    if found.why == "old-backup":
        return (
            f"The last backup is from {words.day(found.what, today)}, and something has changed:  imatter backup FILE"
        )
    if found.why == "readable":
        return f"Others who use this computer can read this store. To keep it to yourself:  chmod 700 {found.what}"
    return (
        f"This store is in a folder that {found.what} copies. Two computers that write there at once can damage it, "
        "and anybody who can see that folder can read it. Keep the store elsewhere, and a copy there:  "
        "imatter backup FILE"
    )
