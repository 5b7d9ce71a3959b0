"""`imatter contacts`: names and addresses for letters, in a private file outside the store."""

from __future__ import annotations

from collections.abc import Sequence

from imatter_cli.classes import replace
from imatter_cli.commands.frame.commands import Commands
from imatter_cli.commands.frame.complete import IdType
from imatter_cli.commands.frame.options import argument, option
from imatter_cli.commands.frame.session import Session
from imatter_cli.domain.contacts import FIELDS, Contact, left_out
from imatter_cli.errors import Missing
from imatter_cli.input.questions.exchange import CONTACT
from imatter_cli.output import words
from imatter_cli.output.page import ID, NAME, Page, Paragraph, Table
from imatter_cli.output.tables import Column
from imatter_cli.output.terminal import clean_line
from imatter_cli.remedies import Command
from imatter_cli.services.exchange import contacts

app = Commands("contacts", "Names and addresses for letters, kept on this computer and never in the store.")


@app.command("list")
def list_contacts(session: Session) -> None:
    """See all contacts.

    Example: imatter contacts list
    """
    found = contacts.every(session.context())
    session.put([one.as_data() for one in found], lambda: _page(found))


def _page(found: Sequence[Contact]) -> Page:
    if not found:
        return Page((Paragraph(f"There are no contacts yet. To add one: {Command('contacts set', 'PERSON')}"),))
    columns = (Column("person", keep=True, role=ID), Column("name", role=NAME), Column("address"), Column("email"))
    rows = [(c.code, clean_line(c.name), clean_line(c.address.replace("\n", ", ")), clean_line(c.email)) for c in found]
    return Page((Table(columns, rows),))


@app.command("set")
def set_contact(
    session: Session,
    person: str = argument("PERSON", "Any unique part of their code.", IdType("practitioner"), default=""),
    name: str | None = option("--name", "TEXT", "The name that a letter is for.", default=None),
    address: str | None = option("--address", "TEXT", "The address, with ; between its lines.", default=None),
    email: str | None = option("--email", "TEXT", "The e-mail address.", default=None),
) -> None:
    """Add or change a contact. What you don't give stays as it is.

    Example: imatter contacts set 4t9 --name "A. Example" --email a@example.org
    """
    store = session.store()
    given = {n: said for n, said in zip(FIELDS, (name, address, email), strict=True) if said is not None}
    examples = {"name": "A. Example", "address": "1 Long Lane; Exampleton", "email": "a@example.org"}
    lacking = [] if person else [{"field": "person", "option": "PERSON", "why": "Whose contact it is.",
                                  "example": next(iter(store.ids("practitioner")), "")}]  # fmt: skip
    if not given:
        why = "A letter or a message needs it."
        lacking += [{"field": n, "option": f"--{n}", "why": why, "example": examples[n]} for n in FIELDS]
    if lacking and session.interactive:
        contacts.every(session.context())  # who may not see them is asked nothing
        behind = replace(session.behind(), thoughts=lambda text: ())  # a name belongs here
        asked = session.ask(CONTACT, {"person": person, **given}, behind)
        person, given = str(asked["person"]), {n: str(asked[n]) for n in FIELDS if n in asked}
    elif lacking:
        raise Missing("Say whose contact it is, and what it is.", lacking, hint=Command("contacts set", "--help"))
    made = contacts.put(session.context(), store.find(person, ["practitioner"]), given)
    said = "Would be kept" if session.dry_run else "Kept on this computer"
    session.put(made.as_data(), f"{said}: {made.code}.")


@app.command("remove")
def remove(
    session: Session, person: str = argument("PERSON", "Any unique part of their code.", IdType("practitioner"))
) -> None:
    """Remove a contact.

    Example: imatter contacts remove 4t9
    """
    gone = contacts.remove(session.context(), session.store().find(person, ["practitioner"]))
    session.put(gone.as_data(), f"{'Would be removed' if session.dry_run else 'Removed'}: {gone.code}.")


@app.command("import")
def bring_in(session: Session, file: str = argument("FILE", "The spreadsheet, as CSV.")) -> None:
    """Take in a spreadsheet (CSV) with the columns code, name, address and email: all of it, or nothing.

    Example: imatter contacts import people.csv
    """
    raw = contacts.read(file)
    found = contacts.bring_in(session.context(), raw, file)
    said = "Would be kept" if session.dry_run else "Kept on this computer"
    session.put([one.as_data() for one in found], f"{said}: {words.count(len(found), 'contact')}.")
    if others := left_out(raw, file):
        session.say(f"Left out: {words.count(len(others), 'column')} ({words.listed(map(clean_line, others))}).")
