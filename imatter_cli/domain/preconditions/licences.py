"""What must hold of the licence, and of the project that it is needed for."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain

from imatter_cli.classes import replace
from imatter_cli.domain import licensing, projects
from imatter_cli.domain.people import same_person
from imatter_cli.domain.preconditions import persons
from imatter_cli.domain.preconditions.situation import Situation
from imatter_cli.domain.projects import Objection
from imatter_cli.remedies import Command, Hint, Remedy
from imatter_cli.said import Day, Said

FUND_NEEDS = Said("The fund is for people with an active licence.")
OVER = ("completed", "stopped")
#: Events that take up an award.
_TAKING_UP = ("accept", "pay")
#: Events that need an active licence, by kind.
UNDER_LICENCE: Mapping[str, tuple[str, ...]] = {
    "application": ("apply", "submit", "screen", "decide", "correct", "carry", "accept", "pay"),
    "project": ("start", "move", "resume", "revisit", "complete"),
}
#: Outcomes that promise money.
GIVING = ("funded", "part-funded")


def runs_under_licence(s: Situation) -> Objection | None:
    """A project runs under an active licence of its practitioner."""
    return _active_licence(s, licensing.PROJECTS_RUN)


def applicant_has_licence(s: Situation) -> Objection | None:
    """An application needs an active licence of its applicant: while it moves towards money, and until it is paid."""
    found = None if asks_for_nothing(s) else _active_licence(s, FUND_NEEDS)
    return None if found is None else replace(found, hint=_or_instead(s, found.hint))


def applicant_is_here(s: Situation) -> Objection | None:
    """Money is asked for by, and given to, somebody who has not left the programme."""
    found = None if asks_for_nothing(s) else persons.holder_is_here(s)
    return None if found is None else replace(found, hint=_or_instead(s, found.hint))


def one_licence(s: Situation) -> Objection | None:
    """Nobody has two licences that are current or applied for at once.

    When something is recorded long after it happened, other licences count as they were on that day.
    """
    who = str(s.record.get("practitioner"))
    others = [c for c in s.related.licences(who) or () if c.get("id") != s.record.get("id")]
    if not s.happens_now:
        others = [c for c in others if s.was(c, *licensing.CURRENT)]
    return licensing.second(who, others)


def application_is_complete(s: Situation) -> Objection | None:
    """An application that is submitted has an idea, focus areas and a yes to every question of the programme."""
    policy = s.related.policy
    return None if policy is None else licensing.incomplete(s.record, policy.lists.names("eligibility"))


def idea_is_theirs(s: Situation) -> Objection | None:
    """People apply for a licence with a project of their own that is not over."""
    idea = s.related.get(s.record.get("idea"))
    return None if idea is None else licensing.unfit_idea(str(s.record.get("practitioner")), idea, s.related.codes)


def project_goes_on(s: Situation) -> Objection | None:
    """Money is asked for, and given, for a project that is not over; what was awarded for a completed one is paid."""
    project = s.related.get(s.fields.get("project") or s.record.get("project"))
    over = ("stopped",) if s.name in _TAKING_UP else OVER
    if project is None or asks_for_nothing(s) or not s.is_over(project, *over):
        return None
    id = str(project["id"])
    words = (
        Said("{project} is {status}.", project=id, status=s.state_of(project))
        if s.happens_now
        else Said("{project} was over on {day}.", project=id, day=Day(s.day))
    )
    hint = _or_instead(s, Command("project revisit", id))
    return Objection("project-over", "", words, hint, projects.RULES, related=(id,))


def project_is_theirs(s: Situation) -> Objection | None:
    """An application is for its own applicant's project."""
    project = s.related.get(s.fields.get("project") or s.record.get("project"))
    who = str(s.record.get("practitioner"))
    if project is None or same_person(s.related.codes, str(project.get("practitioner")), who):
        return None
    words = Said("{project} does not belong to {practitioner}.", project=project["id"], practitioner=who)
    return Objection("not-their-project", "project", words, "Name one of theirs with --project.", projects.RULES)


def _or_instead(s: Situation, hint: Hint) -> Hint:
    """How to put right what an award lacks, or what can be done without it."""
    id = s.record.get("id")
    instead: str | Command = ""
    if s.name in _TAKING_UP:
        theirs = same_person(s.related.codes, s.by, str(s.record.get("practitioner")))
        instead = Command("fund decline-award", id) if theirs else Command("fund revoke", id, "--reason", "WHY")
    elif s.name == "carry":
        instead = Command("fund withdraw", id)
    elif s.name == "screen":
        instead = Command("fund screen", id, "--outcome", "not-eligible", "--criterion", "ID")
    elif s.name in ("decide", "correct"):
        instead = "defer it, or don't fund it this quarter."
    if not instead or not hint:
        return hint or instead
    parts = hint.parts if isinstance(hint, Remedy) else (hint,)
    last = parts[-1]
    head = (*parts[:-1], last.removesuffix(".")) if isinstance(last, str) else parts
    return Remedy(*head, ", or ", instead)


def asks_for_nothing(s: Situation) -> bool:
    """Whether it says no to money: found not eligible, deferred, not funded; or moves no money at all.

    What is carried along because its quarter was cancelled asks again in the quarter that it goes into.
    """
    if s.name == "carry":
        return "because" in s.event
    if s.name == "screen":
        return s.event.get("outcome") != "eligible"
    if s.name in ("decide", "correct"):
        return s.event.get("outcome") not in GIVING
    if s.name == "edit":
        return "project" not in s.fields
    return False


def _active_licence(s: Situation, why: Said) -> Objection | None:
    who = str(s.record.get("practitioner"))
    licences = s.related.licences(who, s.record.get("licence"))
    if licences is None:
        return None
    if s.happens_now:
        left = iter(licences)
        found, wrong = licensing.active_among(who, left, s.day, why)
        if found is None or any(licensing.was_active(c, s.related.passages(c), s.at) for c in chain((found,), left)):
            return wrong
        return _too_early(found["id"], why)
    looked = []
    for licence in licences:
        if licensing.was_active(licence, s.related.passages(licence), s.at):
            return None
        looked.append(str(licence["id"]))
    words = Said(
        "{practitioner} held no active licence on {day:spoken}. {why}", practitioner=who, day=Day(s.day), why=why
    )
    hint = Remedy(Command("licence record"), ", if it was issued elsewhere. Otherwise correct the date.")
    return Objection("no-active-licence", "event", words, hint, licensing.SOURCE, related=tuple(looked))


def _too_early(licence: str, why: Said) -> Objection:
    """Somebody whose clock was ahead of this one made the licence active: as things are dated, it isn't yet."""
    words = Said(
        "By this computer's clock, what made {licence} active is still to come. {why}", licence=licence, why=why
    )
    hint = (
        "Look at the clock of this computer. If it is right, somebody else's was ahead: wait until that time has come."
    )
    return Objection("no-active-licence", "licence", words, hint, licensing.SOURCE, related=(licence,))
