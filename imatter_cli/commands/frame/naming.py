"""What people call what they see: names at a screen, and ids alone in a pipe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imatter_cli.commands.frame.session import Session

if TYPE_CHECKING:
    from imatter_cli.output.naming import Called
    from imatter_cli.services.records.naming import Naming


def naming(session: Session) -> Naming | None:
    """The words for ids, for somebody at a screen; a pipe has ids alone."""
    if session.screen.manner == "plain":
        return None
    from imatter_cli.services.records.naming import Naming  # late: a pipe does without

    return Naming(session.store())


def called(session: Session) -> Called:
    """What people call the record of an id, at a screen; nothing in a pipe."""
    from imatter_cli.output.naming import nothing  # late: few commands show what others are called

    found = naming(session)
    return found.record if found else nothing
