"""What is open and what comes next for the person who uses this store. Only reads, and loads no model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Sequence
from datetime import date
from typing import Any

from imatter_cli.classes import field, mutable
from imatter_cli.domain import concerns, dates, due, ids, licensing, lifecycles, people, projects, reflecting, timeline
from imatter_cli.domain.calling import name_or_id
from imatter_cli.domain.due import Due
from imatter_cli.domain.fund import published
from imatter_cli.domain.fund.chasing import Awaited
from imatter_cli.domain.kinds import BY_NAME
from imatter_cli.domain.kinds.reflection import first_words
from imatter_cli.domain.lists import Lists
from imatter_cli.errors import Broken, ImatterError, NotFound, StoreTrouble
from imatter_cli.remedies import Command, Hint
from imatter_cli.services.context import Context
from imatter_cli.services.fund import chasing
from imatter_cli.services.fund.calendar import quarter_to_open
from imatter_cli.services.records import sound
from imatter_cli.services.records.persons import codes_in
from imatter_cli.services.records.visibility import Eyes
from imatter_cli.services.together.mine import waits_for_me
from imatter_cli.store.contract import Data

#: Events that leave a record in the state that it was in.
_NO_TURN = ("edit", "step", "move", "support", "withdraw-individual", "continue", "role")
#: How far ahead home looks, and how many reflections it recalls.
_SOON, _LAST = 30, 2
#: States of an application to the fund that waits for somebody else.
_WITH_THE_FUND = ("submitted", "eligible", "deferred", "accepted")
_OPEN_PROJECTS = ("planned", "active", "paused")
#: What home says of several things of one kind that wait, and what to type for all of them.
_SEVERAL = {
    "application": ("{n} applications are waiting to be screened", Command("fund list", "--status", "submitted")),
    "acceptance": ("{n} awards are not accepted yet", Command("due")),
    "payment": ("{n} accepted awards are not paid yet", Command("due")),
    "report": ("{n} awards were paid, and their reports are not in", Command("due")),
    "return": ("money from {n} awards is neither spent nor returned", Command("due")),
    "finish": ("{n} awards can be closed", Command("due")),
    "carry": ("{n} deferred applications are not carried into their quarter yet", Command("due")),
    "review": ("{n} reviews are not done yet", Command("due")),
}


@mutable
class Glance:
    """Home as plain data: who, what is open, what comes next, and the files that could not be read.

    `next` is a list of `{why, command}`, the most urgent first, and `ahead` are the next days as `imatter due` has
    them. `applications` are a practitioner's own to the fund that wait for others, `reflections` their last ones.
    `stopped` is what keeps any of it from being recorded.
    """

    who: str
    roles: list[str]
    store: str
    licences: list[Data] = field(default_factory=list)
    projects: list[Data] = field(default_factory=list)
    applications: list[Data] = field(default_factory=list)
    reflections: list[Data] = field(default_factory=list)
    coordinator: Data | None = None
    ahead: list[Data] = field(default_factory=list)
    next: list[dict[str, str]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    stopped: ImatterError | None = None

    @property
    def is_broken(self) -> bool:
        """Whether the store itself is out of order, and not only busy."""
        return isinstance(self.stopped, StoreTrouble)

    def say(self, why: str, command: Hint) -> None:
        """One more thing that may come next."""
        self.next.append({"why": why, "command": str(command)})

    def as_data(self) -> Data:
        """The JSON shape: without what does not concern this person."""
        data: dict[str, Any] = {"who": self.who, "roles": self.roles, "store": self.store}
        if self.stopped is not None:
            why = self.stopped
            data["stopped"] = {"code": why.code, "message": why.message, "hint": str(why.hint)}
        data |= {"licences": self.licences, "projects": self.projects}
        data |= {"applications": self.applications, "reflections": self.reflections}
        if self.coordinator is not None:
            data["coordinator"] = self.coordinator
        return data | {"ahead": self.ahead, "next": self.next, "left_out": self.left_out}


def glance(ctx: Context) -> Glance:
    """Everything on home, from plain data; a broken file is left out and named. Raises Broken for the rules alone."""
    programme = ctx.store.programme()
    person = _person(ctx)
    roles = [str(r) for r in person.get("roles") or ()]
    seen = Glance(ctx.actor, roles, str(programme.get("store", "")), stopped=ctx.store.obstacle())
    if person.get("broken"):
        seen.left_out.append(str(person["broken"]))
    if not ctx.actor:
        seen.say("imatter doesn't know who you are in this store yet.", Command("practitioner list"))
        seen.say("Say who you are.", Command("me", "PERSON"))
        return seen
    _say(seen, waits_for_me(ctx), ctx.today)
    if person.get("status") == "left":
        seen.say("You have left the programme.", Command("practitioner rejoin", ctx.actor))
        return seen
    rounds = sorted(_read(ctx, seen, "round"), key=lambda r: str(r["id"]))
    coordinates, practises = "coordinator" in roles, "practitioner" in roles
    applications: list[Data] = []
    if coordinates or practises:
        applications += _read(ctx, seen, "application", holder="" if coordinates else ctx.actor)
    if practises:
        _practice(ctx, seen, programme, person, rounds, applications)
    licences = _licences(ctx, seen, programme) if coordinates else None
    fund = chasing.fund_of(ctx, rounds, applications, licences)
    if "reviewer" in roles:
        _say(seen, chasing.for_reviewer(ctx, fund, seen.left_out), ctx.today)
    if licences is not None:
        _coordination(ctx, seen, fund, people.all_codes(codes_in(ctx.store), ctx.actor), licences, applications)
    seen.left_out = sorted(set(seen.left_out))
    return seen


def may_follow(ctx: Context, id: str, event: str) -> bool:
    """Whether a record's state allows an event; yes if nothing is known about the record or the event."""
    if not ids.is_id(id):
        return True
    row = lifecycles.transition(ids.kind_of(id), event)
    try:
        return row is None or str(ctx.store.get(id).data.get("status")) in row.sources
    except ImatterError:
        return True


