"""Decides who may do what, from their roles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from imatter_cli import sources
from imatter_cli.classes import immutable
from imatter_cli.domain import dates, timeline
from imatter_cli.domain.data import Data
from imatter_cli.domain.kinds import BY_NAME
from imatter_cli.domain.lifecycles import Transition
from imatter_cli.domain.undoing import moment_of
from imatter_cli.errors import Refused
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Called, Many, Named, Said

#: The field, and the detail of an event, with the same person's other code.
SAME_AS = "same_as"
#: For each code of a person with several codes, the one code that stands for that person.
Codes = Mapping[str, str]


def _no_codes() -> Codes:
    return {}


@immutable
class Actor:
    """The person who acts: their id and roles. `codes` looks up who has several codes when it is first needed."""

    id: str
    roles: tuple[str, ...]
    codes: Callable[[], Codes] = _no_codes

    def is_person(self, id: str) -> bool:
        """Whether that id is this person, under any of their codes."""
        return bool(id) and (id == self.id or same_person(self.codes(), id, self.id))

    @property
    def coordinates(self) -> bool:
        """Whether they keep the programme's records."""
        return "coordinator" in self.roles


def codes_of(everybody: Iterable[Data], until: str = "") -> dict[str, str]:
    """Which codes belong to one person, from all practitioners' records; with `until`, as it was known before that
    moment.

    It does not matter which record names which other code, or how many steps are between them. A code that a record
    once named still counts after the record names another one.
    """
    leads_to: dict[str, str] = {}

    def first_of(code: str) -> str:
        while leads_to.get(code, code) != code:
            code = leads_to[code]
        return code

    for person in everybody:
        for other in other_codes(person, until):
            pair = sorted((first_of(str(person.get("id", ""))), first_of(other)))
            leads_to[pair[1]] = leads_to[pair[0]] = pair[0]
    return {code: first_of(code) for code in leads_to}


def other_codes(person: Data, until: str = "") -> frozenset[str]:
    """Every code that a person's record names, or ever named, as the same person's.

    With `until`, events recorded at that moment or later do not count.
    """
    noted = [e for e in timeline.standing(_entries(person)) if e.get(SAME_AS)]
    now = person.get(SAME_AS)
    named = [e[SAME_AS] for e in noted if not until or moment_of(e) < until]
    named += [now] if all(e[SAME_AS] != now for e in noted) else []
    return frozenset(code for code in named if isinstance(code, str)) - {str(person.get("id", ""))}


def same_person(codes: Codes, one: str, other: str) -> bool:
    """Whether two codes belong to one person."""
    return bool(one) and codes.get(one, one) == codes.get(other, other)


def all_codes(codes: Codes, one: str) -> tuple[str, ...]:
    """Every code of the person with this code, starting with this one."""
    return (one, *sorted(code for code in codes if code != one and same_person(codes, code, one)))


def unsettled(person: Data, code: object) -> bool:
    """Whether a code is named as the same person's without an event that recorded it, which a coordinator can put
    right.
    """
    noted = {e.get(SAME_AS) for e in timeline.standing(_entries(person))}
    return bool(code) and person.get(SAME_AS) == code and code not in noted


def had_role(person: Data, role: str, day: str) -> bool:
    """Whether the person had the role on that day, if their timeline shows it; otherwise whether they have it now."""
    told = [e for e in timeline.standing(_entries(person)) if isinstance(e.get("roles"), list)]
    before = [e for e in told if dates.day_of(str(e.get("at", ""))) <= day]
    found = before[-1]["roles"] if before else person.get("roles")
    return isinstance(found, list) and role in found


def not_by_a_coordinator(person: Data, person_of: Callable[[str], Data]) -> Iterator[tuple[int, str, str]]:
    """Events about a person's other codes, recorded by somebody who had no right to: position, code and `by`.

    Only a coordinator records another code, and only a coordinator who is somebody else takes it back. If a coordinator
    names the same code in a later event, that one counts.
    """
    entries = _entries(person)
    standing = [e for e in timeline.standing(entries) if e.get("event") == "bind"]

    def may(entry: Data) -> bool:
        return had_role(person_of(str(entry.get("by"))), "coordinator", dates.day_of(str(entry.get("at", ""))))

    ever = {str(person.get("id")), *(str(e.get(SAME_AS)) for e in entries if e.get("event") == "bind")}
    for n, entry in enumerate(entries):
        if entry.get("undoes") == "bind" and (entry.get("by") in ever or not may(entry)):
            yield n, " and ".join(sorted(ever - {str(person.get("id"))})), str(entry.get("by"))
    settled = {e.get(SAME_AS) for e in standing if may(e)}
    now = person.get(SAME_AS)
    for entry in standing:
        if entry.get(SAME_AS) not in settled:
            yield entries.index(entry), str(entry.get(SAME_AS)), str(entry.get("by"))
    if now and now not in settled and not any(e.get(SAME_AS) == now for e in standing):
        # An older imatter kept no value in the event: the last edit that names the field set it, or the first event.
        edits = [n for n, e in enumerate(entries) if SAME_AS in (e.get("fields") or ())]
        at = edits[-1] if edits else 0
        if entries and not may(entries[at]):
            yield at, str(now), str(entries[at].get("by"))


