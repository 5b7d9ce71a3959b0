"""Lives that do not go together, decisions changed after their seal, and records that were removed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from imatter_cli import sources
from imatter_cli.checks.rule import OfRecord, found, in_field
from imatter_cli.checks.told import COORDINATOR, LICENCE, ME, SCREENED, life
from imatter_cli.checks.view import Around, Record, Records
from imatter_cli.domain import dates, licensing, people, projects, timeline, undoing
from imatter_cli.domain.data import Data
from imatter_cli.domain.finding import Finding, Rule
from imatter_cli.domain.fund import decisions, seal
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Day, Said

_COMPLETED: Final = "programme:\n  store: personal\n" + life(
    "prj-2611-6h3n8v5", f"status: completed\nlicence: {LICENCE}",
    f"2026-11-03 plan {ME}", f"2026-11-04 start {ME}, licence: {LICENCE}",
)  # fmt: skip
_NOTED: Final = life(
    "prc-2611-5r7y3k2", "same_as: WHO",
    "2026-01-05 join prc-2611-5r7y3k2, roles: [practitioner]", f"2026-11-23 bind {COORDINATOR}, same_as: WHO",
)  # fmt: skip

_DECIDED: Final = life(
    "app-2607-q3n7x4c", "status: not-funded", *SCREENED,
    f"2026-09-20 decide {COORDINATOR}, outcome: not-funded, seal: SEAL,\n"
    "     own_seal: OWN, reasons: [{criterion: need, text: The host could pay.}]",
)  # fmt: skip

WITHOUT_LICENCE: Final = Rule(
    "PRJ003", "start-without-licence", "error",
    "You can start, move, resume, revisit or complete a project only while its practitioner has an active licence.",
    licensing.SOURCE,
    life(
        "prj-2611-6h3n8v5", f"status: active\nlicence: {LICENCE}",
        f"2025-11-03 plan {ME}", f"2025-11-04 start {ME}, licence: {LICENCE}",
    ),
    life(
        "prj-2611-6h3n8v5", f"status: active\nlicence: {LICENCE}",
        f"2026-11-03 plan {ME}", f"2026-11-04 start {ME}, licence: {LICENCE}",
    ),
)  # fmt: skip
NEEDS_LEAD: Final = Rule(
    "PRJ004", "needs-lead", "error",
    "Some types of project need a named Lead practitioner who has acknowledged the project.",
    projects.RULES, "prj-2611-7kq4m2x:\n  type: complex-engagement\n",
    "prj-2611-7kq4m2x:\n  type: complex-engagement\n  lead: prc-2601-9b2fz6a\n"
    "  acknowledgement: {lead: prc-2601-9b2fz6a, date: 2026-10-30}\n",
)  # fmt: skip
UNREFLECTED: Final = Rule(
    "PRJ005", "completed-without-reflection", "error",
    "Reflection is at the heart of the practice. You complete a project with a reflection, or give a reason for "
    "leaving it out.",
    projects.RULES, f"{_COMPLETED}  - {{at: 2026-11-05, event: complete, by: {ME}}}\n",
    f"{_COMPLETED}  - {{at: 2026-11-05, event: complete, by: {ME}, reason: the family moved,\n"
    "     unmet: [reflection]}\n",
)  # fmt: skip
STILL_RUNNING: Final = Rule(
    "PRJ007", "runs-without-licence", "error",
    "While a licence is paused, its projects are paused. When it ends, they stop.",
    projects.RULES,
    life(LICENCE, "status: paused", f"2026-01-12 record {ME}", f"2026-11-20 pause {ME}"),
    life(LICENCE, "", f"2026-01-12 record {ME}", f"2026-11-20 pause {ME}", f"2026-11-21 resume {ME}"),
)  # fmt: skip
TWO_LICENCES: Final = Rule(
    "LIC004", "second-licence", "error",
    "A practitioner has one licence at a time, so that it is clear which one a project runs under.",
    licensing.SOURCE, f"lic-2611-8d5s2v9:\n  practitioner: {ME}\n  idea: prj-2611-7kq4m2x\n",
    life(
        "lic-2611-8d5s2v9", f"practitioner: {ME}\nidea: prj-2611-7kq4m2x\nstatus: declined",
        f"2026-11-03 apply {ME}", f"2026-11-04 submit {ME}",
        f"2026-11-10 decline {COORDINATOR}, reason: not-on-journey",
    ),
)  # fmt: skip
LICENCES_NOTED_LATER: Final = Rule(
    "LIC006", "licences-noted-later", "advice",
    "Two codes that each have a licence were noted as one person's. Nothing was wrong then, but one of the two ends.",
    licensing.SOURCE, _NOTED.replace("WHO", ME), _NOTED.replace("WHO", "prc-2601-9b2fz6a"),
)  # fmt: skip
CHANGED: Final = Rule(
    "HIS001", "changed-since-decided", "error",
    "A decision is about the application and reviews as they were. If they have changed since, the decision no "
    "longer fits them.",
    projects.RULES, "app-2607-q3n7x4c:\n  key_barrier: We have no money.\n",
    "prj-2611-7kq4m2x:\n  setting: nursery\n",
)  # fmt: skip
REWRITTEN: Final = Rule(
    "HIS003", "words-rewritten", "error",
    "A decision or a screening keeps a seal of its own words: outcome, money, quarter, reasons and what it asks for. "
    "So do a return, a revocation, a payment, money that comes back and a closing. A published round keeps one of its "
    "terms. Once people have read them, nobody rewrites them: a decision is corrected on record. Records of earlier "
    "versions have no such seal, and are not judged.",
    projects.RULES, _DECIDED.replace("OWN", "sha256:" + 64 * "0"), _DECIDED.replace("OWN", "SEAL"),
)  # fmt: skip
REMOVED: Final = Rule(
    "HIS002", "record-removed", "advice",
    "Records are ended, not removed. When a file goes, everything that happened to the record goes with it.",
    sources.CHECKING, "prj-2611-6h3n8v5: null\n", "prj-2611-6h3n8v5:\n  setting: nursery\n",
)  # fmt: skip


def still_running(records: Records) -> Iterator[Finding]:
    """Active projects whose licence is not, and whose practitioner has no other."""
    for project in records.of("project"):
        licence = records.get(project.data.get("licence"))
        if project.data["status"] != "active" or licence is None or licence.data["status"] == "active":
            continue
        others = licences_of(records, project.data["practitioner"], project.data.get("licence"))
        if others is None or any(c.data["status"] == "active" for c in others):
            continue
        words = Said(
            "the project is active, but its licence {licence} is {status}.",
            licence=licence.id,
            status=licence.data["status"],
        )
        try_ = Remedy(Command("project pause", project.id), ", or ", Command("licence resume", licence.id))
        yield in_field(STILL_RUNNING, project.path, words, try_, ("status",), (licence.path,))


def second_licence(records: Records) -> Iterator[Finding]:
    """Licences of people who already have one, or are applying for one."""
    holders: dict[str, Record] = {}
    for licence in records.of("licence"):
        if licence.data["status"] not in licensing.CURRENT:
            continue
        who = licence.data["practitioner"]
        first = holders.setdefault(records.codes.get(who, who), licence)
        if first is not licence:
            words = Said(
                "{practitioner} already has {other}, which is {status}.",
                practitioner=licence.data["practitioner"],
                other=first.id,
                status=first.data["status"],
            )
            try_ = Remedy(Command("licence withdraw", licence.id), ", or ", Command("licence end", first.id))
            rule = TWO_LICENCES if _known_as_one(records, first, licence) else LICENCES_NOTED_LATER
            yield in_field(rule, licence.path, words, try_, ("status",), (first.path,))


def _known_as_one(records: Records, *licences: Record) -> bool:
    """Whether the holders were known to be one person when the later of these licences began or was renewed."""
    begun = [
        undoing.moment_of(e)
        for licence in licences
        for e in timeline.happened(licence.data, "apply", "record", "renew")
    ]
    codes = records.codes_at(max(begun, default=""))
    return len({codes.get(who, who) for who in (str(one.data["practitioner"]) for one in licences)}) == 1


def needs_lead(records: Records) -> Iterator[Finding]:
    """Started projects that need a Lead but have none, or lack the acknowledgement."""
    if records.policy is None:
        return
    for project in records.of("project"):
        data = project.data
        kind, lead = records.policy.project_type(data["type"]), data.get("lead")
        if data["status"] not in ("active", "paused") or kind is None or not (kind.get("needs_lead") or lead):
            continue
        if lead is not None and records.get(lead) is None:
            continue  # not there, or not to be relied on: told where it is so
        people = {str(lead): records.data(lead)}
        day = dates.day_of(timeline.standing(data["timeline"])[-1]["at"])
        for one in projects.lead_objections(data, records.policy, people, day, records.codes):
            at = (one.field,) if one.field in data else ("type",)
            yield found(NEEDS_LEAD, project.path, Said("{field}: {why}", field=at[0], why=one.message), one.hint, at)


def unreflected(records: Records) -> Iterator[Finding]:
    """Completed projects without a reflection. A programme's store holds shared ones only and cannot tell."""
    if records.policy is None or not records.personal:
        return
    points = {projects.REFLECTED, *(c["id"] for c in records.policy.completion.items if c["field"] == "reflections")}
    for project in records.of("project"):
        if project.data["status"] != "completed" or records.on("reflection", "project", project.id):
            continue
        n, completed = _last_event(project.data["timeline"], "complete")
        if not points & set(completed.get("unmet") or ()) and not records.in_doubt("reflection", project.id):
            words = Said("{field}: it is completed, but there is no reflection on it.", field="status")
            yield found(UNREFLECTED, project.path, words, Command("reflect", project.id), ("timeline", n, "event"))


