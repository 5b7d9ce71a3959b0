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
    """The prompt's id in its set."""
    text: Words
    """What was written to it."""


class Concern(Strict):
    """That a concern came up, when, and whether the host has it. What it was is never written here."""

    raised: bool
    """Whether a concern came up."""
    date: Day | None = None
    """When it came up."""
    passed_to_host: bool | None = None
    """Whether the host has it."""


class Reflection(Record):
    """Core of the practice (the licence page, "What Microproject Practice involves")."""

    KIND: ClassVar[str] = "reflection"

    id: ReflectionId
    practitioner: PractitionerId
    """Who wrote it."""
    project: ProjectId
    """The project that it looks back on."""
    date: Day
    """The day that it looks back on."""
    prompts: Slug | None = None
    """The programme's prompt set that was used."""
    answers: list[Thought] | None = None
    """The practitioner's own words, in the prompts' order; never in a programme store."""
    next_step: Words | None = None
    """A small next step, which comes back as a question the next time."""
    concern: Concern | None = None
    """Whether a concern came up, and nothing of what it was."""
    summary: Words | None = None
    """What is shared, in words of its own."""
    timeline: Annotated[list[Event], Field(min_length=1)]
    """What happened, oldest first: the only place where its life is told."""
