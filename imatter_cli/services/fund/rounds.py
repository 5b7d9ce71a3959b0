"""A round of the fund: opened, closed, opened again, published, cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from imatter_cli import sources
from imatter_cli.domain import editing, money, quarters
from imatter_cli.domain.following import FOLLOWING
from imatter_cli.domain.fund import assigning, budget, frozen, moving, seal
from imatter_cli.domain.lifecycles import UNPAID
from imatter_cli.domain.preconditions import OF_THE_MONEY
from imatter_cli.errors import BadValue, NotFound, Refused
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Day, Quarter, Said
from imatter_cli.services.context import Context
from imatter_cli.services.fund import currencies
from imatter_cli.services.fund.calendar import current_quarter, quarter_meant
from imatter_cli.services.fund.records import refuse_unable, round_statuses
from imatter_cli.services.records import sound
from imatter_cli.services.records.recording import Recording, record
from imatter_cli.services.records.related import in_round, readable, round_of
from imatter_cli.services.records.valid import is_well_formed
from imatter_cli.store.contract import Data, Reader, Receipt

EDITABLE = ("budget", "reserve", "opens", "closes", "ceiling", "quorum", "reviewers")


def open_round(ctx: Context, quarter: str, fields: Data, day: str = "") -> Receipt:
    """Open the round of a quarter; what is not given comes from the programme, and is frozen in the round.

    `fields`: budget, reserve, opens, closes, ceiling, quorum, reviewers. Raises Refused (`there-already`,
    `over-budget` for a reserve above the budget, `not-a-reviewer`), BadValue.
    """

    def do(recording: Recording) -> None:
        refuse_second(recording.reader, quarter)
        currencies.refuse_unsaved(ctx.store, recording.reader)
        fund = recording.policy.fund
        given = {**defaults(recording.reader), **{k: v for k, v in fields.items() if v is not None}}
        opens = str(given.get("opens") or day or ctx.today.isoformat())
        closes = str(given.get("closes") or (date.fromisoformat(opens) + timedelta(days=fund.round_days)).isoformat())
        round = {
            "ceiling": money.text(fund.ceiling), "quorum": fund.quorum, "reviewers": [], **given,
            "opens": opens, "closes": closes, **frozen.of(recording.reader.programme()),
        }  # fmt: skip
        judge(recording.reader, round, ctx.today)
        recording.new("round", "open", round, id=quarter, day=day)

    return record(ctx, "round open", do)


def judge(reader: Reader, terms: Data, today: date) -> None:
    """Refuse what is wrong with the terms of a new round, as far as they are known. Raises as `open_round`."""
    opens = str(terms.get("opens") or today.isoformat())
    if terms.get("closes"):
        _refuse_dates(opens, str(terms["closes"]))
    if terms.get("budget"):
        budget.refuse_budget(budget.purse({"id": "", **terms}, []))
    for person in terms.get("reviewers") or ():
        refuse_no_reviewer(reader, person)


def defaults(reader: Reader) -> dict[str, str]:
    """The budget and the reserve of a round as the programme has them, where it does."""
    fund = reader.programme()["fund"]
    return {name: money.text(money.parse(fund[name])) for name in ("budget", "reserve") if fund.get(name) is not None}


def edit(ctx: Context, quarter: str, fields: Data, *, reason: str = "", day: str = "") -> Receipt:
    """Change a round that is not published; once it is closed its terms need a reason.

    Raises Refused (`missing-reason`, `over-budget`, `over-ceiling`, `no-quorum`, `past-closing`, `nothing-changed`),
    BadValue.
    """
    return record(ctx, "round edit", lambda recording: lead_edit(recording, quarter, fields, reason=reason, day=day))


def lead_edit(recording: Recording, quarter: str, fields: Data, *, reason: str = "", day: str = "") -> Data:
    """The same within a recording; the round after it."""
    round = round_of(recording.reader, quarter)
    changed = {k: v for k, v in editing.onto(round, fields).items() if k in EDITABLE and v != round.get(k)}
    if not changed:
        raise editing.nothing_changed(Quarter(quarter), Command("fund rounds", quarters.spoken(quarter)))
    details = {"fields": sorted(changed), "without": assigning.taken_away(round, changed) or None}
    after = recording.lead(quarter, "edit", changed, day=day, reason=reason, details=details)
    if not is_well_formed(quarter, after):  # the change as a whole is refused
        return after
    _refuse_dates(str(after["opens"]), str(after["closes"]))
    for person in set(changed.get("reviewers") or ()) - set(round.get("reviewers") or ()):
        refuse_no_reviewer(recording.reader, person)
    return after


def close(ctx: Context, quarter: str, day: str = "") -> Receipt:
    """Close an open round: no more applications, and decisions can be made. Raises Refused (`deferral-waits`)."""

    def do(recording: Recording) -> None:
        round_of(recording.reader, quarter)
        refuse_unable(recording, quarter, "close", "round")
        _refuse_waiting(recording.reader, quarter, "Not closed")
        recording.lead(quarter, "close", day=day)

    return record(ctx, "round close", do)


def reopen(ctx: Context, quarter: str, reason: str, day: str = "") -> Receipt:
    """Open a closed round again, with a reason."""
    return _happen(ctx, quarter, "reopen", day, reason)


def publish(ctx: Context, quarter: str, day: str = "") -> Receipt:
    """Publish a closed round in which every application is decided, withdrawn or not eligible.

    Raises Refused (`undecided`, `deferral-waits`, details: applications; `over-budget`).
    """

    def do(recording: Recording) -> None:
        terms = seal.of_terms(round_of(recording.reader, quarter))
        recording.ask(quarter, "publish", day=day)
        _refuse_waiting(recording.reader, quarter, "Not published")
        recording.lead(quarter, "publish", day=day, details={"own_seal": terms})

    return record(ctx, "round publish", do)


def unpayable(ctx: Context, quarter: str) -> list[str]:
    """What keeps awards of a round from being taken up as things are now, in words."""
    recording = Recording(ctx, ctx.store)
    awarded = [a for a in in_round(ctx.store, quarter) if a["status"] in UNPAID]
    found = [(str(a["id"]), recording.in_the_way(str(a["id"]), "pay", OF_THE_MONEY)) for a in awarded]
    return [f"{id} can't be paid as things are: {one.message} {one.hint}" for id, one in found if one is not None]


def cancel(ctx: Context, quarter: str, reason: str, day: str = "", *, into: str = "", end: bool = False) -> Receipt:
    """Cancel a round without awards; its applications, and deferrals to it, go `into` another or `end`.

    Raises Refused (`has-awards`, `applications-left`, `no-round`, `round-over`, `not-later`).
    """

    def do(recording: Recording) -> None:
        round_of(recording.reader, quarter)
        there = readable(recording.reader, "application", quarter)
        recording.lead(quarter, "cancel", day=day, reason=reason)
        ended, moved = FOLLOWING["round", "cancel"]
        waiting = [str(a["id"]) for a in moved.among(quarter, there)]
        if not waiting:
            return
        if end:
            for id in waiting:
                recording.lead(id, ended.event, day=day, reason=reason, because=quarter)
            return
        if not into:
            raise _left_over(recording, quarter, waiting)
        other = quarter_meant(recording.reader, into, ctx.today)
        _refuse_destination(recording, quarter, other)
        for id in waiting:
            recording.lead(id, moved.event, day=day, reason=reason, because=quarter, details={"round": other})

    return record(ctx, "round cancel", do)


def _left_over(recording: Recording, quarter: str, waiting: Sequence[str]) -> Refused:
    current = current_quarter(recording.reader, recording.ctx.today)
    later = quarters.spoken(moving.next_after(quarter, round_statuses(recording.reader), current))
    name = quarters.spoken(quarter)
    return Refused(
        Said("Not cancelled: {why}", why=moving.still_undecided(waiting, quarter)),
        code="applications-left", source=sources.LIFECYCLES,
        hint=Remedy(Command("fund cancel", name, "--into", later), " moves them on. --end ends them."),
        details={"applications": list(waiting)},
    )  # fmt: skip


def _refuse_destination(recording: Recording, quarter: str, into: str) -> None:
    """Refuse another round that cannot take the applications of a cancelled one."""
    other = round_of(recording.reader, into)
    if quarters.distance(quarter, into) <= 0:
        raise Refused(
            Said("{into} is not later than {round}.", into=Quarter(into), round=Quarter(quarter)), code="not-later",
            hint="Choose a later quarter.",
        )  # fmt: skip
    moving.refuse_deferral(into, {into: str(other["status"])})


def _refuse_waiting(reader: Reader, quarter: str, not_done: str) -> None:
    mentioning = readable(reader, "application", quarter)
    moving.refuse_waiting(mentioning, quarter, round_statuses(reader), not_done)


def refuse_before(ctx: Context, quarter: str, event: str) -> None:
    """Refuse what cannot happen to a round, before anything is asked. Raises Refused (`no-round`, `lifecycle`)."""
    round_of(ctx.store, quarter)
    refuse_unable(Recording(ctx, ctx.store), quarter, event, "round")


def could_review(ctx: Context, round: Data) -> list[str]:
    """The people who could review in a round and do not yet, newest first."""
    able = {str(p["id"]) for p in sound.each(ctx.store, "practitioner") if not _why_not(p)}
    return sorted(able - set(round.get("reviewers") or ()), reverse=True)


def refuse_no_reviewer(reader: Reader, person: str) -> None:
    """Refuse one who is not a reviewer of the programme. Raises Refused (`not-a-reviewer`), NotFound."""
    why = _why_not(reader.get(person).data)
    if why:
        raise Refused(why, code="not-a-reviewer", hint=Command("practitioner role", person, "--role", "reviewer"))


def _why_not(person: Data) -> Said | None:
    return assigning.why_not_a_reviewer(str(person["id"]), person.get("roles") or (), person.get("status") == "left")


def _happen(ctx: Context, quarter: str, event: str, day: str, reason: str = "") -> Receipt:
    def do(recording: Recording) -> None:
        round_of(recording.reader, quarter)
        recording.lead(quarter, event, day=day, reason=reason)

    return record(ctx, f"round {event}", do)


def refuse_second(reader: Reader, quarter: str) -> None:
    """Refuse to open a round that is there already (`there-already`)."""
    try:
        status = reader.get(quarter).data.get("status")
    except NotFound:
        return
    raise Refused(
        Said("The round of {round} already exists and is {status}.", round=Quarter(quarter), status=status),
        code="there-already",
        hint=Command("fund rounds", quarters.spoken(quarter)),
    )


def _refuse_dates(opens: str, closes: str) -> None:
    if closes < opens:
        raise BadValue(
            Said(
                "The round would close on {closes}, before it opens on {opens}.", closes=Day(closes), opens=Day(opens)
            ),
            hint="Give a later --closes.",
        )
