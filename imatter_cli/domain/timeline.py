"""What happened to a record: replaying its timeline, and adding an event to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from imatter_cli import sources
from imatter_cli.classes import field, immutable
from imatter_cli.domain import dates, lifecycles, quarters, undoing
from imatter_cli.domain.data import Data
from imatter_cli.domain.kinds import BY_NAME
from imatter_cli.domain.undoing import Stack, moment_of
from imatter_cli.errors import BadValue, Refused
from imatter_cli.remedies import WHY, Command, Option, Remedy
from imatter_cli.said import Called, Day, Many, Prose, Said

#: What any event may have besides the details of its row.
COMMON = ("at", "recorded", "event", "by", "on_behalf_of", "because", "reason", "joined", "received")

_UNDO = {t.kind: t for t in lifecycles.TRANSITIONS if t.event == lifecycles.UNDO}
_NEEDED = {(t.kind, t.event): ("at", "by", *t.carries) for t in lifecycles.TRANSITIONS}
_KNOWN = {(t.kind, t.event): frozenset((*COMMON, *t.carries, *t.may)) for t in lifecycles.TRANSITIONS}


def led_fields(kind: str) -> tuple[str, ...]:
    """The fields besides status that the timeline leads to: a record keeps them so that they can be filtered."""
    return BY_NAME[kind].led if kind in BY_NAME else ()


@immutable
class Fault:
    """What is wrong with a timeline: the event's position from 0 (-1: the timeline as a whole), the key, and words."""

    index: int
    key: str
    message: Said


@immutable
class Life:
    """What follows from a timeline: the state, the fields that events set, and everything that is wrong with it."""

    status: str
    led: Data
    faults: tuple[Fault, ...] = ()


class _Now:
    """Where a life is after an event: the state, the fields led to, and when the last event that stands happened."""

    __slots__ = ("at", "led", "status")

    def __init__(self, status: str, led: Data, at: str) -> None:
        self.status = status
        self.led = led
        self.at = at


@immutable
class Happening:
    """One event about to be added.

    `now` is the moment in UTC, and `today` the day where the writer is (empty: the same as in UTC). `day` is when it
    happened, if not today, and `details` are the row's.
    """

    event: str
    by: str
    now: str
    day: str = ""
    reason: str = ""
    on_behalf_of: str = ""
    because: str = ""
    details: Data = field(default_factory=dict)
    today: str = ""


def standing(entries: Sequence[Any] | None) -> list[Data]:
    """The events that stand, oldest first: without those that were taken back, and without the undos themselves.

    Ask this for what holds now; the timeline itself tells everything that happened.
    """
    events: list[Data] = [entry for entry in entries or () if isinstance(entry, dict)]
    if lifecycles.UNDO not in [entry.get("event") for entry in events]:
        return events
    return [entry for _, entry in standing_at(entries)]


def standing_at(entries: Sequence[Any] | None) -> list[tuple[int, Data]]:
    """The same, each with its position in the timeline, from 0."""
    told = entries or ()
    events: list[tuple[int, Data]] = [(n, e) for n, e in enumerate(told) if isinstance(e, dict)]
    for _, entry in events:
        if entry.get("event") == lifecycles.UNDO:
            return [(n, told[n]) for n in undoing.standing(told)]
    return events


def happened(record: Data, *events: str) -> list[Data]:
    """The events of a record with one of these names that stand, oldest first."""
    return [entry for entry in standing(record.get("timeline")) if entry.get("event") in events]


def last(record: Data, *events: str) -> Data | None:
    """The last of them; None if there is none."""
    found = happened(record, *events)
    return found[-1] if found else None


def last_but(record: Data, *events: str) -> Data | None:
    """The last event of a record that stands and has none of these names; None if there is none."""
    left = [entry for entry in standing(record.get("timeline")) if entry.get("event") not in events]
    return left[-1] if left else None


def has_joined(entry: Data) -> bool:
    """Whether it happened before the event ahead of it and came later, because two people's changes were merged."""
    return entry.get("joined") is True


