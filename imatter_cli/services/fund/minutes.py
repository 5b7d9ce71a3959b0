"""The minutes of a quarter's decisions, from a sitting as its viewer may see it: who took part, and who kept away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from imatter_cli.domain import timeline
from imatter_cli.domain.people import Codes, same_person
from imatter_cli.store.contract import Data

OWN = "their own application"
#: Outcomes in the order of the minutes. Applications with any other status come after them.
ORDER: tuple[str, ...] = ("funded", "part-funded", "deferred", "not-funded", "not-eligible")


def outcome_of(application: Data) -> str:
    """The outcome of an application of a sitting; its state while it has none."""
    decision = application.get("decision") or {}
    return str(decision.get("outcome") or application["status"])


def by_outcome(applications: Sequence[Data]) -> list[Data]:
    """The applications of a sitting sorted by outcome, and within one outcome in the sitting's order."""
    return sorted(applications, key=lambda a: (*_rank(outcome_of(a)),))


def minutes(sat: Data, round: Data, codes: Codes, conflicts: Mapping[str, str]) -> Data:
    """`{decided_by, reviewed_by, closed, published, published_by, kept_away}`, people as codes.

    `kept_away` has a `{person, application, why}` for each; `conflicts` are the programme's words for the kinds.
    What the viewer of the sitting may not see is `hidden`.
    """
    decided, reviewed, kept_away = set(), set(), []
    for application in sat["applications"]:
        decision = application.get("decision") or {}
        decided |= {str(decision["by"])} if decision.get("by") else set()
        for review in application["reviews"]:
            if "reviewer" not in review:
                continue
            if review["status"] == "submitted":
                reviewed.add(str(review["reviewer"]))
            elif review["status"] == "recused":
                kind = str(review.get("conflict") or "")
                why = "hidden" if "conflict" in review.get("hidden", ()) else conflicts.get(kind, kind or "a conflict")
                kept_away.append({"person": review["reviewer"], "application": application["id"], "why": why})
    panel = sorted({*decided, *reviewed, *map(str, round.get("reviewers") or ())})
    for application in sat["applications"]:
        own = [p for p in panel if same_person(codes, p, str(application["practitioner"]))]
        kept_away += [{"person": p, "application": application["id"], "why": OWN} for p in own]
    events = {str(e.get("event")): e for e in timeline.standing(round.get("timeline"))}
    return {
        "decided_by": sorted(decided),
        "reviewed_by": sorted(reviewed),
        "closed": sat["closed"],
        "published": sat["published"],
        "published_by": events["publish"].get("by") if sat["published"] and "publish" in events else None,
        "kept_away": sorted(kept_away, key=lambda one: (one["person"], one["application"])),
    }


def _rank(outcome: str) -> tuple[int, str]:
    return (ORDER.index(outcome), "") if outcome in ORDER else (len(ORDER), outcome)
