"""Names in place of ids, where somebody looks at a screen."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeAlias

from imatter_cli.domain.ids import DATED_ID
from imatter_cli.output.page import NAME, Span, Words
from imatter_cli.output.terminal import clean_line

#: What people call the record of an id; empty where it has no other name, and in a pipe.
Called: TypeAlias = Callable[[str], str]

_ID = re.compile(rf"\b{DATED_ID.pattern}\b")


def nothing(id: str) -> str:
    """No name for any id."""
    return ""


def in_names(said: str, called: Called) -> Words:
    """A sentence with what people call its records, in quotation marks, in place of their ids."""
    parts: list[str | Span] = []
    at = 0
    for found in _ID.finditer(said):
        name = clean_line(called(found[0]))
        if name:
            parts += [f'{said[at : found.start()]}"', Span(name, NAME), '"']
            at = found.end()
    return (*parts, said[at:]) if parts else said
