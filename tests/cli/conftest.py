"""Real stores in a temporary git repository, and what every change in them must keep to."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pexpect
import process
import pytest
import yaml

import imatter_cli
from imatter_cli.checks import example
from imatter_cli.domain import ids
from imatter_cli.services.integrity import schemas
from imatter_cli.store import codec
from imatter_cli.store.create import create

ME = "prc-2611-4t9wq2e"
LEAD = "prc-2611-9x2kd0a"
OTHER = "prc-2611-7h3vn5m"

PERSON = """\
id: {id}
schema: practitioner/1
programme: 1
status: active
roles:
{roles}
timeline:
- at: 2026-01-01T09:00:00Z
  event: join
  by: {id}
"""


@dataclass(frozen=True)
class Kept:
    """A store and the command on it: `kept("project", "list")`, `kept.change("project", "start", id)`."""

    path: Path
    call: Callable[..., Any]

    def __call__(self, *args: str, **options: Any) -> Any:
        return self.call(*args, "--store", self.path, **options)

    def git(self, *args: str) -> str:
        done = subprocess.run(["git", "-C", str(self.path), *args], capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def commits(self) -> list[str]:
        return self.git("log", "--format=%s").splitlines()

    def head(self) -> str:
        """The last change, read from the files themselves: no git is started."""
        at = (self.path / ".git/HEAD").read_text().strip()
        return at if not at.startswith("ref: ") else (self.path / ".git" / at[5:]).read_text().strip()

    def files(self) -> dict[str, bytes]:
        records = self.path / "records"
        return {str(p.relative_to(self.path)): p.read_bytes() for p in sorted(records.rglob("*")) if p.is_file()}

    def record(self, id: str) -> dict[str, Any]:
        data = yaml.load((self.path / ids.path_of(id)).read_text(), Loader=yaml.BaseLoader)
        assert isinstance(data, dict)
        return data

    def change(self, *args: str, **options: Any) -> dict[str, Any]:
        """A change: exit 0, one commit that touches just its records, and nothing else left behind."""
        before = self.head()
        done = self(*args, "--json", **options)
        assert done.code == 0, (done.out, done.err)
        data: dict[str, Any] = done.json
        commit, parents, subject, _, *touched = self.git("show", "--format=%H%n%P%n%s", "--name-only").splitlines()
        assert (commit, parents) == (data["commit"], before)
        assert self.git("status", "--porcelain") == ""
        expected = [data["id"], *(a["id"] for a in data.get("also", ()))]
        assert sorted(touched) == sorted(ids.path_of(id) for id in expected)
        assert data["path"] == ids.path_of(data["id"])
        assert subject.endswith(data["id"])
        if data["status"] != "discarded":
            assert self.record(data["id"])["status"] == data["status"]
        return data

    def refused(self, *args: str, code: int = 4, **options: Any) -> dict[str, Any]:
        """A refusal: its exit code, words and way on, and nothing written."""
        before, files = self.head(), self.files()
        done = self(*args, "--json", **options)
        assert done.code == code, (done.out, done.err)
        assert self.head() == before
        assert self.files() == files
        assert self.git("status", "--porcelain") == ""
        error: dict[str, Any] = done.error
        assert error["message"]
        return error

    def with_examples(self, *args: str) -> dict[str, Any]:
        """The line, refused for what is missing, then done with the examples of all that was missing."""
        error = self.refused(*args, code=2)
        assert error["code"] == "missing"
        more: list[str] = []
        for one in error["details"]["missing"]:
            assert set(one) >= {"field", "option", "why", "example"}
            assert one["why"]
            more += [one["option"], one["example"]]
        return self.change(*args, *more)

    def idea(self, *more: str) -> str:
        return str(
            self.change(
                "project", "new", "--type", "early-concern", "--setting", "school",
                "--focus-area", "evening routine", "--individuals", "1", *more,
            )["id"]
        )  # fmt: skip

    def licence(self, *more: str) -> str:
        return str(self.change("licence", "record", *more)["id"])

    def running(self) -> tuple[str, str]:
        """An active licence and a project under it."""
        licence, project = self.licence(), self.idea()
        self.change("project", "start", project)
        return licence, project


def make(path: Path, kind: str, people: dict[str, str], changes: dict[str, str] | None = None) -> None:
    """A store with these people (id to roles); `changes` are replaced in the shipped rules."""
    rules = (Path(imatter_cli.__file__).parent / "data" / "programme.yaml").read_text()
    for old, new in {"store: personal": f"store: {kind}", **(changes or {})}.items():
        assert old in rules
        rules = rules.replace(old, new)
    files = {"records/programme.yaml": rules.encode()}
    for id, roles in people.items():
        files[ids.path_of(id)] = PERSON.format(
            id=id, roles="\n".join(f"- {role}" for role in roles.split(", "))
        ).encode()
    store = create(
        str(path), files, identity=(ME, f"{ME}@imatter.invalid"), message="init", trailers=[("Programme", "1")]
    )
    store.set_setting("me", ME)


@pytest.fixture
def notebook(call: Callable[..., Any], tmp_path: Path, once: Any) -> Kept:
    """A personal store: me, and a Lead by code."""
    made = once("notebook", lambda path: make(path, "personal", {ME: "practitioner", LEAD: "lead"}))
    shutil.copytree(made, tmp_path / "notebook", symlinks=True)
    return Kept(tmp_path / "notebook", call)


@pytest.fixture
def programme(call: Callable[..., Any], tmp_path: Path, once: Any) -> Kept:
    """A programme's store: me as its coordinator, another practitioner, a Lead."""
    people = {ME: "coordinator", OTHER: "practitioner", LEAD: "lead"}
    made = once("programme", lambda path: make(path, "programme", people))
    shutil.copytree(made, tmp_path / "programme", symlinks=True)
    return Kept(tmp_path / "programme", call)


ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This repository's own records as a store of one change, its coordinator as `me`: to be copied, not to be used."""
    root = tmp_path_factory.mktemp("year") / "store"
    files = {str(p.relative_to(ROOT)): p.read_bytes() for p in sorted((ROOT / "records").rglob("*.yaml"))}
    store = create(
        str(root), {**files, **schemas.all_schemas()}, identity=(ME, f"{ME}@imatter.invalid"), message="init"
    )
    people = [yaml.load(text, Loader=yaml.BaseLoader) for path, text in files.items() if "/practitioners/" in path]
    store.set_setting("me", next(str(p["id"]) for p in people if "coordinator" in p["roles"]))
    return root


