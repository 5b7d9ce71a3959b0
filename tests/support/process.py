"""imatter in a process of its own that begins as a copy of this one: it starts with everything loaded.

Real streams, a real terminal where there is one, signals, exit codes: all but the start of Python, which is most of
what a short command costs. Tests of the start itself run `sys.executable -m imatter_cli`.
"""

from __future__ import annotations

import gc
import importlib
import os
import pkgutil
import resource
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pexpect

import imatter_cli
from imatter_cli import app
from imatter_cli.__main__ import entry
from imatter_cli.commands.frame.typer_inside import Context
from imatter_cli.verbs import VERBS


def imatter(words: Sequence[str], env: Mapping[str, str], main: Callable[[], object] = entry) -> Callable[[], None]:
    """What a child does in place of starting Python: to be its `preexec_fn`."""

    load_all()

    def run() -> None:
        code: object = 1
        try:
            # what only waits to be collected would close its files by number, when the numbers are others' already
            gc.freeze()
            # whoever started us waits until its pipe is closed, as exec would close it
            os.closerange(3, min(65536, resource.getrlimit(resource.RLIMIT_NOFILE)[0]))
            _begin_anew(env)
            sys.argv = ["imatter", *words]
            main()
        except SystemExit as ended:
            code = ended.code or 0
        except BaseException:
            traceback.print_exc()
        finally:
            for stream in (sys.stdout, sys.stderr):
                try:
                    stream.flush()
                except (OSError, ValueError):
                    code = code or 120
            os._exit(code if isinstance(code, int) else 1)

    return run


@cache
def load_all() -> None:
    """Load all of imatter, also what a command loads late, so that no child has to."""
    for module in pkgutil.walk_packages(imatter_cli.__path__, "imatter_cli."):
        importlib.import_module(module.name)
    time.strptime("2026", "%Y")
    root = app.root()
    for verb in VERBS:
        group = root.get_command(Context(root), verb)
        getattr(group, "whole", None)
    gc.collect()
    gc.freeze()  # what is loaded by now stays: no later search for garbage goes through it


def run(
    words: Sequence[str], env: Mapping[str, str], *, stdin: str = "", cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """One command in pipes."""
    return subprocess.run(
        [sys.executable, "-m", "imatter_cli", *words], input=stdin, capture_output=True, encoding="utf-8",
        env=dict(env), cwd=cwd, timeout=120, check=False, preexec_fn=imatter(words, env),
    )  # fmt: skip


def at_a_terminal(
    words: Sequence[str], env: Mapping[str, str], *, cwd: Path | None = None, rows: int = 24,
    main: Callable[[], object] = entry,
) -> Any:  # fmt: skip
    """One command at a terminal of 80 columns."""
    child = pexpect.spawn(
        sys.executable, ["-m", "imatter_cli", *words], env=dict(env), cwd=str(cwd) if cwd else None,
        encoding="utf-8", use_poll=True, dimensions=(rows, 80), timeout=30, preexec_fn=imatter(words, env, main),
    )  # fmt: skip
    child.delaybeforesend = None  # a line takes keys from before its prompt is shown
    child.ptyproc.delayafterclose = 0  # it is waited for when its terminal is at its end
    return child


def _begin_anew(env: Mapping[str, str]) -> None:
    """Streams, environment and signals as Python makes them when it starts."""
    os.environ.clear()
    os.environ.update(env)
    time.tzset()
    for number in (signal.SIGHUP, signal.SIGTERM, signal.SIGCHLD, signal.SIGALRM, signal.SIGUSR1):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False)
