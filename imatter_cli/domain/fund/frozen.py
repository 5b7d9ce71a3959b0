"""What a round asks and is judged by, and its currency: as they were when it was opened."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

from imatter_cli.domain.data import Data
from imatter_cli.domain.fund.account import account_of
from imatter_cli.domain.lifecycles import UNPAID

#: States of an award that something was paid of.
_PAID = ("paid", "reported", "revoked")
_FIELDS = ("criteria", "rubric")


def of(programme: Data) -> dict[str, Any]:
    """The programme's eligibility criteria, rubric, questions and currency as fields of a round that is opened now."""
    fund = programme["fund"]
    questions = copy.deepcopy(fund.get("questions") or [])
    return {
        **{name: copy.deepcopy(fund[name]) for name in _FIELDS},
        "questions": questions,
        "currency": programme["currency"],
    }


def currency(round: Data, programme: Data) -> str:
    """The currency of a round's amounts; that of the programme in a round that does not say."""
    return str(round.get("currency") or programme.get("currency") or "")


def questions(round: Data, programme: Data) -> dict[str, str]:
    """The fund's own questions that a round asks, id to words; those of the programme in a round that does not say."""
    said = round.get("questions")
    found = programme["fund"].get("questions") or () if said is None else said
    return {str(q["id"]): str(q["ask"]) for q in found}


def runs(round: Data) -> bool:
    """Whether a round still takes applications or decisions."""
    return round.get("status") in ("open", "closed")


def is_unsettled(application: Data) -> bool:
    """Whether money of an award is still to be paid, spent or returned."""
    status = application.get("status")
    return status in UNPAID or (status in _PAID and not account_of(application).settled)


def rubric(round: Data, programme: Data) -> Sequence[Data]:
    """The rubric of a round; one that has none of its own is judged by the programme's."""
    found: Sequence[Data] = round.get("rubric") or programme["fund"]["rubric"]
    return found


def criteria(round: Data, programme: Data) -> Sequence[Data]:
    """The eligibility criteria of a round, likewise."""
    found: Sequence[Data] = round.get("criteria") or programme["fund"]["criteria"]
    return found
