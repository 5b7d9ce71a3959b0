"""One text held against what is declared of its place in a record, without a model: for an answer when it is given."""

from __future__ import annotations

import re
from collections.abc import Iterable

from imatter_cli.domain.kinds import BY_NAME
from imatter_cli.domain.kinds.fields import LONGEST, AtMost, Judged
from imatter_cli.domain.kinds.forms import Form
from imatter_cli.errors import BadValue


def marks_of(held: str) -> tuple[object, ...]:
    """What is declared of a place, as `project.focus_areas.*`: its kind, and the names on the way to it."""
    kind, *place = held.split(".")
    return BY_NAME[kind].places[tuple(place)]


def refusal(text: str, marks: Iterable[object] = ()) -> str:
    """Why the text can't stand there, as a sentence; empty where it can."""
    marks = list(marks)
    most = min([LONGEST, *(mark.characters for mark in marks if isinstance(mark, AtMost))])
    if len(text) > most:
        return f"Keep it to {most:,} characters (this has {len(text):,})."
    for mark in marks:
        if isinstance(mark, Form) and not re.fullmatch(mark.pattern, text):
            return mark.hint(text)
        if isinstance(mark, Judged):
            try:
                mark.by(text)
            except (ValueError, BadValue) as wrong:
                return wrong.message if isinstance(wrong, BadValue) else str(wrong)
    return ""
