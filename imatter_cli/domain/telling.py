"""Values of records in words: a message never shows the syntax of a programming language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from imatter_cli.domain.finding import FieldPath, dotted
from imatter_cli.said import Called, Prose, Said

_LONGEST: Final = 60


def shown(value: Any) -> str:
    """A value as a message shows it: text in quotes, `true`, `a list`, `a mapping`, `nothing (null)`."""
    if value is None:
        return "nothing (null)"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, Mapping):
        return "a mapping"
    text = repr(value) if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "…"


def is_not(value: Any, what: str) -> Said:
    """That a value is not what its field takes: `3 is not text.`"""
    if value is None or isinstance(value, list | Mapping):
        return Said("it is {value}, not {what}.", value=Prose(shown(value)), what=Prose(what))
    return Said("{value} is not {what}.", value=Prose(shown(value)), what=Prose(what))


def named(at: FieldPath) -> Called:
    """The name of a place in a record, an item of a list counted from 1: `focus_areas, item 1`."""
    if not at or isinstance(at[-1], str):
        return Called(dotted(at), str(at[-1]) if at else "")
    of = next((part for part in reversed(at) if isinstance(part, str)), "the list")
    return Called(dotted(at), f"{of}, item {at[-1] + 1}")
