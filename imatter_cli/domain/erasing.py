"""Words that are taken out of records and of their past: which ones they are, and what is in their place afterwards.

A text that a person wrote becomes `[erased 3]`, the same text the same number, and different texts different ones. So
what changed and when, and what is equal, can still be told; codes, days, amounts and decisions stay.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Final

from imatter_cli.domain.data import Data
from imatter_cli.domain.finding import FieldPath
from imatter_cli.domain.kinds import BY_NAME
from imatter_cli.domain.kinds.fields import FreeText
from imatter_cli.domain.kinds.kind import Place
from imatter_cli.domain.kinds.life import REASONS_TO_ERASE

_MARK: Final = re.compile(r"\[erased ([1-9][0-9]{0,8})\]")


def mark(number: int) -> str:
    """What is in the place of the text with that number."""
    return f"[erased {number}]"


def number_of(text: str) -> int:
    """The number of a text that was taken out; 0 for any other text."""
    found = _MARK.fullmatch(text)
    return int(found[1]) if found else 0


def numbered(texts: Iterable[str], taken: Iterable[int] = ()) -> dict[str, str]:
    """A mark for each different text, in their order, with numbers after those that are taken."""
    first = max(taken, default=0) + 1
    return {text: mark(n) for n, text in enumerate(dict.fromkeys(texts), first)}


def codes_in(programme: Data) -> frozenset[str]:
    """Reasons of the programme's lists: a record that names one holds no words of anybody's."""
    lists = programme.get("reasons")
    items = [found.get("items") for found in lists.values() if isinstance(found, Mapping)] if isinstance(
        lists, Mapping
    ) else []  # fmt: skip
    found = {str(one.get("id")) for some in items for one in some or () if isinstance(one, Mapping)}
    return frozenset({*found, *REASONS_TO_ERASE})


def words_in(kind: str, record: Data, codes: frozenset[str]) -> Iterator[tuple[FieldPath, str]]:
    """Every text in a record that somebody wrote, with its place; also in fields that no record of the kind has.

    What was taken out before is not among them, nor a code (one of `codes`).
    """
    for at, place, text in texts(record):
        if _is_words(kind, place, text, codes):
            yield at, text


def without(kind: str, record: Data, codes: frozenset[str], instead: Mapping[str, str]) -> dict[str, Any]:
    """A copy of the record with other texts in the place of these."""

    def copied(value: Any, place: Place) -> Any:
        if isinstance(value, Mapping):
            return {name: copied(inner, (*place, str(name))) for name, inner in value.items()}
        if isinstance(value, list):
            return [copied(inner, (*place, "*")) for inner in value]
        known = isinstance(value, str) and value in instead
        return instead[value] if known and (number_of(value) or _is_words(kind, place, value, codes)) else value

    whole = copied(record, ())
    assert isinstance(whole, dict)  # noqa: S101 - a record is a mapping
    return whole


def every_text(record: Data) -> Iterator[str]:
    """Every text in a record, words or not."""
    return (text for _, _, text in texts(record))


def values(record: Data) -> Iterator[tuple[FieldPath, Any]]:
    """Every single value in a record with its place; of an empty list or mapping, that."""

    def within(value: Any, at: FieldPath) -> Iterator[tuple[FieldPath, Any]]:
        inner: list[tuple[Any, Any]] = []
        if isinstance(value, (Mapping, list)):
            inner = list(value.items()) if isinstance(value, Mapping) else list(enumerate(value))
        if not inner:
            yield at, value
        for name, one in inner:
            yield from within(one, (*at, name))

    return within(record, ())


def may_be_words(kind: str, at: FieldPath, text: object) -> bool:
    """Whether a text at a place may be somebody's words, or a mark in their place."""
    place = tuple("*" if isinstance(part, int) else part for part in at)
    return isinstance(text, str) and (bool(number_of(text)) or _is_words(kind, place, text, frozenset()))


def digest_without(kind: str, record: Data) -> str:
    """The digest of a record without what may be words. An erasure leaves it as it is, and nothing else does."""
    codes = _places_of_codes(kind)

    gone = mark(0)

    def bare(value: Any, place: Place) -> Any:
        if isinstance(value, str):  # what says that words are gone has a space in it, too
            if place in codes:
                return gone if len(value.split()) > 1 else value
            return gone if value.strip() else value
        if isinstance(value, (dict, Mapping)):
            return {name: bare(inner, (*place, name)) for name, inner in value.items()}
        if isinstance(value, list):
            within = (*place, "*")
            return [bare(inner, within) for inner in value]
        return value

    return hashlib.sha256(json.dumps(bare(record, ()), separators=(",", ":")).encode()).hexdigest()


def has_marks(part: Any) -> bool:
    """Whether a part of a record has marks in the place of words, or within: no digest over them can be judged."""
    return any(_MARK.search(text) for _, _, text in texts(part))


@cache
def _places_of_codes(kind: str) -> frozenset[Place]:
    """Every place of a kind at which a single word is not somebody's."""
    places = BY_NAME[kind].places.items()
    return frozenset(place for place, marks in places if not any(isinstance(m, FreeText) for m in marks))


def texts(value: Any, at: FieldPath = (), place: Place = ()) -> Iterator[tuple[FieldPath, Place, str]]:
    """Every text in a record or a part of one: where it is, and the place that its kind declares."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from texts(inner, (*at, str(name)), (*place, str(name)))
    elif isinstance(value, list):
        for n, inner in enumerate(value):
            yield from texts(inner, (*at, n), (*place, "*"))
    elif isinstance(value, str):
        yield at, place, value


def _is_words(kind: str, place: Place, text: str, codes: frozenset[str]) -> bool:
    """Whether a text at a place is somebody's words. No code has a space in it, so what has is words everywhere."""
    if not text.strip() or number_of(text) or text in codes:
        return False
    marks = BY_NAME[kind].places.get(place)
    return marks is None or any(isinstance(m, FreeText) for m in marks) or len(text.split()) > 1
