"""verify knows merges: those of imatter, worked out again, and those that people made with git."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from typing import Any

import pytest
from together import Copy

from imatter_cli.domain.projects import Objection
from imatter_cli.said import Said
from imatter_cli.services.together.merging import Prepared, prepare
from imatter_cli.store.open import open_store

TODAY = "2026-11-24"
#: In the place of other bytes: the published ones stay.
PUBLISHED = b"(published)"
OTHER = "prc-2611-7h3vn5m"
IDEA = ("project", "new", "--practitioner", OTHER, "--type", "early-concern", "--setting", "school",
        "--focus-area", "sleep", "--individuals", "1")  # fmt: skip


class Fork:
    """A copy with two branches that have gone apart: `published`, and mine, which is checked out."""

    def __init__(self, copy: Copy, ids: tuple[str, str], forward: Callable[[int], None]) -> None:
        self.copy, self.ids, self._forward = copy, ids, forward
        self.do = copy.do
        copy.git("branch", "published")

    def on(self, branch: str, *args: str) -> str:
        """One command on a branch."""
        self._forward(1)
        self.copy.git("checkout", "-q", branch)
        self.copy(*args)
        return self.copy.head()

    def prepared(self) -> Prepared:
        return prepare(open_store(str(self.copy.path)), self.rev("published"), self.rev("main"), TODAY)

    def rev(self, name: str) -> str:
        return self.copy.git("rev-parse", name)

    def merge(self, message: str = "", **instead: bytes | None) -> Prepared:
        """imatter's merge of the two, checked out; with other bytes for some ids, or another message."""
        self._forward(1)
        made = self.prepared()
        self.copy.git("checkout", "-q", "-B", "both", "published")
        by_id = {path.rpartition("/")[2].removesuffix(".yaml"): path for path in made.files}
        for path, raw in {**made.files, **{by_id[id.replace("_", "-")]: raw for id, raw in instead.items()}}.items():
            file = self.copy.path / path
            if raw != PUBLISHED:
                file.unlink() if raw is None else file.write_bytes(raw)
        self.copy.git("add", "-A")
        tree = self.copy.git("write-tree")
        parents = ("-p", self.rev("published"), "-p", self.rev("main"))
        commit = subprocess.run(
            ["git", "-C", self.copy.path, "commit-tree", tree, *parents], input=message or made.message, text=True,
            capture_output=True, check=True,
        ).stdout.strip()  # fmt: skip
        self.copy.git("reset", "-q", "--hard", commit)
        return made

    def git_merge(self, *how: str) -> None:
        """A merge that somebody made with git."""
        self._forward(1)
        self.copy.git("checkout", "-q", "-B", "both", "published")
        self.copy.git("merge", "-q", "--no-ff", "-m", "two histories", *how, "main")

    def found(self, code: int = 0, *, choices: bool = False) -> list[tuple[str, str]]:
        """What verify finds, but for advice that somebody merged."""
        done = self.copy("verify", "--json", *["--choices"] * choices, code=code).json
        return [(f["rule"], f["message"]) for f in done["findings"] if f["rule"] != "VER001"]


@pytest.fixture
def fork(programme: Any, call: Any, monkeypatch: pytest.MonkeyPatch) -> Fork:
    """Two projects, and a clock that goes on by minutes."""
    minute = 0

    def forward(minutes: int) -> None:
        nonlocal minute
        minute += minutes
        for name in ("IMATTER_NOW", "GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"):
            monkeypatch.setenv(name, f"2026-11-24T{9 + minute // 60:02}:{minute % 60:02}:00Z")

    copy = Copy(programme.path, call)
    forward(1)
    ids = (copy.do(*IDEA), copy.do(*IDEA))
    return Fork(copy, ids, forward)


def test_what_imatter_merged_is_worked_out_again(fork: Fork) -> None:
    one, other = fork.ids
    fork.on("published", "project", "step", one, "--text", "sing together")
    fork.on("main", "project", "step", one, "--text", "read together")
    fork.on("main", "project", "edit", other, "--setting", "club")
    made = fork.merge()
    assert made.aside == ()
    assert fork.found() == []
    assert fork.copy("verify", "--json").json["summary"]["around"] == 1  # how the store began
    steps = fork.copy("project", "show", one, "--json").json["steps"]
    assert [step["text"] for step in steps] == ["sing together", "read together"]


def test_what_was_set_aside_is_named_and_fine(fork: Fork) -> None:
    fork.on("published", "project", "edit", fork.ids[0], "--setting", "club")
    mine = fork.on("main", "project", "edit", fork.ids[0], "--setting", "community")
    made = fork.merge()
    assert [one.commit for one in made.aside] == [mine]
    assert made.message == f"sync\n\nMerge: 1\nSet-aside: {mine}\nProgramme: 1\n"
    assert fork.found() == []


