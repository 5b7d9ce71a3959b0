"""What the fund is waiting for: who from, since when, and whether it is late. Works on plain data.

One place decides it for home, for `imatter due` and for pages. What is over is never asked for: a review of an
application that was decided or withdrawn, an award that is not published yet, a draft whose quarter has closed.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from imatter_cli.classes import immutable
from imatter_cli.domain import dates, due, money, quarters, timeline
from imatter_cli.domain.data import Data
from imatter_cli.domain.due import Due, What
from imatter_cli.domain.fund import account, answers, assigning, closing, decisions, moving
from imatter_cli.domain.lifecycles import UNDER_REVIEW
from imatter_cli.domain.projects import Objection
from imatter_cli.remedies import Command, Hint, Remedy

#: States in which an award waits for its answer, and for its money.
_OFFERED = ("funded", "part-funded")
OWED = ("accepted", "part-paid")
_TAKES_PART = ("open", "closed")
#: States that keep a round from being published.
UNSETTLED = ("submitted", "returned", "eligible")


@immutable
class Awaited:
    """What of the fund one has to know to say what it waits for.

    `rounds` are all rounds by id; `late_after` says by the programme after how many days something counts as late
    (screening, review, acceptance, payment, report); in a `personal` store nobody publishes decisions. `quarter` is
    today's, by the programme's calendar. `objections` are what would refuse an event of an application if the reader
    did it now.
    """

    rounds: Mapping[str, Data]
    today: date
    late_after: Mapping[str, int]
    personal: bool = False
    quarter: str = ""
    objections: Callable[..., Sequence[Objection]] = lambda application, event, **details: ()

    def round_of(self, application: Data) -> Data:
        """The round of an application; empty where it is not there."""
        return self.rounds.get(str(application.get("round")), {})

    def takes_applications(self, round: Data) -> bool:
        """Whether a round takes applications today."""
        return closing.takes_applications(round, self.today)

    def may(self, application: Data, event: str, command: Hint, **details: str) -> tuple[str, Hint]:
        """What to type for an event, with nothing more to say; or else why it can't happen, and what to do instead."""
        found = next(iter(self.objections(application, event, **details)), None)
        return ("", command) if found is None else (f" {_sentence(str(found.message))}", found.hint or command)

    def is_out(self, application: Data) -> bool:
        """Whether the decision on an application was published."""
        return self.personal or self.round_of(application).get("status") == "published"


def _sentence(message: str) -> str:
    """What a refusal says, as a sentence of its own; an id at its beginning stays as it is."""
    return message[:1].upper() + message[1:] if message.partition(" ")[0].isalpha() else message


def late_after(programme: Data) -> dict[str, int]:
    """After how many days something counts as late, where the programme says so."""
    said = (programme.get("fund") or {}).get("late_after")
    named = said.items() if isinstance(said, Mapping) else ()
    return {str(k): v for k, v in named if isinstance(v, int) and not isinstance(v, bool)}


def of_applicant(fund: Awaited, application: Data) -> Iterator[Due]:
    """What an applicant owes the fund: to hand in, to answer, to accept, to report."""
    id, status = str(application["id"]), application.get("status")
    if status in ("draft", "returned"):
        yield from _to_hand_in(fund, application)
    elif status in _OFFERED and fund.is_out(application):
        given = "what you asked for" if status == "funded" else "part of what you asked for"
        but, what_to_do = fund.may(application, "accept", Command("fund accept", id))
        why = f"The fund has awarded {given} and is waiting for your answer ({id})."
        why += but and f" You can't accept it yet.{but}"
        yield _waiting(fund, application, "acceptance", why, what_to_do, since=_published(fund, application))
    elif status == "deferred" and fund.is_out(application) and not _edited_since_decided(application):
        decided = decisions.last(application) or {}
        into = str(decided.get("quarter", ""))
        if decided.get("asks") and fund.rounds.get(into, {}).get("status") not in ("published", "cancelled"):
            why = f"{id} was deferred to {quarters.spoken(into)}. The fund asks for: {decided['asks']}"
            yield _waiting(fund, application, "application", why, Command("fund edit", id))
    elif status in UNDER_REVIEW:
        yield from _to_answer(fund, application)
    elif status == "paid":
        why = f"The award has been paid, and the fund is waiting for your report ({id})."
        yield _waiting(fund, application, "report", why, Command("fund report", id))


def of_reviewer(fund: Awaited, review: Data, application: Data) -> Iterator[Due]:
    """A review that its reviewer still has to do."""
    if is_open(fund, review, application):
        id = str(application["id"])
        why, round = f"{id} is waiting for your review.", fund.round_of(application)
        yield _of_review(fund, review, round, why, Command("fund score", id), "")


