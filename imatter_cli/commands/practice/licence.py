"""`imatter licence`: applied for with an idea, issued, continued, paused, renewed, ended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from imatter_cli.commands.frame.changes import first_id, first_record, happened, tell
from imatter_cli.commands.frame.commands import Commands, session_of
from imatter_cli.commands.frame.complete import which_one
from imatter_cli.commands.frame.examples import with_example
from imatter_cli.commands.frame.forms import with_form
from imatter_cli.commands.frame.offering import Known, anything, offering, refuse_whatever_is_answered
from imatter_cli.commands.frame.pairs import pairs, yes_or_no
from imatter_cli.commands.frame.session import Session
from imatter_cli.commands.frame.verbs import add_verb, answered, on_one
from imatter_cli.commands.practice.people import practising, whose
from imatter_cli.commands.records.reading import add_edit, add_reading
from imatter_cli.domain import editing
from imatter_cli.errors import BadValue
from imatter_cli.input.form import Form
from imatter_cli.input.questions import licence as questions
from imatter_cli.output.receipts import Next
from imatter_cli.output.words import listed
from imatter_cli.services.context import Context
from imatter_cli.services.practice import licences, practitioners
from imatter_cli.store.contract import Data, Receipt

app = Commands("licence", "Apply for a licence, then continue, pause or renew it.")

Which = Annotated[str, which_one("licence")]


@app.command(
    "apply",
    help=with_example(
        "Apply for a licence together with a project idea.",
        "imatter licence apply --idea 7kq --learning-journey yes",
    ),
)
@with_form(questions.APPLY)
def apply(ctx: typer.Context, given: dict[str, Any]) -> None:
    """Apply for a licence together with a project idea."""
    session = session_of(ctx)
    context = session.context()
    asked = licences.questions_asked(context)
    form = questions.apply(asked)
    given = {**whose(session, given), **_by_question(given, asked)}
    holder = given.get("practitioner")
    if "idea" not in given and holder:
        given |= {"idea": licences.ideas(context, context.store.find(holder, ["practitioner"]))[0]}
    if given.get("idea") and holder:
        person, idea = context.store.find(holder, ["practitioner"]), context.store.find(str(given["idea"]), ["project"])
        refuse_whatever_is_answered(session, lambda one: licences.may_apply(context, person, one), idea)
    with session.answers(form, given, line="imatter licence apply", known=_applicants(session)) as values:
        said = {str(q["id"]): bool(values[questions.field_of(str(q["id"]))]) for q in asked}
        receipt = licences.apply(
            context, values["practitioner"], values["idea"], values.get("focus_areas") or (), said,
            values.get("date", ""),
        )  # fmt: skip
        id = first_id(receipt)
        after = session.settled(receipt)
        needed = licences.still_needed(after, id)
        then = [Next(f"imatter licence show {id}", "read it over"), *_submit_next(id, needed)]
        tell(
            session,
            receipt,
            f"Application started: {id}, with the idea {values['idea']}.",
            then,
            _notes_on(after, id, needed),
        )


def _applicants(session: Session) -> Known:
    """For references: people who could apply, and the ideas of the first of them."""
    people = practising(session, lambda person: licences.may_apply(session.context(), person))

    def of_the_first() -> Sequence[str]:
        first = people(["practitioner"])
        return licences.ideas(session.context(), first[0].value) if first else ()

    ideas = offering(session, {"project": of_the_first}, anything)
    return lambda kinds: (ideas if "project" in kinds else people)(kinds)


@app.command(
    "submit",
    help=with_example(
        "Submit an application once you can answer yes to its questions.",
        "imatter licence submit",
    ),
)
@with_form(questions.SUBMIT)
def submit(ctx: typer.Context, given: dict[str, Any], which: Which = "") -> None:
    """Submit an application once you can answer yes to its questions."""
    session = session_of(ctx)
    with on_one(session, questions.SUBMIT, given, which) as values:
        context = session.context()
        receipt = licences.submit(context, values["licence"], values.get("date", ""))
        id, programme = values["licence"], session.settled(receipt).store.programme()
        then = [Next(f"imatter licence show {id}", "see what you submitted")]
        notes: list[str] = []
        if programme.get("store") == "personal":
            notes = [f"Now send it to the issuer, {programme.get('issuer')}. Nothing leaves this computer by itself."]
            then = [
                Next(f"imatter send {id} --to FILE", "make a file for the coordinator"),
                Next(f"imatter licence issue {id}", "once the licence is granted"),
                Next(f"imatter licence return {id}", "if the issuer asks for more"),
            ]
        tell(session, receipt, happened(receipt, "submit"), then, notes)


@app.command(
    "record",
    help=with_example(
        "Record a licence that was issued elsewhere.",
        "imatter licence record --date 2026-01-12 --reference MPL-0042",
    ),
)
@with_form(questions.RECORD)
def record(ctx: typer.Context, given: dict[str, Any], which: Which = "") -> None:
    """Record a licence that was issued elsewhere."""
    session = session_of(ctx)
    if which or given.get("licence"):
        id = session.store().find(which or given["licence"], ["licence"])
        holder = str(session.store().get(id).data.get("practitioner"))
        given = {**given, "licence": id, "practitioner": given.get("practitioner", holder)}
    known = practising(session, lambda person: licences.may_record(session.context(), person))
    given = whose(session, given)
    with session.answers(questions.RECORD, given, line="imatter licence record", known=known) as values:
        context = session.context()
        more = answered(values, "reference", "ends", "focus_areas")
        receipt = licences.record_issued(
            context, values["practitioner"], id=values.get("licence", ""), day=values.get("date", ""), **more
        )
        tell(session, receipt, happened(receipt, "record"), _projects_next(session.settled(receipt), receipt))


@app.command(
    "resume",
    help=with_example(
        "Resume a paused licence, and its projects if you wish.",
        "imatter licence resume --with-projects yes",
    ),
)
@with_form(questions.RESUME)
def resume(ctx: typer.Context, given: dict[str, Any], which: Which = "") -> None:
    """Resume a paused licence, and its projects if you wish."""
    _with_projects_offered(ctx, "resume", given, which)


@app.command(
    "renew",
    help=with_example(
        "Renew a licence after a conversation about its relevance.",
        'imatter licence renew --learnt "small steps hold"',
    ),
)
@with_form(questions.RENEW)
def renew(ctx: typer.Context, given: dict[str, Any], which: Which = "") -> None:
    """Renew a licence after a conversation about its relevance."""
    _with_projects_offered(ctx, "renew", given, which)


def _with_projects_offered(ctx: typer.Context, event: str, given: dict[str, Any], which: str) -> None:
    session = session_of(ctx)
    form = questions.RESUME if event == "resume" else questions.RENEW
    change = licences.resume if event == "resume" else licences.renew
    with on_one(session, form, given, which) as values:
        context, id = session.context(), str(values.pop("licence"))
        offered = licences.offered_back(context, id)
        wanted = values.get("with_projects")
        if offered and wanted is None and session.interactive:
            with session.answers(questions.OFFER, {}, about=id) as more:
                wanted = more["with_projects"]
        taken = {**answered(values, "learnt", "next", "ends"), "with_projects": bool(wanted)}
        receipt = change(context, id, day=values.get("date", ""), **taken)
        left = [] if wanted else offered
        then = [Next(f"imatter project resume {project}", "it was paused with the licence") for project in left]
        taken_up = [w.id for w in receipt.change.writes[1:]]
        then += [Next(f"imatter reflect {project}", "write down what you noticed") for project in taken_up]
        tell(session, receipt, happened(receipt, event), then or _projects_next(session.settled(receipt), receipt))


def _notes_on(ctx: Context, id: str, needed: Sequence[str]) -> list[str]:
    """What an application needs before it can be submitted, and that no step of the Learning Journey is recorded."""
    notes = [f"Before you can submit it, this needs a yes: {ask}" for ask in needed]
    holder = str(ctx.store.get(id).data.get("practitioner"))
    if not practitioners.has_taken_a_step(ctx, holder):
        notes.append("No step of the Learning Journey is recorded here yet. To record one: imatter practitioner step")
    return notes


def _submit_next(id: str, needed: Sequence[str]) -> list[Next]:
    if needed:
        return [Next(f"imatter licence edit {id} --help", "to change an answer")]
    return [Next(f"imatter licence submit {id}", "submit it")]


def _pause_form(ctx: Context, id: str, form: Form) -> Form:
    running = licences.pauses_with(ctx, id)
    with_it = (
        f"This also pauses: {listed(running)}."
        if running
        else "No project is under way, so only the licence is paused."
    )
    return Form(form.name, with_it, form.questions)


def _issue(ctx: Context, id: str, values: dict[str, Any]) -> Receipt:
    return licences.issue(ctx, id, **answered(values, "reference", "ends"), day=values.get("date", ""))


def _continue(ctx: Context, id: str, values: dict[str, Any]) -> Receipt:
    return licences.carry_on(ctx, id, **answered(values, "learnt", "next", "ends"), day=values.get("date", ""))


def _pause(ctx: Context, id: str, values: dict[str, Any]) -> Receipt:
    return licences.pause(ctx, id, reason=values.get("reason", ""), day=values.get("date", ""))


def _end(ctx: Context, id: str, values: dict[str, Any]) -> Receipt:
    return licences.end(ctx, id, reason=values["reason"], day=values.get("date", ""))


def _projects_next(ctx: Context, receipt: Receipt) -> Sequence[Next]:
    holder = str(first_record(receipt).get("practitioner", ""))
    idea = licences.newest_idea(ctx, holder)
    if idea:
        return [Next(f"imatter project start {idea}", "it can start now")]
    return [Next("imatter project new", "plan a project")]


def _send_back(ctx: Context, receipt: Receipt) -> list[Next]:
    """In a programme's store: the file that tells the holder, whose notebook does not know yet."""
    if ctx.store.programme().get("store") == "personal":
        return []
    return [Next(f"imatter send {first_id(receipt)} --to FILE", "make a file for its holder")]


