"""Taking a change onto the records as they stand, whatever the programme's rules say of that.

`imatter verify` works out every merge again with this, for ever: the content of a merge is the published records with
the changes that it doesn't name as set aside, taken in order. So what a version does with a change stays as it is; what
should be done differently is a new version, which merges name from then on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from imatter_cli.domain import effects, ids, timeline
from imatter_cli.domain.data import Data
from imatter_cli.domain.following import FOLLOWING, Following
from imatter_cli.domain.kinds import BY_NAME
from imatter_cli.domain.merge import fields
from imatter_cli.domain.merge.ground import Ground
from imatter_cli.domain.merge.misfit import Misfit, spoken
from imatter_cli.domain.merge.values import MovedFile, OwnChange
from imatter_cli.domain.trail import PROGRAMME, Passage, marked_as, timeline_of
from imatter_cli.said import Prose, Said

#: Which way of taking changes a merge names.
VERSION: Final = 1
#: Files that imatter makes again by itself.
GENERATED: Final = ("schemas/", ".gitattributes")


def take(ground: Ground, change: OwnChange, *, late: bool = False) -> Ground:
    """What stands with one more change. Raises Misfit where it doesn't go together with what stands.

    `late` marks its events: they reached the store after something that they would have stood in the way of.
    """
    after = ground.copy()
    following = {passage.id: passage for passage in change.passages if _only_follows(passage, change)}
    for passage in change.passages:
        if passage.id not in following:
            _take_record(after, passage, late=late, by_hand=not change.verb)
    for cause, entry, rule in _causes(change):
        _lead_on(after, rule, cause.id, entry, following, late=late)
    for file in change.files:
        _take_file(after, file)
    return after


def touched(change: OwnChange) -> frozenset[str]:
    """The records that a change is about: not those that only followed from it, which are worked out again."""
    return frozenset(passage.id for passage in change.passages if not _only_follows(passage, change))


def _take_record(ground: Ground, passage: Passage, *, late: bool, by_hand: bool) -> None:
    was, becomes = passage.names
    there = ground.name(passage.path)
    stands = ground.get(passage.id)
    if passage.faults and there != becomes:
        words = Said("{record} is broken: {why}", record=spoken(passage.id), why=passage.faults[0].said)
        raise Misfit("broken", passage.id, words)
    _refuse_lost(ground, passage, by_hand=by_hand)
    if there == was and not (late and passage.before is not None and passage.entries):
        ground.put(passage.id, None if passage.is_gone else passage.after, becomes)
        ground.names[passage.path] = becomes
    elif there != becomes:
        _take_onto(ground, passage, stands, late=late)


def _refuse_lost(ground: Ground, passage: Passage, *, by_hand: bool) -> None:
    """Refuse what would take published events off a record, or the whole record by hand: they are there for ever."""
    published = ground.published.get(passage.id)
    if published is None or passage.kind == PROGRAMME:
        return
    told = list(timeline_of(published))
    if passage.is_gone:
        lost = by_hand
    else:
        was, becomes = timeline_of(passage.before), timeline_of(passage.after)
        lost = not passage.began and list(becomes[: len(was)]) != list(was) and list(becomes[: len(told)]) != told
    if lost:
        words = Said("It would take events off {record} that are published.", record=spoken(passage.id))
        raise Misfit("events-lost", passage.id, words)


def _take_onto(ground: Ground, passage: Passage, stands: Data | None, *, late: bool) -> None:
    """The same where somebody else changed the record as well."""
    id, before, after = passage.id, passage.before, passage.after
    if stands is None:
        raise Misfit("gone", id, Said("{record} isn't there any more, or can't be read.", record=spoken(id)))
    if passage.began:
        if after is None or not _alike(stands, after):
            raise Misfit("made-twice", id, Said("Somebody else made {record} first, differently.", record=spoken(id)))
    elif before is None:
        raise Misfit("changed-there", id, Said("Somebody else changed {record} first.", record=spoken(id)))
    elif after is None or passage.is_gone:
        if not _alike(stands, before):
            raise Misfit("changed-there", id, Said("Somebody else changed {record} first.", record=spoken(id)))
        ground.put(id, None)
    elif _alike(before, after):
        words = Said("Somebody else changed {record} first. Here, only its layout changed.", record=spoken(id))
        raise Misfit("layout", id, words)
    elif _has_all(stands, passage):
        if not fields.same(effects.changed(before, after) - {*timeline.led_fields(passage.kind)}, stands, after):
            raise Misfit("changed-there", id, Said("Somebody else changed {record} since.", record=spoken(id)))
    elif not _alike(stands, after):
        ground.put(id, _merged(passage, stands, before, after, late=late))


def _merged(passage: Passage, stands: Data, before: Data, after: Data, *, late: bool) -> Data:
    if _alike(stands, before) and not _grew(passage):
        return after
    if passage.kind == PROGRAMME and _alike(stands, marked_as(before, stands)):
        return marked_as(after, stands)
    if passage.kind == PROGRAMME:
        raise Misfit("rules-changed", PROGRAMME, Said("Somebody else changed the programme's rules first."))
    if not _grew(passage):
        words = Said(
            "The timeline of {record} was rewritten here, and somebody else changed it.", record=spoken(passage.id)
        )
        raise Misfit("rewritten", passage.id, words)
    return fields.onto(passage.kind, stands, before, after, passage.entries, late=late)


def _grew(passage: Passage) -> bool:
    """Whether the change only added to the record's timeline."""
    return passage.shared == len(timeline_of(passage.before))


