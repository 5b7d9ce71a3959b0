"""`imatter project`: an idea, a start, small steps, pauses, a completion."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from imatter_cli.commands.begin.first_store import offer_store
from imatter_cli.commands.frame.changes import first_id, first_record, happened, tell
from imatter_cli.commands.frame.commands import Commands, run_again, session_of
from imatter_cli.commands.frame.complete import which_one
from imatter_cli.commands.frame.examples import with_example
from imatter_cli.commands.frame.forms import with_form
from imatter_cli.commands.frame.offering import anything, nothing_given
from imatter_cli.commands.frame.session import Session
from imatter_cli.commands.frame.verbs import add_verb, answered, on_one
from imatter_cli.commands.practice.advised import advised
from imatter_cli.commands.practice.people import practising, who_may_lead, whose
from imatter_cli.commands.records.reading import add_edit, add_reading
from imatter_cli.domain.kinds import BY_NAME
from imatter_cli.errors import BadValue
from imatter_cli.input.form import Form
from imatter_cli.input.questions import project as questions
from imatter_cli.output.receipts import Next
from imatter_cli.output.records import label
from imatter_cli.output.words import count, day, listed
from imatter_cli.services.context import Context
from imatter_cli.services.practice import concerns, licences, projects
from imatter_cli.services.records import editing
from imatter_cli.store.contract import Data, Receipt

app = Commands("project", "Plan a project, start it, take small steps, pause and complete it.")

Which = Annotated[str, which_one("project")]

_DATED = re.compile(r"(?P<by>\d{4}-\d\d-\d\d)[:\s]\s*(?P<text>\S.*)", re.DOTALL)
#: Fields that are put together from several answers: part to question; and the parts that each cannot be without.
_NESTED = {
    "invitation": {"date": "invited", "consent": "consent", "withdraw": "withdraw"},
    "safeguarding": {"known": "safeguarding", "date": "safeguarding_date", "role": "safeguarding_role"},
}
#: Fields that hold an answer as it is.
_AS_ANSWERED = BY_NAME["project"].declared.keys() - {*_NESTED, "steps", "individuals"}
_NEEDED = {"invitation": ("date", "consent"), "safeguarding": ("known",)}


@app.command(
    "new",
    help=with_example(
        "Note an idea for a project with one to three people.\n\nMore options: imatter project plan --help",
        'imatter project new --focus-area "evening routine" --individuals 1',
    ),
)
@with_form(questions.NEW)
def new(ctx: typer.Context, given: dict[str, Any]) -> None:
    """Note an idea for a project with one to three people."""
    session = session_of(ctx)
    offer_store(session)
    with_lead = projects.types_with_lead(session.context())
    given = whose(session, given)
    holder = given.get("practitioner", "")
    known = who_may_lead(session, holder) if holder else practising(session, anything)
    with session.answers(questions.new(with_lead), given, line="imatter project new", known=known) as values:
        number, bands = values["individuals"], values.get("age_bands") or ()
        receipt, thoughts = advised(
            session,
            lambda ctx: projects.plan(ctx, _fields(values, {}), number, bands, values.get("date", "")),
        )
        id, record = first_id(receipt), first_record(receipt)
        codes = [str(i["code"]) for i in record.get("individuals") or ()]
        people, who = ("individual is", "who that is") if len(codes) == 1 else ("individuals are", "who they are")
        named = f"The {people} called {listed(codes)} here. Keep a note of {who} somewhere else."
        then = [Next(f"imatter project plan {id}", "invitation, safeguarding, steps")]
        if licences.has_none(session.settled(receipt), str(values["practitioner"])):
            then.insert(0, Next("imatter licence apply", "you apply for a licence together with a project idea"))
        else:
            then.insert(0, Next(f"imatter project start {id}", "when you start, under your licence"))
        said = f"Kept as an idea: {id} ({', '.join(record.get('focus_areas') or ())})."
        tell(session, receipt, said, then, [*thoughts, named])


@app.command("start", help=with_example("Start a project under your licence.", "imatter project start 7kq"))
@with_form(questions.START)
def start(ctx: typer.Context, given: dict[str, Any], which: Which = "") -> None:
    """Start a project under your licence."""
    session = session_of(ctx)
    with on_one(session, questions.START, given, which) as values:
        id, context = str(values["project"]), session.context()
        holder = str(context.store.get(id).data.get("practitioner"))
        if session.interactive and licences.has_none(context, holder) and not _licence_at_hand(session, holder):
            run_again(ctx, ["licence", "apply", "--idea", id, "--practitioner", holder])
            return
        receipt = projects.start(context, id, values.get("date", ""))
        then = [
            Next(f"imatter project step {id}", "add a small step"),
            Next(f"imatter reflect {id}", "write down what you noticed"),
        ]
        said = happened(receipt, "start", f" under {first_record(receipt).get('licence')}")
        tell(session, receipt, said, then, _still_open(session.settled(receipt), id))


@app.command(
    "plan",
    help=with_example(
        "Answer the points of a project's plan that are still open.",
        "imatter project plan 7kq",
    ),
)
@with_form(questions.PLAN)
def plan(ctx: typer.Context, given: dict[str, Any], which: Which = "") -> None:
    """Answer the points of a project's plan that are still open."""
    session = session_of(ctx)
    with on_one(session, questions.PLAN, given, which, event="edit", fitted=_plan_form) as values:
        context, id = session.context(), str(values.pop("project"))
        on = str(values.pop("date", ""))
        fields = _edited(values, editing.dependable(context, id))
        if not fields:
            if not session.interactive:
                raise nothing_given(session, id, questions.PLAN, _plan)
            session.put({"id": id, "commit": ""}, _all_planned(projects.open_points(context, id)))
            return
        receipt = editing.edit(context, id, fields, day=on)
        begin = Next(f"imatter project start {id}", "when you start, under your licence")
        then = [begin] if first_record(receipt).get("status") == "planned" else []
        names = listed(label(name).lower() for name in fields)
        tell(session, receipt, f"Added to the plan of {id}: {names}.", then, _still_open(session.settled(receipt), id))


