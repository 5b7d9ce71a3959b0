"""The applicant's side: apply, hand in, take back, accept, report."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from imatter_cli.classes import replace
from imatter_cli.commands.frame.changes import first_id, first_record, happened
from imatter_cli.commands.frame.commands import Commands
from imatter_cli.commands.frame.complete import IdType
from imatter_cli.commands.frame.meant import named_or_meant
from imatter_cli.commands.frame.offering import offering, refuse_whatever_is_answered
from imatter_cli.commands.frame.options import argument, flag
from imatter_cli.commands.frame.pairs import pairs
from imatter_cli.commands.frame.session import Session
from imatter_cli.commands.frame.verbs import Verb, asked_to_begin, command_of, finish, perform
from imatter_cli.commands.fund.awards import unspent_notes
from imatter_cli.commands.fund.basics import currency, quarter
from imatter_cli.commands.fund.common import APPLICATION, above_ceiling, add_verbs, reviewers_for, too_few_reviewers
from imatter_cli.commands.records.editing import edit_one
from imatter_cli.commands.records.reading import RAW
from imatter_cli.domain import ids, quarters
from imatter_cli.domain.editing import Elements, Members
from imatter_cli.domain.fund import closing, costs
from imatter_cli.errors import BadValue, Refused
from imatter_cli.input.form import Answers, Form
from imatter_cli.input.questions import fund as questions
from imatter_cli.input.questions.common import ABOUT
from imatter_cli.output.fund import money_text, still_counting
from imatter_cli.output.receipts import Next, Told
from imatter_cli.output.words import listed
from imatter_cli.remedies import Command
from imatter_cli.said import Called, Said
from imatter_cli.services.context import Context
from imatter_cli.services.fund import applications, awards, reviews, rounds
from imatter_cli.services.records import reading, single
from imatter_cli.services.records.related import round_of
from imatter_cli.store.contract import Data, Receipt


def _beside(ctx: Context, made: Data) -> list[str]:
    there = applications.drafts_beside(ctx, made)
    return [f"There is a draft for this project and quarter already: {listed(there)}."] if there else []


def _begun(ctx: Context, receipt: Receipt) -> Told:
    id, made = first_id(receipt), first_record(receipt)
    asked = money_text(str(made.get("amount")), currency(ctx.store, str(made.get("id"))))
    name = quarters.spoken(str(made.get("round")))
    notes, said = [*_beside(ctx, made), *above_ceiling(ctx, made)], f"Begun: {id}, {asked} for {name}."
    if _takes_it(ctx, made):
        return Told(said, [Next(Command("fund submit", id), "submit it before the quarter closes")], notes)
    return Told(said, [Next(Command("fund edit", id, "--round", "QUARTER"), "move it")], [_closed(name), *notes])


def _takes_it(ctx: Context, application: Data) -> bool:
    """Whether its quarter takes an application now. A notebook also has what happened elsewhere."""
    personal = ctx.store.programme().get("store") == "personal"
    return personal or closing.takes_applications(single.found(ctx.store, str(application["round"])), ctx.today)


def _closed(quarter: str) -> str:
    return f"{quarter} takes no applications now, so it can't be submitted there. Move it to an open quarter."


def _submitted(ctx: Context, receipt: Receipt) -> Told:
    then = [Next(Command("fund show", first_id(receipt)), "see how it is getting on")]
    return Told(next=then, notes=above_ceiling(ctx, first_record(receipt)))


def _accepted(ctx: Context, receipt: Receipt) -> Told:
    return Told(next=[Next(Command("fund report", first_id(receipt)), "once the money is paid and spent")])


def _reported(ctx: Context, receipt: Receipt) -> Told:
    return Told(notes=unspent_notes(ctx, first_record(receipt)))


def _edited(ctx: Context, receipt: Receipt) -> Told:
    said, id, made = happened(receipt, "edit"), first_id(receipt), first_record(receipt)
    if ids.kind_of(id) == "round":
        fields = made["timeline"][-1].get("fields", ())
        notes = too_few_reviewers(ctx, made) if {"reviewers", "quorum"} & set(fields) else []
        for person in made["timeline"][-1].get("without") or ():
            notes += still_counting(person, reviews.still_counting(ctx, person, id))
        return Told(said, [Next(Command("fund rounds", quarters.spoken(id)))], notes)
    stale = f"It is now revision {made['revision']}. Reviews of earlier revisions no longer count."
    notes = [stale] if applications.handed_in(made) else []
    if "round" in made["timeline"][-1].get("fields", ()):
        notes += [] if _takes_it(ctx, made) else [_closed(quarters.spoken(str(made["round"])))]
    return Told(said, [Next(Command("fund show", id))], notes)


APPLY = Verb(
    questions.APPLY, "Begin an application to the fund.",
    'imatter fund apply --project 7kq --key-barrier "no budget line" --cost "books=90.00" --payee host',
    applications.apply, _begun, begins=True,
)  # fmt: skip
SUBMIT = Verb(
    questions.SUBMIT, "Submit an application.", "imatter fund submit h6k", applications.submit, _submitted,
    may=applications.may_submit,
)  # fmt: skip
WITHDRAW = Verb(questions.WITHDRAW, "Withdraw an application.", "imatter fund withdraw h6k")
ACCEPT = Verb(questions.ACCEPT, "Accept an award.", "imatter fund accept n4w", receipt=_accepted)
DECLINE_AWARD = Verb(
    questions.DECLINE_AWARD, "Decline an award; its money goes back to the fund.",
    'imatter fund decline-award n4w --reason "the host pays for it now"',
)  # fmt: skip
REPORT = Verb(
    questions.REPORT, "Report what an award was spent on, and what you learnt.",
    'imatter fund report x2b --spent 120.00 --learnt "a room of its own mattered most"', awards.report, _reported,
)  # fmt: skip


def add_to(app: Commands) -> None:
    """Hang these commands on the group."""
    command_of(app, APPLY)(apply)
    app.command("edit", form=questions.EDIT)(edit)
    command_of(app, SUBMIT)(submit)
    add_verbs(app, WITHDRAW, ACCEPT, DECLINE_AWARD, REPORT)


def apply(session: Session, given: Answers) -> None:
    """Begin an application to the fund."""
    may = applications.may_apply(session.context())
    fitting = applications.projects_to_help(session.context())
    named = session.store().find(given["project"], ["project"]) if given.get("project") else next(iter(fitting), "")
    if named:
        refuse_whatever_is_answered(session, may, named, "no-active-licence")
    if session.interactive and not applications.quarters_to_apply_in(session.store()):
        round_of(session.store(), quarter(session, given.get("round") or "current"))  # refused before it is all typed
    known = offering(session, {"project": lambda: fitting}, may)
    form = _with_own(session, _judged(session)) if session.interactive else questions.APPLY

    def arranged(values: Answers) -> dict[str, Any]:
        return {"fields": _application(session, values), "date": values.get("date")}

    with asked_to_begin(session, APPLY, given, form=form, known=known, arranged=arranged) as values:
        finish(session, APPLY, arranged(values))


def edit(
    session: Session,
    given: Answers,
    record: str = argument(
        "[APPLICATION]", "An application, or the quarter of a round.", IdType("application", "round"), default=""
    ),
    raw: bool = RAW,
) -> None:
    """Change an application (once submitted, as a new revision to be reviewed again), or a round with the options
    of imatter fund open.

    Example: imatter fund edit h6k --cost "books=80.00" --cost "room=160.00"
    """
    named = named_or_meant(session, "fund edit", "application", record, reading.meant)
    id = session.store().find(named, ["application", "round"])
    of_round = ids.kind_of(id) == "round"
    also = (questions.WITHOUT_REVIEWERS.field,) if of_round else ()
    fields = (*(rounds.EDITABLE if of_round else applications.EDITABLE), *also, *ABOUT)
    own = tuple(q for q in questions.EDIT.questions if q.field in fields)
    strange = [q.flag for q in questions.EDIT.questions if q.field in given and q not in own]
    if strange:
        kind = Called(ids.kind_of(id), "a round" if of_round else "an application")
        raise BadValue(Said("{id} is {kind} and has no {field}.", id=id, kind=kind, field=strange[0]))
    form = Form(questions.EDIT.name, questions.EDIT.title, own)
    if of_round:
        known = reviewers_for(session, session.store().get(id).data)
        into = _round if given else _round_as_asked
        edit_one(session, id, form, given, into, _edited, None if raw else _asked_of_a_round, known)
    else:
        if given.get("round") and given.get("costs"):
            given = {**given, "costs": _counted_in(session, quarter(session, given["round"]), given["costs"])}
        asks = None if raw else _asked_of_an_application
        edit_one(session, id, form, given, partial(_changed, session), _edited, asks)


def _counted_in(session: Session, round: str, given: Sequence[str]) -> list[str]:
    """Costs as they are typed for an application that moves to another quarter: in the currency that is used there."""
    read = [costs.parse_item(text, currency(session.store(), round)) for text in given]
    return [f"{cost['item']}={cost['amount']}" for cost in read]


def _asked_of_an_application(ctx: Context, record: Data) -> Form:
    """Its questions with today's answers, and above them what an edit of it means."""
    quarter, status = quarters.spoken(str(record["round"])), str(record["status"])
    moves = status in ("draft", "returned")
    title = "Change an application."
    if not moves:
        title = f"It is {status} in {quarter}, and stays in that quarter."
    if applications.handed_in(record):
        title += (
            f" A change makes it revision {int(record['revision']) + 1}: reviews of earlier revisions no longer count."
        )
    asked = applications.asked_in(ctx.store, str(record["round"]))
    return questions.change_application(record, quarter, asked, title, moves=moves)


