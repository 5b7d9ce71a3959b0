"""A round: a quarter of the Microproject Development Fund."""

from __future__ import annotations

from typing import Annotated, NotRequired

from imatter_cli.domain.kinds.criteria import AskedOf, Criterion, Item
from imatter_cli.domain.kinds.fields import (
    AS_ONE,
    Between,
    Currency,
    Day,
    Event,
    Length,
    Money,
    PractitionerId,
    RecordFields,
    RoundId,
)
from imatter_cli.domain.kinds.forms import DIGEST
from imatter_cli.domain.kinds.kind import Kind
from imatter_cli.domain.kinds.life import COORDINATOR, NOT_YET, SAME, Transition
from imatter_cli.domain.kinds.listing import STATUS, Cell
from imatter_cli.remedies import THIS, Command, Remedy


class RoundEvent(Event):
    """An event of a round's life."""

    without: NotRequired[list[PractitionerId] | None]
    """The reviewers that an edit took out of the round: the reviews that they still had to write are not waited for."""
    own_seal: NotRequired[Annotated[str, DIGEST] | None]
    """Digest of the round's terms as they were published, so that terms rewritten later show."""


class Round(RecordFields):
    """Budget, dates and rules of one quarter, frozen as they were when it was opened."""

    id: RoundId
    """The quarter, as 2026-q4; the file's name."""
    budget: Annotated[Money, AS_ONE]
    """How much can be given in this quarter."""
    reserve: NotRequired[Annotated[Money, AS_ONE] | None]
    """The part of the budget that is kept back."""
    opens: Annotated[Day, AS_ONE]
    """The first day for applications."""
    closes: Annotated[Day, AS_ONE]
    """The last day for applications."""
    ceiling: NotRequired[Annotated[Money, AS_ONE] | None]
    """The most that one application can be given."""
    currency: NotRequired[Annotated[Currency, AS_ONE] | None]
    """The currency of its amounts, as it was when the round was opened; the programme's if left out."""
    quorum: Annotated[int, Between(1, 20), AS_ONE]
    """How many submitted reviews, free of conflicts, a decision needs."""
    reviewers: Annotated[list[PractitionerId], AS_ONE]
    """Who reviews in this round."""
    criteria: NotRequired[Annotated[list[Item], Length(1), AS_ONE] | None]
    """What makes an application eligible, as it was when the round was opened; the programme's if left out."""
    rubric: NotRequired[Annotated[list[Criterion], Length(1), AS_ONE] | None]
    """What it is scored by, as it was when the round was opened; the programme's if left out."""
    questions: NotRequired[Annotated[list[AskedOf], AS_ONE] | None]
    """The fund's own questions, as they were when the round was opened; the programme's if left out."""
    timeline: Annotated[list[RoundEvent], Length(1)]
    """What happened, oldest first. The history of the record is kept only here."""


ROUND = Kind(
    "round", "", "rounds", Round, listed_by="fund rounds", example="2026-q4", begun_by="fund open", holder="",
    columns=(
        Cell("quarter", lambda r: str(r.get("id", "")).upper(), keep=True), STATUS,
        Cell("budget", "budget", right=True), Cell("opens", "opens", keep=True), Cell("closes", "closes", keep=True),
        Cell("quorum", "quorum", right=True),
    ),
    states=("open", "closed", "published", "cancelled"), closed=("published", "cancelled"),
    transitions=(
        Transition("open", (NOT_YET,), "open", COORDINATOR, "opened"),
        Transition("close", ("open",), "closed", COORDINATOR, "closed", opposite="reopen"),
        Transition("reopen", ("closed",), "open", COORDINATOR, "opened again", reason=True, opposite="close"),
        Transition(
            "publish", ("closed",), "published", COORDINATOR, "published",
            may=("own_seal",), for_ever=True, in_step=True,
            instead={"open": Remedy("Close it first: ", Command("fund close", THIS), ".")},
        ),
        Transition("cancel", ("open", "closed"), "cancelled", COORDINATOR, "cancelled", reason=True),
        Transition(
            "edit", ("open", "closed"), SAME, COORDINATOR, "edited",
            carries=("fields",), may=("without",),
            instead={
                "published": Remedy(
                    "A published round can't be changed, but you can correct a decision in it: ",
                    Command("fund correct", "APPLICATION"), ".",
                ),
            },
        ),
    ),
)  # fmt: skip
