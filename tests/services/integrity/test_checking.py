"""A whole check over a store in memory: what is reported, what is folded, what is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from typing import Any

import pytest
from memory_store import MemoryStore

from imatter_cli.checks import example
from imatter_cli.domain import ids
from imatter_cli.domain.finding import Finding
from imatter_cli.errors import NotFound
from imatter_cli.services.integrity import beside, checking
from imatter_cli.store import codec

PROJECT = ids.path_of(example.PROJECT)
IDEA = ids.path_of(example.IDEA)
LICENCE = ids.path_of(example.LICENCE)
REVIEW = ids.path_of("rev-2608-d3g6j9m")
REFLECTION = ids.path_of("ref-2611-c4v8n3x")


def rules() -> bytes:
    text = resources.files("imatter_cli").joinpath("data", "programme.yaml").read_text()
    return text.replace("store: personal", "store: programme").encode()


def files() -> dict[str, bytes]:
    records = {ids.path_of(id): codec.render(ids.kind_of(id), data) for id, data in example.store().items()}
    return {ids.PROGRAMME_PATH: rules(), **records}


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore(files())


def edit(store: MemoryStore, path: str, old: str, new: str) -> None:
    text = store.source(ids.id_at(path) or "programme").decode()
    assert old in text
    store.hand_edit(path, text.replace(old, new, 1).encode())


def told(report: checking.CheckReport) -> list[tuple[str, str, int, int]]:
    return [(f.rule, f.path, f.line, f.column) for f in report.findings]


def test_a_fine_store_gives_nothing_but_figures(store: MemoryStore) -> None:
    report = checking.check(store)
    assert report.findings == ()
    assert report.summary.records == report.summary.fine == len(example.store())
    assert report.summary.kinds["project"] == checking.KindFigures(3, 3)
    assert (report.summary.errors, report.summary.advice, report.summary.notes) == (0, 0, ())


def test_a_store_with_nothing_in_it_is_fine() -> None:
    report = checking.check(MemoryStore({ids.PROGRAMME_PATH: rules()}))
    assert report.findings == ()
    assert report.summary.records == 0


def test_findings_are_placed_in_the_order_of_files_and_lines(store: MemoryStore) -> None:
    edit(store, PROJECT, "setting: school", "setting: castle")
    edit(store, PROJECT, "status: active", "status: active\ncolour: red")
    edit(store, LICENCE, "  - mornings", "  - mornings with patients")
    assert told(checking.check(store)) == [
        ("WRD001", LICENCE, 8, 5), ("FLD001", PROJECT, 6, 1), ("PRJ001", PROJECT, 9, 10),
    ]  # fmt: skip


def test_a_broken_file_hides_nobody_and_blames_nobody(store: MemoryStore) -> None:
    """Its own findings, those of others, and no reference to it is missing, no seal broken, no review lacking."""
    edit(store, LICENCE, "status: active", "status: active\nstatus: active")
    edit(store, REVIEW, "revision: 1", "revision: one: two")
    edit(store, PROJECT, "setting: school", "setting: castle")
    report = checking.check(store)
    assert [f[:2] for f in told(report)] == [("FIL003", LICENCE), ("PRJ001", PROJECT), ("FIL009", REVIEW)]
    assert report.summary.kinds["licence"] == checking.KindFigures(2, 1)
    assert report.summary.errors == 3


def test_a_record_that_cannot_be_relied_on_blames_nobody_either(store: MemoryStore) -> None:
    edit(store, LICENCE, "practitioner: prc", "practitioner: prk")
    edit(store, REVIEW, "revision: 1", "revision: one")
    assert [f[0] for f in told(checking.check(store))] == ["FLD002", "FLD002"]
    edit(store, LICENCE, "practitioner: prk", "practitioner: prc")
    edit(store, LICENCE, "status: active", "status: ended")
    assert [f[0] for f in told(checking.check(store))] == ["TIM002", "FLD002"]


def test_a_missing_record_is_missed_where_it_is_named(store: MemoryStore) -> None:
    store.commit_directly("gone", {LICENCE: None})
    found = checking.check(store).findings
    assert {(f.rule, f.path) for f in found} >= {("REF001", PROJECT), ("HIS002", LICENCE)}
    gone = next(f for f in found if f.rule == "HIS002")
    assert (gone.severity, gone.line) == ("advice", 0)


def test_what_was_discarded_or_undone_is_not_missed(store: MemoryStore) -> None:
    store.commit_directly(f"project discard {example.IDEA}\n\nRecord: {example.IDEA}\nEvent: discard\n", {IDEA: None})
    assert checking.check(store).findings == ()


def test_a_programme_file_that_cannot_be_relied_on_is_said_and_the_rest_checked(store: MemoryStore) -> None:
    for old, new in (
        ("version: 1\nchanges", "version: one\nchanges"),
        ("store: programme", "store: programme\nstore: x"),
    ):
        edit(store, ids.PROGRAMME_PATH, old, new)
        edit(store, PROJECT, f"licence: {example.LICENCE}", "licence: lic-2601-m3k8r1x")
        report = checking.check(store)
        assert {f.path for f in report.findings} == {ids.PROGRAMME_PATH, PROJECT}
        assert report.summary.notes
        edit(store, PROJECT, "licence: lic-2601-m3k8r1x", f"licence: {example.LICENCE}")
    store.hand_edit(ids.PROGRAMME_PATH, None)
    assert [f.rule for f in checking.check(store).findings] == ["PGM003"]


def test_files_where_no_record_belongs(store: MemoryStore) -> None:
    store.hand_edit("records/projects/prj-2611-7kq4m2x.yaml", b"x: 1\n")
    store.hand_edit("records/projects/2026-11/notes.txt", b"x")
    store.hand_edit("records/projects/2026-11/.DS_Store", b"x")
    found = checking.check(store).findings
    assert [(f.rule, f.path) for f in found] == [
        ("REC004", "records/projects/2026-11/notes.txt"), ("REC004", "records/projects/prj-2611-7kq4m2x.yaml"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ([PROJECT], {PROJECT}), (["records/projects"], {PROJECT, IDEA}),
        (["records/projects/2026-11/"], {PROJECT, IDEA}),
        (["7kq4"], {PROJECT}), (["records"], {PROJECT, IDEA, LICENCE}), (["."], {PROJECT, IDEA, LICENCE}),
        ([IDEA, LICENCE], {IDEA, LICENCE}), (["records/reviews"], set()), ([ids.PROGRAMME_PATH], set()),
    ],
)  # fmt: skip
def test_only_the_files_that_were_asked_for(store: MemoryStore, asked: list[str], expected: set[str]) -> None:
    edit(store, PROJECT, "setting: school", "setting: castle")
    edit(store, IDEA, "setting: school", "setting: castle")
    edit(store, LICENCE, "status: active", "status: paused")
    report = checking.check(store, asked)
    assert {f.path for f in report.findings} == expected
    every = set(checking.check(store).findings)
    assert set(report.findings) <= every


@pytest.mark.parametrize(
    "path", ["records/nothing", "README.md", "records/projects/2026-11/prj-2611-0000000.yaml", "zzz"]
)
def test_a_path_that_is_not_there_is_refused(store: MemoryStore, path: str) -> None:
    with pytest.raises(NotFound):
        checking.check(store, [path])


def test_since_a_ref_only_what_changed_and_what_names_it(store: MemoryStore) -> None:
    edit(store, IDEA, "setting: school", "setting: castle")
    before = store.commit_directly("before", {IDEA: store.source(example.IDEA)})
    assert checking.check(store, since=before).findings == ()
    edit(store, LICENCE, "focus_areas", "focus_area")
    assert {f.path for f in checking.check(store, since=before).findings} == {LICENCE}
    store.commit_directly("gone", {LICENCE: None})
    paths = {f.path for f in checking.check(store, since=before).findings}
    assert LICENCE in paths and PROJECT in paths and IDEA not in paths
    with pytest.raises(NotFound):
        checking.check(store, since="no-such-ref")


def broken_store() -> MemoryStore:
    store = MemoryStore(files())
    edit(store, PROJECT, "setting: school", "setting: castle")
    edit(store, LICENCE, "status: active", "status: active\nstatus: active")
    edit(store, REFLECTION, "A quiet start", "Mrs Barlow and a client")
    edit(store, REVIEW, "revision: 1", "revision: one")
    edit(store, ids.path_of("app-2611-h6k2d9s"), "round: 2026-q4", "round: 2026-q2")
    edit(store, IDEA, "event: plan\n    by: prc-2601-4t9wq2e", "event: plan\n    by: prc-2601-v2x5c7n")
    store.commit_directly("gone", {ids.path_of("rev-2608-f4h7k2p"): None})
    return store


@pytest.mark.parametrize("processes", [2, 3, 7])
def test_the_same_is_found_by_one_process_and_by_many(processes: int) -> None:
    store = broken_store()
    alone, shared = checking.check(store, processes=1), checking.check(store, processes=processes)
    assert {f.rule for f in alone.findings} >= {"FLD002", "PRC003", "HIS002"}  # of a record, across and of the past
    assert shared.findings == alone.findings
    assert shared.summary.as_data() == alone.summary.as_data()


def test_a_worker_that_comes_to_grief_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    store = broken_store()
    alone = checking.check(store, processes=1)

    def grief(*_: Any) -> None:
        raise MemoryError

    monkeypatch.setattr(beside.marshal, "dumps", grief)
    assert checking.check(store, processes=3) == alone


def test_the_json_shape(store: MemoryStore) -> None:
    edit(store, PROJECT, "setting: school", "setting: castle")
    data: Mapping[str, Any] = checking.check(store).as_data()
    assert set(data) == {"findings", "summary"}
    assert list(data["findings"][0]) == [
        "rule", "severity", "path", "line", "column", "field", "message", "try", "related", "facts", "commands",
    ]  # fmt: skip
    assert data["summary"]["kinds"]["project"] == {"records": 3, "fine": 2}
    assert {k: data["summary"][k] for k in ("records", "fine", "errors", "advice", "notes")} == {
        "records": len(example.store()), "fine": len(example.store()) - 1, "errors": 1, "advice": 0, "notes": [],
    }  # fmt: skip


def test_what_was_in_a_folder_is_missed_there_too(store: MemoryStore) -> None:
    store.commit_directly("gone", {REFLECTION: None})
    assert [f.rule for f in checking.check(store, ["records/reflections"]).findings] == ["HIS002"]
    assert checking.check(store, ["records/licences"]).findings == ()


def test_where_nothing_has_changed_it_says_so(store: MemoryStore) -> None:
    report = checking.check(store, since=store.commit_directly("before", {}))
    assert (report.summary.records, report.summary.notes) == (0, ("No record has changed since then.",))


def test_a_stray_file_is_told_since_a_ref_too(store: MemoryStore) -> None:
    before = store.commit_directly("before", {})
    store.hand_edit("records/projects/2026-11/notes.txt", b"x")
    assert checking.check(store, since=before).findings == checking.check(store).findings != ()


@pytest.mark.parametrize(
    ("old", "new"),
    [("application: app-2607-q3n7x4c", "application: app-2611-h6k2d9s"), ("revision: 1", "revision: one"),
     ("id: rev-2608-d3g6j9m", "id: rev-2608-f4h7k2p")],
)  # fmt: skip
def test_since_a_ref_what_changed_records_named_before_is_looked_at(store: MemoryStore, old: str, new: str) -> None:
    """A review that is no longer one of a decided application is lacking there."""
    before = store.commit_directly("before", {})
    edit(store, REVIEW, old, new)
    assert checking.check(store, since=before).findings == checking.check(store).findings != ()
    store.commit_directly("gone", {REVIEW: None})
    told = checking.check(store, since=before).findings
    assert {f.rule for f in told} == {"HIS002", "FND003", "HIS001"}
    assert told == checking.check(store).findings


class Vanishing(MemoryStore):
    """A store whose projects go while they are read, so many times."""

    def __init__(self, files: Mapping[str, bytes], times: int) -> None:
        super().__init__(files)
        self.times = times

    def scan(self, kind: str, mentioning: str = "", among: Any = None) -> Any:
        if kind == "project" and self.times:
            self.times -= 1
            self.hand_edit(self.ids("project")[0].join(("records/projects/2026-11/", ".yaml")), None)
        return super().scan(kind, mentioning, among)


def test_files_that_go_while_they_are_read_are_not_fine() -> None:
    store = Vanishing(files(), 1)
    told = checking.check(store, processes=1)
    assert told == checking.check(store, processes=1)
    assert {f.rule for f in told.findings} >= {"HIS002"}
    assert told.summary.kinds["project"].records == 2
    again = checking.check(Vanishing(files(), 3), processes=1)
    assert "Files kept disappearing" in again.summary.unasked[0]
    assert not again.summary.passed


def test_a_file_is_read_once_for_all_of_its_places(monkeypatch: pytest.MonkeyPatch) -> None:
    from imatter_cli.services.integrity.placing import placed
    from imatter_cli.store.codec import faults

    read: list[str] = []
    examine = faults.examine
    monkeypatch.setattr(faults, "examine", lambda raw, path: read.append(path) or examine(raw, path))
    raw = "".join(f"field_{n}: x\n" for n in range(300)).encode()
    found = placed(
        raw, [Finding("FLD001", "error", "a.yaml", "no such field", "", (f"field_{n}",)) for n in range(300)]
    )
    assert [f.line for f in found] == list(range(1, 301))
    assert len(read) == 1
