"""A home of one's own for every test that runs a command: no git identity, no settings, no store from outside."""

from __future__ import annotations

import gc
import importlib.util
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import process
import pytest

#: What a command may see of the environment it was started in.
_KEPT = ("PATH", "LANG", "LC_ALL", "VIRTUAL_ENV", "PYTHONPATH", "COVERAGE_PROCESS_START")
NOW = "2026-11-24T09:00:00Z"


#: Where files are in memory, on Linux, and what a whole run needs there at most.
MEMORY, ENOUGH = Path("/dev/shm"), 4 << 30


def pytest_configure(config: pytest.Config) -> None:
    """Make temporary folders in memory, where there is room: most of a change's time is waiting for a disk."""
    if "PYTEST_DEBUG_TEMPROOT" in os.environ or not os.access(MEMORY, os.W_OK):
        return
    there = os.statvfs(MEMORY)
    if not there.f_flag & os.ST_NOEXEC and there.f_bavail * there.f_frsize > ENOUGH:
        os.environ["PYTEST_DEBUG_TEMPROOT"] = str(MEMORY)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Leave what is loaded by now out of every later search for garbage."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True, scope="module")
def nothing_stays_open() -> Iterator[None]:
    """Close what the tests of a file left behind: commands search for garbage rarely, and all run in one process."""
    yield
    gc.collect()


@dataclass(frozen=True)
class Result:
    """What a command answered: exit code, stdout, stderr."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """`data` of stdout, which must be one line in the envelope."""
        assert self.out.count("\n") == 1, self.out
        answer = json.loads(self.out)
        assert answer["version"] == 1
        return answer["data"]

    @property
    def error(self) -> Any:
        """`error` of the last line of stderr; stdout must be empty."""
        assert self.out == ""
        answer = json.loads(self.err.splitlines()[-1])
        assert answer["version"] == 1
        return answer["error"]


@dataclass(frozen=True)
class Home:
    """A home folder and the environment that leads to it."""

    path: Path
    env: dict[str, str]

    @property
    def drafts(self) -> list[Path]:
        """Every draft kept in this home."""
        return sorted((self.path / "data" / "imatter" / "drafts").glob("*/*.json"))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """An empty home, in this process and for commands started with `run`; the clock stands at NOW."""
    path = tmp_path / "home"
    path.mkdir()
    gitconfig = path / ".gitconfig"
    gitconfig.touch()
    env = {name: os.environ[name] for name in _KEPT if name in os.environ}
    env |= {
        "HOME": str(path),
        "XDG_CONFIG_HOME": str(path / "config"),
        "XDG_DATA_HOME": str(path / "data"),
        "XDG_STATE_HOME": str(path / "state"),
        "XDG_CACHE_HOME": str(path / "cache"),
        "GIT_CONFIG_GLOBAL": str(gitconfig),
        "GIT_CONFIG_SYSTEM": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_CEILING_DIRECTORIES": str(tmp_path),
        "IMATTER_NOW": NOW,
        "PYTHONIOENCODING": "utf-8",
        "TERM": "dumb",
        "TZ": "UTC",
    }
    for name in list(os.environ):
        if name.startswith(("GIT_", "IMATTER_", "XDG_")) or name in ("EMAIL", "VISUAL", "EDITOR", "NO_COLOR"):
            monkeypatch.delenv(name, raising=False)
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    return Home(path, env)


Run = Callable[..., Result]


@pytest.fixture
def run(home: Home) -> Run:
    """The command in a process of its own: `run("project", "list", "--json", cwd=store)`."""

    def start(
        *args: str | Path, stdin: str | None = None, env: Mapping[str, str] | None = None, cwd: Path | None = None
    ) -> Result:
        done = process.run(list(map(str, args)), {**home.env, **(env or {})}, stdin=stdin or "", cwd=cwd)
        assert "Traceback (most recent call last)" not in done.stderr, done.stderr
        return Result(done.returncode, done.stdout, done.stderr)

    return start


@pytest.fixture
def terminal(home: Home) -> Iterator[Callable[..., Any]]:
    """The command at a terminal: `terminal("project", "new", cwd=store)`; it ends with the test."""
    started: list[Any] = []

    def start(*args: str | Path, env: Mapping[str, str] | None = None, **how: Any) -> Any:
        started.append(process.at_a_terminal(list(map(str, args)), {**home.env, **(env or {})}, **how))
        return started[-1]

    yield start
    for child in started:
        child.close(force=True)


@pytest.fixture
def ssh_signs() -> None:
    """Skip a test that signs with an SSH key where that can't be done: git learnt it with 2.34."""
    said = subprocess.run(["git", "--version"], capture_output=True, text=True, check=True).stdout
    if shutil.which("ssh-keygen") is None or [int(n) for n in said.split()[2].split(".")[:2]] < [2, 34]:
        pytest.skip("nothing signs with an SSH key here")


@pytest.fixture
def call(home: Home, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The same in this process, faster: `main(argv)` with its streams caught. Never at a terminal."""
    from imatter_cli.__main__ import main

    def start(
        *args: str | Path, stdin: str | None = None, env: Mapping[str, str] | None = None, cwd: Path | None = None
    ) -> Result:
        with monkeypatch.context() as patch:
            for name, value in (env or {}).items():
                patch.setenv(name, value)
            if cwd is not None:
                patch.chdir(cwd)
            patch.setattr(sys, "stdin", io.StringIO(stdin or ""))
            out, err = io.StringIO(), io.StringIO()
            with redirect_stdout(out), redirect_stderr(err):
                code = main([str(a) for a in args])
        assert "Traceback (most recent call last)" not in err.getvalue(), err.getvalue()
        return Result(code, out.getvalue(), err.getvalue())

    return start


def load(name: str, path: Path) -> ModuleType:
    """A helper module by its file: tests are no package."""
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]


kit = load("store_kit", Path(__file__).parent / "store" / "kit.py")


Once = Callable[[str, Callable[[Path], object]], Path]


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """Stores that are made once a session, each by its name: to be copied, not to be used.

    One that could not be made to the end is made again: the next test never takes a half for the whole.
    """
    base = tmp_path_factory.mktemp("made")

    def path(name: str, make: Callable[[Path], object]) -> Path:
        whole, new = base / name, base / "new" / name
        if not whole.exists():
            shutil.rmtree(new, ignore_errors=True)
            new.parent.mkdir(exist_ok=True)
            with pytest.MonkeyPatch.context() as clock:  # so that no change is made after the clock of a test
                for name in ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"):
                    clock.setenv(name, os.environ.get(name, NOW))
                make(new)
            new.rename(whole)
        return whole

    return path


@pytest.fixture
def empty_box(home: Any, tmp_path: Path) -> Any:
    """A folder that is no store yet."""
    return kit.Box(tmp_path / "store")


@pytest.fixture
def box(empty_box: Any, once: Once) -> Any:
    """A store with a programme and nothing else; made once and copied."""
    made = once("box", lambda path: kit.Box(path).init())
    shutil.copytree(made, empty_box.root, dirs_exist_ok=True)
    return empty_box
