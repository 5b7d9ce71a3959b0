"""What today's programme allows in the fields of records that are still open.

Closed records answer to their schema and seal: the programme may have changed since.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from imatter_cli import sources
from imatter_cli.checks.conflicts import DECIDED_EXAMPLE
from imatter_cli.checks.rule import OfRecord, found, in_field
from imatter_cli.checks.told import COORDINATOR, ME, life
from imatter_cli.checks.view import Around, Record, Records, steps_of
from imatter_cli.domain import concerns, dates, ids, licensing, lists, projects, quarters, timeline
from imatter_cli.domain.finding import Finding, Rule
from imatter_cli.domain.fund import answers, frozen, scoring
from imatter_cli.domain.fund.standing import arrival
from imatter_cli.domain.lifecycles import AWARDED, CLOSED
from imatter_cli.remedies import Command, Hint, Remedy
from imatter_cli.said import Day, Named, Said

_PROGRAMME: Final = "records/programme.yaml"
_ASKS: Final = "2026-q4:\n  questions: [{id: start, ask: When do you start?, why: It is timed.}]\n"
_CARRIED: Final = (
    DECIDED_EXAMPLE.replace("status: funded", "status: eligible\n  round: 2026-q4")
    .replace('outcome: funded, award: "180.00"', "round: 2026-q3, outcome: deferred, quarter: 2026-q4, asks: A quote.")
    .replace("WHO", COORDINATOR)
    .replace("REASON", "{criterion: need, text: Small.}")
    + f"  - {{at: 2026-10-05, event: carry, by: {COORDINATOR}, round: 2026-q4}}\n"
    "app-2611-h6k2d9s:\n  answers: [{question: start, answer: In spring.}]\n"
)

PROJECT_CHOICE: Final = Rule(
    "PRJ001", "not-in-programme", "error",
    "Type, setting, stage, support and age bands come from the programme's own lists, so that you can compare "
    "projects.",
    _PROGRAMME, "prj-2611-7kq4m2x:\n  setting: castle\n", "prj-2611-7kq4m2x:\n  setting: nursery\n",
)  # fmt: skip
PROJECT_LIMIT: Final = Rule(
    "PRJ002", "too-many", "error",
    "A microproject is small: one to three individuals, and one to three focus areas.",
    projects.ALLOWED, "prj-2611-7kq4m2x:\n  individuals: [{code: P1}, {code: P2}, {code: P3}, {code: P4}]\n",
    "prj-2611-7kq4m2x:\n  individuals: [{code: P1}, {code: P2}, {code: P3}]\n",
)  # fmt: skip
SAME_CODE: Final = Rule(
    "PRJ006", "same-code", "error",
    "You can't tell two individuals with the same code apart, even when one of them withdraws. It is the same with two "
    "small steps that have the same id.",
    projects.RULES, "prj-2611-7kq4m2x:\n  individuals: [{code: P1}, {code: P1}]\n",
    "prj-2611-7kq4m2x:\n  individuals: [{code: P1}, {code: P2}]\n",
)  # fmt: skip
PERSON_CHOICE: Final = Rule(
    "PRC001", "unknown-capacity", "error",
    "What people are in the programme, and in which capacity they practise, comes from its lists.",
    _PROGRAMME, "prc-2601-4t9wq2e:\n  capacity: volunteer\n", "prc-2601-4t9wq2e:\n  capacity: practitioner-parent\n",
)  # fmt: skip
LICENCE_QUESTION: Final = Rule(
    "LIC001", "unknown-question", "error",
    "An answer belongs to one of the programme's questions. An answer to any other question means nothing.",
    _PROGRAMME, "lic-2611-8d5s2v9:\n  eligibility: [{question: shoe-size, answer: true}]\n",
    "lic-2611-8d5s2v9:\n  eligibility: [{question: working-with, answer: true}]\n",
)  # fmt: skip
LICENCE_LIMIT: Final = Rule(
    "LIC002", "too-many-focus-areas", "error",
    "Learning is applied in one to three real-world focus areas.",
    licensing.SOURCE, "lic-2611-8d5s2v9:\n  focus_areas: [mornings, meals, bedtime, weekends]\n",
    "lic-2611-8d5s2v9:\n  focus_areas: [mornings, meals, bedtime]\n",
)  # fmt: skip
LICENCE_INCOMPLETE: Final = Rule(
    "LIC003", "incomplete-licence", "error",
    "A submitted licence application has a project idea, a focus area and an answer to every question.",
    licensing.SOURCE,
    life(
        "lic-2611-8d5s2v9", "focus_areas: null\nstatus: submitted",
        "2026-11-03 apply prc-2611-5r7y3k2", "2026-11-04 submit prc-2611-5r7y3k2",
    ),
    "lic-2611-8d5s2v9:\n  focus_areas: null\n",
)  # fmt: skip
UNKNOWN_PROMPT: Final = Rule(
    "RFL001", "unknown-prompt", "error",
    "An answer belongs to a prompt of the set that the reflection names. Otherwise nobody can tell what was asked.",
    _PROGRAMME,
    "programme:\n  store: personal\nref-2611-c4v8n3x:\n  prompts: driscoll\n"
    "  answers: [{prompt: feelings, text: I was glad.}]\n",
    "programme:\n  store: personal\nref-2611-c4v8n3x:\n  prompts: gibbs\n"
    "  answers: [{prompt: feelings, text: I was glad.}]\n",
)  # fmt: skip
NO_SUMMARY: Final = Rule(
    "RFL002", "shared-without-summary", "error",
    "You share a summary of a reflection, not its answers. Without a summary it shares nothing, or shares what "
    "should have stayed private.",
    sources.LIFECYCLES, "ref-2611-c4v8n3x:\n  summary: null\n",
    "programme:\n  store: personal\n" + life(
        "ref-2611-c4v8n3x", "summary: null\nanswers: [{prompt: what, text: I was tired.}]\nstatus: kept",
        f"2026-11-18 write {ME}",
    ),
)  # fmt: skip
NOT_PASSED_ON: Final = Rule(
    "RFL003", "concern-not-passed-on", "advice",
    "The host deals with a safeguarding concern, so they need to know of it. What it was stays out of the records.",
    projects.RULES, "ref-2611-c4v8n3x:\n  concern: {raised: true, date: 2026-11-10, passed_to_host: false}\n",
    "ref-2611-c4v8n3x:\n  concern: {raised: true, date: 2026-11-10, passed_to_host: true}\n",
)  # fmt: skip
FUND_QUESTION: Final = Rule(
    "APP001", "unknown-fund-question", "error",
    "An answer belongs to one of the fund's questions. An answer to any other question means nothing.",
    _PROGRAMME, "app-2611-h6k2d9s:\n  answers: [{question: shoe-size, answer: nine}]\n",
    "app-2611-h6k2d9s:\n  answers: []\n",
)  # fmt: skip
UNANSWERED: Final = Rule(
    "APP008", "missing-answers", "error",
    "A submitted application answers every question that the fund asks, so that it can be screened and reviewed.",
    "records/programme.yaml, fund.questions",
    "programme:\n  fund.questions: [{id: start, ask: When do you start?, why: It is timed.}]\n"
    "app-2611-h6k2d9s:\n  answers: []\n",
    "programme:\n  fund.questions: [{id: start, ask: When do you start?, why: It is timed.}]\n"
    "app-2611-h6k2d9s:\n  answers: [{question: start, answer: In spring.}]\n",
)  # fmt: skip
CARRIED_OPEN: Final = Rule(
    "APP025", "carried-with-open-questions", "advice",
    "A quarter may ask what an earlier one didn't. An application that was carried into it answers that too, before it "
    "gets money.",
    "records/programme.yaml, fund.questions", _ASKS + _CARRIED,
    _ASKS + _CARRIED.replace("  timeline:", "  answers: [{question: start, answer: In spring.}]\n  timeline:", 1),
)  # fmt: skip
SCORES: Final = Rule(
    "REV001", "scores-off-the-rubric", "error",
    "Scores follow the rubric of their round: one for each criterion, on its scale. Only then can they be averaged.",
    _PROGRAMME,
    "rev-2611-w5t7b3c:\n"
    "  scores: [{criterion: need, score: 9}, {criterion: fit, score: 3}, {criterion: feasible, score: 3}]\n",
    "rev-2611-w5t7b3c:\n"
    "  scores: [{criterion: need, score: 4}, {criterion: fit, score: n/a}, {criterion: feasible, score: 3}]\n",
)  # fmt: skip
REVISION: Final = Rule(
    "REV002", "revision-to-come", "error",
    "A review names a revision that the application has had, so that you can tell what the reviewer read.",
    sources.ACROSS_RECORDS, "rev-2611-w5t7b3c:\n  revision: 2\n",
    "app-2611-h6k2d9s:\n  revision: 2\nrev-2611-w5t7b3c:\n  revision: 1\n",
)  # fmt: skip
ROUND_DAYS: Final = Rule(
    "RND001", "closes-before-it-opens", "error",
    "A round takes applications from its first day to its last. If the last day comes first, it takes none.",
    sources.LIFECYCLES, "2026-q4:\n  closes: 2026-09-30\n", "2026-q4:\n  closes: 2026-11-15\n",
)  # fmt: skip
BEFORE_OPENING: Final = Rule(
    "RND013", "submitted-before-opening", "advice",
    "A round takes applications from its first day on. That day doesn't move behind the first of them.",
    sources.LIFECYCLES, "2026-q4:\n  opens: 2026-11-20\n", "2026-q4:\n  opens: 2026-11-15\n",
)  # fmt: skip
LATER_PROGRAMME: Final = Rule(
    "REC005", "later-programme", "error",
    "A record written under later rules than this store has can't be judged by the rules here.",
    sources.EVERY_RECORD, "prj-2611-7kq4m2x:\n  programme: 7\n", "prj-2611-7kq4m2x:\n  programme: 1\n",
)  # fmt: skip

_PROJECT: Final = {
    "not-in-programme": PROJECT_CHOICE,
    "too-many-focus-areas": PROJECT_LIMIT,
    "too-many-individuals": PROJECT_LIMIT,
    "same-code": SAME_CODE,
}


def on_lists(rule: Rule) -> Callable[[Record, Around], Iterator[Finding]]:
    """A check of an open record's fields against the programme's lists, as findings of this rule."""

    def check(record: Record, around: Around) -> Iterator[Finding]:
        if around.policy is None or _is_closed(record):
            return
        for one in lists.unlisted(record.kind, record.data, around.policy.lists):
            yield found(rule, record.path, one.message, one.hint, one.at)

    return check


def project(record: Record, around: Around) -> Iterator[Finding]:
    """What today's programme has against an open project."""
    if around.policy is None or _is_closed(record):
        return
    for one in projects.objections(record.data, around.policy):
        rule = _PROJECT.get(one.code, PROJECT_CHOICE)
        words = one.message
        if words.facts().get("field") != one.field:
            words = Said("{field}: {why}", field=one.field, why=one.message)
        yield found(rule, record.path, words, _sentence(one.hint), tuple(steps_of(one.field)))


