"""Who acts, and which codes belong to one person in a store. Every use case that compares two people asks here."""

from __future__ import annotations

from functools import cache

from imatter_cli.domain import people
from imatter_cli.domain.people import Actor, Codes
from imatter_cli.errors import Refused, StoreTrouble
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Said
from imatter_cli.store.contract import Reader, Stored


def codes_in(reader: Reader) -> Codes:
    """The codes of people who have several, from all practitioners' records. Broken records are left out."""
    found = reader.scan("practitioner", people.SAME_AS)
    return people.codes_of(item.data for item in found if isinstance(item, Stored))


def actor_of(reader: Reader, id: str) -> Actor:
    """The person with that id, with their roles and other codes. Raises StoreTrouble, Refused, NotFound."""
    if not id:
        raise StoreTrouble(
            "imatter doesn't know who you are in this store yet.",
            code="no-identity",
            hint=Remedy(
                Command("me", "PERSON"),
                ", or --as PERSON for one command; ",
                Command("practitioner list"),
                " shows who is here.",
            ),
        )
    person = reader.get(id).data
    if person.get("status") == "left":
        raise Refused(
            Said("{person} has left the programme.", person=id),
            code="has-left",
            hint=Command("practitioner rejoin", id),
        )
    roles = person.get("roles")
    return Actor(id, tuple(roles) if isinstance(roles, list) else (), cache(lambda: codes_in(reader)))
