"""What the fund judges by: choices, and criteria with a sentence for each score."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from imatter_cli.domain.records.base import Label, Slug, Strict, Words


class Item(Strict):
    """One choice: its id in records, its name on screens, and a note beside it."""

    id: Slug
    """What records say; it stays when the name changes."""
    name: Label
    """What screens say."""
    note: Label | None = None
    """A few words beside it."""


class Criterion(Strict):
    """A criterion of the rubric, with a sentence for each score from 0 up."""

    id: Slug
    """What scores say; it stays when the name changes."""
    name: Label
    """What screens say."""
    ask: Words
    """What the reviewer asks."""
    scores: Annotated[list[Words], Field(min_length=2, max_length=11)]
    """A sentence for each score, from 0 up."""