def _practice(
    ctx: Context, seen: Glance, programme: Data, person: Data, rounds: Sequence[Data], applications: Sequence[Data]
) -> None:
    today, me = ctx.today.isoformat(), ctx.actor
    licences = [c for c in _read(ctx, seen, "licence", holder=me) if c.get("practitioner") == me]
    mine = [p for p in _read(ctx, seen, "project", holder=me) if p.get("practitioner") == me]
    best = licensing.best(licences)
    stands = best is not None and not licensing.why_not_active(best, today)
    seen.licences = [_licence_line(c, today) for c in licences if c["status"] in licensing.CURRENT or c is best]
    open_projects = sorted((p for p in mine if p["status"] in _OPEN_PROJECTS), key=_order)
    written: dict[object, list[Data]] = {}
    days = [*due.licence_terms(licences, renews=seen.store == "personal")]
    notes = list(_read(ctx, seen, "reflection", me))
    _say(seen, list(concerns.not_passed_on(n for n in notes if n.get("practitioner") == me)), ctx.today)
    for note in notes:
        written.setdefault(note.get("project"), []).append(note)
    for project in open_projects:
        on_it = written.get(project["id"], [])
        seen.projects.append(_project_line(project, on_it))
        days += [*due.small_steps(project), *due.reflection(project, on_it, person.get("rhythm_days"))]
        _project_next(seen, project, on_it, person, ctx.today, stands)
    _licence_next(seen, best, open_projects, programme, today)
    own = [a for a in applications if a.get("practitioner") == me]
    eyes = Eyes(ctx.store, me)  # how one was decided is not theirs to know before it is published
    seen.applications = [_application_line(a) for a in (eyes.see("application", a) for a in own) if _waits(a)]
    seen.reflections = [_reflection_line(note) for note in sorted(notes, key=_newest, reverse=True)[:_LAST]]
    soon = due.ahead(days, ctx.today, _SOON)
    seen.ahead = [due.as_data(one, today) for one in soon if one.standing(today) == "ahead"]
    _fund_next(ctx, seen, open_projects if stands else [], rounds, own)
    for project in open_projects:
        if project["status"] == "planned":
            _plan_next(seen, project, programme)
    if not open_projects:
        seen.say("Nothing is under way. A project begins as an idea.", Command("project new"))


