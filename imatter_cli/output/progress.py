"""How far something has come that takes long: a bar at a terminal, taken away at the end, or lines to be read aloud."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from types import TracebackType
from typing import IO, TYPE_CHECKING, Final

from imatter_cli.domain.kinds import BY_NAME
from imatter_cli.output.terminal import screen

if TYPE_CHECKING:
    from imatter_cli.output.drawn.progress import Drawn

#: What is over sooner than this, in seconds, shows nothing.
_PATIENCE: Final = 1.0
#: Seconds between two looks of the bar, and between two lines to be read aloud.
_BETWEEN: Final = {"drawn": 0.1, "spoken": 10.0}


class Progress:
    """`with Progress("Checking records", sys.stderr) as come: come(0.4)`. Silent where nobody watches."""

    def __init__(
        self, what: str, stream: IO[str] | None, clock: Callable[[], float] = time.monotonic, since: float | None = None
    ) -> None:
        self._what = what
        self._stream = stream
        self._manner = screen(stream).manner
        self._clock = clock
        self._next = (clock() if since is None else since) + _PATIENCE
        self._bar: Drawn | None = None
        self._spoke = False

    @property
    def is_watched(self) -> bool:
        """Whether anybody sees it."""
        return self._stream is not None and self._manner in _BETWEEN

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def end(self) -> None:
        """Take the bar away; read aloud, say that it is done."""
        if self._bar is not None:
            self._bar.end()
            self._bar = None
        if self._spoke:
            self._say(f"{self._what}: done.")
            self._spoke = False

    def __call__(self, share: float) -> None:
        """Say how far it has come, from 0 to 1."""
        if self._stream is None or not self.is_watched or self._clock() < self._next:
            return
        self._next = self._clock() + _BETWEEN[self._manner]
        if self._manner == "spoken":
            self._say(f"{self._what}: {share:.0%}" if self._spoke else f"{self._what}. This takes a moment.")
            self._spoke = True
            return
        if self._bar is None or not self._bar.is_there:  # something else was written meanwhile
            from imatter_cli.output.drawn.progress import Drawn  # late: most is over before it would be seen

            self._bar = Drawn(self._what, self._stream)
        self._bar.come(share)

    def _say(self, line: str) -> None:
        if self._stream is not None:
            self._stream.write(f"{line}\n")
            self._stream.flush()


class Reading:
    """How far a store has read, shown to somebody who waits: `told("reflection", 0.4)`, and 1 at its end.

    Silent within the first second, and within the first one after a pause, in which somebody is asked, say. Read aloud,
    within the first second of each thing, as each is announced.
    """

    def __init__(self, stream: IO[str] | None, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream
        self._clock = clock
        self._aloud = screen(stream).manner == "spoken"
        self._since = self._last = clock()
        self._here = os.getpid()
        self._what = ""
        self._shown: Progress | None = None

    def __call__(self, what: str, share: float) -> None:
        """Say how far it has come with one thing."""
        if os.getpid() != self._here:  # one of several that read at once
            return
        if share >= 1 or what != self._what:
            self._end()
        if share >= 1:
            self._last = self._clock()
            return
        if self._shown is None:
            now = self._clock()
            if now - self._last > _PATIENCE:
                self._since = now
            self._what = what
            since = self._clock() if self._aloud else self._since
            self._shown = Progress(_doing(what), self._stream, self._clock, since)
        self._shown(share)

    def _end(self) -> None:
        if self._shown is not None:
            self._shown.end()
        self._shown, self._what = None, ""


def _doing(what: str) -> str:
    """What people call what takes long: reading records of a kind or the history, or what an erasure does."""
    return _ERASING.get(what) or f"Reading {BY_NAME[what].many if what in BY_NAME else f'the {what}'}"


_ERASING: Final = {"words": "Looking for the words elsewhere", "rewriting": "Writing the past anew"}
