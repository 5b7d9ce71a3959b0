"""A licence: applied for together with an idea, issued, continued, paused, renewed, ended.

What happens to a licence happens to the projects under it in the same change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from imatter_cli.domain import licensing, people
from imatter_cli.domain.calling import name_or_id
from imatter_cli.domain.data import Data
from imatter_cli.domain.following import FOLLOWING
from imatter_cli.errors import Refused
from imatter_cli.remedies import Command
from imatter_cli.said import Said
from imatter_cli.services.context import Context
from imatter_cli.services.records import events, sound
from imatter_cli.services.records.persons import codes_in
from imatter_cli.services.records.recording import Recording, record
from imatter_cli.services.records.related import each_held_by, held_by, projects_under
from imatter_cli.services.records.valid import policy_of
from imatter_cli.store.contract import Reader, Receipt


def questions_asked(ctx: Context) -> list[dict[str, str]]:
    """The programme's eligibility questions: `{id, ask, why}`. Raises Broken for broken rules."""
    return [{"id": q["id"], "ask": q["ask"], "why": q["why"]} for q in policy_of(ctx.store).eligibility]


def newest_idea(ctx: Context, practitioner: str) -> str:
    """The newest planned project of a practitioner; empty if there is none."""
    planned = [
        (str(p["timeline"][0].get("at")), str(p["id"]))
        for p in sound.each(ctx.store, "project", practitioner)
        if p.get("practitioner") == practitioner and p["status"] == "planned"
    ]
    return max(planned, default=("", ""))[1]


def ideas(ctx: Context, practitioner: str) -> list[str]:
    """The projects that this person can apply for a licence with, the newest plan first. Raises Refused (`no-idea`)."""
    codes = codes_in(ctx.store)
    fit = [
        str(p["id"])
        for code in people.all_codes(codes, practitioner)
        for p in sound.each(ctx.store, "project", code)
        if p.get("practitioner") == code and licensing.may_be_idea(practitioner, p, codes)
    ]
    newest = newest_idea(ctx, practitioner)
    if not fit:
        raise Refused(
            Said(
                "You apply for a licence together with a project idea, and {practitioner} has none yet.",
                practitioner=practitioner,
            ),
            code="no-idea",
            source=licensing.SOURCE,
            hint=Command("project new"),
        )
    return [newest, *(id for id in fit if id != newest)] if newest else fit


def apply(
    ctx: Context,
    practitioner: str,
    idea: str,
    eligibility: Mapping[str, bool],
    *,
    focus_areas: Sequence[str] = (),
    day: str = "",
) -> Receipt:
    """Begin an application for a licence: a draft, with its idea and answers; focus areas default to the idea's.

    Raises Refused (`has-licence`, `bad-idea`) and as any recording.
    """

    def do(recording: Recording) -> None:
        recording.sound(practitioner)
        project = recording.sound(idea)
        fields = {
            "practitioner": practitioner,
            "idea": idea,
            "focus_areas": list(focus_areas) or project.get("focus_areas"),
            "eligibility": [{"question": q, "answer": a} for q, a in eligibility.items()],
        }
        recording.new("licence", "apply", fields, day=day)

    return record(ctx, "licence apply", do)


def submit(ctx: Context, id: str, day: str = "") -> Receipt:
    """Submit a draft that is complete. Raises Refused (`incomplete-licence`, `not-eligible-yet`, `bad-idea`)."""

    def do(recording: Recording) -> None:
        recording.sound(id)
        licence = recording.lead(id, "submit", day=day)
        recording.sound(str(licence["idea"]))

    return record(ctx, "licence submit", do)


def issue(ctx: Context, id: str, *, reference: str = "", ends: str = "", day: str = "") -> Receipt:
    """Grant a submitted licence, with the programme's term if it sets one. Raises Refused (`no-term`)."""
    return _activate(ctx, id, "issue", reference=reference, ends=ends, day=day)


def record_issued(
    ctx: Context, practitioner: str, *, licence: str = "", reference: str = "", ends: str = "", day: str = "",
    focus_areas: Sequence[str] = (),
) -> Receipt:  # fmt: skip
    """Record a licence that was issued elsewhere: on that application, else on the open one, else as a new one.

    Raises Refused (`has-licence`, `no-term`).
    """

    def do(recording: Recording) -> None:
        which = licence or _application_of(recording.reader, practitioner)
        until = licensing.term_end(recording.policy.licence.term_months, day or ctx.today.isoformat(), ends)
        fields: dict[str, Any] = {"reference": reference or None, "ends": until}
        details = {k: v for k, v in fields.items() if v is not None}
        if focus_areas:
            fields["focus_areas"] = list(focus_areas)
        if which:
            given = {k: v for k, v in fields.items() if v is not None}
            recording.lead(which, "record", given, day=day, details=details)
            return
        recording.sound(practitioner)
        recording.new("licence", "record", {"practitioner": practitioner, **fields}, day=day, details=details)

    return record(ctx, "licence record", do)


def may_apply(ctx: Context, practitioner: str, idea: str = "") -> None:
    """Raise the refusal if this person may not apply for a licence now, with that idea or their newest one."""
    fields = {"practitioner": practitioner, "idea": idea or ideas(ctx, practitioner)[0]}
    events.may_begin(ctx, "licence", "apply", fields)