def licence(record: Record, around: Around) -> Iterator[Finding]:
    """Too many focus areas, and what a submitted licence lacks."""
    policy = around.policy
    if policy is None or _is_closed(record):
        return
    areas = record.data.get("focus_areas") or ()
    if len(areas) > policy.limits.focus_areas:
        words = Said(
            "a licence has {most} at most, and this one has {count}.", most=policy.limits.focus_areas, count=len(areas)
        )
        yield in_field(LICENCE_LIMIT, record.path, words, "Keep the ones that matter most.", ("focus_areas",))
    if record.data["status"] == "submitted":
        lacking = licensing.incomplete(record.data, policy.lists.names("eligibility"))
        if lacking is not None:
            words = Said("it has been submitted, but {why}", why=lacking.message)
            yield in_field(LICENCE_INCOMPLETE, record.path, words, _sentence(lacking.hint), ("status",))


def summary(record: Record, around: Around) -> Iterator[Finding]:
    """A shared reflection without a summary."""
    if record.data["status"] == "shared" and not record.data.get("summary"):
        words = Said("it is shared but has no summary.")
        try_ = "Write what you want to share under summary."
        yield in_field(NO_SUMMARY, record.path, words, try_, ("status",))


def concern(record: Record, around: Around) -> Iterator[Finding]:
    """A safeguarding concern that was raised and that the host does not have yet."""
    for waiting in concerns.not_passed_on([record.data]):
        at = ("concern", concerns.PASSED) if concerns.PASSED in record.data["concern"] else ("concern",)
        words = Said(
            "{field}: it was raised on {day} and has not been passed to the host.",
            field="concern",
            day=Day(waiting.day),
        )
        yield found(NOT_PASSED_ON, record.path, words, waiting.command, at)


