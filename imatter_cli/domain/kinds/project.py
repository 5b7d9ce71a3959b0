"""A microproject: small steps with one to three individuals (the licence page, "What the licence allows you to do")."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, NotRequired

from imatter_cli.domain.cells import joined
from imatter_cli.domain.data import Data
from imatter_cli.domain.kinds.declared import Declared
from imatter_cli.domain.kinds.fields import (
    HAPPENED,
    LED,
    OF_ONE,
    By,
    Day,
    Event,
    Fixed,
    IndividualCode,
    Label,
    Length,
    LicenceId,
    Listed,
    PartId,
    PartOf,
    PractitionerId,
    ProjectId,
    RecordFields,
    Slug,
    TheirLicenceId,
    Words,
)
from imatter_cli.domain.kinds.kind import Kind
from imatter_cli.domain.kinds.life import EITHER, GONE, NOT_YET, SAME, Transition
from imatter_cli.domain.kinds.listing import ID, STATUS, WHO, Cell, begun
from imatter_cli.remedies import THIS, Command, Remedy

#: What the ids of small steps begin with.
STEP = "s"


class ProjectEvent(Event):
    """An event of a project's life."""

    licence: NotRequired[LicenceId | None]
    """The licence it was started under."""
    stage: NotRequired[Annotated[Slug, Listed("stages")] | None]
    """The stage of the cycle it moved to."""
    step: NotRequired[Annotated[int | str, PartOf("steps")] | None]
    """Which small step, by its id; in records of version 0.1.0 by its number."""
    done: NotRequired[Annotated[Day, HAPPENED] | None]
    """When that step was done."""
    support: NotRequired[Annotated[Slug, Listed("support")] | None]
    """The support from then on, one of the programme's."""
    lead: NotRequired[PractitionerId | None]
    """The Lead practitioner from then on."""
    acknowledged: NotRequired[Annotated[Day, HAPPENED] | None]
    """When the named Lead acknowledged a project of complex engagement."""
    individual: NotRequired[IndividualCode | None]
    """Who withdrew, by code."""
    unmet: NotRequired[list[Annotated[Slug, Listed("completion")]] | None]
    """Completion criteria that were not met when it was completed all the same."""


class Individual(Declared):
    """One who takes part: a code and an age band, never a name or a date of birth."""

    code: IndividualCode
    """P1, P2, P3: keep who that is somewhere else."""
    age_band: NotRequired[Annotated[Slug, Listed("age_bands")] | None]
    """One of the programme's age bands, never a date of birth."""
    withdrawn: NotRequired[Annotated[Day, HAPPENED] | None]
    """When they withdrew, if they did."""


class Step(Declared):
    """One small step."""

    id: NotRequired[PartId]
    """Its id in this project, which imatter gives it; steps of version 0.1.0 have none until they change."""
    text: Words
    """What will be done."""
    by: NotRequired[Day | None]
    """When it is meant to be done."""
    done: NotRequired[Annotated[Day, HAPPENED] | None]
    """When it was done."""


class Invitation(Declared):
    """How the individuals were invited."""

    date: Annotated[Day, HAPPENED]
    """When they were invited."""
    consent: bool
    """Whether they agreed, or somebody who speaks for them did."""
    withdraw: NotRequired[Words | None]
    """How they can withdraw."""


class Safeguarding(Declared):
    """The host's own procedures: known or not, since when and who to turn to by role. Never a narrative."""

    known: bool
    """Whether the practitioner knows the host's procedures."""
    date: NotRequired[Annotated[Day, HAPPENED] | None]
    """When the practitioner last read them."""
    role: NotRequired[Label | None]
    """Who to turn to, by role."""


class Acknowledgement(Declared):
    """The Lead's acknowledgement of a project of complex engagement, or the practitioner's record of it."""

    lead: PractitionerId
    """Which Lead practitioner it is from."""
    date: Annotated[Day, HAPPENED]
    """When it was given."""


