"""What a licence allows, asks for and lets happen (the licence page, "How the licence works").

Everything here works on plain data, so that a command that only reads can ask it too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from imatter_cli.domain import dates, past, people, timeline
from imatter_cli.domain.data import Data
from imatter_cli.domain.projects import Objection, refuse
from imatter_cli.errors import Refused
from imatter_cli.remedies import Command, Hint, Option, Remedy
from imatter_cli.said import Called, Day, Named, Prose, Said

SOURCE = 'the licence page, "How the licence works"'
WHO_FOR = 'the licence page, "Who this role is for"'
#: States in which a licence stands or is being applied for: nobody has two of these at a time.
CURRENT = ("draft", "submitted", "returned", "active", "paused")

#: What needs an active licence, in words.
PROJECTS_RUN = Said("A project runs under an active licence.")

_BEST_FIRST = ("active", "paused", "submitted", "returned", "draft", "ended", "declined", "")


def _to_go_on(status: str, id: str) -> Hint:
    """How a licence that is not active becomes so; empty where nothing leads there."""
    match status:
        case "draft":
            return Command("licence submit", id)
        case "submitted":
            return Remedy(Command("licence issue", id), " once the issuer has granted it")
        case "returned":
            return Remedy(Command("licence edit", id), ", then ", Command("licence submit", id))
        case "declined":
            return Remedy(Command("licence apply"), ", with another idea")
        case "paused":
            return Command("licence resume", id)
        case "ended":
            return Command("licence renew", id)
        case _:
            return ""


def lapsed(licence: Data, day: str) -> bool:
    """Whether its term is over on that day: computed, never written, and only where it has a term."""
    ends = licence.get("ends")
    return bool(ends) and str(ends) < day


def why_not_active(licence: Data, day: str) -> Said | None:
    """Why no project can run under this licence on that day; None if it can."""
    id, status = licence.get("id"), str(licence.get("status"))
    if status != "active":
        last = timeline.last_but(licence, "edit", "continue") or {}  # what led to the state that it is in
        reason = Said(": {reason}", reason=Prose(last["reason"])) if last.get("reason") else Said("")
        since = (
            Said(" (since {since:spoken}{reason})", since=Day(dates.day_of(str(last["at"]))), reason=reason)
            if last.get("at")
            else Said("")
        )
        return Said(
            "the licence {licence} is {status}{since}", licence=id, status=Called(status, _spoken(status)), since=since
        )
    if lapsed(licence, day):
        return Said("the term of the licence {licence} ended on {ends}", licence=id, ends=Day(licence["ends"]))
    before = past.states(past.passages("licence", licence.get("timeline") or ()), day)
    if "active" not in before:
        was = max(before, key=_BEST_FIRST.index)
        then = Called(was, _spoken(was) if was else "not there yet")
        return Said("the licence {licence} was {status} on {day}", licence=id, status=then, day=Day(day))
    return None


def best(licences: Iterable[Data]) -> Data | None:
    """The licence that says most about where somebody stands: the active one, else the nearest to it; else None."""
    ranked = sorted(licences, key=lambda c: str(c.get("id")), reverse=True)
    return min(ranked, key=lambda c: _BEST_FIRST.index(str(c.get("status"))), default=None)


def active_licence(practitioner: str, licences: Iterable[Data], day: str, not_done: str) -> Data:
    """The licence that a project of this practitioner runs under on that day.

    `licences` are theirs, and no further one is looked at once it is found; `not_done` begins the refusal
    (`Not started`). Raises Refused (`no-active-licence`) with what to type.
    """
    found, lacking = active_among(practitioner, licences, day, PROJECTS_RUN)
    if lacking is not None:
        refuse([lacking], not_done)
    return found or {}


def active_among(
    practitioner: str, licences: Iterable[Data], day: str, why: Said
) -> tuple[Data, None] | tuple[None, Objection]:
    """The licence that is active on that day, or what there is to say where there is none (`no-active-licence`).

    `why` is the sentence that says what needs one. No further licence is looked at once it is found.
    """
    held = []
    for licence in licences:
        if not why_not_active(licence, day):
            return licence, None
        held.append(licence)
    nearest = best(held)
    if nearest is None:
        none = Remedy(Command("licence record"), " if you already have one, or ", Command("licence apply"))
        return None, Objection(
            "no-active-licence",
            "licence",
            Said("{practitioner} has no licence yet. {why}", practitioner=practitioner, why=why),
            none,
            SOURCE,
        )
    status, id = str(nearest["status"]), str(nearest["id"])
    hint = _to_go_on(status, id)
    if status == "active":
        over = lapsed(nearest, day)
        hint = (
            Command("licence renew", id)
            if over
            else Remedy("Give a ", Option("--date"), Said(" on which {licence} was active.", licence=id))
        )
    words = Said("{licence}. {why}", licence=why_not_active(nearest, day), why=why)
    return None, Objection("no-active-licence", "licence", words, hint, SOURCE, {"licence": id}, (id,))


def was_active(licence: Data, lived: past.Passages, at: str) -> bool:
    """Whether a licence was active, and its term not over, at a moment or some time of a day, as its timeline tells."""
    if "active" not in past.states(lived, at):
        return False
    day = dates.day_of(at)
    told = past.values(licence, "ends", at) if licence.get("ends") else []
    return not told or any(str(ends) >= day for ends in told)


def active_days(licence: Data, lived: past.Passages) -> list[past.Days]:
    """Days of which `was_active` is true whatever the moment."""
    days = past.days_in(("active",), lived)
    if not licence.get("ends"):
        return days
    told = [e["ends"] for e in timeline.standing(licence.get("timeline")) if "ends" in e]
    return past.common(days, [("", min(map(str, (licence["ends"], *told))))])


def second(practitioner: str, licences: Iterable[Data]) -> Objection | None:
    """What stands in the way of another licence (`has-licence`): one that is current or applied for, of `licences`."""
    held = best([c for c in licences if c.get("status") in CURRENT])
    if held is None:
        return None
    id, status = str(held["id"]), str(held["status"])
    return Objection(
        "has-licence",
        "",
        Said(
            "{practitioner} already has a licence, {licence}, which is {status}.",
            practitioner=practitioner,
            licence=id,
            status=Called(status, _spoken(status)),
        ),
        _to_go_on(status, id) or Command("licence show", id),
        SOURCE,
        {"licence": id, "status": status},
        (id,),
    )


def may_be_idea(practitioner: str, project: Data, codes: people.Codes) -> bool:
    """Whether a person may apply for a licence with this project: it is their own, and still to be done."""
    own = people.same_person(codes, str(project.get("practitioner")), practitioner)
    return own and project.get("status") in ("planned", "active", "paused")


def unfit_idea(practitioner: str, project: Data, codes: people.Codes) -> Objection | None:
    """What is wrong with a project as the idea of an application (`bad-idea`): somebody else's, or over already."""
    id, status = str(project.get("id")), project.get("status")
    if not people.same_person(codes, str(project.get("practitioner")), practitioner):
        why = Said("{project} belongs to {practitioner}", project=id, practitioner=project.get("practitioner"))
    elif not may_be_idea(practitioner, project, codes):
        why = Said("{project} is {status}", project=id, status=status)
    else:
        return None
    words = Said("{why}. You apply for a licence together with a project of your own that is not over.", why=why)
    hint = Remedy(Command("project new"), ", or name another with --idea")
    return Objection("bad-idea", "idea", words, hint, SOURCE, related=(id,))


