"""The tiny programme, in a process of its own, in this one, and at a terminal."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import process as processes
import pytest

from imatter_cli.__main__ import entry

TINY = Path(__file__).with_name("tiny.py")


@pytest.fixture
def tiny_module() -> ModuleType:
    spec = importlib.util.spec_from_file_location("tiny_programme", TINY)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["tiny_programme"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def tiny(tiny_module: ModuleType, monkeypatch: pytest.MonkeyPatch, call: Callable[..., Any]) -> Callable[..., Any]:
    """`call`, with the tiny commands in imatter for this test."""
    from imatter_cli import app

    monkeypatch.setattr(app, "VERBS", dict(app.VERBS))
    monkeypatch.setattr(app, "_wiring", None)
    tiny_module.install()
    monkeypatch.setitem(sys.modules, "imatter_cli.commands.tiny", tiny_module)
    return call


@pytest.fixture
def process(home: Any) -> Callable[..., subprocess.CompletedProcess[str]]:
    def start(*args: str, **kwargs: Any) -> subprocess.CompletedProcess[str]:
        env = {**home.env, **kwargs.pop("env", {})}
        return subprocess.run(
            [sys.executable, str(TINY), *args],
            capture_output="stdout" not in kwargs,
            encoding="utf-8",
            env=env,
            timeout=60,
            check=False,
            stdin=subprocess.DEVNULL,
            **kwargs,
        )

    return start


@pytest.fixture
def at_terminal(home: Any, tiny_module: ModuleType) -> Iterator[Callable[..., Any]]:
    """Start the tiny programme at a terminal of 80 columns."""
    started = []

    def main() -> None:
        tiny_module.install()
        entry()

    def start(*args: str, env: dict[str, str] | None = None) -> Any:
        child = processes.at_a_terminal(args, {**home.env, "TERM": "xterm", **(env or {})}, main=main)
        started.append(child)
        return child

    yield start
    for child in started:
        child.close(force=True)
