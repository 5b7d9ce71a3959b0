"""How two versions of a record become one: what a change did to it, done to the record as it stands.

A value fits where the record still has the one from before the change, or already the one from after it. A field's
marks say how it is merged; no rule of the programme is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from imatter_cli.classes import immutable
from imatter_cli.domain import editing, effects, lifecycles, parts, timeline
from imatter_cli.domain.data import Data
from imatter_cli.domain.kinds import BY_NAME
from imatter_cli.domain.kinds.fields import By
from imatter_cli.domain.merge.misfit import Misfit, spoken
from imatter_cli.domain.trail import timeline_of
from imatter_cli.said import Many, Prose, Said


def onto(
    kind: str, stands: Data, before: Data, after: Data, entries: Sequence[Data], *, late: bool = False
) -> Data:  # fmt: skip
    """The record as it stands with what a change did to it. `entries` are the events that came with the change.

    `late` marks them as having reached the store later than they happened. Raises Misfit where the two don't go
    together.
    """
    told = list(timeline_of(stands))
    for entry in entries:
        told.append(timeline.joining(entry, told, late=late))
    life = timeline.replay(kind, told)
    wrong = next((fault for fault in life.faults if fault.index >= len(told) - len(entries)), None)
    if wrong is not None:
        raise Misfit("lifecycle", str(stands["id"]), wrong.message)
    led = _led(kind, entries)
    changed = _Versions(kind, stands, before, after).merged(led)
    changed |= {name: life.led.get(name, after.get(name)) for name in led if name in life.led or name in after}
    gone = {name for name in led if name not in life.led and name not in after}
    merged = {name: value for name, value in {**stands, **changed}.items() if name not in gone and value is not _GONE}
    merged |= {"status": life.status, "timeline": told}
    _refuse_other_count(kind, merged, entries)
    return merged


def taken_off(kind: str, stands: Data, before: Data, after: Data) -> dict[str, Any]:
    """The fields that a change changed, as the record as it stands would have them without it; None where it has none.

    Raises Misfit where somebody changed one of them since.
    """
    changed = _Versions(kind, stands, after, before).merged(frozenset())
    return {name: None if value is _GONE else value for name, value in changed.items()}


#: What a field becomes that a change took away.
_GONE: Final = object()


def _led(kind: str, entries: Sequence[Data]) -> frozenset[str]:
    """The fields that these events lead to."""
    names = timeline.led_fields(kind)
    if any(entry.get("event") == lifecycles.UNDO for entry in entries):
        return frozenset(names)
    return frozenset(name for name in names if any(name in entry for entry in entries))


@immutable
class _Versions:
    """A record as it stands, and as a change found and left it."""

    kind: str
    stands: Data
    before: Data
    after: Data

    def merged(self, led: frozenset[str]) -> dict[str, Any]:
        """The fields that the change changed, as the record has them with the change."""
        names = sorted(effects.changed(self.before, self.after) - led)
        as_one = BY_NAME[self.kind].as_one
        if as_one.intersection(names):
            together = sorted(as_one.intersection({*self.stands, *self.before, *self.after}))
            if not self._fits(together):
                raise self._changed_there([name for name in together if not self._fits([name])] or together)
        return {name: self._field(name) for name in names}

    def _fits(self, names: Sequence[str]) -> bool:
        return same(names, self.stands, self.before) or same(names, self.stands, self.after)

    def _field(self, name: str) -> Any:
        declared = BY_NAME[self.kind]
        mark = declared.identity.get(name)
        # two lists that became the same may have got two new items under one identity
        if self._fits([name]) and not (mark and mark.given_here and not same([name], self.stands, self.before)):
            return self.after.get(name, _GONE)
        stands, before, after = (version.get(name) for version in (self.stands, self.before, self.after))
        if name in declared.counted and type(stands) is type(before) is type(after) is int:
            return stands + after - before
        lists = [_by(mark, some) for some in (stands, before, after)] if mark else [None]
        if mark is None or None in lists:
            raise self._changed_there([name])
        return self._elements(name, mark, *lists)

    def _elements(
        self, name: str, mark: By, stands: Mapping[str, Data], before: Mapping[str, Data], after: Mapping[str, Data]
    ) -> Any:
        """A list of elements with an identity: what the change did to each, done to the same one as it stands."""
        found = dict(stands)
        for key in dict.fromkeys((*before, *after)):
            was, becomes, now = before.get(key), after.get(key), stands.get(key)
            is_another = was is None and now is not None and mark.given_here
            if was == becomes or (now == becomes and not is_another):
                continue
            if now != was:
                raise self._changed_there([name], key)
            if becomes is None:
                del found[key]
            else:
                found[key] = becomes
        return list(found.values()) or _GONE

    def _changed_there(self, names: Sequence[str], element: str = "") -> Misfit:
        return _changed_there(str(self.stands["id"]), names, element)


def element_by_element(mark: By, stands: Any, before: Any, after: Any) -> Any:
    """A list as it stands with each element as a change left it that it changed, whatever others did to that one."""
    lists = [_by(mark, some) for some in (stands, before, after)]
    if any(some is None for some in lists):
        return after
    there, was, becomes = (some or {} for some in lists)
    touched = [key for key in (*was, *becomes) if was.get(key) != becomes.get(key)]
    found = {**there, **{key: becomes[key] for key in touched if key in becomes}}
    return [element for key, element in found.items() if key not in touched or key in becomes] or None


def _changed_there(id: str, names: Sequence[str], element: str = "") -> Misfit:
    said = [Prose(name.replace("_", " ")) for name in names]
    which = (
        Said("{field} ({element})", field=said[0], element=element) if element else Said("{field}", field=Many(said))
    )
    words = Said("Somebody else changed {which} of {record} first.", which=which, record=spoken(id))
    return Misfit("changed-there", id, words, names[0])


def _by(mark: By, value: Any) -> dict[str, Data] | None:
    """The elements of a list by their identity. None where one has none, or two the same."""
    some = value or []
    if not isinstance(some, list) or not all(isinstance(e, Mapping) for e in some):
        return None
    if mark.letter:
        some = parts.identified(some, mark.letter)
    if not all(isinstance(e.get(mark.name), str) for e in some):
        return None
    found = {element[mark.name]: element for element in some}
    return found if len(found) == len(some) else None


def same(names: Iterable[str], one: Data, other: Data) -> bool:
    """Whether two versions of a record have the same in these fields."""
    return not editing.changed_fields(*({n: each[n] for n in names if n in each} for each in (one, other)))


def _refuse_other_count(kind: str, merged: Data, entries: Sequence[Data]) -> None:
    """Refuse an event that names a count which is another one now."""
    for name in BY_NAME[kind].counted:
        if any(entry.get(name, merged.get(name)) != merged.get(name) for entry in entries):
            raise _changed_there(str(merged["id"]), [name])
