"""Which codes belong to one person in a store. Every use case that compares two people asks here."""

from __future__ import annotations

from imatter_cli.domain import people
from imatter_cli.domain.people import Codes
from imatter_cli.store.contract import Reader, Stored


def codes_in(reader: Reader) -> Codes:
    """The codes of people who have several, from all practitioners' records. Broken records are left out."""
    found = reader.scan("practitioner", people.SAME_AS)
    return people.codes_of(item.data for item in found if isinstance(item, Stored))