def changed(records: Records) -> Iterator[Finding]:
    """Decisions whose application or reviews are no longer what was decided on."""
    for application in records.of("application"):
        decided = decisions.last(application.data)
        if decided is None or records.in_doubt("review", application.id):
            continue
        if records.personal and seal.decided_by_others(application.data):
            continue  # its reviews are where it was decided
        reviews = records.on("review", "application", application.id)
        if seal.changed_since_decided(application.data, [r.data for r in reviews]):
            at = ("timeline", application.data["timeline"].index(decided), "seal")
            day = dates.day_of(decided["at"])
            words = Said("the application or one of its reviews changed after the decision of {day}.", day=Day(day))
            try_ = Remedy(
                Command("log", application.id), " shows what changed. To decide again: ", Command("fund correct")
            )
            yield in_field(CHANGED, application.path, words, try_, at, tuple(r.path for r in reviews))


def rewritten(record: Record, around: Around) -> Iterator[Finding]:
    """Decisions and screenings that say something else than when they were made, and rounds than when published."""
    for n in seal.rewritten(record.data):
        entry = record.data["timeline"][n]
        day = Day(dates.day_of(entry["at"]))
        if entry["event"] == "publish":
            words = Said("the round's terms changed after it was published on {day}.", day=day)
        else:
            words = Said(
                "the words of this event ({event}, {day}) were changed after it was recorded.",
                event=entry["event"],
                day=day,
            )
        try_ = Remedy(Command("log", record.id), " shows when. ", Command("verify"), " shows which change did it.")
        yield in_field(REWRITTEN, record.path, words, try_, ("timeline", n, "own_seal"))


