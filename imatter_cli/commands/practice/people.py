"""Whose record a new one is, where nobody said so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from imatter_cli.commands.frame.offering import Known, May, offering
from imatter_cli.commands.frame.session import Session
from imatter_cli.input.form import Answers, Choice
from imatter_cli.services.practice import practitioners


def whose(session: Session, given: Answers) -> dict[str, Any]:
    """What was given, with `practitioner` set to the person who acts, if they practise here."""
    if given.get("practitioner"):
        return dict(given)
    context = session.context()
    return {**given, "practitioner": context.actor} if practitioners.practising(context, context.actor) else dict(given)


def who_may_lead(session: Session, holder: str) -> Known:
    """For references to a Lead of that practitioner's project: those who are one, and never themselves."""

    def known(kinds: Sequence[str]) -> Sequence[Choice]:
        context = session.context()
        offered = session.wiring.known(session.store(), kinds)
        return [c for c in offered if c.value != holder and practitioners.leads(context, c.value)]

    return known


def practising(session: Session, may: May) -> Known:
    """For references: of people those who practise here, and ahead of them one that it may happen to."""
    return offering(session, {"practitioner": lambda: list(practitioners.who_practise(session.context()))}, may)
