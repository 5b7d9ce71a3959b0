"""Every event asked again what had to hold when it happened (see domain/preconditions).

What comes later makes no event wrong: other records count as they were on its day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from typing import Any, Final

from imatter_cli.checks.beforehand import Beforehand
from imatter_cli.checks.conflicts import DECIDED_EXAMPLE, NOTED_LATER, OWN_DECISION
from imatter_cli.checks.history import WITHOUT_LICENCE, licences_of
from imatter_cli.checks.money import CURRENCY
from imatter_cli.checks.references import LACKS_ROLE
from imatter_cli.checks.rule import found, in_field
from imatter_cli.checks.told import COORDINATOR, LICENCE, ME, SCREENED, STARTED, SUBMITTED, life
from imatter_cli.checks.view import Record, Records
from imatter_cli.classes import replace
from imatter_cli.domain import ids, licensing, lifecycles, past, preconditions, projects, timeline, undoing
from imatter_cli.domain.data import Data
from imatter_cli.domain.finding import Finding, Rule
from imatter_cli.domain.fund import decisions, moving
from imatter_cli.domain.kinds import KINDS
from imatter_cli.domain.kinds.fields import OfOne
from imatter_cli.domain.lifecycles import UNPAID
from imatter_cli.domain.people import Codes
from imatter_cli.domain.policy import Policy
from imatter_cli.domain.preconditions import persons
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Said

_RULES: Final = projects.RULES
_WHEN: Final = persons.RULES
_RECORDED: Final = f"2026-01-12 record {ME}"
_STOPPED: Final = life(
    "prj-2611-7kq4m2x", "status: stopped\nstage: null", *STARTED, f"DAY stop {ME}, reason: time",
)  # fmt: skip
_LEFT: Final = life(
    ME, "status: left", f"2026-01-05 join {ME}, roles: [practitioner]", f"DAY leave {ME}, reason: moved away",
)  # fmt: skip
_BACK: Final = (
    _LEFT.replace("DAY", "2026-11-20").replace("status: left", "status: active")
    + f"  - {{at: 2026-11-21, event: rejoin, by: {ME}}}\n"
)
_ROLES: Final = life(ME, "roles: [ROLES]", f"2026-01-05 join {ME}, roles: [ROLES]")
_CANCELLED: Final = life(
    "2026-q4", "status: cancelled",
    f"2026-10-01 open {COORDINATOR}", f"DAY cancel {COORDINATOR}, reason: the money is gone",
)  # fmt: skip
_SCREENED: Final = life("app-2611-h6k2d9s", "status: eligible", *SUBMITTED, "2026-11-20 screen WHO, outcome: eligible")
_DECIDED: Final = DECIDED_EXAMPLE.replace("WHO", COORDINATOR).replace("REASON", "{criterion: need, text: Small.}")
_CHANGED: Final = "2026-q4:\n  closes: 2026-11-18\n" + life(
    "app-2611-h6k2d9s", "revision: 2", *SUBMITTED, f"DAY edit {ME}, fields: [key_barrier]"
)
_ACCEPTED: Final = _DECIDED.replace("status: funded", "status: accepted")
_MOVED: Final = (
    DECIDED_EXAMPLE.replace("status: funded", "status: eligible\n  round: 2026-q4")
    .replace('outcome: funded, award: "180.00"', "round: 2026-q3, outcome: OUTCOME")
    .replace("WHO", COORDINATOR)
    .replace("REASON", "{criterion: need, text: Small.}")
    + f"  - {{at: 2026-09-28, event: carry, by: {COORDINATOR}, round: 2026-q4}}\n"
)
_OUT: Final = life(
    "app-2607-q3n7x4c", "status: STATUS", *SCREENED[:2],
    f"2026-09-20 screen {COORDINATOR}, outcome: not-eligible, criterion: complete",
    f"2026-09-28 correct {COORDINATOR}, reason: it was complete, outcome: OUTCOME,\n"
    "     seal: SEAL, reasons: [{criterion: need, text: Small.}]",
)  # fmt: skip
_TERMS: Final = life(
    "2026-q4", "status: closed", f"2026-10-01 open {COORDINATOR}", f"2026-11-21 close {COORDINATOR}",
    f"2026-11-22 edit {COORDINATOR}, fields: [quorum]REASON",
)  # fmt: skip
_PAUSED_LATER: Final = life(LICENCE, "", _RECORDED, f"DAY pause {ME}", f"2026-11-22 resume {ME}").replace(
    "at: DAY", "at: DAY, recorded: '2026-11-21T09:00:00Z'"
)

LEFT: Final = Rule(
    "PRC002", "acted-after-leaving", "error",
    "People who have left the programme do nothing in it, and nothing new begins for them, until they come back.",
    _WHEN, _LEFT.replace("DAY", "2026-11-10"), _BACK,
)  # fmt: skip
NOT_THEIRS: Final = Rule(
    "PRC003", "not-theirs-to-do", "error",
    "Some changes are for the person whose record it is, and some for a coordinator or a reviewer.",
    _WHEN, life(LICENCE, "", _RECORDED, f"2026-06-01 continue {ME}"),
    life(LICENCE, "", _RECORDED, f"2026-06-01 continue {COORDINATOR}"),
)  # fmt: skip
NO_PRACTITIONER: Final = Rule(
    "PRC004", "not-a-practitioner", "error",
    "Only people with the role practitioner have licences and projects.",
    persons.WHO_FOR, _ROLES.replace("ROLES", "link"), _ROLES.replace("ROLES", "link, practitioner"),
)  # fmt: skip
UNLICENSED: Final = Rule(
    "APP002", "application-without-licence", "error",
    "Applicants need an active licence when they apply, and when money is awarded, accepted and paid.",
    licensing.SOURCE,
    life(LICENCE, "", _RECORDED, f"2026-11-13 pause {ME}", f"2026-11-16 resume {ME}"),
    life(LICENCE, "", _RECORDED, f"2026-11-16 pause {ME}", f"2026-11-18 resume {ME}"),
)  # fmt: skip
PROJECT_OVER: Final = Rule(
    "APP003", "project-over", "error",
    "Money can only be asked for, and given, while the project is still to be done.",
    _RULES, _STOPPED.replace("DAY", "2026-11-12"),
    _STOPPED.replace("DAY", "2026-11-20").replace("stopped", "completed").replace("event: stop", "event: complete"),
)  # fmt: skip
PAST_CLOSING: Final = Rule(
    "APP004", "handed-in-late", "error",
    "A round takes applications until its closing day. After that a coordinator may take one late, or change one, with "
    "a reason.",
    _RULES, "2026-q4:\n  closes: 2026-11-14\n", "2026-q4:\n  closes: 2026-11-15\n",
)  # fmt: skip
CHANGED_LATE: Final = Rule(
    "APP026", "changed-after-closing", "advice",
    "An application is judged as it was submitted. After closing only a coordinator changes one, with a reason. "
    "Version 0.1.0 let applicants do it: in a store that it made, this only advises.",
    _RULES, _CHANGED.replace("DAY", "2026-11-20"), _CHANGED.replace("DAY", "2026-11-18"),
)  # fmt: skip
ROUND_OVER: Final = Rule(
    "APP005", "round-over", "error",
    "No application begins or is submitted in a quarter that is published or cancelled.",
    _RULES, _CANCELLED.replace("DAY", "2026-11-10"),
    _CANCELLED.replace("DAY", "2026-11-20")
    + life("app-2611-h6k2d9s", "status: withdrawn", *SUBMITTED, f"2026-11-20 withdraw {ME}"),
)  # fmt: skip
NOT_PUBLISHED: Final = Rule(
    "APP006", "before-publication", "error",
    "Awards are accepted, and deferred applications carried, only once their quarter is published.",
    _RULES, f"{_ACCEPTED}  - {{at: 2026-09-22, event: accept, by: {ME}}}\n",
    f"{_ACCEPTED}  - {{at: 2026-09-26, event: accept, by: {ME}}}\n",
)  # fmt: skip
CARRIED: Final = Rule(
    "APP013", "carried-for-no-reason", "error",
    "Only a deferred application, or one whose quarter was cancelled, is carried into another quarter: where it was "
    "told, or elsewhere with a reason. What was decided otherwise is over. An edit moves only what its applicant has.",
    moving.SOURCE, _MOVED.replace("OUTCOME", "not-funded"),
    _MOVED.replace("OUTCOME", "deferred, quarter: 2026-q4, asks: A quote."),
)  # fmt: skip
ROUND_NOT_CLOSED: Final = Rule(
    "FND006", "decided-in-an-open-round", "error",
    "Decisions are made once a round is closed. After publication they can only be corrected.",
    _WHEN, _DECIDED.replace("2026-08-02", "2026-07-22").replace("2026-09-20", "2026-07-25"),
    _DECIDED.replace("2026-09-20", "2026-09-24"),
)  # fmt: skip
SCREENED_OUT: Final = Rule(
    "FND013", "decided-though-not-eligible", "error",
    "What was not eligible is screened again before it is decided. Once its quarter is published, it can only be "
    "deferred to another one.",
    _WHEN, _OUT.replace("STATUS", "funded").replace("OUTCOME", 'funded, award: "180.00"'),
    _OUT.replace("STATUS", "deferred").replace("OUTCOME", "deferred, quarter: 2026-q4, asks: A quote."),
)  # fmt: skip
TERMS: Final = Rule(
    "RND016", "terms-without-reason", "advice",
    "Once somebody has applied in a round, or it is closed, its terms change with a reason that all can read. Version "
    "0.1.0 asked for none: in a store that it made, this only advises.",
    _RULES, _TERMS.replace("REASON", ""), _TERMS.replace("REASON", ", reason: a reviewer fell ill"),
)  # fmt: skip
ACTED: Final = Rule(
    "FND007", "acted-with-conflict", "error",
    "Nobody screens, returns or pays their own application, or one they have a conflict with, and nobody submits one "
    "they have a conflict with for somebody else. They don't change the terms of its quarter, or end its applicant's "
    "licence, either.",
    decisions.SOURCE, f"{_ROLES.replace('ROLES', 'practitioner, coordinator')}{_SCREENED.replace('WHO', ME)}",
    _SCREENED.replace("WHO", COORDINATOR),
)  # fmt: skip
NOT_UNDER_REVIEW: Final = Rule(
    "REV003", "reviewed-out-of-turn", "error",
    "Applications are reviewed after they are submitted and before they are decided.",
    _RULES, life("rev-2611-w5t7b3c", "", f"2026-11-14 assign {COORDINATOR}"),
    life("rev-2611-w5t7b3c", "", f"2026-11-15 assign {COORDINATOR}"),
)  # fmt: skip

AWARD_UNLICENSED: Final = Rule(
    "APP007", "award-without-licence", "advice",
    "An award that is not paid yet needs an active licence. Renew the licence, or revoke the award.",
    licensing.SOURCE,
    life(LICENCE, "status: paused", _RECORDED, f"2026-11-20 pause {ME}"),
    life(LICENCE, "", _RECORDED, f"2026-11-20 pause {ME}", f"2026-11-21 resume {ME}"),
)  # fmt: skip
DATED_BACK: Final = Rule(
    "TIM005", "dated-back-later", "advice",
    "Something was dated back later, to before an event that it would have stood in the way of. Nothing was wrong when "
    "that event was recorded, and a coordinator can still look at it again.",
    _WHEN, _PAUSED_LATER.replace("DAY", "2026-11-13"), _PAUSED_LATER.replace("DAY", "2026-11-18"),
)  # fmt: skip
AWARD_STOPPED: Final = Rule(
    "APP009", "award-for-stopped-project", "advice",
    "An award that is not paid yet is for a project that goes on: take the project up again, or revoke the award.",
    _RULES, _STOPPED.replace("DAY", "2026-11-18"),
    _STOPPED.replace("DAY", "2026-11-18").replace("status: stopped\n  stage: null", "status: active")
    + f"  - {{at: 2026-11-19, event: revisit, by: {ME}, reason: time again}}\n",
)  # fmt: skip
AWARD_LEFT: Final = Rule(
    "APP023", "award-of-somebody-who-left", "advice",
    "An award that is not paid yet is for somebody who is in the programme: they come back, or it is revoked.",
    _RULES, _LEFT.replace("DAY", "2026-11-20"), _BACK,
)  # fmt: skip


#: The rule that reports a precondition's code; where kinds or events differ, by kind or event and code.
BY_CODE: Final[Mapping[str, Rule]] = {
    "has-left": LEFT,
    "not-yours": NOT_THEIRS,
    "not-a-practitioner": NO_PRACTITIONER,
    "no-active-licence": UNLICENSED,
    "project no-active-licence": WITHOUT_LICENCE,
    "project-over": PROJECT_OVER,
    "past-closing": PAST_CLOSING,
    "missing-reason": PAST_CLOSING,
    "carry missing-reason": CARRIED,
    "round missing-reason": TERMS,
    "round-over": ROUND_OVER,
    "not-published": NOT_PUBLISHED,
    "round-fixed": CARRIED,
    "currency-differs": CURRENCY,
    "round-open": ROUND_NOT_CLOSED,
    "round-published": ROUND_NOT_CLOSED,
    "round-cancelled": ROUND_NOT_CLOSED,
    "conflict-of-interest": ACTED,
    "not-a-reviewer": LACKS_ROLE,
    "not-under-review": NOT_UNDER_REVIEW,
    "not-eligible": SCREENED_OUT,
}
#: Kinds whose timelines are not kept in memory for rules across records.
_NOT_HELD: Final = tuple(kind.name for kind in KINDS if ("timeline",) in kind.marked(OfOne))


def at_their_moment(records: Records) -> Iterator[Finding]:
    """Events for which something was not as it has to be, on the day on which they happened."""
    around = _Around(records)
    beforehand = Beforehand(records, around)
    for kind in ids.KIND_NAMES:
        for record in records.of(kind) if kind not in _NOT_HELD else ():
            told = record.data["timeline"]
            entries = timeline.standing_at(told)
            rounds = _rounds(entries, record.data) if kind == "application" else {}
            if len(entries) < len(told):  # what an undo brought back needs on that day what it needed on its own
                given_back = undoing.given_back(told)
                entries += [(n, {**told[event], **_moment(told[n])}) for n, event in given_back]
                entries += [(n, told[n]) for n, done in undoing.taken_back(told).items() if not done.stands]
            left = beforehand.left(record)
            for n, entry in entries:
                asks = left(entry)
                if not asks:
                    continue
                before = record.data
                if kind == "application":
                    before = {**before, "round": rounds.get(n, before["round"]), "timeline": told[:n]}
                elif kind == "round" or entry["event"] == lifecycles.UNDO:
                    before = {**before, "timeline": told[:n]}
                situation = preconditions.Situation(kind, before, entry, around)
                for ask in asks:
                    one = ask(situation)
                    if one is None:
                        continue
                    written = undoing.moment_of(entry)
                    told_then = around.knowing(records.codes_at(written)) if records.codes else around
                    if ask(replace(situation, related=told_then)) is not None:
                        known_then = ask(replace(situation, related=told_then.until(written)))
                        yield _finding(record, n, entry, one, None if known_then is not None else DATED_BACK)
                    elif record.data["status"] in UNPAID or record.data["status"] not in lifecycles.CLOSED[kind]:
                        yield _finding(record, n, entry, one, NOTED_LATER)


def _moment(entry: Data) -> dict[str, Any]:
    return {name: entry[name] for name in ("at", "recorded", "by", "on_behalf_of") if name in entry}


def _finding(record: Record, n: int, entry: Data, one: projects.Objection, rule: Rule | None = None) -> Finding:
    try_ = one.hint
    if one.code == "missing-reason":  # it is over, so that none can be given any more
        try_ = Remedy("To look at what was done: ", Command("log", record.id))
    if rule is DATED_BACK:
        try_ = Remedy("Nothing was wrong when it was done. To look at it again: ", Command("show", record.id))
    if rule is NOTED_LATER:
        try_ = Remedy("Another coordinator can look at it again: ", Command("show", record.id))
    special = (BY_CODE.get(f"{name} {one.code}") for name in (record.kind, entry["event"]))
    rule = rule or next(filter(None, special), None) or BY_CODE[one.code]
    if rule is ACTED and entry["event"] in decisions.DECIDING:
        rule = OWN_DECISION
    if rule is PAST_CLOSING and entry["event"] == "edit":
        rule, try_ = CHANGED_LATE, Remedy("To look at what was changed: ", Command("diff", record.id))
    at = ("timeline", n, one.field if one.field in record.data["timeline"][n] else "event")
    related = tuple(ids.path_of(id) for id in one.related if ids.is_id(id))
    return found(rule, record.path, Said("{event}: {why}", event=entry["event"], why=one.message), try_, at, related)


def _rounds(entries: Sequence[tuple[int, Data]], application: Data) -> dict[int, Any]:
    """The round that an application was in before each event, where that is not today's; None where nothing tells it.

    Decisions and carrying name a round: events before a decision were in it, and so were those after it.
    """
    out: dict[int, Any] = {}
    now: Any = application.get("round")
    for n, entry in reversed(entries):
        event = entry["event"]
        if event == "carry":
            now = None
        elif event in decisions.DECIDING and entry.get("round"):
            now = entry["round"]
        elif event == "edit" and "round" in (entry.get("fields") or ()):
            now = None
        if now != application.get("round"):
            out[n] = now
    there: Any = None
    for n, entry in entries:
        if there is not None and n in out and out[n] is None:
            out[n] = there
        if entry["event"] == "carry" or (entry["event"] in decisions.DECIDING and entry.get("round")):
            there = entry.get("round")
        elif entry["event"] == "edit" and "round" in (entry.get("fields") or ()):
            there = None
    return out


class _Around:
    """The records of a store, as preconditions ask for them; what cannot be relied on is not there."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._passages: dict[str, past.Passages] = {}
        self._licences: dict[tuple[str, object], Sequence[Data] | None] = {}
        self._codes: Codes | None = None
        self._until = ""

    def knowing(self, codes: Codes) -> _Around:
        """The same records where only these codes are known to be one person's."""
        other = copy(self)
        other._codes = codes
        return other

    def until(self, moment: str) -> _Around:
        """The same records without what was written down after a moment, or joined them later."""
        other = copy(self)
        other._until, other._passages, other._licences = moment, {}, {}
        return other

    def _cut(self, record: Data) -> Data:
        if not self._until or not record:
            return record
        told = [
            e
            for e in record["timeline"]
            if not (past.is_before(self._until, undoing.moment_of(e)) or timeline.has_joined(e))
        ]
        return {**record, "timeline": told}

    @property
    def personal(self) -> bool:
        """Whether this is one practitioner's notebook."""
        return self._records.personal

    @property
    def policy(self) -> Policy | None:
        """The programme's rules of today."""
        return self._records.policy

    @property
    def codes(self) -> Codes:
        """The codes of everybody who has several."""
        return self._records.codes if self._codes is None else self._codes

    def get(self, id: object) -> Data | None:
        """The record of that id."""
        return self._cut(self._records.data(id)) or None

    def licences(self, practitioner: str, named: object = None) -> Sequence[Data] | None:
        """The licences of a practitioner, and the one that a record names."""
        key = practitioner, named
        if key not in self._licences:
            found = licences_of(self._records, practitioner, named)
            self._licences[key] = None if found is None else [self._cut(c.data) for c in found]
        return self._licences[key]

    def _on(self, kind: str, field: str, id: str) -> Sequence[Data] | None:
        """The records of a kind that name that id; None where one of them cannot be relied on."""
        return None if self._records.in_doubt(kind, id) else [r.data for r in self._records.on(kind, field, id)]

    def reflections(self, project: str) -> Sequence[Data] | None:
        """The reflections on a project."""
        return self._on("reflection", "project", project)

    def reviews(self, application: str) -> Sequence[Data] | None:
        """The reviews on an application."""
        return self._on("review", "application", application)

    def applications(self, round: str) -> Sequence[Data] | None:
        """The applications of a round."""
        return self._on("application", "round", round)

    def promised(self, round: str, but: str = "") -> int:
        """Nothing: that is asked where money is given now."""
        return 0

    def applied(self, practitioner: str) -> Iterable[Data]:
        """The applications of a practitioner."""
        return [a.data for a in self._records.on("application", "practitioner", practitioner)]

    def around(self, id: str) -> Iterable[Data]:
        """Not asked: what comes later makes nothing wrong."""
        return ()

    def rounds(self) -> Iterable[Data]:
        """None: nobody chooses another quarter here."""
        return ()

    def coordinators(self) -> Iterable[Data]:
        """The people who keep the programme's records now."""
        everybody = (p.data for p in self._records.of("practitioner"))
        return [p for p in everybody if p["status"] == "active" and "coordinator" in p["roles"]]

    def passages(self, record: Data) -> past.Passages:
        """When the record changed its state."""
        id = str(record["id"])
        if id not in self._passages:
            self._passages[id] = past.passages(ids.kind_of(id), record["timeline"])
        return self._passages[id]


