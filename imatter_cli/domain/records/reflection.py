"""A reflection: private unless shared, and what is shared is a text of its own."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from imatter_cli.domain.records.base import (
    Day,
    Event,
    PractitionerId,
    ProjectId,
    Record,
    ReflectionId,
    Slug,
    Strict,
    Words,
)


class Thought(Strict):
    """What was written to one prompt."""

    prompt: Slug
    text: Words


class Concern(Strict):
    """That a concern came up, when, and whether the host has it. What it was is never written here."""

    raised: bool
    date: Day | None = None
    passed_to_host: bool | None = None


class Reflection(Record):
    """Core of the practice (the licence page, "What Microproject Practice involves")."""

    KIND: ClassVar[str] = "reflection"

    id: ReflectionId
    practitioner: PractitionerId
    project: ProjectId
    date: Day
    """The day that it looks back on."""
    prompts: Slug | None = None
    """The programme's prompt set that was used."""
    answers: list[Thought] | None = None
    """The practitioner's own words, in the prompts' order; never in a programme store."""
    next_step: Words | None = None
    """A small next step, which comes back as a question the next time."""
    concern: Concern | None = None
    summary: Words | None = None
    """What is shared, in words of its own."""
    timeline: Annotated[list[Event], Field(min_length=1)]
