"""Finds what is at a place of a record: the field that a kind declares, in plain data that may have it or not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from imatter_cli.domain.finding import FieldPath
from imatter_cli.domain.kinds.kind import Place


def texts_at(value: Any, place: Place, at: FieldPath = ()) -> Iterator[tuple[FieldPath, str]]:
    """Every text at a place below a value, each with where it is; `at` is where the value itself is."""
    if not place:
        if isinstance(value, str):
            yield at, value
    elif place[0] == "*":
        for n, one in enumerate(value if isinstance(value, list) else ()):
            yield from texts_at(one, place[1:], (*at, n))
    elif isinstance(value, dict) and place[0] in value:
        yield from texts_at(value[place[0]], place[1:], (*at, place[0]))
