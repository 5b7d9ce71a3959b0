"""What must hold of the people: who acts, whose record it is, and who is named."""

from __future__ import annotations

from collections.abc import Mapping

from imatter_cli import sources
from imatter_cli.domain import past, people
from imatter_cli.domain.data import Data
from imatter_cli.domain.preconditions.situation import Situation, asked
from imatter_cli.domain.projects import Objection
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Many, Said

RULES = sources.LIFECYCLES
#: Events of a licence or a project that need the person whose it is to be there.
THERE: Mapping[str, tuple[str, ...]] = {
    "licence": ("apply", "record", "submit", "issue", "continue", "resume", "renew"),
    "project": ("plan", "start", "resume", "revisit"),
}
WHO_FOR = 'the licence page, "Who this role is for"'


def roles_on(person: Data, when: str) -> frozenset[str]:
    """The roles that a person had at a moment, or at some time of a day."""
    return frozenset(str(role) for roles in past.values(person, "roles", when) for role in roles or ())


def actor_is_here(s: Situation) -> Objection | None:
    """Who acts has not left the programme."""
    person = s.related.get(s.by)
    if person is None or not s.is_over(person, "left"):
        return None
    if s.kind == "practitioner" and s.name == "rejoin":
        return None  # who comes back has left, until now
    return _left(s.by, "by")


def actor_may(s: Situation) -> Objection | None:
    """Who acts holds the record, or has the role that the event is for."""
    row, person = s.row, s.related.get(s.by)
    if row is None or person is None or s.related.personal or "because" in s.event:
        return None
    if s.name == "bind" and not s.happens_now:
        return None  # a later coordinator settles it: see people.not_by_a_coordinator
    holder = people.holder_of(s.kind, s.record)
    if s.by == holder and (s.name in ("join", "rejoin") or "holder" in row.who or "reviewer" in row.who):
        return None
    actor = people.Actor(s.by, tuple(sorted(roles_on(person, s.at))), lambda: s.related.codes)
    return asked(people.on_behalf_of, row, actor, holder, False)


def holder_is_here(s: Situation) -> Objection | None:
    """Whose record it is has not left the programme."""
    holder = people.holder_of(s.kind, s.record)
    person = s.related.get(holder)
    return _left(holder, "") if person is not None and s.is_over(person, "left") else None


def holder_practises(s: Situation) -> Objection | None:
    """Only people with the role practitioner have licences and projects."""
    id = people.holder_of(s.kind, s.record)
    person = s.related.get(id)
    if person is None or "practitioner" in roles_on(person, s.at):
        return None
    roles = Many(str(r) for r in person.get("roles") or ())
    return Objection(
        "not-a-practitioner", "", Said("{person} is not a practitioner here ({roles}).", person=id, roles=roles),
        Remedy("Name one with --practitioner, or see ", Command("practitioner role")), WHO_FOR, related=(id,),
    )  # fmt: skip


def somebody_coordinates(s: Situation) -> Objection | None:
    """A programme's store keeps a coordinator."""
    if s.related.personal or "coordinator" in (s.event.get("roles") or ()):
        return None
    id = str(s.record.get("id"))
    everybody = list(s.related.coordinators())
    if id not in [str(one.get("id")) for one in everybody]:
        return None
    others = [str(one["id"]) for one in everybody if one.get("id") != id]
    return asked(people.refuse_last_coordinator, id, others)


def _left(id: str, field: str) -> Objection:
    hint = Command("practitioner rejoin", id)
    return Objection("has-left", field, Said("{person} has left the programme.", person=id), hint, RULES, related=(id,))