def without_joined(entry: Data) -> Data:
    """The event as it was when it was made."""
    return {name: value for name, value in entry.items() if name != "joined"}


def joining(entry: Data, told: Sequence[Any], *, late: bool = False) -> Data:
    """The event as it comes after those of a timeline that it wasn't written after.

    `late` says that it reached the store after something elsewhere that would else look as if it had come too late.
    """
    own = without_joined(entry)
    stands = standing([*told, own] if own.get("event") == lifecycles.UNDO else told)
    latest = max((dates.day_of(str(e.get("at", ""))) for e in stands), default="")
    return {**own, "joined": True} if late or dates.day_of(str(entry.get("at", ""))) < latest else own


def written_on(entry: Data) -> str:
    """The day on which an event was written down: the day that it is dated to, if it was that day somewhere then."""
    day, recorded = dates.day_of(str(entry.get("at", ""))), str(entry.get("recorded", ""))
    return day if day >= dates.first_day_at(recorded) else dates.day_of(recorded)


def replay(kind: str, timeline: Sequence[Any]) -> Life:
    """Live the timeline from its beginning and say where it leads; never raises.

    An event that may not happen in its state is a fault and is passed over, so that one fault gives one finding.
    """
    now = _Now(lifecycles.NOT_YET, {}, "")
    names = led_fields(kind)
    faults: list[Fault] = []
    stack = Stack()
    ahead: dict[int, _Now] = {}
    then: dict[int, _Now] = {}
    for index, entry in enumerate(timeline):
        if not isinstance(entry, dict) or not isinstance(entry.get("event"), str):
            faults.append(Fault(index, "", Said("Each entry of the timeline needs at, event and by.")))
            continue
        moved = stack.add(index, entry)
        if entry["event"] == lifecycles.UNDO:
            back = now if moved is None else (then if moved.stands else ahead)[moved.index]
            faults += _times(entry, index, back.at)
            if moved is None:
                faults += _wants(_UNDO[kind], entry, index)
                faults.append(Fault(index, "undoes", _not_the_last(entry, stack, timeline)))
            else:
                name = str(timeline[moved.index]["event"])
                faults += _wants(undoing.needed(kind, name, again=moved.stands), entry, index)
            now = back
            continue
        faults += _times(entry, index, now.at)
        ahead[index] = now
        now, wrong = _lived(kind, now, entry, index, names)
        then[index] = now
        faults += wrong
    if not timeline:
        faults.append(Fault(-1, "timeline", Said("The timeline is empty. It must begin with how the record was made.")))
    return Life(now.status, now.led, tuple(faults))


def _lived(kind: str, now: _Now, entry: Data, index: int, names: Sequence[str]) -> tuple[_Now, list[Fault]]:
    """Where an event that takes nothing back leads, and what is wrong with it."""
    event, at = entry["event"], str(entry.get("at", "")) or now.at
    row = lifecycles.transition(kind, event)
    if row is None or now.status not in row.sources:
        return _Now(now.status, now.led, at), [Fault(index, "event", lifecycles.why_not(kind, event, now.status))]
    faults = _wants(row, entry, index, now.status)
    try:
        status = lifecycles.next_state(row, now.status, entry)
    except KeyError:
        said = Said("{detail} is one of: {choices}.", detail=row.by_detail, choices=Many(row.targets))
        return _Now(now.status, now.led, at), [*faults, Fault(index, row.by_detail, said)]
    led = now.led
    for name in names:
        if name in entry:
            led = {**led, name: entry[name]}
    return _Now(status, led, max(now.at, at) if has_joined(entry) else at), faults


