"""Advice on a record's free texts: what could tell who somebody is, and words that the programme does not use."""

from __future__ import annotations

from collections.abc import Iterator

from imatter_cli.checks import privacy, unseen, words
from imatter_cli.checks.texts import texts
from imatter_cli.checks.view import Around, Record
from imatter_cli.domain.finding import Finding


def of_texts(record: Record, around: Around) -> Iterator[Finding]:
    """Every thought on the texts of one record; never a reason to refuse it."""
    there = texts(record.kind, record.data)
    if not there:
        return
    joined = "\n".join(text for _, text in there)
    yield from unseen.characters(record, there, joined)
    yield from privacy.patterns(record, there, joined)
    yield from words.words(record, around, there, joined.lower())
