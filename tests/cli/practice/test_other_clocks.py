"""Computers whose clocks differ by minutes: what a command accepts, check accepts."""

from __future__ import annotations

from typing import Any

import pytest


def test_a_licence_that_a_faster_clock_made_active_is_waited_for(
    notebook: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    licence, project = notebook.running()

    def at(minute: int) -> None:
        for name in ("IMATTER_NOW", "GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"):
            monkeypatch.setenv(name, f"2026-12-01T10:{minute:02}:00Z")

    at(1)
    notebook.change("licence", "pause", licence, "--reason", "illness")
    at(4)
    notebook.change("licence", "resume", licence)
    at(3)
    error = notebook.refused("project", "resume", project)
    assert error["code"] == "no-active-licence"
    assert error["message"].startswith(f"Not resumed: By this computer's clock, what made {licence} active is still to")
    at(5)
    notebook.change("project", "resume", project)
    assert notebook("check").code == 0
