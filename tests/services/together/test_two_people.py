"""Two people do something at once, each in their own copy: what is published then, and what is set aside, in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from copies import files_of, records_at, told
from holding import assert_holds, nothing_is_wrong
from memory_store import MemoryReader
from quarter import ACTIVE, CAST, CHAIR, HOLDER, PLANNED, Two, happen
from scenarios import SCENARIOS

from imatter_cli.domain import ids
from imatter_cli.domain.data import Data
from imatter_cli.domain.merge import Merged, Misfit, OwnChange, done_again, merge, taking
from imatter_cli.domain.merge.ground import Ground
from imatter_cli.services.integrity import saving, undoing
from imatter_cli.services.practice import practitioners, projects
from imatter_cli.services.together.records import new_errors

ORDERS = pytest.mark.parametrize("one_first", [True, False], ids=["one first", "other first"])


def both(name: str, *, one_first: bool) -> tuple[Two, Merged]:
    """What comes of a scenario where one of the two is published first. Everything that must hold of merges holds."""
    scenario = SCENARIOS[name]
    two = Two(scenario.stage, scenario.ahead)
    scenario.one(two, two.a)
    scenario.other(two, two.b)
    first, second = (two.a, two.b) if one_first else (two.b, two.a)
    assert first.sync().aside == ()
    merged = second.sync()
    for sync in two.place.syncs:
        assert_holds(sync, two.place.now.date().isoformat())
    codes = {why.code for aside in merged.aside for why in aside.why} or {""}
    assert (scenario.one_first if one_first else scenario.other_first) in codes
    return two, merged


@ORDERS
@pytest.mark.parametrize("name", SCENARIOS)
def test_what_two_people_do_at_once_becomes_one_sound_store(name: str, one_first: bool) -> None:
    two, merged = both(name, one_first=one_first)
    assert all(b"<<<<" not in raw for raw in two.place.files.values())
    assert all(str(why.message).endswith(".") for aside in merged.aside for why in aside.why)


@ORDERS
@pytest.mark.parametrize("name", [n for n, one in SCENARIOS.items() if one.one_first or one.other_first])
def test_what_was_set_aside_is_done_again_on_what_stands_or_refused_in_words(name: str, one_first: bool) -> None:
    two, merged = both(name, one_first=one_first)
    for aside in merged.aside:
        (change,) = (one for one in two.place.syncs[-1].mine if one.commit == aside.commit)
        there = records_at(two.place.files)
        two.place.now += timedelta(days=1)
        now, by = two.place.now, next((str(e["by"]) for p in change.passages for e in p.entries), CHAIR)
        today = now.date().isoformat()
        try:
            anew = done_again(change, there.get, by, f"{now:%Y-%m-%dT%H:%M:%SZ}", today)
        except Misfit as misfit:
            assert str(misfit.objection.message).endswith(".")
            continue
        again = merge(there, [anew], new_errors(MemoryReader(two.place.files), today))
        assert nothing_is_wrong(files_of(two.place.files, again, two.place.syncs[-1].contents), today) == []
        assert again.taken or all(str(why.message).endswith(".") for why in again.aside[0].why)


def _by_time(entry: Data, told: list[Data], *, late: bool = False) -> Data:
    """An event that joins goes ahead of a later one, and not to the end."""
    if str(told[-1]["at"]) < str(entry["at"]):
        return entry
    last = told.pop()
    told.append(entry)
    return last


def _drop(taken: Callable[..., Ground]) -> Callable[..., Ground]:
    """An event that is merged is lost."""

    def take(ground: Ground, change: OwnChange, *, late: bool = False) -> Ground:
        after = taken(ground, change, late=late)
        for id, data in list(after.records.items()):
            if data is not None and after.name_of(id) is None and id not in ground.records:
                after.put(id, {**data, "timeline": data["timeline"][:-1]})
        return after

    return take


#: What could be wrong with a merge, and a scenario in which that shows.
PLANTED = {
    "checks are not asked": ("discard and reflect", "merging._Merging._errors", lambda *_: ()),
    "preconditions are not asked": ("decide and edit", "fitting.objections", lambda *_: []),
    "events go where their time is": ("step and step", "fields.timeline.joining", _by_time),
    "mine overwrites what is published": ("the same field", "fields._Versions._fits", lambda *_: True),
    "events are lost": ("step and step", "merging.take", _drop(taking.take)),
    "what follows is not worked out again": ("pause licence and start", "taking._causes", lambda change: ()),
}


@pytest.mark.parametrize("bug", PLANTED)
def test_a_planted_bug_is_caught(bug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name, where, wrong = PLANTED[bug]
    monkeypatch.setattr(f"imatter_cli.domain.merge.{where}", wrong)
    with pytest.raises(AssertionError):
        for one_first in (True, False):
            both(name, one_first=one_first)


def test_what_follows_from_an_event_is_worked_out_again() -> None:
    two, merged = both("pause licence and start", one_first=False)
    assert merged.taken
    started = two.published(PLANNED)
    assert told(started) == ["plan", "start", "pause"]
    assert started["timeline"][-1]["because"].startswith("lic-")
    assert two.published(ACTIVE)["status"] == "paused"


def test_an_event_of_an_earlier_day_joins_at_the_end() -> None:
    two = Two("practice")
    early = two.place.now
    projects.note_step(two.a.as_(HOLDER), ACTIVE, text="sing together")
    two.place.now = early + timedelta(days=2)
    happen(two.b.as_(HOLDER), ACTIVE, "move", details={"stage": "apply"})
    two.b.sync()
    assert two.a.sync().aside == ()
    *_, moved, joined = two.published(ACTIVE)["timeline"]
    assert (moved["event"], joined["event"], joined["joined"]) == ("move", "step", True)
    assert joined["at"] < moved["at"]
    happen(two.place.copy(3).as_(HOLDER), ACTIVE, "pause")  # the order of days passes over it


def test_a_change_that_was_taken_back_comes_with_what_took_it_back() -> None:
    two = Two("practice")
    projects.start(two.a.as_(HOLDER), PLANNED)
    undoing.undo(two.a.as_(HOLDER), "", "too soon")
    happen(two.b.as_(HOLDER), ACTIVE, "pause")
    two.b.sync()
    assert two.a.sync().aside == ()
    assert told(two.published(PLANNED)) == ["plan", "start", "undo"]


def test_nothing_waits_where_what_does_not_fit_was_taken_back() -> None:
    two = Two("practice")
    projects.start(two.a.as_(HOLDER), PLANNED)
    undoing.undo(two.a.as_(HOLDER), "", "too soon")
    projects.discard(two.b.as_(HOLDER), PLANNED)
    two.b.sync()
    assert [aside.waits for aside in two.a.sync().aside] == [False, False]


def test_what_builds_on_a_change_that_was_set_aside_goes_with_it() -> None:
    two = Two("practice")
    projects.start(two.a.as_(HOLDER), PLANNED)
    projects.note_step(two.a.as_(HOLDER), PLANNED, text="sing together")
    projects.note_step(two.a.as_(HOLDER), ACTIVE, text="count together")
    projects.discard(two.b.as_(HOLDER), PLANNED)
    two.b.sync()
    merged = two.a.sync()
    started, stepped = merged.aside
    assert (started.why[0].code, stepped.why[0].code) == ("gone", "builds-on")
    assert stepped.builds_on == (started.commit,)
    assert len(merged.taken) == 1


def test_a_person_who_joined_on_both_sides_is_two_people_until_somebody_says_otherwise() -> None:
    two = Two("practice")
    for copy in (two.a, two.b):
        practitioners.join(copy.as_(CHAIR), ["practitioner"])
        assert copy.sync().aside == ()
    assert len(two.place.copy(3).store.ids("practitioner")) == len(CAST.person) + 2


def test_of_what_was_saved_by_hand_only_what_hangs_together_is_set_aside() -> None:
    two = Two("practice")
    for id in (ACTIVE, PLANNED):
        path = ids.path_of(id)
        two.a.store.hand_edit(path, two.place.files[path].replace(b"setting: school", b"setting: club"))
    saving.save(two.a.as_(HOLDER), [])
    SCENARIOS["the same field"].other(two, two.b)
    two.b.sync()
    merged = two.a.sync()
    assert [(aside.records, aside.whole) for aside in merged.aside] == [((ACTIVE,), False)]
    assert (two.published(ACTIVE)["setting"], two.published(PLANNED)["setting"]) == ("community", "club")


def test_what_a_change_left_is_kept_to_the_byte_where_nobody_else_touched_it() -> None:
    two = Two("practice")
    path = ids.path_of(PLANNED)
    two.a.store.hand_edit(path, two.place.files[path].replace(b"setting: school", b"setting: club  # since May"))
    saving.save(two.a.as_(HOLDER), [])
    happen(two.b.as_(HOLDER), ACTIVE, "pause")
    two.b.sync()
    two.a.sync()
    assert b"setting: club  # since May\n" in two.place.files[path]
