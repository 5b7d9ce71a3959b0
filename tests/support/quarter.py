"""A quarter of the fund in two copies, at each stage of its life, for scenarios of two people at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any

from copies import Copy, Files, Place, after_one, place_of
from month import CRITERIA, REASONS, Cast, beginning

from imatter_cli.domain.fund.decisions import Decision
from imatter_cli.services.context import Context
from imatter_cli.services.fund import applications, deciding, reviews, rounds
from imatter_cli.services.practice import projects
from imatter_cli.services.records import events

ROUND = "2026-q4"
STAGES = ("practice", "open", "submitted", "screened", "scored", "closed", "decided", "published")
CAST: Cast = beginning()[1]
CHAIR, OTHER = CAST.person["coordinator"], CAST.person["coordinator-too"]
REVIEWERS = [CAST.person[f"reviewer-{n}"] for n in (1, 2, 3)]
HOLDER, LICENCE = CAST.person["holder-1"], CAST.licence["holder-1"]
PLANNED, ACTIVE = CAST.projects["holder-1"]
#: The applications of the quarter, once there are any.
FUNDED = Decision("funded", REASONS)
NOT_FUNDED = Decision("not-funded", REASONS)
MARKS = [{"criterion": criterion, "score": 3} for criterion in CRITERIA]


@cache
def stage(name: str) -> tuple[Files, datetime, tuple[str, ...]]:
    """The files of a programme at a stage, the time, and the quarter's applications."""
    if name == "practice":
        place = place_of(beginning()[0])
        copy = place.copy()
        projects.start(copy.as_(HOLDER), ACTIVE)
        projects.note_step(copy.as_(HOLDER), ACTIVE, text="read together")
        copy.sync()
        return place.files, place.now, ()
    files, now, ids = stage(STAGES[STAGES.index(name) - 1])
    place = place_of(files, now)
    copy = place.copy(STAGES.index(name))
    ids = _lead_to(name, copy, ids)
    merged = copy.sync()
    assert not merged.aside
    return place.files, place.now, ids


def _lead_to(name: str, copy: Copy, ids: tuple[str, ...]) -> tuple[str, ...]:
    if name == "open":
        fields = {"budget": "500.00", "ceiling": "400.00", "reviewers": REVIEWERS, "quorum": 2}
        rounds.open_round(copy.as_(CHAIR), ROUND, fields)
        return tuple(_applied(copy, n) for n in (1, 3))
    if name == "submitted":
        for n, id in zip((1, 3), ids, strict=True):
            applications.submit(copy.as_(CAST.person[f"holder-{n}"]), id)
    elif name == "screened":
        for id in ids:
            applications.screen(copy.as_(CHAIR), id, "eligible", "")
            reviews.assign(copy.as_(CHAIR), id, REVIEWERS[:2])
    elif name == "scored":
        for id in ids:
            for reviewer in REVIEWERS[:2]:
                reviews.score(copy.as_(reviewer), id, MARKS, "small")
    elif name == "closed":
        rounds.close(copy.as_(CHAIR), ROUND)
    elif name == "decided":
        deciding.decide(copy.as_(CHAIR), ids[0], FUNDED)
        deciding.decide(copy.as_(CHAIR), ids[1], NOT_FUNDED)
    else:
        rounds.publish(copy.as_(CHAIR), ROUND)
    return ids


def _applied(copy: Copy, n: int) -> str:
    fields = {
        "project": CAST.projects[f"holder-{n}"][1], "round": ROUND, "payee": "host", "key_barrier": "no budget line",
        "costs": [{"item": "room", "amount": "300.00"}], "other_sources": "none",
    }  # fmt: skip
    return applications.apply(copy.as_(CAST.person[f"holder-{n}"]), fields).change.writes[0].id


class Two:
    """Two copies at a stage, after `first` was done and published. `ids` are the quarter's applications."""

    def __init__(self, name: str, first: Callable[[Two, Copy], object] | None = None) -> None:
        files, now, self.ids = stage(name)
        self.place: Place = place_of(files, now)
        if first is not None:
            copy = self.place.copy(11)
            first(self, copy)
            self.place = after_one(self.place, copy)
        self.a, self.b = self.place.copy(101), self.place.copy(202)

    def review(self, n: int, reviewer: int) -> str:
        """The review of an application by a reviewer, as it was when the two began."""
        for id in self.a.store.ids("review"):
            data = self.a.get(id)
            if data["application"] == self.ids[n] and data["reviewer"] == REVIEWERS[reviewer]:
                return id
        raise LookupError(n, reviewer)

    def published(self, id: str) -> dict[str, Any]:
        """A record as it is published."""
        return self.place.copy(1).get(id)


def happen(ctx: Context, id: str, event: str, **more: Any) -> None:
    """One event."""
    events.happen(ctx, id, event, **more)
