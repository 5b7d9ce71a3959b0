"""Who may not act on an application: its applicant, and people with a conflict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from imatter_cli import sources
from imatter_cli.domain import undoing
from imatter_cli.domain.data import Data
from imatter_cli.domain.people import Codes, same_person
from imatter_cli.errors import Refused
from imatter_cli.said import Called, Said


def conflict(person: str, application: Data, reviews: Iterable[Data], codes: Codes) -> str:
    """Why a person may not act on an application: `own-application`, the kind of conflict declared, or empty.

    `reviews` are those on the application (others are passed over).
    """
    if same_person(codes, person, str(application.get("practitioner", ""))):
        return "own-application"
    for review in reviews:
        mine = review.get("application") == application["id"] and same_person(
            codes, person, str(review.get("reviewer", ""))
        )
        if mine and review.get("status") == "recused":
            return str(review.get("conflict") or "other")
    return ""


def lifted(reviews: Iterable[Data]) -> list[dict[str, Any]]:
    """Declared conflicts that were taken back: `{review, reviewer, at, by}`, and `reason` where it may be seen."""
    found = []
    for review in reviews:
        told = review.get("timeline") or []
        stands = undoing.standing(told)
        for number, done in undoing.taken_back(told).items():
            if done.stands or done.index in stands or told[done.index].get("event") not in ("abstain", "recuse"):
                continue
            one = {"review": review["id"], "reviewer": review["reviewer"]}
            found.append(one | {k: told[number][k] for k in ("at", "by", "reason") if k in told[number]})
    return found


def refuse(person: str, application: Data, reviews: Iterable[Data], codes: Codes, names: Mapping[str, str]) -> None:
    """Refuse a person with a conflict. `names` are the programme's words for each kind of conflict.

    Raises Refused (`conflict-of-interest`, details: conflict).
    """
    found = conflict(person, application, reviews, codes)
    if not found:
        return
    own = found == "own-application" and same_person(codes, person, str(application.get("practitioner", "")))
    raise Refused(
        Said("{person} is the applicant of {application}.", person=person, application=application["id"])
        if own
        else Said(
            "{person} has a conflict of interest with {application} ({conflict}).",
            person=person,
            application=application["id"],
            conflict=Called(found, names.get(found, found)),
        ),
        code="conflict-of-interest",
        source=sources.ACROSS_RECORDS,
        hint="Ask somebody without a conflict to do this.",
        details={"conflict": found, "application": application["id"]},
    )
