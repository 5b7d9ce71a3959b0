"""Commands that are one event of one record: which one, the form's answers, one service, the receipt.

A command's help is its sentence and one example line.
"""

# Without `from __future__ import annotations`: the options of a verb are made while the program runs.
from collections.abc import Callable, Sequence
from typing import Annotated, Any

import typer

from imatter_cli.commands.frame.changes import happened, tell
from imatter_cli.commands.frame.commands import Commands, session_of
from imatter_cli.commands.frame.complete import which_one
from imatter_cli.commands.frame.examples import with_example
from imatter_cli.commands.frame.forms import with_form
from imatter_cli.commands.frame.offering import Act, Known, offering, refuse_whatever_is_answered
from imatter_cli.commands.frame.session import Session
from imatter_cli.input.form import Form
from imatter_cli.output.receipts import Next
from imatter_cli.services.context import Context
from imatter_cli.services.records import events
from imatter_cli.store.contract import Receipt

#: What comes next, from the context and what was changed.
Then = Callable[[Context, Receipt], Sequence[Next | tuple[str, str]]]
#: The form as it is asked of one record at a terminal: with the context, the record's full id and the form.
Fitted = Callable[[Context, str, Form], Form]


def add_verb(
    app: Commands, form: Form, help: str, example: str, *, act: Act | None = None, then: Then | None = None,
    notes: Callable[[Context, Receipt], Sequence[str]] | None = None, fitted: Fitted | None = None,
) -> None:  # fmt: skip
    """Hang a verb on a group. `form.name` is `KIND EVENT`; without `act` the event is all there is to it."""
    kind, event = form.name.split()
    does = act or _just(event)

    def verb(
        ctx: typer.Context,
        which: Annotated[str, which_one(kind)] = "",
        given: dict[str, Any] | None = None,
    ) -> None:
        session = session_of(ctx)
        with on_one(session, form, given or {}, which, fitted=fitted) as values:
            context = session.context()
            receipt = does(context, values.pop(kind), values)
            after = session.settled(receipt) if then or notes else context
            said = happened(receipt, event)
            tell(session, receipt, said, then(after, receipt) if then else (), notes(after, receipt) if notes else ())

    app.command(event, help=with_example(help, example))(with_form(form)(verb))


def on_one(
    session: Session, form: Form, given: dict[str, Any], which: str, *, event: str = "", fitted: Fitted | None = None
) -> Any:  # fmt: skip
    """The form's answers, with its record found: as it was named, or the only one that the event may happen to.

    Where it has to be asked, one that the event may happen to now is offered first. The event is that of the form's
    name, if no other is given. At a terminal `fitted` may put the form to the record.
    """
    kind, named_event = form.name.split()
    event = event or named_event
    named = which or given.get(kind, "")
    about = session.store().find(named, [kind]) if named else events.meant(session.context(), kind, event)
    line = f"imatter {form.name} {about}".rstrip()
    may = events.may_happen(session.context(), event)
    known = offering(session, {kind: lambda: events.fitting(session.context(), kind, event)}, may)
    if fitted and session.interactive:
        about = about or _chosen(session, form, kind, known)
        form = fitted(session.context(), about, form)
    given = {**given, kind: about} if about else given
    if about:
        refuse_whatever_is_answered(session, may, about)
    return session.answers(form, given, about=about, line=line, known=known)


def _chosen(session: Session, form: Form, kind: str, known: Known) -> str:
    """The record that a form is about, asked for before the rest of it, which depends on it."""
    which = Form(form.name, form.title, (form[kind],))
    with session.answers(which, {}, known=known) as values:
        return str(values[kind])


def answered(values: dict[str, Any], *names: str) -> dict[str, Any]:
    """Those answers that a service takes under the same names; empty ones are left out."""
    return {name: values[name] for name in names if values.get(name)}


def _just(event: str) -> Act:
    def act(context: Context, id: str, values: dict[str, Any]) -> Receipt:
        return events.happen(context, id, event, day=values.get("date", ""), reason=values.get("reason", ""))

    return act
