"""One command on several applications: those named, or all of a quarter that it may be done to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any

import typer

from imatter_cli.commands.frame.advised import advised_all
from imatter_cli.commands.frame.changes import way_back
from imatter_cli.commands.frame.commands import quarter_option
from imatter_cli.commands.frame.complete import complete_ids
from imatter_cli.commands.frame.session import Session
from imatter_cli.commands.fund.basics import quarter
from imatter_cli.domain import quarters
from imatter_cli.domain.fund.standing import arrival
from imatter_cli.errors import Refused, Usage
from imatter_cli.input.form import Choice, Form
from imatter_cli.output import words
from imatter_cli.output.receipts import Done
from imatter_cli.services.context import Context
from imatter_cli.services.records import events, sound
from imatter_cli.services.records.several import Series, at_once
from imatter_cli.store.contract import Receipt

Act = Callable[[Context, str, dict[str, Any]], Receipt]

Apps = Annotated[
    list[str],
    typer.Argument(
        metavar="[APPLICATION]...",
        help="Any unique part of an id. With several, all are done or none. You can leave it out if there is only one.",
        autocompletion=complete_ids("application"),
    ),
]
Of = Annotated[
    str | None, quarter_option("All applications of this quarter that it suits; without a value, the current quarter.")
]


def several(
    session: Session, form: Form, given: dict[str, Any], named: Sequence[str], which: str | None, act: Act,
    done: str, choices: Callable[[str], Sequence[Choice]] | None = None,
    fitting: Callable[[Context], Sequence[str]] | None = None,
) -> bool:  # fmt: skip
    """Do a command to several applications, each as its own change and all of them or none; False for a single one.

    Applications that the actor has a conflict with are left out, and named. `done` begins the receipt.
    `fitting` says which applications the command suits, where their state alone does not.
    """
    if len(named) < 2 and which is None:
        return False
    found = _meant(session, form, named, which, fitting)
    own = Form(form.name, form.title, tuple(q for q in form.questions if q.field != "application"))
    line = f"imatter {form.name} {' '.join(found)}"
    with session.answers(own, given, line=line, choices=choices) as values:
        acts = [(id, _act_on(act, id, dict(values))) for id in found]
        series, thoughts = advised_all(
            session, lambda context: at_once(context, acts, keep_out=True), lambda made: made.receipts
        )
        said = f"{done}: {words.count(len(series.receipts), 'application')}."
        tell_series(session, series, said, thoughts)
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


def _act_on(act: Act, id: str, values: dict[str, Any]) -> Callable[[Context], Receipt]:
    return lambda context: act(context, id, {**values, "application": id})


def _meant(
    session: Session, form: Form, named: Sequence[str], which: str | None,
    fitting: Callable[[Context], Sequence[str]] | None,
) -> list[str]:  # fmt: skip
    store = session.store()
    if named:
        if which is not None:
            raise Usage("Name applications or a quarter, not both.", hint=f"imatter {form.name} --quarter {which}")
        return list(dict.fromkeys(store.find(part, ["application"]) for part in named))
    quarter_id, event = quarter(session, str(which)), form.name.partition(" ")[2]
    context = session.context()
    suited = set(fitting(context) if fitting else events.fitting(context, "application", event))
    there = sound.each(store, "application", quarter_id)
    found = sorted(str(a["id"]) for a in there if a["id"] in suited and _belongs(a, quarter_id, event))
    if not found:
        name = quarters.spoken(quarter_id)
        raise Refused(
            f"{name} has no application to {event.replace('-', ' ')}.", code="nothing-to-do",
            hint=f"imatter fund list --where round={quarter_id}",
        )  # fmt: skip
    return found


def _belongs(application: Mapping[str, Any], quarter_id: str, event: str) -> bool:
    """Whether an application is meant by its quarter: the one it is in; to be carried, also the one it waits for."""
    waits = event == "carry" and arrival(application, quarter_id) == "waiting"
    return bool(waits or application.get("round") == quarter_id)
