"""One reviewer's scores and comment on one application, or why there are none."""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired

from imatter_cli.domain.kinds.declared import Declared
from imatter_cli.domain.kinds.fields import (
    AS_ONE,
    ApplicationId,
    Between,
    By,
    Event,
    Fixed,
    Length,
    Listed,
    PractitionerId,
    RecordFields,
    ReviewId,
    Slug,
    Words,
)
from imatter_cli.domain.kinds.kind import Kind
from imatter_cli.domain.kinds.life import COORDINATOR, NOT_YET, SAME, Transition
from imatter_cli.domain.kinds.listing import ID, STATUS, Cell
from imatter_cli.remedies import Command, Remedy


class Score(Declared):
    """A score for one criterion; `n/a` leaves it out of the average."""

    criterion: Slug
    """A criterion of the programme's rubric."""
    score: Annotated[int, Between(0, 10, "the rubric's scale")] | Literal["n/a"]
    """A number on the rubric's scale, or n/a to leave it out of the average."""


class ReviewEvent(Event):
    """An event of a review's life."""

    received_by: NotRequired[PractitionerId | None]
    """Who took it in, where the reviewer answered a hand-out and somebody else keeps the records."""


class Review(RecordFields):
    """Assigned, then submitted, or recused because of a conflict."""

    id: ReviewId
    """Kind, year and month, and seven random characters; the file's name."""
    application: Annotated[ApplicationId, Fixed("A review stays with its application.")]
    """The application that is reviewed."""
    reviewer: Annotated[
        PractitionerId, Fixed("A review stays with its reviewer. You can assign another reviewer.", "fund assign")
    ]
    """The reviewer, who is never the applicant."""
    revision: NotRequired[Annotated[int, Between(1), Fixed("It is set when the review is submitted."), AS_ONE] | None]
    """The revision of the application that the reviewer read."""
    scores: NotRequired[Annotated[list[Score], By("criterion"), Listed("fund.rubric"), AS_ONE] | None]
    """One score for each criterion of the rubric."""
    comment: NotRequired[Annotated[Words, AS_ONE] | None]
    """What the reviewer says about it."""
    conflict: NotRequired[
        Annotated[Slug, Listed("reasons.conflict"), Fixed("Declare a conflict with its own command.", "fund recuse")]
        | None
    ]
    """The kind of conflict, from the programme's list."""
    timeline: Annotated[list[ReviewEvent], Length(1)]
    """What happened, oldest first. The history of the record is kept only here."""


#: What an event of a reviewer who answered a hand-out can have.
HANDED_OUT = ("received_by",)

REVIEW = Kind(
    "review", "rev", "reviews", Review, listed_by="fund review", example="rev-2611-w5t7b3c", begun_by="fund assign",
    holder="reviewer",
    columns=(ID, STATUS, Cell("application", "application", keep=True), Cell("reviewer", "reviewer", keep=True)),
    states=("assigned", "submitted", "recused"), closed=("submitted", "recused"), kept_with="application",
    transitions=(
        Transition("assign", (NOT_YET,), "assigned", COORDINATOR, "assigned"),
        Transition(
            "submit", ("assigned",), "submitted", ("reviewer",), "submitted",
            may=HANDED_OUT, changes=("revision", "scores", "comment"), opposite="reopen", judges=("application",),
        ),
        Transition(
            "reopen", ("submitted",), "assigned", ("reviewer", "coordinator"), "reopened",
            reason=True, may=HANDED_OUT, taking_back=(("reviewer", "coordinator"), False),
        ),
        Transition(
            "abstain", (NOT_YET, "assigned", "submitted"), "recused", ("reviewer",), "abstained",
            reason=True, may=HANDED_OUT, changes=("conflict",), taking_back=(COORDINATOR, True),
        ),
        Transition(
            "recuse", (NOT_YET, "assigned", "submitted"), "recused", COORDINATOR, "recused",
            reason=True, changes=("conflict",), taking_back=(COORDINATOR, True),
        ),
        Transition(
            "edit", ("assigned",), SAME, ("reviewer", "coordinator"), "edited",
            carries=("fields",),
            instead={"submitted": Remedy("Reopen it first, with a reason: ", Command("fund score", "--reopen"), ".")},
        ),
    ),
)  # fmt: skip
