"""A project from its idea to its completion."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from imatter_cli.domain import dates, licensing, projects
from imatter_cli.domain.people import Codes
from imatter_cli.errors import BadValue, Broken, Missing, NotFound, Refused
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Day, Many, Prose, Said
from imatter_cli.services.context import Context
from imatter_cli.services.records.persons import codes_in
from imatter_cli.services.records.recording import Recording, record
from imatter_cli.services.records.related import reflections_on
from imatter_cli.services.records.valid import policy_of
from imatter_cli.store.contract import Data, Receipt, Unreadable


def plan(ctx: Context, fields: Data, number: int, age_bands: Sequence[str] = (), day: str = "") -> Receipt:
    """Keep an idea: a planned project with so many individuals, who become P1, P2, …

    `fields` are the record's. Raises Refused for what today's programme does not allow, BadValue for age bands.
    """

    def do(recording: Recording) -> None:
        given = {**fields, "individuals": projects.individuals(number, age_bands)}
        recording.sound(str(fields["practitioner"]))
        projects.refuse(projects.objections(given, recording.policy), "Not kept")
        leads = projects.lead_objections(
            given, recording.policy, _people(recording, given), "", _codes(recording, given)
        )
        projects.refuse([o for o in leads if o.code in ("own-lead", "not-a-lead")], "Not kept")
        recording.new("project", "plan", given, day=day)

    return record(ctx, "project plan", do)


def start(ctx: Context, id: str, day: str = "") -> Receipt:
    """Start a planned project under the practitioner's active licence.

    Raises Refused (`no-active-licence`, `needs-lead`, `needs-acknowledgement`, and what `plan` may).
    """

    def do(recording: Recording) -> None:
        licence = _licence_for(recording, id, "start", day)
        recording.lead(id, "start", {"licence": licence}, day=day, details={"licence": licence})

    return record(ctx, "project start", do)


def move(ctx: Context, id: str, stage: str, day: str = "") -> Receipt:
    """Move a project to a stage of the cycle.

    Raises Refused (`no-active-licence`, `not-in-programme`, `there-already`).
    """

    def do(recording: Recording) -> None:
        before = recording.current(id)
        after = recording.lead(id, "move", day=day, details={"stage": stage})
        if before.get("stage") == stage:
            raise Refused(
                Said("{project} is already at {stage}.", project=id, stage=stage),
                code="there-already",
                hint=Command("project show", id),
            )
        projects.refuse(projects.objections(after, recording.policy), "Not moved")

    return record(ctx, "project move", do)


def note_step(
    ctx: Context, id: str, *, text: str = "", number: int = 0, by: str = "", done: str = "", day: str = ""
) -> Receipt:
    """Add a small step, or, with its number from 1, change it; a numbered step with nothing else is done that day.

    Raises NotFound for a number that is not there, Missing where there is neither a text nor a number.
    """

    def do(recording: Recording) -> None:
        steps = projects.steps_of(recording.sound(id))
        if not number and not text:
            why = "Describe it in a few words, or give the number of a step that is there."
            raise Missing("What is the small step?", [
                {"field": "text", "option": "--text", "why": why, "example": "read together for ten minutes"},
            ])  # fmt: skip
        if number > len(steps):
            raise NotFound(
                Said(
                    "{project} has {steps} small steps, and none is number {number}.",
                    project=id,
                    steps=len(steps),
                    number=number,
                ),
                hint=Command("project show", id),
            )
        step = steps[number - 1] if number else {"id": projects.new_step(steps, recording.occasion(id))}
        finished = done or ((day or ctx.today.isoformat()) if number and not (text or by) else "")
        step.update({k: v for k, v in (("text", text), ("by", by), ("done", finished)) if v})
        if not number:
            steps.append(step)
        recording.lead(id, "step", {"steps": steps}, day=day, details={"step": step["id"], "done": finished or None})

    return record(ctx, "project step", do)


def support(
    ctx: Context, id: str, *, support: str = "", supported_by: str = "", lead: str = "", acknowledged: str = "",
    day: str = "",
) -> Receipt:  # fmt: skip
    """Change who supports a project, name its Lead, or record that Lead's acknowledgement with its date.

    Raises Refused (`own-lead`, `not-a-lead`, `not-in-programme`), BadValue for an acknowledgement without a Lead.
    """

    def do(recording: Recording) -> None:
        before = recording.sound(id)
        named = lead or str(before.get("lead") or "")
        if acknowledged and not named:
            raise BadValue(
                "An acknowledgement needs a named Lead.", hint=Command("project support", id, "--lead", "PERSON")
            )
        fields: dict[str, Any] = {}
        if support:
            fields["support"] = support
            if support == "none":
                fields["supported_by"] = None
        if supported_by:
            fields["supported_by"] = supported_by
        if lead:
            fields["lead"] = lead
            if (before.get("acknowledgement") or {}).get("lead") not in (None, lead):
                fields["acknowledgement"] = None
        if acknowledged:
            fields["acknowledgement"] = {"lead": named, "date": acknowledged}
        fields = {k: v for k, v in fields.items() if v is not None or k in before}
        details = {"support": support or None, "lead": lead or None, "acknowledged": acknowledged or None}
        after = recording.lead(id, "support", fields, day=day, details=details)
        projects.refuse(projects.objections(after, recording.policy), "Not changed")
        found = projects.lead_objections(
            after, recording.policy, _people(recording, after), dates.LAST_DAY, _codes(recording, after)
        )
        wrong = ("own-lead", "not-a-lead")
        started = before.get("status") != "planned"
        projects.refuse([o for o in found if started or o.code in wrong], "Not changed")

    return record(ctx, "project support", do)


def withdraw_individual(ctx: Context, id: str, individual: str, *, reason: str = "", day: str = "") -> Receipt:
    """Record that an individual withdrew. Raises NotFound for an unknown code, Refused (`withdrawn-already`)."""

    def do(recording: Recording) -> None:
        everybody = [dict(i) for i in recording.sound(id).get("individuals") or ()]
        there = {str(i.get("code")).lower(): i for i in everybody}
        one = there.get(individual.lower())
        if one is None:
            codes = Many(str(i.get("code")) for i in everybody)
            raise NotFound(
                Said("{project} has no individual {given!r}.", project=id, given=Prose(individual)),
                hint=Said("The individuals are {codes}.", codes=codes),
                details={"closest": []},
            )
        if one.get("withdrawn"):
            raise Refused(
                Said("{individual} already withdrew on {day}.", individual=one["code"], day=Day(one["withdrawn"])),
                code="withdrawn-already",
            )
        one["withdrawn"] = day or ctx.today.isoformat()
        recording.lead(
            id, "withdraw-individual", {"individuals": everybody}, day=day, reason=reason,
            details={"individual": one["code"]},
        )  # fmt: skip

    return record(ctx, "project withdraw-individual", do)


def resume(ctx: Context, id: str, day: str = "") -> Receipt:
    """Resume a paused project under the active licence. Raises Refused (`no-active-licence`)."""

    def do(recording: Recording) -> None:
        licence = _licence_for(recording, id, "resume", day)
        recording.lead(id, "resume", {"licence": licence}, day=day)

    return record(ctx, "project resume", do)


def revisit(ctx: Context, id: str, *, reason: str, day: str = "") -> Receipt:
    """Take up again what was completed or stopped, under the active licence. Raises Refused (`no-active-licence`)."""

    def do(recording: Recording) -> None:
        licence = _licence_for(recording, id, "revisit", day)
        after = recording.lead(id, "revisit", {"licence": licence}, day=day, reason=reason)
        projects.refuse(projects.objections(after, recording.policy), "Not taken up again")

    return record(ctx, "project revisit", do)


def complete(ctx: Context, id: str, *, anyway: str = "", day: str = "") -> Receipt:
    """Complete a project that meets the programme's checklist, or all the same with a reason, which is kept.

    The event then has what was not met as `unmet`. Raises Refused (`no-active-licence`, `not-complete-yet`).
    """

    def do(recording: Recording) -> None:
        checklist = recording.policy.completion.items
        lacking = projects.unmet(recording.sound(id), checklist, len(reflections_on(recording.reader, id)))
        details = {"unmet": [c for c, _ in lacking]} if lacking else {}
        recording.lead(id, "complete", day=day, reason=anyway if lacking else "", details=details)

    return record(ctx, "project complete", do)


def discard(ctx: Context, id: str) -> Receipt:
    """Take away a plan that nothing else names. Raises Refused (`still-named`)."""

    def do(recording: Recording) -> None:
        recording.lead(id, "discard")
        for kind in ("licence", "reflection", "application"):
            for item in recording.reader.scan(kind, id):
                named = item.path if isinstance(item, Unreadable) else item.id
                raise Refused(
                    Said("Not discarded: {other} still refers to {project}.", other=named, project=id),
                    code="still-named",
                    source=projects.RULES,
                    hint=Remedy(Command("project edit", id), ", to turn it into another idea"),
                    details={"named_by": named},
                )

    return record(ctx, "project discard", do)


def open_points(ctx: Context, id: str) -> list[str]:
    """The names of the points of the planning list that a project leaves open; none where the rules are broken."""
    try:
        planning = ctx.store.programme().get("planning") or {}
    except Broken:  # it only follows from what was done, and is of interest to people who read the rules
        return []
    return projects.open_points(ctx.store.get(id).data, planning.get("items") or ())


def undone_steps(ctx: Context, id: str) -> list[tuple[int, str, str]]:
    """The small steps that are not done: number from 1, words, and the day they are meant for or an empty text."""
    data = ctx.store.get(id).data
    every = data.get("steps") or ()
    return [(n, str(every[n - 1].get("text")), str(every[n - 1].get("by") or "")) for n in projects.undone_steps(data)]


def types_with_lead(ctx: Context) -> list[str]:
    """The types of project that need a named Lead, by id. Raises Broken for broken rules."""
    return [t["id"] for t in policy_of(ctx.store).project_types.items if t.get("needs_lead")]


def with_age_bands(project: Data, age_bands: Sequence[str]) -> list[dict[str, Any]]:
    """The individuals of a project with these age bands, in their order or one for all. Raises BadValue."""
    before = project.get("individuals") or ()
    fresh = projects.individuals(len(before), age_bands)
    return [{**one, **{k: v for k, v in new.items() if k != "code"}} for one, new in zip(before, fresh, strict=True)]


def step_number(project: Data, step: object) -> int:
    """The number, from 1, of the small step that an event names; 0 for one that is no longer there."""
    return projects.step_number(project, step)


def taking_part(project: Data) -> list[str]:
    """The codes of the individuals who have not withdrawn."""
    return projects.taking_part(project)


def _licence_for(recording: Recording, id: str, event: str, day: str) -> str:
    """The licence that the project runs under after this event, once it is known that the event may happen."""
    recording.ask(id, event, day=day)
    who = str(recording.sound(id).get("practitioner"))
    on = day or recording.ctx.today.isoformat()
    return str(licensing.active_licence(who, recording.licences(who), on, "Not done")["id"])


def _codes(recording: Recording, project: Data) -> Codes:
    """The codes of everybody who has several, looked up only for a project with a Lead."""
    return codes_in(recording.reader) if project.get("lead") else {}


def _people(recording: Recording, project: Data) -> dict[str, Data]:
    """The people that support the project, by id. Raises NotFound."""
    named = {str(project[key]) for key in ("lead", "supported_by") if project.get(key)}
    return {id: recording.sound(id) for id in sorted(named)}
