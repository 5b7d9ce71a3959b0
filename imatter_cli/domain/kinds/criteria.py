"""Items of the programme's lists: choices, points of a checklist, evidence, and criteria with their scores."""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired

from typing_extensions import TypedDict

from imatter_cli.domain.kinds.fields import Count, Form, Label, Length, Slug, Words


class Item(TypedDict):
    """One choice: its id in records, its name on screens, and a note beside it."""

    id: Slug
    """What records say; it stays when the name changes."""
    name: Label
    """What screens say."""
    note: NotRequired[Label | None]
    """A few words beside it."""


class ProjectType(Item):
    """A type of project; one that needs a Lead needs a named one and that Lead's acknowledgement."""

    needs_lead: NotRequired[bool]
    """Whether it runs only with a named Lead who has acknowledged it."""


class ChecklistItem(Item):
    """A point of a checklist, and the field that shows it."""

    field: Annotated[str, Form(r"^([a-z0-9]+(-[a-z0-9]+)*|[a-z_]+)$")]
    """The project's field that meets the point."""


class Evidence(Item):
    """A requirement of the certification, what counts for it and how much of it."""

    evidence: Literal["completed-projects", "reflections", "shared-reflections", "journey-steps", "person"]
    """What counts for it."""
    count: Count
    """How many of these are needed."""


class Criterion(TypedDict):
    """A criterion of the rubric, with a sentence for each score from 0 up."""

    id: Slug
    """What scores say; it stays when the name changes."""
    name: Label
    """What screens say."""
    ask: Words
    """What the reviewer asks."""
    scores: Annotated[list[Words], Length(2, 11)]
    """A sentence for each score, from 0 up."""
