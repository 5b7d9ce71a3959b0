"""What must hold of every merge, asked without the code that merges."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from copies import Files, Told, records_at, worked_out_again
from memory_store import MemoryStore

from imatter_cli.domain import ids, timeline
from imatter_cli.domain.data import Data
from imatter_cli.domain.kinds import BY_NAME
from imatter_cli.domain.merge import OwnChange, merge
from imatter_cli.domain.trail import Passage
from imatter_cli.services.integrity import checking
from imatter_cli.store import codec


def assert_holds(told: Told, today: str) -> None:
    """Raise AssertionError where something of a merge does not hold."""
    assert nothing_is_wrong(told.files, today) == []
    assert_all_are_named(told)
    before, after = _records(told.published), _records(told.files)
    for id, data in before.items():
        told_before, told_after = _told(data), _told(after.get(id))
        if id in after and id != ids.PROGRAMME_PATH:
            assert told_after[: len(told_before)] == told_before, f"{id}: published events were moved or lost"
    for change in told.mine:
        if change.commit in told.merged.taken and change.commit not in _aside(told):
            assert_is_there(change, told, after)
        elif change.commit not in told.merged.taken:
            assert_is_not_there(change, before, after)
    assert_published_stands(told, before, after)
    assert worked_out_again(told) == told.files


def nothing_is_wrong(files: Files, today: str) -> list[tuple[str, str, str]]:
    """The errors that a check finds."""
    found = checking.check(MemoryStore(files), today=today, processes=1).findings
    return [(f.rule, f.path, f.message) for f in found if f.severity == "error"]


def assert_all_are_named(told: Told) -> None:
    """Every change was taken or is named, with why, and with what stands in its way in words."""
    aside = {one.commit: one for one in told.merged.aside}
    mine = [change.commit for change in told.mine]
    assert sorted({*told.merged.taken, *aside}) == sorted(mine)
    whole = {commit for commit, one in aside.items() if one.whole}
    assert whole.isdisjoint(told.merged.taken)
    assert all(one.why and all(str(why.message).strip() for why in one.why) for one in aside.values())


def assert_is_there(change: OwnChange, told: Told, after: Mapping[str, Data]) -> None:
    """What a change that was taken did is in the records, as far as nothing that it led to was worked out again."""
    gone = {p.id for other in told.mine if other.commit in told.merged.taken for p in other.passages if p.is_gone}
    for passage in change.passages:
        if passage.id in gone or passage.is_gone or passage.kind not in BY_NAME:
            continue
        there = [timeline.without_joined(entry) for entry in _told(after[passage.id])]
        for entry in _own(passage):
            assert timeline.without_joined(entry) in there, f"{passage.id}: {entry['event']} was lost"
            assert there.count(timeline.without_joined(entry)) == 1, f"{passage.id}: {entry['event']} was doubled"


def assert_is_not_there(change: OwnChange, before: Mapping[str, Data], after: Mapping[str, Data]) -> None:
    """Nothing of a change that was set aside is in the records."""
    for passage in change.passages:
        if passage.kind in BY_NAME and not passage.is_gone:
            was = _told(before.get(passage.id))
            there = [timeline.without_joined(e) for e in _told(after.get(passage.id)) if e not in was]
            for entry in _own(passage):
                assert timeline.without_joined(entry) not in there, f"{passage.id}: {entry['event']} was set aside"


def assert_published_stands(told: Told, before: Mapping[str, Data], after: Mapping[str, Data]) -> None:
    """A single value that mine never saw is never overwritten."""
    seen: dict[tuple[str, str], list[Any]] = {}
    for change in told.mine:
        for passage in change.passages:
            for version in (passage.before, passage.after):
                for name in _single(passage):
                    seen.setdefault((passage.id, name), []).append((version or {}).get(name))
    for (id, name), values in seen.items():
        if id in before and id in after and before[id].get(name) not in values:
            assert after[id].get(name) == before[id].get(name), f"{id}: {name} of somebody else was overwritten"


def assert_again_changes_nothing(told: Told) -> None:
    """What was taken once changes nothing when it comes again."""
    wanted = [c for c in told.mine if c.commit in told.merged.taken and c.commit not in _aside(told)]
    again = merge(records_at(told.files), wanted, lambda before, after: ())
    assert not again.records, sorted(again.records)


def _aside(told: Told) -> set[str]:
    return {one.commit for one in told.merged.aside}


def _single(passage: Passage) -> Iterator[str]:
    if passage.kind in BY_NAME:
        kind = BY_NAME[passage.kind]
        apart = {"timeline", "status", *kind.led, *kind.counted, *kind.identity}
        yield from (name for name in kind.declared if name not in apart)


def _own(passage: Passage) -> Sequence[Data]:
    return [entry for entry in passage.entries if "because" not in entry]


def _told(data: Data | None) -> list[Data]:
    return list((data or {}).get("timeline") or ())


def _records(files: Files) -> dict[str, Data]:
    return {ids.id_at(path) or path: codec.parse(raw, path) for path, raw in files.items() if path.endswith(".yaml")}
