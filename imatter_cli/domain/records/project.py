"""A microproject: small steps with one to three individuals (the licence page, "What the licence allows you to do")."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from imatter_cli.domain.records.base import (
    Count,
    Day,
    Event,
    IndividualCode,
    Label,
    LicenceId,
    PractitionerId,
    ProjectId,
    Record,
    Slug,
    Strict,
    Words,
)

Support = Literal["none", "link", "lead"]


class ProjectEvent(Event):
    """An event of a project's life."""

    licence: LicenceId | None = None
    """The licence it was started under."""
    stage: Slug | None = None
    """The stage of the cycle it moved to."""
    step: Count | None = None
    """Which small step, counted from 1."""
    done: Day | None = None
    """When that step was done."""
    support: Support | None = None
    """The support from then on."""
    lead: PractitionerId | None = None
    """The Lead practitioner from then on."""
    acknowledged: Day | None = None
    """When the named Lead acknowledged a project of complex engagement."""
    individual: IndividualCode | None = None
    """Who withdrew, by code."""
    unmet: list[Slug] | None = None
    """Completion criteria that were not met when it was completed all the same."""


class Individual(Strict):
    """One who takes part: a code and an age band, never a name or a date of birth."""

    code: IndividualCode
    """P1, P2, P3: keep who that is somewhere else."""
    age_band: Slug | None = None
    """One of the programme's age bands, never a date of birth."""
    withdrawn: Day | None = None
    """When they withdrew, if they did."""


class Step(Strict):
    """One small step."""

    text: Words
    """What is to be done."""
    by: Day | None = None
    """When it is meant to be done."""
    done: Day | None = None
    """When it was done."""


class Invitation(Strict):
    """How the individuals were invited."""

    date: Day
    """When they were invited."""
    consent: bool
    """Whether they, or whoever speaks for them, agreed."""
    withdraw: Words | None = None
    """How they can withdraw."""


class Safeguarding(Strict):
    """The host's own procedures: known or not, since when and who to turn to by role. Never a narrative."""

    known: bool
    """Whether the practitioner knows the host's procedures."""
    date: Day | None = None
    """When they were last looked at."""
    role: Label | None = None
    """Who to turn to, by role."""


class Acknowledgement(Strict):
    """The Lead's acknowledgement of a project of complex engagement, or the practitioner's record of it."""

    lead: PractitionerId
    """Which Lead practitioner it is from."""
    date: Day
    """When it was given."""


class Project(Record):
    """A project from plan to completion."""

    KIND: ClassVar[str] = "project"

    id: ProjectId
    practitioner: PractitionerId
    """Who runs it."""
    licence: LicenceId | None = None
    """The licence it runs under, from its start on."""
    type: Slug
    """The programme's type of project."""
    setting: Slug
    """The type of place, never its name."""
    focus_areas: Annotated[list[Label], Field(min_length=1)]
    """What it is about; the first one names it on screens."""
    individuals: Annotated[list[Individual], Field(min_length=1)]
    """Who takes part, as codes."""
    support: Support = "none"
    """Support by a Link or Lead practitioner, or none."""
    supported_by: PractitionerId | None = None
    """The Link or Lead practitioner who supports it, by code."""
    lead: PractitionerId | None = None
    """The named Lead, which complex engagement needs."""
    acknowledgement: Acknowledgement | None = None
    """The Lead's acknowledgement, which complex engagement needs."""
    invitation: Invitation | None = None
    """How the individuals were invited."""
    safeguarding: Safeguarding | None = None
    """That the host's own procedures are known, and who to turn to."""
    resources: list[Label] | None = None
    """I Matter resources used."""
    steps: list[Step] | None = None
    """Small steps, planned and done."""
    stage: Slug | None = None
    """Where in the cycle it is; the timeline leads to it."""
    timeline: Annotated[list[ProjectEvent], Field(min_length=1)]
    """What happened, oldest first: the only place where its life is told."""