def may_record(ctx: Context, practitioner: str) -> None:
    """Raise the refusal if no licence that was issued elsewhere may be recorded for this person now."""
    begun = _application_of(ctx.store, practitioner)
    if begun:
        events.may_happen(ctx, "record")(begun)
    else:
        events.may_begin(ctx, "licence", "record", {"practitioner": practitioner})


def carry_on(ctx: Context, id: str, *, learnt: str = "", next: str = "", ends: str = "", day: str = "") -> Receipt:
    """Continue a licence by relevance; its term stays unless a new last day is given. Raises Refused (`no-term`)."""

    def do(recording: Recording) -> None:
        term = recording.policy.licence.term_months
        until = licensing.term_end(term, day or ctx.today.isoformat(), ends) if ends else None
        details = {"learnt": learnt or None, "next": next or None, "ends": until}
        recording.lead(id, "continue", {"ends": until} if until else None, day=day, details=details)

    return record(ctx, "licence continue", do)


def renew(
    ctx: Context,
    id: str,
    *,
    learnt: str = "",
    next: str = "",
    ends: str = "",
    day: str = "",
    with_projects: bool = False,
) -> Receipt:
    """Renew a licence, for a new term if the programme sets one; its paused projects with it if asked for.

    Raises Refused (`has-licence` where another one stands by now, `no-term`).
    """

    def do(recording: Recording) -> None:
        recording.sound(id)
        until = licensing.term_end(recording.policy.licence.term_months, day or ctx.today.isoformat(), ends)
        details = {"learnt": learnt or None, "next": next or None, "ends": until}
        recording.lead(id, "renew", {"ends": until} if until else None, day=day, details=details)
        if with_projects:
            _take_projects_along(recording, id, "renew", day)

    return record(ctx, "licence renew", do)


def pause(ctx: Context, id: str, *, reason: str = "", day: str = "") -> Receipt:
    """Pause a licence and, because of it, its active projects."""

    def do(recording: Recording) -> None:
        recording.lead(id, "pause", day=day, reason=reason)
        _take_projects_along(recording, id, "pause", day)

    return record(ctx, "licence pause", do)


def resume(ctx: Context, id: str, *, day: str = "", with_projects: bool = False) -> Receipt:
    """Resume a licence, and the projects that were paused because of it if asked for."""

    def do(recording: Recording) -> None:
        recording.lead(id, "resume", day=day)
        if with_projects:
            _take_projects_along(recording, id, "resume", day)

    return record(ctx, "licence resume", do)


def end(ctx: Context, id: str, *, reason: str, day: str = "") -> Receipt:
    """End a licence and stop its active and paused projects, for the same reason."""

    def do(recording: Recording) -> None:
        recording.lead(id, "end", day=day, reason=reason)
        _take_projects_along(recording, id, "end", day, reason)

    return record(ctx, "licence end", do)


def pauses_with(ctx: Context, id: str) -> list[str]:
    """The projects that a pause of this licence would pause, by their first focus area; broken ones are left out."""
    running = licensing.running_under(id, sound.each(ctx.store, "project", id), ("active",))
    return [name_or_id(project) for project in running]


def still_needed(ctx: Context, licence: Data) -> list[str]:
    """The eligibility questions that an application has no yes to, in the programme's words."""
    asked = {q["id"]: q["ask"] for q in questions_asked(ctx)}
    unanswered, answered_no = licensing.open_answers(licence, asked)
    return [asked[q] for q in asked if q in (*unanswered, *answered_no)]


def offered_back(ctx: Context, id: str) -> list[str]:
    """The projects that were paused because this licence was; broken ones are left out."""
    return [str(p["id"]) for p in licensing.paused_because(id, sound.each(ctx.store, "project", id))]


def has_none(ctx: Context, practitioner: str) -> bool:
    """Whether this person never held or applied for a licence here."""
    return bool(practitioner) and next(each_held_by(ctx.store, practitioner), None) is None


def _application_of(reader: Reader, practitioner: str) -> str:
    """The only application of a practitioner that is still open; empty where there is none, or more than one."""
    held = held_by(reader, practitioner)
    begun = [str(c["id"]) for c in held if c.get("status") in ("draft", "submitted", "returned")]
    return begun[0] if len(begun) == 1 else ""


def _activate(ctx: Context, id: str, event: str, *, reference: str, ends: str, day: str) -> Receipt:
    def do(recording: Recording) -> None:
        until = licensing.term_end(recording.policy.licence.term_months, day or ctx.today.isoformat(), ends)
        given = {k: v for k, v in (("ends", until), ("reference", reference)) if v}
        recording.lead(id, event, given, day=day, details=given)

    return record(ctx, f"licence {event}", do)


def _take_projects_along(recording: Recording, licence: str, event: str, day: str, reason: str = "") -> None:
    """Pause, resume or stop the projects that follow an event of their licence."""
    (follows,) = FOLLOWING["licence", event]
    for project in follows.among(licence, projects_under(recording.reader, licence)):
        given = reason if follows.reason else ""
        recording.lead(str(project["id"]), follows.event, day=day, reason=given, because=licence)