def _decided_next(ctx: Context, receipt: Receipt) -> Sequence[Next]:
    return _send_back(ctx, receipt) or _projects_next(ctx, receipt)


def _open_next(ctx: Context, receipt: Receipt) -> Sequence[Next]:
    id = first_id(receipt)
    if first_record(receipt).get("status") == "returned" and (back := _send_back(ctx, receipt)):
        return back
    return [
        Next(f"imatter licence edit {id}", "change what was asked for"),
        Next(f"imatter licence submit {id}", "submit it again"),
    ]


def _resume_next(ctx: Context, receipt: Receipt) -> Sequence[Next]:
    return [Next(f"imatter licence resume {first_id(receipt)}", "when you are ready")]


def _edited(values: dict[str, Any], record: Data) -> dict[str, Any]:
    """The fields of an edit: answers to eligibility questions go into the list of them."""
    fields = {k: v for k, v in values.items() if k in ("idea", "focus_areas", "reference")}
    said = {q: values[questions.field_of(q)] for q in questions.WITH_OPTION if questions.field_of(q) in values}
    given = pairs(values.get("answer"), "learning-journey=yes")
    said |= {q: yes_or_no(q, text) if text else "" for q, text in given.items()}
    if said:
        fields["eligibility"] = editing.Elements(said, "question", "answer")
    return fields