def of_coordinator(
    fund: Awaited, applications: Iterable[Data], kept_from: Container[str], reviews: Iterable[Data],
    people: Mapping[str, Data],
) -> Iterator[Due]:  # fmt: skip
    """What a coordinator waits for, or somebody waits for them with.

    `kept_from` are the ids of the applications that others deal with: this coordinator's own, and those that they
    have a conflict with. `people` are the records of the reviewers by id.
    """
    there = {str(a["id"]): a for a in applications}
    statuses = {id: str(r.get("status")) for id, r in fund.rounds.items()}
    for id, application in there.items():
        if id not in kept_from:
            yield from _of_application(fund, application, statuses)
    for id, round in sorted(fund.rounds.items()):
        if round.get("status") == "closed":
            unsettled = [str(a["id"]) for a in there.values() if a.get("round") == id and a.get("status") in UNSETTLED]
            if unsettled or not moving.waiting_for(there.values(), id):
                yield _decisions(fund, round, len(unsettled), sum(id in kept_from for id in unsettled))
    for review in reviews:
        id = str(review.get("application"))
        if id not in kept_from and is_open(fund, review, there.get(id, {})):
            yield _review_of(fund, review, there[id], people.get(str(review.get("reviewer"))))


def is_open(fund: Awaited, review: Data, application: Data) -> bool:
    """Whether a review still has to be done: assigned, and of an application that is reviewed in a round going on,
    whose reviewer was not taken out of it.
    """
    return (
        review.get("status") == "assigned"
        and application.get("status") in UNDER_REVIEW
        and fund.round_of(application).get("status") in _TAKES_PART
        and not assigning.is_taken_out(review, fund.round_of(application))
    )


def _to_hand_in(fund: Awaited, application: Data) -> Iterator[Due]:
    id, round = str(application["id"]), fund.round_of(application)
    back = application.get("status") == "returned"
    how = "came back with a question" if back else "is not submitted yet"
    if fund.takes_applications(round):
        why = f"{id} {how}. The fund closes for {quarters.spoken(str(round['id']))}."
        yield Due(str(round.get("closes", "")), "quarter-closes", str(round["id"]), why, Command("fund submit", id))
        return
    other = next((r for r in sorted(fund.rounds) if fund.takes_applications(fund.rounds[r])), "")
    if other:
        why = f"{id} {how}, and its quarter is over. You can move it to {quarters.spoken(other)}, which is open."
        command = Command("fund edit", id, "--round", quarters.spoken(other))
        yield _waiting(fund, application, "application", why, command)
    elif round.get("status") == "cancelled":
        why = f"{id} {how}, and its quarter was cancelled. You can move it once another one opens, or withdraw it."
        yield _waiting(fund, application, "application", why, Command("fund withdraw", id))
    elif back and round.get("status") in _TAKES_PART:
        but, what_to_do = fund.may(application, "submit", Command("fund submit", id))
        why = f"{id} {how}.{but or ' You can still submit it.'}"
        yield _waiting(fund, application, "application", why, what_to_do)


def _to_answer(fund: Awaited, application: Data) -> Iterator[Due]:
    """What the quarter asks that an application was carried into, as long as its applicant can answer."""
    id, lacking = str(application["id"]), answers.still_asked(application, fund.round_of(application))
    if lacking and not fund.objections(application, "edit"):
        into = quarters.spoken(str(application["round"]))
        why = f"{id} is in {into} now, which also asks: {' '.join(lacking.values())}"
        command = Command("fund edit", id, "--answer", f"{next(iter(lacking))}=TEXT")
        yield _waiting(fund, application, "application", why, command)


def _of_application(fund: Awaited, application: Data, statuses: Mapping[str, str]) -> Iterator[Due]:
    id, status, who = str(application["id"]), application.get("status"), str(application.get("practitioner", ""))
    behind = moving.left_behind(application, statuses, fund.quarter)
    if behind and (behind == "cancelled" or fund.is_out(application)):
        yield _left_behind(fund, application, statuses, behind)
    elif status == "submitted" and fund.round_of(application).get("status") in _TAKES_PART:
        command = Command("fund screen", id)
        yield _waiting(fund, application, "application", f"{id} needs screening.", command, term="screening")
    elif status in _OFFERED and fund.is_out(application):
        but, what_to_do = fund.may(application, "accept", Command("fund accept", id))
        why = f"{id} was awarded money, and {who} has not accepted it yet.{but}"
        since = _published(fund, application)
        yield _waiting(fund, application, "acceptance", why, what_to_do, of=who, since=since)
    elif status in OWED:
        but, what_to_do = fund.may(application, "pay", Command("fund pay", id))
        why = f"The award of {id} has been accepted but not {'fully ' if status == 'part-paid' else ''}paid yet.{but}"
        yield _waiting(fund, application, "payment", why, what_to_do, of=who)
    elif status == "paid":
        why = f"{id} was paid, but its report hasn't come in yet."
        yield _waiting(fund, application, "report", why, Command("fund report", id), of=who)
    elif status in ("reported", "revoked"):
        yield _to_settle(fund, application)
    elif status == "deferred" and fund.is_out(application):
        yield from _carry(fund, application)


