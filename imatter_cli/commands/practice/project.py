"""`imatter project`: an idea, a start, small steps, pauses, a completion."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any

from imatter_cli.classes import replace
from imatter_cli.commands.begin.first_store import offer_store
from imatter_cli.commands.frame.changes import added, first_id, first_record, happened
from imatter_cli.commands.frame.commands import Commands, run_again
from imatter_cli.commands.frame.complete import which_one
from imatter_cli.commands.frame.offering import anything, nothing_given
from imatter_cli.commands.frame.session import Session
from imatter_cli.commands.frame.verbs import Verb, add_verbs, asked, asked_to_begin, command_of, finish
from imatter_cli.commands.practice.people import practising, who_may_lead, whose
from imatter_cli.commands.records.reading import add_edit, add_reading
from imatter_cli.input.form import Answers, Form
from imatter_cli.input.questions import project as questions
from imatter_cli.output.receipts import Next, Told
from imatter_cli.output.records import label
from imatter_cli.output.words import count, day, in_a_sentence, listed
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Said
from imatter_cli.services.context import Context
from imatter_cli.services.practice import licences, planning, projects, reflections
from imatter_cli.services.records import editing
from imatter_cli.store.contract import Receipt

app = Commands("project", "Plan a project, start it, take small steps, pause and complete it.")

WHICH = which_one("project")


def _begun(ctx: Context, receipt: Receipt) -> Told:
    id, record = first_id(receipt), first_record(receipt)
    codes = [str(i["code"]) for i in record.get("individuals") or ()]
    people, who = ("individual is", "who that is") if len(codes) == 1 else ("individuals are", "who they are")
    first = Next(Command("project start", id), "when you start, under your licence")
    if licences.has_none(ctx, str(record["practitioner"])):
        first = Next(Command("licence apply"), "you apply for a licence together with a project idea")
    return Told(
        f"Kept as an idea: {id} ({', '.join(record.get('focus_areas') or ())}).",
        [first, Next(Command("project plan", id), "invitation, safeguarding, steps")],
        [f"The {people} called {listed(codes)} here. Keep a note of {who} somewhere else."],
    )


NEW = Verb(
    questions.NEW, "Note an idea for a project with one to three people.\n\nMore options: imatter project plan --help",
    'imatter project new --type early-concern --setting school --focus-area "evening routine" --individuals 1',
    planning.begin, _begun,
    begins=True,
)  # fmt: skip


@command_of(app, NEW)
def new(session: Session, given: Answers) -> None:
    """Note an idea for a project with one to three people."""
    offer_store(session)
    with _asked_about_a_new_one(session, given) as values:
        finish(session, NEW, values)


def _asked_about_a_new_one(session: Session, given: Answers) -> AbstractContextManager[dict[str, Any]]:
    form = questions.new(projects.types_with_lead(session.context()))
    given = whose(session, given)
    holder = given.get("practitioner", "")
    known = who_may_lead(session, holder) if holder else practising(session, anything)
    return asked_to_begin(session, NEW, given, form=form, known=known)


def begin_project(session: Session) -> None:
    """Ask about a first project and keep it, where something else is to follow at once."""
    with _asked_about_a_new_one(session, {}) as values:
        receipt = NEW.do(session.context(), values)
        told = _begun(session.settled(receipt), receipt)
        session.say("\n".join([told.said, *told.notes]))
        session.say("")


def _started(ctx: Context, receipt: Receipt) -> Told:
    id = first_id(receipt)
    return Told(
        happened(receipt, "start", f" under {first_record(receipt).get('licence')}"),
        [Next(Command("project step", id), "add a small step"), *_reflect(ctx, receipt).next],
        _still_open(ctx, id),
    )


START = Verb(
    questions.START, "Start a project under your licence.", "imatter project start w8n", projects.start, _started
)


@command_of(app, START)
def start(session: Session, given: Answers, which: str = WHICH) -> None:
    """Start a project under your licence."""
    with asked(session, START, given, which) as values:
        id, context = str(values["project"]), session.context()
        holder = str(context.store.get(id).data.get("practitioner"))
        if session.interactive and licences.has_none(context, holder) and not _licence_at_hand(session, holder):
            run_again(["licence", "apply", "--idea", id, "--practitioner", holder])
            return
        finish(session, START, values)


def _planned(ctx: Context, receipt: Receipt) -> Told:
    id, names = first_id(receipt), listed(label(name).lower() for name in added(receipt)[-1]["fields"])
    begin = Next(Command("project start", id), "when you start, under your licence")
    then = [begin] if first_record(receipt).get("status") == "planned" else []
    return Told(f"Added to the plan of {id}: {names}.", then, _still_open(ctx, id))


def _plan_form(ctx: Context, id: str, form: Form) -> Form:
    project, still = ctx.store.get(id).data, projects.open_points(ctx, id)
    title = Said("Still open: {open}.", open=_points(still)) if still else "Every point of the plan is answered."
    return questions.plan(
        project,
        str(Remedy(title, "\nYou can leave any of them empty. To change what is there: ", Command("project edit"))),
    )


PLAN = Verb(
    questions.PLAN, "Answer what is still open in a project's plan.",
    'imatter project plan 7kq --step "2026-12-01 read together"',
    planning.add, _planned, event="edit", fitted=_plan_form,
)  # fmt: skip


@command_of(app, PLAN)
def plan(session: Session, given: Answers, which: str = WHICH) -> None:
    """Answer what is still open in a project's plan."""
    with asked(session, PLAN, given, which) as values:
        context, id = session.context(), str(values["project"])
        fields = planning.fields_of(values, editing.dependable(context, id))
        if not fields:
            if not session.interactive:
                raise nothing_given(session, id, PLAN.form, PLAN.do)
            session.put({"id": id, "commit": ""}, _all_planned(projects.open_points(context, id)))
            return
        finish(session, PLAN, values)


