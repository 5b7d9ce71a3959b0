"""An application to the fund up to its decision: what its applicant does, and what a coordinator does with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache

from imatter_cli import sources
from imatter_cli.domain import editing, licensing, lifecycles, money, timeline
from imatter_cli.domain.fund import answers, closing, costs, decisions, frozen, moving
from imatter_cli.domain.fund.standing import arrival
from imatter_cli.errors import BadValue, Refused
from imatter_cli.remedies import Command
from imatter_cli.said import Called, Many, Named, Prose, Said
from imatter_cli.services.context import Context
from imatter_cli.services.fund import currencies
from imatter_cli.services.fund.calendar import quarter_meant
from imatter_cli.services.fund.records import refuse_unable, round_statuses
from imatter_cli.services.records import events, sound
from imatter_cli.services.records.recording import Recording, record
from imatter_cli.services.records.related import round_of
from imatter_cli.services.records.valid import is_well_formed
from imatter_cli.store.contract import Data, Reader, Receipt

EDITABLE = ("licence", "project", "round", "key_barrier", "costs", "amount", "other_sources", "payee", "answers")
RULES = sources.ACROSS_RECORDS


def apply(ctx: Context, fields: Data, day: str = "") -> Receipt:
    """Begin a draft by the project's practitioner, under their licence, for the sum of its costs.

    `fields`: project, round, key_barrier, costs, payee, and as they are given licence, amount, other_sources, answers.
    Raises Refused (`no-round`, `round-over`, `no-active-licence`, `project-over`, `not-their-project`, `costs-differ`).
    """

    def do(recording: Recording) -> None:
        currencies.refuse_unsaved(ctx.store, recording.reader)
        project = recording.reader.get(str(fields["project"])).data
        who = str(fields.get("practitioner") or project.get("practitioner"))
        round_of(recording.reader, str(fields["round"]))
        given = {k: v for k, v in fields.items() if v is not None}
        given["licence"] = given.get("licence") or _licence(recording, who, day, "Not begun")
        given["amount"] = given.get("amount") or money.text(costs.total(given["costs"]))
        costs.refuse(given)
        _refuse_unknown(recording, given.get("answers"), (), str(fields["round"]))
        recording.new("application", "apply", {"practitioner": who, "revision": 1, **given}, day=day)

    return record(ctx, "application apply", do)


def drafts_beside(ctx: Context, made: Data) -> list[str]:
    """The other drafts for the project and the quarter of an application."""
    same = sound.each(ctx.store, "application", str(made["project"]))
    return [
        str(one["id"]) for one in same
        if one["id"] != made["id"] and one["status"] == "draft"
        and all(one.get(field) == made[field] for field in ("project", "round"))
    ]  # fmt: skip


def may_apply(ctx: Context) -> Callable[[str], None]:
    """A question by project: it raises the refusal where no application for it may be begun now, for any quarter."""
    recording = cache(lambda: Recording(ctx, ctx.store))

    def ask(project: str) -> None:
        who = str(ctx.store.get(project).data.get("practitioner"))
        licence = _licence(recording(), who, "", "Not begun")
        recording().ask_new("application", "apply", {"practitioner": who, "project": project, "licence": licence})

    return ask


def judge(ctx: Context, project: str, round: str = "") -> None:
    """Raise what beginning an application with this project, for this quarter, would be refused for."""
    who = str(ctx.store.get(project).data.get("practitioner"))
    fields = {"round": round_of(ctx.store, round)["id"]} if round else {}
    events.may_begin(ctx, "application", "apply", {"practitioner": who, "project": project, **fields})


def quarters_to_apply_in(reader: Reader) -> list[str]:
    """The quarters that take applications."""
    return [id for id, status in round_statuses(reader).items() if status == "open"]


def projects_to_help(ctx: Context) -> list[str]:
    """The projects that the fund may help, newest first: those that are not over."""
    states = [s for s in lifecycles.STATES["project"] if s not in lifecycles.CLOSED["project"]]
    return events.in_states(ctx, "project", states)


def may_submit(ctx: Context) -> Callable[[str], None]:
    """A question by application: it raises the refusal where it may not be submitted as it is now."""
    recording = cache(lambda: Recording(ctx, ctx.store))

    def ask(id: str) -> None:
        recording().ask(id, "submit")
        refuse_unready(recording(), recording().current(id))

    return ask


def submit(ctx: Context, id: str, *, late: bool = False, reason: str = "", day: str = "") -> Receipt:
    """Submit a draft by the round's closing day, or late, on purpose and with a reason.

    Raises Refused (`past-closing`, `missing-reason`, `no-active-licence`, `costs-differ`, `missing-answers`).
    """

    def do(recording: Recording) -> None:
        application = recording.current(id)
        recording.ask(id, "submit", day=day, reason=reason, details={"late": late or None})
        round, today = round_of(recording.reader, str(application["round"])), ctx.today.isoformat()
        counts = day or today
        if not recording.policy.personal:
            counts = closing.counts_on(round, counts, today)
        is_late = late and closing.is_late(round, counts)
        refuse_unready(recording, application)
        details = {"revision": application["revision"], "late": True if is_late else None}
        recording.lead(id, "submit", day=day, reason=reason, details=details)

    return record(ctx, "application submit", do)


def refuse_unready(recording: Recording, application: Data) -> None:
    """Refuse to submit an incomplete application. Raises as `submit`."""
    costs.refuse(application)
    _refuse_unanswered(recording, application)


def edit(ctx: Context, id: str, fields: Data, *, reason: str = "", day: str = "") -> Receipt:
    """Change an application. After submission that makes a new revision, and reviews of the old one are stale.

    A new amount follows from new costs. Raises Refused (`nothing-changed`, `costs-differ`, `round-fixed`,
    `conflict-of-interest` for a coordinator).
    """
    return record(ctx, "application edit", lambda recording: lead_edit(recording, id, fields, reason=reason, day=day))


def lead_edit(recording: Recording, id: str, fields: Data, *, reason: str = "", day: str = "") -> Data:
    """The same within a recording; the application after it."""
    before = recording.current(id)
    given = {k: v for k, v in editing.onto(before, fields).items() if k in EDITABLE}
    items = given.get("costs")
    if isinstance(items, list) and "amount" not in given and all(isinstance(i, dict) and "amount" in i for i in items):
        given["amount"] = money.text(costs.total(items))
    changed = {k: v for k, v in given.items() if v != before.get(k)}
    if "round" in changed:  # the same figures in another currency are other costs
        changed |= {k: given[k] for k in ("costs", "amount") if k in given}
    recording.ask(id, "edit", changed, day=day, reason=reason)
    if not changed:
        raise editing.nothing_changed(id, Command("fund show", id))
    names = sorted(changed)
    into = str(changed.get("round") or before["round"])
    _refuse_unknown(recording, changed.get("answers"), before.get("answers") or (), into)
    if handed_in(before):
        changed["revision"] = int(before["revision"]) + 1
    after = recording.lead(id, "edit", changed, day=day, reason=reason, details={"fields": names})
    if is_well_formed(id, after):  # else the change as a whole is refused
        costs.refuse(after)
        if before["status"] not in ("draft", "returned"):  # those are asked when they are submitted
            _refuse_unanswered(recording, after, before)
    return after


def screen(ctx: Context, id: str, outcome: str, criterion: str = "", *, reason: str = "", day: str = "") -> Receipt:
    """Find a submitted application eligible, or not, with the criterion that it does not meet.

    Until it is decided, screening it again corrects that, with a reason. Raises Refused (`missing-criterion`,
    `missing-reason`, `nothing-changed`, `conflict-of-interest`), BadValue for a criterion that is not there.
    """

    def do(recording: Recording) -> None:
        recording.ask(id, "screen", day=day, details={"outcome": outcome})
        known = [str(c["id"]) for c in criteria_for(recording.reader, id)]
        if outcome == "not-eligible" and not criterion:
            raise Refused(
                "Name the eligibility criterion that is not met.", code="missing-criterion", source=RULES,
                hint=Said("Give --criterion {criteria:or}.", criteria=Many(known)),
            )  # fmt: skip
        if criterion and criterion not in known:
            raise BadValue(
                Said("{given!r} is not a criterion.", given=Prose(criterion)),
                hint=Said("Choose from {criteria}.", criteria=Many(known)),
            )
        if criterion and outcome == "eligible":
            raise BadValue(
                "An eligible application meets every criterion, so there is none to name.",
                hint="Leave --criterion out.",
            )
        details = {"outcome": outcome, "criterion": criterion or None}
        before = recording.current(id)
        made = decisions.screenings(before)
        said = (criterion or None, reason.strip() or None)
        if str(before["status"]) == outcome and made and decisions.is_screened(made[-1], *said):
            raise editing.nothing_changed(id, Command("fund show", id))
        recording.lead(id, "screen", day=day, reason=reason, details=details)

    return record(ctx, "application screen", do)


def to_screen(ctx: Context) -> list[str]:
    """Applications that nobody has screened yet, newest first."""
    return events.in_states(ctx, "application", ["submitted"])


def criteria_for(reader: Reader, application: str) -> Sequence[Data]:
    """The eligibility criteria of an application's round, or the programme's where no application is named.

    Raises Refused (`no-round`), NotFound, Broken.
    """
    round = round_of(reader, str(reader.get(application).data["round"])) if application else {}
    return frozen.criteria(round, reader.programme())


def carry(ctx: Context, id: str, day: str = "", *, into: str = "", reason: str = "") -> Receipt:
    """Carry an application into another quarter: a deferred one, or one whose round was cancelled.

    `into` is the quarter; without it a deferred application goes where its deferral says. Raises Refused (`no-round`,
    `round-over`, `not-published`, `conflict-of-interest`), and as `domain.fund.moving.destination`.
    """

    def do(recording: Recording) -> None:
        refuse_unable(recording, id, "carry")
        to = quarter_meant(recording.reader, into, ctx.today) if into else ""
        chosen = moving.destination(recording.current(id), round_statuses(recording.reader), to)
        recording.lead(id, "carry", day=day, reason=reason, details={"round": chosen})

    return record(ctx, "application carry", do)


def still_asked(reader: Reader, application: Data) -> dict[str, str]:
    """The questions of its round that an application has no answer to, id to words."""
    return answers.still_asked(application, round_of(reader, str(application["round"])))


def to_carry(ctx: Context) -> list[str]:
    """Applications that can be carried: deferred ones, and those whose round was cancelled; newest first."""
    statuses = round_statuses(ctx.store)
    found = [(id, ctx.store.get(id).data) for id in events.fitting(ctx, "application", "carry")]
    return [id for id, a in found if moving.deferred_to(a) or moving.left_behind(a, statuses)]


def of_quarter(ctx: Context, quarter: str, event: str, among: Sequence[str]) -> list[str]:
    """Those of these applications that an event is meant for by their quarter: the one that they are in.

    To be carried, one also belongs to the quarter that it waits for. Broken ones are left out.
    """
    there = {str(a["id"]): a for a in sound.each(ctx.store, "application", quarter)}
    waits = [id for id, a in there.items() if event == "carry" and arrival(a, quarter) == "waiting"]
    return sorted(id for id in there.keys() & set(among) if id in waits or there[id].get("round") == quarter)


def handed_in(application: Data) -> bool:
    """Whether it was submitted, even if it was returned since; a submission that was taken back does not count."""
    return any(e.get("event") == "submit" for e in timeline.standing(application.get("timeline")))


def _licence(recording: Recording, who: str, day: str, not_done: str) -> str:
    """The active licence of an applicant. Raises Refused (`no-active-licence`)."""
    on = day or recording.ctx.today.isoformat()
    return str(licensing.active_licence(who, recording.licences(who), on, not_done)["id"])


def asked_in(reader: Reader, round: str) -> dict[str, str]:
    """The fund's own questions in a round, id to words. Raises Refused (`no-round`), Broken."""
    return frozen.questions(round_of(reader, round), reader.programme())