def _asked_of_a_round(ctx: Context, record: Data) -> Form:
    """Its questions with today's answers, and above them what no edit changes."""
    title = (
        f"{quarters.spoken(str(record['id']))} is {record['status']}. Its criteria, rubric, questions and currency are"
        " as they were when it opened, and no edit changes them."
    )
    return questions.change_round(record, title)


def submit(
    session: Session,
    given: Answers,
    application: str = APPLICATION,
    late: bool = flag("--late", "Submit after the closing day, on purpose; give a --reason."),
) -> None:
    """Submit an application."""
    perform(session, replace(SUBMIT, use=partial(applications.submit, late=late)), given, application)


def _judged(session: Session) -> Form:
    """The form of an application whose project and quarter are judged when they are given: long answers follow."""

    def judge(project: str | None, round: str, *mendable: str) -> None:
        if project is None:
            return
        try:
            applications.judge(session.context(), project, round)
        except Refused as refused:
            if refused.code not in mendable:
                raise
            raise BadValue(refused.said, hint=refused.hint) from None

    def of_project(said: str, answers: Answers) -> None:
        judge(said, quarter(session, answers["round"]) if "round" in answers else "", "project-over",
              "not-their-project")  # fmt: skip

    def of_round(said: str, answers: Answers) -> None:
        judge(answers.get("project"), quarter(session, said), "round-over", "no-round")

    judges = {"project": of_project, "round": of_round}
    return questions.with_judges(questions.APPLY, judges)


