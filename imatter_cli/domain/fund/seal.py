"""Seals: digests of what was decided on, what a decision says and what was published, so that a later change shows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from imatter_cli.domain import lifecycles, past, timeline
from imatter_cli.domain.data import Data
from imatter_cli.domain.fund import decisions
from imatter_cli.domain.lifecycles import DECIDED

#: The fields for the life of a record and for its checks. The decision was about everything else.
NOT_SEALED = ("status", "timeline", "accepted")
#: Events that say something themselves, and what of them it is.
SEALED = ("screen", *decisions.DECIDING, "return", "revoke", "pay", "return-money", "finish")
SAID = (
    "outcome", "criterion", "round", "asked", "award", "quarter", "asks", "reasons", "reason", "amount", "part",
    "reference",
)  # fmt: skip


def seal(application: Data, reviews: Iterable[Data]) -> str:
    """`sha256:` and the digest of the canonical JSON (sorted keys, no spaces, UTF-8) of an application and its reviews.

    Both without status and timeline; of the reviews those that are submitted and on this application, by id.
    Money and dates go in as their files write them.
    """
    submitted = [r for r in reviews if r.get("application") == application["id"] and r.get("status") == "submitted"]
    sealed = {
        "application": sealed_fields(application),
        "reviews": [sealed_fields(r) for r in sorted(submitted, key=lambda r: str(r["id"]))],
    }
    return _digest(sealed)


def of_words(entry: Data) -> str:
    """The seal of what an event says itself."""
    return _digest({name: entry[name] for name in SAID if entry.get(name)})


def own(event: str, details: Data, reason: str) -> dict[str, str]:
    """The seal of its own words as a detail of an application's event that has one; none for any other."""
    return {"own_seal": of_words({**details, "reason": reason})} if event in SEALED else {}


def of_terms(round: Data) -> str:
    """The seal of a round's terms."""
    return _digest(sealed_fields(round))


def rewritten(record: Data) -> list[int]:
    """The positions of the events whose own seal doesn't fit what the record says now.

    An event without one, made by an earlier version, is not judged, nor one over words that were erased.
    """
    events = list(enumerate(record["timeline"]))
    wrong = [n for n, e in events if e.get("event") in SEALED and e.get("own_seal") not in (None, of_words(e))]
    wrong = [n for n in wrong if not _lacks_words(record, record["timeline"][n])]
    if record.get("status") == "published" and not _lacks_words(record, sealed_fields(record)):
        terms = of_terms(record)
        wrong += [n for n, e in events if e.get("event") == "publish" and e.get("own_seal") not in (None, terms)]
    return wrong


def changed_since_decided(application: Data, reviews: Iterable[Data]) -> bool:
    """Whether a decided application, or a review it was based on, has changed since the decision was sealed.

    Editing a deferred application on record, to answer what was asked, doesn't count as a change. Once words were
    erased in one of them, that can't be told any more.
    """
    reviews = list(reviews)
    if any(_lacks_words(one, sealed_fields(one)) for one in (application, *reviews)):
        return False
    decided = decisions.last(application)
    if application.get("status") not in DECIDED or decided is None or "seal" not in decided:
        return False
    if application.get("status") == "deferred":
        entries = timeline.standing(application["timeline"])
        since = entries[len(entries) - 1 - entries[::-1].index(decided) :]
        if any(e.get("event") == "edit" for e in since):
            return False
    return bool(decided["seal"] != seal(application, as_decided(application, reviews)))


def as_decided(application: Data, reviews: Iterable[Data]) -> list[Data]:
    """The reviews, with those that a conflict took out after the decision as they were when it was made.

    A conflict that comes to light later keeps a person away from then on; it does not undo what was decided before.
    """
    decided = decisions.last(application)
    at = str(decided.get("at", "")) if decided is not None and application.get("status") in DECIDED else ""
    return [_before(review, at) if at else review for review in reviews]


def _before(review: Data, at: str) -> Data:
    events = timeline.standing(review.get("timeline"))
    if review.get("status") != "recused" or not any(e.get("event") == "submit" for e in events):
        return review
    since = next((str(e["at"]) for e in reversed(events) if e.get("event") in ("abstain", "recuse")), "")
    if not since or past.is_before(since, at):
        return review
    return {**{k: v for k, v in review.items() if k != "conflict"}, "status": "submitted"}


def decided_by_others(application: Data) -> bool:
    """Whether somebody else than its applicant decided: what it was decided on is then not in the applicant's notebook.

    The reviews stay with the programme that runs the quarter, so that only there the seal can be told from another.
    """
    decided = decisions.last(application)
    return decided is not None and decided.get("by") != application.get("practitioner")


def sealed_fields(record: Data) -> dict[str, Any]:
    """What of a record is judged: everything but its life."""
    return {k: v for k, v in record.items() if k not in NOT_SEALED}


def _digest(sealed: Data) -> str:
    text = json.dumps(sealed, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def _lacks_words(record: Data, part: Any) -> bool:
    """Whether words were erased in a part of a record: no digest over it can be judged."""
    if not any(entry.get("event") == lifecycles.ERASE for entry in record.get("timeline") or ()):
        return False
    from imatter_cli.domain import erasing  # late: few records had words erased

    return erasing.has_marks(part)