def _entries(person: Data) -> list[Data]:
    entries = person.get("timeline")
    return [e for e in entries if isinstance(e, Mapping)] if isinstance(entries, list) else []


def holder_of(kind: str, data: Data) -> str:
    """The person whose record it is, as its kind says; empty if it is nobody's."""
    return str(data.get(BY_NAME[kind].holder, ""))


def on_behalf_of(row: Transition, actor: Actor, holder: str, personal: bool) -> str:
    """The person who the actor does this for: the holder's id if a coordinator acts for them, otherwise empty.

    In a personal store the practitioner may record what others decided elsewhere. Raises Refused (`not-yours`).
    """
    if personal or ("coordinator" in row.who and actor.coordinates):
        return ""
    if ("holder" in row.who or "reviewer" in row.who) and actor.is_person(holder):
        return ""
    if "holder" in row.who and actor.coordinates:
        return holder
    other = {"reviewer" if row.kind != "review" else "holder"} if {"holder", "reviewer"} <= {*row.who} else ()
    whose = {"holder": "the person it belongs to", "coordinator": "a coordinator", "reviewer": "the reviewer"}
    words = Said(
        "Only {who:or} can do this ({event}). You are {actor} ({roles}).",
        who=Named({w: whose[w] for w in row.who if w not in other}),
        event=Called(row.event, row.event.replace("-", " ")),
        actor=actor.id,
        roles=Many(actor.roles),
    )
    hint = Remedy("Say who you are with --as PERSON or ", Command("me", "PERSON"), ".")
    raise Refused(words, code="not-yours", source=sources.LIFECYCLES, hint=hint)


def may_take_back(
    kind: str, data: Data, needs: Sequence[Transition], actor: Actor, personal: bool
) -> bool:  # fmt: skip
    """Whether somebody may take back these events, just after they recorded them.

    A reviewer who has submitted a review has to reopen it instead, because they can read the others' reviews from then
    on.
    """
    holder = holder_of(kind, data)
    if kind == "review" and data.get("status") == "submitted" and actor.is_person(holder) and not personal:
        return False
    try:
        for entry in _entries(data)[-1:] if not personal else ():
            refuse_shedding(actor, str(data.get("id")), entry)
        for row in needs:
            on_behalf_of(row, actor, holder, personal)
    except Refused:
        return False
    return True


def refuse_looking(actor: Actor, whose: str, personal: bool) -> None:
    """Refuse to show what is somebody else's; in a programme's store only a coordinator may see it (`not-yours`)."""
    if personal or actor.coordinates or actor.is_person(whose):
        return
    words = Said(
        "Only {person} or a coordinator can see this. You are {actor} ({roles}).",
        person=whose,
        actor=actor.id,
        roles=Many(actor.roles),
    )
    raise Refused(words, code="not-yours", source=sources.LIFECYCLES, hint="Leave the person out to see your own.")


def refuse_shedding(actor: Actor, person: str, entry: Data) -> None:
    """Refuse to let somebody take back that two codes, which are their own, are one person's (`own-code`)."""
    if entry.get("event") == "bind" and (actor.is_person(person) or actor.is_person(str(entry.get(SAME_AS)))):
        raise Refused(
            Said(
                "{person} and {other} are both your codes, and you cannot take that back yourself.",
                person=person,
                other=entry.get(SAME_AS),
            ),
            code="own-code",
            source=sources.LIFECYCLES,
            hint="Ask another coordinator to take it back, if it is wrong.",
        )


def refuse_last_coordinator(id: str, others: Sequence[str]) -> None:
    """Refuse to let the last coordinator leave or give up the role (`last-coordinator`)."""
    if not others:
        words = Said("{person} is the last coordinator here. Without one, nobody could give the role again.", person=id)
        hint = Remedy(Command("practitioner role", "PERSON", "--role", "coordinator"), ", for somebody else first")
        raise Refused(words, code="last-coordinator", source=sources.LIFECYCLES, hint=hint)
