"""What every store promises (imatter_cli/store/contract.py), asked of the one in git and the one in memory."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from memory_store import MemoryStore

from imatter_cli.domain.ids import KIND_NAMES, PROGRAMME_PATH, path_of
from imatter_cli.errors import Ambiguous, BadValue, Broken, EditedByHand, NotFound, RaceLost
from imatter_cli.store import codec, worktree
from imatter_cli.store.cache import signs
from imatter_cli.store.contract import Change, Reader, Store, Stored, Unreadable, Write, content_of

kit = sys.modules["store_kit"]
A, B, C, D, _ = kit.PRJ


class World:
    """A store, and what other people do beside it."""

    def __init__(self, box: Any) -> None:
        self.box = box
        self.store: Store = box.store

    def hand_edit(self, path: str, content: bytes | None) -> None:
        if content is None:
            (self.box.root / path).unlink()
        else:
            self.box.write(path, content)

    def commit(self, files: Mapping[str, bytes | None]) -> str:
        for path, content in files.items():
            self.hand_edit(path, content)
        self.box.git("add", "-A", "--", *files)
        self.box.git("commit", "-q", "-m", "by hand", "--", *files)
        return str(self.box.head())

    def move(self) -> None:
        """Somebody moves the branch without touching a file: only the compare-and-swap can see it."""
        commit = self.box.git("commit-tree", "HEAD^{tree}", "-p", "HEAD", "-m", "moved")
        self.box.git("update-ref", "HEAD", commit)


class MemoryWorld(World):
    def __init__(self) -> None:
        self.memory = MemoryStore({"records/programme.yaml": kit.PROGRAMME})
        self.store = self.memory

    def hand_edit(self, path: str, content: bytes | None) -> None:
        self.memory.hand_edit(path, content)

    def commit(self, files: Mapping[str, bytes | None]) -> str:
        return self.memory.commit_directly("by hand", files)

    def move(self) -> None:
        self.memory.commit_directly("moved", {})


@pytest.fixture(params=["git", "memory"])
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    yield MemoryWorld() if request.param == "memory" else World(request.getfixturevalue("box"))


@pytest.fixture
def store(world: World) -> Store:
    return world.store


def test_a_record_comes_back_as_it_was_written(store: Store) -> None:
    receipt = store.transact(kit.putting(A, note="x: #1"))
    assert store.get(A) == Stored(A, "project", path_of(A), kit.data(A, note="x: #1"), content_of(store.source(A)))
    assert receipt.paths == (path_of(A),)
    assert receipt.before == (None,)
    assert receipt.after == (kit.data(A, note="x: #1"),)
    assert re.fullmatch(r"[0-9a-f]{40}", receipt.commit)


def test_a_receipt_shows_the_records_as_the_change_left_them(world: World) -> None:
    receipt = world.store.transact(kit.putting(A, note="mine"))
    world.store.transact(kit.putting(A, note="later"))
    world.hand_edit(path_of(A), b"")
    assert receipt.now is not None
    assert receipt.now().get(A).data == kit.data(A, note="mine")
    assert world.store.transact(kit.putting(B), dry_run=True).now is None


@pytest.mark.parametrize("id", [A, "2026-q4", "nonsense", "../programme", "", "prj-2611-7KQ4M2X"])
def test_what_is_not_there_is_not_found(store: Store, id: str) -> None:
    for ask in (store.get, store.source):
        with pytest.raises(NotFound):
            ask(id)


def test_near_ids_are_named(store: Store) -> None:
    store.transact(kit.putting(A))
    with pytest.raises(NotFound) as e:
        store.get("prj-2611-7kq4m2y")
    assert e.value.details["closest"] == [A]


def test_find_takes_any_unique_part_in_any_case(store: Store) -> None:
    for id in (A, B, kit.LIC):
        store.transact(kit.putting(id))
    assert store.find("7KQ4") == A
    assert store.find(B.upper()) == B
    assert store.find("2610") == kit.LIC
    assert store.find("prj-2611-a", ["project"]) == B
    with pytest.raises(Ambiguous) as ambiguous:
        store.find("prj-26")
    assert ambiguous.value.details["candidates"] == [A, B]
    for part, kinds in (("7kq4", ["licence"]), ("qqq", []), ("", []), (kit.LIC, ["project"])):
        with pytest.raises(NotFound):
            store.find(part, kinds)


def test_ids_are_sorted_and_come_from_names_alone(world: World) -> None:
    store = world.store
    for id in (C, A, B):
        store.transact(kit.putting(id))
    world.hand_edit(path_of(D), b"\xff no record")
    assert store.ids("project") == sorted([A, B, C, D])
    assert store.ids("licence") == []


def test_a_round_has_its_quarter_for_an_id(store: Store) -> None:
    store.transact(kit.putting("2026-q4"))
    assert store.ids("round") == ["2026-q4"]
    assert store.find("2026-Q4") == "2026-q4"
    assert store.get("2026-q4").path == "records/rounds/2026-q4.yaml"


def test_what_is_no_record_by_its_name_is_not_seen(world: World) -> None:
    for path in ("records/projects/2026-11/notes.yaml", "records/projects/2026-12/" + A + ".yaml", "records/README.md"):
        world.hand_edit(path, b"hello")
    assert world.store.ids("project") == []
    assert list(world.store.scan("project")) == []


def test_one_broken_file_never_hides_another(world: World) -> None:
    for id in (A, B, C):
        world.store.transact(kit.putting(id))
    world.hand_edit(path_of(B), b"id: [\n")
    found = list(world.store.scan("project"))
    assert [type(x) for x in found] == [Stored if id != B else Unreadable for id in sorted((A, B, C))]
    broken = next(x for x in found if isinstance(x, Unreadable))
    assert broken.path == path_of(B)
    assert broken.kind == "project"
    assert broken.findings
    with pytest.raises(Broken):
        world.store.get(B)
    assert world.store.source(B) == b"id: [\n"


def test_scan_can_be_narrowed_to_what_mentions_a_text(store: Store) -> None:
    store.transact(kit.putting(A, lead="prc-2611-0000000"))
    store.transact(kit.putting(B))
    assert [x.path for x in store.scan("project", "prc-2611-0000000")] == [path_of(A)]


def test_a_reader_sees_hand_edits_and_a_plan_does_not(world: World) -> None:
    world.store.transact(kit.putting(A))
    world.hand_edit(path_of(A), kit.text(A, title="by hand"))
    assert world.store.get(A).data["title"] == "by hand"
    seen: list[str] = []

    def plan(reader: Reader) -> Change:
        seen.append(reader.get(A).data["title"])
        return Change("project edit", (Write(B, data=kit.data(B)),), ("edit",), 1)

    world.store.transact(plan)
    assert set(seen) == {"a title"}


def test_the_programme_is_a_record_under_its_own_word(store: Store) -> None:
    assert store.programme()["version"] == 1
    assert store.get("programme").path == "records/programme.yaml"
    store.transact(
        lambda r: Change("programme edit", (Write("programme", data={**r.programme(), "version": 2}),), (), 2)
    )
    assert store.programme()["version"] == 2
    assert next(store.history()).trailers["Record"] == ("programme",)


def test_an_edit_keeps_what_it_does_not_change(store: Store) -> None:
    store.transact(kit.writing(Write(A, text=kit.text(A))))
    store.transact(lambda r: Change("project edit", (Write(A, data={**r.get(A).data, "title": "new"}),), ("edit",), 1))
    assert store.source(A) == kit.text(A).replace(b"a title", b"new")


def test_a_text_is_taken_as_it_is_and_nothing_takes_a_record_away(store: Store) -> None:
    store.transact(kit.writing(Write(A, text=kit.text(A)), Write(B, text=kit.text(B))))
    receipt = store.transact(kit.writing(Write(A), verb="project discard"))
    assert receipt.before == (kit.data(A),)
    assert receipt.after == (None,)
    assert store.ids("project") == [B]
    with pytest.raises(NotFound):
        store.get(A)


def test_several_records_are_one_change(store: Store) -> None:
    before = len(list(store.history()))
    receipt = store.transact(
        kit.writing(*(Write(id, data=kit.data(id)) for id in (A, B, kit.LIC)), events=("new", "apply"))
    )
    history = list(store.history())
    assert len(history) == before + 1
    assert history[0].commit == receipt.commit
    assert history[0].subject == f"project edit {A}"
    assert history[0].trailers == {"Record": (A, B, kit.LIC), "Event": ("new", "apply"), "Programme": ("1",)}
    assert history[0].paths == tuple(sorted(path_of(id) for id in (A, B, kit.LIC)))
    assert history[0].here
    assert history[0].parent == history[1].commit


def test_an_undo_says_what_it_undoes(store: Store) -> None:
    receipt = store.transact(kit.putting(A))
    store.transact(lambda r: Change("undo", (Write(A),), ("undo",), 1, undoes=receipt.commit))
    assert next(store.history()).trailers["Undoes"] == (receipt.commit,)


def test_a_change_that_changes_nothing_makes_no_commit(store: Store) -> None:
    store.transact(kit.putting(A))
    before = list(store.history())
    receipt = store.transact(kit.putting(A))
    assert receipt.commit == ""
    assert receipt.before == receipt.after == (kit.data(A),)
    assert list(store.history()) == before


def test_a_rehearsal_changes_nothing(store: Store) -> None:
    before = list(store.history())
    receipt = store.transact(kit.putting(A), dry_run=True)
    assert (receipt.commit, receipt.after) == ("", (kit.data(A),))
    assert store.ids("project") == []
    assert list(store.history()) == before


def test_an_exception_of_the_plan_goes_through_and_nothing_is_written(store: Store) -> None:
    def plan(reader: Reader) -> Change:
        raise OSError("mine")

    before = list(store.history())
    with pytest.raises(OSError, match="mine"):
        store.transact(plan)
    assert list(store.history()) == before
    store.transact(kit.putting(A))


def test_one_record_cannot_be_written_twice_in_one_change(store: Store) -> None:
    with pytest.raises(ValueError, match="twice"):
        store.transact(kit.writing(Write(A, data=kit.data(A)), Write(A)))
    with pytest.raises(BadValue):
        store.transact(kit.writing(Write("../../x", text=b"")))


@pytest.mark.parametrize("edit", [b"id: by hand\n", None], ids=["changed", "gone"])
def test_a_file_edited_by_hand_is_not_overwritten(world: World, edit: bytes | None) -> None:
    world.store.transact(kit.putting(A))
    world.hand_edit(path_of(A), edit)
    before = list(world.store.history())
    for dry_run in (True, False):
        with pytest.raises(EditedByHand) as e:
            world.store.transact(kit.putting(A, title="new"), dry_run=dry_run)
        assert path_of(A) in e.value.message
    assert list(world.store.history()) == before
    assert world.store.edited() == [path_of(A)]
    world.store.transact(kit.putting(B))  # faults elsewhere never block


def test_a_new_record_is_not_put_over_a_file_that_nobody_recorded(world: World) -> None:
    world.hand_edit(path_of(A), b"mine\n")
    with pytest.raises(EditedByHand):
        world.store.transact(kit.putting(A))
    assert world.store.source(A) == b"mine\n"


def test_a_hand_edit_is_saved_by_naming_what_it_replaces(world: World) -> None:
    world.store.transact(kit.putting(A))
    mine = kit.text(A, title="by hand")
    world.hand_edit(path_of(A), mine)
    with_event = mine.replace(b"by hand", b"by hand, saved")
    world.store.transact(kit.writing(Write(A, text=with_event, replaces=mine), verb="save"))
    assert world.store.source(A) == with_event
    world.hand_edit(path_of(A), mine)
    world.store.transact(kit.writing(Write(A, text=mine, replaces=mine), verb="save"))
    assert world.store.edited() == []
    world.hand_edit(path_of(A), None)
    world.store.transact(kit.writing(Write(A), verb="save"))
    assert world.store.edited() == []
    assert world.store.ids("project") == []


def test_edited_names_changed_new_and_gone(world: World) -> None:
    for id in (A, B, C):
        world.store.transact(kit.putting(id))
    assert world.store.edited() == []
    world.hand_edit(path_of(A), kit.text(A))
    world.hand_edit(path_of(B), None)
    world.hand_edit(path_of(D), kit.text(D))
    world.hand_edit("records/notes.txt", b"no record")
    assert world.store.edited() == sorted(path_of(id) for id in (A, B, D))


def test_a_plan_is_run_again_when_somebody_else_came_first(world: World) -> None:
    world.store.transact(kit.putting(A, title="one"))
    seen: list[str] = []

    def plan(reader: Reader) -> Change:
        seen.append(reader.get(A).data["title"])
        if len(seen) == 1:
            world.commit({path_of(A): kit.text(A, title="two")})
        return Change("project edit", (Write(A, data={**reader.get(A).data, "note": "mine"}),), ("edit",), 1)

    receipt = world.store.transact(plan)
    assert (seen[0], seen[-1]) == ("one", "two")
    data = world.store.get(A).data
    assert (data["title"], data["note"]) == ("two", "mine")
    assert next(world.store.history()).commit == receipt.commit
    assert [r.here for r in world.store.history()][:3] == [True, False, True]


def test_a_race_can_be_lost(world: World) -> None:
    count = 0

    def plan(reader: Reader) -> Change:
        nonlocal count
        count += 1
        world.move()
        return Change("project edit", (Write(A, data=kit.data(A)),), ("edit",), 1)

    with pytest.raises(RaceLost):
        world.store.transact(plan)
    assert count == 5
    assert world.store.ids("project") == []
    world.store.transact(kit.putting(A))


def test_history_is_newest_first_and_can_be_narrowed(world: World) -> None:
    first = world.store.transact(kit.putting(A)).commit
    second = world.store.transact(kit.putting(B)).commit
    third = world.store.transact(kit.putting(A, title="2")).commit
    world.commit({"README.md": b"no record\n"})
    assert [r.commit for r in world.store.history()][:3] == [third, second, first]
    assert [r.commit for r in world.store.history(A)] == [third, first]
    assert [r.commit for r in world.store.history(since=first)] == [third, second]
    assert [r.commit for r in world.store.history(A, first)] == [third]
    assert list(world.store.history(D)) == []
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", next(world.store.history()).at)
    with pytest.raises(NotFound):
        world.store.history("nonsense")
    with pytest.raises(NotFound):
        world.store.history(since="nonsense")


def test_history_may_be_left_half_read(store: Store) -> None:
    for n in range(3):
        store.transact(kit.putting(A, title=f"{n}"))
    assert next(store.history()).paths == (path_of(A),)


def test_a_past_state_stays_what_it_was(world: World) -> None:
    first = world.store.transact(kit.putting(A, title="one")).commit
    world.store.transact(kit.putting(A, title="two"))
    world.store.transact(kit.putting(B))
    world.hand_edit(path_of(A), b"by hand")
    then = world.store.at(first)
    assert then.get(A).data["title"] == "one"
    assert then.ids("project") == [A]
    assert [x.path for x in then.scan("project")] == [path_of(A)]
    assert then.find("7kq4") == A
    assert then.programme()["version"] == 1
    with pytest.raises(NotFound):
        then.get(B)
    assert world.store.at("HEAD").get(A).data["title"] == "two"
    assert world.store.at(first[:12]).get(A).data["title"] == "one"
    assert world.store.at("2199-01-01").ids("project") == [A, B]


@pytest.mark.parametrize("name", ["2001-01-01", "nothing", "-x", "--all", "", "a b", "0" * 40])
def test_a_past_that_is_not_there_is_not_found(store: Store, name: str) -> None:
    with pytest.raises(NotFound):
        store.at(name)


def test_a_day_that_does_not_exist_is_refused(store: Store) -> None:
    with pytest.raises(BadValue):
        store.at("2026-13-45")


def test_settings_stay_beside_the_store(store: Store) -> None:
    assert store.setting("me") == ""
    store.set_setting("me", "prc-2611-7kq4m2x")
    store.set_setting("me", "prc-2611-0000000")
    assert store.setting("me") == "prc-2611-0000000"
    assert store.edited() == []


def test_a_clone_has_an_id_once_one_is_made(store: Store) -> None:
    assert store.clone_id() == ""
    made = store.clone_id(make=True)
    assert made and store.clone_id() == store.clone_id(make=True) == made
    assert isinstance(store.store_id(), str)
    store.ready()
    assert store.edited() == []


def test_nothing_is_unfinished(store: Store) -> None:
    assert store.unfinished() == ""
    assert store.recover() == []


def test_the_root_is_absolute(store: Store) -> None:
    assert Path(store.root).is_absolute()


def test_a_scan_may_be_of_some_ids_alone(store: Store) -> None:
    for id in (A, B, C):
        store.transact(kit.putting(id))
    assert [r.id for r in store.scan("project", among={A, C, D}) if isinstance(r, Stored)] == sorted([A, C])
    assert list(store.scan("project", among=())) == []
    assert [r.id for r in store.at("HEAD").scan("project", among={B}) if isinstance(r, Stored)] == [B]


def test_files_where_no_record_belongs_are_named(world: World) -> None:
    world.store.transact(kit.putting(A))
    assert world.store.strays() == []
    for path in ("records/notes.txt", f"records/projects/{A}.yaml", f"{path_of(A)}.bak"):
        world.hand_edit(path, b"x: 1\n")
    assert world.store.strays() == sorted(["records/notes.txt", f"records/projects/{A}.yaml", f"{path_of(A)}.bak"])


def test_the_whole_history_comes_oldest_first_with_what_each_commit_changed(world: World) -> None:
    first = world.store.transact(kit.putting(A)).commit
    both = kit.writing(Write(A, data=kit.data(A, title="two")), Write(B, data=kit.data(B)))
    second = world.store.transact(both).commit
    third = world.commit({path_of(B): None})
    with world.store.trail() as trail:
        passed = list(trail)
        assert [p.commit for p in passed[1:]] == [first, second, third]
        assert [p.parents for p in passed] == [(), *((p.commit,) for p in passed[:-1])]
        assert [[m.path for m in p.moved if m.path.startswith("records/")] for p in passed] == [
            ["records/programme.yaml"], [path_of(A)], [path_of(A), path_of(B)], [path_of(B)],
        ]  # fmt: skip
        (one,), (two, begun), (gone,) = passed[1].moved, passed[2].moved, passed[3].moved
        assert (one.before, begun.before, gone.after) == ("", "", "")
        assert (two.before, gone.before) == (one.after, begun.after)
        assert trail.content(two.after) == world.store.at(second).source(A)
        assert trail.named(first, path_of(A)) == one.after
        assert trail.named(third, path_of(B)) == ""
        assert b"Record: " + A.encode() in passed[1].message
    states = [p.state for p in passed]
    assert all(states)
    assert [s[0] for s in states[1:] if s] == [s[1] for s in states[:-1] if s]
    assert len({s[1] for s in states if s}) == 4


def test_the_whole_history_of_no_records_is_told_as_such(world: World) -> None:
    world.commit({"notes.txt": b"mine\n"})
    with world.store.trail() as trail:
        last = list(trail)[-1]
    assert last.state is None
    assert [m.path for m in last.moved] == ["notes.txt"]


def test_signers_that_are_not_there_are_not_found(store: Store) -> None:
    commit = store.transact(kit.putting(A)).commit
    with store.trail() as trail, pytest.raises(NotFound):
        trail.signatures([commit], "allowed-signers", "")


def contents(store: Store) -> dict[str, bytes]:
    found = {item.path: item.content for kind in KIND_NAMES for item in store.scan(kind)}
    return {**found, PROGRAMME_PATH: store.get("programme").content, **dict.fromkeys(store.strays(), b"")}


def test_a_state_has_a_name_of_its_own(world: World) -> None:
    seen = set()
    for change in (
        lambda: world.store.transact(kit.putting(A)),
        lambda: world.store.transact(kit.putting(B)),
        lambda: world.hand_edit(path_of(B), kit.text(B, title="by hand")),
        lambda: world.hand_edit(path_of(B), None),
        lambda: world.hand_edit("records/projects/notes.txt", b"a word"),
        lambda: world.hand_edit(path_of(C), b"id: [\n"),
    ):
        change()
        cache = world.store.cache()
        name = cache.state()
        assert name
        assert name == world.store.cache().state() == cache.state_of(contents(world.store))
        seen.add(name)
    assert len(seen) == 6
    world.hand_edit(path_of(C), None)
    assert world.store.cache().state() in seen


def test_a_cache_stands_for_the_past_that_it_was_got_with(store: Store) -> None:
    store.transact(kit.putting(A))
    cache, then = store.cache(), contents(store)
    assert cache.state_of(then)
    store.transact(kit.putting(B))
    assert cache.state_of(then) == ""


def test_what_is_kept_is_recalled(store: Store) -> None:
    assert store.cache().recall("what") is None
    store.cache().keep("what", {"a": [1, "two", b"three", (None, True)]})
    assert store.cache().recall("what") == {"a": [1, "two", b"three", (None, True)]}
    assert store.cache().recall("else") is None


def test_a_scan_by_state_leaves_out_only_what_is_surely_in_another(world: World) -> None:
    life = [{"at": "2026-11-03", "event": "plan", "by": "prc-2611-7kq4m2x"}]
    for id, status, timeline in ((A, "planned", life), (B, "stopped", life), (C, "planned", []), (D, "planned", life)):
        world.hand_edit(path_of(id), codec.render("project", kit.data(id, status=status, timeline=timeline)))
    world.hand_edit(path_of(D), b"id: [\n")

    def found(*status: str) -> list[str]:
        return [item.path for item in world.store.scan("project", status=status)]

    assert found("planned") == [path_of(id) for id in (A, B, C, D)]
    assert found("active") == [path_of(id) for id in (B, C, D)]
    assert found("active", "planned") == found("planned")


@pytest.mark.parametrize("kept", [False, True])
def test_a_scan_by_holder_leaves_out_only_what_is_surely_somebody_elses(
    world: World, kept: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    me, other = "prc-2611-7kq4m2x", "prc-2611-aaaaaa0"
    if kept:  # as in a large store, of files that were left alone for a while
        monkeypatch.setattr(worktree, "WORTH_KEEPING", 1)
        monkeypatch.setattr(signs, "_SETTLED_NS", -(10**12))
    life = [{"at": "2026-11-03", "event": "plan", "by": me}]

    def write(id: str, who: str, timeline: list[dict[str, str]]) -> None:
        world.hand_edit(path_of(id), codec.render("project", kit.data(id, practitioner=who, timeline=timeline)))

    def found(**asked: Any) -> list[str]:
        return [item.path for item in world.store.scan("project", **asked)]

    write(A, me, life)
    write(B, other, life)
    for _ in range(3):
        assert found(holder=me) == [path_of(A)]
        assert found(holder=other, status=("planned",)) == [path_of(B)]
        assert found(holder=me, among={B}) == found(holder=other, status=("active",)) == []
        assert found(mentioning=me) == found(among={A, B}) == [path_of(A), path_of(B)]
    write(C, other, [])
    world.hand_edit(path_of(D), f"id: [ # {me}\n".encode())
    for _ in range(2):
        assert found(holder=me) == [path_of(A), path_of(D)]
        assert found(holder=other) == [path_of(B), path_of(C)]
    write(B, me, life)
    assert found(holder=me) == [path_of(id) for id in (A, B, D)]


def changes(**notes: str) -> list[Change]:
    """One change of a record each."""
    return [kit.putting(id, note=notes[name])(None) for name, id in (("a", A), ("b", B)) if name in notes]


def test_a_series_is_a_commit_for_each_change_and_mine(store: Store) -> None:
    store.transact(kit.putting(C))
    before = next(iter(store.history())).commit
    made = store.transact_all(lambda _: changes(a="one", b="two"))
    told = list(store.history(since=before))
    assert [r.commit for r in told] == [made[1].commit, made[0].commit]
    assert [(r.paths, r.here, r.parent) for r in told] == [
        ((path_of(B),), True, made[0].commit), ((path_of(A),), True, before),
    ]  # fmt: skip
    assert [r.after[0]["note"] for r in made if r.after[0]] == ["one", "two"]
    assert next(iter(store.transact_all(lambda _: changes(a="one", b="three")))).commit == ""
    assert store.get(B).data["note"] == "three"
    with pytest.raises(NotFound):
        store.at(made[0].commit).get(B)


def test_of_a_series_nothing_is_made_where_one_cannot_be(world: World) -> None:
    world.store.transact(kit.putting(B))
    world.hand_edit(path_of(B), kit.text(B, note="by hand"))
    head = next(iter(world.store.history())).commit
    with pytest.raises(EditedByHand):
        world.store.transact_all(lambda _: changes(a="one", b="two"))
    assert next(iter(world.store.history())).commit == head and A not in world.store.ids("project")
    assert [r.commit for r in world.store.transact_all(lambda _: changes(a="one"), dry_run=True)] == [""]


def test_a_series_may_change_a_record_again_and_even_back(store: Store) -> None:
    store.transact(kit.putting(A, note="before"))
    series = [*changes(a="one", b="one"), *changes(a="two"), *changes(b="two"), *changes(a="before"), *changes(b="two")]
    made = store.transact_all(lambda _: series)
    assert [bool(r.commit) for r in made] == [True, True, True, True, True, False]
    assert [store.at(r.commit).get(A).data["note"] for r in made[:-1]] == ["one", "one", "two", "two", "before"]
    assert [(r.before[0] or {}).get("note") for r in made] == ["before", None, "one", "one", "two", "two"]
    assert (store.get(A).data["note"], store.get(B).data["note"], store.edited()) == ("before", "two", [])
    with pytest.raises(ValueError, match="a record twice"):
        store.transact(lambda _: Change("x", (*changes(a="one")[0].writes, *changes(a="two")[0].writes), (), 1))
