"""One reviewer's scores and comment on one application, or why there are none."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from imatter_cli.domain.records.base import ApplicationId, Event, PractitionerId, Record, ReviewId, Slug, Strict, Words


class Score(Strict):
    """A score for one criterion; `n/a` leaves the average."""

    criterion: Slug
    score: Annotated[int, Field(ge=0, le=10)] | Literal["n/a"]


class Review(Record):
    """Assigned, then submitted, or recused because of a conflict."""

    KIND: ClassVar[str] = "review"

    id: ReviewId
    application: ApplicationId
    reviewer: PractitionerId
    revision: Annotated[int, Field(ge=1)] | None = None
    """The application's revision that was read."""
    scores: list[Score] | None = None
    comment: Words | None = None
    conflict: Slug | None = None
    """The kind of conflict, one of the programme's list."""
    timeline: Annotated[list[Event], Field(min_length=1)]