def awards_without_licence(records: Records) -> Iterator[Finding]:
    """Unpaid awards of people without an active licence: not an error, but something to do."""
    for application in _unpaid(records):
        held = _without_active(records, application)
        if held is not None:
            who, own = application.data["practitioner"], str(application.data["licence"])
            verb = "licence resume" if records.data(own).get("status") == "paused" else "licence renew"
            words = Said("{practitioner} has no active licence, and their award is not paid yet.", practitioner=who)
            yield _award(AWARD_UNLICENSED, application, words, Command(verb, own), *(c.path for c in held))


def awards_for_stopped_projects(records: Records) -> Iterator[Finding]:
    """Awards that are not paid yet for a project that was stopped: nothing is wrong, but there is something to do. If
    the licence ended as well, that is reported, because it ended the project.
    """
    for application in _unpaid(records):
        id = str(application.data["project"])
        if records.data(id).get("status") == "stopped" and _without_active(records, application) is None:
            words = Said("{project} is stopped, and its award is not paid.", project=id)
            yield _award(AWARD_STOPPED, application, words, Command("project revisit", id), ids.path_of(id))


def awards_of_people_who_left(records: Records) -> Iterator[Finding]:
    """Awards that are not paid yet of people who have left the programme: nothing is wrong, but there is something to
    do.
    """
    for application in _unpaid(records):
        who = str(application.data["practitioner"])
        if records.data(who).get("status") == "left":
            words = Said("{person} has left the programme, and their award is not paid yet.", person=who)
            yield _award(AWARD_LEFT, application, words, Command("practitioner rejoin", who), ids.path_of(who))


def _unpaid(records: Records) -> Iterator[Record]:
    """The applications with an award that is not paid yet."""
    return (a for a in records.of("application") if a.data["status"] in UNPAID)


def _without_active(records: Records, application: Record) -> Sequence[Record] | None:
    """The licences of an applicant of whom none is active; None where one is, or where that is not known."""
    held = licences_of(records, application.data["practitioner"], application.data.get("licence"))
    return None if held is None or any(c.data["status"] == "active" for c in held) else held


def _award(rule: Rule, application: Record, words: Said, mend: Command, *related: str) -> Finding:
    """A finding about an award that is not paid yet: what keeps it from being paid is mended, or it is revoked."""
    try_ = Remedy(mend, ", or ", Command("fund revoke", application.id, "--reason", "WHY"))
    return in_field(rule, application.path, words, try_, ("status",), related)


ACROSS: Final = (awards_of_people_who_left, awards_without_licence, awards_for_stopped_projects, at_their_moment)