def unanswered(records: Records) -> Iterator[Finding]:
    """Questions without an answer in an application that was submitted; what is asked later is for later quarters."""
    if records.policy is None:
        return
    now = records.policy.lists.names("fund.questions")
    for record in records.of("application"):
        round = records.data(record.data["round"])
        lacking = answers.still_asked(record.data, round)
        if round.get("questions") is None:  # what the programme asks today is for those who can still answer
            lacking = answers.still_open(record.data, now) if round.get("status") == "open" else {}
        if not lacking or record.data["status"] not in (*answers.ANSWERED, *AWARDED):
            continue
        waits = (
            record.data["status"] in answers.ANSWERED and arrival(record.data, str(record.data["round"])) == "carried"
        )
        rule = CARRIED_OPEN if waits else UNANSWERED
        words = Said(
            "{field}: its quarter asks for more: {open:;}"
            if waits
            else "{field}: it was submitted without an answer to: {open:;}",
            field="answers",
            open=Named(lacking),
        )
        try_ = Command("fund edit", record.id, "--answer", f"{next(iter(lacking))}=TEXT")
        yield found(rule, record.path, words, try_, ("answers",) if record.data.get("answers") else ())


def unknown_questions(records: Records) -> Iterator[Finding]:
    """Answers of open applications to what neither the programme nor any round of the fund asks."""
    asked = {str(q["id"]) for round in records.of("round") for q in round.data.get("questions") or ()}
    for record in records.of("application"):
        if records.policy is None or _is_closed(record):
            continue
        for one in lists.unlisted("application", record.data, records.policy.lists):
            if one.value not in asked:
                yield found(FUND_QUESTION, record.path, one.message, one.hint, one.at)


