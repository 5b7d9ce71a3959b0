"""A person of the programme: a code, no name."""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired

from imatter_cli.domain.kinds.fields import (
    LED,
    Between,
    Event,
    Fixed,
    Length,
    Listed,
    PractitionerId,
    RecordFields,
    Slug,
    Words,
)
from imatter_cli.domain.kinds.kind import Kind
from imatter_cli.domain.kinds.life import COORDINATOR, EITHER, NOT_YET, SAME, Transition
from imatter_cli.domain.kinds.listing import ID, STATUS, Cell, begun

#: The roles that rules give something to do. The programme names them, and can have others besides.
POWERS: tuple[str, ...] = ("practitioner", "link", "lead", "coordinator", "reviewer")


class PractitionerEvent(Event):
    """An event of a person's life in the programme."""

    roles: NotRequired[list[Annotated[Slug, Listed("roles")]] | None]
    """The roles from then on."""
    same_as: NotRequired[PractitionerId | None]
    """Another code of the same person, noted by a coordinator."""
    level: NotRequired[Annotated[Slug, Listed("journey_levels")] | None]
    """The level of the Learning Journey that the step was taken at."""
    scheme: NotRequired[Slug | None]
    """The scheme it belongs to."""
    evidence: NotRequired[Words | None]
    """What shows it: a certificate's code, a session's date."""
    outcome: NotRequired[Literal["certified", "not-yet"] | None]
    """What people decided about certification in a conversation; the tool never does."""


class Practitioner(RecordFields):
    """People with roles in the programme: practitioner, coordinator and so on."""

    id: PractitionerId
    """Kind, year and month, and seven random characters; the file's name."""
    roles: Annotated[
        list[Annotated[Slug, Listed("roles")]],
        Length(1),
        LED,
        Fixed("Roles have their own command.", "practitioner role"),
    ]
    """What this person does in the programme."""
    capacity: NotRequired[Annotated[Slug, Listed("capacities")] | None]
    """Whether they practise as a professional or as a practitioner-parent."""
    rhythm_days: NotRequired[Annotated[int, Between(1, 366)] | None]
    """How many days may pass between reflections before imatter asks for one."""
    same_as: NotRequired[
        Annotated[PractitionerId, LED, Fixed("Only a coordinator can note another code.", "practitioner edit")] | None
    ]
    """The code of the same person that was noted last. Every code noted before it counts as well."""
    timeline: Annotated[list[PractitionerEvent], Length(1)]
    """What happened, oldest first. The history of the record is kept only here."""


PRACTITIONER = Kind(
    "practitioner", "prc", "practitioners", Practitioner, listed_by="practitioner list", many="people",
    example="prc-2611-4t9wq2e", begun_by="practitioner new", holder="id",
    columns=(ID, STATUS, Cell("roles", "roles"), Cell("capacity", "capacity"), Cell("since", begun)),
    also_in_csv=(Cell("rhythm_days", "rhythm_days"),), states=("active", "left"), closed=("left",),
    transitions=(
        Transition("join", (NOT_YET,), "active", EITHER, "joined", may=("roles",)),
        Transition(
            "step", ("active",), SAME, EITHER, "took a step of the Learning Journey",
            carries=("level",), may=("scheme", "evidence"), undone="No step noted",
        ),
        Transition(
            "role", ("active",), SAME, COORDINATOR, "roles changed",
            carries=("roles",), undone="Roles not changed", changes=("roles",), only_changes=True,
        ),
        Transition(
            "bind", ("active", "left"), SAME, COORDINATOR, "another code of theirs noted",
            carries=("same_as",), undone="No other code noted", changes=("same_as",), taking_back=(COORDINATOR, True),
        ),
        Transition(
            "conversation", ("active",), SAME, COORDINATOR, "conversation about certification",
            reason=True, carries=("outcome",), undone="Not recorded",
        ),
        Transition("leave", ("active",), "left", EITHER, "left", reason=True, opposite="rejoin"),
        Transition("rejoin", ("left",), "active", EITHER, "rejoined", opposite="leave"),
        Transition("edit", ("active", "left"), SAME, EITHER, "edited", carries=("fields",)),
    ),
)  # fmt: skip
