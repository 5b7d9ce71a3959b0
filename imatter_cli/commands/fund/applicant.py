"""The applicant's side: apply, hand in, take back, accept, report."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import typer

from imatter_cli.commands.frame.changes import first_id, first_record, happened, taken_out, tell
from imatter_cli.commands.frame.commands import Commands, session_of
from imatter_cli.commands.frame.complete import complete_ids
from imatter_cli.commands.frame.offering import nothing_given, offering, refuse_whatever_is_answered, with_examples
from imatter_cli.commands.frame.pairs import pairs
from imatter_cli.commands.frame.session import Session
from imatter_cli.commands.fund.awards import unspent_notes
from imatter_cli.commands.fund.basics import currency, hang, quarter
from imatter_cli.commands.fund.common import App, about, cost_items
from imatter_cli.commands.records.editor import edit_in_editor
from imatter_cli.domain import ids, lifecycles, quarters
from imatter_cli.domain.editing import Elements, Members
from imatter_cli.errors import BadValue, Refused
from imatter_cli.input.form import Form
from imatter_cli.input.questions import fund as questions
from imatter_cli.input.questions.common import ABOUT
from imatter_cli.output.fund import money_text
from imatter_cli.output.receipts import Next
from imatter_cli.services.context import Context
from imatter_cli.services.fund import applications, awards, rounds
from imatter_cli.services.records import events
from imatter_cli.store.contract import Receipt

Editable = Annotated[
    str,
    typer.Argument(
        metavar="APPLICATION", help="An application, or the quarter of a round.",
        autocompletion=complete_ids("application", "round"),
    ),
]  # fmt: skip
#: States of a project that the fund may help.
_NOT_OVER = tuple(s for s in lifecycles.STATES["project"] if s not in lifecycles.CLOSED["project"])
Late = Annotated[bool, typer.Option("--late", help="Submit after the closing day, on purpose; give a --reason.")]


def add_to(app: Commands) -> None:
    """Hang these commands on the group."""
    hang(app, "apply", apply, questions.APPLY)
    hang(app, "edit", edit, questions.EDIT)
    hang(app, "submit", submit, questions.SUBMIT)
    hang(app, "withdraw", withdraw, questions.WITHDRAW)
    hang(app, "accept", accept, questions.ACCEPT)
    hang(app, "decline-award", decline_award, questions.DECLINE_AWARD)
    hang(app, "report", report, questions.REPORT)


def apply(ctx: typer.Context, given: dict[str, Any]) -> None:
    """Begin an application to the fund.

    Example: imatter fund apply --project 7kq --key-barrier "no budget line" --cost "books=90.00" --payee host
    """
    session = session_of(ctx)

    def act(ctx: Context, project: str, values: dict[str, Any]) -> Receipt:
        fields = {**_fields(given, values), "project": project}
        fields["round"] = quarter(session, values.get("round") or "current")
        return applications.apply(ctx, fields, values.get("date", ""))

    attempt = with_examples(session, questions.APPLY, act)
    fitting = {"project": lambda: events.in_states(session.context(), "project", _NOT_OVER)}
    known = offering(session, fitting, attempt)
    if given.get("project"):
        refuse_whatever_is_answered(
            session, attempt, session.store().find(given["project"], ["project"]), "no-active-licence"
        )
    elif found := fitting["project"]():
        refuse_whatever_is_answered(session, attempt, found[0], "no-active-licence")
    form = _judged(session) if session.interactive else questions.APPLY
    with session.answers(form, given, known=known) as values:
        receipt = act(session.context(), values["project"], values)
        id, made = first_id(receipt), first_record(receipt)
        asked = money_text(str(made.get("amount")), currency(session, receipt))
        said = f"Begun: {id}, {asked} for {quarters.spoken(str(made.get('round')))}."
        tell(session, receipt, said, [Next(f"imatter fund submit {id}", "submit it before the quarter closes")])


def edit(ctx: typer.Context, record: Editable, given: dict[str, Any]) -> None:
    """Change an application (after submission: a new revision, to be reviewed again) or, with the options of
    imatter fund open, a round.

    Example: imatter fund edit 7kq --cost "books=80.00" --cost "room=160.00"
    """
    session = session_of(ctx)
    id = session.store().find(record, ["application", "round"])
    kind = ids.kind_of(id)
    fields_of = rounds.EDITABLE if kind == "round" else applications.EDITABLE
    also = (questions.WITHOUT_REVIEWERS.field,) if kind == "round" else ()
    own = tuple(q for q in questions.EDIT.questions if q.field in (*fields_of, *also, *ABOUT))
    form = Form(questions.EDIT.name, questions.EDIT.title, own)
    strange = [q.flag for q in questions.EDIT.questions if q.field in given and q not in own]
    if strange:
        raise BadValue(f"{id} is {'a round' if kind == 'round' else 'an application'} and has no {strange[0]}.")

    def act(ctx: Context, id: str, values: dict[str, Any]) -> Receipt:
        if kind == "round":
            changed = {name: values[name] for name in rounds.EDITABLE if name in values}
            joining, leaving = values.get("reviewers") or (), values.get(questions.WITHOUT_REVIEWERS.field) or ()
            if joining or leaving:
                changed["reviewers"] = Members(joining, leaving)
            return rounds.edit(ctx, id, changed, reason=values.get("reason", ""), day=values.get("date", ""))
        fields = _fields(given, values)
        if "answers" in fields:
            fields["answers"] = Elements(_answers(values), "question", "answer")
        if "round" in values:
            fields["round"] = quarter(session, values["round"])
        return applications.edit(ctx, id, fields, reason=values.get("reason", ""), day=values.get("date", ""))

    if not given:
        if not session.interactive:
            raise nothing_given(session, id, form, lambda ctx, said: act(ctx, id, said))
        edit_in_editor(session, id)
        return
    with session.answers(form, given, about=id) as values:
        receipt = act(session.context(), id, values)
        if kind == "round":
            then = [Next(f"imatter fund rounds {quarters.spoken(id)}")]
            tell(session, receipt, happened(receipt, "edit"), then, taken_out(receipt))
            return
        made = first_record(receipt)
        handed_in = applications.handed_in(made)
        note = (
            [f"It is now revision {made['revision']}. Reviews of earlier revisions no longer count."]
            if handed_in
            else []
        )
        tell(
            session, receipt, happened(receipt, "edit"), [Next(f"imatter fund show {id}")], [*note, *taken_out(receipt)]
        )


def submit(ctx: typer.Context, given: dict[str, Any], application: App = "", late: Late = False) -> None:
    """Submit an application.

    Example: imatter fund submit 7kq
    """
    session = session_of(ctx)

    def act(ctx: Context, id: str, values: dict[str, Any]) -> Receipt:
        return applications.submit(ctx, id, late=late, reason=values.get("reason", ""), day=values.get("date", ""))

    with about(session, questions.SUBMIT, given, application, act) as values:
        receipt = act(session.context(), values["application"], values)
        id = first_id(receipt)
        tell(
            session, receipt, happened(receipt, "submit"), [Next(f"imatter fund show {id}", "see how it is getting on")]
        )


def withdraw(ctx: typer.Context, given: dict[str, Any], application: App = "") -> None:
    """Withdraw an application.

    Example: imatter fund withdraw 7kq
    """
    session = session_of(ctx)
    with about(session, questions.WITHDRAW, given, application, _withdraw) as values:
        receipt = _withdraw(session.context(), values["application"], values)
        tell(session, receipt, happened(receipt, "withdraw"))


def accept(ctx: typer.Context, given: dict[str, Any], application: App = "") -> None:
    """Accept an award.

    Example: imatter fund accept 7kq
    """
    session = session_of(ctx)
    with about(session, questions.ACCEPT, given, application, _accept) as values:
        receipt = _accept(session.context(), values["application"], values)
        then = [Next(f"imatter fund report {first_id(receipt)}", "once the money is paid and spent")]
        tell(session, receipt, happened(receipt, "accept"), then)


def decline_award(ctx: typer.Context, given: dict[str, Any], application: App = "") -> None:
    """Decline an award; its money goes back to the fund.

    Example: imatter fund decline-award 7kq --reason "the host pays for it now"
    """
    session = session_of(ctx)
    with about(session, questions.DECLINE_AWARD, given, application, _decline_award) as values:
        receipt = _decline_award(session.context(), values["application"], values)
        tell(session, receipt, happened(receipt, "decline-award"))


def report(ctx: typer.Context, given: dict[str, Any], application: App = "") -> None:
    """Report what an award was spent on, and what you learnt.

    Example: imatter fund report 7kq --spent 240.00 --learnt "a room of its own mattered most"
    """
    session = session_of(ctx)
    with about(session, questions.REPORT, given, application, _report) as values:
        receipt = _report(session.context(), values["application"], values)
        tell(session, receipt, happened(receipt, "report"), (), unspent_notes(session, first_record(receipt)))


def _judged(session: Session) -> Form:
    """The form of an application whose project and quarter are judged when they are given: long answers follow."""
    chosen: dict[str, str] = {}

    def judge(field: str, value: str, *mendable: str) -> None:
        chosen[field] = value
        if "project" not in chosen:
            return
        try:
            applications.judge(session.context(), chosen["project"], chosen.get("round", ""))
        except Refused as refused:
            if refused.code not in mendable:
                raise
            raise BadValue(refused.message, hint=refused.hint) from None

    judges: dict[str, Callable[[Any], None]] = {
        "project": lambda said: judge("project", said, "project-over", "not-their-project"),
        "round": lambda said: judge("round", quarter(session, said), "round-over", "no-round"),
    }
    return questions.with_judges(questions.APPLY, judges)


def _withdraw(ctx: Context, id: str, values: dict[str, Any]) -> Receipt:
    return applications.withdraw(ctx, id, reason=values.get("reason", ""), day=values.get("date", ""))


def _accept(ctx: Context, id: str, values: dict[str, Any]) -> Receipt:
    return awards.accept(ctx, id, values.get("date", ""))


def _decline_award(ctx: Context, id: str, values: dict[str, Any]) -> Receipt:
    return awards.decline_award(ctx, id, reason=values.get("reason", ""), day=values.get("date", ""))


def _report(ctx: Context, id: str, values: dict[str, Any]) -> Receipt:
    return awards.report(ctx, id, spent=values["spent"], learnt=values["learnt"], day=values.get("date", ""))


def _fields(given: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    """The answers as fields of the record."""
    names = ("project", "key_barrier", "payee", "other_sources", "amount", "licence")
    fields: dict[str, Any] = {n: values[n] for n in names if values.get(n)}
    costs = cost_items(given.get("costs"), values.get("costs"))
    if costs is not None:
        fields["costs"] = costs
    if values.get("answers"):
        fields["answers"] = [{"question": q, "answer": a} for q, a in _answers(values).items()]
    return fields


def _answers(values: dict[str, Any]) -> dict[str, str]:
    return pairs(values["answers"], "when=in spring")
