"""Items of the programme's lists: choices, points of a checklist, evidence, and criteria with their scores."""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired

from imatter_cli.domain.kinds.declared import Declared
from imatter_cli.domain.kinds.fields import Count, Label, Length, Slug, Words
from imatter_cli.domain.kinds.forms import FIELD


class Item(Declared):
    """One choice: its id in records, its name on screens, and a short note."""

    id: Slug
    """The id in records; it stays the same when the name changes."""
    name: Label
    """The name on screens."""
    note: NotRequired[Label | None]
    """A short note shown with the name."""


class ProjectType(Item):
    """A type of project. If it needs a Lead, the project names one, and that Lead acknowledges it."""

    needs_lead: NotRequired[bool]
    """Whether a named Lead must acknowledge it before it runs."""


class ChecklistItem(Item):
    """A point on a checklist, and the field that shows it."""

    field: Annotated[str, FIELD]
    """The field of the project that meets the point."""


class Evidence(Item):
    """A requirement of the certification: what counts towards it, and how much is needed."""

    evidence: Literal["completed-projects", "reflections", "shared-reflections", "journey-steps", "person"]
    """What counts towards it."""
    count: Count
    """How many are needed."""


class AskedOf(Declared):
    """A question and why it is asked."""

    id: Slug
    """What records say. Keep it when the words change."""
    ask: Words
    """The question."""
    why: Words
    """Why it is asked."""


class Criterion(Declared):
    """A criterion of the rubric, with a sentence for each score from 0 up."""

    id: Slug
    """The id in scores; it stays the same when the name changes."""
    name: Label
    """The name on screens."""
    ask: Words
    """The question that the reviewer answers."""
    scores: Annotated[list[Words], Length(2, 11)]
    """A sentence for each score, from 0 up."""
