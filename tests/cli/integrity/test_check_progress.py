"""A check says how far it has come: at a terminal, after a second, and nothing of it is left when it ends."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable
from importlib import resources
from typing import Any

import pexpect
import pytest
from memory_store import MemoryStore

from imatter_cli.checks import example
from imatter_cli.domain import ids
from imatter_cli.output.progress import Progress, Reading
from imatter_cli.services.integrity import checking
from imatter_cli.services.integrity.progress import watched
from imatter_cli.store import codec
from imatter_cli.store.open import open_store


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[], float]:
    """Every time it is asked half a second has gone by."""
    monkeypatch.setenv("TERM", "xterm")
    moments = iter(range(10**6))
    return lambda: next(moments) / 2


def test_nothing_is_said_within_the_first_second(clock: Callable[[], float]) -> None:
    stream = Terminal()
    with Progress("Looking", stream, clock) as come:
        come(0.1)
        assert stream.getvalue() == ""
        come(0.2)
        assert "Looking" in stream.getvalue() and "20%" in stream.getvalue()
    assert stream.getvalue().endswith("\r\x1b[1A\x1b[2K")  # the line of the bar is empty again


def test_a_screen_reader_gets_a_line_now_and_then(clock: Callable[[], float], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACCESSIBLE", "1")
    stream = Terminal()
    with Progress("Looking", stream, clock) as come:
        for _ in range(30):
            come(0.5)
    assert stream.getvalue() == "Looking. This takes a moment.\nLooking: 50%\nLooking: done.\n"


def test_what_is_read_is_named_and_nothing_of_it_is_left(clock: Callable[[], float]) -> None:
    stream = Terminal()
    told = Reading(stream, lambda: clock() / 2)
    told("reflection", 0.0)
    told("reflection", 1)
    assert stream.getvalue() == ""
    told("history", 0.3)
    assert "Reading the history" in stream.getvalue() and "30%" in stream.getvalue()
    told("history", 1)
    told("reflection", 0.1)
    told("reflection", 1)
    assert "Reading reflections" in stream.getvalue()
    assert stream.getvalue().endswith("\r\x1b[1A\x1b[2K")


def test_a_store_tells_how_far_it_has_read_records_and_history(notebook: Any) -> None:
    notebook.idea()
    store, told = open_store(str(notebook.path)), []
    store.tell(lambda what, share: told.append((what, share)))
    assert [one.kind for one in store.scan("project")] == ["project"]
    assert told[-1] == ("project", 1)
    with store.trail() as trail:
        assert len(list(trail)) == 2
    assert told[-1] == ("history", 1)
    assert all(0 <= share <= 1 for _, share in told)


@pytest.mark.parametrize("last", ["Is it eligible? ", ""])
def test_whatever_is_written_takes_the_bar_away_and_so_does_the_end(terminal: Any, last: str) -> None:
    """Also a question, whose line doesn't end, while what was read is still held."""

    def command() -> None:
        moments = iter(range(100))
        told = Reading(sys.stderr, lambda: next(moments) / 2)
        for _ in range(4):
            told("licence", 0.0)
        if last:
            sys.stderr.write(last)

    child = terminal(env={"TERM": "xterm"}, main=command)
    child.expect("Reading licences")
    child.expect(pexpect.EOF)
    assert re.search(rf"\x1b\[1A\x1b\[2K{re.escape(last)}$", child.before), repr(child.before)


def test_the_time_in_which_somebody_answers_does_not_count(clock: object) -> None:
    stream, now = Terminal(), [0.0]
    told = Reading(stream, lambda: now[0])
    for moment, share in ((0.0, 0.0), (0.1, 1), (60.0, 0.0), (60.9, 0.5)):
        now[0] = moment
        told("licence", share)
    assert stream.getvalue() == ""
    now[0] = 61.1
    told("licence", 0.6)
    assert "Reading licences" in stream.getvalue()
    told("licence", 1)


@pytest.mark.parametrize("stream", [io.StringIO(), None])
def test_nothing_is_said_where_nobody_watches(clock: Callable[[], float], stream: io.StringIO | None) -> None:
    with Progress("Looking", stream, clock) as come:
        for _ in range(9):
            come(0.5)
    assert stream is None or stream.getvalue() == ""


def test_a_simple_terminal_is_left_alone(clock: Callable[[], float], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    stream = Terminal()
    with Progress("Looking", stream, clock) as come:
        for _ in range(9):
            come(0.5)
    assert stream.getvalue() == ""


@pytest.mark.parametrize("processes", [1, 2])
def test_a_check_tells_how_far_it_has_come_and_finds_the_same(processes: int) -> None:
    rules = resources.files("imatter_cli").joinpath("data", "programme.yaml").read_bytes()
    files = {ids.path_of(id): codec.render(ids.kind_of(id), data) for id, data in example.store().items()}
    store = MemoryStore({ids.PROGRAMME_PATH: rules, **files})
    store.hand_edit(ids.path_of(example.PROJECT), b"one: two: three\n")
    told: list[float] = []
    report = checking.check(watched(store, told.append), processes=processes)
    assert report == checking.check(store, processes=1)
    assert told == sorted(told)
    assert told and told[0] >= 0 and told[-1] <= 1
