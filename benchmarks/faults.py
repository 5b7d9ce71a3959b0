"""Faults of every rule that `imatter check` has and one store can break, to be put into a generated store in turn.

Left out, with the reason, are the rules in LEFT_OUT. Each fault is one that its rule alone finds, at one path.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from imatter_cli.domain import ids
from imatter_cli.domain.fund import seal

if TYPE_CHECKING:
    from make_store import Maker

Data = dict[str, Any]
Text = Callable[[Data], bytes]

#: Rules that a generated store has no fault of, and why.
LEFT_OUT = {
    "APP008": "the fund of a generated programme asks no questions of its own",
    "FND015": "somebody who applies under two codes has two licences, which LIC006 is about",
    "PGM003": "without the programme file there would be no other finding",
    "REC006": "it is about what git ignores, and here it ignores nothing",
    "RND015": "it takes a check without a person, and stands for other findings",
    "PRC005": "it takes a store without any coordinator",
    "PRJ005": "only a personal store can tell that there is no reflection",
    "RFL001": "only a personal store keeps the answers to prompts",
    **{f"VER{n:03}": "it is about the history, which imatter verify goes through" for n in range(1, 21)},
}

#: Whose file nothing else rests on, so that it can be lost as a whole.
LEAF = ("reflection",)
ANY = ("reflection", "project", "licence", "application", "review", "practitioner")
#: Kinds of which nothing generated is closed.
OPEN = ("reflection", "licence", "practitioner")


def put(old: str, new: str) -> Callable[[bytes], bytes]:
    """In the first place where that pattern is; the text as it was where it is nowhere."""
    return lambda text: re.sub(old.encode(), new.encode(), text, count=1, flags=re.MULTILINE)


#: Rule: kinds, and what is made of a record's text.
IN_TEXT: dict[str, tuple[tuple[str, ...], Callable[[bytes], bytes]]] = {
    "FIL001": (ANY, lambda text: text.replace(b"\nprogramme: 1", b"\n# caf\xe9\nprogramme: 1")),
    "FIL002": (ANY, lambda text: b"\xef\xbb\xbf" + text),
    "FIL003": (ANY, put("^programme: 1", "programme: 1\nprogramme: 1")),
    "FIL004": (ANY, put("^programme: 1", "programme: 1 # \x07")),
    "FIL005": (ANY, put("^programme: 1", "programme: 1 # \u2028")),
    "FIL006": (LEAF, lambda _: b"# nothing but a remark\n"),
    "FIL008": (LEAF, put("^summary: ", f"summary: {'[' * 33}{']' * 33}\n# ")),
    "FIL009": (ANY, put("^programme: 1", "programme: one: two")),
    "FIL010": (ANY, put("^programme: 1", "programme:\n\t1")),
    "FIL011": (ANY, put("^programme: 1", "<<<<<<< ours\nprogramme: 1\n=======\nprogramme: 2\n>>>>>>> theirs")),
    "FIL012": (ANY, put("^programme: 1", "programme: !!int 1")),
    "FIL013": (ANY, put("^programme: 1", "programme: &one 1")),
    "FIL014": (ANY, put("^programme: 1", "programme: *one")),
    "FIL015": (ANY, lambda text: text + b"---\nid: another\n"),
    "FIL016": (LEAF, lambda _: b"- summary\n"),
    "FIL017": (ANY, put("^programme: 1", "programme: 1\n1: school")),
    "FIL018": (ANY, lambda text: b"%YAML 1.1\n---\n" + text),
    "REC001": (LEAF, put("^id: ref-....-.......", "id: ref-2611-0000000")),
    "REC002": (LEAF, put("^schema: reflection/1", "schema: reflection/9")),
    "REC003": (LEAF, put("^status: shared", "status: told")),
    "REC005": (OPEN, put("^programme: 1", "programme: 7")),
    "FLD001": (("project",), put("^setting: ", "seting: x\nsetting: ")),
    "FLD002": (LEAF, put("^date: 20", "date: 31/12/20")),
    "FLD003": (("project",), put("^type: ", "# type: ")),
    "FLD004": (LEAF, put("^    event: share", "    event: share\n    reason: it was \u202enot\u202c so")),
    "FLD005": (LEAF, put("^    event: share", "    event: share\n    reason: it was\u200b so")),
    "FLD006": (LEAF, put("^    event: share", '    event: share\n    reason: "it was \\\\x1b[1mso"')),
    "TIM003": (LEAF, put("^date: 20", "date: 30")),
    "TIM001": (LEAF, put("^    event: share", "    event: unshare")),
    "TIM004": (("project",), put("^    step: [0-9]+", "    step: 77")),
    "TIM002": (("project",), put("^status: active", "status: paused")),
    "REF001": (LEAF, put("^project: prj-", "project: prj-9912-0000000 # ")),
    "PRC001": (("practitioner",), put("^capacity: .*", "capacity: volunteer")),
    "PRJ001": (("project",), put("^status: planned", "status: planned\nstage: castle")),
    "PRV002": (LEAF, put("^    event: share", "    event: share\n    reason: Mrs Barlow said so")),
    "PRV003": (LEAF, put("^    event: share", "    event: share\n    reason: P1, born 12/03/2017, agreed")),
    "PRV004": (LEAF, put("^    event: share", "    event: share\n    reason: at SW1A 1AA")),
    "PRV005": (LEAF, put("^    event: share", "    event: share\n    reason: ring 07700 900123")),
    "PRV006": (LEAF, put("^    event: share", "    event: share\n    reason: write to p1@example.org")),
    "PRV007": (LEAF, put("^    event: share", "    event: share\n    reason: number 943 476 5919")),
    "PRV008": (LEAF, put("^    event: share", "    event: share\n    reason: we met at Greenfield")),
    "PRV009": (LEAF, put("^    event: share", "    event: share\n    reason: at 12 Orchard Lane")),
    "WRD001": (LEAF, put("^    event: share", "    event: share\n    reason: our client asked")),
}


def _too_many(record: Data) -> bool:
    record["focus_areas"] = ["mornings", "meals", "bedtime", "weekends"]
    return record["status"] in ("planned", "active")


def _same_code(record: Data) -> bool:
    record["individuals"] = [{"code": "P1"}, {"code": "P1"}]
    return record["status"] in ("planned", "active")


def _no_summary(record: Data) -> bool:
    del record["summary"]
    return True


def _with(**fields: Any) -> Callable[[Data], bool]:
    def change(record: Data) -> bool:
        record.update(fields)
        return True

    return change


def _accepted(rule: str, until: str) -> Callable[[Data], bool]:
    return _with(accepted=[{"rule": rule, "reason": "it is the title of a book", "until": until}])


#: Rule: kinds, and what is made of a record; what it answers is whether the record has that fault now.
IN_RECORD: dict[str, tuple[tuple[str, ...], Callable[[Data], bool]]] = {
    "LIC001": (("licence",), _with(eligibility=[{"question": "shoe-size", "answer": True}])),
    "LIC002": (("licence",), _with(focus_areas=["mornings", "meals", "bedtime", "weekends"])),
    "PRJ002": (("project",), _too_many),
    "PRJ006": (("project",), _same_code),
    "RFL002": (LEAF, _no_summary),
    "RFL003": (LEAF, _with(concern={"raised": True, "passed_to_host": False})),
    "PRV001": (LEAF, _with(answers=[{"prompt": "what", "text": "I was tired that day."}])),
    "ACC001": (LEAF, _accepted("REF001", "2027-03-31")),
    "ACC002": (LEAF, _accepted("WRD001", "2025-03-31")),
}


_QUARTERS = tuple(f"{year}-q{n}" for year in range(2000, 2024) for n in range(1, 5))
#: One that went by without a round.
WITHOUT_ROUND = _QUARTERS[-1]


class Cases:
    """Faults that take several records: each with people, and where it needs one a quarter, of its own."""

    def __init__(self, maker: Maker) -> None:
        self.maker = maker
        self.made: list[Data] = []
        self.quarters: Iterator[str] = (q for q in _QUARTERS if q != WITHOUT_ROUND)

    def person(self, *more: str) -> Data:
        person = self.maker.practitioner(99)
        person["roles"] += more
        person["timeline"][0]["roles"] = person["roles"]
        self.made.append(person)
        return person

    def licence(self, holder: Data) -> Data:
        """A licence from before the first quarter."""
        self.made.append(self.maker.licence_of(holder["id"]))
        self.made[-1]["timeline"][0] = {"at": "1999-06-01", "event": "record", "by": holder["id"]}
        return self.made[-1]

    def project(self, licence: Data, state: str) -> Data:
        self.made.append(self.maker.project_under(licence, state))
        return self.made[-1]

    def running(self, *more: str) -> Data:
        """An active project of somebody who has no other."""
        return self.project(self.licence(self.person(*more)), "active")

    def quarter(self, status: str = "published", **fields: Any) -> Data:
        self.made.append(self.maker.round(next(self.quarters), status, **fields))
        return self.made[-1]

    def of(self, kind: str) -> Data:
        """The last record of a kind that this case has made."""
        return next(r for r in reversed(self.made) if ids.kind_of(r["id"]) == kind)

    def applied(self, project: Data, quarter: str = "2026-q4", reviews: int = 0) -> tuple[Data, list[Data]]:
        application, written = self.maker.applied(self.maker.rounds[quarter], reviews, project)
        self.made += [application, *written]
        return application, written

    def decided(self, quarter: str = "2025-q2", **details: Any) -> Data:
        application, reviews = self.applied(self.running(), quarter, 2)
        self.maker.decide(application, reviews, "funded", **details)
        return application

    def review(self, application: Data, reviewer: str, *, submitted: bool = True) -> Data:
        review = self.maker.review(application, date(2026, 10, 1), reviewer)
        if not submitted:
            review["timeline"].pop()
            review["status"] = "assigned"
        self.made.append(review)
        return review


def _somebody_elses(cases: Cases) -> Data:
    project = cases.project(cases.licence(cases.person()), "planned")
    project["licence"] = cases.licence(cases.person())["id"]
    return project


def _lacks_role(cases: Cases) -> Data:
    application, _ = cases.applied(cases.running())
    return cases.review(application, cases.person()["id"], submitted=False)


def _self_bound(cases: Cases) -> Data:
    person, other = cases.person(), cases.person()
    person["same_as"] = other["id"]
    bound = {"at": person["timeline"][-1]["at"], "event": "bind", "by": person["id"], "same_as": other["id"]}
    person["timeline"].append(bound)
    return person


def _incomplete_licence(cases: Cases) -> Data:
    licence, maker = cases.licence(cases.person()), cases.maker
    del licence["focus_areas"]
    day, who = maker.day(), licence["practitioner"]
    licence["timeline"] = [maker.event(day, "apply", who), maker.event(day + timedelta(days=9), "submit", who)]
    licence["status"] = "submitted"
    return licence


def _second_licence(cases: Cases) -> Data:
    person = cases.person()
    return max(cases.licence(person), cases.licence(person), key=lambda licence: licence["id"])


def _without_licence(cases: Cases) -> Data:
    project = cases.running()
    start = next(e for e in project["timeline"] if e["event"] == "start")
    project["timeline"] = [dict(e, at="1998-02-01", recorded="2023-11-01T10:00:00Z")
                           for e in (project["timeline"][0], start)]  # fmt: skip
    project.pop("stage", None)
    return project


def _needs_lead(cases: Cases) -> Data:
    project = cases.running()
    project["type"] = "complex-engagement"
    return project


def _runs_without_licence(cases: Cases) -> Data:
    project = cases.running()
    licence = next(r for r in cases.made if r["id"] == project["licence"])
    licence["timeline"].append({"at": "2026-10-01", "event": "pause", "by": licence["practitioner"]})
    licence["status"] = "paused"
    return project


def _off_the_rubric(cases: Cases) -> Data:
    application, _ = cases.applied(cases.running())
    review = cases.review(application, cases.maker.reviewers[0], submitted=False)
    review["scores"][0]["score"] = 9
    return review


def _unknown_question(cases: Cases) -> Data:
    application, _ = cases.applied(cases.running())
    application["answers"] = [{"question": "shoe-size", "answer": "nine"}]
    return application


def _costs_differ(cases: Cases) -> Data:
    application, _ = cases.applied(cases.running())
    application["amount"] = "1" + application["amount"]
    return application


def _revision_to_come(cases: Cases) -> Data:
    _, (review,) = cases.applied(cases.running(), reviews=1)
    review["revision"] = 7
    return review


def _over_budget(cases: Cases) -> Data:
    quarter = cases.quarter(budget="10.00", reserve="0.00")
    cases.decided(quarter["id"])
    return quarter


def _over_ceiling(cases: Cases) -> Data:
    return cases.decided(cases.quarter(ceiling="10.00")["id"])


def _other_currency(cases: Cases) -> Data:
    cases.made.append(cases.maker.round(next(cases.quarters), "open", currency="CHF"))
    return cases.made[-1]


def _no_quorum(cases: Cases) -> Data:
    return cases.decided(cases.quarter(quorum=3)["id"])


def _own_review(cases: Cases) -> Data:
    application, _ = cases.applied(cases.running("reviewer"))
    return cases.review(application, application["practitioner"])


def _own_decision(cases: Cases) -> Data:
    project = cases.running("coordinator")
    application, reviews = cases.applied(project, "2025-q2", 2)
    cases.maker.decide(application, reviews, "funded", by=project["practitioner"])
    return application


def _reviewed_twice(cases: Cases) -> Data:
    application, (review,) = cases.applied(cases.running(), reviews=1)
    return max(review, cases.review(application, review["reviewer"]), key=lambda r: str(r["id"]))


def _changed_since(cases: Cases) -> Data:
    application = cases.decided()
    application["key_barrier"] += " And the bus was dear."
    return application


def _rewritten(cases: Cases) -> Data:
    application = cases.decided()
    decided = application["timeline"][-1]
    decided["own_seal"] = seal.of_words(decided)
    decided["reasons"] = [{"criterion": "need", "text": "Written later."}]
    return application


def _event(at: str, event: str, by: str, **details: Any) -> Data:
    return {"at": at, "event": event, "by": by, **details}


def _after(first: str, days: int) -> str:
    return str(date.fromisoformat(first) + timedelta(days=days))


def _acted_after_leaving(cases: Cases) -> Data:
    person = cases.person()
    joined = person["timeline"][0]
    left = {k: v for k, v in joined.items() if k in ("at", "recorded", "by")}
    person["timeline"] = [joined, {**left, "event": "leave", "reason": "moved away"}]
    person["status"] = "left"
    licence = cases.licence(person)
    licence["timeline"] = licence["timeline"][:1]
    return cases.project(licence, "planned")


def _not_theirs(cases: Cases) -> Data:
    licence = cases.licence(cases.person())
    licence["timeline"].append(_event("2026-10-01", "continue", licence["practitioner"]))
    return licence


def _not_a_practitioner(cases: Cases) -> Data:
    person = cases.person()
    person["roles"] = person["timeline"][0]["roles"] = ["link"]
    return cases.licence(person)


def _applied_without_licence(cases: Cases) -> Data:
    application, _ = cases.applied(cases.running())
    licence = cases.of("licence")
    who = licence["practitioner"]
    licence["timeline"] += [_event("2026-10-15", "pause", who), _event("2026-11-15", "resume", who)]
    return application


def _project_over(cases: Cases) -> Data:
    return cases.applied(cases.project(cases.licence(cases.person()), "stopped"))[0]


def _handed_in_late(cases: Cases) -> Data:
    quarter = cases.quarter("closed")
    application, _ = cases.applied(cases.running(), quarter["id"])
    application["timeline"][-1] = _event(_after(quarter["opens"], 70), "submit", application["practitioner"])
    return application


def _round_over(cases: Cases) -> Data:
    quarter = cases.quarter("cancelled")
    quarter["timeline"][1:] = [
        _event(_after(quarter["opens"], 10), "cancel", cases.maker.coordinator, reason="there is no money"),
    ]
    application, _ = cases.applied(cases.running(), quarter["id"])
    day = _after(quarter["opens"], 40)
    application["timeline"].append(_event(day, "withdraw", application["practitioner"]))
    application["status"] = "withdrawn"
    return application


def _award_without_licence(cases: Cases) -> Data:
    application = cases.decided()
    for record, event in ((cases.of("licence"), "end"), (cases.of("project"), "stop")):
        by = cases.maker.coordinator
        record["timeline"].append(_event("2026-11-20", event, by, reason="time"))
        record["status"] = "ended" if event == "end" else "stopped"
    return application


def _award_for_stopped(cases: Cases) -> Data:
    application = cases.decided()
    project = cases.of("project")
    project["timeline"].append(_event("2026-11-20", "stop", cases.maker.coordinator, reason="time"))
    project["status"] = "stopped"
    return application


def _published_undecided(cases: Cases) -> Data:
    quarter = cases.quarter()
    cases.applied(cases.running(), quarter["id"])
    return quarter


def _short_term(cases: Cases) -> Data:
    licence = cases.licence(cases.person())
    licence["ends"] = licence["timeline"][0]["ends"] = "1999-05-01"
    return licence


def _deferred_for_nothing(cases: Cases) -> Data:
    application, reviews = cases.applied(cases.running(), "2025-q2", 2)
    cases.maker.decide(application, reviews, "deferred", quarter="2026-q4")
    return application


def _cancel(cases: Cases, quarter: Data, days: int) -> None:
    day, why = _after(quarter["opens"], days), "there is no money"
    quarter["timeline"][-1] = _event(day, "cancel", cases.maker.coordinator, reason=why)
    quarter["status"] = "cancelled"


def _left_behind(cases: Cases) -> Data:
    quarter = cases.quarter("closed")
    _cancel(cases, quarter, 59)
    return cases.applied(cases.running(), quarter["id"])[0]


def _cancelled_with_awards(cases: Cases) -> Data:
    quarter = cases.quarter()
    cases.decided(quarter["id"])
    _cancel(cases, quarter, 85)
    return quarter


def _deferred(cases: Cases, first: str, to: str) -> Data:
    application, reviews = cases.applied(cases.running(), first, 2)
    cases.maker.decide(application, reviews, "deferred", quarter=to, asks="A quote.")
    return application


def _paused_later(cases: Cases) -> Data:
    application, _ = cases.applied(cases.running())
    licence = cases.of("licence")
    applied = str(application["timeline"][0]["at"])[:10]
    paused = _event(_after(applied, -1), "pause", application["practitioner"])
    licence["timeline"] += [
        {**paused, "recorded": f"{_after(applied, 5)}T09:00:00Z"},
        _event(_after(applied, 6), "resume", application["practitioner"]),
    ]
    return application


def _carried_once_refused(cases: Cases) -> Data:
    first, then = cases.quarter(), cases.quarter("closed")
    application, reviews = cases.applied(cases.running(), first["id"], 2)
    cases.maker.decide(application, reviews, "not-funded")
    application["timeline"][-1]["round"] = first["id"]
    day = _after(first["opens"], 95)
    application["timeline"].append(_event(day, "carry", cases.maker.coordinator, round=then["id"]))
    application |= {"status": "eligible", "round": then["id"]}
    return application


def _closed_over_deferral(cases: Cases) -> Data:
    first, then = cases.quarter(), cases.quarter("closed")
    _deferred(cases, first["id"], then["id"])
    return then


def _second_award(cases: Cases) -> Data:
    cases.decided()
    application, reviews = cases.applied(cases.of("project"), "2025-q3", 2)
    cases.maker.decide(application, reviews, "funded")
    return application


def _accepted_too_early(cases: Cases) -> Data:
    application = cases.decided()
    application["timeline"].append(_event("2025-06-22", "accept", application["practitioner"]))
    application["status"] = "accepted"
    return application


def _decided_while_open(cases: Cases) -> Data:
    quarter = cases.quarter()
    quarter["timeline"][1] = _event(_after(quarter["opens"], 82), "close", cases.maker.coordinator)
    return cases.decided(quarter["id"])


def _decided_though_not_eligible(cases: Cases) -> Data:
    application = cases.decided()
    screened, decided = application["timeline"][-2:]
    screened |= {"outcome": "not-eligible", "criterion": "complete"}
    decided |= {"event": "correct", "reason": "it was complete", "at": _after(str(decided["at"])[:10], 30)}
    return application


def _screened_own(cases: Cases) -> Data:
    quarter = cases.quarter("closed")
    application, _ = cases.applied(cases.running("coordinator"), quarter["id"])
    screened = _event(_after(quarter["opens"], 62), "screen", application["practitioner"], outcome="eligible")
    application["timeline"].append(screened)
    application["status"] = "eligible"
    return application


def _noted_later(cases: Cases) -> Data:
    application, _ = cases.applied(cases.running())
    reviewer = cases.person("reviewer")
    review = cases.review(application, reviewer["id"], submitted=False)
    review["timeline"][-1].pop("recorded", None)  # it was given before anybody knew
    reviewer["same_as"] = application["practitioner"]
    bound = _event(_after("2026-10-01", 44), "bind", cases.maker.coordinator, same_as=application["practitioner"])
    reviewer["timeline"].append(bound)
    return review


def _paid(cases: Cases, more: str = "0", spent: str = "", *, finished: bool = False) -> Data:
    """An award that was accepted and paid with so much more, and reported with so much more than the award."""
    application = cases.decided()
    keeper, who = cases.maker.coordinator, application["practitioner"]
    award = Decimal(application["timeline"][-1]["award"])
    application["timeline"] += [
        _event("2025-06-27", "accept", who),
        _event("2025-07-02", "pay", keeper, amount=str(award + Decimal(more))),
    ]
    if spent:
        application["timeline"].append(_event("2025-08-01", "report", who, spent=str(award + Decimal(spent))))
    if finished:
        application["timeline"].append(_event("2025-08-09", "finish", keeper))
    application["status"] = "closed" if finished else "reported" if spent else "paid"
    return application


def _reviewed_out_of_turn(cases: Cases) -> Data:
    application, _ = cases.applied(cases.running())
    review = cases.review(application, cases.maker.reviewers[0], submitted=False)
    review["timeline"] = [_event("2026-10-25", "assign", cases.maker.coordinator)]
    return review


def _award_of_a_leaver(cases: Cases) -> Data:
    application = cases.decided()
    person = cases.of("practitioner")
    person["timeline"].append(_event("2026-11-20", "leave", cases.maker.coordinator, reason="moved away"))
    person["status"] = "left"
    return application


def _before_its_round(cases: Cases) -> Data:
    quarter = cases.quarter("closed")
    application, _ = cases.applied(cases.running(), quarter["id"])
    came = max(str(event["at"])[:10] for event in application["timeline"])
    quarter["opens"] = _after(came, 1)
    return application


def _moved_last_day(cases: Cases) -> Data:
    quarter = cases.quarter("closed")
    closed = str(quarter["timeline"][-1]["at"])[:10]
    quarter["timeline"].append(
        _event(_after(closed, 1), "edit", quarter["timeline"][0]["by"], fields=["closes"], reason="x")
    )
    quarter["closes"] = _after(closed, 9)
    return quarter


def _terms_without_reason(cases: Cases) -> Data:
    quarter = cases.quarter("closed")
    day = _after(str(quarter["timeline"][-1]["at"])[:10], 1)
    quarter["timeline"].append(_event(day, "edit", cases.maker.coordinator, fields=["quorum"]))
    return quarter


def _too_few_reviewers(cases: Cases) -> Data:
    return cases.quarter("closed", quorum=9)


def _answers_twice(cases: Cases) -> Data:
    projects = [cases.running(), cases.running()]
    own = str(projects[0]["id"])[-7:]
    for project in projects:
        project["timeline"][0]["received"] = f"ans-{own}b2c4v8h6x:9f2431b981e80c57"
    return max(projects, key=lambda project: str(project["id"]))


def _changed_after_closing(cases: Cases) -> Data:
    quarter = cases.quarter("closed")
    application, _ = cases.applied(cases.running(), quarter["id"])
    day = _after(quarter["opens"], 70)
    changed = _event(day, "edit", application["practitioner"], fields=["key_barrier"])
    application["timeline"].append(changed)
    application["revision"] = 2
    return application


def _asked_after_the_carry(cases: Cases) -> Data:
    first = cases.quarter()
    asked = [{"id": "start", "ask": "When do you start?", "why": "It is timed."}]
    then = cases.quarter("closed", questions=asked)
    application = _deferred(cases, first["id"], then["id"])
    day = _after(first["opens"], 95)
    application["timeline"].append(_event(day, "carry", cases.maker.coordinator, round=then["id"]))
    application |= {"status": "eligible", "round": then["id"]}
    return application


def _licences_noted_later(cases: Cases) -> Data:
    first, second = cases.person(), cases.person()
    licences = [cases.licence(first), cases.licence(second)]
    second["same_as"] = first["id"]
    noted = _event("2026-11-14", "bind", cases.maker.coordinator, same_as=first["id"])
    second["timeline"].append(noted)
    return max(licences, key=lambda licence: str(licence["id"]))


#: Rule: the records of a case, of which the one that is answered has the fault.
CASES: dict[str, Callable[[Cases], Data]] = {
    "REF002": _somebody_elses,
    "REF003": _lacks_role,
    "REF004": _self_bound,
    "PRC002": _acted_after_leaving,
    "PRC003": _not_theirs,
    "PRC004": _not_a_practitioner,
    "APP002": _applied_without_licence,
    "APP003": _project_over,
    "APP004": _handed_in_late,
    "APP005": _round_over,
    "APP006": _accepted_too_early,
    "APP007": _award_without_licence,
    "APP009": _award_for_stopped,
    "APP011": _left_behind,
    "APP013": _carried_once_refused,
    "APP023": _award_of_a_leaver,
    "APP026": _changed_after_closing,
    "APP024": lambda cases: _deferred(cases, cases.quarter()["id"], WITHOUT_ROUND),
    "APP025": _asked_after_the_carry,
    "RND013": _before_its_round,
    "RND014": _moved_last_day,
    "RND016": _terms_without_reason,
    "RND017": _too_few_reviewers,
    "FND014": lambda cases: _deferred(cases, cases.quarter()["id"], "2039-q4"),
    "LIC006": _licences_noted_later,
    "TIM005": _paused_later,
    "APP012": lambda cases: _deferred(cases, "2025-q2", "2025-q3"),
    "RND011": _closed_over_deferral,
    "RND012": _cancelled_with_awards,
    "FND011": _second_award,
    "RND002": _published_undecided,
    "LIC005": _short_term,
    "FND008": _deferred_for_nothing,
    "FND006": _decided_while_open,
    "FND007": _screened_own,
    "FND013": _decided_though_not_eligible,
    "FND012": _noted_later,
    "REV003": _reviewed_out_of_turn,
    "LIC003": _incomplete_licence,
    "LIC004": _second_licence,
    "PRJ003": _without_licence,
    "PRJ004": _needs_lead,
    "PRJ007": _runs_without_licence,
    "APP001": _unknown_question,
    "REV001": _off_the_rubric,
    "REV002": _revision_to_come,
    "RND001": lambda cases: cases.quarter(closes="1999-12-31"),
    "MON001": _costs_differ,
    "MON002": _over_budget,
    "MON003": _over_ceiling,
    "MON009": _other_currency,
    "MON004": lambda cases: cases.decided(award="1.00"),
    "MON005": lambda cases: _paid(cases, "1.00"),
    "MON006": lambda cases: _paid(cases, "-1.00"),
    "MON007": lambda cases: _paid(cases, spent="1.00"),
    "MON008": lambda cases: _paid(cases, spent="-1.00", finished=True),
    "FND001": _own_review,
    "FND002": _own_decision,
    "FND003": _no_quorum,
    "FND004": lambda cases: cases.decided(reasons=[]),
    "FND005": _reviewed_twice,
    "HIS001": _changed_since,
    "HIS003": _rewritten,
    "REC007": _answers_twice,
}
#: Rules that concern a file as such: a huge one (once), a link, one that is gone, one where none belongs.
OF_FILES = ("FIL007", "FIL019", "HIS002", "REC004")

#: Rule: what is replaced by what in the programme file, each once.
IN_PROGRAMME: dict[str, tuple[str, str]] = {
    "PGM001": ("  - id: health-service\n", "  - id: school\n"),
    "PGM002": ("  - id: .*\n    name: .*\n    field: .*\n", "  - id: money\n    name: Money\n    field: money\n"),
    "PGM005": (
        "^version: 1\nchanges:\n",
        "version: 2\nchanges:\n- at: 2026-11-24\n  version: 2\n  what: Our own settings.\n",
    ),
    "PGM004": ("\\Z", "checks:\n- rule: REF001\n  severity: off\n  reason: too strict\n"),
}
RULES = (*IN_TEXT, *IN_RECORD, *CASES, *OF_FILES, *IN_PROGRAMME)


def _kinds(rule: str) -> tuple[str, ...]:
    return (IN_TEXT.get(rule) or IN_RECORD.get(rule) or (LEAF,))[0]


class Faults:
    """Puts about `wanted` faults in, of all rules as evenly as the kinds of records allow.

    `made` has the rules by path, `before` what was at a path before its fault (None: nothing), `links` the paths that
    are links.
    """

    def __init__(self, maker: Maker, wanted: int, number: int) -> None:
        self.maker = maker
        self.made: dict[str, list[str]] = {}
        self.before: dict[str, bytes | None] = {}
        self.links: set[str] = set()
        self._each = -(-wanted // len(RULES))
        self._in_place = max(wanted - self._each * len(CASES) - len(IN_PROGRAMME), 0) if wanted else 0
        self._share = self._in_place / number
        self._due = 0.0
        self._used: Counter[str] = Counter()

    def programme(self, text: bytes) -> bytes:
        """The programme file with its faults; there are no changes of it, so that a later check is not one of all."""
        if not self._each:
            return text
        for old, new in IN_PROGRAMME.values():
            changed = put(old, new)(text)
            assert changed != text, old
            text = changed
        self.made["records/programme.yaml"] = sorted(IN_PROGRAMME)
        return text

    def one(self, record: Data, text: Text) -> dict[str, bytes]:
        """The file of this record, broken where its turn has come."""
        place, sound = ids.path_of(record["id"]), text(record)
        self._due += self._share
        keeps = {self.maker.coordinator, *self.maker.reviewers}
        if self._due < 1 or record["id"] in keeps:
            return {place: sound}
        kind = ids.kind_of(record["id"])
        # Of those that were used least the pickiest first: what fits any record finds another.
        for rule in sorted((*IN_TEXT, *IN_RECORD, *OF_FILES), key=lambda r: (self._used[r], len(_kinds(r)))):
            made = self._broken(rule, kind, place, record, sound, text)
            if made is not None:
                self._due -= 1
                self._used[rule] += 1
                return made
        return {place: sound}

    def rest(self, text: Text) -> dict[str, bytes]:
        """The files of faults that take records of their own."""
        files: dict[str, bytes] = {}
        cases = Cases(self.maker)
        for rule, case in CASES.items():
            for _ in range(self._each):
                cases.made = []
                try:
                    wrong = case(cases)
                except StopIteration:  # there are no more quarters
                    break
                files |= {ids.path_of(r["id"]): text(r) for r in cases.made}
                self.made[ids.path_of(wrong["id"])] = [rule]
        self.before |= dict.fromkeys(files)
        return files

    def _broken(
        self, rule: str, kind: str, place: str, record: Data, sound: bytes, text: Text
    ) -> dict[str, bytes] | None:
        if rule in OF_FILES:
            return self._of_file(rule, kind, place, sound)
        if kind not in _kinds(rule):
            return None
        if rule in IN_TEXT:
            broken = IN_TEXT[rule][1](sound)
        else:
            changed = dict(record)
            broken = text(changed) if IN_RECORD[rule][1](changed) else sound
        if broken == sound:
            return None
        self.before[place] = sound
        self.made[place] = [rule]
        return {place: broken}

    def _of_file(self, rule: str, kind: str, place: str, sound: bytes) -> dict[str, bytes] | None:
        if kind not in LEAF or (rule == "FIL007" and self._used[rule]):
            return None
        if rule == "REC004":
            stray = place.replace(".yaml", ".txt")
            self.before[stray] = None
            self.made[stray] = [rule]
            return {place: sound, stray: b"notes\n"}
        self.before[place] = sound
        self.made[place] = [rule]
        if rule == "HIS002":
            return {}
        if rule == "FIL019":
            self.links.add(place)
            return {place: b"elsewhere.yaml"}
        return {place: sound + b"#" * 1024 * 1024 + b"\n"}