def open_answers(licence: Data, questions: Iterable[str]) -> tuple[list[str], list[str]]:
    """The programme's eligibility questions that have no answer yet, and those answered no, by id."""
    given = licence.get("eligibility")
    answers = given if isinstance(given, list) else ()
    said = {a.get("question"): a.get("answer") for a in answers if isinstance(a, Mapping)}
    asked = list(questions)
    return [q for q in asked if q not in said], [q for q in asked if q in said and said[q] is False]


def refuse_opened(before: Data, after: Data, questions: Mapping[str, str]) -> None:
    """Refuse an edit that leaves a question open which was answered before (`incomplete-licence`)."""
    opened = [q for q in open_answers(after, questions)[0] if q not in open_answers(before, questions)[0]]
    if opened:
        words = Said(
            "Not changed: {licence} would lose its answer to: {questions:;}",
            licence=after.get("id"),
            questions=Named({q: questions[q] for q in opened}),
        )
        hint = Command("licence edit", after.get("id"), "--answer", f"{opened[0]}=yes")
        raise Refused(words, code="incomplete-licence", source=SOURCE, hint=hint, details={"open": opened})


def incomplete(licence: Data, questions: Mapping[str, str]) -> Objection | None:
    """What an application lacks: its idea, a focus area, an answer or a yes (`incomplete-licence`, `not-eligible-yet`).

    `questions` are the programme's, id to words. None if it is complete.
    """
    id = str(licence.get("id"))
    lacking = [name for name in ("idea", "focus_areas") if not licence.get(name)]
    unanswered, answered_no = open_answers(licence, questions)
    if lacking or unanswered:
        names = {n: n.replace("_", " ") for n in lacking} | {q: questions[q] for q in unanswered}
        words = Said("{licence} is not complete. Still open: {open:;}", licence=id, open=Named(names))
        return Objection(
            "incomplete-licence", "", words, Command("licence edit", id), SOURCE, {"open": [*lacking, *unanswered]}
        )
    if answered_no:
        asked = Named({q: questions[q] for q in answered_no})
        words = Said("the licence is for people who can answer yes to this: {questions:;}", questions=asked)
        hint = Remedy("Keep the draft until you can, then ", Command("licence edit", id))
        return Objection("not-eligible-yet", "", words, hint, WHO_FOR, {"open": answered_no})
    return None


