"""`imatter practitioner`: the people of the programme, as codes with roles."""

from __future__ import annotations

from collections.abc import Sequence

from imatter_cli.commands.frame.changes import added, first_id, first_record
from imatter_cli.commands.frame.commands import Commands
from imatter_cli.commands.frame.offering import refuse_whatever_is_answered
from imatter_cli.commands.frame.session import Session
from imatter_cli.commands.frame.verbs import Verb, add_verbs, asked_to_begin, command_of, finish
from imatter_cli.commands.records.reading import add_edit, add_reading
from imatter_cli.domain import people
from imatter_cli.input.form import Answers
from imatter_cli.input.questions import practitioner as questions
from imatter_cli.output.receipts import Next, Told
from imatter_cli.remedies import Command
from imatter_cli.services.context import Context
from imatter_cli.services.practice import licences, practitioners
from imatter_cli.services.records import events
from imatter_cli.store.contract import Receipt

app = Commands("practitioner", "People in the programme, as codes with roles, and their Learning Journey.")


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


def _joined(ctx: Context, receipt: Receipt) -> Told:
    id = first_id(receipt)
    then = [Next(Command("practitioner step", id), "record a step of the Learning Journey"),
            Next(Command("me", id), "if that is you")]  # fmt: skip
    note = "Keep a note of whose code this is somewhere else: no names are kept here."
    said = f"Joined: {id} ({', '.join(first_record(receipt)['roles'])})."
    return Told(said, then, [note, *_one_person(ctx, receipt)])


NEW = Verb(
    questions.NEW, "Add a person, as a code with roles.",
    "imatter practitioner new --role practitioner --capacity professional", practitioners.join, _joined, begins=True,
)  # fmt: skip


@command_of(app, NEW)
def new(session: Session, given: Answers) -> None:
    """Add a person, as a code with roles."""
    begins = {"roles": ["practitioner"]}
    refuse_whatever_is_answered(
        session, lambda _: events.may_begin(session.context(), "practitioner", "join", begins, begins), ""
    )
    with asked_to_begin(session, NEW, given) as values:
        finish(session, NEW, values)


def _stepped(ctx: Context, receipt: Receipt) -> Told:
    if licences.has_none(ctx, first_id(receipt)):
        return Told(next=[Next(Command("licence apply"), "together with a project idea")])
    return Told(next=[Next(Command("certification"), "see the evidence so far")])


def _left(ctx: Context, receipt: Receipt) -> Told:
    over = {"lic": "licence end", "prj": "project stop"}
    still = practitioners.still_open(ctx, first_id(receipt))
    then = [Next(Command(over[id[:3]], id), f"it is still {status}") for id, status in still]
    return Told(next=then, notes=_sent(ctx, first_id(receipt)))


def _role_changed(ctx: Context, receipt: Receipt) -> Told:
    before, after = ((one or {}).get("roles") or () for one in (receipt.before[0], receipt.after[0]))
    return Told(notes=_sent(ctx, first_id(receipt)) if "reviewer" in before and "reviewer" not in after else ())


def _sent(ctx: Context, person: str) -> list[str]:
    """What still counts of somebody who no longer reviews."""
    from imatter_cli.output.fund import still_counting  # late, both: commands that only read don't need them
    from imatter_cli.services.fund import reviews

    return still_counting(person, reviews.still_counting(ctx, person))


VERBS = (
    Verb(
        questions.STEP, "Record a step of the Learning Journey.", "imatter practitioner step --level foundation",
        practitioners.take_step, _stepped,
    ),
    Verb(
        questions.ROLE, "Change a person's roles from now on.",
        "imatter practitioner role 4t9 --role practitioner --role reviewer", practitioners.change_roles, _role_changed,
    ),
    Verb(
        questions.LEAVE, "Record that somebody leaves; their records stay.",
        'imatter practitioner leave 4t9 --reason "moved away"', practitioners.leave, _left,
    ),
    Verb(questions.REJOIN, "Record that somebody comes back.", "imatter practitioner rejoin 6jw"),
)  # fmt: skip

add_verbs(app, *VERBS)
add_reading(app, "practitioner")
add_edit(app, "practitioner", questions.EDIT, receipt=lambda ctx, receipt: Told(notes=_one_person(ctx, receipt)))
