"""Lists records, with the same filters for every kind, and shows one in full.

It works on plain data and the envelope, and never loads the models. What a reader may not see is left out before any
filter or sort looks at it, so that neither can reveal it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, Literal

from imatter_cli.classes import immutable
from imatter_cli.domain import dates, envelope, ids, lifecycles, people
from imatter_cli.domain.finding import Finding
from imatter_cli.domain.fund.visibility import OF_A_REVIEW, OF_AN_APPLICATION
from imatter_cli.domain.kinds import BY_NAME
from imatter_cli.errors import BadValue, Broken, ImatterError, NotFound
from imatter_cli.remedies import Command, one_of
from imatter_cli.said import Day, Many, Prose, Said
from imatter_cli.services.context import Context
from imatter_cli.services.integrity.placing import placed
from imatter_cli.services.records import sound
from imatter_cli.services.records.visibility import GUARDED, Eyes
from imatter_cli.store import codec
from imatter_cli.store.contract import Data, Reader, Stored, Unreadable

#: The day of a record, as `--sort` and `--where` name it where the kind has no field of that name.
DATE = "date"

_CONDITION = r"\s*(?P<field>[A-Za-z][\w-]*(?:\.[\w-]+)*)\s*(?P<how>[=~])(?P<text>.*)"
_NUMBER = r"(?P<sign>-?)(?P<whole>\d{1,12})(?:\.(?P<part>\d{1,4}))?"


@immutable
class Condition:
    """One `--where`: `field` is a dotted name, `how` is `=` (equal) or `~` (contains, in any case)."""

    field: str
    how: Literal["=", "~"]
    text: str


@immutable
class Filters:
    """What to list of a kind. An empty field filters nothing. Days are ISO and inclusive; `limit` 0 means all."""

    status: tuple[str, ...] = ()
    practitioner: str = ""
    since: str = ""
    until: str = ""
    where: tuple[Condition, ...] = ()
    sort: str = ""
    limit: int = 0


@immutable
class Listing:
    """Records in order, as this reader may see them; how many matched before the limit; and the files that were left
    out.
    """

    records: tuple[Data, ...]
    matched: int
    left_out: tuple[Unreadable, ...]


@immutable
class Shown:
    """One record as this reader may see it. If it has findings it is broken, and `data` is what could be read."""

    id: str
    kind: str
    path: str
    data: Data
    findings: tuple[Finding, ...]


def filters(
    ctx: Context, kind: str, *, status: Sequence[str] = (), practitioner: str = "", since: str = "", until: str = "",
    where: Sequence[str] = (), sort: str = "", limit: int = 0,
) -> Filters:  # fmt: skip
    """Filters as people write them. Raises BadValue (with the closest word), NotFound and Ambiguous."""
    return Filters(
        status=tuple(_status(kind, said) for said in status),
        practitioner=ctx.store.find(practitioner, ["practitioner"]) if practitioner else "",
        since=dates.parse_past_day("--since", since, ctx.today) if since else "",
        until=dates.parse_day(until, ctx.today).isoformat() if until else "",
        where=tuple(_condition(said) for said in where),
        sort=sort.strip().replace("-", "_") if not sort.startswith("-") else f"-{sort[1:].strip().replace('-', '_')}",
        limit=limit,
    )


def listing(ctx: Context, kind: str, wanted: Filters) -> Listing:
    """The records of a kind that pass, newest first unless sorted by a field. Broken ones are left out and named.

    Raises BadValue for a field that the kind does not have.
    """
    eyes = Eyes(ctx.store, ctx.actor)
    passing: list[Data] = []
    broken: list[Unreadable] = []
    states = {*wanted.status, *lifecycles.OUTCOMES} if wanted.status and kind == "application" else wanted.status
    for item in ctx.store.scan(kind, wanted.practitioner, status=states or None):
        found = _sound(ctx.store, item)
        if isinstance(found, Unreadable):
            broken.append(found)
        else:
            # if the viewer may not see the decision on an application yet, they see it as it was before
            if kind != "application" and not _passes(kind, found.data, wanted):
                continue
            seen = eyes.see(kind, found.data)
            if _passes(kind, seen, wanted) and all(_meets(seen, condition) for condition in wanted.where):
                passing.append(seen)
    _refuse_unknown_fields(kind, passing, wanted)
    ordered = _in_order(passing, wanted.sort)
    return Listing(tuple(ordered[: wanted.limit] if wanted.limit else ordered), len(passing), tuple(broken))


def one(ctx: Context, part: str, kinds: Sequence[str] = (), as_of: str = "") -> Shown:
    """The record that a part of an id names, as it is now or as it was at the end of that day.

    Raises NotFound (also for a record that did not exist yet), Ambiguous and BadValue.
    """
    reader: Reader = ctx.store
    id = ""
    if as_of:
        day = dates.parse_past_day("--as-of", as_of, ctx.today)
        try:
            reader = ctx.store.at(day)
            id = reader.find(part, kinds)
        except NotFound:
            now = ctx.store.find(part, kinds)  # raises the right refusal if there is no such record at all
            words = Said("{id} had not been recorded on {day}.", id=now, day=Day(day))
            raise NotFound(words, hint=Command("log", now), details={"id": now}) from None
    id = id or reader.find(part, kinds)
    kind, path = ids.kind_of(id), ids.path_of(id)
    eyes = Eyes(ctx.store, ctx.actor, as_of=reader)
    try:
        data = reader.get(id).data
    except Broken as wrong:
        raw = _bytes(reader, id)
        found = codec.findings(raw, path) if raw is not None else ()
        raw = raw or b""
        found = found or tuple(_as_finding(f) for f in wrong.details["findings"])
        return Shown(id, kind, path, _guarded(kind, eyes, readable_part(raw, path)), found)
    faults = placed(_source(reader, id), envelope.faults(kind, path, data))
    if faults:
        return Shown(id, kind, path, _guarded(kind, eyes, data), faults)
    return Shown(id, kind, path, eyes.see(kind, data), ())


def meant(ctx: Context, kind: str) -> str:
    """The record of a kind that somebody means who names none; empty where they have to choose.

    It is the only one of theirs, or the only one that is not finished; for who has none, the only one there is.
    """
    about = BY_NAME[kind]
    own = [r for r in sound.each(ctx.store, kind, ctx.actor) if about.holder and r.get(about.holder) == ctx.actor]
    under_way = [r for r in own if r.get("status") not in about.closed]
    found = [str(r["id"]) for r in (under_way if len(own) > 1 else own)] or ([] if own else ctx.store.ids(kind))
    return found[0] if len(found) == 1 else ""


def day_of(data: Data) -> str:
    """The day of a record: its `date`, otherwise the day of its first event; empty if it has neither."""
    own = data.get(DATE)
    if isinstance(own, str):
        return own
    return dates.day_of(str(_first(data).get("at") or ""))


def values_at(data: Any, names: Sequence[str]) -> Iterator[Any]:
    """Every value at a dotted place. A list on the way means each of its items."""
    if isinstance(data, list):
        if names and names[0].isdigit():
            if int(names[0]) < len(data):
                yield from values_at(data[int(names[0])], names[1:])
            return
        for item in data:
            yield from values_at(item, names)
    elif not names:
        if not isinstance(data, Mapping):
            yield data
    elif isinstance(data, Mapping) and names[0] in data:
        yield from values_at(data[names[0]], names[1:])


def readable_part(raw: bytes, path: str) -> Data:
    """What a broken file says before its first fault, as far as it can be read. That is often most of it."""
    faults = codec.findings(raw, path)
    lines = raw.split(b"\n")
    end = min((f.line for f in faults if f.line), default=len(lines) + 1) - 1
    while end > 0:
        # back to the start of a field of the record itself, so that everything before it is whole
        while end > 0 and not _begins_field(lines[end] if end < len(lines) else b"x:"):
            end -= 1
        head = b"\n".join(lines[:end]) + b"\n"
        if not codec.findings(head, path):
            return codec.parse(head, path)
        end -= 1
    return {}


def _begins_field(line: bytes) -> bool:
    return line[:1].isalpha()


def _source(reader: Reader, id: str) -> bytes:
    return _bytes(reader, id) or b""


def _bytes(reader: Reader, id: str) -> bytes | None:
    """The bytes of a record's file; None if they can't be read."""
    try:
        return reader.source(id)
    except ImatterError:
        return None


def _as_finding(data: Data) -> Finding:
    """A finding about a whole file, in the form that a refusal has in its details."""
    facts = tuple(data.get("facts", {}).items())
    return Finding(data["rule"], data["severity"], data["path"], data["message"], data["try"], facts=facts)


def _guarded(kind: str, eyes: Eyes, data: Data) -> Data:
    """What is left of a broken record that others may not see in full: nothing that might be hidden from somebody."""
    if kind not in GUARDED or eyes.viewer.personal:
        return data
    hidden = OF_A_REVIEW if kind == "review" else OF_AN_APPLICATION
    decided = kind == "application" and data.get("status") in lifecycles.OUTCOMES
    also = ("timeline", "status") if decided and "coordinator" not in eyes.viewer.roles else ("timeline",)
    return {k: v for k, v in data.items() if k not in (*hidden, *also)}


def _sound(reader: Reader, item: Stored | Unreadable) -> Stored | Unreadable:
    if isinstance(item, Unreadable) or item.sound:
        return item
    faults = tuple(envelope.faults(item.kind, item.path, item.data))
    if not faults:
        return item
    return Unreadable(item.path, item.kind, placed(_source(reader, item.id), faults))


def _passes(kind: str, data: Data, wanted: Filters) -> bool:
    if wanted.status and data.get("status") not in wanted.status:
        return False
    if wanted.practitioner and not _is_theirs(kind, data, wanted.practitioner):
        return False
    day = day_of(data) if wanted.since or wanted.until else ""
    return not (wanted.since and day < wanted.since) and not (wanted.until and day > wanted.until)


def _is_theirs(kind: str, data: Data, person: str) -> bool:
    return person in (data.get("reviewers") or ()) if kind == "round" else people.holder_of(kind, data) == person


def _meets(data: Data, condition: Condition) -> bool:
    found = [_text(v) for v in values_at(_with_day(data, condition.field), condition.field.split("."))]
    wanted = condition.text
    if condition.how == "~":
        return any(wanted.lower() in text.lower() for text in found)
    if not wanted:
        return not any(found)
    return any(_same(text, wanted) for text in found)


def _same(text: str, wanted: str) -> bool:
    if text == wanted or (ids.is_id(text) and text == wanted.lower()):
        return True
    if text in ("true", "false"):
        return wanted.lower() in (("true", "yes") if text == "true" else ("false", "no"))
    number = _number(text)
    return number is not None and number == _number(wanted)


def _number(text: str) -> int | None:
    """A number in ten-thousandths, so that `250` and `250.00` are equal; None if it is not a number."""
    m = re.fullmatch(_NUMBER, text)
    if m is None:
        return None
    size = int(m["whole"]) * 10_000 + int((m["part"] or "").ljust(4, "0"))
    return -size if m["sign"] else size


def _with_day(data: Data, field: str) -> Data:
    return {**data, DATE: day_of(data)} if field == DATE and DATE not in data else data


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _in_order(records: list[Data], sort: str) -> list[Data]:
    if not sort:
        return sorted(records, key=_age, reverse=True)
    field, down = sort.removeprefix("-"), sort.startswith("-")
    names = field.split(".")
    keyed = [(_key(next(values_at(_with_day(d, field), names), None)), str(d.get("id")), d) for d in records]
    there = sorted((k for k in keyed if k[0][0] < _NOTHING), key=lambda k: (k[0], k[1]), reverse=down)
    return [d for _, _, d in there] + [d for key, _, d in keyed if key[0] == _NOTHING]


#: The rank of a record without the field: last, in either order.
_NOTHING = 2


def _key(value: Any) -> tuple[int, int, str]:
    text = _text(value)
    if not text:
        return (_NOTHING, 0, "")
    number = _number(text)
    return (1, 0, text.lower()) if number is None else (0, number, "")


def _first(data: Data) -> Data:
    """The event that the record began with."""
    events = data.get("timeline")
    first = events[0] if isinstance(events, list) and events else None
    return first if isinstance(first, Mapping) else {}


def _age(data: Data) -> tuple[str, str, str]:
    """What a list is sorted by: the record's day, when it was written down, and its id."""
    first = _first(data)
    return day_of(data), str(first.get("recorded") or first.get("at") or ""), str(data.get("id"))


