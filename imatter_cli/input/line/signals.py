"""Signals that come while a line is typed: noticed where keys are waited for, and nowhere else."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import threading
from types import TracebackType
from typing import Any, Self

#: Those that end the asking: the window is closed, somebody ends the program, or interrupts it.
ENDING = frozenset({signal.SIGHUP, signal.SIGTERM, signal.SIGINT, signal.SIGQUIT})
_WATCHED = (*ENDING, signal.SIGTSTP, signal.SIGCONT, signal.SIGWINCH)


class Watch:
    """Turns signals into something to read, for as long as it is open. In another thread it notices none."""

    def __enter__(self) -> Self:
        self._before: dict[int, Any] = {}
        self._still: list[int] = []
        self._read, self._write = os.pipe()
        os.set_blocking(self._read, False)
        os.set_blocking(self._write, False)
        if threading.current_thread() is threading.main_thread():
            self._wakeup = signal.set_wakeup_fd(self._write, warn_on_full_buffer=False)
            for number in _WATCHED:
                if signal.getsignal(number) is not signal.SIG_IGN:  # nohup, say
                    self._before[number] = signal.signal(number, _noticed)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if signal.SIGHUP in self._before and kind is not None:
            self._before[signal.SIGHUP] = signal.SIG_IGN  # what was typed is kept now; the shell hangs up twice
        for number, handler in self._before.items():
            signal.signal(number, handler)
        if self._before:
            signal.set_wakeup_fd(self._wakeup)
        os.close(self._read)
        os.close(self._write)

    def wait(self, file: int, seconds: float | None = None) -> bool:
        """Wait for input, for a signal, or so long: whether one of them came."""
        return bool(self._still or select.select([file, self._read], [], [], seconds)[0])

    def came(self) -> list[int]:
        """The signals that came since, those that end the asking first: a window that is closed also says go on."""
        found, self._still = self._still, []
        with contextlib.suppress(BlockingIOError):
            found += os.read(self._read, 512)
        return sorted(found, key=lambda number: number not in ENDING)

    def stop_here(self) -> None:
        """Stop as Ctrl-Z does, with everything that runs in this job, until somebody says to go on.

        That they said so is known when this returns, and doesn't come again.
        """
        watched = signal.SIGTSTP in self._before
        if watched:
            signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        os.kill(0, signal.SIGTSTP)
        if watched:
            signal.signal(signal.SIGTSTP, _noticed)
        self._still = [number for number in self.came() if number != signal.SIGCONT]


def _noticed(number: int, frame: object) -> None:
    """The number of the signal is in the pipe already."""
