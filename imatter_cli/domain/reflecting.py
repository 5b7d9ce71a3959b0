"""What a reflection may hold, and where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from imatter_cli import sources
from imatter_cli.domain import dates, timeline
from imatter_cli.domain.data import Data
from imatter_cli.errors import Refused
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Many, Named, Prose, Said

PRIVATE = sources.SHARED_ONLY
SOURCE = 'the licence page, "What Microproject Practice involves"'
#: Fields that are the practitioner's own words and stay in their notebook.
OWN_WORDS = ("answers", "next_step")
#: The option of `reflection edit` for the day that it looks back on.
OWN_DAY = ("--looks-back-on", "DAY")


def texts(reflection: Data) -> Iterator[tuple[str, str]]:
    """Everything in it that can be read, as (the prompt's id or the field, text)."""
    for thought in reflection.get("answers") or ():
        if isinstance(thought, Mapping):
            yield str(thought.get("prompt", "")), str(thought.get("text", ""))
    for name in ("next_step", "summary"):
        if reflection.get(name):
            yield name, str(reflection[name])


def private_text(reflection: Data) -> list[str]:
    """The fields that a programme store may not hold: own words always, a summary unless it is shared."""
    there = [name for name in OWN_WORDS if reflection.get(name)]
    if reflection.get("summary") and reflection.get("status") != "shared":
        there.append("summary")
    return there


def refuse_private(reflection: Data) -> None:
    """Refuse words that were not shared in a programme store (`not-shared`)."""
    there = private_text(reflection)
    if there:
        words = Said(
            "A programme's store only holds what was shared, and this has {fields}.",
            fields=Named({f: f.replace("_", " ") for f in there}),
        )
        hint = Remedy("Write it in your own notebook (", Command("init"), "), and share a --summary here.")
        raise Refused(words, code="not-shared", source=PRIVATE, hint=hint)


def refuse_empty(reflection: Data) -> None:
    """Refuse a reflection with no word in it (`empty-reflection`)."""
    if not any(True for _ in texts(reflection)):
        raise Refused(
            "This reflection has no text yet.", code="empty-reflection", source=SOURCE,
            hint="Answer one of the prompts, or give a text with --file.",
        )  # fmt: skip


def refuse_without_summary(reflection: Data) -> None:
    """Refuse to share what has no summary: what is shared is a text of its own (`no-summary`)."""
    if not reflection.get("summary"):
        id = reflection.get("id")
        words = Said(
            "Not shared: {reflection} has no summary. Only a summary is shared, not what you wrote.", reflection=id
        )
        hint = Command("reflection share", id, "--summary", "what others may read")
        raise Refused(words, code="no-summary", source=PRIVATE, hint=hint)


def refuse_unknown_prompts(set_name: str, known: Sequence[str], given: Iterable[str]) -> None:
    """Refuse answers to prompts that the set does not have (`no-such-prompt`)."""
    for prompt in given:
        if prompt not in known:
            words = Said("{prompts} has no prompt {given!r}.", prompts=set_name, given=Prose(prompt))
            hint = Said("Its prompts are {prompts}.", prompts=Many(known))
            details = {"prompts": list(known)}
            raise Refused(words, code="no-such-prompt", source="records/programme.yaml", hint=hint, details=details)


def concern(raised: bool | None, day: str, passed_to_host: bool | None) -> dict[str, Any] | None:
    """A concern as it may be kept: raised or not, when, and whether the host has it. Never what it was."""
    if raised is None:
        return None
    if not raised:
        return {"raised": False}
    return {"raised": True, "date": day, "passed_to_host": bool(passed_to_host)}


def latest(reflections: Iterable[Data]) -> Data | None:
    """The one that looks back on the latest day; of one day the one written last. None if there is none."""
    return max(reflections, key=lambda r: (str(r.get("date")), _written(r)), default=None)


def due_on(project: Data, reflections: Iterable[Data], rhythm: object) -> str:
    """The day by which a running project is looked back on again, `rhythm` days after the last time or its start.

    A project that was taken up again begins anew. Empty where nothing is due: no rhythm, or it does not run.
    """
    if not isinstance(rhythm, int) or isinstance(rhythm, bool) or project.get("status") != "active":
        return ""
    begun, last = timeline.last(project, "start", "resume", "revisit") or {}, latest(reflections) or {}
    since = max(dates.day_of(str(begun.get("at", ""))), str(last.get("date") or ""))
    try:
        return (date.fromisoformat(since) + timedelta(days=rhythm)).isoformat()
    except (ValueError, OverflowError):
        return ""


def _written(reflection: Data) -> str:
    events = reflection.get("timeline") or ()
    first: Data = events[0] if events else {}
    return str(first.get("recorded") or first.get("at") or "")
