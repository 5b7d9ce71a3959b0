"""Evidence toward the lightweight certification: met, not met yet, or for a person to say; never an award.

The list of requirements is the programme's; completing a microproject is its key aspect (the licence page). Works on
plain data.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal

from imatter_cli.classes import immutable
from imatter_cli.domain import dates, timeline
from imatter_cli.domain.data import Data
from imatter_cli.domain.people import Actor
from imatter_cli.errors import Refused

State = Literal["met", "not-met", "needs-person"]

#: What a conversation may come to.
OUTCOMES: tuple[str, ...] = ("certified", "not-yet")
SOURCE = 'the licence page: "our lightweight certification approach"'


@immutable
class Requirement:
    """One requirement and what there is for it: `have` of `want`, in the records that it rests on.

    `doubtful` are records that only a person can count (projects completed with a criterion open); `by_person` says
    that no record can meet it, only what people said.
    """

    id: str
    name: str
    state: State
    have: int
    want: int
    records: tuple[str, ...]
    doubtful: tuple[str, ...] = ()
    by_person: bool = False


@immutable
class Conversation:
    """What people decided in a conversation, when, and with which reasons."""

    day: str
    outcome: str
    reason: str
    by: str


@immutable
class Practice:
    """All records that may count, of one practitioner."""

    person: Data
    projects: Sequence[Data]
    reflections: Sequence[Data]


def requirements(items: Iterable[Data], evidence: Practice) -> list[Requirement]:
    """Each requirement of the programme's list, in its order, with its evidence."""
    return [_requirement(item, evidence) for item in items]


def decision(person: Data) -> Conversation | None:
    """The last decision that was recorded; None while there is none."""
    last = timeline.last(person, "conversation")
    if last is None:
        return None
    day = dates.day_of(str(last.get("at", "")))
    return Conversation(day, str(last.get("outcome", "")), str(last.get("reason", "")), str(last.get("by", "")))


def refuse_own(actor: Actor, whose: str, personal: bool) -> None:
    """Refuse a decision about your own certification (`own-certification`); a notebook records what others said."""
    if not personal and actor.is_person(whose):
        raise Refused(
            "Nobody decides about their own certification.", code="own-certification", source=SOURCE,
            hint="Ask another coordinator to record it.",
        )  # fmt: skip


def _requirement(item: Data, evidence: Practice) -> Requirement:
    counted = _COUNTED.get(str(item.get("evidence")))
    found, doubtful = counted(evidence) if counted else ((), ())
    count = item.get("count")
    want = count if isinstance(count, int) else 1
    id = str(item.get("id", ""))
    state: State = "met" if len(found) >= want else "not-met"
    by_person = item.get("evidence") == "person"
    if by_person:
        said = decision(evidence.person)
        state = "needs-person" if said is None else "met" if said.outcome == "certified" else "not-met"
    elif state == "not-met" and len(found) + len(doubtful) >= want:
        state = "needs-person"
    # one record may hold several pieces of evidence: the steps of the Learning Journey are all in one
    records = tuple(dict.fromkeys(found))
    return Requirement(id, str(item.get("name", id)), state, len(found), want, records, tuple(doubtful), by_person)


Counted = tuple[Sequence[str], Sequence[str]]


def _completed(evidence: Practice) -> Counted:
    done = [p for p in evidence.projects if p.get("status") == "completed"]
    open_points = [str(p["id"]) for p in done if (timeline.last(p, "complete") or {}).get("unmet")]
    return [str(p["id"]) for p in done if str(p["id"]) not in open_points], open_points


#: How each kind of evidence that a programme may ask for is counted: what counts, and what a person has to say.
_COUNTED: Mapping[str, Callable[[Practice], Counted]] = {
    "completed-projects": _completed,
    "reflections": lambda practice: ([str(r["id"]) for r in practice.reflections], ()),
    "shared-reflections": lambda practice: (
        [str(r["id"]) for r in practice.reflections if r.get("status") == "shared"],
        (),
    ),
    "journey-steps": lambda practice: (_events(practice.person, "step"), ()),
    "person": lambda practice: (_events(practice.person, "conversation"), ()),
}


def _events(person: Data, event: str) -> list[str]:
    return [str(person.get("id"))] * len(timeline.happened(person, event))
