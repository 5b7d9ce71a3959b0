"""One text held against what is declared of its place in a record, without a model: for an answer when it is given."""

from __future__ import annotations

import re
from collections.abc import Iterable

from imatter_cli.domain.kinds import BY_NAME
from imatter_cli.domain.kinds.fields import LONGEST, AtMost, Judged
from imatter_cli.domain.kinds.forms import Pattern
from imatter_cli.errors import BadValue
from imatter_cli.said import Said, said_of


def marks_of(held: str) -> tuple[object, ...]:
    """What is declared of a place, as `project.focus_areas.*`: its kind, and the names on the way to it."""
    kind, *place = held.split(".")
    return BY_NAME[kind].places[tuple(place)]


def refusal(text: str, marks: Iterable[object] = ()) -> Said | None:
    """Why the text can't be there; None if it can."""
    marks = list(marks)
    most = min([LONGEST, *(mark.characters for mark in marks if isinstance(mark, AtMost))])
    if len(text) > most:
        return Said("Keep it to {most:,} characters (this has {count:,}).", most=most, count=len(text))
    for mark in marks:
        if isinstance(mark, Pattern) and not re.fullmatch(mark.pattern, text):
            return mark.instead(text)
        if isinstance(mark, Judged):
            try:
                mark.by(text)
            except (ValueError, BadValue) as wrong:
                return wrong.said if isinstance(wrong, BadValue) else said_of(wrong)
    return None
