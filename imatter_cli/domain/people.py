"""Who may do what, from what they say they are (DESIGN.md, section 2: a declaration, not authentication)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from imatter_cli.domain.lifecycles import Transition
from imatter_cli.errors import Refused

#: What a person can be in the programme.
ROLES: tuple[str, ...] = ("practitioner", "link", "lead", "coordinator", "reviewer")


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever acts: their id, roles, and every other code of the same person."""

    id: str
    roles: tuple[str, ...]
    also: tuple[str, ...] = ()

    def is_person(self, id: str) -> bool:
        """Whether that id is this person, under any of their codes."""
        return id == self.id or id in self.also

    @property
    def coordinates(self) -> bool:
        """Whether they keep the programme's records."""
        return "coordinator" in self.roles


def canonical(person: Mapping[str, Any]) -> str:
    """The one id that stands for a person with several codes: what `same_as` names, else their own."""
    return str(person.get("same_as") or person.get("id", ""))


def holder_of(kind: str, data: Mapping[str, Any]) -> str:
    """Whose record it is: the practitioner of most kinds, the reviewer of a review; empty for a round."""
    if kind == "practitioner":
        return str(data.get("id", ""))
    if kind == "review":
        return str(data.get("reviewer", ""))
    return str(data.get("practitioner", ""))


def on_behalf_of(row: Transition, actor: Actor, holder: str, personal: bool) -> str:
    """For whom the actor does this: the holder's id where a coordinator acts for them, else empty.

    In a personal store the practitioner may record what others decided elsewhere. Raises Refused
    (`not-yours`) for somebody who may not.
    """
    if personal or ("coordinator" in row.who and actor.coordinates):
        return ""
    if ("holder" in row.who or "reviewer" in row.who) and actor.is_person(holder):
        return ""
    if "holder" in row.who and actor.coordinates:
        return holder
    whose = {"holder": "whoever it belongs to", "coordinator": "a coordinator", "reviewer": "the reviewer"}
    raise Refused(
        f"{row.event.replace('-', ' ').capitalize()} is for {' or '.join(whose[w] for w in row.who)};"
        f" you are {actor.id} ({', '.join(actor.roles)}).",
        code="not-yours",
        source="how imatter works: what can happen when",
        hint="Say who you are with --as PERSON or imatter me PERSON.",
    )


def refuse_looking(actor: Actor, whose: str, personal: bool) -> None:
    """Refuse to gather what is somebody else's, which in a programme's store is for a coordinator (`not-yours`)."""
    if personal or actor.coordinates or actor.is_person(whose):
        return
    raise Refused(
        f"That is for {whose} or a coordinator; you are {actor.id} ({', '.join(actor.roles)}).",
        code="not-yours", source="how imatter works: what can happen when", hint="leave the person out to see your own",
    )  # fmt: skip


def refuse_last_coordinator(id: str, others: Sequence[str]) -> None:
    """Refuse to let the last coordinator go or give up the role (`last-coordinator`)."""
    if not others:
        raise Refused(
            f"{id} is the last coordinator here; without one nobody could give the role again.",
            code="last-coordinator",
            source="how imatter works: what can happen when",
            hint="imatter practitioner role PERSON --role coordinator, for somebody else first",
        )
