"""The applicant's side: apply, hand in, take back, accept, report."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from imatter_cli.commands.changes import first_id, first_record, happened, tell
from imatter_cli.commands.complete import complete_ids
from imatter_cli.commands.editor import edit_in_editor
from imatter_cli.commands.frame import Commands, session_of
from imatter_cli.commands.fund.common import App, about, cost_items, currency, hang, quarter
from imatter_cli.commands.pairs import pairs
from imatter_cli.domain import ids, quarters
from imatter_cli.errors import BadValue
from imatter_cli.input.questions import fund as questions
from imatter_cli.output.fund import money_text
from imatter_cli.output.receipts import Next
from imatter_cli.services import applications, rounds

Editable = Annotated[
    str,
    typer.Argument(
        metavar="APPLICATION", help="An application, or the quarter of a round.",
        autocompletion=complete_ids("application", "round"),
    ),
]  # fmt: skip
#: Answers that are about an edit, not part of it.
_ABOUT = ("reason", "date")
Late = Annotated[bool, typer.Option("--late", help="After the closing day, on purpose; give a --reason.")]


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
    with session.answers(questions.APPLY, given) as values:
        fields = _fields(given, values)
        fields["round"] = quarter(session, values["round"])
        receipt = applications.apply(session.context(), fields, values.get("date", ""))
        id, made = first_id(receipt), first_record(receipt)
        asked = money_text(str(made.get("amount")), currency(session))
        said = f"Begun: {id}, {asked} for {quarters.spoken(str(made.get('round')))}."
        tell(session, receipt, said, [Next(f"imatter fund submit {id}", "hand it in before the quarter closes")])


def edit(ctx: typer.Context, record: Editable, given: dict[str, Any]) -> None:
    """Change an application (once it was handed in: a new revision, to be reviewed anew) or, with the options of
    imatter fund open, a round.

    Example: imatter fund edit 7kq --cost "books=80.00" --cost "room=160.00"
    """
    session = session_of(ctx)
    id = session.store().find(record, ["application", "round"])
    kind = ids.kind_of(id)
    fields_of = rounds.EDITABLE if kind == "round" else applications.EDITABLE
    if not given:
        edit_in_editor(session, id, questions.EDIT)
        return
    strange = [q.flag for q in questions.EDIT.questions if q.field in given and q.field not in (*fields_of, *_ABOUT)]
    if strange:
        raise BadValue(f"{id} is {'a round' if kind == 'round' else 'an application'} and has no {strange[0]}.")
    with session.answers(questions.EDIT, given, about=id) as values:
        if kind == "round":
            changed = {name: values[name] for name in rounds.EDITABLE if name in values}
            receipt = rounds.edit(session.context(), id, changed, values.get("date", ""))
            tell(session, receipt, happened(receipt, "edit"), [Next(f"imatter fund rounds {quarters.spoken(id)}")])
            return
        fields = _fields(given, values)
        if "round" in values:
            fields["round"] = quarter(session, values["round"])
        when = {"reason": values.get("reason", ""), "day": values.get("date", "")}
        receipt = applications.edit(session.context(), id, fields, **when)
        made = first_record(receipt)
        handed_in = applications.handed_in(made)
        note = [f"It is revision {made['revision']} now; reviews of earlier ones no longer count."] if handed_in else []
        tell(session, receipt, happened(receipt, "edit"), [Next(f"imatter fund show {id}")], note)


def submit(ctx: typer.Context, given: dict[str, Any], application: App = "", late: Late = False) -> None:
    """Hand an application in.

    Example: imatter fund submit 7kq
    """
    session = session_of(ctx)
    with about(session, questions.SUBMIT, given, application, "submit") as values:
        receipt = applications.submit(
            session.context(), values["application"], late=late, reason=values.get("reason", ""),
            day=values.get("date", ""),
        )  # fmt: skip
        id = first_id(receipt)
        tell(session, receipt, happened(receipt, "submit"), [Next(f"imatter fund show {id}", "where it stands")])


def withdraw(ctx: typer.Context, given: dict[str, Any], application: App = "") -> None:
    """Take an application back.

    Example: imatter fund withdraw 7kq
    """
    session = session_of(ctx)
    with about(session, questions.WITHDRAW, given, application, "withdraw") as values:
        when = {"reason": values.get("reason", ""), "day": values.get("date", "")}
        receipt = applications.withdraw(session.context(), values["application"], **when)
        tell(session, receipt, happened(receipt, "withdraw"))


def accept(ctx: typer.Context, given: dict[str, Any], application: App = "") -> None:
    """Accept an award.

    Example: imatter fund accept 7kq
    """
    session = session_of(ctx)
    with about(session, questions.ACCEPT, given, application, "accept") as values:
        receipt = applications.accept(session.context(), values["application"], values.get("date", ""))
        then = [Next(f"imatter fund report {first_id(receipt)}", "once it is paid and spent")]
        tell(session, receipt, happened(receipt, "accept"), then)


def decline_award(ctx: typer.Context, given: dict[str, Any], application: App = "") -> None:
    """Do not take up an award; what was given can be given again.

    Example: imatter fund decline-award 7kq --reason "the host pays for it now"
    """
    session = session_of(ctx)
    with about(session, questions.DECLINE_AWARD, given, application, "decline-award") as values:
        when = {"reason": values.get("reason", ""), "day": values.get("date", "")}
        receipt = applications.decline_award(session.context(), values["application"], **when)
        tell(session, receipt, happened(receipt, "decline-award"))


def report(ctx: typer.Context, given: dict[str, Any], application: App = "") -> None:
    """Report on what an award was spent on, and what was learnt.

    Example: imatter fund report 7kq --spent 240.00 --learnt "a room of its own mattered most"
    """
    session = session_of(ctx)
    with about(session, questions.REPORT, given, application, "report") as values:
        more = {"spent": values["spent"], "learnt": values["learnt"], "day": values.get("date", "")}
        receipt = applications.report(session.context(), values["application"], **more)
        tell(session, receipt, happened(receipt, "report"))


def _fields(given: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    """The answers as fields of the record."""
    names = ("project", "key_barrier", "payee", "other_sources", "amount", "licence")
    fields: dict[str, Any] = {n: values[n] for n in names if values.get(n)}
    costs = cost_items(given.get("costs"), values.get("costs"))
    if costs is not None:
        fields["costs"] = costs
    if values.get("answers"):
        answers = pairs(values["answers"], "when=in spring")
        fields["answers"] = [{"question": q, "answer": a} for q, a in answers.items()]
    return fields