def reviews(records: Records) -> Iterator[Finding]:
    """Scores that do not answer the rubric of their round, or, while a review is open, the programme's instead."""
    if records.policy is None:
        return
    programme = {"fund": {"rubric": list(records.policy.fund.rubric)}}
    for record in records.of("review"):
        scores, status = record.data.get("scores"), record.data["status"]
        round = records.data(records.data(record.data.get("application")).get("round"))
        if not scores or status == "recused" or (_is_closed(record) and not round.get("rubric")):
            continue  # the programme may ask something else since; what a round was opened with stays
        wrong = scoring.fault(scores, frozen.rubric(round, programme))
        if wrong:
            related = (ids.path_of(str(round["id"])),) if round.get("rubric") else ()
            words = Said("{field}: {why}", field="scores", why=wrong)
            yield found(SCORES, record.path, words, Remedy("See ", Command("fund rounds"), "."), ("scores",), related)


def revisions(records: Records) -> Iterator[Finding]:
    """Reviews of a revision that their application does not have yet."""
    for record in records.of("review"):
        application = records.get(record.data.get("application"))
        read = record.data.get("revision")
        if application is not None and read is not None and read > application.data["revision"]:
            words = Said(
                "{application} is at revision {revision}. It has no revision {read} yet.",
                application=application.id,
                revision=application.data["revision"],
                read=read,
            )
            try_ = Remedy(Command("log", application.id), " shows which one was read.")
            yield in_field(REVISION, record.path, words, try_, ("revision",), (application.path,))


def round_days(record: Record, around: Around) -> Iterator[Finding]:
    """A round whose last day comes before its first."""
    opens, closes = record.data["opens"], record.data["closes"]
    if closes < opens:
        words = Said("{closes} is before {opens}, the day it opens.", closes=Day(closes), opens=Day(opens))
        yield in_field(ROUND_DAYS, record.path, words, Command("fund edit", record.id, "--closes", "DAY"), ("closes",))


def before_opening(records: Records) -> Iterator[Finding]:
    """Applications that came in before the first day of the only round that they were in."""
    for record in records.of("application"):
        events = timeline.standing(record.data["timeline"])
        opens = str(records.data(record.data["round"]).get("opens") or "")
        came = min((dates.day_of(str(e["at"])) for e in events if e["event"] == "submit"), default="")
        if "" < came < opens and not any(e["event"] == "carry" or "round" in e.get("fields", ()) for e in events):
            words = Said("it was submitted before {opens}, when its round opened.", opens=Day(opens))
            try_ = Command("fund edit", quarters.spoken(str(record.data["round"])), "--opens", came)
            yield in_field(
                BEFORE_OPENING, record.path, words, try_, ("round",), (ids.path_of(str(record.data["round"])),)
            )


def version(record: Record, around: Around) -> Iterator[Finding]:
    """A version of the rules that is still to come."""
    if around.policy is not None and record.data["programme"] > around.policy.version:
        words = Said(
            "{programme} is a later version of the rules than the one here, which is {version}.",
            programme=record.data["programme"],
            version=around.policy.version,
        )
        yield in_field(LATER_PROGRAMME, record.path, words, "Bring records/programme.yaml up to date.", ("programme",))


OF_A_RECORD: Final = (
    OfRecord(("project",), project),
    OfRecord(("practitioner",), on_lists(PERSON_CHOICE)),
    OfRecord(("licence",), on_lists(LICENCE_QUESTION)),
    OfRecord(("licence",), licence),
    OfRecord(("reflection",), on_lists(UNKNOWN_PROMPT)),
    OfRecord(("reflection",), summary),
    OfRecord(("reflection",), concern),
    OfRecord(("round",), round_days),
    OfRecord(tuple(CLOSED), version),
)
ACROSS: Final = (reviews, unanswered, unknown_questions, revisions, before_opening)


def _is_closed(record: Record) -> bool:
    return record.data["status"] in CLOSED[record.kind]


def _sentence(hint: Hint) -> Hint:
    if not isinstance(hint, str) or not hint:
        return hint
    text = hint[:1].upper() + hint[1:]
    return text if text.endswith(".") else f"{text}."
