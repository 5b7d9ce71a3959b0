"""An application to the Microproject Development Fund (the licence page, "The Microproject Development Fund")."""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired

from imatter_cli.domain.kinds.declared import Declared
from imatter_cli.domain.kinds.fields import (
    COUNTED,
    LED,
    ApplicationId,
    Between,
    By,
    Count,
    Event,
    Fixed,
    IdOf,
    Label,
    Length,
    Listed,
    Mark,
    Moment,
    Money,
    PractitionerId,
    RecordFields,
    RoundId,
    Slug,
    TheirLicenceId,
    TheirProjectId,
    Words,
)
from imatter_cli.domain.kinds.forms import DIGEST
from imatter_cli.domain.kinds.kind import Kind
from imatter_cli.domain.kinds.licence import Answer
from imatter_cli.domain.kinds.life import COORDINATOR, EITHER, HOLDER, NOT_YET, SAME, Transition
from imatter_cli.domain.kinds.listing import ID, STATUS, WHO, Cell
from imatter_cli.remedies import THIS, Command, Remedy


class Reason(Declared):
    """A reason for a decision, by criterion, for the applicant to read."""

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
    """The outcome: eligible or not-eligible for a screening, one of the others for a decision."""
    criterion: NotRequired[Annotated[Slug, Listed("fund.criteria")] | None]
    """The eligibility criterion that is not met."""
    award: NotRequired[Money | None]
    """What is given."""
    asked: NotRequired[Money | None]
    """What the application asked for when it was decided."""
    reasons: NotRequired[list[Reason] | None]
    """The reasons for the decision."""
    quarter: NotRequired[Annotated[str, IdOf("round", there=False)] | None]
    """The quarter that the application is deferred to."""
    asks: NotRequired[Words | None]
    """What the applicant is asked for before that quarter."""
    seal: NotRequired[Annotated[str, DIGEST] | None]
    """Digest of the application and reviews that the decision was based on."""
    own_seal: NotRequired[Annotated[str, DIGEST] | None]
    """Digest of what the event itself says, so that words and amounts rewritten later show."""
    seed: NotRequired[Mark | None]
    """The seed that set the order of the applications in the sitting."""
    round: NotRequired[RoundId | None]
    """The round where it was decided, or the round it was carried into."""
    published: NotRequired[Moment | None]
    """When the decision that this corrects was published; a letter about the correction replaces the earlier one."""
    amount: NotRequired[Money | None]
    """What was paid, or what came back."""
    part: NotRequired[bool | None]
    """Whether this pays part of the award, with the rest still to come."""
    reference: NotRequired[Label | None]
    """The payment's own reference, without a name or account number."""
    spent: NotRequired[Money | None]
    """How much was spent, as reported; a later report replaces an earlier one."""
    learnt: NotRequired[Words | None]
    """What the applicant learnt, as reported."""


class Cost(Declared):
    """One item of cost."""

    item: Label
    """What it is for."""
    amount: Money
    """What it costs."""


class Application(RecordFields):
    """A short application, with the reason why money is the key barrier and costs that add up."""

    id: ApplicationId
    """Kind, year and month, and seven random characters; the file's name."""
    practitioner: Annotated[PractitionerId, Fixed("An application stays with the person who applies.")]
    """Who applies."""
    licence: TheirLicenceId
    """The applicant's licence."""
    project: TheirProjectId
    """The project that the money is for."""
    round: Annotated[RoundId, LED, Fixed("Move an application to another quarter in a change of its own.", "fund edit")]
    """The quarter; carrying the application to another one changes it."""
    revision: Annotated[int, Between(1), Fixed("It goes up automatically with each edit after submission."), COUNTED]
    """Goes up with each edit after submission."""
    key_barrier: Words
    """Why money is the key barrier."""
    costs: Annotated[list[Cost], Length(1)]
    """What the money is for, item by item; the costs add up to the amount."""
    amount: Money
    """What is asked for: the sum of the costs."""
    other_sources: NotRequired[Words | None]
    """What other sources of money you have tried."""
    payee: Literal["practitioner", "host"]
    """Who is paid."""
    answers: NotRequired[Annotated[list[Answer], By("question"), Listed("fund.questions")] | None]
    """Answers to the programme's other questions."""
    timeline: Annotated[list[ApplicationEvent], Length(1)]
    """What happened, oldest first. The history of the record is kept only here."""


#: Outcomes of a decision, which are also the states it leads to.
OUTCOMES: tuple[str, ...] = ("funded", "part-funded", "deferred", "not-funded")
#: States after an award was accepted.
_AFTER: tuple[str, ...] = ("accepted", "revoked", "part-paid", "paid", "reported", "closed")
#: States of an application that money of its round is given to; of a revoked one, what was paid before.
AWARDED: tuple[str, ...] = ("funded", "part-funded", *_AFTER)
#: States of an award that is not paid in full.
UNPAID = ("funded", "part-funded", "accepted", "part-paid")
#: States of an application that has a decision.
DECIDED: tuple[str, ...] = (*OUTCOMES, "award-declined", *_AFTER)
#: States in which an application is reviewed.
UNDER_REVIEW: tuple[str, ...] = ("submitted", "eligible")

_DECISION = ("outcome", "reasons")
_DECISION_MAY = ("award", "asked", "quarter", "asks", "seal", "own_seal", "seed", "round")
#: States that a screening leads to.
_SCREENED = ("eligible", "not-eligible")
_BY_OUTCOME = {o: o for o in OUTCOMES}
#: A payment of a part leaves the rest to come; any other pays the award in full.
_PAID = {str(None): "paid", str(False): "paid", str(True): "part-paid"}
#: States that an application keeps when it is carried out of a round that was cancelled.
_CARRIED_AS_IT_IS = ("submitted", "returned", "eligible")
_SCREEN_AGAIN = ("--outcome", "eligible", "--reason", "WHY")
_DECIDED_ALREADY = Remedy(
    "It is already decided. You can correct the decision, with a reason: ", Command("fund correct", THIS), "."
)