def _licence_next(seen: Glance, best: Data | None, open_projects: Sequence[Data], programme: Data, today: str) -> None:
    if best is None:
        unread = any(path.startswith(f"records/{BY_NAME['licence'].folder}") for path in seen.left_out)
        if open_projects and not unread:
            seen.say("You apply for a licence together with a project idea.", Command("licence apply"))
            seen.say("Or, if you already have one:", Command("licence record"))
        return
    id, status = best["id"], best["status"]
    if status == "draft":
        needed = _needed(best, programme)
        if needed:
            why = f"Before you hand in your licence application, you need to answer yes to: {needed[0]}"
            seen.say(why, Command("licence edit", id, "--help"))
        else:
            seen.say("Your licence application is still a draft.", Command("licence submit", id))
    elif status == "returned":
        reason = str(_turn(best).get("reason") or "")
        why = f'Your licence application came back with "{reason}"' if reason else "Your licence application came back"
        seen.say(f"{why}. See what to change, and hand it in again.", Command("licence show", id))
    elif status == "submitted" and seen.store == "personal":
        why = f"Your licence application is with {programme.get('issuer', 'the issuer')}. Once it is granted:"
        seen.say(why, Command("licence issue", id))
    elif status == "paused":
        seen.say("Your licence is paused.", Command("licence resume", id))
    elif status == "active" and licensing.lapsed(best, today):
        seen.say(f"The term of your licence ended on {dates.spoken(best['ends'])}.", Command("licence renew", id))
    elif seen.store == "personal" and "" < licensing.conversation_on(best, _months(programme)) <= today:
        seen.say("It is time to talk about whether your licence is still relevant.", Command("licence continue", id))
    elif status in ("declined", "ended") and open_projects:
        seen.say("You have no licence now.", Command("licence apply"))


def _needed(licence: Data, programme: Data) -> list[str]:
    """The eligibility questions, in the programme's words, that an application has no yes to."""
    asked = Lists(programme).names("eligibility")
    unanswered, answered_no = licensing.open_answers(licence, asked)
    return [asked[q] for q in asked if q in (*unanswered, *answered_no)]


def _months(programme: Data) -> int | None:
    months = (programme.get("licence") or {}).get("conversation_months")
    return months if isinstance(months, int) else None


def _plan_next(seen: Glance, project: Data, programme: Data) -> None:
    still = projects.open_points(project, (programme.get("planning") or {}).get("items") or ())
    if still:
        points = f"{len(still)} points are" if len(still) > 1 else f"1 point ({still[0]}) is"
        seen.say(f"{points} still open in the plan of {name_or_id(project)}.", Command("project plan", project["id"]))


def _project_next(seen: Glance, project: Data, notes: Sequence[Data], person: Data, today: date, stands: bool) -> None:
    id, name = project["id"], name_or_id(project)
    if project["status"] == "planned" and stands:
        seen.say(f"{name} can begin.", Command("project start", id))
    if project["status"] != "active":
        return
    last = reflecting.latest(notes)
    rhythm = person.get("rhythm_days")
    if last is None:
        seen.say(f"You haven't reflected on {name} yet.", Command("reflect", id))
    elif last.get("next_step"):
        seen.say(f'Last time you meant to "{last["next_step"]}". How did it go?', Command("reflect", id))
    elif "" < reflecting.due_on(project, notes, rhythm) < today.isoformat():
        seen.say(
            f"It is more than {dates.days(rhythm, 'a day')} since you looked back on {name}.", Command("reflect", id)
        )
    for number in projects.undone_steps(project):
        step = project["steps"][number - 1]
        if step.get("by") and str(step["by"]) <= today.isoformat():
            why = f'"{step.get("text")}" was planned for {dates.spoken(str(step["by"]), today)}. Is it done?'
            seen.say(why, Command("project step", id, "--number", number))
    if notes and project.get("steps") and not projects.undone_steps(project):
        seen.say(f"You have taken every small step of {name}. Is it complete?", Command("project complete", id))