def _all_planned(still: Sequence[str]) -> str:
    return f"Nothing was changed. Still open: {_points(still)}." if still else "Every point of the plan is answered."


def _still_open(ctx: Context, id: str) -> list[str]:
    still = projects.open_points(ctx, id)
    if not still:
        return []
    said = Said("Still open in the plan: {open}. To answer: ", open=_points(still))
    return [str(Remedy(said, Command("project plan", id)))]


def _points(still: Sequence[str]) -> str:
    return "; ".join(map(in_a_sentence, still))


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


def _step_form(ctx: Context, id: str, form: Form) -> Form:
    undone = projects.undone_steps(ctx, id)
    told = [(n, f"{text}  ({day(by, ctx.today)})" if by else text) for n, text, by in undone]
    return questions.step_of(told, max(n for n, _ in told)) if told else form


def _withdraw_form(ctx: Context, id: str, form: Form) -> Form:
    return questions.who_withdrew(projects.taking_part(ctx.store.get(id).data))


def _reflect(ctx: Context, receipt: Receipt) -> Told:
    return Told(next=[Next(Command("reflect", first_id(receipt)), "write down what you noticed")])


def _stepped(ctx: Context, receipt: Receipt) -> Told:
    record, told = first_record(receipt), added(receipt)[-1]
    steps = record.get("steps") or ()
    done = len([s for s in steps if s.get("done")])
    notes = []
    if told.get("done"):
        ticked = steps[projects.step_number(record, told["step"]) - 1]["text"]
        notes = [f'Done: "{ticked}". That is {done} of {count(len(steps), "small step")}.']
    return replace(_reflect(ctx, receipt), notes=notes)


def _withdrawn(ctx: Context, receipt: Receipt) -> Told:
    left, gone = projects.taking_part(first_record(receipt)), str(added(receipt)[-1].get("individual", ""))
    who = f"Still taking part: {listed(left)}."
    if not left:
        stop = Command("project stop", first_id(receipt))
        who = str(Remedy("Nobody is taking part now. To end the project: ", stop))
    wrote = Said("Anything you wrote about {individual} stays until you change it: ", individual=gone)
    stays = str(Remedy(wrote, Command("reflection search", gone)))
    return Told(notes=[who, stays])


def _paused(ctx: Context, receipt: Receipt) -> Told:
    return Told(next=[Next(Command("project resume", first_id(receipt)), "when you are ready")])


def _completed(ctx: Context, receipt: Receipt) -> Told:
    unmet = added(receipt)[-1].get("unmet")
    notes = [f"Not met, and kept with your reason: {listed(unmet)}."] if unmet else []
    waiting = reflections.concerns_waiting(ctx.store, str(first_record(receipt)["practitioner"]), first_id(receipt))
    then = [Next(Command("reflection list"), "share what others can learn from"),
            Next(Command("project new"), "plan the next one")]  # fmt: skip
    return Told("", then, [*notes, *(f"{one.why} Once you have done so:  {one.command}" for one in waiting)])


VERBS = (
    Verb(
        questions.MOVE, "Move a project to another stage of the cycle.", "imatter project move 7kq --stage apply",
        projects.move, _reflect,
    ),
    Verb(
        questions.STEP, "Add a small step, or mark one as done.",
        'imatter project step 7kq --text "read together" --by 2026-12-01', projects.note_step, _stepped,
        fitted=_step_form,
    ),
    Verb(
        questions.SUPPORT, "Change who supports a project, or its named Lead.",
        "imatter project support 7kq --lead 9b2 --acknowledged yesterday", projects.support,
    ),
    Verb(
        questions.WITHDRAW_INDIVIDUAL, "Record that an individual withdrew.",
        "imatter project withdraw-individual 7kq --individual P1", projects.withdraw_individual, _withdrawn,
        fitted=_withdraw_form,
    ),
    Verb(questions.PAUSE, "Pause a project.", "imatter project pause 7kq --reason family", receipt=_paused),
    Verb(
        questions.RESUME, "Resume a paused project under your licence.", "imatter project resume 3dn", projects.resume,
        _reflect,
    ),
    Verb(
        questions.COMPLETE, "Complete a project that meets the checklist.", "imatter project complete k4s",
        projects.complete, _completed,
    ),
    Verb(
        questions.STOP, "Stop a project before it is complete, with a reason.",
        'imatter project stop 7kq --reason "no time for it now"', receipt=_reflect,
    ),
    Verb(
        questions.REVISIT, "Take up a completed or stopped project again.",
        'imatter project revisit 8hc --reason "a second look in spring"', projects.revisit, _reflect,
    ),
    Verb(
        questions.DISCARD, "Discard an idea that was never started.", "imatter project discard w8n", projects.discard
    ),
)  # fmt: skip

add_verbs(app, *VERBS)
add_reading(app, "project")
add_edit(
    app, "project", questions.EDIT, planning.fields_of,
    asks=lambda ctx, record: questions.change(planning.answers_of(record)),
)  # fmt: skip