def _refuse_unknown(recording: Recording, given: object, before: Sequence[Data], round: str) -> None:
    """Refuse an answer to a question that its round does not ask; what was there before may stay. Raises BadValue."""
    known = asked_in(recording.reader, round) if given else {}
    there = [a.get("question") for a in before]
    for answer in given if isinstance(given, list) else ():
        question = answer.get("question") if isinstance(answer, Mapping) else None
        if question not in known and question not in there:
            choose = (
                Said("Choose from {questions}.", questions=Many(known))
                if known
                else "The fund asks no questions of its own."
            )
            raise BadValue(Said("{given!r} is not a question of the fund.", given=Prose(question)), hint=choose)


def _refuse_unanswered(recording: Recording, application: Data, before: Data | None = None) -> None:
    """Refuse what leaves questions open, but for those that were open `before` (`missing-answers`)."""
    asked = asked_in(recording.reader, str(application["round"]))
    lacking = answers.still_open(application, asked)
    if before is not None:
        lacking = {id: ask for id, ask in lacking.items() if id not in answers.still_open(before, asked)}
    if lacking:
        not_done = Called("submit", "Not submitted") if before is None else Called("edit", "Not changed")
        raise Refused(
            Said(
                "{not_done}: {application}. These questions are still open: {open:;}",
                not_done=not_done,
                application=application["id"],
                open=Named(lacking),
            ),
            code="missing-answers",
            source="records/programme.yaml, fund.questions",
            hint=Command("fund edit", application["id"], "--answer", f"{next(iter(lacking))}=TEXT"),
            details={"open": list(lacking)},
        )
