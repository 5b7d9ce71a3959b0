"""Which reviews count: submitted, without a conflict, and of the application as it is now.

A review that was sent stays one. It counts also once its reviewer has left, or was taken out of the round: nobody
chooses between scores by who gave them. A conflict alone takes it out, and that is declared, with its reason.
"""

from __future__ import annotations

from collections.abc import Iterable

from imatter_cli import sources
from imatter_cli.domain.data import Data
from imatter_cli.domain.fund.conflicts import conflict
from imatter_cli.domain.lifecycles import UNDER_REVIEW
from imatter_cli.domain.people import Codes, same_person
from imatter_cli.errors import Refused
from imatter_cli.remedies import Command, Hint, Remedy
from imatter_cli.said import Said

Review = Data


def stale(application: Data, review: Review) -> bool:
    """Whether a submitted review is of an earlier revision of the application."""
    return review.get("status") == "submitted" and review.get("revision") != application.get("revision")


def counted(application: Data, reviews: Iterable[Review], codes: Codes) -> list[Review]:
    """The reviews that count towards a decision, by id; a person with several codes counts once."""
    on_it = sorted((r for r in reviews if r.get("application") == application["id"]), key=lambda r: str(r["id"]))
    out: dict[str, Review] = {}
    for review in on_it:
        reviewer = str(review.get("reviewer", ""))
        if review.get("status") != "submitted" or stale(application, review):
            continue
        if not conflict(reviewer, application, on_it, codes):
            out.setdefault(codes.get(reviewer, reviewer), review)
    return list(out.values())


def still_counting(person: str, application: Data, reviews: Iterable[Review], codes: Codes) -> bool:
    """Whether a review that somebody sent counts for an application that is still to be decided."""
    if application.get("status") not in UNDER_REVIEW:
        return False
    return any(same_person(codes, person, str(r.get("reviewer"))) for r in counted(application, reviews, codes))


def missing(application: Data, reviews: Iterable[Review], codes: Codes, quorum: int) -> int:
    """How many reviews a decision still needs."""
    return max(quorum - len(counted(application, reviews, codes)), 0)


def refuse(application: Data, reviews: Iterable[Review], codes: Codes, quorum: int) -> None:
    """Refuse a decision without enough reviews. Raises Refused (`no-quorum`, details: counted, quorum, stale)."""
    reviews = list(reviews)
    have = len(counted(application, reviews, codes))
    if have >= quorum:
        return
    old = sum(stale(application, r) for r in reviews if r.get("application") == application["id"])
    to_come = sum(r.get("application") == application["id"] and r["status"] == "assigned" for r in reviews)
    more = Said(" {stale} more read an earlier revision.", stale=old) if old else Said("")
    words = Said(
        "{application} doesn't have the review it needs.{more}"
        if quorum == 1
        else "{application} has {counted} of the {quorum} reviews it needs.{more}",
        application=application["id"],
        counted=have,
        quorum=quorum,
        more=more,
    )
    hint = _more_reviews(application, have + to_come >= quorum)
    details = {"counted": have, "quorum": quorum, "stale": old}
    raise Refused(words, code="no-quorum", source=sources.QUORUM, hint=hint, details=details)


def _more_reviews(application: Data, to_come: bool) -> Hint:
    """How an application gets the reviews that it lacks; once it is decided, nobody reviews it in its quarter."""
    id, status = application["id"], application.get("status")
    if status in UNDER_REVIEW:
        if to_come:
            return Remedy(Command("fund show", id), " shows whose review is still to come.")
        return Command("fund assign", id, "--reviewer", "PERSON")
    if status == "deferred":
        return Remedy("It is reviewed again once it is carried into its quarter: ", Command("fund carry", id), ".")
    if status == "not-funded":
        carry = Command("fund carry", id, "--into", "QUARTER", "--reason", "WHY")
        return Remedy("It can be reviewed again in a later quarter: ", carry, ".")
    revoke = Command("fund revoke", id, "--reason", "WHY")
    return Remedy("It can't be reviewed again once it is decided. To take back the award: ", revoke, ".")