def _status(kind: str, said: str) -> str:
    states = lifecycles.STATES[kind]
    wanted = said.strip().lower().replace(" ", "-")
    if wanted in states:
        return wanted
    near = get_close_matches(wanted, states, n=1)
    raise BadValue(
        Said("--status: {given!r} is not a state of a {kind}.", given=Prose(said), kind=kind),
        hint=one_of("It is one of {choices}.", states, near),
        details={"choices": list(states)},
    )


def _condition(said: str) -> Condition:
    m = re.fullmatch(_CONDITION, said, flags=re.DOTALL)
    if m is None:
        raise BadValue(
            Said("--where {given!r} is not a condition.", given=Prose(said)),
            hint="Write FIELD=VALUE for an exact match, or FIELD~TEXT for text in it, such as setting=school.",
        )
    return Condition(m["field"].replace("-", "_"), "=" if m["how"] == "=" else "~", m["text"].strip())


def _refuse_unknown_fields(kind: str, found: Sequence[Data], wanted: Filters) -> None:
    """Find out whether a field was mistyped. That takes time, so ask only when nothing matched or was sorted."""
    doubtful = [c.field for c in wanted.where if not found or not c.text]
    sort = wanted.sort.removeprefix("-")
    if sort and not any(True for d in found for _ in values_at(d, sort.split("."))):
        doubtful.append(sort)
    if not doubtful:
        return
    from imatter_cli.domain.records import fields_at  # loads the models, so only when nothing matched

    for field in doubtful:
        names = tuple(n for n in field.split(".") if not n.isdigit())
        for depth, name in enumerate(names):
            known = fields_at(kind, names[:depth])
            if name in known or (depth == 0 and name == DATE):
                continue
            near = get_close_matches(name, known, n=1)
            said = ".".join(names[: depth + 1])
            raise BadValue(
                Said("A {kind} has no field {given!r}.", kind=kind, given=Prose(said)),
                hint=Said("Closest: {closest}.", closest=near[0])
                if near
                else Said("Its fields are {fields}.", fields=Many(known))
                if known
                else "",
                details={"field": said, "choices": list(known)},
            )
