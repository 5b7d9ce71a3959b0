"""A licence to run microprojects (the licence page, "How the licence works")."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from imatter_cli.domain.records.base import (
    Day,
    Event,
    Label,
    LicenceId,
    PractitionerId,
    ProjectId,
    Record,
    Slug,
    Strict,
    Words,
)


class LicenceEvent(Event):
    """An event of a licence's life."""

    ends: Day | None = None
    """The last day of the term, where the programme sets one."""
    reference: Label | None = None
    """The issuer's own reference, for one issued elsewhere."""
    learnt: Words | None = None
    """From the relevance conversation: what was learnt."""
    next: Words | None = None
    """From the relevance conversation: what comes next."""


class Answer(Strict):
    """An answer to one of the programme's questions, by the question's id."""

    question: Slug
    """The question's id in the programme file."""
    answer: Words | bool
    """True or false, or words."""


class Licence(Record):
    """Applied for together with a project idea; continued, paused or renewed by relevance."""

    KIND: ClassVar[str] = "licence"

    id: LicenceId
    practitioner: PractitionerId
    """Who holds it."""
    idea: ProjectId | None = None
    """The project idea that it was applied for with."""
    focus_areas: Annotated[list[Label], Field(min_length=1)] | None = None
    """Real-world areas that learning is applied in."""
    eligibility: list[Answer] | None = None
    """Answers to the programme's eligibility questions."""
    reference: Label | None = None
    """The issuer's own reference, if it has one."""
    ends: Day | None = None
    """The last day of the term, where the programme sets one."""
    timeline: Annotated[list[LicenceEvent], Field(min_length=1)]
    """What happened, oldest first: the only place where its life is told."""
