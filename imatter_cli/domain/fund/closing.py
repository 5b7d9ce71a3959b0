"""The closing day of a round: what comes after it, and who may let it in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def is_late(round: Mapping[str, Any], day: str) -> bool:
    """Whether an application handed in on that day is late for its round."""
    return round["status"] != "open" or day > str(round["closes"])