def _fund_next(
    ctx: Context, seen: Glance, runnable: Sequence[Data], rounds: Sequence[Data], mine: Sequence[Data]
) -> None:
    fund = chasing.fund_of(ctx, rounds, mine)
    _say(seen, chasing.for_applicant(ctx, fund, mine), ctx.today)
    asked = {a.get("round") for a in mine}
    for one in rounds:
        if fund.takes_applications(one) and runnable and one["id"] not in asked:
            until = dates.spoken(str(one.get("closes")), ctx.today)
            why = f"The fund is open for {one['id'].upper()} until {until}, where money is the key barrier."
            seen.say(why, Command("fund apply", "--project", runnable[0]["id"]))


def _say(seen: Glance, found: Sequence[Due], today: date) -> None:
    """What waits, each on its own."""
    for one in sorted(found, key=lambda one: (one.waits, one.day)):
        since = f" It has waited since {dates.spoken(one.since, today)}." if one.of and one.since else ""
        seen.say(f"{one.why}{since}", one.command)


def _say_together(seen: Glance, found: Sequence[Due], today: date) -> None:
    """The same of a coordinator, who may have many: several of one kind in one line, the latest first."""
    groups: dict[str, list[Due]] = {}
    for one in sorted(found, key=lambda one: (one.waits, one.day)):
        groups.setdefault(one.what, []).append(one)
    for what, group in groups.items():
        if len(group) == 1 or what not in _SEVERAL:
            _say(seen, group, today)
            continue
        why, command = _SEVERAL[what]
        late = sum(not one.waits for one in group)
        rest = f", {'all' if late == len(group) else late} of them late" if late else ""
        oldest = min(one.since for one in group)
        since = f", the first since {dates.spoken(oldest, today)}" if oldest else ""
        seen.say(f"{why.format(n=len(group))}{rest}{since}.", command)


def _licences(ctx: Context, seen: Glance, programme: Data) -> list[Data]:
    """The licences that may wait for a coordinator: active ones only where they have a term or times for a talk."""
    return list(_read(ctx, seen, "licence", status=None if _is_timed(programme) else chasing.INACTIVE))


def _is_timed(programme: Data) -> bool:
    return any((programme.get("licence") or {}).get(name) for name in ("term_months", "conversation_months"))


def _coordination(
    ctx: Context, seen: Glance, fund: Awaited, mine: Sequence[str], licences: Sequence[Data],
    applications: Sequence[Data],
) -> None:  # fmt: skip
    today = ctx.today.isoformat()
    waiting = [c for c in licences if c["status"] == "submitted" and c.get("practitioner") not in mine]
    to_talk_over = _to_talk_over(ctx, mine, licences)
    eyes = Eyes(ctx.store, ctx.actor)
    states = Counter(str(eyes.undecided(a)["status"]) for a in applications)
    chased = chasing.for_coordinator(ctx, fund, applications, mine, seen.left_out)
    rounds = [r for r in fund.rounds.values() if r["status"] in ("open", "closed")]
    seen.coordinator = {
        "licences_submitted": [
            {"id": c["id"], "practitioner": c.get("practitioner"), "since": _since(c)} for c in waiting
        ],
        "conversations": [
            {"id": c["id"], "practitioner": c.get("practitioner"), "day": day} for day, c in to_talk_over
        ],
        "applications": dict(sorted(states.items())),
        "rounds": [
            {**{name: r.get(name) for name in ("id", "status", "opens", "closes")},
             "closed": published.closed_on(r) or None}
            for r in rounds
        ],
        "waiting": [due.as_data(one, today) for one in due.in_order(chased)],
    }  # fmt: skip
    for licence in waiting:
        why = f"{licence.get('practitioner')} applied for a licence on {dates.spoken(_since(licence), ctx.today)}."
        seen.say(why, Command("licence show", licence["id"]))
    for day, held in to_talk_over:
        why = f"It is time to talk with {held.get('practitioner')} about whether their licence is still relevant,"
        by = "since" if day < today else "by"
        seen.say(f"{why} {by} {dates.spoken(day, ctx.today)}.", Command("licence continue", held["id"]))
    open_rounds = [r for r in rounds if r["status"] == "open"]
    for one in open_rounds:
        if str(one.get("closes", "")) < today:
            name, last = one["id"].upper(), dates.spoken(str(one.get("closes")), ctx.today)
            seen.say(f"The last day for {name} was {last}, and it is still open.", Command("fund close", name))
    _say_together(seen, chased, ctx.today)
    if not open_rounds:
        seen.say("No quarter of the fund is open.", Command("fund open", quarter_to_open(ctx.store, ctx.today)))


