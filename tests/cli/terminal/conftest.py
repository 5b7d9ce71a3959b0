"""A real terminal of a given size, without a process of its own: what a command shows there, with its styles."""

from __future__ import annotations

import os
import pty
import re
import sys
import termios
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from imatter_cli.__main__ import main

GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "terminal"
STYLES = {"0": "/", "1": "bold", "2": "dim", "31": "red", "32": "green", "33": "yellow", "36": "cyan"}
_STYLE = re.compile(r"\x1b\[([0-9;]*)m")


def marked(text: str) -> str:
    """The text with its styles as marks that people can read: `<bold>`, and `</>` where it ends."""
    return _STYLE.sub(lambda found: f"<{'+'.join(STYLES[code] for code in found[1].split(';'))}>", text)


def bare(text: str) -> str:
    """The text without its styles."""
    return _STYLE.sub("", text)


def at_terminal(
    *line: str, size: tuple[int, int] = (80, 24), env: Mapping[str, str] | None = None, then: Callable[[], str] = str
) -> str:
    """What the command shows at a terminal of that many columns and rows; `then` adds what it knows afterwards."""
    sys.stdout.flush()
    pid, screen = pty.fork()
    if pid == 0:  # pragma: no cover - the child
        code = 70
        try:
            termios.tcsetwinsize(0, (size[1], size[0]))
            for name in ("COLUMNS", "LINES", "NO_COLOR", "ACCESSIBLE"):
                os.environ.pop(name, None)
            os.environ.update({"TERM": "xterm-256color", **(env or {})})
            sys.stdin, sys.stdout, sys.stderr = (os.fdopen(n, mode, encoding="utf-8") for n, mode in enumerate("rww"))
            code = main(line)
            sys.stdout.write(then())
            sys.stdout.flush()
        finally:
            os._exit(code)
    seen = b""
    while True:
        try:
            more = os.read(screen, 65536)
        except OSError:  # Linux says so when the other end is closed
            break
        if not more:
            break
        seen += more
    os.close(screen)
    _, status = os.waitpid(pid, 0)
    assert os.waitstatus_to_exitcode(status) in (0, 1, 2, 3, 4), seen.decode("utf-8", "replace")
    return seen.decode("utf-8").replace("\r\n", "\n")


@pytest.fixture
def shown(home: Any) -> Callable[..., str]:
    """`shown("project", "list", size=(40, 15))`, in a home of one's own and at the tests' clock."""
    return at_terminal
