"""Assigns reviews evenly: nobody reviews their own application, or one that they have a conflict with."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from imatter_cli import sources
from imatter_cli.domain import quarters, timeline, undoing
from imatter_cli.domain.data import Data
from imatter_cli.domain.fund.conflicts import conflict
from imatter_cli.domain.people import Codes
from imatter_cli.domain.projects import Objection
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Many, Said


def people(round: Data, codes: Codes) -> set[str]:
    """The reviewers of a round, each person once."""
    return {codes.get(str(r), str(r)) for r in round.get("reviewers") or ()}


def too_few(round: Data, codes: Codes) -> bool:
    """Whether a round names reviewers, but fewer than each of its applications needs."""
    return 0 < len(people(round, codes)) < int(round["quorum"])


def already(person: str, review: Data) -> Objection:
    """What is said of somebody who has a review of an application already, under any of their codes."""
    words = Said(
        "{person} already has a review of {application}: {review}, {status}.",
        person=person,
        application=review["application"],
        review=review["id"],
        status=review["status"],
    )
    return Objection("assigned-already", "", words, "Choose another reviewer.", sources.ACROSS_RECORDS)


def why_not_a_reviewer(id: str, roles: Iterable[str], has_left: bool) -> Said | None:
    """Why a person can't review here; empty if they can."""
    held = sorted(map(str, roles))
    if "reviewer" in held and not has_left:
        return None
    why = Said("their roles are {roles}", roles=Many(held or ["none"]))
    if has_left:
        why = Said("they have left the programme")
    return Said("{person} is not a reviewer: {why}.", person=id, why=why)


def taken_away(round: Data, fields: Data) -> list[str]:
    """The reviewers that a change of these fields takes out of a round."""
    named = map(str, round.get("reviewers") or ())
    return sorted(set(named).difference(map(str, fields["reviewers"] or ()))) if "reviewers" in fields else []


def is_taken_out(review: Data, round: Data, before: str = "") -> bool:
    """Whether a reviewer was taken out of the round after the review was assigned to them, and before a moment.

    Somebody who is assigned by name, or named in the round again, is asked all the same.
    """
    who = str(review.get("reviewer"))
    if who in (round.get("reviewers") or ()):
        return False
    taken = [undoing.moment_of(e) for e in timeline.standing(round.get("timeline")) if who in (e.get("without") or ())]
    asked = [
        undoing.moment_of(e) for e in timeline.standing(review.get("timeline"))
        if e.get("event") == "assign" or (e.get("event") == "reopen" and e.get("by") != who)
    ]  # fmt: skip
    last = max((at for at in asked if not before or at <= before), default="")
    return bool(last) and any(last <= at and (not before or at < before) for at in taken)


def taken_out(review: Data, round: Data) -> Objection:
    """What is said to somebody who was taken out of the round."""
    name = quarters.spoken(str(round["id"]))
    words = Said("{person} no longer reviews in {round}.", person=review["reviewer"], round=name)
    again = Command("fund edit", name, "--reviewer", str(review["reviewer"]))
    hint = Remedy("A coordinator can name them again: ", again)
    return Objection("not-a-reviewer", "", words, hint, sources.ACROSS_RECORDS, related=(str(round["id"]),))


def why_not_under_review(id: str, state: str) -> Said:
    """Why an application in this state is not reviewed."""
    return Said(
        "{application} is {status}. Only submitted or eligible applications are reviewed.", application=id, status=state
    )


def reviewing(application: Data, reviews: Iterable[Data], codes: Codes) -> list[str]:
    """The people who have a review that counts or may come to count, by the code that stands for each."""
    on_it = [r for r in reviews if r.get("application") == application["id"]]
    found = [
        codes.get(str(r["reviewer"]), str(r["reviewer"]))
        for r in on_it
        if r.get("status") != "recused" and not conflict(str(r["reviewer"]), application, on_it, codes)
    ]
    return sorted(set(found))


def evenly(
    applications: Sequence[Data],
    reviews: Sequence[Data],
    reviewers: Sequence[str],
    codes: Codes,
    quorum: int,
    beside: Sequence[Data] = (),
) -> list[tuple[str, str]]:
    """Pairs of application and reviewer that bring each application to its quorum, as far as there is anybody.

    The person with the fewest reviews of these applications, and of the `beside` ones in the round, comes first.
    Among equals a digest decides, not the order of the list.
    """
    have = {str(a["id"]): reviewing(a, reviews, codes) for a in applications}
    others = [reviewing(a, reviews, codes) for a in beside if a["id"] not in have]
    load = Counter(person for people in (*have.values(), *others) for person in people)
    pairs: list[tuple[str, str]] = []
    free = {str(a["id"]): [r for r in reviewers if not conflict(r, a, reviews, codes)] for a in applications}
    # Where fewest are free first: a reviewer who nobody can replace is then not yet busy with another.
    for id in sorted(have, key=lambda a: len(free[a])):
        while len(have[id]) < quorum:
            left = [r for r in free[id] if codes.get(r, r) not in have[id]]
            if not left:
                break
            chosen = min(left, key=lambda r: (load[codes.get(r, r)], _draw(id, r)))
            have[id].append(codes.get(chosen, chosen))
            load[codes.get(chosen, chosen)] += 1
            pairs.append((id, chosen))
    _level(pairs, have, free, load, codes)
    return pairs


def _level(
    pairs: list[tuple[str, str]],
    have: Mapping[str, list[str]],
    free: Mapping[str, Sequence[str]],
    load: Counter[str],
    codes: Codes,
) -> None:
    """Even out the workload: while one reviewer has two more reviews than another eligible one, move one across."""
    moved = True
    while moved:
        moved = False
        for n, (id, heavy) in enumerate(pairs):
            person = codes.get(heavy, heavy)
            others = [r for r in free[id] if codes.get(r, r) not in have[id]]
            light = min(others, key=lambda r: (load[codes.get(r, r)], _draw(id, r)), default=None)
            if light is None or load[codes.get(light, light)] + 2 > load[person]:
                continue
            pairs[n] = (id, light)
            have[id][have[id].index(person)] = codes.get(light, light)
            load[person] -= 1
            load[codes.get(light, light)] += 1
            moved = True


def _draw(application: str, reviewer: str) -> str:
    return hashlib.sha256(f"{application}\n{reviewer}".encode()).hexdigest()
