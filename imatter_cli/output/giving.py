"""Grants as JSON and as the 360Giving spreadsheet. Plain data in, text out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from imatter_cli.domain.data import Data
from imatter_cli.output.tables import csv

#: Headings of the standard's spreadsheet, and where in a grant their values are.
_SHEET: tuple[tuple[str, tuple[str | int, ...]], ...] = (
    ("Identifier", ("id",)),
    ("Title", ("title",)),
    ("Description", ("description",)),
    ("Currency", ("currency",)),
    ("Amount Applied For", ("amountAppliedFor",)),
    ("Amount Awarded", ("amountAwarded",)),
    ("Award Date", ("awardDate",)),
    ("Recipient Org:Identifier", ("recipientOrganization", 0, "id")),
    ("Recipient Org:Name", ("recipientOrganization", 0, "name")),
    ("Recipient Ind:Identifier", ("recipientIndividual", "id")),
    ("Recipient Ind:Name", ("recipientIndividual", "name")),
    ("To Individuals Details:Primary Grant Reason", ("toIndividualsDetails", "primaryGrantReason")),
    ("To Individuals Details:Grant Purpose", ("toIndividualsDetails", "grantPurpose", 0)),
    ("Funding Org:Identifier", ("fundingOrganization", 0, "id")),
    ("Funding Org:Name", ("fundingOrganization", 0, "name")),
    ("Grant Programme:Code", ("grantProgramme", 0, "code")),
    ("Grant Programme:Title", ("grantProgramme", 0, "title")),
    ("From An Open Call?", ("fromOpenCall",)),
    ("Last Modified", ("dateModified",)),
)


def plain(value: Any) -> Any:
    """The same with JSON's numbers: whole ones as they are, others from their decimal text."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(str(value))
    if isinstance(value, Mapping):
        return {name: plain(inner) for name, inner in value.items()}
    return [plain(inner) for inner in value] if isinstance(value, list) else value


def as_json(package: Data) -> str:
    """The package as a file of its own."""
    return json.dumps(plain(package), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def as_csv(package: Data) -> str:
    """One line a grant, under the standard's headings."""
    return csv([head for head, _ in _SHEET], [[_at(g, path) for _, path in _SHEET] for g in package["grants"]]) + "\n"


def _at(value: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError):
            return None
    return value
