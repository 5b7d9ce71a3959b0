"""The lines under home on the safety of a store."""

from __future__ import annotations

from datetime import date

from imatter_cli.output import words
from imatter_cli.services.safe.reminding import Reminder


def reminder(found: Reminder, today: date) -> str:
    """One line under home: what to do about the safety of the store."""
    if found.why == "no-backup":
        lost = "If you lose this computer, you lose your records."
        return f"You have no backup yet. {lost} To make one:  imatter backup FILE"
    if found.why == "old-backup":
        day = words.day(found.what, today)
        return f"The last backup is from {day}, and something has changed. To make one:  imatter backup FILE"
    return found.what
