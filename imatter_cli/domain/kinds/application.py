"""An application to the Microproject Development Fund (the licence page, "The Microproject Development Fund")."""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired

from typing_extensions import TypedDict

from imatter_cli.domain.kinds.fields import (
    LED,
    ApplicationId,
    Between,
    By,
    Count,
    Event,
    Fixed,
    Form,
    IdOf,
    Label,
    Length,
    Mark,
    Moment,
    Money,
    PractitionerId,
    Record,
    RoundId,
    Slug,
    TheirLicenceId,
    TheirProjectId,
    Words,
)
from imatter_cli.domain.kinds.kind import Kind
from imatter_cli.domain.kinds.licence import Answer


class Reason(TypedDict):
    """Why it was decided so, by criterion; the applicant reads it."""

    criterion: Slug
    """The criterion of the fund that the reason is about."""
    text: Words
    """The reason, in words for the applicant."""


class ApplicationEvent(Event):
    """An event of an application's life."""

    revision: NotRequired[Count | None]
    """Which revision was submitted."""
    late: NotRequired[bool | None]
    """Submitted after the round's closing day, on purpose and with a reason."""
    outcome: NotRequired[Literal["eligible", "not-eligible", "funded", "part-funded", "deferred", "not-funded"] | None]
    """What was decided: by a screening eligible or not, by a decision one of the others."""
    criterion: NotRequired[Slug | None]
    """The eligibility criterion that is not met."""
    award: NotRequired[Money | None]
    """What is given."""
    asked: NotRequired[Money | None]
    """What the application asked for when it was decided."""
    reasons: NotRequired[list[Reason] | None]
    """Why it was decided so."""
    quarter: NotRequired[Annotated[str, IdOf("round", there=False)] | None]
    """The quarter a deferral names."""
    asks: NotRequired[Words | None]
    """What a deferral asks for."""
    seal: NotRequired[Annotated[str, Form("^sha256:[0-9a-f]{64}$")] | None]
    """Digest of what was decided on."""
    seed: NotRequired[Mark | None]
    """The seed of the order in which the sitting showed the applications."""
    round: NotRequired[RoundId | None]
    """The round that it was decided in, or that it was carried into."""
    published: NotRequired[Moment | None]
    """When the decision that this corrects was published; a letter about the correction replaces an earlier one."""
    amount: NotRequired[Money | None]
    """What was paid, or what came back."""
    part: NotRequired[bool | None]
    """Whether this pays a part of the award and the rest is still to come."""
    reference: NotRequired[Label | None]
    """The payment's own reference; no name and no account."""
    spent: NotRequired[Money | None]
    """What was spent of the money, as reported; a later report replaces an earlier one."""
    learnt: NotRequired[Words | None]
    """What was learnt, by the report."""


class Cost(TypedDict):
    """One item of cost."""

    item: Label
    """What it is for."""
    amount: Money
    """What it costs."""


class Application(Record):
    """A short application, with the reason why money is the key barrier and costs that add up."""

    id: ApplicationId
    """Kind, year and month, and seven random characters; the file's name."""
    practitioner: Annotated[PractitionerId, Fixed("An application stays with the person who applies.")]
    """Who applies."""
    licence: TheirLicenceId
    """The licence of whoever applies."""
    project: TheirProjectId
    """The project that the money is for."""
    round: Annotated[RoundId, LED, Fixed("An application moves to another quarter by itself.", "fund edit")]
    """The quarter; the timeline leads on from it when it is carried."""
    revision: Annotated[int, Between(1), Fixed("It goes up by itself with each edit after it was submitted.")]
    """Goes up with each edit after it was submitted."""
    key_barrier: Words
    """Why money is the key barrier."""
    costs: Annotated[list[Cost], Length(1)]
    """What the money is for, item by item; together they are the amount."""
    amount: Money
    """What is asked for: the sum of the costs."""
    other_sources: NotRequired[Words | None]
    """What other sources were tried."""
    payee: Literal["practitioner", "host"]
    """Who is paid."""
    answers: NotRequired[Annotated[list[Answer], By("question")] | None]
    """Answers to the programme's other questions."""
    timeline: Annotated[list[ApplicationEvent], Length(1)]
    """What happened, oldest first: the only place where its life is told."""


APPLICATION = Kind("application", "app", "applications", Application)
