"""What was kept of an earlier check or list never answers for anything but what is there now.

Each trial does something to a real store that has been checked before, and holds what is said then against what
somebody says who has nothing kept. Small stores keep nothing, so the limit is taken away here.
"""

from __future__ import annotations

import os
import random
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from imatter_cli.checks import example
from imatter_cli.domain import ids
from imatter_cli.services.integrity import checking, kept_findings
from imatter_cli.store import codec, worktree
from imatter_cli.store.cache import signs, slots
from imatter_cli.store.contract import Stored
from imatter_cli.store.create import create
from imatter_cli.store.open import open_store
from tests.services.integrity.test_checking import rules

TODAY = "2026-11-24"
PROJECT = ids.path_of(example.PROJECT)
IDEA = ids.path_of(example.IDEA)
LICENCE = ids.path_of(example.LICENCE)
#: A file is left alone for so long here before it has a sign (three seconds would take a test too long).
SETTLED = 0.02


@pytest.fixture(params=["just changed", "settled"])
def root(request: pytest.FixtureRequest, home: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store in which all is fine, whose files are as new as they are, or have been left alone since."""
    for module in (worktree, kept_findings):
        monkeypatch.setattr(module, "WORTH_KEEPING", 1)
    if request.param == "settled":
        monkeypatch.setattr(signs, "_SETTLED_NS", int(SETTLED * 0.8e9))
        monkeypatch.setattr(Trial, "rest", SETTLED)
    path = tmp_path / "store"
    files = {ids.path_of(id): codec.render(ids.kind_of(id), data) for id, data in example.store().items()}
    who = ("prc-2611-7kq4m2x", "prc-2611-7kq4m2x@imatter.invalid")
    create(str(path), {ids.PROGRAMME_PATH: rules(), **files}, identity=who, message="init", trailers=[])
    return path


class Trial:
    """A store, what is said of it with what was kept and without, and ways to change it."""

    rest = 0.0

    def __init__(self, root: Path, seed: int = 0) -> None:
        self.root = root
        self.pick = random.Random(seed)
        self.kept = 0

    def said(self) -> tuple[Any, ...]:
        time.sleep(self.rest)
        store = open_store(str(self.root))
        listed = {
            (kind, status): [
                (i.path, i.data if isinstance(i, Stored) else i.findings) for i in store.scan(kind, status=status)
            ]
            for kind in ids.KIND_NAMES
            for status in (None, ("active", "shared", "funded"))
        }
        report = checking.check(store, today=TODAY, processes=1 + self.pick.randrange(2)).as_data()
        some = checking.check(store, ["records/licences"], today=TODAY).as_data()
        return report, some, checking.check(store, since="HEAD", today=TODAY).as_data(), listed

    def holds(self, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
        """What is said is what somebody with nothing kept says; the report."""
        with monkeypatch.context() as patch:
            patch.setenv(slots.VARIABLE, slots.OFF)
            alone = self.said()
        first = self.said()
        assert first == alone
        self.kept += self.is_known()
        assert self.said() == alone
        report: dict[str, Any] = alone[0]
        return report

    def is_known(self) -> bool:
        """Whether nothing needs to be looked at again."""
        return kept_findings.recalled(open_store(str(self.root)).cache(), TODAY) is not None

    def git(self, *args: str) -> None:
        subprocess.run(["git", "-C", self.root, *args], check=True, capture_output=True)

    def edit(self, path: str, old: str, new: str) -> None:
        where = self.root / path
        text = where.read_text()
        assert old in text
        where.write_text(text.replace(old, new, 1))

    def records(self) -> list[Path]:
        return sorted(p for p in (self.root / "records").rglob("*-*/*.yaml") if p.is_file() and not p.is_symlink())

    # what may happen to a store

    def same_length(self) -> None:
        """A change of one character, with the times put back: only what the system keeps for itself can tell."""
        path = self.pick.choice(self.records())
        raw, about = path.read_bytes(), path.stat()
        at = self.pick.randrange(len(raw))
        path.write_bytes(raw[:at] + self.pick.choice([b"x", b":", b"1", b"\t"]) + raw[at + 1 :])
        os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns))

    def swap(self) -> None:
        one, other = self.pick.sample(self.records(), 2)
        passing = self.root / "passing"
        one.rename(passing)
        other.rename(one)
        passing.rename(other)

    def remove(self) -> None:
        if len(self.records()) > 4:
            self.pick.choice(self.records()).unlink()

    def copy(self) -> None:
        path = self.pick.choice(self.records())
        path.with_name(f"{path.stem[:-2]}{self.pick.choice('0123456789')}z.yaml").write_bytes(path.read_bytes())

    def stray(self) -> None:
        self.pick.choice(self.records()).with_name("notes.txt").write_text("by the way")

    def folder(self) -> None:
        path = self.pick.choice(self.records())
        path.with_name(f"{path.stem[:-1]}{self.pick.choice('0123456789')}.yaml").mkdir(exist_ok=True)

    def link(self) -> None:
        path = self.pick.choice(self.records())
        path.unlink()
        path.symlink_to("/dev/null")

    def programme(self) -> None:
        where = self.root / ids.PROGRAMME_PATH
        word = self.pick.choice(["evening", "client", "school"])
        where.write_text(re.sub("avoid: [a-z]+", f"avoid: {word}", where.read_text(), count=1))

    def commit(self) -> None:
        self.git("add", "-A")
        self.git("-c", "user.name=x", "-c", "user.email=x@example.invalid", "commit", "-qm", "by hand", "--allow-empty")

    def back(self) -> None:
        self.git("checkout", "-q", "-f", "HEAD")
        self.git("clean", "-qfd")

    def earlier(self) -> None:
        self.git("reset", "-q", "--hard", "HEAD~1") if self.has_parent() else self.back()

    def added(self) -> list[str]:
        """The paths that the last commit brought."""
        diff = ["git", "-C", self.root, "diff", "--name-only", "HEAD~1", "HEAD"]
        return subprocess.run(diff, check=True, capture_output=True, text=True).stdout.split()

    def has_parent(self) -> bool:
        done = subprocess.run(["git", "-C", self.root, "rev-parse", "-q", "--verify", "HEAD~1"], capture_output=True)
        return done.returncode == 0

    def damage(self) -> None:
        """Something happens to what was kept."""
        kept = [p for p in Path(os.environ["XDG_CACHE_HOME"]).rglob("*") if p.is_file()]
        for path in self.pick.sample(kept, min(2, len(kept))):
            raw = bytearray(path.read_bytes())
            for _ in range(3):
                raw[self.pick.randrange(len(raw))] ^= 1 << self.pick.randrange(8)
            path.write_bytes(raw[: self.pick.randrange(len(raw))] if self.pick.random() < 0.3 else raw)


MOVES: tuple[Callable[[Trial], None], ...] = (
    Trial.same_length, Trial.same_length, Trial.same_length, Trial.swap, Trial.remove, Trial.copy, Trial.stray,
    Trial.folder, Trial.link, Trial.programme, Trial.commit, Trial.back, Trial.back, Trial.earlier, Trial.damage,
)  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
def test_whatever_happens_to_a_store_it_is_judged_as_it_is(
    root: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    trial = Trial(root, seed)
    trial.holds(monkeypatch)
    for _ in range(10):
        trial.pick.choice(MOVES)(trial)
        trial.holds(monkeypatch)
    assert trial.kept, "what was kept was of use now and then"


def test_every_move_is_seen(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trial = Trial(root)
    assert trial.holds(monkeypatch)["findings"] == []
    assert trial.is_known()
    for move in dict.fromkeys(MOVES):
        if move in (Trial.back, Trial.earlier, Trial.commit, Trial.programme, Trial.same_length):
            continue  # may be of no consequence
        move(trial)
        assert move is Trial.damage or trial.holds(monkeypatch)["findings"], move
        trial.back()
        assert trial.holds(monkeypatch)["findings"] == [], move


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The paths of the files that are read as records, and of the programme."""
    read: list[str] = []
    real = codec.parse

    def parse(raw: bytes, path: str) -> dict[str, Any]:
        read.append(path)
        return real(raw, path)

    monkeypatch.setattr(codec, "parse", parse)
    yield read


def test_what_has_not_changed_is_not_read_again(root: Path, counted: list[str]) -> None:
    trial = Trial(root)
    trial.said()
    counted.clear()
    first = checking.check(open_store(str(root)), today=TODAY)
    assert counted == []
    trial.edit(PROJECT, "evening routine", "morning routine")
    time.sleep(trial.rest)
    checking.check(open_store(str(root)), today=TODAY)
    assert [path for path in counted if path != ids.PROGRAMME_PATH] == [PROJECT]
    trial.edit(PROJECT, "morning routine", "evening routine")
    time.sleep(trial.rest)
    assert checking.check(open_store(str(root)), today=TODAY) == first


def test_content_counts_and_not_the_time_of_a_checkout(root: Path, counted: list[str]) -> None:
    trial = Trial(root)
    trial.said()
    counted.clear()
    for path in trial.records():
        raw = path.read_bytes()
        path.unlink()
        path.write_bytes(raw)
    checking.check(open_store(str(root)), today=TODAY)
    assert counted == []


def test_another_version_believes_nothing(root: Path, counted: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    trial = Trial(root)
    trial.said()
    counted.clear()
    monkeypatch.setattr(slots, "_stamp", lambda: bytes(16))
    checking.check(open_store(str(root)), today=TODAY)
    every = {path.relative_to(root).as_posix() for path in (root / "records").rglob("*.yaml")}
    assert {*counted} == every - {"records/programme.yaml"}  # a process reads the same rules once


def test_the_day_counts_where_something_is_let_stand_until_one(root: Path) -> None:
    where = root / PROJECT
    where.write_text(
        where.read_text().replace("evening routine", "patient evenings")
        + "accepted:\n- rule: WRD001\n  reason: a title\n  until: 2026-11-24\n"
    )
    answers = []
    for today in (TODAY, "2026-11-25", TODAY):
        time.sleep(Trial.rest)
        answers.append([f.rule for f in checking.check(open_store(str(root)), today=today).findings])
    assert answers == [[], ["WRD001", "ACC002"], []]


def test_a_day_counts_as_still_to_come_until_it_has_come(root: Path) -> None:
    where = root / ids.path_of("ref-2611-c4v8n3x")
    where.write_text(re.sub("^date: .*", "date: 2026-11-30", where.read_text(), flags=re.MULTILINE))
    answers = []
    for today in ("2026-12-01", TODAY, "2026-11-30", TODAY):
        time.sleep(Trial.rest)
        answers.append([f.rule for f in checking.check(open_store(str(root)), today=today).findings])
    assert answers == [[], ["TIM003"], [], ["TIM003"]]


def test_a_reference_to_what_has_gone_is_seen_in_records_that_stayed(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trial = Trial(root)
    trial.holds(monkeypatch)
    (root / LICENCE).unlink()
    report = trial.holds(monkeypatch)
    assert {f["path"] for f in report["findings"] if f["rule"] == "REF001"} >= {PROJECT}


def test_a_word_that_the_programme_now_avoids_is_seen_in_records_that_stayed(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trial = Trial(root)
    assert trial.holds(monkeypatch)["findings"] == []
    trial.edit(ids.PROGRAMME_PATH, "avoid: client", "avoid: evening")
    assert {f["rule"] for f in trial.holds(monkeypatch)["findings"]} == {"WRD001"}


def test_the_same_records_with_another_past_are_another_state(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trial = Trial(root)
    trial.commit()
    assert trial.holds(monkeypatch)["findings"] == []
    trial.copy()
    trial.commit()
    trial.git("rm", "-q", *trial.added())
    trial.commit()
    assert [f["rule"] for f in trial.holds(monkeypatch)["findings"]] == ["HIS002"]


def test_clocks_that_tell_only_every_other_second_hide_no_change(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = signs._SIGN

    class Coarse:
        def pack(self, size: int, changed: int, touched: int, *more: int) -> bytes:
            return real.pack(size, changed // 2_000_000_000, touched // 2_000_000_000, *more)

    monkeypatch.setattr(signs, "_SETTLED_NS", 3_000_000_000)
    monkeypatch.setattr(signs, "_SIGN", Coarse())
    trial = Trial(root)
    for was, now in (("school", "castle"), ("castle", "school")) * 3:
        trial.edit(PROJECT, f"setting: {was}", f"setting: {now}")
        report = checking.check(open_store(str(root)), today=TODAY)
        assert [f.rule for f in report.findings] == (["PRJ001"] if now == "castle" else [])


def test_several_at_once_on_nothing_kept_and_on_what_others_keep(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trial = Trial(root)
    (root / PROJECT).write_text("id: [\n")
    with monkeypatch.context() as patch:
        patch.setenv(slots.VARIABLE, slots.OFF)
        alone = trial.said()
    working = []
    for _ in range(6):
        pid = os.fork()
        if pid == 0:
            try:
                right = all(trial.said() == alone for _ in range(4))
            finally:
                os._exit(0 if right else 1)
        working.append(pid)
    assert [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in working] == [0] * 6
    assert trial.said() == alone
    assert not [p for p in Path(os.environ["XDG_CACHE_HOME"]).rglob(".*") if p.is_file()]


def test_nothing_of_it_is_in_the_store_and_nobody_else_may_read_it(root: Path) -> None:
    Trial(root).said()
    kept = Path(os.environ["XDG_CACHE_HOME"])
    modes = {path.stat().st_mode & 0o777 for path in kept.rglob("*") if path.is_file()}
    assert modes == {0o600}
    assert {p.stat().st_mode & 0o777 for p in (kept / "imatter").iterdir()} == {0o700}
    done = subprocess.run(["git", "-C", root, "status", "--porcelain"], capture_output=True, text=True, check=True)
    assert done.stdout == ""


def test_where_nothing_can_be_kept_all_is_as_ever(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for place in ("/dev/null/cache", slots.OFF):
        monkeypatch.setenv(slots.VARIABLE, place)
        assert checking.check(open_store(str(root)), today=TODAY).findings == ()
    assert not Path(slots.OFF).exists()