APPLICATION = Kind(
    "application", "app", "applications", Application, listed_by="fund list", example="app-2611-h6k2d9s",
    begun_by="fund apply",
    columns=(
        ID, STATUS, Cell("quarter", lambda r: str(r.get("round", "")).upper(), keep=True),
        Cell("project", "project", keep=True), Cell("asked", "amount", right=True), WHO,
    ),
    states=(
        "draft", "submitted", "returned", "withdrawn", "not-eligible", "eligible", "funded", "part-funded", "deferred",
        "not-funded", "accepted", "award-declined", "revoked", "part-paid", "paid", "reported", "closed",
    ),
    closed=("withdrawn", "not-eligible", *DECIDED),
    # what is deferred, or still has money to come or to account for, goes on
    over=("withdrawn", "not-eligible", "not-funded", "award-declined", "revoked", "closed"),
    transitions=(
        Transition("apply", (NOT_YET,), "draft", HOLDER, "begun"),
        Transition(
            "submit", ("draft", "returned"), "submitted", HOLDER, "submitted",
            may=("revision", "late"), opposite="withdraw",
        ),
        Transition(
            "return", ("submitted",), "returned", COORDINATOR, "returned", reason=True, may=("own_seal",),
        ),
        Transition(
            "withdraw", ("draft", "submitted", "returned", "eligible", "deferred"), "withdrawn", HOLDER, "withdrawn",
        ),
        Transition(
            "screen", ("submitted", *_SCREENED), "eligible", COORDINATOR, "screened",
            carries=("outcome",), may=("criterion", "own_seal"), by_detail="outcome", replaces=("outcome", "criterion"),
            targets={"eligible": "eligible", "not-eligible": "not-eligible"}, taking_back=(COORDINATOR, True),
            again=_SCREENED, instead=dict.fromkeys(OUTCOMES, _DECIDED_ALREADY), judges=("application",),
        ),
        Transition(
            "decide", ("eligible",), "funded", COORDINATOR, "decided",
            carries=(*_DECISION, "seal"), may=_DECISION_MAY, by_detail="outcome", targets=_BY_OUTCOME,
            opposite="correct", judges=("application", "reviews"),
            instead={
                "submitted": Remedy("Screen it first: ", Command("fund screen", THIS), "."),
                "not-eligible": Remedy(
                    "If it was screened wrongly, screen it again: ", Command("fund screen", THIS, *_SCREEN_AGAIN), ".",
                ),
                "deferred": Remedy("Carry it into its quarter first: ", Command("fund carry", THIS), "."),
                **dict.fromkeys(("funded", "part-funded", "not-funded"), _DECIDED_ALREADY),
            },
        ),
        Transition(
            "carry", ("deferred", "not-funded", *_CARRIED_AS_IT_IS), "eligible", COORDINATOR,
            "carried into another quarter",
            carries=("round",), keeps=_CARRIED_AS_IT_IS, undone="Not carried", changes=("round",),
        ),
        Transition(
            "correct", ("not-eligible", *OUTCOMES), "funded", COORDINATOR, "corrected",
            reason=True, carries=(*_DECISION, "seal"), may=(*_DECISION_MAY, "published"), by_detail="outcome",
            targets=_BY_OUTCOME, judges=("application", "reviews", "decision"), in_step=True,
        ),
        Transition(
            "accept", ("funded", "part-funded"), "accepted", HOLDER, "award accepted",
            undone="Award not accepted", judges=("decision",), in_step=True,
        ),
        Transition(
            "decline-award", ("funded", "part-funded"), "award-declined", HOLDER, "award declined",
            undone="Award not declined", in_step=True,
        ),
        Transition(
            "revoke", ("funded", "part-funded", "accepted", "part-paid"), "revoked", COORDINATOR, "award revoked",
            reason=True, may=("own_seal",), undone="Award not revoked", in_step=True,
            instead={
                "paid": Remedy(
                    "It is already paid. If money comes back, record it with: ", Command("fund return-money", THIS),
                    ".",
                ),
            },
        ),
        Transition(
            "pay", ("accepted", "part-paid", "paid"), "paid", COORDINATOR, "paid",
            may=("amount", "reference", "part", "own_seal"), by_detail="part", targets=_PAID,
            judges=("application", "decision"), in_step=True, taking_back=(COORDINATOR, True),
            instead={
                "funded": Remedy("The applicant must accept it first: ", Command("fund accept", THIS), "."),
                "part-funded": Remedy("The applicant must accept it first: ", Command("fund accept", THIS), "."),
            },
        ),
        Transition(
            "report", ("part-paid", "paid", "reported", "revoked"), "reported", HOLDER, "reported",
            may=("spent", "learnt"), keeps=("part-paid", "revoked"), replaces=("spent", "learnt"),
        ),
        Transition(
            "return-money", ("part-paid", "paid", "reported", "revoked", "closed"), SAME, COORDINATOR, "money returned",
            carries=("amount",), may=("reference", "own_seal"), undone="No money returned",
            taking_back=(COORDINATOR, True),
        ),
        Transition(
            "finish", ("reported", "revoked"), "closed", COORDINATOR, "closed", may=("own_seal",),
            taking_back=(COORDINATOR, True),
        ),
        Transition(
            "edit", ("draft", "submitted", "returned", "eligible", "deferred"), SAME, EITHER, "edited",
            carries=("fields",), changes=("revision",), instead=dict.fromkeys(OUTCOMES, _DECIDED_ALREADY),
        ),
    ),
)  # fmt: skip