def _plan(ctx: Context, id: str, values: dict[str, Any]) -> Receipt:
    return editing.edit(ctx, id, _edited(values, editing.dependable(ctx, id)), day=values.get("date", ""))


def _plan_form(ctx: Context, id: str, form: Form) -> Form:
    project, still = ctx.store.get(id).data, projects.open_points(ctx, id)
    title = f"Still open: {listed(still)}." if still else "Every point of the plan is answered."
    return questions.plan(
        project, f"{title}\nYou can leave any of them empty. To change what is there: imatter project edit"
    )


def _all_planned(still: Sequence[str]) -> str:
    return f"Nothing was changed. Still open: {listed(still)}." if still else "Every point of the plan is answered."


def _still_open(ctx: Context, id: str) -> list[str]:
    still = projects.open_points(ctx, id)
    return [f"Still open in the plan: {listed(still)}. To answer: imatter project plan {id}"] if still else []


def _licence_at_hand(session: Session, holder: str) -> bool:
    """Ask somebody without a licence whether one is issued already, and record it if so."""
    session.say("A project runs under a licence, and you do not have one here yet.")
    with session.answers(questions.LICENCE_AT_HAND, {}, about=holder) as answers:
        if answers["issued"]:
            receipt = licences.record_issued(
                session.context(), holder, reference=answers.get("reference", ""), day=answers.get("issued_on", "")
            )
            session.say(happened(receipt, "record"))
        return bool(answers["issued"])


def _fields(values: dict[str, Any], record: Data) -> dict[str, Any]:
    """A project's fields from the answers; nested ones keep what the record has of them and was not given anew."""
    fields = {name: value for name, value in values.items() if value and name in _AS_ANSWERED}
    done = {str(step.get("text")): step for step in record.get("steps") or ()}
    if values.get("steps"):
        fields["steps"] = [{**done.get(step["text"], {}), **step} for step in map(_step_of, values["steps"])]
    for field, parts in _NESTED.items():
        given = {part: values[name] for part, name in parts.items() if name in values}
        if given:
            fields[field] = {**(record.get(field) or {}), **given}
            lacking = [name for part, name in parts.items() if part in _NEEDED[field] and part not in fields[field]]
            if lacking:
                flags = listed(f"--{name.replace('_', '-')}" for name in lacking)
                raise BadValue(f"{field.capitalize()} needs {flags} too.", hint=f"give {flags}")
    return fields


def _step_of(text: str) -> dict[str, str]:
    """A small step, with the day that stands before it if one does."""
    dated = _DATED.fullmatch(text)
    return {"text": dated["text"], "by": dated["by"]} if dated else {"text": text}


def _edited(values: dict[str, Any], record: Data) -> dict[str, Any]:
    """The fields of an edit."""
    fields = _fields(values, record)
    if values.get("age_bands"):
        fields["individuals"] = projects.with_age_bands(record, values["age_bands"])
    return fields


def _move(ctx: Context, id: str, values: dict[str, Any]) -> Receipt:
    return projects.move(ctx, id, values["stage"], values.get("date", ""))


def _step(ctx: Context, id: str, values: dict[str, Any]) -> Receipt:
    more = answered(values, "text", "number", "by", "done")
    return projects.note_step(ctx, id, **more, day=values.get("date", ""))


def _support(ctx: Context, id: str, values: dict[str, Any]) -> Receipt:
    more = answered(values, "supported_by", "lead", "acknowledged")
    return projects.support(ctx, id, kind=values.get("support", ""), **more, day=values.get("date", ""))


def _step_form(ctx: Context, id: str, form: Form) -> Form:
    undone = projects.undone_steps(ctx, id)
    told = [(n, f"{text}  ({day(by, ctx.today)})" if by else text) for n, text, by in undone]
    return questions.step_of(told, max(n for n, _ in told)) if told else form


def _withdraw_form(ctx: Context, id: str, form: Form) -> Form:
    return questions.who_withdrew(projects.taking_part(ctx.store.get(id).data))


