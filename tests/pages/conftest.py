"""A real Chromium, a page of a year in many shapes, and a server that counts what is asked of it."""

from __future__ import annotations

import importlib
import subprocess
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import browser
import pytest

from imatter_cli.output import portfolio


def _project(number: int, name: str, status: str, *spans: tuple[str, str, str]) -> dict[str, Any]:
    return {
        "id": f"prj-2611-{str(number) * 7}", "name": name, "type": "Early concern, early help", "setting": "School",
        "focus_areas": [name, "x" * 90], "status": status, "stage": "Apply" if status == "active" else "",
        "planned": "2026-01-01", "began": spans[0][1] if spans else "",
        "ended": spans[-1][2] if status == "completed" else "",
        "spans": [{"status": s, "begins": b, "ends": e} for s, b, e in spans],
    }  # fmt: skip


YEAR: dict[str, Any] = {
    "practitioner": "prc-2611-4t9wq2e", "since": "2025-11-25", "until": "2026-11-24", "made": "2026-11-24",
    "projects": [
        _project(1, "a calm start to the day", "completed", ("active", "2026-01-12", "2026-03-02"),
                 ("paused", "2026-03-02", "2026-04-20"), ("active", "2026-04-20", "2026-06-30")),
        _project(2, "روتين المساء", "active", ("active", "2026-05-22", "2026-11-24")),
        _project(3, "a name that never comes to an end, with <script>document.title = 'run'</script>", "paused",
                 ("active", "2026-09-01", "2026-10-03"), ("paused", "2026-10-03", "2026-11-24")),
        _project(4, "mornings", "planned"),
    ],
    "reflections": [
        {"id": "ref-2611-1111111", "project": "prj-2611-1111111", "about": "a calm start to the day",
         "date": "2026-02-10",
         "summary": "We laid things out.\n\n<img src='/leak.png' onerror=\"document.title='run'\">"},
        {"id": "ref-2611-2222222", "project": "prj-2611-2222222", "about": "روتين المساء", "date": "2026-11-10",
         "summary": "الهدوء يبدأ بخطوة صغيرة."},
    ],
    "steps": [{"date": "2025-12-13", "level": "Introduction", "scheme": "online"},
              {"date": "2026-11-24", "level": "Foundation", "scheme": ""}],
    "placeholder": True,
    "requirements": [
        {"id": "a", "name": "Completed microprojects", "state": "met", "have": 1, "want": 1,
         "records": ["prj-2611-1111111"]},
        {"id": "b", "name": "A conversation", "state": "needs-person", "have": 0, "want": 1, "records": []},
    ],
    "left_out": [],
}  # fmt: skip


@pytest.fixture(scope="session")
def html() -> str:
    """The page of that year."""
    return portfolio.html(YEAR)


class Server(ThreadingHTTPServer):
    """Serves one folder here, and keeps the paths that were asked for."""

    def __init__(self, folder: Path) -> None:
        self.asked: list[str] = []
        super().__init__(("127.0.0.1", 0), partial(_Handler, directory=str(folder)))

    def address(self, name: str) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/{name}"


class _Handler(SimpleHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        super().do_GET()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server of its own folder `served`."""
    folder = tmp_path / "served"
    folder.mkdir()
    with Server(folder) as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.05,))
        thread.start()
        yield running
        running.shutdown()
        thread.join()


@pytest.fixture
def chromium(tmp_path: Path) -> Callable[..., str]:
    """Run the browser; what it prints. Passed over where there is none."""
    if browser.BINARY is None:
        pytest.skip("no Chromium here (.ci/chromium installs it)")

    def run(*args: str) -> str:
        profile = tmp_path / "profile"
        line = [browser.BINARY, *browser.QUIET, f"--user-data-dir={profile}", *args]
        done = subprocess.run(line, capture_output=True, encoding="utf-8", timeout=120, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[browser.Browser]:
    """One browser for all tests that drive it. Passed over where there is none."""
    if browser.BINARY is None:
        pytest.skip("no Chromium here (.ci/chromium installs it)")
    with browser.running(tmp_path_factory.mktemp("profile")) as running:
        yield running


@pytest.fixture
def tab(running: browser.Browser) -> Iterator[browser.Tab]:
    """A page of its own in that browser."""
    made = running.tab()
    yield made
    made.close()


#: The store of the invented year, as the tests of commands have it.
_commands = importlib.import_module("tests.cli.conftest")
year, rehearsal = _commands.year, _commands.rehearsal
