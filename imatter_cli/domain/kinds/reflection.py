"""A reflection: private unless shared, and what is shared is a text of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final, NotRequired

from imatter_cli.domain.data import Data
from imatter_cli.domain.kinds.declared import Declared
from imatter_cli.domain.kinds.fields import (
    HAPPENED,
    OF_ONE,
    PRIVATE,
    By,
    Day,
    Event,
    Fixed,
    Length,
    Listed,
    PractitionerId,
    RecordFields,
    ReflectionId,
    Slug,
    TheirProjectId,
    Words,
)
from imatter_cli.domain.kinds.kind import Kind
from imatter_cli.domain.kinds.life import EITHER, NOT_YET, SAME, Transition
from imatter_cli.domain.kinds.listing import ID, STATUS, Cell

#: So many words of a reflection are shown in a list.
_FIRST: Final = 8


class Thought(Declared):
    """What was written to one prompt."""

    prompt: Slug
    """The prompt's id in its set."""
    text: Words
    """What was written to it."""


class Concern(Declared):
    """That a concern came up, when, and whether the host has it. What it was is never written here."""

    raised: bool
    """Whether a concern came up."""
    date: NotRequired[Annotated[Day, HAPPENED] | None]
    """When it came up."""
    passed_to_host: NotRequired[bool | None]
    """Whether the host has it."""


class Reflection(RecordFields):
    """Core of the practice (the licence page, "What Microproject Practice involves")."""

    id: ReflectionId
    """Kind, year and month, and seven random characters; the file's name."""
    practitioner: Annotated[PractitionerId, Fixed("A reflection stays with the person who wrote it.")]
    """Who wrote it."""
    project: TheirProjectId
    """The project that it looks back on."""
    date: Annotated[Day, HAPPENED]
    """The day that it looks back on."""
    prompts: NotRequired[Annotated[Slug, Listed("prompt_sets")] | None]
    """The programme's prompt set that was used."""
    answers: NotRequired[
        Annotated[list[Thought], By("prompt"), Listed("prompt_sets.{prompts}.prompts"), PRIVATE, OF_ONE] | None
    ]
    """The practitioner's own words, in the prompts' order; never in a programme store."""
    next_step: NotRequired[Annotated[Words, PRIVATE, OF_ONE] | None]
    """The next small step, which imatter asks about next time."""
    concern: NotRequired[Annotated[Concern, OF_ONE] | None]
    """Whether a concern came up, never what it was."""
    summary: NotRequired[Annotated[Words, OF_ONE] | None]
    """What is shared: a summary of its own."""
    timeline: Annotated[list[Event], Length(1), OF_ONE]
    """What happened, oldest first. The history of the record is kept only here."""


def first_words(record: Data) -> str:
    """How it begins: its first answer, or the summary where there is none."""
    answers = record.get("answers")
    first = answers[0] if isinstance(answers, list) and answers else None
    text = first.get("text") if isinstance(first, Mapping) else record.get("summary")
    said = str(text or "").split()
    return " ".join(said[:_FIRST]) + ("…" if len(said) > _FIRST else "")


REFLECTION = Kind(
    "reflection", "ref", "reflections", Reflection, listed_by="reflection list", example="ref-2611-c4v8n3x",
    begun_by="reflect",
    columns=(
        ID, STATUS, Cell("date", "date", keep=True), Cell("project", "project", keep=True),
        Cell("next step", "next_step"),
    ),
    also_on_a_screen=(Cell("begins", first_words),), states=("kept", "shared"), closed=(), kept_with="project",
    transitions=(
        Transition("write", (NOT_YET,), "kept", EITHER, "kept"),
        Transition("share", ("kept",), "shared", EITHER, "shared", changes=("summary",), opposite="unshare"),
        Transition(
            "unshare", ("shared",), "kept", EITHER, "no longer shared",
            undone="Not unshared", changes=("summary",), opposite="share",
        ),
        Transition("edit", ("kept", "shared"), SAME, EITHER, "edited", carries=("fields",)),
    ),
)  # fmt: skip
