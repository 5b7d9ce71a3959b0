"""The fund's own questions: which an application leaves open."""

from __future__ import annotations

from collections.abc import Mapping

from imatter_cli.domain.data import Data

#: States in which an application was submitted and has its answers.
ANSWERED = ("submitted", "eligible")


def still_open(application: Data, questions: Mapping[str, str]) -> dict[str, str]:
    """Those of the programme's questions (id to words) that an application has no answer to."""
    said = {str(a.get("question")) for a in application.get("answers") or () if str(a.get("answer") or "").strip()}
    return {id: ask for id, ask in questions.items() if id not in said}
