"""Answers to a form that somebody sent: how an event keeps which they were."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from imatter_cli.domain import timeline
from imatter_cli.domain.data import Data
from imatter_cli.domain.ids import ALPHABET

#: How many characters of an answers id, and of a digest, tell answers apart.
_LENGTH = 16


def mark(id: str, form: str, answers: Mapping[str, Any]) -> str:
    """What an event keeps of the answers that led to it. Answers without an id have one that follows from them."""
    import hashlib  # late, both: a life is told without them
    import json

    said = hashlib.sha256(json.dumps([form, sorted(answers.items())], ensure_ascii=False).encode())
    own = id or "ans-" + "".join(ALPHABET[byte % len(ALPHABET)] for byte in said.digest()[:_LENGTH])
    return f"{own}:{said.hexdigest()[:_LENGTH]}"


def id_of(mark: str) -> str:
    """The id of the answers with this mark."""
    return mark.partition(":")[0]


def marks(record: Data) -> list[str]:
    """The marks of all answers that the events of a record keep, as far as these still count."""
    return [str(entry["received"]) for entry in timeline.standing(record.get("timeline")) if entry.get("received")]