def _to_talk_over(ctx: Context, mine: Sequence[str], licences: Sequence[Data]) -> list[tuple[str, Data]]:
    """Other people's licences that need a conversation, each with its day; without those of people who left."""
    programme = ctx.store.programme()
    if not _is_timed(programme):
        return []
    left = {p["id"] for p in sound.each(ctx.store, "practitioner", status=("left",))}
    others = [c for c in licences if c.get("practitioner") not in (*mine, *left)]
    return due.for_conversation(others, _months(programme), ctx.today)


def _read(
    ctx: Context, seen: Glance, kind: str, mentioning: str = "", *, status: Container[str] | None = None,
    holder: str = "",
) -> Iterator[Data]:  # fmt: skip
    """Records that can be read; the paths of the others are kept."""
    return sound.each(ctx.store, kind, mentioning, seen.left_out, status, holder=holder)


def _person(ctx: Context) -> Data:
    if not ctx.actor:
        return {}
    try:
        stored = ctx.store.get(ctx.actor)
    except (Broken, NotFound) as trouble:
        findings = trouble.details.get("findings") or [{}]
        return {"broken": findings[0].get("path") or ctx.actor}
    return stored.data if sound.readable("practitioner", stored.path, stored.data) else {"broken": stored.path}


def _licence_line(licence: Data, today: str) -> Data:
    line = {"id": licence["id"], "status": licence["status"], "since": _since(licence)}
    if _turn(licence).get("reason"):
        line["reason"] = _turn(licence)["reason"]
    if licence.get("ends"):
        line |= {"ends": licence["ends"], "lapsed": licensing.lapsed(licence, today)}
    return line


def _project_line(project: Data, notes: Sequence[Data]) -> Data:
    steps = project.get("steps") or []
    line: dict[str, Any] = {
        "id": project["id"], "name": name_or_id(project), "status": project["status"], "stage": project.get("stage"),
        "steps": len(steps), "steps_done": len(steps) - len(projects.undone_steps(project)),
        "since": _since(project), "reflections": len(notes),
    }  # fmt: skip
    if project["status"] == "paused" and _turn(project).get("reason"):
        line["reason"] = _turn(project)["reason"]
    return line


def _waits(application: Data) -> bool:
    return application["status"] in _WITH_THE_FUND


def _application_line(application: Data) -> Data:
    line = {name: application.get(name) for name in ("id", "project", "round", "status", "amount")}
    return line | {"since": _since(application)}


def _reflection_line(note: Data) -> Data:
    return {name: note.get(name) for name in ("id", "project", "date")} | {"begins": first_words(note)}


def _newest(note: Data) -> tuple[str, str]:
    return str(note.get("date") or ""), str(note["id"])


def _turn(data: Data) -> Data:
    """The event that led to the state that a record is in."""
    events = [e for e in timeline.standing(data.get("timeline")) if e.get("event") not in _NO_TURN]
    return events[-1] if events else {}


def _since(data: Data) -> str:
    return dates.day_of(str(_turn(data).get("at", "")))


def _order(project: Data) -> tuple[int, str]:
    return ("active", "paused", "planned").index(str(project["status"])), str(project["id"])