def _withdraw(ctx: Context, id: str, values: dict[str, Any]) -> Receipt:
    return projects.withdraw_individual(
        ctx, id, values["individual"], reason=values.get("reason", ""), day=values.get("date", "")
    )


def _resume(ctx: Context, id: str, values: dict[str, Any]) -> Receipt:
    return projects.resume(ctx, id, values.get("date", ""))


def _complete(ctx: Context, id: str, values: dict[str, Any]) -> Receipt:
    return projects.complete(ctx, id, anyway=values.get("anyway", ""), day=values.get("date", ""))


def _revisit(ctx: Context, id: str, values: dict[str, Any]) -> Receipt:
    return projects.revisit(ctx, id, reason=values["reason"], day=values.get("date", ""))


def _discard(ctx: Context, id: str, values: dict[str, Any]) -> Receipt:
    return projects.discard(ctx, id)


def _what_was_done(ctx: Context, receipt: Receipt) -> Sequence[str]:
    project = first_record(receipt)
    steps, told = project.get("steps") or (), project["timeline"][-1]
    if not told.get("done"):
        return []
    done = [s for s in steps if s.get("done")]
    return [
        f'Done: "{steps[int(told["step"]) - 1]["text"]}". That is {len(done)} of {count(len(steps), "small step")}.'
    ]


def _what_is_open(ctx: Context, receipt: Receipt) -> Sequence[str]:
    waiting = concerns.waiting(ctx.store, str(first_record(receipt)["practitioner"]), first_id(receipt))
    return [*_what_was_unmet(ctx, receipt), *(f"{one.why} Once you have done so:  {one.command}" for one in waiting)]


def _reflect_next(ctx: Context, receipt: Receipt) -> Sequence[Next]:
    return [Next(f"imatter reflect {first_id(receipt)}", "write down what you noticed")]


def _resume_next(ctx: Context, receipt: Receipt) -> Sequence[Next]:
    return [Next(f"imatter project resume {first_id(receipt)}", "when you are ready")]


def _share_next(ctx: Context, receipt: Receipt) -> Sequence[Next]:
    return [
        Next("imatter reflection list", "share what others can learn from"),
        Next("imatter project new", "plan the next one"),
    ]


def _who_is_left(ctx: Context, receipt: Receipt) -> Sequence[str]:
    project = first_record(receipt)
    left, gone = projects.taking_part(project), str(project["timeline"][-1].get("individual", ""))
    stays = f"Anything you wrote about {gone} stays until you change it: imatter reflection search {gone}"
    if not left:
        return [f"Nobody is taking part now. To end the project: imatter project stop {first_id(receipt)}", stays]
    return [f"Still taking part: {listed(left)}.", stays]


def _what_was_unmet(ctx: Context, receipt: Receipt) -> Sequence[str]:
    unmet = (first_record(receipt).get("timeline") or [{}])[-1].get("unmet")
    return [f"Not met, and kept with your reason: {listed(unmet)}."] if unmet else []


add_verb(
    app, questions.MOVE, "Move a project to another stage of the cycle.",
    "imatter project move 7kq --stage apply", act=_move, then=_reflect_next,
)  # fmt: skip
add_verb(
    app, questions.STEP, "Add a small step, or mark one as done.",
    'imatter project step 7kq --text "read together" --by 2026-12-01', act=_step, then=_reflect_next,
    notes=_what_was_done, fitted=_step_form,
)  # fmt: skip
add_verb(
    app, questions.SUPPORT, "Change who supports a project, or its named Lead.",
    "imatter project support 7kq --lead 9x2 --acknowledged yesterday", act=_support,
)  # fmt: skip
add_verb(
    app, questions.WITHDRAW_INDIVIDUAL, "Record that an individual withdrew.",
    "imatter project withdraw-individual 7kq --individual P1", act=_withdraw, notes=_who_is_left,
    fitted=_withdraw_form,
)  # fmt: skip
add_verb(
    app, questions.PAUSE, "Pause a project.", "imatter project pause 7kq --reason family", then=_resume_next,
)  # fmt: skip
add_verb(
    app, questions.RESUME, "Resume a paused project under your licence.", "imatter project resume 7kq",
    act=_resume, then=_reflect_next,
)  # fmt: skip
add_verb(
    app, questions.COMPLETE, "Complete a project that meets the checklist.",
    'imatter project complete 7kq', act=_complete,
    then=_share_next, notes=_what_is_open,
)  # fmt: skip
add_verb(
    app, questions.STOP, "Stop a project before it is complete, with a reason.",
    'imatter project stop 7kq --reason "no time for it now"', then=_reflect_next,
)  # fmt: skip
add_verb(
    app, questions.REVISIT, "Take up a completed or stopped project again.",
    'imatter project revisit 7kq --reason "a second look in spring"', act=_revisit, then=_reflect_next,
)  # fmt: skip
add_verb(app, questions.DISCARD, "Discard an idea that was never started.", "imatter project discard 7kq", act=_discard)
add_reading(app, "project")
add_edit(app, "project", questions.EDIT, _edited)
