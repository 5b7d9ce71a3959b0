"""`imatter licence`: applied for with an idea, issued, continued, paused, renewed, ended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from imatter_cli.commands.frame.changes import first_id, first_record
from imatter_cli.commands.frame.commands import Commands
from imatter_cli.commands.frame.complete import which_one
from imatter_cli.commands.frame.offering import Known, anything, offering, refuse_whatever_is_answered
from imatter_cli.commands.frame.pairs import pairs, yes_or_no
from imatter_cli.commands.frame.session import Session
from imatter_cli.commands.frame.verbs import Verb, add_verbs, asked_to_begin, command_of, finish
from imatter_cli.commands.practice.people import practising, whose
from imatter_cli.commands.records.reading import add_edit, add_reading
from imatter_cli.domain import editing
from imatter_cli.errors import BadValue
from imatter_cli.input.form import Answers, Form
from imatter_cli.input.questions import licence as questions
from imatter_cli.output.receipts import Next, Told
from imatter_cli.output.words import listed
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Many, Prose, Said
from imatter_cli.services.context import Context
from imatter_cli.services.practice import licences, practitioners
from imatter_cli.store.contract import Data, Receipt

app = Commands("licence", "Apply for a licence, then continue, pause or renew it.")


def _applied(ctx: Context, receipt: Receipt) -> Told:
    id, made = first_id(receipt), first_record(receipt)
    needed = licences.still_needed(ctx, made)
    submit = Next(Command("licence submit", id), "submit it")
    notes = [f"Before you can submit it, this needs a yes: {ask}" for ask in needed]
    if needed:
        submit = Next(Command("licence edit", id, "--help"), "to change an answer")
    if not practitioners.has_taken_a_step(ctx, str(made.get("practitioner"))):
        begin = Remedy(
            "No step of the Learning Journey is recorded here yet. To record one: ", Command("practitioner step")
        )
        notes.append(str(begin))
    then = [Next(Command("licence show", id), "read it over"), submit]
    return Told(f"Application started: {id}, with the idea {made.get('idea')}.", then, notes)


APPLY = Verb(
    questions.APPLY, "Apply for a licence together with a project idea.",
    "imatter licence apply --idea 2f8 --working-with yes --learning-journey yes --motivated-to-share yes "
    "--open-to-reflection yes", licences.apply, _applied, begins=True,
)  # fmt: skip


@command_of(app, APPLY)
def apply(session: Session, given: Answers) -> None:
    """Apply for a licence together with a project idea."""
    context = session.context()
    asked = licences.questions_asked(context)
    given = {**whose(session, given), **_by_question(given, asked)}
    holder = given.get("practitioner")
    if holder is None and given.get("idea"):
        holder = str(context.store.get(context.store.find(str(given["idea"]), ["project"])).data["practitioner"])
        given = {**given, "practitioner": holder}
    if "idea" not in given and holder:
        given |= {"idea": licences.ideas(context, context.store.find(holder, ["practitioner"]))[0]}
    if given.get("idea") and holder:
        person, idea = context.store.find(holder, ["practitioner"]), context.store.find(str(given["idea"]), ["project"])
        refuse_whatever_is_answered(session, lambda one: licences.may_apply(context, person, one), idea)
    form, known = questions.apply(asked), _applicants(session)
    arranged = questions.with_eligibility
    with asked_to_begin(session, APPLY, given, form=form, known=known, arranged=arranged) as values:
        finish(session, APPLY, arranged(values))


def _applicants(session: Session) -> Known:
    """For references: people who could apply, and the ideas of the first of them."""
    people = practising(session, lambda person: licences.may_apply(session.context(), person))

    def of_the_first() -> Sequence[str]:
        first = people(["practitioner"])
        return licences.ideas(session.context(), first[0].value) if first else ()

    ideas = offering(session, {"project": of_the_first}, anything)
    return lambda kinds: (ideas if "project" in kinds else people)(kinds)


def _submitted(ctx: Context, receipt: Receipt) -> Told:
    id, programme = first_id(receipt), ctx.store.programme()
    if programme.get("store") != "personal":
        return Told(next=[Next(Command("licence show", id), "see what you submitted")])
    then = [
        Next(Command("send", id, "--to", "FILE"), "make a file for the coordinator"),
        Next(Command("licence issue", id), "once the licence is granted"),
        Next(Command("licence return", id), "if the issuer asks for more"),
    ]
    note = f"Now send it to the issuer, {programme.get('issuer')}. Nothing leaves this computer by itself."
    return Told("", then, [note])


SUBMIT = Verb(
    questions.SUBMIT, "Submit an application once you can answer yes to its questions.", "imatter licence submit",
    licences.submit, _submitted,
)  # fmt: skip
add_verbs(app, SUBMIT)


def _send_back(ctx: Context, receipt: Receipt) -> Told:
    """In a programme's store: the file that tells the holder, whose notebook does not know yet."""
    if ctx.store.programme().get("store") == "personal":
        return Told()
    shared = [Next(Command("sync"), "tell everybody who shares this store")] if ctx.store.shared_at() else []
    return Told(next=[*shared, Next(Command("send", first_id(receipt), "--to", "FILE"), "make a file for its holder")])


def _projects_next(ctx: Context, receipt: Receipt) -> Told:
    idea = licences.newest_idea(ctx, str(first_record(receipt).get("practitioner", "")))
    if idea:
        return Told(next=[Next(Command("project start", idea), "it can start now")])
    return Told(next=[Next(Command("project new"), "plan a project")])


