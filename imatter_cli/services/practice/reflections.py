"""Reflections: written, shared, found again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from imatter_cli.domain import concerns, reflecting
from imatter_cli.domain.due import Due
from imatter_cli.domain.kinds.declared import plain
from imatter_cli.errors import BadValue
from imatter_cli.said import Many, Prose, Said
from imatter_cli.services.context import Context
from imatter_cli.services.records import events, sound
from imatter_cli.services.records.recording import Recording, record
from imatter_cli.services.records.valid import policy_of
from imatter_cli.store.contract import Data, Reader, Receipt

if TYPE_CHECKING:  # the models: commands that only read share this module
    from imatter_cli.domain.policy import Policy, PromptSet


def to_look_back_on(ctx: Context) -> list[str]:
    """The actor's own projects, those that go on first."""
    in_order = (("active",), ("planned", "paused"), ("completed", "stopped"))
    return [id for states in in_order for id in events.standing(ctx, "project", states)]


def write(
    ctx: Context, project: str, answers: Mapping[str, str], *, prompts: str = "", next_step: str = "",
    concern: bool | None = None, concern_date: str = "", passed_to_host: bool | None = None, summary: str = "",
    day: str = "",
) -> Receipt:  # fmt: skip
    """Keep a reflection on a project and, with a summary, share it, in one change.

    `answers` are texts by prompt, `prompts` the id of their set (the programme's default if empty), `day` the day
    that it looks back on. Raises BadValue for a set that is not there, Refused (`no-such-prompt`, `not-shared`,
    `empty-reflection`).
    """

    def do(recording: Recording) -> None:
        chosen = _chosen(recording.policy, prompts)
        said = {prompt: text for prompt, text in answers.items() if text.strip()}
        order = [p["id"] for p in chosen.prompts]
        reflecting.refuse_unknown_prompts(chosen.name, order, said)
        fields: dict[str, Any] = {
            "practitioner": recording.sound(project).get("practitioner"),
            "project": project,
            "date": day or ctx.today.isoformat(),
            "prompts": chosen.id if said else None,
            "answers": [{"prompt": p, "text": said[p]} for p in order if p in said] or None,
            "next_step": next_step or None,
            "concern": reflecting.concern(concern, concern_date or day or ctx.today.isoformat(), passed_to_host),
            "summary": summary or None,
        }
        id = recording.new("reflection", "write", fields, day=day)
        if summary:
            recording.lead(id, "share", day=day)
        if recording.policy.personal:
            reflecting.refuse_empty(recording.current(id))
        else:
            reflecting.refuse_private(recording.current(id))

    return record(ctx, "reflection write", do)


def share(ctx: Context, id: str, *, summary: str = "", day: str = "") -> Receipt:
    """Share a reflection by its summary, a text of its own. Raises Refused (`no-summary`, `not-shared`)."""

    def do(recording: Recording) -> None:
        after = recording.lead(id, "share", {"summary": summary} if summary else None, day=day)
        reflecting.refuse_without_summary(after)
        if not recording.policy.personal:
            reflecting.refuse_private(after)

    return record(ctx, "reflection share", do)


def unshare(ctx: Context, id: str, *, reason: str = "", day: str = "") -> Receipt:
    """Share it no longer; a programme's store then forgets the summary, which it may hold no more."""

    def do(recording: Recording) -> None:
        held = not recording.policy.personal and recording.sound(id).get("summary")
        recording.lead(id, "unshare", {"summary": None} if held else None, day=day, reason=reason)

    return record(ctx, "reflection unshare", do)


def last_next_step(ctx: Context, project: str) -> tuple[str, str]:
    """The next step that the last reflection on a project set, and its day; two empty texts for none."""
    found = reflecting.latest(r for r in sound.each(ctx.store, "reflection", project) if r.get("project") == project)
    return ("", "") if found is None else (str(found.get("next_step") or ""), str(found.get("date") or ""))


def prompt_set(ctx: Context, name: str = "") -> Data:
    """A set of prompts of the programme, as plain data; the default one where none is named. Raises BadValue."""
    found: Data = plain(_chosen(policy_of(ctx.store), name))
    return found


def _chosen(policy: Policy, name: str) -> PromptSet:
    found = policy.prompt_set(name)
    if found is None:
        known = Many(policy.lists.names("prompt_sets"))
        raise BadValue(
            Said("There is no set of prompts {given!r}.", given=Prose(name)),
            hint=Said("Choose from {prompt_sets}.", prompt_sets=known),
        )
    return found


def concerns_waiting(reader: Reader, practitioner: str, project: str) -> list[Due]:
    """The concerns in that person's reflections on a project that the host does not have yet, oldest first."""
    found = sound.each(reader, "reflection", concerns.PASSED)
    own = [r for r in found if r.get("practitioner") == practitioner and r.get("project") == project]
    return sorted(concerns.not_passed_on(own), key=lambda one: one.day)
