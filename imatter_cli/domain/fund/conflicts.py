"""Who may not act on an application: its applicant, and whoever a conflict keeps away (DESIGN.md, section 1)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from imatter_cli.domain import people
from imatter_cli.errors import Refused

#: Each code of a person and the one that stands for that person; a code that is not in it stands for itself.
Codes = Mapping[str, str]


def standing_for(code: str, person_of: Callable[[str], Mapping[str, Any]]) -> str:
    """The one code that stands for a person, however many codes lead to each other.

    `person_of(code)` is that person's record, empty for one that is not there.
    """
    seen: list[str] = []
    while code not in seen:
        seen.append(code)
        code = people.canonical(person_of(code)) or code
    # Codes that name each other in a ring have no end: the first in order stands for all of them.
    return min(seen[seen.index(code) :])


def codes_of(codes: Iterable[str], person_of: Callable[[str], Mapping[str, Any]]) -> dict[str, str]:
    """`Codes` for all of these."""
    return {code: standing_for(code, person_of) for code in codes if code}


def same_person(codes: Codes, one: str, other: str) -> bool:
    """Whether two codes are one person's."""
    return bool(one) and codes.get(one, one) == codes.get(other, other)


def conflict(person: str, application: Mapping[str, Any], reviews: Iterable[Mapping[str, Any]], codes: Codes) -> str:
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


def refuse(
    person: str,
    application: Mapping[str, Any],
    reviews: Iterable[Mapping[str, Any]],
    codes: Codes,
    names: Mapping[str, str],
) -> None:
    """Refuse whoever has a conflict. `names` are the programme's words for each kind of conflict.

    Raises Refused (`conflict-of-interest`, details: conflict).
    """
    found = conflict(person, application, reviews, codes)
    if not found:
        return
    why = (
        f"{person} is its applicant"
        if found == "own-application" and same_person(codes, person, str(application.get("practitioner", "")))
        else f"{person} has a conflict of interest ({names.get(found, found)})"
    )
    raise Refused(
        f"Not on {application['id']}: {why}.",
        code="conflict-of-interest",
        source="how imatter works: rules across records",
        hint="Somebody else does this, with no part in the application.",
        details={"conflict": found, "application": application["id"]},
    )
