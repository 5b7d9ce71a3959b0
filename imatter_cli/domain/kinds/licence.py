"""A licence to run microprojects (the licence page, "How the licence works")."""

from __future__ import annotations

from typing import Annotated, NotRequired

from imatter_cli.domain.kinds.declared import Declared
from imatter_cli.domain.kinds.fields import (
    OF_ONE,
    By,
    Day,
    Event,
    Fixed,
    Label,
    Length,
    LicenceId,
    Listed,
    PractitionerId,
    RecordFields,
    Slug,
    TheirProjectId,
    Words,
)
from imatter_cli.domain.kinds.kind import Kind
from imatter_cli.domain.kinds.life import COORDINATOR, EITHER, HOLDER, NOT_YET, SAME, Transition
from imatter_cli.domain.kinds.listing import ID, STATUS, WHO, Cell, begun
from imatter_cli.remedies import THIS, Command, Remedy


class LicenceEvent(Event):
    """An event of a licence's life."""

    ends: NotRequired[Day | None]
    """The last day of the term, where the programme sets one."""
    reference: NotRequired[Label | None]
    """The issuer's own reference, for one issued elsewhere."""
    learnt: NotRequired[Words | None]
    """From the relevance conversation: what was learnt."""
    next: NotRequired[Words | None]
    """From the relevance conversation: what comes next."""


class Answer(Declared):
    """An answer to one of the programme's questions, by the question's id."""

    question: Slug
    """The question's id in the programme file."""
    answer: Words | bool
    """True or false, or words."""


class Licence(RecordFields):
    """Applied for together with a project idea; continued, paused or renewed by relevance."""

    id: LicenceId
    """Kind, year and month, and seven random characters; the file's name."""
    practitioner: Annotated[PractitionerId, Fixed("A licence is one person's and stays theirs.")]
    """Who holds it."""
    idea: NotRequired[TheirProjectId | None]
    """The project idea that it was applied for with."""
    focus_areas: NotRequired[Annotated[list[Label], Length(1), OF_ONE] | None]
    """Real-world areas that learning is applied in."""
    eligibility: NotRequired[Annotated[list[Answer], By("question"), Listed("eligibility"), OF_ONE] | None]
    """Answers to the programme's eligibility questions."""
    reference: NotRequired[Label | None]
    """The issuer's own reference, if it has one."""
    ends: NotRequired[
        Annotated[
            Day, Fixed("It is given with the licence, and changes when it is continued or renewed.", "licence continue")
        ]
        | None
    ]
    """The last day of the term, where the programme sets one."""
    timeline: Annotated[list[LicenceEvent], Length(1)]
    """What happened, oldest first. The history of the record is kept only here."""


LICENCE = Kind(
    "licence", "lic", "licences", Licence, listed_by="licence list", example="lic-2601-m3k8r1d",
    begun_by="licence apply",
    columns=(ID, STATUS, WHO, Cell("focus areas", "focus_areas"), Cell("ends", "ends", keep=True)),
    also_in_csv=(Cell("reference", "reference"), Cell("idea", "idea"), Cell("since", begun)),
    states=("draft", "submitted", "returned", "declined", "active", "paused", "ended"), closed=("declined", "ended"),
    transitions=(
        Transition("apply", (NOT_YET,), "draft", HOLDER, "begun"),
        Transition(
            "submit", ("draft", "returned"), "submitted", HOLDER, "submitted",
            opposite="withdraw", instead={"submitted": "You have already submitted it to the coordinator."},
        ),
        Transition(
            "withdraw", ("submitted", "returned"), "draft", HOLDER, "withdrawn to a draft",
            undone="Not withdrawn", opposite="submit",
        ),
        Transition("return", ("submitted",), "returned", COORDINATOR, "returned", reason=True),
        Transition(
            "decline", ("submitted",), "declined", COORDINATOR, "not granted",
            reason=True, undone="Not declined",
        ),
        Transition(
            "issue", ("submitted",), "active", COORDINATOR, "issued",
            may=("ends", "reference"), changes=("ends", "reference"),
            instead={"draft": Remedy("Submit it first: ", Command("licence submit", THIS), ".")},
        ),
        Transition(
            "record", (NOT_YET, "draft", "submitted", "returned"), "active", EITHER, "recorded as issued elsewhere",
            may=("ends", "reference"), undone="Not recorded", changes=("ends", "reference", "focus_areas"),
        ),
        Transition(
            "continue", ("active",), SAME, COORDINATOR, "continued",
            may=("learnt", "next", "ends"), changes=("ends",),
        ),
        Transition("pause", ("active",), "paused", EITHER, "paused", opposite="resume"),
        Transition(
            "resume", ("paused",), "active", EITHER, "resumed",
            opposite="pause",
            instead={"ended": Remedy("Renew it, or apply again: ", Command("licence renew", THIS), ".")},
        ),
        Transition(
            "renew", ("active", "paused", "ended"), "active", COORDINATOR, "renewed",
            may=("ends", "learnt", "next"), changes=("ends",),
        ),
        Transition("end", ("active", "paused"), "ended", COORDINATOR, "ended", reason=True, opposite="renew"),
        Transition(
            "edit", ("draft", "returned", "active", "paused"), SAME, EITHER, "edited",
            carries=("fields",),
            instead={"submitted": Remedy("Withdraw it first: ", Command("licence withdraw", THIS), ".")},
        ),
    ),
)  # fmt: skip
