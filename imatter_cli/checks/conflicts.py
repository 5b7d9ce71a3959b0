"""Who scored and decided, and whether they may have."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from typing import Final

from imatter_cli.checks.rule import OfRecord, in_field
from imatter_cli.checks.told import COORDINATOR, ME, SCREENED, life
from imatter_cli.checks.view import Around, Record, Records
from imatter_cli.domain import ids, people, timeline, undoing
from imatter_cli.domain.finding import Finding, Rule
from imatter_cli.domain.fund import conflicts, decisions, quorum, seal
from imatter_cli.domain.lifecycles import CLOSED, DECIDED
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Said

#: A decided application of the example store, for the examples of rules.
DECIDED_EXAMPLE: Final = life(
    "app-2607-q3n7x4c", "status: funded", *SCREENED,
    '2026-09-20 decide WHO, outcome: funded, award: "180.00", seal: SEAL,\n     reasons: [REASON]',
)  # fmt: skip
_RECUSED: Final = life(
    "rev-2611-w5t7b3c", f"reviewer: {ME}\nstatus: recused\nconflict: own-application",
    f"2026-11-21 recuse {COORDINATOR}, reason: it is their own",
)  # fmt: skip
_REASON: Final = "{criterion: need, text: Small and ready.}"
#: A reviewer of the example store, who is noted to be somebody else as well, after the review was given.
_BOUND: Final = life(
    "prc-2601-v2x5c7n", "same_as: WHO",
    "2026-01-05 join prc-2601-v2x5c7n, roles: [reviewer]", f"2026-11-23 bind {COORDINATOR}, same_as: WHO",
)  # fmt: skip

OWN_REVIEW: Final = Rule(
    "FND001", "review-with-conflict", "error",
    "Nobody scores their own application, or one they have a conflict with, under any of their codes.",
    decisions.SOURCE, f"rev-2608-d3g6j9m:\n  reviewer: {ME}\n",
    _RECUSED,
)  # fmt: skip
OWN_DECISION: Final = Rule(
    "FND002", "decision-with-conflict", "error",
    "Nobody decides their own application, or one they have a conflict with.",
    decisions.SOURCE, DECIDED_EXAMPLE.replace("WHO", ME).replace("REASON", _REASON),
    DECIDED_EXAMPLE.replace("WHO", COORDINATOR).replace("REASON", _REASON),
)  # fmt: skip
NO_QUORUM: Final = Rule(
    "FND003", "no-quorum", "error",
    "A decision needs the number of reviews that its round sets, all without a conflict.",
    decisions.SOURCE, "2026-q3:\n  quorum: 3\n", "2026-q3:\n  quorum: 2\n",
)  # fmt: skip
NO_REASONS: Final = Rule(
    "FND004", "decision-without-reasons", "error",
    "A decision needs reasons, by criterion, for the applicant to read.",
    decisions.SOURCE, DECIDED_EXAMPLE.replace("WHO", COORDINATOR).replace("REASON", ""),
    DECIDED_EXAMPLE.replace("WHO", COORDINATOR).replace("REASON", _REASON),
)  # fmt: skip
TWICE: Final = Rule(
    "FND005", "reviewed-twice", "error",
    "Each person's view counts once, so nobody has two reviews of one application.",
    decisions.SOURCE, "rev-2611-w5t7b3c:\n  application: app-2607-q3n7x4c\n  reviewer: prc-2601-v2x5c7n\n",
    "rev-2611-w5t7b3c:\n  reviewer: prc-2601-v2x5c7n\n",
)  # fmt: skip

NOTED_LATER: Final = Rule(
    "FND012", "conflict-noted-later", "advice",
    "Two codes were noted as one person's after something was done under them. Nothing was wrong then, and a "
    "coordinator can still look at it again.",
    decisions.SOURCE, _BOUND.replace("WHO", ME), _BOUND.replace("WHO", "prc-2601-9b2fz6a"),
)  # fmt: skip


def with_conflict(records: Records) -> Iterator[Finding]:
    """Submitted reviews by people with a conflict."""
    if records.personal:
        return  # there the practitioner notes what others decided elsewhere
    for application in records.of("application"):
        reviews = records.on("review", "application", application.id)
        plain = [r.data for r in reviews]
        codes = records.codes
        telling = _what_tells(application, reviews)
        for review in reviews:
            why = conflicts.conflict(review.data["reviewer"], application.data, plain, codes)
            if why and review.data["status"] != "recused":
                words = Said(
                    "{reviewer} {why} {application}.",
                    reviewer=review.data["reviewer"],
                    why=_has(why),
                    application=application.id,
                )
                try_ = Command("fund recuse", application.id, "--reviewer", review.data["reviewer"])
                then = records.codes_at(_last_moment(review))
                rule = OWN_REVIEW
                if not conflicts.conflict(review.data["reviewer"], application.data, plain, then):
                    rule = NOTED_LATER
                if rule is OWN_REVIEW or not _is_over(application):
                    yield in_field(rule, review.path, words, try_, ("reviewer",), (application.path, *telling))
        yield from _twice(records, application, reviews)


def no_quorum(records: Records) -> Iterator[Finding]:
    """Decided applications with fewer reviews that count than their round asks for."""
    if records.personal:
        return
    for application in records.of("application"):
        round = records.get(application.data["round"])
        if round is None or application.data["status"] not in DECIDED or application.data["status"] == "deferred":
            continue
        on_it = records.on("review", "application", application.id)
        reviews = seal.as_decided(application.data, [r.data for r in on_it])
        codes = records.codes_at(_last_moment(application, decisions.DECIDING))
        lacking = quorum.missing(application.data, reviews, codes, round.data["quorum"])
        if lacking and not records.in_doubt("review", application.id):
            have = round.data["quorum"] - lacking
            words = Said(
                "it was decided with {counted} of the {quorum} reviews it needs.",
                counted=have,
                quorum=round.data["quorum"],
            )
            related = (round.path, *(r.path for r in on_it))
            hint = Remedy("See ", Command("fund show"), ".")
            yield in_field(NO_QUORUM, application.path, words, hint, ("status",), related)


def no_reasons(record: Record, around: Around) -> Iterator[Finding]:
    """Decisions without a reason."""
    for n, entry in timeline.standing_at(record.data["timeline"]):
        if entry["event"] in decisions.DECIDING and not entry.get("reasons"):
            words = Said("the {event} event has none.", event=entry["event"])
            try_ = Remedy(Command("fund correct", record.id), ", with --reason for each criterion")
            yield in_field(NO_REASONS, record.path, words, try_, ("timeline", n, "reasons"))


OF_A_RECORD: Final = (OfRecord(("application",), no_reasons),)
ACROSS: Final = (with_conflict, no_quorum)


def _what_tells(application: Record, reviews: Sequence[Record]) -> tuple[str, ...]:
    """Where it stands who the applicant is, and which conflicts were declared."""
    declared = (r.path for r in reviews if r.data.get("conflict"))
    return (ids.path_of(application.data["practitioner"]), *declared)


def _last_moment(record: Record, events: Container[str] | None = None) -> str:
    """When the last of these events (of all of them) was recorded; empty if there was none."""
    entries = timeline.standing(record.data["timeline"])
    return max((undoing.moment_of(e) for e in entries if events is None or e["event"] in events), default="")


def _is_over(application: Record) -> bool:
    """Whether nothing is to be done about an application any more."""
    return application.data["status"] in CLOSED["application"]


def _twice(records: Records, application: Record, reviews: Sequence[Record]) -> Iterator[Finding]:
    codes = records.codes
    first: dict[str, Record] = {}
    for review in reviews:
        if review.data["status"] == "recused":
            continue
        who = review.data["reviewer"]
        other = first.setdefault(codes.get(who, who), review)
        if other is not review:
            words = Said("{reviewer} already has {other} on the same application.", reviewer=who, other=other.id)
            then = records.codes_at(max(_last_moment(review), _last_moment(other)))
            if people.same_person(then, who, other.data["reviewer"]):
                yield in_field(TWICE, review.path, words, "Keep only one of the two.", ("reviewer",), (other.path,))
            elif not _is_over(application):
                try_ = Command("fund recuse", application.id, "--reviewer", who)
                yield in_field(NOTED_LATER, review.path, words, try_, ("reviewer",), (other.path,))


def _has(conflict: str) -> Said:
    if conflict == "own-application":
        return Said("is the applicant of")
    return Said("has a conflict ({conflict}) on", conflict=conflict)
