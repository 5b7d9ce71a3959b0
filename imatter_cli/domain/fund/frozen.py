"""What a round is judged by, and its currency: as they were when it was opened, whatever the programme changes."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

from imatter_cli.domain.data import Data
from imatter_cli.domain.fund.account import account_of
from imatter_cli.domain.fund.standing import UNPAID

#: States of an award that something was paid of.
_PAID = ("paid", "reported", "revoked")
_FIELDS = ("criteria", "rubric")


def of(programme: Data) -> dict[str, Any]:
    """The programme's eligibility criteria, rubric and currency as fields of a round that is opened now."""
    return {**{name: copy.deepcopy(programme["fund"][name]) for name in _FIELDS}, "currency": programme["currency"]}


def currency(round: Data, programme: Data) -> str:
    """The currency of a round's amounts; that of the programme in a round that does not say."""
    return str(round.get("currency") or programme.get("currency") or "")


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