def _has_all(stands: Data, passage: Passage) -> bool:
    """Whether the change has been taken before: every event that it brought is there."""
    if not passage.entries or not _grew(passage):
        return False
    there = [timeline.without_joined(entry) for entry in timeline_of(stands)]
    return all(timeline.without_joined(entry) in there for entry in passage.entries)


def _alike(one: Data, other: Data) -> bool:
    return fields.same({*one, *other}, one, other)


def _take_file(ground: Ground, file: MovedFile) -> None:
    there = ground.name(file.path)
    if there == file.before:
        ground.names[file.path] = file.after
    elif there != file.after and not file.path.startswith(GENERATED):
        path = Prose(file.path)
        raise Misfit("file-changed", "", Said("Somebody else changed the file {path} first.", path=path), file.path)


def _causes(change: OwnChange) -> Iterator[tuple[Passage, Data, Following]]:
    """The events of a change that lead other records on, each with what follows from it."""
    for passage in change.passages:
        for entry in passage.entries if passage.kind in BY_NAME else ():
            for rule in FOLLOWING.get((passage.kind, str(entry.get("event"))), ()):
                if "because" not in entry and (not rule.asked or _was_asked(change, passage.id, rule)):
                    yield passage, entry, rule


def _was_asked(change: OwnChange, cause: str, rule: Following) -> bool:
    entries = (e for p in change.passages if p.kind == rule.kind for e in p.entries)
    return any(e.get("because") == cause and e.get("event") == rule.event for e in entries)


def _only_follows(passage: Passage, change: OwnChange) -> bool:
    """Whether everything that the change did to a record followed from what it did to another."""
    entries, before, after = passage.entries, passage.before, passage.after
    if not entries or before is None or after is None or not _grew(passage):
        return False
    rules = {(cause.id, rule.kind, rule.event) for cause, _, rule in _causes(change)}
    follow = all((str(e.get("because")), passage.kind, e.get("event")) in rules for e in entries)
    return follow and effects.changed(before, after) <= frozenset(timeline.led_fields(passage.kind))


def _lead_on(
    ground: Ground, rule: Following, cause: str, entry: Data, following: Mapping[str, Passage], *, late: bool
) -> None:  # fmt: skip
    """Change the records that follow an event now. They may be others than when it was made."""
    details = _details(rule, cause, following.values())
    for record in rule.among(cause, ground.naming(rule.kind, cause)):
        id = str(record["id"])
        own = following.get(id)
        if own is not None and ground.name(own.path) == own.names[0] and not late:
            ground.put(id, own.after, own.names[1])
            continue
        led = own.entries if own is not None else [_entry(rule, cause, entry, details)]
        ground.put(id, fields.onto(rule.kind, record, record, record, led, late=late))


def _details(rule: Following, cause: str, following: Any) -> dict[str, Any]:
    """The details of what follows that were chosen when it was made (the quarter that applications go into)."""
    entries = (e for p in following for e in p.entries if e.get("because") == cause and e.get("event") == rule.event)
    first: Data = next(entries, {})
    return {name: first[name] for name in rule.carries if name in first}


def _entry(rule: Following, cause: str, entry: Data, details: Data) -> Data:
    when = {name: entry[name] for name in ("at", "recorded") if name in entry}
    why = {"reason": entry["reason"]} if rule.reason and "reason" in entry else {}
    return {**when, "event": rule.event, "by": entry["by"], "because": cause, **why, **details}


def added(before: Ground, after: Ground, id: str) -> Sequence[Data]:
    """The events that a record has after a change was taken and had not before."""
    was, told = timeline_of(before.get(id)), timeline_of(after.get(id))
    return told[len(was) :] if id != PROGRAMME and ids.is_id(id) and list(told[: len(was)]) == list(was) else ()
