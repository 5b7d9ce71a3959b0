"""A person of the programme: a code, no name."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from imatter_cli.domain.records.base import Event, PractitionerId, Record, Slug, Words

Role = Literal["practitioner", "link", "lead", "coordinator", "reviewer"]


class PractitionerEvent(Event):
    """An event of a person's life in the programme."""

    roles: list[Role] | None = None
    """The roles from then on."""
    same_as: PractitionerId | None = None
    """Another code of the same person, as a coordinator noted it."""
    level: Slug | None = None
    """The level of the Learning Journey that the step was taken at."""
    scheme: Slug | None = None
    """The scheme it belongs to."""
    evidence: Words | None = None
    """What shows it: a certificate's code, a session's date."""
    outcome: Literal["certified", "not-yet"] | None = None
    """What people decided about certification in a conversation; the tool never does."""


class Practitioner(Record):
    """People with roles: practitioner, link, lead, coordinator, reviewer (DESIGN.md, section 1)."""

    KIND: ClassVar[str] = "practitioner"

    id: PractitionerId
    roles: Annotated[list[Role], Field(min_length=1)]
    """What this person does in the programme."""
    capacity: Slug | None = None
    """Whether they practise as a professional or as a practitioner-parent."""
    rhythm_days: Annotated[int, Field(ge=1, le=366)] | None = None
    """How many days may pass between reflections before home asks for one."""
    same_as: PractitionerId | None = None
    """The code of the same person that was noted last. Every code noted before it counts as well."""
    timeline: Annotated[list[PractitionerEvent], Field(min_length=1)]
    """What happened, oldest first: the only place where its life is told."""
