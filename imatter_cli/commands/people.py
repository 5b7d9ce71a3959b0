"""Whose record a new one is, where nobody said so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from imatter_cli.commands.session import Session
from imatter_cli.services import practitioners


def whose(session: Session, given: Mapping[str, Any]) -> dict[str, Any]:
    """What was given, with `practitioner` put in for whoever acts, if they practise here."""
    if given.get("practitioner"):
        return dict(given)
    context = session.context()
    return {**given, "practitioner": context.actor} if practitioners.practising(context, context.actor) else dict(given)
