"""One reviewer's scores and comment on one application, or why there are none."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from imatter_cli.domain.records.base import ApplicationId, Event, PractitionerId, Record, ReviewId, Slug, Strict, Words


class Score(Strict):
    """A score for one criterion; `n/a` leaves the average."""

    criterion: Slug
    """A criterion of the programme's rubric."""
    score: Annotated[int, Field(ge=0, le=10)] | Literal["n/a"]
    """A number on the rubric's scale, or n/a, which leaves the average."""


class Review(Record):
    """Assigned, then submitted, or recused because of a conflict."""

    KIND: ClassVar[str] = "review"

    id: ReviewId
    application: ApplicationId
    """The application that is reviewed."""
    reviewer: PractitionerId
    """Who reviews it; never the applicant."""
    revision: Annotated[int, Field(ge=1)] | None = None
    """The application's revision that was read."""
    scores: list[Score] | None = None
    """One for each criterion of the rubric."""
    comment: Words | None = None
    """What the reviewer says about it."""
    conflict: Slug | None = None
    """The kind of conflict, one of the programme's list."""
    timeline: Annotated[list[Event], Field(min_length=1)]
    """What happened, oldest first: the only place where its life is told."""
