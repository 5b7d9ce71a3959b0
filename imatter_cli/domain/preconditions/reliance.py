"""Dating something back must not make wrong what was done meanwhile, when nobody knew of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import dropwhile
from typing import Final

from imatter_cli.domain import dates, lifecycles, people, projects, timeline
from imatter_cli.domain.data import Data
from imatter_cli.domain.fund import closing, decisions, published
from imatter_cli.domain.lifecycles import OUTCOMES
from imatter_cli.domain.people import same_person
from imatter_cli.domain.preconditions import licences, persons
from imatter_cli.domain.preconditions.situation import Situation
from imatter_cli.domain.projects import Objection
from imatter_cli.remedies import WHY, Option, Remedy
from imatter_cli.said import Day, Quarter, Said

_BUT: Final = " A coordinator can date it further back, with a reason."
#: What is not dated before something in its quarter, with the events of applications or reviews that it ends.
_UNTIL_IT_IS_OVER: Final = ("apply", "submit", "screen", "carry", "decide")
_REVIEWED: Final = ("assign", "submit", "reopen")
ENDS: Final[Mapping[str, tuple[str, ...]]] = {
    "round close": ("submit", "edit"),
    "round reopen": decisions.DECIDING,
    "round publish": _UNTIL_IT_IS_OVER,
    "round cancel": _UNTIL_IT_IS_OVER,
    "application return": _REVIEWED,
    "application withdraw": _REVIEWED,
    "application screen": _REVIEWED,
    "application decide": _REVIEWED,
}


def nothing_came_later(s: Situation) -> Objection | None:
    """What ends the time for something in a quarter is not dated before it happened: a decision before its reviews."""
    if s.day >= s.written_on or s.event.get("outcome") == "eligible":
        return None
    last = max(_ended(s), default=("", "", ""))
    if last[0] <= s.day:
        return None
    words = Said(
        "It can't be dated back to {at:spoken}, because {record} was {done} on {day:spoken}.",
        at=Day(s.day),
        record=last[1],
        done=last[2],
        day=Day(last[0]),
    )
    return _not_before(last[0], words, last[1])


def _ended(s: Situation) -> Iterator[tuple[str, str, str]]:
    """What happened in the time that the event ends: the day that counts, the application, and what was done."""
    events = ENDS[f"{s.kind} {s.name}"]
    if s.kind == "application":
        for review in s.related.reviews(str(s.record["id"])) or ():
            for entry in timeline.standing(review.get("timeline")):
                if entry["event"] in events:
                    yield dates.day_of(str(entry["at"])), str(s.record["id"]), "under review"
        return
    for application in s.related.applications(str(s.record["id"])) or ():
        for entry in _in_time(application) if s.name == "close" else timeline.standing(application.get("timeline")):
            row = lifecycles.transition("application", entry["event"])
            if row is None or entry["event"] not in events:
                continue
            dated = day = dates.day_of(str(entry["at"]))
            if s.name == "close" and not s.related.personal:
                day = closing.counts_on(s.record, dated, timeline.written_on(entry))
            yield day, str(application["id"]), row.done if day == dated else "written down"


def _in_time(application: Data) -> Iterator[Data]:
    """What happened to an application from its submission on, but for what may also happen after closing."""
    told = dropwhile(lambda e: e["event"] != "submit", timeline.standing(application.get("timeline")))
    return (e for e in told if not (e.get("late") or (e["event"] == "edit" and e.get("reason"))))


def nothing_relied_on_it(s: Situation) -> Objection | None:
    """What ends or pauses a licence, a project or somebody's time here is not dated before something that needed it.

    A coordinator who acts for somebody else may do that, with a reason. While an application is being decided, anybody
    else gets the same answer, whether it was decided or not.
    """
    if s.related.personal or "because" in s.event or s.day >= s.written_on:
        return None
    actor = s.related.get(s.by) or {}
    holder = people.holder_of(s.kind, s.record)
    for_others = "coordinator" in persons.roles_on(actor, s.at) and not same_person(s.related.codes, s.by, holder)
    waiting = None if for_others else next(_being_decided(s), None)
    if waiting is not None:
        words = Said(
            "It can't be dated back while {round} is being decided, because {application} is in it.",
            round=Quarter(str(waiting["round"])),
            application=waiting["id"],
        )
        return _not_before(s.written_on, words, str(waiting["id"]), _BUT)
    last = max(((dates.day_of(str(e["at"])), str(r["id"])) for r, e in _relying(s)), default=("", ""))
    if last[0] <= s.day:
        return None
    needed = Said("{record} needed it on {day:spoken}", record=last[1], day=Day(last[0]))
    if not for_others:
        words = Said("It can't be dated back to {at}, because {needed}.", at=Day(s.day), needed=needed)
        return _not_before(last[0], words, last[1], _BUT)
    if not str(s.event.get("reason") or "").strip():
        words = Said("Dating it back to {at} needs a reason, because {needed}.", at=Day(s.day), needed=needed)
        return Objection("missing-reason", "reason", words, WHY, projects.RULES, related=(last[1],))
    return None


def _not_before(earliest: str, words: Said, about: str, but: str = "") -> Objection:
    hint = Remedy("Give a ", Option("--date"), Said(" of {day} or later.", day=Day(earliest)), but)
    return Objection("relied-on", "at", words, hint, projects.RULES, {"earliest": earliest}, (about,))


def _being_decided(s: Situation) -> Iterator[Data]:
    """Applications that rest on this record, and may have a decision that is not published."""
    holder = people.holder_of(s.kind, s.record)
    for application in s.related.applied(holder):
        if s.kind == "project" and application.get("project") != s.record["id"]:
            continue
        if application.get("status") in ("eligible", *OUTCOMES):
            round = s.related.get(application.get("round"))
            if round is not None and published.is_being_decided(round):
                yield application


def _relying(s: Situation) -> Iterator[tuple[Data, Data]]:
    """Records and their events that needed this record to be as it was before the event that is dated back."""
    id = str(s.record["id"])
    for record in s.related.around(id if s.kind == "project" else people.holder_of(s.kind, s.record)):
        kind = str(record["schema"]).partition("/")[0]
        if str(record["id"]) == id or (s.kind == "project" and record.get("project") != id):
            continue
        for entry in timeline.standing(record.get("timeline")):
            if s.kind == "practitioner":
                there = licences.UNDER_LICENCE if kind == "application" else persons.THERE
                needs = entry["by"] == id or entry["event"] in there.get(kind, ())
            else:
                needs = entry["event"] in licences.UNDER_LICENCE.get(kind, ())
            if needs and not licences.asks_for_nothing(Situation(kind, record, entry, s.related)):
                yield record, entry
