"""An application to the Microproject Development Fund (the licence page, "The Microproject Development Fund")."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from imatter_cli.domain.records.base import (
    ApplicationId,
    Count,
    Event,
    Label,
    LicenceId,
    Money,
    PractitionerId,
    ProjectId,
    Record,
    RoundId,
    Slug,
    Strict,
    Words,
)
from imatter_cli.domain.records.licence import Answer


class Reason(Strict):
    """Why it was decided so, by criterion; the applicant reads it."""

    criterion: Slug
    """The criterion of the fund that the reason is about."""
    text: Words
    """The reason, in words for the applicant."""


class ApplicationEvent(Event):
    """An event of an application's life."""

    revision: Count | None = None
    """Which revision was submitted."""
    late: bool | None = None
    """Submitted after the round's closing day, on purpose and with a reason."""
    outcome: Literal["eligible", "not-eligible", "funded", "part-funded", "deferred", "not-funded"] | None = None
    """What was decided: by a screening eligible or not, by a decision one of the others."""
    criterion: Slug | None = None
    """The eligibility criterion that is not met."""
    award: Money | None = None
    """What is given."""
    reasons: list[Reason] | None = None
    """Why it was decided so."""
    quarter: RoundId | None = None
    """The quarter a deferral names."""
    asks: Words | None = None
    """What a deferral asks for."""
    seal: Annotated[str, Field(pattern="^sha256:[0-9a-f]{64}$")] | None = None
    """Digest of what was decided on."""
    seed: Label | None = None
    """The seed of the order in which the sitting showed the applications."""
    round: RoundId | None = None
    """The round that it was decided in, or that a deferred application was carried into."""
    amount: Money | None = None
    """What was paid."""
    reference: Label | None = None
    """The payment's own reference; no name and no account."""
    spent: Money | None = None
    """What was spent of it, by the report."""
    learnt: Words | None = None
    """What was learnt, by the report."""


class Cost(Strict):
    """One item of cost."""

    item: Label
    """What it is for."""
    amount: Money
    """What it costs."""


class Application(Record):
    """A short application, with the reason why money is the key barrier and costs that add up."""

    KIND: ClassVar[str] = "application"

    id: ApplicationId
    practitioner: PractitionerId
    """Who applies."""
    licence: LicenceId
    """The licence of whoever applies."""
    project: ProjectId
    """The project that the money is for."""
    round: RoundId
    """The quarter; the timeline leads on from it when it is carried."""
    revision: Annotated[int, Field(ge=1)]
    """Goes up with each edit after it was submitted."""
    key_barrier: Words
    """Why money is the key barrier."""
    costs: Annotated[list[Cost], Field(min_length=1)]
    """What the money is for, item by item; together they are the amount."""
    amount: Money
    """What is asked for: the sum of the costs."""
    other_sources: Words | None = None
    """What other sources were tried."""
    payee: Literal["practitioner", "host"]
    """Who is paid."""
    answers: list[Answer] | None = None
    """Answers to the programme's other questions."""
    timeline: Annotated[list[ApplicationEvent], Field(min_length=1)]
    """What happened, oldest first: the only place where its life is told."""