class Project(RecordFields):
    """A project from plan to completion."""

    id: ProjectId
    """Kind, year and month, and seven random characters; the file's name."""
    practitioner: Annotated[PractitionerId, Fixed("A project stays with the person who runs it.")]
    """Who runs it."""
    licence: NotRequired[Annotated[TheirLicenceId, Fixed("It is set when the project starts.")] | None]
    """The licence it runs under, from its start on."""
    type: Annotated[Slug, Listed("project_types")]
    """The programme's type of project."""
    setting: Annotated[Slug, Listed("settings"), OF_ONE]
    """The type of place, never its name."""
    focus_areas: Annotated[list[Label], Length(1), OF_ONE]
    """What it is about; the first one names it on screens."""
    individuals: Annotated[list[Individual], Length(1), By("code", given_here=True), OF_ONE]
    """Who takes part, as codes."""
    support: NotRequired[Annotated[Slug, Listed("support")]]
    """Which of the programme's kinds of support it has."""
    supported_by: NotRequired[PractitionerId | None]
    """The Link or Lead practitioner who supports it, by code."""
    lead: NotRequired[PractitionerId | None]
    """The named Lead, which complex engagement needs."""
    acknowledgement: NotRequired[Acknowledgement | None]
    """The Lead's acknowledgement, which complex engagement needs."""
    invitation: NotRequired[Annotated[Invitation, OF_ONE] | None]
    """How the individuals were invited."""
    safeguarding: NotRequired[Annotated[Safeguarding, OF_ONE] | None]
    """That the host's own procedures are known, and who to turn to."""
    resources: NotRequired[Annotated[list[Label], OF_ONE] | None]
    """I Matter resources used."""
    steps: NotRequired[Annotated[list[Step], By("id", STEP), OF_ONE] | None]
    """Small steps, planned and done."""
    stage: NotRequired[
        Annotated[Slug, Listed("stages"), LED, Fixed("The stage of a project has its own command.", "project move")]
        | None
    ]
    """Where in the cycle it is; the timeline leads to it."""
    timeline: Annotated[list[ProjectEvent], Length(1)]
    """What happened, oldest first. The history of the record is kept only here."""


def _taking_part(record: Data) -> str:
    """The individuals as codes with age bands: `P1 8-11; P2`."""
    found = record.get("individuals")
    some = [i for i in found if isinstance(i, Mapping)] if isinstance(found, list) else []
    return joined(" ".join(str(i[k]) for k in ("code", "age_band") if i.get(k)) for i in some)


PROJECT = Kind(
    "project", "prj", "projects", Project, listed_by="project list", example="prj-2611-7kq4m2x", begun_by="project new",
    columns=(ID, STATUS, Cell("focus areas", "focus_areas"), Cell("type", "type"), Cell("stage", "stage"), WHO),
    also_in_csv=(
        Cell("licence", "licence"), Cell("setting", "setting"), Cell("individuals", _taking_part),
        Cell("support", "support"), Cell("since", begun),
    ),
    states=("planned", "active", "paused", "completed", "stopped"), closed=("completed", "stopped"),
    transitions=(
        Transition("plan", (NOT_YET,), "planned", EITHER, "planned"),
        Transition(
            "start", ("planned",), "active", EITHER, "started",
            may=("licence",), changes=("licence",),
            instead={
                "paused": Remedy("To take it up again: ", Command("project resume", THIS), "."),
                "completed": Remedy("To take it up again: ", Command("project revisit", THIS), "."),
                "stopped": Remedy("To take it up again: ", Command("project revisit", THIS), "."),
            },
        ),
        Transition(
            "move", ("active",), SAME, EITHER, "moved to another stage",
            carries=("stage",), undone="Not moved", changes=("stage",),
        ),
        Transition(
            "step", ("planned", "active"), SAME, EITHER, "small step noted",
            carries=("step",), may=("done",), undone="No step noted", changes=("steps",), only_changes=True,
        ),
        Transition(
            "support", ("planned", "active", "paused"), SAME, EITHER, "support changed",
            may=("support", "lead", "acknowledged"), undone="Support not changed",
            changes=("support", "supported_by", "lead", "acknowledgement"), only_changes=True,
        ),
        Transition(
            "withdraw-individual", ("planned", "active", "paused", "completed", "stopped"), SAME, EITHER,
            "an individual withdrew",
            carries=("individual",), undone="Nobody withdrawn", changes=("individuals",), only_changes=True,
        ),
        Transition("pause", ("active",), "paused", EITHER, "paused", opposite="resume"),
        Transition("resume", ("paused",), "active", EITHER, "resumed", changes=("licence",), opposite="pause"),
        Transition(
            "complete", ("active",), "completed", EITHER, "completed",
            may=("unmet",), opposite="revisit",
            instead={
                "planned": Remedy("Start it first: ", Command("project start", THIS), "."),
                "paused": Remedy("Resume it first: ", Command("project resume", THIS), "."),
            },
        ),
        Transition(
            "stop", ("active", "paused"), "stopped", EITHER, "stopped",
            reason=True, opposite="revisit",
            instead={
                "planned": Remedy("To discard a plan that never started: ", Command("project discard", THIS), "."),
            },
        ),
        Transition(
            "revisit", ("completed", "stopped"), "active", EITHER, "taken up again",
            reason=True, changes=("licence",),
        ),
        Transition("discard", ("planned",), GONE, EITHER, "discarded"),
        Transition(
            "edit", ("planned", "active", "paused"), SAME, EITHER, "edited",
            carries=("fields",),
            instead={
                "completed": Remedy("Take it up again first: ", Command("project revisit", THIS), "."),
                "stopped": Remedy("Take it up again first: ", Command("project revisit", THIS), "."),
            },
        ),
    ),
)  # fmt: skip
