"""What of a review, an application or a round its viewer may not see."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from imatter_cli import sources
from imatter_cli.classes import immutable
from imatter_cli.domain import quarters, timeline, undoing
from imatter_cli.domain.data import Data
from imatter_cli.domain.fund import published
from imatter_cli.domain.fund.decisions import DECIDING
from imatter_cli.domain.people import Codes, same_person
from imatter_cli.errors import Refused
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Said

#: What a review says about an application or about a person, and where its timeline says it again.
OF_A_REVIEW = ("scores", "comment", "conflict")
#: What of a review that is not submitted waits for that, for a coordinator too; why it was opened again does not.
UNFINISHED = ("scores", "comment")
#: What of a review tells who writes it: for coordinators and reviewers alone.
WHO_REVIEWS = ("reviewer", "timeline")
OF_AN_APPLICATION = ("key_barrier", "costs", "other_sources", "answers")
#: What `hidden` calls a decision that is not published yet, and the details of its event.
DECISION = "decision"
#: What `hidden` calls a decision that was replaced before its quarter was published.
EARLIER = "earlier_decision"
OF_A_DECISION = ("outcome", "award", "reasons", "quarter", "asks", "seal", "own_seal", "seed", "reason")
#: The figures of a round's money that reveal its decisions.
OF_A_ROUND = (
    "awarded", "left", "awarded_now", "left_now", "corrected", "freed", "accepted", "paid", "owed", "spent", "returned",
    "unspent",
)  # fmt: skip
#: Details of a timeline that would tell what the fields tell.
IN_A_TIMELINE = ("reason", "reasons", "asks")


@immutable
class Viewer:
    """The person looking: their code (empty if unknown), roles, and whether the store is their own notebook."""

    id: str
    roles: tuple[str, ...] = ()
    personal: bool = False


def of_review(viewer: Viewer, review: Data, applicant: str, own: Sequence[Data], codes: Codes) -> tuple[str, ...]:
    """The names of what of a review its viewer may not see; empty for all of it.

    `applicant` is the code of the application's practitioner (empty if unknown), `own` the viewer's reviews on the
    same application, under any of their codes.
    """
    if viewer.personal:
        return ()
    everything = (*OF_A_REVIEW, *WHO_REVIEWS)
    if not viewer.id or same_person(codes, viewer.id, applicant):
        return OF_A_REVIEW if "coordinator" in viewer.roles else everything
    if same_person(codes, viewer.id, str(review.get("reviewer", ""))):
        return ()
    if any(o.get("status") in ("assigned", "recused") for o in own):
        return OF_A_REVIEW
    if review.get("status") == "assigned":
        return UNFINISHED if "coordinator" in viewer.roles else OF_A_REVIEW
    if "coordinator" in viewer.roles:
        return ()
    # A review of a later revision waits until the viewer has reviewed that revision too.
    read = [
        o for o in own if o.get("status") == "submitted" and (o.get("revision") or 0) >= (review.get("revision") or 0)
    ]
    if read:
        return ("conflict",) if review.get("status") == "recused" else ()
    return OF_A_REVIEW if "reviewer" in viewer.roles else everything


def refuse_after_reading(review: Data, reviews: Iterable[Data], codes: Codes) -> None:
    """Refuse to let a reviewer change a submitted review once they may have read others' because of it.

    `reviews` are those on the same application. Raises Refused (`others-read`, details: reviews).
    """
    read = [
        str(other["id"]) for other in reviews
        if not same_person(codes, str(other.get("reviewer")), str(review.get("reviewer")))
        and any(e.get("event") == "submit" for e in other.get("timeline") or ())
    ]  # fmt: skip
    if read:
        words = Said(
            "You can't change {review} now: since you submitted it, you can read other reviews of the same"
            " application.",
            review=review["id"],
        )
        hint = Remedy(
            "A coordinator can take it back for you, with a reason: ",
            Command("undo", "COMMIT", "--reason", "WHY"),
            " (",
            Command("log", review["id"], "--json"),
            " shows the commit).",
        )
        raise Refused(words, code="others-read", source=sources.ACROSS_RECORDS, hint=hint, details={"reviews": read})


def of_application(viewer: Viewer, application: Data, own: Sequence[Data], codes: Codes) -> tuple[str, ...]:
    """The names of what of an application its viewer may not see: its substance.

    That is for those who review and coordinate, unless they have a conflict, and for its applicant.
    """
    if viewer.personal or same_person(codes, viewer.id, str(application.get("practitioner", ""))):
        return ()
    if not {"coordinator", "reviewer"} & set(viewer.roles):
        return OF_AN_APPLICATION
    return OF_AN_APPLICATION if any(o.get("status") == "recused" for o in own) else ()


def decides(viewer: Viewer, applicant: str, codes: Codes) -> bool:
    """Whether somebody may see a decision before it is published: a coordinator, on an application not their own."""
    return viewer.personal or (
        "coordinator" in viewer.roles and not (applicant and same_person(codes, viewer.id, applicant))
    )


def without_decision(application: Data, is_out: Callable[[str], bool]) -> Data:
    """The application as it was before any decision that is not published yet; the same if there is none.

    `is_out` says whether the decisions of a quarter are published.
    """
    entries = _entries(application)
    early = [
        n for n, e in enumerate(entries)
        if e.get("event") in DECIDING and not is_out(str(e.get("round") or application.get("round")))
    ]  # fmt: skip
    if not early:
        return application
    told = told_with(entries, dict.fromkeys((*early, *_taking_back(entries, early))))
    return {**application, "status": timeline.replay("application", told).status, "timeline": told}


def as_published(application: Data, publication: Callable[[str], Data | None]) -> Data:
    """The application with only those decisions that became known; the same if there are no others.

    `publication` is the event that published a quarter.
    """
    instead = shown_instead(application, publication)
    return {**application, "timeline": told_with(_entries(application), instead)} if instead else application


def shown_instead(application: Data, publication: Callable[[str], Data | None]) -> dict[int, Data | None]:
    """The events that are shown differently, by their position from 0; None for one that is left out.

    If a decision was replaced before its quarter was published, the last one takes the place of the first, and nothing
    says why it was changed.
    """
    entries = _entries(application)
    stands = {n for n, _ in timeline.standing_at(entries)}
    early: list[int] = []
    in_place: dict[str, tuple[int, int]] = {}
    for n, entry in enumerate(entries):
        if entry.get("event") not in DECIDING or entry.get("published"):
            continue
        quarter = str(entry.get("round") or application.get("round"))
        out = publication(quarter)
        if out is None or not published.is_later(entry, out):
            early.append(n)
            if n in stands:
                in_place[quarter] = (in_place.get(quarter, (n, n))[0], n)
    known = {last: entries[first] for first, last in in_place.values()}
    instead: dict[int, Data | None] = {n: None for n in early if n not in known}
    instead |= dict.fromkeys(_taking_back(entries, early))
    instead |= {n: _in_place_of(first, entries[n]) for n, first in known.items() if first is not entries[n]}
    return instead


def told_with(entries: Sequence[Data], instead: Mapping[int, Data | None]) -> list[Data]:
    """These events, with what is shown instead of some of them, by their position."""
    told = (instead.get(n, entry) for n, entry in enumerate(entries))
    return [entry for entry in told if entry is not None]


def _taking_back(entries: Sequence[Data], events: Sequence[int]) -> list[int]:
    """The undos that took these events back or let them stand again, all by their positions."""
    return [n for n, done in undoing.taken_back(entries).items() if done.index in events]


def _entries(application: Data) -> list[Data]:
    return [e for e in application.get("timeline") or [] if isinstance(e, Mapping)]


def _in_place_of(first: Data, last: Data) -> Data:
    """The decision that became known, told as the first one that it replaced."""
    from imatter_cli.domain.fund import seal  # late: hardly any decision was replaced

    entry = {name: value for name, value in last.items() if name != "reason"} | {"event": first["event"]}
    entry |= {"reason": first["reason"]} if "reason" in first else {}
    if last.get("own_seal") == seal.of_words(last):
        entry["own_seal"] = seal.of_words(entry)
    return entry


def refuse_early(id: str, quarter: str) -> Refused:
    """The refusal for a person who may not see a decision that is not published yet (`not-published`)."""
    name = quarters.spoken(quarter)
    return Refused(
        Said(
            "{round} is being decided. You can see what becomes of {application} once it is published.",
            round=name,
            application=id,
        ),
        code="not-published",
        source=sources.ACROSS_RECORDS,
        hint="Wait until it is published, or ask a coordinator.",
    )


def without(data: Data, names: Sequence[str]) -> dict[str, Any]:
    """The record without these fields or what its timeline says about them; what was left out is in `hidden`."""
    hidden = [*(data.get("hidden") or ()), *(name for name in names if name in data)]
    out = {k: v for k, v in data.items() if k not in names}
    if names and names != UNFINISHED and "timeline" not in names:
        entries = [e for e in data.get("timeline") or [] if isinstance(e, Mapping)]
        leaks = [k for k in IN_A_TIMELINE if any(k in e for e in entries)]
        if leaks:
            hidden += [f"timeline.{k}" for k in leaks]
            out["timeline"] = [{k: v for k, v in e.items() if k not in leaks} for e in entries]
    return {**out, "hidden": hidden} if hidden else out


def conceals(hidden: Sequence[str], at: Sequence[str | int]) -> bool:
    """Whether a place in a record is in what its viewer may not see of it."""
    names = {str(part) for part in at[1:] if isinstance(part, str)}
    if at and at[0] == "timeline":
        told = {name.partition(".")[2] for name in hidden if name.startswith("timeline.")}
        told |= set(OF_A_DECISION) if {DECISION, EARLIER} & set(hidden) else set()
        return bool(names & told if names else told)
    return bool(at) and at[0] in hidden
