"""Changing a record: the fields that were given, or what is answered anew at a terminal, or its file in an editor."""

from __future__ import annotations

import sys
from typing import Any

from imatter_cli.classes import replace
from imatter_cli.commands.frame.changes import taken_out, tell
from imatter_cli.commands.frame.offering import Known, nothing_given, refuse_whatever_is_answered
from imatter_cli.commands.frame.rehearsed import rehearsed
from imatter_cli.commands.frame.session import Session
from imatter_cli.commands.frame.verbs import thoughts_on
from imatter_cli.commands.records.editor import edit_in_editor
from imatter_cli.commands.records.reading import Asks, Into, Says
from imatter_cli.domain import ids
from imatter_cli.domain.kinds import BY_NAME
from imatter_cli.errors import Broken
from imatter_cli.input.form import EMPTY, Answers, Form, bad, changed, to_change
from imatter_cli.input.questions.common import ABOUT
from imatter_cli.output import records as output
from imatter_cli.output.receipts import Next, Told
from imatter_cli.output.terminal import is_terminal
from imatter_cli.remedies import Command
from imatter_cli.said import Prose, Said
from imatter_cli.services.context import Context
from imatter_cli.services.records import editing, events
from imatter_cli.services.records.several import ask
from imatter_cli.store.contract import Data, Receipt


def edit_one(
    session: Session, id: str, form: Form, given: Answers, into: Into | None = None, receipt: Says | None = None,
    asks: Asks | None = None, known: Known | None = None,
) -> None:  # fmt: skip
    """Change a record: the fields that were given, else what is answered anew at a terminal.

    `into` makes fields of the answers where they are not fields themselves, given the record as it is. `receipt` says
    what was changed, where that is more than which fields. `asks` makes the questions, with today's answers, each tried
    when it is answered; without it, the file opens in an editor. `known` is as for `Session.answers`. Raises Missing
    off a terminal where no field was given.
    """
    if not given:
        if not session.interactive:
            raise nothing_given(session, id, form, lambda ctx, values: _edit(ctx, id, values, into))
        questions = todays_questions(session, id, asks) if asks else None
        if questions is None:
            edit_in_editor(session, id)
            return
        form = _rehearsed(session, id, questions, into)
    emptied = _emptied(session, id, form, given, asks)
    left = {name: said for name, said in given.items() if name not in emptied}
    with session.answers(form, left, about=id, known=known) as answers:
        keep_edit(session, id, form, changed(form, answers) | emptied, into, receipt)


def _emptied(session: Session, id: str, form: Form, given: Answers, asks: Asks | None) -> dict[str, Any]:
    """The answers that a hyphen on the line takes away, as it does at a terminal; a long one can be piped in instead.

    Raises BadValue for what can't be empty.
    """
    hyphens = [q for q in form.questions if given.get(q.field) in ("-", ["-"]) and q.field not in ABOUT]
    hyphens = [q for q in hyphens if q.answer != "long" or session.takes_answers or is_terminal(sys.stdin)]
    today = todays_questions(session, id, asks) if hyphens and asks else None
    asked = {q.field: q for q in today.questions} if today else {}
    for question in (q for q in hyphens if q.field in asked and not asked[q.field].may_be_empty):
        raise bad(question, Said("{field}: {empty}", field=question.called, empty=Prose(EMPTY)), given="-")
    return {q.field: q.nothing for q in hyphens if q.field in asked}


def _rehearsed(session: Session, id: str, form: Form, into: Into | None) -> Form:
    context = session.context()
    return rehearsed(form, lambda values: ask(context, lambda trying: _edit(trying, id, values, into)))


def keep_edit(
    session: Session, id: str, form: Form, values: Answers, into: Into | None = None, receipt: Says | None = None
) -> None:
    """Make one change of the answers that differ, if any do, and print its receipt."""
    if not values or (form.now and not values.keys() - set(ABOUT)):
        session.put({"id": id, "commit": ""}, "Nothing was changed.")
        return
    names = ", ".join(output.label(name).lower() for name in _fields_of(session.context(), id, values, into))
    done = _edit(session.context(), id, values, into)
    told = receipt(session.settled(done), done) if receipt else Told()
    said, then = told.said or f"Changed: {names} of {id}.", told.next or [Next(Command("show", id))]
    thoughts = thoughts_on(session, form, values, done)
    tell(session, done, said, then, [*thoughts, *told.notes, *taken_out(done)])


def _fields_of(ctx: Context, id: str, values: Answers, into: Into | None) -> dict[str, Any]:
    own = {name: value for name, value in values.items() if name not in (*ABOUT, ids.kind_of(id))}
    fields = into(own, editing.dependable(ctx, id)) if into else own
    return {name: None if value in ("", []) else value for name, value in fields.items()}


def _edit(ctx: Context, id: str, values: Answers, into: Into | None) -> Receipt:
    reason, day = str(values.get("reason", "")), str(values.get("date", ""))
    return editing.edit(ctx, id, _fields_of(ctx, id, values, into), reason=reason, day=day)


def todays_questions(session: Session, id: str, asks: Asks) -> Form | None:
    """The questions with today's answers; None for a record that is damaged, which only its file can mend.

    Raises what no answer would change.
    """
    context = session.context()
    try:
        record = editing.dependable(context, id)
    except Broken:
        return None
    refuse_whatever_is_answered(session, events.may_happen(context, "edit"), id)
    return asks(context, record)


def field_by_field(form: Form, ctx: Context, record: Data) -> Form:
    """Each question with the value of its field; what no edit takes away stays."""
    fixed = BY_NAME[ids.kind_of(str(record["id"]))].fixed
    own = (q for q in form.questions if q.field not in ABOUT)
    asked = Form(form.name, form.title, tuple(replace(q, when=None, stays=q.held_in in fixed) for q in own))
    return to_change(asked, {q.field: record.get(q.held_in) for q in asked.questions})