def _by_question(given: dict[str, Any], asked: Sequence[dict[str, Any]]) -> dict[str, str]:
    """The answers given as --answer QUESTION=yes, by the form's fields. Raises BadValue for an unknown question."""
    known = [str(q["id"]) for q in asked]
    said = pairs(given.get("answer"), "learning-journey=yes")
    wrong = [q for q in said if q not in known]
    wrong += [q for q in questions.WITH_OPTION if given.get(questions.field_of(q)) and q not in known]
    if wrong:
        raise BadValue(
            f"This programme does not ask a question called {wrong[0]!r}.",
            hint=f"Its questions are {', '.join(known)}.",
        )
    return {questions.field_of(question): text for question, text in said.items()}


add_verb(
    app, questions.WITHDRAW, "Withdraw an application; it becomes a draft again.", "imatter licence withdraw",
    then=_open_next,
)  # fmt: skip
add_verb(
    app, questions.RETURN, "Return an application, saying what is still needed.",
    'imatter licence return m3k --reason "which setting is it?"', then=_open_next,
)  # fmt: skip
add_verb(
    app, questions.DECLINE, "Record that a licence is not granted, and why.",
    'imatter licence decline m3k --reason "not yet on the Learning Journey"', then=_send_back,
)  # fmt: skip
add_verb(
    app, questions.ISSUE, "Grant a licence to somebody who applied for it.",
    "imatter licence issue m3k --reference MPL-0042", act=_issue, then=_decided_next,
)  # fmt: skip
add_verb(
    app, questions.CONTINUE, "Continue a licence after a conversation about its relevance.",
    'imatter licence continue --learnt "small steps hold"', act=_continue,
)  # fmt: skip
add_verb(
    app, questions.PAUSE, "Pause a licence, and its active projects with it.",
    'imatter licence pause --reason "a new post"', act=_pause, then=_resume_next, fitted=_pause_form,
)  # fmt: skip
add_verb(
    app, questions.END, "End a licence, and stop its projects with it.",
    'imatter licence end m3k --reason "another role"', act=_end,
)  # fmt: skip
add_reading(app, "licence")
add_edit(app, "licence", questions.EDIT, _edited)
