"""What must be true of records now, however they came about: coordinators, terms, deferrals, publication."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from imatter_cli import sources
from imatter_cli.checks.conflicts import DECIDED_EXAMPLE
from imatter_cli.checks.rule import OfRecord, found, in_field
from imatter_cli.checks.told import COORDINATOR, LICENCE, ME, life
from imatter_cli.checks.view import Around, Record, Records
from imatter_cli.domain import dates, licensing, quarters, timeline
from imatter_cli.domain.data import Data
from imatter_cli.domain.finding import Finding, Rule
from imatter_cli.domain.fund import decisions
from imatter_cli.domain.preconditions.rounds import SETTLED
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Day, Quarter, Said

_WHEN: Final = sources.LIFECYCLES
_ROLE: Final = life(
    COORDINATOR, "roles: [ROLES]",
    f"2026-01-05 join {COORDINATOR}, roles: [coordinator]", f"2026-11-22 role {COORDINATOR}, roles: [ROLES]",
)  # fmt: skip
_CLOSED: Final = life("2026-q4", "status: STATUS", f"2026-10-01 open {COORDINATOR}", f"2026-11-16 close {COORDINATOR}")
_TERM: Final = life(LICENCE, "ends: ENDS", f"2026-01-12 record {ME}, ends: ENDS")
_DEFERRED: Final = (
    DECIDED_EXAMPLE.replace("status: funded", "status: deferred")
    .replace('outcome: funded, award: "180.00"', "outcome: deferred, quarter: QUARTER, asks: A quote.")
    .replace("WHO", COORDINATOR)
    .replace("REASON", "{criterion: need, text: Small.}")
)

NO_COORDINATOR: Final = Rule(
    "PRC005", "no-coordinator", "error",
    "A programme always has a coordinator. Without one, nobody could give the role to anybody again.",
    _WHEN, _ROLE.replace("ROLES", "reviewer"), _ROLE.replace("ROLES", "coordinator, reviewer"),
)  # fmt: skip
TERM: Final = Rule(
    "LIC005", "ends-before-it-begins", "error",
    "A term ends after it begins. Otherwise a project under it would never have had a licence.",
    licensing.SOURCE, _TERM.replace("ENDS", "2025-12-31"), _TERM.replace("ENDS", "2027-01-11"),
)  # fmt: skip
UNDECIDED: Final = Rule(
    "RND002", "published-undecided", "error",
    "You publish a round once everything in it is decided, withdrawn or not eligible, so that everybody gets an "
    "answer.",
    _WHEN, _CLOSED.replace("STATUS", "published") + f"  - {{at: 2026-11-18, event: publish, by: {COORDINATOR}}}\n",
    _CLOSED.replace("STATUS", "closed"),
)  # fmt: skip
DEFERRAL: Final = Rule(
    "FND008", "deferred-to-nowhere", "error",
    "A deferral names a later quarter and says what is asked for, so that the applicant knows what to do until then.",
    decisions.SOURCE, _DEFERRED.replace("QUARTER", "2026-q3"), _DEFERRED.replace("QUARTER", "2026-q4"),
)  # fmt: skip
TOO_FAR: Final = Rule(
    "FND014", "deferred-too-far", "advice",
    "An application waits no longer for a decision than the programme lets it be deferred. That limit may have changed "
    "since, so this only advises.",
    "records/programme.yaml, fund.longest_deferral", _DEFERRED.replace("QUARTER", "2029-q3"),
    _DEFERRED.replace("QUARTER", "2026-q4"),
)  # fmt: skip


def no_coordinator(records: Records) -> Iterator[Finding]:
    """A programme whose last coordinator left or gave the role up."""
    people = records.of("practitioner")
    if records.around.store != "programme" or any(
        p.data["status"] == "active" and "coordinator" in p.data["roles"] for p in people
    ):
        return
    once = [
        (dates.day_of(str(timeline.standing(p.data["timeline"])[-1]["at"])), p)
        for p in people
        if any("coordinator" in (e.get("roles") or ()) for e in timeline.standing(p.data["timeline"]))
    ]
    for _, last in sorted(once, key=lambda pair: (pair[0], pair[1].id))[-1:]:
        words = Said("{person} was the last coordinator, so the programme has none now.", person=last.id)
        try_ = Remedy(Command("practitioner rejoin", last.id), ", or give the role back: ", Command("undo"))
        yield in_field(NO_COORDINATOR, last.path, words, try_, ("roles",))


def terms(record: Record, around: Around) -> Iterator[Finding]:
    """Terms of licences that end before they begin."""
    for n, entry in timeline.standing_at(record.data["timeline"]):
        day = dates.day_of(str(entry["at"]))
        if str(entry.get("ends") or day) < day:
            words = Said("a term that begins on {day} cannot end on {ends}.", day=Day(day), ends=Day(entry["ends"]))
            yield in_field(TERM, record.path, words, Command("licence renew", record.id), ("timeline", n, "ends"))


def undecided(records: Records) -> Iterator[Finding]:
    """Published rounds in which an application still waits for a decision."""
    for round in records.rounds_run_here:
        if round.data["status"] != "published":
            continue
        waiting = [a for a in records.on("application", "round", round.id) if a.data["status"] not in SETTLED]
        if waiting:
            words = Said(
                "it is published, but {count} of its applications still need a decision: {application}.",
                count=len(waiting),
                application=waiting[0].id,
            )
            try_ = Command("fund review", "--quarter", quarters.spoken(round.id))
            yield in_field(UNDECIDED, round.path, words, try_, ("status",), tuple(a.path for a in waiting))


def deferrals(record: Record, around: Around) -> Iterator[Finding]:
    """Deferrals that name no later quarter, or not what is asked for."""
    for n, entry in timeline.standing_at(record.data["timeline"]):
        if entry["event"] not in decisions.DECIDING or entry.get("outcome") != "deferred":
            continue
        quarter, wrong = entry.get("quarter"), None
        if quarter is None:
            wrong = Said("a deferral must name a quarter.")
        elif entry.get("round") and quarters.distance(str(entry["round"]), str(quarter)) <= 0:
            wrong = Said(
                "{quarter} is not later than {round}.", quarter=Quarter(quarter), round=Quarter(entry["round"])
            )
        elif quarters.distance(_decided_in(record), str(quarter)) <= 0:
            wrong = Said("{quarter} is not later than the quarter of the decision.", quarter=Quarter(quarter))
        elif not str(entry.get("asks") or "").strip():
            wrong = Said("a deferral must say what is asked for.")
        if wrong:
            try_ = Remedy("Record a correction: ", Command("fund correct", record.id))
            at = ("timeline", n, "quarter" if "quarter" in entry else "event")
            yield found(DEFERRAL, record.path, Said("{event}: {why}", event=entry["event"], why=wrong), try_, at)
        elif entry == decisions.last(record.data) and record.data["status"] == "deferred":
            yield from _too_far(record, around, n, entry)


def _too_far(record: Record, around: Around, n: int, entry: Data) -> Iterator[Finding]:
    """A deferral to a quarter that is still to come, and further ahead than the programme allows."""
    policy, quarter = around.policy, str(entry["quarter"])
    if policy is None:
        return
    if around.today and quarter < quarters.quarter_of(date.fromisoformat(around.today), policy.calendar.first_months):
        return
    own, first = str(entry.get("round") or record.data["round"]), decisions.first_round(record.data)
    wrong = decisions.deferral_fault(quarter, own, first, policy.fund.longest_deferral)
    if wrong:
        words = Said("{field}: {why}", field="quarter", why=wrong)
        try_ = Remedy("Record a correction: ", Command("fund correct", record.id))
        yield found(TOO_FAR, record.path, words, try_, ("timeline", n, "quarter"))


def _decided_in(record: Record) -> str:
    """The quarter of a decision whose event does not name it: the application's own, if it was never carried on."""
    return "1900-q1" if timeline.happened(record.data, "carry") else str(record.data["round"])


OF_A_RECORD: Final = (OfRecord(("licence",), terms), OfRecord(("application",), deferrals))
ACROSS: Final = (no_coordinator, undecided)
