"""Safeguarding concerns that the host does not have yet: asked for until they are passed on. Never what they were."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from imatter_cli.domain import dates
from imatter_cli.domain.data import Data
from imatter_cli.domain.due import Due
from imatter_cli.errors import BadValue
from imatter_cli.remedies import Command
from imatter_cli.said import Said

#: The field, within a reflection's concern, that only a raised one has.
PASSED = "passed_to_host"


def not_passed_on(reflections: Iterable[Data]) -> Iterator[Due]:
    """One for each concern that was raised and that the host does not have yet."""
    for one in reflections:
        concern = one.get("concern")
        if isinstance(concern, Mapping) and concern.get("raised") is True and not concern.get(PASSED):
            day, id = str(concern.get("date") or one.get("date") or ""), str(one.get("id"))
            why = f"A safeguarding concern from {dates.spoken(day)} has not been passed to the host yet."
            command = Command("reflection edit", id, "--passed-to-host", "yes")
            yield Due(day, "concern", id, why, command, waits=True, since=day)


def passed_on(reflection: Data, passed: bool) -> dict[str, Any]:
    """A reflection's concern with whether the host has it. Raises BadValue where none was raised."""
    concern = reflection.get("concern")
    if not isinstance(concern, Mapping) or not concern.get("raised"):
        words = Said(
            "{reflection}: no concern was raised in it, so there is nothing to pass on.",
            reflection=reflection.get("id"),
        )
        raise BadValue(words)
    return {**concern, PASSED: passed}
