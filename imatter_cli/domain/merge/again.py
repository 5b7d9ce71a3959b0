"""A change that was set aside, as the same change made now, on the records as they stand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from imatter_cli.classes import replace
from imatter_cli.domain import dates, effects, timeline
from imatter_cli.domain.data import Data
from imatter_cli.domain.kinds import BY_NAME
from imatter_cli.domain.merge.fields import element_by_element, onto
from imatter_cli.domain.merge.misfit import Misfit, spoken
from imatter_cli.domain.merge.values import OwnChange
from imatter_cli.domain.trail import PROGRAMME, Passage, timeline_of
from imatter_cli.said import Said

#: The names of a text as it stands, and of what a change makes of it.
_STANDS, _AGAIN = "(as it stands)", "(done again)"


def done_again(
    change: OwnChange, get: Callable[[str], Data | None], by: str, now: str, today: str
) -> OwnChange:  # fmt: skip
    """The change as it would be if that person made it now. `get` gives the records as they stand.

    Its fields get the values that it gave them, and its events happen now; they keep their day where that is not before
    the last event of the record. Raises Misfit where there is nothing to do it to.
    """
    passages = tuple(_again(passage, get(passage.id), by, now, today) for passage in change.passages)
    return replace(change, passages=passages, files=(), undoes="", redoes=change.commit)


def _again(passage: Passage, stands: Data | None, by: str, now: str, today: str) -> Passage:
    id = passage.id
    if id == PROGRAMME:
        raise Misfit("rules-changed", id, Said("The programme's rules have a new version. Change that one."))
    if passage.began and stands is not None:
        raise Misfit("made-twice", id, Said("{record} is already there.", record=spoken(id)))
    if not passage.began and stands is None:
        raise Misfit("gone", id, Said("{record} isn't there any more, or can't be read.", record=spoken(id)))
    if passage.is_gone:
        return replace(passage, before=stands, names=(_STANDS, ""))
    after = dict(passage.after or {}) if stands is None else _onto(passage, stands)
    entries = _made_now(passage, after, list(timeline_of(stands)), by, now, today)
    if stands is None:
        return replace(passage, after={**after, "timeline": entries}, names=("", _AGAIN))
    return replace(
        passage, before=stands, after=onto(passage.kind, stands, stands, after, entries), names=(_STANDS, _AGAIN)
    )


def _made_now(passage: Passage, after: Data, told: list[Data], by: str, now: str, today: str) -> list[Data]:
    """The change's events as if they happened now, after those, with what they count as it is then."""
    counted = BY_NAME[passage.kind].counted
    entries: list[Data] = []
    for entry in _entries(passage, by):
        made = _now(entry, [*told, *entries], by, now, today)
        entries.append({**made, **{name: after[name] for name in counted if name in entry}})
    return entries


def _onto(passage: Passage, stands: Data) -> dict[str, Any]:
    """The record as it stands with the values that the change gave its fields."""
    before, after = passage.before or {}, passage.after or {}
    kind = BY_NAME[passage.kind]
    found = dict(stands)
    for name in sorted(effects.changed(before, after)):
        if name in kind.counted:
            found[name] = stands[name] + after[name] - before[name]
        elif name in kind.identity:
            mark = kind.identity[name]
            found[name] = element_by_element(mark, stands.get(name), before.get(name), after.get(name))
        else:
            found[name] = after.get(name)
    return {name: value for name, value in found.items() if value is not None}


def _entries(passage: Passage, by: str) -> Sequence[Data]:
    """The events of a change; of one that was made by hand without any, an edit."""
    if passage.entries:
        return passage.entries
    return [{"event": "edit", "by": by, "fields": sorted(effects.changed(passage.before or {}, passage.after or {}))}]


def _now(entry: Data, told: Sequence[Data], by: str, now: str, today: str) -> Data:
    """The event as if it was written down now, after those."""
    day = dates.day_of(str(entry.get("at", today)))
    last = max((dates.day_of(str(e.get("at", ""))) for e in timeline.standing(told)), default="")
    when = {"at": now} if day == today or day < last else {"at": day, "recorded": now}
    rest = {name: value for name, value in entry.items() if name not in ("at", "recorded", "joined", "by")}
    event = {"event": rest.pop("event"), "by": by}
    return {**when, **event, **rest}
