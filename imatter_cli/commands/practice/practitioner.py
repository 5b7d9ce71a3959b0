"""`imatter practitioner`: the people of the programme, as codes with roles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import typer

from imatter_cli.commands.frame.changes import added, first_id, first_record, tell
from imatter_cli.commands.frame.commands import Commands, session_of
from imatter_cli.commands.frame.examples import with_example
from imatter_cli.commands.frame.forms import with_form
from imatter_cli.commands.frame.offering import refuse_whatever_is_answered
from imatter_cli.commands.frame.verbs import add_verb, answered
from imatter_cli.commands.records.reading import add_edit, add_reading
from imatter_cli.domain import people
from imatter_cli.input.questions import practitioner as questions
from imatter_cli.output.receipts import Next
from imatter_cli.services.context import Context
from imatter_cli.services.practice import licences, practitioners
from imatter_cli.services.records import events
from imatter_cli.store.contract import Receipt

app = Commands("practitioner", "People in the programme, as codes with roles, and their Learning Journey.")


@app.command(
    "new",
    help=with_example(
        "Add a person, as a code with roles.", "imatter practitioner new --role practitioner --capacity professional"
    ),
)
@with_form(questions.NEW)
def new(ctx: typer.Context, given: dict[str, Any]) -> None:
    """Add a person, as a code with roles."""
    session = session_of(ctx)
    begins = {"roles": ["practitioner"]}
    refuse_whatever_is_answered(
        session, lambda _: events.may_begin(session.context(), "practitioner", "join", begins, begins), ""
    )
    with session.answers(questions.NEW, given) as values:
        more = answered(values, "capacity", "rhythm_days", "same_as")
        receipt = practitioners.join(session.context(), values["roles"], **more, day=values.get("date", ""))
        id = first_id(receipt)
        said = f"Joined: {id} ({', '.join(first_record(receipt)['roles'])})."
        then = [Next(f"imatter practitioner step {id}", "record a step of the Learning Journey"),
                Next(f"imatter me {id}", "if that is you")]  # fmt: skip
        note = "Keep a note of whose code this is somewhere else: no names are kept here."
        tell(session, receipt, said, then, [note, *_one_person(session.context(), receipt)])


def _step(ctx: Context, id: str, values: dict[str, Any]) -> Receipt:
    more = answered(values, "scheme", "evidence")
    return practitioners.take_step(ctx, id, values["level"], **more, day=values.get("date", ""))


def _role(ctx: Context, id: str, values: dict[str, Any]) -> Receipt:
    return practitioners.change_roles(
        ctx, id, values["roles"], reason=values.get("reason", ""), day=values.get("date", "")
    )


def _leave(ctx: Context, id: str, values: dict[str, Any]) -> Receipt:
    return practitioners.leave(ctx, id, reason=values["reason"], day=values.get("date", ""))


def _what_is_left(ctx: Context, receipt: Receipt) -> Sequence[Next]:
    over = {"lic": "imatter licence end", "prj": "imatter project stop"}
    return [
        Next(f"{over[id[:3]]} {id}", f"it is still {status}")
        for id, status in practitioners.still_open(ctx, first_id(receipt))
    ]


def _one_person(ctx: Context, receipt: Receipt) -> Sequence[str]:
    """What follows where two codes were just noted as one person's."""
    noted = [str(entry[people.SAME_AS]) for entry in added(receipt) if entry.get("event") == "bind"]
    if not noted:
        return []
    codes = [first_id(receipt), *noted]
    return [
        f"{' and '.join(codes)} now count as one person, who can't review or decide their own application.",
        *(f"{many.capitalize()} concerned: {', '.join(held)}." for many, held in practitioners.held_under(ctx, codes)),
    ]


def _licence_next(ctx: Context, receipt: Receipt) -> Sequence[Next]:
    if licences.has_none(ctx, first_id(receipt)):
        return [Next("imatter licence apply", "together with a project idea")]
    return [Next("imatter certification", "see the evidence so far")]


add_verb(
    app, questions.STEP, "Record a step of the Learning Journey.",
    "imatter practitioner step --level foundation", act=_step, then=_licence_next,
)  # fmt: skip
add_verb(
    app, questions.ROLE, "Change a person's roles from now on.",
    "imatter practitioner role 4t9 --role practitioner --role reviewer", act=_role,
)  # fmt: skip
add_verb(
    app, questions.LEAVE, "Record that somebody leaves; their records stay.",
    'imatter practitioner leave 4t9 --reason "moved away"', act=_leave, then=_what_is_left,
)  # fmt: skip
add_verb(app, questions.REJOIN, "Record that somebody comes back.", "imatter practitioner rejoin 4t9")
add_reading(app, "practitioner")
add_edit(app, "practitioner", questions.EDIT, notes=_one_person)
