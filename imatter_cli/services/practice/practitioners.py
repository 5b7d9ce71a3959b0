"""The people of the programme: codes with roles, and their way along the Learning Journey."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from imatter_cli.domain import lists, people, projects, timeline
from imatter_cli.domain.kinds import BY_NAME
from imatter_cli.errors import NotFound
from imatter_cli.services.context import Context
from imatter_cli.services.records import editing, sound
from imatter_cli.services.records.recording import Recording, record
from imatter_cli.store.contract import Data, Receipt


def join(
    ctx: Context, roles: Sequence[str], *, capacity: str = "", rhythm_days: int = 0, same_as: str = "", day: str = ""
) -> Receipt:
    """A new person, as a code with roles. Raises NotFound for `same_as`, Refused (`not-yours`)."""

    def do(recording: Recording) -> None:
        fields = {"roles": list(roles), "capacity": capacity or None, "rhythm_days": rhythm_days or None}
        unlisted = lists.unlisted("practitioner", fields, recording.policy.lists)
        projects.refuse(projects.not_on_lists(unlisted), "Not recorded")
        id = recording.new("practitioner", "join", fields, day=day, details={"roles": list(roles)})
        if same_as:
            editing.bind(recording, id, same_as, day=day)

    return record(ctx, "practitioner join", do)


def take_step(ctx: Context, id: str, level: str, *, scheme: str = "", evidence: str = "", day: str = "") -> Receipt:
    """A step of the Learning Journey. Raises Refused (`not-in-programme`) for a level that is not the programme's."""

    def do(recording: Recording) -> None:
        details = {"level": level, "scheme": scheme or None, "evidence": evidence or None}
        unlisted = lists.unlisted_in_event("practitioner", details, recording.policy.lists)
        projects.refuse(projects.not_on_lists(unlisted), "Not recorded")
        recording.lead(id, "step", day=day, details=details)

    return record(ctx, "practitioner step", do)


def change_roles(ctx: Context, id: str, roles: Sequence[str], *, reason: str = "", day: str = "") -> Receipt:
    """Other roles from now on. Raises Refused (`last-coordinator`) where a programme's store would have none left."""

    def do(recording: Recording) -> None:
        recording.sound(id)
        details = {"roles": list(roles)}
        unlisted = lists.unlisted_in_event("practitioner", details, recording.policy.lists)
        projects.refuse(projects.not_on_lists(unlisted), "Not changed")
        recording.lead(id, "role", day=day, reason=reason, details=details)

    return record(ctx, "practitioner role", do)


def leave(ctx: Context, id: str, *, reason: str, day: str = "") -> Receipt:
    """Leave the programme. Raises Refused (`last-coordinator`)."""

    def do(recording: Recording) -> None:
        recording.sound(id)
        recording.lead(id, "leave", day=day, reason=reason)

    return record(ctx, "practitioner leave", do)


def still_open(ctx: Context, id: str) -> list[tuple[str, str]]:
    """What is left of somebody who goes: licences and projects that stand, as (id, status); broken ones left out."""
    states = {"licence": ("submitted", "returned", "active", "paused"), "project": ("active", "paused")}
    return [
        (str(data["id"]), str(data["status"]))
        for kind, live in states.items()
        for data in sound.each(ctx.store, kind, id)
        if data.get("practitioner") == id and data["status"] in live
    ]


def held_under(ctx: Context, codes: Sequence[str]) -> list[tuple[str, list[str]]]:
    """What one person has under several codes, by kind: applications, reviews and licences; broken ones left out."""
    found = [
        (BY_NAME[kind].many, sorted({str(d["id"]) for c in codes for d in sound.each(ctx.store, kind, c)
                                     if people.holder_of(kind, d) == c}))
        for kind in ("application", "review", "licence")
    ]  # fmt: skip
    return [(many, held) for many, held in found if held]


def has_taken_a_step(ctx: Context, id: str) -> bool:
    """Whether a step of the Learning Journey is noted of that person."""
    return any(e.get("event") == "step" for e in timeline.standing(ctx.store.get(id).data.get("timeline")))


def practising(ctx: Context, id: str) -> bool:
    """Whether that person, if there is one, holds the role of a practitioner and has not left."""
    return _acts_as(ctx, id, "practitioner")


def leads(ctx: Context, id: str) -> bool:
    """Whether that person, if there is one, holds the role of a Lead and has not left."""
    return _acts_as(ctx, id, "lead")


def _acts_as(ctx: Context, id: str, role: str) -> bool:
    if not id:
        return False
    try:
        stored = ctx.store.get(id)
    except NotFound:
        return False
    return sound.readable("practitioner", stored.path, stored.data) and _has(stored.data, role)


def who_practise(ctx: Context) -> Iterator[str]:
    """Everybody who practises here."""
    return (str(person["id"]) for person in sound.each(ctx.store, "practitioner") if _has(person, "practitioner"))


def _has(person: Data, role: str) -> bool:
    return person.get("status") == "active" and role in (person.get("roles") or ())
