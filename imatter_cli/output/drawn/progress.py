"""How far something has come, drawn by rich: a bar with the time that is left, gone when it ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import IO, Any, ClassVar, Final

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from imatter_cli.output.drawn import theme
from imatter_cli.output.terminal import screen

#: What leads to something being written on a stream; every command flushes its streams at its end.
_WRITES: Final = ("write", "writelines", "buffer", "fileno", "detach", "flush")
_STREAMS: Final = ("stdout", "stderr")


class Drawn:
    """One bar on a stream, drawn anew at each step.

    It is gone before anything else is written to stdout or stderr, a question's line too, and when the command ends.
    """

    _there: ClassVar[Drawn | None] = None

    def __init__(self, what: str, stream: IO[str]) -> None:
        place = screen(stream)
        console = Console(
            file=stream, width=place.width, force_terminal=True, color_system="standard", no_color=not place.colour,
            highlight=False, markup=False, emoji=False, legacy_windows=False,
        )  # fmt: skip
        bar = BarColumn(None, style=theme.REST, complete_style=theme.BAR, finished_style=theme.BAR)
        parts = (TextColumn("{task.description}"), bar, TaskProgressColumn(), TimeRemainingColumn())
        self._progress = Progress(
            *parts,
            console=console,
            auto_refresh=False,
            transient=True,
            expand=False,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._task = self._progress.add_task(what, total=1.0)
        if Drawn._there is not None:
            Drawn._there.end()
        Drawn._there = self
        self._here = os.getpid()
        self._ahead = {name: _Ahead(getattr(sys, name), self.end) for name in _STREAMS}
        self._progress.start()
        for name, ahead in self._ahead.items():
            setattr(sys, name, ahead)

    @property
    def is_there(self) -> bool:
        """Whether it is on the screen still."""
        return Drawn._there is self

    def come(self, share: float) -> None:
        """Draw how far it has come."""
        self._progress.update(self._task, completed=share, refresh=True)

    def end(self) -> None:
        """Take the bar away, if it is there."""
        if not self.is_there:
            return
        Drawn._there = None
        for name, ahead in self._ahead.items():
            if getattr(sys, name) is ahead:
                setattr(sys, name, ahead.stream)
        if os.getpid() == self._here:  # one of several that read at once has no bar of its own
            self._progress.stop()


class _Ahead:
    """Stands for a stream while there is a bar, which is ended ahead of whatever is written."""

    def __init__(self, stream: IO[str], end: Callable[[], None]) -> None:
        self.stream = stream
        self._end = end

    def __getattr__(self, name: str) -> Any:
        if name in _WRITES:
            self._end()
        return getattr(self.stream, name)
