"""Where an application goes when it cannot stay: deferred to another quarter, or in a round that was cancelled.

Every application in a quarter is decided there, moves on, or ends; these functions say which one has been left behind.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from imatter_cli import sources
from imatter_cli.domain import quarters
from imatter_cli.domain.data import Data
from imatter_cli.domain.fund import decisions
from imatter_cli.domain.projects import Objection, refuse
from imatter_cli.errors import Refused
from imatter_cli.remedies import Command, Hint, Remedy
from imatter_cli.said import Many, Quarter, Said

SOURCE = sources.LIFECYCLES

#: States of a round that an application can still be decided in.
GOES_ON: tuple[str, ...] = ("open", "closed")
#: States of a round that is over.
OVER: tuple[str, ...] = ("published", "cancelled")
#: States of an application that waits for a decision, or for the quarter that it was deferred to.
WAITS: tuple[str, ...] = ("submitted", "returned", "eligible", "deferred")


def deferred_to(application: Data) -> str:
    """The quarter that a deferred application waits for; empty for any other."""
    decided = decisions.last(application)
    return str(decided.get("quarter") or "") if application.get("status") == "deferred" and decided else ""


def waiting_for(applications: Iterable[Data], quarter: str) -> list[Data]:
    """The applications that were deferred to a quarter and are not carried into it yet."""
    return [a for a in applications if deferred_to(a) == quarter]


def left_waiting(quarter: str, applications: Iterable[Data]) -> list[Data]:
    """The applications that still wait for something in a quarter: its own, and then those deferred to it."""
    there = list(applications)
    waiting = [a for a in there if a.get("round") == quarter]
    waiting += [a for a in waiting_for(there, quarter) if a not in waiting]
    return [a for a in waiting if a.get("status") in WAITS]


def passed_over(quarter: str, statuses: Mapping[str, str], current: str) -> bool:
    """Whether a quarter has gone by without a round. `statuses` are those of the rounds, by id."""
    return bool(quarter) and quarter not in statuses and quarter < current


def left_behind(application: Data, statuses: Mapping[str, str], current: str = "") -> str:
    """Why an application cannot be decided any more: `cancelled` if its round is, `passed` if its deferral names a
    quarter whose round is over, `no-round` if that quarter went by without one; empty if it can. `statuses` are those
    of the rounds, by id; `current` is the quarter of today.
    """
    if application.get("status") not in WAITS:
        return ""
    if statuses.get(str(application.get("round"))) == "cancelled":
        return "cancelled"
    to = deferred_to(application)
    if statuses.get(to) in OVER:
        return "passed"
    return "no-round" if passed_over(to, statuses, current) else ""


def still_undecided(ids: Sequence[str], quarter: str) -> Said:
    """Which applications of a quarter still need a decision, as a sentence."""
    return Said(
        "1 application in {round} still needs a decision: {applications}."
        if len(ids) == 1
        else "{count} applications in {round} still need a decision: {applications}.",
        count=len(ids),
        round=Quarter(quarter),
        applications=Many(ids),
    )


def refuse_waiting(applications: Iterable[Data], quarter: str, statuses: Mapping[str, str], not_done: str) -> None:
    """Refuse to close or publish a quarter that a deferral still waits for. Raises Refused (`deferral-waits`)."""
    waiting = waiting_for(applications, quarter)
    if not waiting:
        return
    ids = [str(a["id"]) for a in waiting]
    first = waiting[0]
    own = str(first.get("round"))
    carry = Command("fund carry", ids[0])
    hint: Hint = carry
    if statuses.get(own) in GOES_ON:
        hint = Remedy(Command("fund publish", quarters.spoken(own)), ", then ", carry)

    words = Said(
        "{not_done}: {applications} was deferred to {round} but has not been carried into it yet."
        if len(ids) == 1
        else "{not_done}: {applications} were deferred to {round} but have not been carried into it yet.",
        not_done=not_done,
        applications=Many(ids),
        round=Quarter(quarter),
    )
    raise Refused(words, code="deferral-waits", source=SOURCE, hint=hint, details={"applications": ids})


def next_after(quarter: str, statuses: Mapping[str, str], current: str) -> str:
    """The first quarter after this one that an application can still be deferred to."""
    later = quarters.shift(quarter, 1)
    while passed_over(later, statuses, current) or statuses.get(later) in OVER:
        later = quarters.shift(later, 1)
    return later


def refuse_deferral(quarter: str, statuses: Mapping[str, str], current: str = "") -> None:
    """Refuse to defer an application to a quarter that is over. Raises Refused (`round-over`)."""
    if passed_over(quarter, statuses, current):
        words = Said("{round} is over, and there was no round in it.", round=Quarter(quarter))
        raise Refused(words, code="round-over", source=SOURCE, hint="Defer it to a later quarter.")
    if statuses.get(quarter) in OVER:
        words = Said(
            "{round} is {status}, so nothing more can be decided in it.",
            round=Quarter(quarter),
            status=statuses[quarter],
        )
        raise Refused(words, code="round-over", source=SOURCE, hint="Defer it to a later quarter.")


def stays(id: str, status: str, quarter: str) -> Objection:
    """What is said of an application that can't be carried out of its quarter."""
    words = Said(
        "{application} is {status} in {round} and stays there.", application=id, status=status, round=Quarter(quarter)
    )
    hint = "You can carry a deferred application, or one whose round was cancelled."
    return Objection("round-fixed", "", words, hint, SOURCE, related=(quarter,))


def destination(application: Data, statuses: Mapping[str, str], into: str) -> str:
    """The quarter that an application is carried into. `into` is the quarter that was asked for, if one was.

    A deferred one goes where its deferral says, while it can. If its round was cancelled the coordinator says where.
    Refused: `round-fixed`, `missing-quarter`, `not-later`.
    """
    id, own = str(application["id"]), str(application["round"])
    cancelled = statuses.get(own) == "cancelled"
    named = deferred_to(application)
    if not named and not cancelled:
        refuse([stays(id, str(application["status"]), own)], "Not carried")
    chosen = into or (named if statuses.get(named) not in OVER else "")
    if not chosen:
        words = Said(
            "Not carried: {application}. {round} is {status}. Choose a later quarter for it.",
            application=id,
            round=Quarter(named or own),
            status=statuses.get(named or own),
        )
        hint = Command("fund carry", id, "--into", "next", "--reason", "WHY")
        raise Refused(words, code="missing-quarter", source=SOURCE, hint=hint)
    if chosen == named:
        return chosen
    if named and not cancelled and statuses.get(named) in GOES_ON:
        words = Said(
            "{application} was deferred to {round}, which is {status}.",
            application=id,
            round=Quarter(named),
            status=statuses[named],
        )
        raise Refused(words, code="round-fixed", source=SOURCE, hint=Command("fund carry", id))
    after = named if named and not cancelled else own
    if quarters.distance(after, chosen) <= 0:
        words = Said("{chosen} is not later than {after}.", chosen=Quarter(chosen), after=Quarter(after))
        raise Refused(words, code="not-later", source=SOURCE, hint="Choose a later quarter.")
    return chosen
