"""What the services of the fund read: a round's applications, and an application's reviews."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

from imatter_cli import sources
from imatter_cli.domain import lifecycles, people
from imatter_cli.domain.fund import conflicts
from imatter_cli.errors import Broken, Refused
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Many, Prose, Said
from imatter_cli.services.records.persons import actor_of, codes_in
from imatter_cli.services.records.recording import Recording
from imatter_cli.services.records.related import reviews_on
from imatter_cli.services.records.valid import refuse_broken
from imatter_cli.store.contract import Data, Reader, Unreadable


def round_statuses(reader: Reader) -> dict[str, str]:
    """The status of every round that can be read, by id."""
    return {r.id: str(r.data.get("status")) for r in reader.scan("round") if not isinstance(r, Unreadable)}


def valid(
    reader: Reader, kind: str, texts: Sequence[str], left_out: list[dict[str, str]], among: Container[str] | None = None
) -> list[Data]:
    """Valid records of a kind that mention one of these texts; the path and trouble of others goes to `left_out`."""
    found: dict[str, Data] = {}
    for text in texts:
        for item in reader.scan(kind, text, among):
            try:
                if isinstance(item, Unreadable):
                    left_out.append({"path": item.path, "message": item.findings[0].message})
                elif item.id not in found:
                    refuse_broken(kind, item.path, item.data)
                    found[item.id] = item.data
            except Broken as wrong:
                left_out.append({"path": item.path, "message": wrong.message})
    return [found[id] for id in sorted(found)]


def refuse_conflicted(recording: Recording, application: Data, reviews: list[Data] | None = None) -> None:
    """Refuse to let people act on their own application, or on one they have a conflict with.

    In a personal store the practitioner records what others decided elsewhere, so nobody is refused there.
    Raises Refused (`conflict-of-interest`).
    """
    if recording.policy.personal:
        return
    on_it = reviews_on(recording.reader, str(application["id"])) if reviews is None else reviews
    conflicts.refuse(recording.actor.id, application, on_it, codes_in(recording.reader), conflict_names(recording))


def conflict_names(recording: Recording) -> Mapping[str, str]:
    """The programme's words for each kind of conflict."""
    return recording.policy.lists.names("reasons.conflict")


def refuse_unable(recording: Recording, id: str, event: str, kind: str = "application") -> None:
    """Refuse, before any other rule is asked, what the record's state or the actor's role does not allow.

    Raises Refused (`lifecycle`, `not-yours`), NotFound, Broken.
    """
    data = recording.current(id)
    row = lifecycles.transition(kind, event)
    if kind == "application" and row is not None and row.who == ("coordinator",) and recording.actor.coordinates:
        refuse_conflicted(
            recording, data
        )  # first, because the state of an application may tell its applicant how it was decided
    recording.refuse_early(kind, event, data)
    if row is None or lifecycles.refusal(kind, event, str(data.get("status"))):
        recording.lead(id, event)
        return
    people.on_behalf_of(row, recording.actor, people.holder_of(kind, data), recording.policy.personal)


def refuse_others(reader: Reader, actor: str, personal: bool, what: str) -> None:
    """Refuse anybody but a coordinator, except in a personal store. Raises Refused (`not-yours`)."""
    if personal:
        return
    who = actor_of(reader, actor)
    if not who.coordinates:
        raise Refused(
            Said(
                "{what} is only for coordinators, and you are {actor} ({roles}).",
                what=Prose(what),
                actor=actor,
                roles=Many(who.roles),
            ),
            code="not-yours",
            source=sources.LIFECYCLES,
            hint=Remedy("Say who you are with --as PERSON or ", Command("me", "PERSON"), "."),
        )
