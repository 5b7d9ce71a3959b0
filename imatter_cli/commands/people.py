"""Whose record a new one is, where nobody said so."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from imatter_cli.commands.session import Session
from imatter_cli.input.form import Choice
from imatter_cli.services import practitioners


def whose(session: Session, given: Mapping[str, Any]) -> dict[str, Any]:
    """What was given, with `practitioner` put in for whoever acts, if they practise here."""
    if given.get("practitioner"):
        return dict(given)
    context = session.context()
    return {**given, "practitioner": context.actor} if practitioners.practising(context, context.actor) else dict(given)


def who_may_lead(session: Session, holder: str) -> Callable[[Sequence[str]], Sequence[Choice]]:
    """For references to a Lead of that practitioner's project: those who are one, and never themselves."""

    def known(kinds: Sequence[str]) -> Sequence[Choice]:
        context = session.context()
        offered = session.wiring.known(session.store(), kinds)
        return [c for c in offered if c.value != holder and practitioners.leads(context, c.value)]

    return known


def practising_first(session: Session) -> Callable[[Sequence[str]], Sequence[Choice]]:
    """For references: of people those who practise here come first, so that the example of one is one of them."""

    def known(kinds: Sequence[str]) -> Sequence[Choice]:
        offered = session.wiring.known(session.store(), kinds)
        if tuple(kinds) != ("practitioner",):
            return offered
        context = session.context()
        return sorted(offered, key=lambda choice: not practitioners.practising(context, choice.value))

    return known