def _times(entry: Data, index: int, previous: str) -> list[Fault]:
    faults = []
    day = dates.day_of(str(entry.get("at", "")))
    if previous and day < dates.day_of(previous) and not has_joined(entry):
        words = Said(
            "It is dated {at}, earlier than the event before it ({previous}).",
            at=Day(day),
            previous=Day(dates.day_of(previous)),
        )
        faults.append(Fault(index, "at", words))
    if "recorded" in entry and dates.last_day_at(str(entry["recorded"])) < day:
        words = Said("It is dated {at}, after the day it was written down.", at=Day(day))
        faults.append(Fault(index, "recorded", words))
    return faults


def _not_the_last(entry: Data, stack: Stack, timeline: Sequence[Any]) -> Said:
    named = Said("{undoes} of {undoes_at}", undoes=entry.get("undoes"), undoes_at=entry.get("undoes_at"))
    if stack.is_at_its_beginning:
        return Said("It takes back {named}, but the event that began the record can't be taken back.", named=named)
    last = timeline[stack.last]
    return Said(
        "It takes back {named}, which is not the last event that still counts ({last} of {last_at}).",
        named=named,
        last=last["event"],
        last_at=moment_of(last),
    )


def _wants(row: lifecycles.Transition, entry: Data, index: int, state: str = "") -> list[Fault]:
    pair = row.kind, row.event
    faults = [
        Fault(index, key, Said("A {event} event needs {detail}.", event=row.event, detail=key))
        for key in _NEEDED[pair]
        if key not in entry
    ]
    if row.needs_reason(state) and not str(entry.get("reason") or "").strip():
        if row.event == lifecycles.UNDO:
            words = Said("Taking back {undoes} needs a reason.", undoes=entry.get("undoes"))
        elif state in row.again:
            words = Said("It was {done} before, so this needs a reason.", done=row.done)
        else:
            words = Said("{event} needs a reason.", event=Called(row.event, row.event.capitalize()))
        faults.append(Fault(index, "reason", words))
    known = _KNOWN[pair]
    if entry.keys() <= known:
        return faults
    faults += [
        Fault(index, str(key), Said("A {event} event can't have {detail}.", event=row.event, detail=Prose(key)))
        for key in entry
        if key not in known
    ]
    return faults


def _row_of(kind: str, event: str, state: str, name: str | Said) -> lifecycles.Transition:
    """The row of an event that may happen in a state. Raises Refused (`lifecycle`) for any other, in words."""
    row = lifecycles.transition(kind, event)
    refused = lifecycles.refusal(kind, event, state)
    if refused or row is None:
        words = Said("{not_done}: {id}. {why}", not_done=row.not_done if row else event, id=name, why=refused)
        hint = lifecycles.instead(kind, event, state, name) or Command("log", name)
        details = {"kind": kind, "event": event, "status": state, "possible": list(lifecycles.events_from(kind, state))}
        raise Refused(words, code="lifecycle", source=sources.LIFECYCLES, hint=hint, details=details)
    return row


def lead_on(kind: str, data: Data | None, happening: Happening, fields: Data | None = None) -> dict[str, Any]:
    """The record after one more event, with these fields changed (None removes one). Raises Refused.

    `data` is the whole record as plain data, None for one that is not there yet. Status, and the fields that the
    timeline leads to, follow from the event.
    """
    before, changed = dict(data or {}), fields or {}
    state = str(before.get("status", lifecycles.NOT_YET))
    name: str | Said = Said("a {kind}", kind=kind)
    if before.get("id"):
        name = quarters.spoken(before["id"]) if kind == "round" else str(before["id"])
    row = _row_of(kind, happening.event, state, name)
    told = before.get("timeline") or []
    entry = entry_of(happening, told)
    _refuse_out_of_order(_ahead(told, happening), entry, _today(happening), name)
    if row.target == lifecycles.BEFORE:
        row = undoing.needed_for(kind, told, entry)
    faults = _wants(row, entry, 0, state)
    if faults:
        words = Said("{not_done}: {id}. {why}", not_done=row.not_done, id=name, why=faults[0].message)
        lacking = faults[0].key
        raise Refused(words, code=f"missing-{lacking}".replace("_", "-"), hint=WHY if lacking == "reason" else "")
    after = {key: value for key, value in {**before, **changed}.items() if key not in changed or value is not None}
    after |= _led(row, state, told, entry, name)
    after["timeline"] = [*told, entry]
    return after


