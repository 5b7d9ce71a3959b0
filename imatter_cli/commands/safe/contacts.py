"""`imatter contacts`: names and addresses for letters, in a private file outside the store."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from imatter_cli.classes import replace
from imatter_cli.commands.frame.commands import Commands, session_of
from imatter_cli.commands.frame.complete import IdType
from imatter_cli.commands.frame.examples import with_example
from imatter_cli.domain.contacts import FIELDS, Contact
from imatter_cli.errors import Missing
from imatter_cli.output import words
from imatter_cli.output.page import ID, NAME, Page, Paragraph, Table
from imatter_cli.output.tables import Column
from imatter_cli.output.terminal import clean_line
from imatter_cli.remedies import Command
from imatter_cli.services.exchange import contacts

app = Commands("contacts", "Names and addresses for letters, kept on this computer and never in the store.")

Person = Annotated[
    str,
    typer.Argument(
        metavar="PERSON", help="Any unique part of their code.", click_type=IdType("practitioner"), show_default=False
    ),
]
Name = Annotated[str | None, typer.Option("--name", metavar="TEXT", help="The name that a letter is for.")]
Address = Annotated[
    str | None, typer.Option("--address", metavar="TEXT", help="The address, with ; between its lines.")
]
Email = Annotated[str | None, typer.Option("--email", metavar="TEXT", help="The e-mail address.")]


@app.command("list", help=with_example("See all contacts.", "imatter contacts list"))
def list_contacts(ctx: typer.Context) -> None:
    """See all contacts."""
    session = session_of(ctx)
    found = contacts.every(session.context())
    session.put([one.as_data() for one in found], lambda: _page(found))


def _page(found: Sequence[Contact]) -> Page:
    if not found:
        return Page((Paragraph(f"There are no contacts yet. To add one: {Command('contacts set', 'PERSON')}"),))
    columns = (Column("person", keep=True, role=ID), Column("name", role=NAME), Column("address"), Column("email"))
    rows = [(c.code, clean_line(c.name), clean_line(c.address.replace("\n", ", ")), clean_line(c.email)) for c in found]
    return Page((Table(columns, rows),))


@app.command(
    "set",
    help=with_example(
        "Add or change a contact. What you don't give stays as it is.",
        'imatter contacts set 4t9 --name "A. Example" --email a@example.org',
    ),
)
def set_contact(
    ctx: typer.Context, person: Person = "", name: Name = None, address: Address = None, email: Email = None
) -> None:
    """Add or change a contact."""
    session = session_of(ctx)
    store = session.store()
    given = {n: said for n, said in zip(FIELDS, (name, address, email), strict=True) if said is not None}
    examples = {"name": "A. Example", "address": "1 Long Lane; Exampleton", "email": "a@example.org"}
    lacking = [] if person else [{"field": "person", "option": "PERSON", "why": "Whose contact it is.",
                                  "example": next(iter(store.ids("practitioner")), "")}]  # fmt: skip
    if not given:
        why = "A letter or a message needs it."
        lacking += [{"field": n, "option": f"--{n}", "why": why, "example": examples[n]} for n in FIELDS]
    if lacking and session.interactive:
        # late: only where somebody is asked
        from imatter_cli.input.ask import answer
        from imatter_cli.input.questions.exchange import CONTACT

        contacts.every(session.context())  # who may not see them is asked nothing
        behind = replace(session.behind(), thoughts=lambda text: ())  # a name belongs here
        asked = answer(CONTACT, {"person": person, **given}, interactive=True, behind=behind)
        person, given = str(asked["person"]), {n: str(asked[n]) for n in FIELDS if n in asked}
    elif lacking:
        raise Missing("Say whose contact it is, and what it is.", lacking, hint=Command("contacts set", "--help"))
    made = contacts.put(session.context(), store.find(person, ["practitioner"]), given)
    said = "Would be kept" if session.dry_run else "Kept on this computer"
    session.put(made.as_data(), f"{said}: {made.code}.")


@app.command("remove", help=with_example("Remove a contact.", "imatter contacts remove 4t9"))
def remove(ctx: typer.Context, person: Person) -> None:
    """Remove a contact."""
    session = session_of(ctx)
    gone = contacts.remove(session.context(), session.store().find(person, ["practitioner"]))
    session.put(gone.as_data(), f"{'Would be removed' if session.dry_run else 'Removed'}: {gone.code}.")


@app.command(
    "import",
    help=with_example(
        "Take in a spreadsheet (CSV) with the columns code, name, address and email: all of it, or nothing.",
        "imatter contacts import people.csv",
    ),
)
def bring_in(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="The spreadsheet, as CSV.", show_default=False)],
) -> None:
    """Take in a spreadsheet."""
    session = session_of(ctx)
    found = contacts.bring_in(session.context(), contacts.read(file), file)
    said = "Would be kept" if session.dry_run else "Kept on this computer"
    session.put([one.as_data() for one in found], f"{said}: {words.count(len(found), 'contact')}.")
