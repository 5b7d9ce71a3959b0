"""Who reviews what: evenly, never one's own, never with a conflict."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from imatter_cli.domain.fund.conflicts import Codes, conflict

Data = Mapping[str, Any]


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
    applications: Sequence[Data], reviews: Sequence[Data], reviewers: Sequence[str], codes: Codes, quorum: int
) -> list[tuple[str, str]]:
    """Pairs of application and reviewer that bring each application to its quorum, as far as there is anybody.

    Whoever has the least to review of these applications goes first; among equals a digest decides, not the order
    of the list.
    """
    have = {str(a["id"]): reviewing(a, reviews, codes) for a in applications}
    load = Counter(person for people in have.values() for person in people)
    pairs: list[tuple[str, str]] = []
    for application in applications:
        id = str(application["id"])
        free = [r for r in reviewers if not conflict(r, application, reviews, codes)]
        while len(have[id]) < quorum:
            left = [r for r in free if codes.get(r, r) not in have[id]]
            if not left:
                break
            chosen = min(left, key=lambda r: (load[codes.get(r, r)], _draw(id, r)))
            have[id].append(codes.get(chosen, chosen))
            load[codes.get(chosen, chosen)] += 1
            pairs.append((id, chosen))
    return pairs


def _draw(application: str, reviewer: str) -> str:
    return hashlib.sha256(f"{application}\n{reviewer}".encode()).hexdigest()