def term_end(term_months: int | None, begins: str, asked: str = "") -> str | None:
    """The last day of a term that begins on a day: what was asked for, else the programme's term; None without one.

    Raises Refused (`no-term`) for an end where the programme sets no term, (`term-over`) for one before it begins.
    """
    if asked and term_months is None:
        raise Refused(
            "This programme sets no term: a licence runs for as long as it is relevant.",
            code="no-term", source=SOURCE,
            hint="Leave --ends out, or set licence: term_months in records/programme.yaml.",
        )  # fmt: skip
    if asked and asked < begins:
        words = Said("A term that begins on {begins} cannot end on {ends}.", begins=Day(begins), ends=Day(asked))
        raise Refused(words, code="term-over", hint="Give a later --ends.")
    if asked or term_months is None:
        return asked or None
    end = dates.months_later(date.fromisoformat(begins), term_months)
    return date.fromordinal(end.toordinal() - 1).isoformat()


def conversation_on(licence: Data, months: int | None) -> str:
    """The day by which the relevance of an active licence needs a conversation, so many months after the last one.

    Empty where the programme sets no such time, or the licence is not active.
    """
    last = timeline.last(licence, "issue", "record", "continue", "renew")
    if months is None or licence.get("status") != "active" or last is None:
        return ""
    return dates.months_later(date.fromisoformat(dates.day_of(str(last.get("at")))), months).isoformat()


def running_under(licence: str, projects: Iterable[Data], states: Sequence[str]) -> list[Data]:
    """The projects under that licence in one of these states, in the order given."""
    return [p for p in projects if p.get("licence") == licence and p.get("status") in states]


def paused_because(licence: str, projects: Iterable[Data]) -> list[Data]:
    """The projects that were paused because that licence was: what its resuming offers back."""
    paused = running_under(licence, projects, ("paused",))
    return [p for p in paused if (timeline.last(p, "pause") or {}).get("because") == licence]


def _spoken(status: str) -> str:
    return {"draft": "not submitted yet", "declined": "not granted", "": ""}.get(status, status)
