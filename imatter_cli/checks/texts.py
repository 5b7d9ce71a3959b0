"""The free text of a record, and where it stands: what is looked through for words and for what could name somebody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from imatter_cli.domain.finding import FieldPath

#: Fields with free text, by kind; `*` is every item of a list. Events have them in the names of IN_EVENTS.
FIELDS: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "practitioner": (),
    "licence": (("focus_areas", "*"), ("eligibility", "*", "answer"), ("reference",)),
    "project": (
        ("focus_areas", "*"), ("resources", "*"), ("steps", "*", "text"), ("invitation", "withdraw"),
        ("safeguarding", "role"),
    ),
    "reflection": (("answers", "*", "text"), ("next_step",), ("summary",)),
    "round": (
        ("criteria", "*", "name"), ("criteria", "*", "note"), ("rubric", "*", "name"), ("rubric", "*", "ask"),
        ("rubric", "*", "scores", "*"),
    ),
    "application": (("key_barrier",), ("costs", "*", "item"), ("other_sources",), ("answers", "*", "answer")),
    "review": (("comment",),),
}  # fmt: skip
#: The same in the records of every kind.
IN_EVERY: Final = (("accepted", "*", "reason"),)
IN_EVENTS: Final = ("reason", "asks", "learnt", "next", "evidence", "reference")
REASONS: Final = "reasons"


def texts(kind: str, data: Mapping[str, Any]) -> list[tuple[FieldPath, str]]:
    """Every free text of a record with its place, in the order of its kind's fields."""
    out: list[tuple[FieldPath, str]] = []
    for place in (*FIELDS[kind], *IN_EVERY):
        value = data.get(place[0])
        if value is None:
            continue
        if type(value) is str:
            out.append((place, value))
        elif len(place) > 1:
            out.extend(_within(value, place[1:], (place[0],)))
    for n, entry in enumerate(data["timeline"]):
        for name in IN_EVENTS:
            if name in entry:
                out.append((("timeline", n, name), str(entry[name])))
        if REASONS in entry:
            out.extend(_within(entry[REASONS], ("*", "text"), ("timeline", n, REASONS)))
    return out


def _within(value: Any, place: tuple[str, ...], at: FieldPath) -> Iterator[tuple[FieldPath, str]]:
    if not place:
        if isinstance(value, str):
            yield at, value
    elif place[0] == "*":
        for n, one in enumerate(value):
            yield from _within(one, place[1:], (*at, n))
    elif isinstance(value, Mapping) and place[0] in value:
        yield from _within(value[place[0]], place[1:], (*at, place[0]))
