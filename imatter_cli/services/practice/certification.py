"""Evidence toward the certification, and what people decided about it. The tool never awards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from imatter_cli.classes import immutable
from imatter_cli.domain import certification, envelope, people
from imatter_cli.domain.certification import Conversation, Practice, Requirement
from imatter_cli.errors import Missing, StoreTrouble
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Many, Said
from imatter_cli.services.context import Context
from imatter_cli.services.practice import practitioners
from imatter_cli.services.records import sound
from imatter_cli.services.records.persons import actor_of
from imatter_cli.services.records.recording import Recording, record
from imatter_cli.services.records.valid import broken
from imatter_cli.store.contract import Data, Reader, Receipt


@immutable
class CertificationStanding:
    """How far somebody has come: each requirement with its evidence, and the last decision, if there is one.

    `placeholder` says that the published page leaves the list open.
    """

    practitioner: str
    placeholder: bool
    requirements: tuple[Requirement, ...]
    decision: Conversation | None
    left_out: tuple[str, ...]

    def as_data(self) -> Data:
        """The JSON shape."""
        data: dict[str, Any] = {
            "practitioner": self.practitioner,
            "placeholder": self.placeholder,
            "requirements": [_as_data(one) for one in self.requirements],
        }
        if self.decision is not None:
            said = self.decision
            data["decision"] = {"day": said.day, "outcome": said.outcome, "reason": said.reason, "by": said.by}
        return data | {"left_out": list(self.left_out)}


def whose(ctx: Context, part: str = "") -> str:
    """The practitioner that a part of an id names; the person who acts if none is named and they practise.

    Raises Missing for somebody who does not, Refused (`not-yours`) for somebody else's in a programme's store,
    NotFound, Ambiguous, StoreTrouble while nobody said who acts.
    """
    actor = actor_of(ctx.store, ctx.actor)
    if part:
        id = ctx.store.find(part, ["practitioner"])
    elif "practitioner" in actor.roles:
        id = actor.id
    else:
        raise Missing(
            Said(
                "You are {actor} ({roles}), not a practitioner. Whose evidence do you mean?",
                actor=actor.id,
                roles=Many(actor.roles),
            ),
            [
                {
                    "field": "practitioner",
                    "option": "PRACTITIONER",
                    "why": "Evidence belongs to one practitioner.",
                    "example": next(practitioners.who_practise(ctx), ""),
                }
            ],
            hint=Remedy(
                "Name the person by any unique part of their id. ", Command("practitioner list"), " shows who is here."
            ),
        )
    people.refuse_looking(actor, id, ctx.store.programme().get("store") == "personal")
    return id


def standing(ctx: Context, practitioner: str) -> CertificationStanding:
    """The evidence of a practitioner, by full id. A broken record of theirs is left out and named. Raises Broken."""
    left_out: list[str] = []
    section = _section(ctx.store)
    evidence = gather(ctx.store, practitioner, left_out)
    return CertificationStanding(
        practitioner,
        bool(section.get("placeholder")),
        tuple(certification.requirements(section["items"], evidence)),
        certification.decision(evidence.person),
        tuple(sorted(set(left_out))),
    )


def gather(reader: Reader, practitioner: str, left_out: list[str]) -> Practice:
    """All of a practitioner's records that may count. Raises Broken where their own cannot be read."""
    stored = reader.get(practitioner)
    faults = tuple(envelope.faults("practitioner", stored.path, stored.data))
    if faults:
        raise broken(faults)
    theirs: dict[str, list[Data]] = {
        kind: [r for r in sound.each(reader, kind, practitioner, left_out) if r.get("practitioner") == practitioner]
        for kind in ("project", "reflection")
    }
    return Practice(stored.data, theirs["project"], theirs["reflection"])


def decide(ctx: Context, practitioner: str, *, decide: str, reason: str, day: str = "") -> Receipt:
    """Record what people decided in a conversation, with their reasons. Raises Refused (`own-certification`)."""

    def do(recording: Recording) -> None:
        certification.refuse_own(recording.actor, practitioner, recording.policy.personal)
        recording.lead(practitioner, "conversation", day=day, reason=reason, details={"outcome": decide})

    return record(ctx, "practitioner conversation", do)


def unmet(ctx: Context, practitioner: str) -> list[str]:
    """The names of requirements that the records do not meet, those for a person left out."""
    return [one.name for one in standing(ctx, practitioner).requirements if one.state != "met" and not one.by_person]


def _section(reader: Reader) -> Data:
    section = reader.programme().get("certification")
    items = section.get("items") if isinstance(section, Mapping) else None
    if (
        not isinstance(section, Mapping)
        or not isinstance(items, list)
        or not all(isinstance(i, Mapping) for i in items)
    ):
        raise StoreTrouble(
            "The programme's rules have no list of what certification asks for.", code="programme",
            hint=Command("check", "records/programme.yaml"),
        )  # fmt: skip
    return section


def _as_data(one: Requirement) -> Data:
    data: dict[str, Any] = {
        "id": one.id, "name": one.name, "state": one.state, "have": one.have, "want": one.want,
        "records": list(one.records),
    }  # fmt: skip
    return data | {"doubtful": list(one.doubtful)} if one.doubtful else data
