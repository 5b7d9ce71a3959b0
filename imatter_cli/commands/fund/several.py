"""One command on several applications: those named, or all of a quarter that it may be done to."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from imatter_cli.commands.frame.advised import advised
from imatter_cli.commands.frame.changes import way_back
from imatter_cli.commands.frame.commands import Commands, quarter_option
from imatter_cli.commands.frame.complete import IdType
from imatter_cli.commands.frame.options import argument
from imatter_cli.commands.frame.session import Session
from imatter_cli.commands.frame.verbs import Choices, Verb, command_of, perform
from imatter_cli.commands.fund.basics import quarter
from imatter_cli.errors import Refused, Usage
from imatter_cli.input.form import Answers, Form
from imatter_cli.output import words
from imatter_cli.output.receipts import Done
from imatter_cli.remedies import Command
from imatter_cli.said import Called, Quarter, Said
from imatter_cli.services.fund import applications
from imatter_cli.services.records.several import Series, at_once

APPLICATIONS = argument(
    "[APPLICATION]...",
    "Any unique part of an id. With several, all are done or none. You can leave it out if there is only one.",
    IdType("application"),
    default=[],
)
OF_QUARTER = quarter_option(
    "All applications of this quarter for which it can be done; without a value, the current quarter.", default=None
)


def add_many(app: Commands, verb: Verb, done: str) -> None:
    """Hang a verb on the group that is also done to several applications; `done` begins the receipt of those."""

    @command_of(app, verb)
    def command(
        session: Session, given: Answers, application: list[str] = APPLICATIONS, which: str | None = OF_QUARTER
    ) -> None:
        if not several(session, verb, given, application, which, done):
            perform(session, verb, given, only(application))


def several(
    session: Session, verb: Verb, given: Answers, named: Sequence[str], which: str | None, done: str,
    choices: Choices | None = None,
) -> bool:  # fmt: skip
    """Do a verb to several applications, each as its own change and all of them or none; False for a single one.

    Applications that the actor has a conflict with are left out, and named. `done` begins the receipt.
    """
    if len(named) < 2 and which is None:
        return False
    form, found = verb.form, _meant(session, verb, named, which)
    own = Form(form.name, form.title, form.questions[1:])
    line = str(Command(form.name, *found))
    with session.answers(own, given, line=line, choices=choices) as values:
        acts = [(id, partial(verb.do, answers={**values, verb.kind: id})) for id in found]
        series = at_once(session.context(), acts, keep_out=True)
        said = f"{done}: {words.count(len(series.receipts), 'application')}."
        tell_series(session, series, said, advised(session, series.receipts))
    return True


def tell_series(session: Session, series: Series, said: str, thoughts: Sequence[str] = ()) -> None:
    """The receipt of several changes: a line for each, and what was left to somebody else."""
    made = [(r.after[0] or {}, r) for r in series.receipts]
    rows = [
        {"id": str(a.get("id")), "status": str(a.get("status")), "path": r.paths[0], "commit": r.commit}
        for a, r in made
    ]
    passed = [{"id": id, "message": message} for id, message in series.passed_over]
    notes = [f"{row['id']} is {row['status'].replace('-', ' ')}." for row in rows]
    notes += [f"{p['id']} was left out because you have a conflict. Another coordinator can do it." for p in passed]
    notes += [*thoughts, *(note for r in series.receipts for note in r.notes)]
    first = rows[0]
    data = {"series": rows, **({"kept_out": passed} if passed else {})}
    undo = way_back_of_all(session, series)
    session.done(
        Done(first["id"], first["status"], first["path"], rows[-1]["commit"], said, (), notes, session.dry_run,
             undo, data)
    )  # fmt: skip


def way_back_of_all(session: Session, series: Series) -> str:
    """The command that takes back the last of several changes, and how to go on; empty where there is none."""
    undo = way_back(session, series.receipts[-1]) if series.receipts else ""
    more = "   (the last of them; repeat it for the others)" if undo and len(series.receipts) > 1 else ""
    return f"{undo}{more}"


def only(named: Sequence[str]) -> str:
    """The one application that was named; empty where none was."""
    return next(iter(named), "")


def _meant(session: Session, verb: Verb, named: Sequence[str], which: str | None) -> list[str]:
    store, context = session.store(), session.context()
    if named:
        if which is not None:
            hint = Command(verb.form.name, "--quarter", which)
            raise Usage("Name applications or a quarter, not both.", hint=hint)
        return list(dict.fromkeys(store.find(part, ["application"]) for part in named))
    quarter_id = quarter(session, str(which))
    found = applications.of_quarter(context, quarter_id, verb.name, verb.suited(context))
    if not found:
        raise Refused(
            Said(
                "{round} has no application to {verb}.",
                round=Quarter(quarter_id), verb=Called(verb.name, verb.name.replace("-", " ")),
            ),
            code="nothing-to-do", hint=Command("fund list", "--where", f"round={quarter_id}"),
        )  # fmt: skip
    return found