def test_what_todays_rules_would_choose_otherwise_is_advice(fork: Fork, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = fork.ids
    fork.on("published", "project", "edit", one, "--setting", "club")
    mine = fork.on("main", "project", "edit", other, "--setting", "community")
    aside = fork.on("main", "project", "edit", one, "--setting", "nursery")
    fork.merge()
    assert fork.found() == fork.found(choices=True) == []
    fork.merge(f"sync\n\nMerge: 1\nSet-aside: {mine}\nSet-aside: {aside}\nProgramme: 1\n", **{other: PUBLISHED})
    assert fork.found() == []
    assert fork.found(choices=True) == [("VER020", f"It set {mine[:12]} aside. Today's rules would take it in.")]
    fork.merge()

    def stricter(*_: Any) -> list[Objection]:
        return [Objection("new-rule", "", Said("No more changes."), "", "x", {}, ())]

    monkeypatch.setattr("imatter_cli.domain.merge.fitting.objections", stricter)
    assert fork.found() == []
    words = f"It took {mine[:12]} in. Today's rules would set it aside, at least in part: No more changes."
    assert fork.found(choices=True) == [("VER020", words)]


def test_a_merge_that_lost_something_is_found_by_both_its_sides(fork: Fork) -> None:
    fork.on("published", "project", "edit", fork.ids[0], "--setting", "club")
    fork.on("main", "project", "edit", fork.ids[0], "--setting", "community")
    fork.merge("sync\n\nMerge: 1\nProgramme: 1\n")
    ((rule, words),) = fork.found(code=1)
    assert rule == "VER018"
    assert fork.rev("published")[:12] in words and fork.rev("main")[:12] in words


@pytest.mark.parametrize("how", ["gone", "doubled", "altered"])
def test_an_event_that_is_gone_doubled_or_altered_in_a_merge_is_found(fork: Fork, how: str) -> None:
    id = fork.ids[0]
    fork.on("published", "project", "step", id, "--text", "sing together")
    fork.on("main", "project", "step", id, "--text", "read together")
    raw = next(iter(fork.prepared().files.values()))
    assert raw is not None
    head, _, last = raw.rpartition(b"- at:")
    wrong = {"gone": head, "doubled": raw + b"- at:" + last, "altered": raw.replace(b":03:00Z", b":04:00Z")}[how]
    assert wrong != raw
    fork.merge(**{id.replace("-", "_"): wrong})
    assert "VER018" in {rule for rule, _ in fork.found(code=1)}


def test_what_a_merge_with_git_dropped_is_found(fork: Fork) -> None:
    fork.on("published", "project", "edit", fork.ids[0], "--setting", "club")
    fork.on("main", "project", "edit", fork.ids[1], "--setting", "community")
    fork.git_merge()
    assert fork.found() == []
    fork.git_merge("-s", "ours")
    ((rule, words),) = fork.found(code=1)
    assert rule == "VER018"
    assert fork.ids[1] in words


def test_a_checkpoint_of_one_side_counts_what_came_after_on_both(fork: Fork) -> None:
    fork.on("main", "project", "edit", fork.ids[1], "--setting", "community")
    fork.on("main", "project", "edit", fork.ids[1], "--setting", "club")
    line = fork.copy("verify", "--checkpoint", "--json").json["checkpoint"]
    fork.on("published", "project", "edit", fork.ids[0], "--setting", "club")
    fork.on("main", "--version")
    fork.merge()
    since = fork.copy("verify", "--against", line, "--json").json["summary"]["since"]
    assert since == 1


def test_what_people_do_with_git_is_told_as_what_it_is(fork: Fork) -> None:
    one, other = fork.ids
    picked = fork.on("main", "project", "edit", one, "--setting", "club")
    fork.on("published", "project", "edit", other, "--setting", "club")
    fork.copy.git("cherry-pick", picked)
    assert fork.found()[0][1].startswith("It was made on 2026-11-24T09:02:00Z, and moved or amended with git")
    fork.git_merge()
    assert any(f"It is a copy of {picked[:12]}" in words or "moved or amended" in words for _, words in fork.found())


def test_changes_that_were_squashed_are_told_as_such(fork: Fork) -> None:
    base = fork.rev("main")
    for where in ("club", "community"):
        fork.on("main", "project", "edit", fork.ids[0], "--setting", where)
    messages = fork.copy.git("log", "--format=%B", f"{base}..main")
    fork.copy.git("reset", "-q", "--soft", base)
    fork.copy.git("commit", "-q", "-m", messages)
    told = [f["message"] for f in fork.copy("verify", "--json").json["findings"]]
    assert any(words.startswith("2 changes were made one with git (squashed), by") for words in told)


def test_a_remark_that_a_merge_with_git_added_is_nothing_lost(fork: Fork) -> None:
    fork.on("published", "project", "edit", fork.ids[0], "--setting", "club")
    fork.on("main", "project", "edit", fork.ids[1], "--setting", "community")
    fork.copy.git("checkout", "-q", "-B", "both", "published")
    fork.copy.git("merge", "-q", "--no-ff", "--no-commit", "main")
    path = next(fork.copy.path.rglob(f"{fork.ids[1]}.yaml"))
    path.write_bytes(path.read_bytes() + b"# looked at together\n")
    fork.copy.git("commit", "-q", "-a", "-m", "two histories")
    assert fork.found() == []