def removed(records: Records) -> Iterator[Finding]:
    """Records that were here and are not any more, and were neither discarded nor undone."""
    for gone in records.removed:
        when = Said("It was removed on {day}.", day=Day(gone.day)) if gone.commit else Said("Its file is gone.")
        back = Command("undo", gone.commit[:12]) if gone.commit else Command("recover")
        words = Said("{id} isn't here any more. {when}", id=gone.id, when=when)
        yield found(REMOVED, gone.path, words, Remedy("To bring it back: ", back))


OF_A_RECORD: Final = (OfRecord(("application", "round"), rewritten),)
ACROSS: Final = (needs_lead, unreflected, still_running, second_licence, changed)
#: What only the past of the whole store tells.
REMOVALS: Final = (removed,)


def licences_of(records: Records, practitioner: str, named: object) -> Sequence[Record] | None:
    """The licences of a practitioner and the one that a record names; None where one of them cannot be relied on."""
    own = records.get(named)
    if named is not None and own is None:
        return None
    codes = people.all_codes(records.codes, practitioner)
    if any(records.in_doubt("licence", code) for code in codes):
        return None
    held = [licence for code in codes for licence in records.on("licence", "practitioner", code)]
    return held if own is None or own in held else [*held, own]


def _last_event(entries: Sequence[Data], event: str) -> tuple[int, dict[str, Any]]:
    return next((n, dict(e)) for n, e in reversed(timeline.standing_at(entries)) if e["event"] == event)