def _with_own(session: Session, form: Form) -> Form:
    """The form with the fund's own questions: those that the quarter asks which is chosen."""
    store = session.store()
    asked = {id: applications.asked_in(store, id) for id in applications.quarters_to_apply_in(store)}
    every = {id: words for of_round in asked.values() for id, words in of_round.items()}

    def applies(question: str, answers: Answers) -> bool:
        chosen = quarter(session, str(answers.get("round") or "current"))
        return question in asked.get(chosen, ())

    return questions.with_own(form, every, applies)


def _application(session: Session, values: Answers) -> dict[str, Any]:
    """The answers as fields of a new application."""
    given = pairs(values.get("answers"), "when=in spring") | questions.OWN.answers(values)
    answers = {"answers": [{"question": q, "answer": a} for q, a in given.items()]} if given else {}
    return {"round": quarter(session, "current"), **_fields(session, values), **answers}


def _changed(session: Session, values: Answers, record: Data) -> dict[str, Any]:
    """The answers as fields of an application that changes: other answers to the fund's questions stay."""
    given = pairs(values.get("answers"), "when=in spring") | questions.OWN.answers(values)
    return {**_fields(session, values), **({"answers": Elements(given, "question", "answer")} if given else {})}


def _fields(session: Session, values: Answers) -> dict[str, Any]:
    fields: dict[str, Any] = {name: value or None for name, value in values.items() if name in applications.EDITABLE}
    fields.pop("answers", None)
    if fields.get("costs"):
        fields["costs"] = [costs.parse_item(text) for text in fields["costs"]]
    if fields.get("round"):
        fields["round"] = quarter(session, fields["round"])
    return fields


def _round(values: Answers, record: Data) -> dict[str, Any]:
    """The answers as fields of a round that changes; reviewers are added and removed one by one."""
    fields = {name: value for name, value in values.items() if name in rounds.EDITABLE}
    joining, leaving = fields.pop("reviewers", ()), values.get(questions.WITHOUT_REVIEWERS.field) or ()
    if values.get("reviewers") == []:  # taken away as a whole
        leaving = record.get("reviewers") or ()
    return {**fields, **({"reviewers": Members(joining, leaving)} if joining or leaving else {})}


def _round_as_asked(values: Answers, record: Data) -> dict[str, Any]:
    """The same where the list of reviewers was asked for as a whole."""
    if "reviewers" not in values:
        return _round(values, record)
    leaving = [one for one in record.get("reviewers") or () if one not in values["reviewers"]]
    return _round({**values, questions.WITHOUT_REVIEWERS.field: leaving}, record)