def _left_behind(fund: Awaited, application: Data, statuses: Mapping[str, str], behind: str) -> Due:
    """An application whose quarter is over: it goes into a later one, which may have to be opened first."""
    id = str(application["id"])
    over = str(application.get("round")) if behind == "cancelled" else moving.deferred_to(application)
    state = "is over and had no round" if behind == "no-round" else f"is {statuses[over]}"
    later = next((r for r in sorted(statuses) if r > over and statuses[r] in _TAKES_PART), "")
    to = quarters.spoken(later or max(quarters.shift(over, 1), fund.quarter))
    carry = Command("fund carry", id, "--into", to, "--reason", "WHY")
    but, what_to_do = fund.may(application, "carry", carry, round=later or "none yet", reason="WHY")
    if not but:
        but = " You can carry it into another quarter." if later else " Open a later quarter, then carry it into it."
        what_to_do = carry if later else Remedy(Command("fund open", to), ", then ", carry)
    why = f"{id} is waiting, but {quarters.spoken(over)} {state}.{but}"
    return _waiting(fund, application, "carry", why, what_to_do)


def _to_settle(fund: Awaited, application: Data) -> Due:
    """What is left to do of an award that was reported on or revoked: money comes back, or it is closed."""
    id, unspent = str(application["id"]), account.account_of(application).unspent
    if unspent > 0:
        amount, who = money.text(unspent), str(application.get("practitioner", ""))
        why = f"{amount} of what was paid for {id} is neither spent nor returned."
        command = Command("fund return-money", id, "--amount", amount)
        return _waiting(fund, application, "return", why, command, of=who)
    why = f"The report on {id} is in." if application.get("status") == "reported" else f"{id} was revoked."
    return _waiting(fund, application, "finish", why, Command("fund finish", id))


def _decisions(fund: Awaited, round: Data, unsettled: int, others: int) -> Due:
    """What a closed round waits for: decisions, `others` of them another coordinator's, or to be published."""
    name = quarters.spoken(str(round["id"]))
    if not unsettled:
        return _waiting(fund, round, "decisions", f"{name} can be published.", Command("fund publish", name))
    many = f"{unsettled} application{'' if unsettled == 1 else 's'}"
    why = f"{name} is closed. {many} in it {'waits' if unsettled == 1 else 'wait'} for a decision."
    why += f" Another coordinator decides {others} of them, because you have a conflict." if others else ""
    return _waiting(fund, round, "decisions", why, Command("fund review", "--quarter", name))


def _carry(fund: Awaited, application: Data) -> Iterator[Due]:
    into = fund.rounds.get(str((decisions.last(application) or {}).get("quarter")), {})
    if into.get("status") not in _TAKES_PART:
        return
    id, name = str(application["id"]), quarters.spoken(str(into["id"]))
    but, command = fund.may(application, "carry", Command("fund carry", id), round=str(into["id"]))
    why = f"{id} was deferred to {name} and hasn't been carried into it yet.{but}"
    yield _waiting(fund, application, "carry", why, command, since=due.since(into, "open"), by=_over(into))


def _review_of(fund: Awaited, review: Data, application: Data, person: Data | None) -> Due:
    who, id, round = str(review.get("reviewer", "")), str(application["id"]), fund.round_of(application)
    gone = "has left the programme" if (person or {}).get("status") == "left" else ""
    if person is not None and not gone and "reviewer" not in (person.get("roles") or ()):
        gone = "is no longer a reviewer"
    if gone:
        why = f"{who} {gone}, so {id} needs another reviewer."
        return _of_review(fund, review, round, why, Command("fund assign", id), who)
    return _of_review(fund, review, round, f"{who} has not reviewed {id} yet.", Command("fund show", id), who)


def _of_review(fund: Awaited, review: Data, round: Data, why: str, command: Hint, of: str) -> Due:
    return _waiting(fund, review, "review", why, command, of=of, by=_over(round))


def _published(fund: Awaited, application: Data) -> str:
    """Since when an applicant can know of an award: the publication, or a later correction."""
    return max(
        due.since(fund.round_of(application), "publish"),
        dates.day_of(str((decisions.last(application) or {}).get("at", ""))),
    )


def _edited_since_decided(application: Data) -> bool:
    events = [str(e.get("event")) for e in timeline.standing(application.get("timeline"))]
    last = max((n for n, event in enumerate(events) if event in decisions.DECIDING), default=-1)
    return "edit" in events[last + 1 :]


def _over(round: Data) -> str:
    """The day on which a round stopped taking applications; empty while it is open."""
    return due.since(round, "close") if round.get("status") == "closed" else ""


def _waiting(
    fund: Awaited, record: Data, what: What, why: str, command: Hint, *, of: str = "", since: str = "", term: str = "",
    by: str = "",
) -> Due:  # fmt: skip
    """Something that waits since a day; late after as many days as the programme says, or once `by` has passed."""
    begun = since or due.since(record)
    days = fund.late_after.get(term or what)
    limits = [by] if by else []
    if days is not None and dates.is_day(begun):
        limits.append((date.fromisoformat(begun) + timedelta(days=days)).isoformat())
    limit = min(limits, default="")
    late = "" < limit < fund.today.isoformat()
    return Due(limit if late else begun, what, str(record["id"]), why, command, waits=not late, of=of, since=begun)
