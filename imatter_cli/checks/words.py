"""Words that the programme does not use (programme.yaml, words)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

from imatter_cli.checks.rule import in_field
from imatter_cli.checks.view import Around, Record
from imatter_cli.domain.finding import FieldPath, Finding, Rule
from imatter_cli.said import Prose, Said

WORD: Final = Rule(
    "WRD001", "word-to-avoid", "advice",
    "The programme speaks of people who learn together. Some words belong to another kind of service.",
    "records/programme.yaml, words", "prj-2611-7kq4m2x:\n  focus_areas: [talking with patients]\n",
    "prj-2611-7kq4m2x:\n  focus_areas: [being patiently there]\n",
)  # fmt: skip


def words(record: Record, around: Around, texts: Sequence[tuple[FieldPath, str]], lowered: str) -> Iterator[Finding]:
    """Words to avoid in a record's free texts; `lowered` is all of these in small letters, to look at first."""
    if not any(map(lowered.__contains__, around.words)):
        return
    for at, text in texts:
        for said, instead in avoided(text, around.words):
            say = Said('"{given}" is a word that the programme does not use.', given=Prose(said))
            yield in_field(WORD, record.path, say, Said("Say {instead}.", instead=instead), at)


def avoided(text: str, words: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Each word to avoid in a text, once, as it is written there, and what to say instead."""
    if not words:
        return
    seen: set[str] = set()
    for match in _pattern(tuple(words)).finditer(text):
        word = match[1].lower()
        if word not in seen:
            seen.add(word)
            yield match[0], words[word].replace(", ", " or ")


@lru_cache(maxsize=4)
def _pattern(avoid: tuple[str, ...]) -> re.Pattern[str]:
    alternatives = "|".join(re.escape(w) for w in sorted(avoid, key=len, reverse=True))
    return re.compile(rf"\b({alternatives})(?:s|'s)?\b", re.IGNORECASE)
