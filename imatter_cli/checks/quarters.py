"""Applications that a quarter has left behind, and two awards for one project."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from imatter_cli import sources
from imatter_cli.checks.rule import OfRecord, found, in_field
from imatter_cli.checks.told import COORDINATOR, ME, SCREENED, SUBMITTED, life
from imatter_cli.checks.view import Around, Record, Records
from imatter_cli.classes import replace
from imatter_cli.domain import ids, quarters
from imatter_cli.domain.finding import Finding, Rule
from imatter_cli.domain.fund import assigning, budget, closing, decisions, frozen, moving, published
from imatter_cli.domain.quarters import quarter_of
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Day, Many, Money, Quarter, Said

_CANCELLED: Final = life(
    "2026-q4", "status: cancelled",
    f"2026-10-01 open {COORDINATOR}", f"2026-11-21 cancel {COORDINATOR}, reason: the money is gone",
)  # fmt: skip
_WITHDRAWN: Final = life("app-2611-h6k2d9s", "status: withdrawn", *SUBMITTED, f"2026-11-22 withdraw {ME}")
_DEFERRED: Final = life(
    "app-2607-q3n7x4c", "status: deferred", *SCREENED,
    f"2026-09-20 decide {COORDINATOR}, outcome: deferred, quarter: 2026-q4, asks: A quote.,\n"
    "     seal: SEAL, reasons: [{criterion: need, text: Small and ready.}]",
)  # fmt: skip
_CLOSED: Final = life("2026-q4", "status: closed", f"2026-10-01 open {COORDINATOR}", f"2026-11-21 close {COORDINATOR}")
_LAST_DAY: Final = life(
    "2026-q4", "closes: DAY\nstatus: closed", f"2026-10-01 open {COORDINATOR}", f"2026-11-21 close {COORDINATOR}",
    f"2026-11-22 edit {COORDINATOR}, fields: [closes], reason: the post was slow",
)  # fmt: skip

LEFT_BEHIND: Final = Rule(
    "APP011", "left-in-cancelled-round", "error",
    "When a round is cancelled, its applications move to another one or end, so that nobody waits in vain.",
    moving.SOURCE, _CANCELLED, _CANCELLED + _WITHDRAWN,
)  # fmt: skip
PASSED: Final = Rule(
    "APP012", "deferral-passed", "error",
    "A deferred application is carried into the quarter it was promised. After that quarter nobody would decide it.",
    moving.SOURCE, _DEFERRED + _WITHDRAWN + _CANCELLED, _DEFERRED,
)  # fmt: skip
GONE_BY: Final = Rule(
    "APP024", "deferral-quarter-gone-by", "advice",
    "When a quarter goes by without a round, an application that was deferred to it is carried into a later one.",
    moving.SOURCE, _DEFERRED.replace("2026-q4", "2026-q2"), _DEFERRED,
)  # fmt: skip
WAITED_FOR: Final = Rule(
    "RND011", "closed-over-deferral", "advice",
    "A round is only closed once the applications that were deferred to it have been carried into it.",
    moving.SOURCE, _DEFERRED + _CLOSED, _DEFERRED,
)  # fmt: skip
CANCELLED_AWARDS: Final = Rule(
    "RND012", "cancelled-with-awards", "error",
    "A cancelled round has no awards.",
    moving.SOURCE,
    life(
        "2026-q3", "status: cancelled",
        f"2026-07-01 open {COORDINATOR}", f"2026-09-21 cancel {COORDINATOR}, reason: the money is gone",
    ),
    _CANCELLED + _WITHDRAWN,
)  # fmt: skip
MOVED_LAST_DAY: Final = Rule(
    "RND014", "last-day-after-closing", "advice",
    "Once a round is closed, its last day doesn't move past that: to take more applications it is opened again, with a "
    "reason. Version 0.1.0 let it move: in a store that it made, this only advises.",
    moving.SOURCE, _LAST_DAY.replace("DAY", "2026-12-10"), _LAST_DAY.replace("DAY", "2026-11-18"),
)  # fmt: skip
NOT_TOLD: Final = Rule(
    "RND015", "not-told-yet", "advice",
    "Something depends on decisions of a quarter that is not published yet. A check by somebody who can see them says "
    "what; one without a person, as in CI, only says how much there is. It is an error if there is an error.",
    sources.CHECKING,
    "2026-q4:\n  status: closed\n# and an application in it whose decision a rule finds something about\n",
    "2026-q4:\n  status: published\n# its decisions are out, so check reports what a rule finds\n",
)  # fmt: skip
TOO_FEW: Final = Rule(
    "RND017", "too-few-reviewers", "advice",
    "A round has as many reviewers as each of its applications needs, so that they can be decided. More can be named "
    "while it goes on.",
    sources.QUORUM, "2026-q4:\n  quorum: 9\n", "2026-q4:\n  quorum: 2\n",
)  # fmt: skip
_ELIGIBLE: Final = f"2026-11-20 screen {COORDINATOR}, outcome: eligible"
SECOND_AWARD: Final = Rule(
    budget.SECOND_AWARD, "second-award", "advice",
    "The ceiling is for one application, so two awards for one project may exceed what the programme means to give.",
    budget.SOURCE,
    life(
        "app-2611-h6k2d9s", "status: funded", *SUBMITTED, _ELIGIBLE,
        f'2026-11-21 decide {COORDINATOR}, outcome: funded, award: "250.00", seal: SEAL,\n'
        "     reasons: [{criterion: need, text: Small and ready.}]",
    ),
    life("app-2611-h6k2d9s", "status: eligible", *SUBMITTED, _ELIGIBLE),
)  # fmt: skip
_TWO_CODES: Final = "prc-2601-9b2fz6a:\n  same_as: prc-2601-4t9wq2e\n" + SECOND_AWARD.bad.replace(
    "  status: funded\n", "  status: funded\n  practitioner: prc-2601-9b2fz6a\n  round: 2026-q3\n"
)
BOTH_AWARDED: Final = Rule(
    "FND015", "awards-under-two-codes", "advice",
    "The ceiling is for one application, so two awards in one quarter for one person, under two codes, may exceed what "
    "the programme means to give.",
    budget.SOURCE, _TWO_CODES, SECOND_AWARD.good,
)  # fmt: skip


def left_behind(records: Records) -> Iterator[Finding]:
    """Applications that wait in a cancelled round, or for a quarter that is over."""
    policy, today = records.around.policy, records.around.today
    current = quarter_of(date.fromisoformat(today), policy.calendar.first_months) if policy and today else ""
    statuses = {round.id: str(round.data["status"]) for round in records.of("round")}
    elsewhere = statuses.keys() - {round.id for round in records.rounds_run_here}
    for application in records.of("application"):
        why = moving.left_behind(application.data, statuses, current)
        if why == "cancelled" and application.data["round"] not in elsewhere:
            yield _in_cancelled(application)
        elif why in ("passed", "no-round") and moving.deferred_to(application.data) not in elsewhere:
            yield _deferred_to_over(application, statuses)


def _in_cancelled(application: Record) -> Finding:
    own, status = str(application.data["round"]), application.data["status"]
    words = Said("the application is {status}, but {round} was cancelled.", status=status, round=Quarter(own))
    return in_field(LEFT_BEHIND, application.path, words, _carry(application), ("round",), (ids.path_of(own),))


def _deferred_to_over(application: Record, statuses: Mapping[str, str]) -> Finding:
    """A deferral to a quarter whose round is over, or that went by without one."""
    to = moving.deferred_to(application.data)
    at = ("timeline", application.data["timeline"].index(decisions.last(application.data)), "quarter")
    if to not in statuses:
        words = Said("the application was deferred to {round}, which is over and had no round.", round=Quarter(to))
        return in_field(GONE_BY, application.path, words, _carry(application), at)
    status = statuses[to]
    words = Said("the application was deferred to {round}, which is {status}.", round=Quarter(to), status=status)
    return in_field(PASSED, application.path, words, _carry(application), at, (ids.path_of(to),))


def _carry(application: Record) -> Command:
    return Command("fund carry", application.id, "--into", "next", "--reason", "WHY")


def rounds(records: Records) -> Iterator[Finding]:
    """Closed rounds that a deferral still waits for, and cancelled ones that gave something."""
    deferred: dict[str, list[Record]] = {}
    for application in records.of("application"):
        deferred.setdefault(moving.deferred_to(application.data), []).append(application)
    for round in records.rounds_run_here:
        waiting = deferred.get(round.id, [])
        if round.data["status"] == "closed" and waiting:
            words = Said(
                "the round is closed, but {applications} has not been carried into it.",
                applications=Many(a.id for a in waiting),
            )
            try_ = Command("fund carry", waiting[0].id)
            yield in_field(WAITED_FOR, round.path, words, try_, ("status",), tuple(a.path for a in waiting))
        if round.data["status"] == "cancelled":
            given = [a for a in records.on("application", "round", round.id) if budget.award_of(a.data)]
            if given:
                words = Said(
                    "the round is cancelled, but {applications} has an award in it.",
                    applications=Many(a.id for a in given),
                )
                revoke = Remedy("Revoke the awards on record: ", Command("fund revoke"), ".")
                yield in_field(CANCELLED_AWARDS, round.path, words, revoke, ("status",), tuple(a.path for a in given))


def last_day(record: Record, around: Around) -> Iterator[Finding]:
    """A closed round whose last day was moved past the day on which it was closed."""
    moved = closing.moved_since_closing(record.data)
    if moved is None:
        return
    words = Said(
        "{field}: the round was closed on {closed:spoken}, but its last day was then moved to {closes:spoken}.",
        field="closes",
        closed=Day(published.closed_on(record.data)),
        closes=Day(record.data["closes"]),
    )
    try_ = Remedy("To take more applications, open it again: ", Command("fund reopen", quarters.spoken(record.id)), ".")
    yield found(MOVED_LAST_DAY, record.path, words, try_, ("timeline", moved, "event"))


def too_few_reviewers(records: Records) -> Iterator[Finding]:
    """Open or closed rounds with fewer reviewers than each application needs."""
    for round in records.of("round"):
        if records.personal or not frozen.runs(round.data) or not assigning.too_few(round.data, records.codes):
            continue
        words = Said(
            "each application needs {quorum} reviews, but the round has {reviewers} reviewers.",
            quorum=round.data["quorum"],
            reviewers=len(assigning.people(round.data, records.codes)),
        )
        try_ = Command("fund edit", quarters.spoken(round.id), "--reviewer", "PERSON")
        yield in_field(TOO_FEW, round.path, words, try_, ("quorum",))


def not_told(round: str, findings: Sequence[Finding], applications: Sequence[str]) -> Finding:
    """In the place of all that depends on decisions of a round that are not published: how much there is.

    It is about all of these applications, so that nothing shows which of them it is.
    """
    words = Said(
        "status: 1 finding depends on decisions of {round} that are not published yet."
        if len(findings) == 1
        else "status: {count} findings depend on decisions of {round} that are not published yet.",
        count=len(findings),
        round=Quarter(round),
    )
    one = found(
        NOT_TOLD, ids.path_of(round), words, Command("check", "--as", "PERSON"), ("status",), tuple(applications)
    )
    return replace(one, severity="error") if any(f.severity == "error" for f in findings) else one


def second_awards(records: Records) -> Iterator[Finding]:
    """Projects with more than one award."""
    by_project: dict[str, list[Record]] = {}
    for application in records.of("application"):
        if budget.award_of(application.data):
            by_project.setdefault(str(application.data["project"]), []).append(application)
    for project, awarded in by_project.items():
        for application in awarded[1:]:
            first = awarded[0]
            words = Said(
                "{project} already has an award of {award}, {other}.",
                project=project,
                award=Money(budget.award_of(first.data)),
                other=first.id,
            )
            try_ = Remedy("If you didn't intend this: ", Command("fund correct", application.id))
            yield in_field(SECOND_AWARD, application.path, words, try_, ("project",), (first.path,))


def awards_under_two_codes(records: Records) -> Iterator[Finding]:
    """Quarters in which one person has awards under more than one of their codes."""
    if not records.codes:
        return
    given: dict[tuple[str, str], list[Record]] = {}
    for application in records.of("application"):
        who = str(application.data["practitioner"])
        if who in records.codes and budget.award_of(application.data):
            given.setdefault((str(application.data["round"]), records.codes[who]), []).append(application)
    for awarded in given.values():
        first = awarded[0]
        for application in awarded[1:]:
            if application.data["practitioner"] == first.data["practitioner"]:
                continue
            words = Said(
                "the same person has an award of {award} in this quarter under the code {person}, {other}.",
                award=Money(budget.award_of(first.data)),
                person=first.data["practitioner"],
                other=first.id,
            )
            people = tuple(ids.path_of(str(a.data["practitioner"])) for a in (first, application))
            try_ = Remedy("If you didn't intend this: ", Command("fund correct", application.id))
            yield in_field(BOTH_AWARDED, application.path, words, try_, ("practitioner",), (first.path, *people))


OF_A_RECORD: Final = (OfRecord(("round",), last_day),)
ACROSS: Final = (left_behind, rounds, too_few_reviewers, second_awards, awards_under_two_codes)
