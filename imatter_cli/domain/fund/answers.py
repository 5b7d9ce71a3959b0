"""The fund's own questions: which an application leaves open."""

from __future__ import annotations

from collections.abc import Mapping

from imatter_cli.domain.data import Data
from imatter_cli.domain.fund import frozen

#: States in which an application was submitted and has its answers.
ANSWERED = ("submitted", "eligible")


def still_asked(application: Data, round: Data) -> dict[str, str]:
    """The questions that a round has asked since it opened, and that an application has no answer to."""
    return {} if round.get("questions") is None else still_open(application, frozen.questions(round, {}))


def still_open(application: Data, questions: Mapping[str, str]) -> dict[str, str]:
    """Those of the fund's questions (id to words) that an application has no answer to."""
    said = {str(a.get("question")) for a in application.get("answers") or () if str(a.get("answer") or "").strip()}
    return {id: ask for id, ask in questions.items() if id not in said}
