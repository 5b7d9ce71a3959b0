"""A round: a quarter of the Microproject Development Fund."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from imatter_cli.domain.records.base import Day, Event, Money, PractitionerId, Record, RoundId
from imatter_cli.domain.records.criteria import Criterion, Item


class Round(Record):
    """Budget, dates and rules of one quarter, frozen as they were when it was opened."""

    KIND: ClassVar[str] = "round"

    id: RoundId
    budget: Money
    """What may be given in this quarter."""
    reserve: Money | None = None
    """What of the budget is kept back."""
    opens: Day
    """The first day for applications."""
    closes: Day
    """The last day for applications."""
    ceiling: Money | None = None
    """The most that one application can be given."""
    quorum: Annotated[int, Field(ge=1, le=20)]
    """How many submitted reviews without a conflict a decision needs."""
    reviewers: list[PractitionerId]
    """Who reviews in this round."""
    criteria: Annotated[list[Item], Field(min_length=1)] | None = None
    """What makes an application eligible, as it was when the round was opened; the programme's if left out."""
    rubric: Annotated[list[Criterion], Field(min_length=1)] | None = None
    """What it is scored by, as it was when the round was opened; the programme's if left out."""
    timeline: Annotated[list[Event], Field(min_length=1)]
    """What happened, oldest first: the only place where its life is told."""
