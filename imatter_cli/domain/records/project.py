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
    lead: PractitionerId | None = None
    acknowledged: Day | None = None
    """When the named Lead acknowledged a project of complex engagement."""
    individual: IndividualCode | None = None
    """Who withdrew, by code."""
    unmet: list[Slug] | None = None
    """Completion criteria that were not met when it was completed all the same."""


class Individual(Strict):
    """One who takes part: a code and an age band, never a name or a date of birth."""

    code: IndividualCode
    age_band: Slug | None = None
    withdrawn: Day | None = None
    """When they withdrew, if they did."""


class Step(Strict):
    """One small step."""

    text: Words
    by: Day | None = None
    """When it is meant to be done."""
    done: Day | None = None
    """When it was done."""


class Invitation(Strict):
    """How the individuals were invited."""

    date: Day
    consent: bool
    withdraw: Words | None = None
    """How they can withdraw."""


class Safeguarding(Strict):
    """The host's own procedures: known or not, since when and who to turn to by role. Never a narrative."""

    known: bool
    date: Day | None = None
    role: Label | None = None


class Acknowledgement(Strict):
    """The Lead's acknowledgement of a project of complex engagement, or the practitioner's record of it."""

    lead: PractitionerId
    date: Day


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
    lead: PractitionerId | None = None
    """The named Lead, which complex engagement needs."""
    acknowledgement: Acknowledgement | None = None
    invitation: Invitation | None = None
    safeguarding: Safeguarding | None = None
    resources: list[Label] | None = None
    """I Matter resources used."""
    steps: list[Step] | None = None
    """Small steps, planned and done."""
    stage: Slug | None = None
    """Where in the cycle it is; the timeline leads to it."""
    timeline: Annotated[list[ProjectEvent], Field(min_length=1)]
