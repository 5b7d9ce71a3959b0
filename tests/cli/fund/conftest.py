"""A programme store with people in it, driven through the command line as its users would."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

COORDINATOR = "prc-2611-c00rdaa"
SECOND = "prc-2611-c00rdbb"
REVIEWERS = ("prc-2611-rev00aa", "prc-2611-rev00bb", "prc-2611-rev00cc")
ROUND = "2026-Q4"


class Programme:
    """A store and the people in it; `run` is one command line, as somebody."""

    def __init__(self, root: Path, call: Callable[..., Any]) -> None:
        self.root = root
        self._call = call
        self.coordinator, self.second, self.reviewers = COORDINATOR, SECOND, REVIEWERS

    def run(self, *args: str, who: str = COORDINATOR) -> Any:
        """Whatever it answers."""
        return self._call(*args, "--store", str(self.root), "--as", who)

    def do(self, *args: str, who: str = COORDINATOR) -> Any:
        """What goes well; its data."""
        done = self.run(*args, "--json", who=who)
        assert done.code == 0, done.err
        return done.json

    def fund(self, *args: str, who: str = COORDINATOR) -> Any:
        """A command of the fund that goes well."""
        return self.do("fund", *args, who=who)

    def refused(self, *args: str, who: str = COORDINATOR, exit: int = 4) -> str:
        """The code of a refusal, which has written nothing at all."""
        before = self.head()
        done = self.run("fund", *args, "--json", who=who)
        assert done.code == exit, (done.out, done.err)
        assert self.head() == before
        assert self.git("status", "--porcelain") == ""
        return done.error["code"]

    def git(self, *args: str) -> str:
        """Git's answer."""
        return subprocess.run(
            ["git", "-C", self.root, *args], check=True, capture_output=True, text=True
        ).stdout.strip()

    def head(self) -> str:
        """The last change."""
        return (self.root / ".git/refs/heads/main").read_text().strip()

    def file(self, id: str) -> str:
        """A record's text."""
        return next(self.root.rglob(f"{id}.yaml")).read_text()

    def holder(self, tail: str, area: str = "evening routine", same_as: str = "") -> tuple[str, str]:
        """A practitioner with an active licence, and a project of theirs."""
        who = self.person(tail, "practitioner", same_as=same_as)
        self.do("licence", "record", "--practitioner", who)
        plan = ("--type", "early-concern", "--setting", "school", "--focus-area", area, "--individuals", "1")
        return who, self.do("project", "new", "--practitioner", who, *plan)["id"]

    def person(self, tail: str, *roles: str, same_as: str = "") -> str:
        """A person, written as a record by hand and saved: so that the test knows the code."""
        id = f"prc-2611-{tail}"
        path = self.root / "records" / "practitioners" / "2026-11" / f"{id}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(practitioner(id, roles, same_as), encoding="utf-8")
        self.git("add", str(path))
        self.git("commit", "-q", "-m", f"practitioner join {id}")
        return id

    def apply(self, holder: tuple[str, str], *costs: str, submit: bool = True, screen: bool = True) -> str:
        """An application, as its applicant; handed in and found eligible."""
        who, project = holder
        given = [part for cost in costs for part in ("--cost", cost)]
        words = ("--key-barrier", "the school has no budget line", "--payee", "host", "--other-sources", "none")
        id = self.fund("apply", "--project", project, "--round", ROUND, *words, *given, who=who)["id"]
        if submit:
            self.fund("submit", id, who=who)
        if submit and screen:
            self.fund("screen", id, "--outcome", "eligible")
        return str(id)

    def score(self, application: str, reviewer: str, *scores: int | str, comment: str = "small and wanted") -> Any:
        """One reviewer's scores for need, fit and feasible."""
        given = zip(("need", "fit", "feasible"), scores, strict=True)
        said = [part for name, score in given for part in ("--score", f"{name}={score}")]
        return self.fund("score", application, *said, "--comment", comment, who=reviewer)

    def reviewed(self, *applications: str) -> None:
        """The first two reviewers assigned to each application, and their scores."""
        for id in applications:
            self.fund("assign", id, "--reviewer", REVIEWERS[0], "--reviewer", REVIEWERS[1])
            self.score(id, REVIEWERS[0], 4, 3, 4)
            self.score(id, REVIEWERS[1], 3, 3, 4)


def practitioner(id: str, roles: tuple[str, ...], same_as: str = "") -> str:
    """The text of a person's record."""
    lines = [f"id: {id}", "schema: practitioner/1", "programme: 1", "status: active", "roles:"]
    lines += [f"- {role}" for role in roles]
    lines += [f"same_as: {same_as}"] if same_as else []
    return "\n".join([*lines, "timeline:", "- at: 2026-11-01", "  event: join", f"  by: {id}", ""])


@pytest.fixture
def programme(home: Any, call: Callable[..., Any], tmp_path: Path, once: Any) -> Programme:
    """A programme's store with two coordinators, three reviewers and an open round of £1,000."""
    root = tmp_path / "store"
    shutil.copytree(once("fund", lambda path: _make(path, call)), root, symlinks=True)
    return Programme(root, call)


@pytest.fixture
def again(programme: Programme, once: Any) -> Callable[[str, Callable[[Programme], Any]], Any]:
    """What is done first to the programme, done once a session: each test gets a copy of it, and what it answered."""

    def do(name: str, first: Callable[[Programme], Any]) -> Any:
        def make(path: Path) -> None:
            (programme.root / ".git/answer").write_text(json.dumps(first(programme)))
            shutil.copytree(programme.root, path, symlinks=True)

        made = once(name, make)
        shutil.rmtree(programme.root)
        shutil.copytree(made, programme.root, symlinks=True)
        return json.loads((made / ".git/answer").read_text())

    return do


def _make(root: Path, call: Callable[..., Any]) -> None:
    from imatter_cli.store.create import create

    rules = resources.files("imatter_cli").joinpath("data/programme.yaml").read_text(encoding="utf-8")
    people = {COORDINATOR: ("coordinator",), SECOND: ("coordinator",), **dict.fromkeys(REVIEWERS, ("reviewer",))}
    files = {
        f"records/practitioners/2026-11/{id}.yaml": practitioner(id, roles).encode() for id, roles in people.items()
    }
    files["records/programme.yaml"] = rules.replace("store: personal", "store: programme").encode()
    create(str(root), files, identity=("prc", "prc@imatter.invalid"), message="init")
    made = Programme(root, call)
    reviewers = [part for r in REVIEWERS for part in ("--reviewer", r)]
    made.fund("open", ROUND, "--budget", "1000", "--reserve", "100", "--closes", "2026-12-10", *reviewers)