RECORD = Verb(
    questions.RECORD, "Record a licence that was issued elsewhere.",
    "imatter licence record --practitioner 5r7 --date yesterday --reference MPL-0042", licences.record_issued,
    _projects_next, begins=True,
)  # fmt: skip


@command_of(app, RECORD)
def record(session: Session, given: Answers, which: str = which_one("licence")) -> None:
    """Record a licence that was issued elsewhere."""
    if which or given.get("licence"):
        id = session.store().find(which or given["licence"], ["licence"])
        holder = str(session.store().get(id).data.get("practitioner"))
        given = {**given, "licence": id, "practitioner": given.get("practitioner", holder)}
    known = practising(session, lambda person: licences.may_record(session.context(), person))
    given = whose(session, given)
    with asked_to_begin(session, RECORD, given, known=known) as values:
        finish(session, RECORD, values)


def _decided(ctx: Context, receipt: Receipt) -> Told:
    back = _send_back(ctx, receipt)
    return back if back.next else _projects_next(ctx, receipt)


def _opened(ctx: Context, receipt: Receipt) -> Told:
    id = first_id(receipt)
    back = _send_back(ctx, receipt)
    if first_record(receipt).get("status") == "returned" and back.next:
        return back
    change = Next(Command("licence edit", id), "change what was asked for")
    return Told(next=[change, Next(Command("licence submit", id), "submit it again")])


def _paused(ctx: Context, receipt: Receipt) -> Told:
    return Told(next=[Next(Command("licence resume", first_id(receipt)), "when you are ready")])


def _resumed(ctx: Context, receipt: Receipt) -> Told:
    left = licences.offered_back(ctx, first_id(receipt))
    taken_up = [write.id for write in receipt.change.writes[1:]]
    then = [Next(Command("project resume", project), "it was paused with the licence") for project in left]
    then += [Next(Command("reflect", project), "write down what you noticed") for project in taken_up]
    return Told(next=then) if then else _projects_next(ctx, receipt)


def _pause_form(ctx: Context, id: str, form: Form) -> Form:
    running = licences.pauses_with(ctx, id)
    with_it = (
        f"This also pauses: {listed(running)}."
        if running
        else "No project is under way, so only the licence is paused."
    )
    return Form(form.name, with_it, form.questions)


def _resume_form(ctx: Context, id: str, form: Form) -> Form:
    return questions.with_projects_offered(form) if licences.offered_back(ctx, id) else form


def _edited(values: Answers, record: Data) -> dict[str, Any]:
    """The fields of an edit: answers to eligibility questions go into the list of them."""
    fields = {k: v for k, v in values.items() if k in ("idea", "focus_areas", "reference")}
    said = questions.ELIGIBILITY.answers(values)
    given = pairs(values.get("answer"), "learning-journey=yes")
    said |= {q: yes_or_no(q, text) if text else "" for q, text in given.items()}
    if said:
        fields["eligibility"] = editing.Elements(said, "question", "answer")
    return fields


def _by_question(given: Answers, asked: Sequence[dict[str, Any]]) -> dict[str, str]:
    """The answers given as --answer QUESTION=yes, by the form's fields. Raises BadValue for an unknown question."""
    known = [str(q["id"]) for q in asked]
    said = pairs(given.get("answer"), "learning-journey=yes")
    wrong = [q for q in said if q not in known]
    own = questions.ELIGIBILITY
    wrong += [q for q in own.with_option if given.get(own.field(q)) and q not in known]
    if wrong:
        raise BadValue(
            Said("This programme does not ask a question called {given!r}.", given=Prose(wrong[0])),
            hint=Said("Its questions are {questions}.", questions=Many(known)),
        )
    return {questions.ELIGIBILITY.field(question): text for question, text in said.items()}


VERBS = (
    Verb(
        questions.RESUME, "Resume a paused licence, and its projects if you wish.",
        "imatter licence resume --with-projects yes", licences.resume, _resumed, fitted=_resume_form,
    ),
    Verb(
        questions.RENEW, "Renew a licence after a conversation about its relevance.",
        'imatter licence renew --learnt "small steps hold"', licences.renew, _resumed, fitted=_resume_form,
    ),
    Verb(
        questions.WITHDRAW, "Withdraw an application; it becomes a draft again.", "imatter licence withdraw",
        receipt=_opened,
    ),
    Verb(
        questions.RETURN, "Return an application, saying what is still needed.",
        'imatter licence return 8d5 --reason "which setting is it?"', receipt=_opened,
    ),
    Verb(
        questions.DECLINE, "Record that a licence is not granted, and why.",
        'imatter licence decline 8d5 --reason "not yet on the Learning Journey"', receipt=_send_back,
    ),
    Verb(
        questions.ISSUE, "Grant a licence to somebody who applied for it.",
        "imatter licence issue 8d5 --reference MPL-0042", licences.issue, _decided,
    ),
    Verb(
        questions.CONTINUE, "Continue a licence after a conversation about its relevance.",
        'imatter licence continue --learnt "small steps hold"', licences.carry_on,
    ),
    Verb(
        questions.PAUSE, "Pause a licence, and its active projects with it.",
        'imatter licence pause --reason "a new post"', licences.pause, _paused, fitted=_pause_form,
    ),
    Verb(
        questions.END, "End a licence, and stop its projects with it.",
        'imatter licence end m3k --reason "another role"', licences.end,
    ),
)  # fmt: skip

add_verbs(app, *VERBS)
add_reading(app, "licence")


def _asks(ctx: Context, record: Data) -> Form:
    return questions.change(licences.questions_asked(ctx), record)


add_edit(app, "licence", questions.EDIT, _edited, asks=_asks)