def _led(row: lifecycles.Transition, state: str, told: Sequence[Any], entry: Data, name: str | Said) -> dict[str, Any]:
    """The status and the fields that one more event leads to. Raises Refused, or BadValue for an unknown detail."""
    if row.target == lifecycles.BEFORE:
        life = replay(row.kind, [*told, entry])
        wrong = next((f for f in life.faults if f.index == len(told)), None)
        if wrong:
            words = Said("{not_done}: {id}. {why}", not_done=row.not_done, id=name, why=wrong.message)
            raise Refused(words, code="not-the-last", hint=Command("log", name))
        return {**life.led, "status": life.status}
    try:
        target = lifecycles.next_state(row, state, entry)
    except KeyError:
        words = Said("{detail} is one of: {choices}.", detail=row.by_detail, choices=Many(row.targets))
        raise BadValue(words) from None
    status = {} if target == lifecycles.GONE else {"status": target}
    return {**status, **{led: entry[led] for led in led_fields(row.kind) if led in entry}}


def _today(h: Happening) -> str:
    return h.today or dates.day_of(h.now)


def entry_of(h: Happening, told: Sequence[Any] | None = None) -> dict[str, Any]:
    """The event as it would be in that timeline."""
    ahead = _ahead(told or [], h)
    return _entry(h, dates.day_of(str(ahead.get("at", ""))) if ahead else "")


def _entry(h: Happening, last: str) -> dict[str, Any]:
    """The event as the timeline has it, after one of the day `last`.

    `at` is the moment where its day in UTC is the day that it happened on, else that day, with `recorded` as well.
    """
    day = h.day or _today(h)
    if not h.day and day < last <= dates.last_day_at(h.now):
        day = last  # written where it is that day already
    entry: dict[str, Any] = {"at": h.now} if day == dates.day_of(h.now) else {"at": day, "recorded": h.now}
    entry |= {"event": h.event, "by": h.by}
    entry |= {k: v for k, v in (("on_behalf_of", h.on_behalf_of), ("because", h.because), ("reason", h.reason)) if v}
    return entry | {k: v for k, v in h.details.items() if v is not None}


def _ahead(told: Sequence[Any], h: Happening) -> Data:
    """The event that the one about to be added is not to be dated before; of an undo, ahead of what it takes back."""
    if h.event == lifecycles.UNDO:
        told = [*told, {"event": h.event, **h.details}]
    stands = [entry for entry in standing(told) if not has_joined(entry)]
    return stands[-1] if stands else {}


def _refuse_out_of_order(ahead: Data, entry: Data, today: str, name: str | Said) -> None:
    at, last = dates.day_of(entry["at"]), dates.day_of(str(ahead.get("at", "")))
    if at > today and at > last:
        words = Said("{at} is in the future. You can only record what has happened.", at=Day(at))
        raise BadValue(words, hint=Remedy("Leave ", Option("--date"), " out for today."))
    ahead_of_its_record = "recorded" in entry and at > dates.last_day_at(str(entry["recorded"]))
    if at >= last and not ahead_of_its_record:
        return
    what = Said("the last event of {id} ({event}, {last})", id=name, event=ahead.get("event"), last=Day(last))
    if last <= today:
        words = Said("{at} is before {what}.", at=Day(at), what=what)
        raise Refused(words, code="out-of-order", hint=Said("Give a --date of {day} or later.", day=Day(last)))
    words = Said("Nothing can follow {what}: it is dated on a day still to come.", what=what)
    hint = Remedy(
        "If that day is wrong, find the change with ",
        Command("log", name),
        " and take it back with ",
        Command("undo"),
        ". If your computer's clock is wrong, set it.",
    )
    raise Refused(words, code="out-of-order", hint=hint)