@pytest.fixture
def rehearsal(call: Callable[..., Any], tmp_path: Path, year: Path) -> Kept:
    """A programme's store with an invented year in it, and me as its coordinator."""
    shutil.copytree(year, tmp_path / "rehearsal", symlinks=True)
    return Kept(tmp_path / "rehearsal", call)


@pytest.fixture
def examples(call: Callable[..., Any], tmp_path: Path, once: Any) -> Kept:
    """The small store that rules' examples change, all of it fine, in a repository of its own."""
    shutil.copytree(once("examples", _make_examples), tmp_path / "examples", symlinks=True)
    return Kept(tmp_path / "examples", call)


def _make_examples(path: Path) -> None:
    rules = (Path(imatter_cli.__file__).parent / "data" / "programme.yaml").read_text()
    files = {ids.PROGRAMME_PATH: rules.replace("store: personal", "store: programme").encode()}
    files |= {ids.path_of(id): codec.render(ids.kind_of(id), data) for id, data in example.store().items()}
    create(str(path), files | schemas.all_schemas(), identity=("x", "x@imatter.invalid"), message="init")


WIDE = 80
_ESCAPES = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[=>]|\r")


class Day:
    """Somebody at a terminal: each command as it is typed, and the whole of what it showed."""

    def __init__(self, home: Any, folder: Path) -> None:
        self.env = {**home.env, "TERM": "xterm-256color"}
        self.folder = folder
        self.store = home.path / "imatter"
        self.home = home

    def type(self, line: str, *answers: tuple[str, str], stop_at: str = "", begun: str = "", code: int = 0) -> str:
        """Type a line, answer each prompt as it comes (at `stop_at` type `begun` and press Ctrl-C); what it showed."""
        child = process.at_a_terminal(shlex.split(line), self.env, cwd=self.folder)
        shown: list[str] = []
        try:
            for prompt, answer in answers:
                child.expect_exact(prompt)
                shown.append(str(child.before) + prompt)
                child.sendline(answer)
            if stop_at:
                child.expect_exact(stop_at)
                shown.append(str(child.before) + stop_at)
                if begun:
                    child.send(begun)
                    child.expect_exact(begun)
                child.sendintr()
                # Pressed in the moment between a prompt and the wait for keys, it is seen with the next key.
                while child.expect([pexpect.EOF, pexpect.TIMEOUT], timeout=3):
                    child.sendintr()
            else:
                child.expect(pexpect.EOF)
            shown.append(str(child.before))
        finally:
            child.close(force=True)
        text = _ESCAPES.sub("", "".join(shown))
        assert child.exitstatus == code, text
        assert "Traceback" not in text
        wide = [row for row in text.split("\n") if len(row) > WIDE]
        assert not wide, wide
        return text

    def git(self, *args: str) -> str:
        """Git's answer on the notebook."""
        done = subprocess.run(["git", "-C", self.store, *args], capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def records(self, kind: str) -> list[dict[str, Any]]:
        """The records of a kind."""
        files = sorted((self.store / "records" / kind).rglob("*.yaml"))
        return [yaml.load(p.read_text(encoding="utf-8"), Loader=yaml.BaseLoader) for p in files]

    def clean(self) -> bool:
        """Whether nothing lies about that is not kept."""
        return self.git("status", "--porcelain") == ""


@pytest.fixture
def day(home: Any, tmp_path: Path) -> Day:
    """Somebody at a terminal of 80 by 24 in an empty home: no notebook, no name that git knows."""
    return Day(home, tmp_path / "work")
