"""Finds what is at a place of a record: the field that a kind declares, in plain data that may have it or not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from imatter_cli.domain.finding import FieldPath
from imatter_cli.domain.kinds.kind import Place


def texts_at(value: Any, place: Place, at: FieldPath = ()) -> Sequence[tuple[FieldPath, str]]:
    """Every text at a place below a value, each with where it is; `at` is where the value itself is."""
    for n, step in enumerate(place):
        if step == "*":
            items, above, rest = value if isinstance(value, list) else (), (*at, *place[:n]), place[n + 1 :]
            return [found for i, one in enumerate(items) for found in texts_at(one, rest, (*above, i))]
        if not isinstance(value, dict) or step not in value:
            return ()
        value = value[step]
    return [((*at, *place), value)] if isinstance(value, str) else ()
