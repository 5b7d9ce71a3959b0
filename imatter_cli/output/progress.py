"""How far something has come that takes long: one line at a terminal, written anew and taken away at the end."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from types import TracebackType
from typing import IO, Final

from imatter_cli.output.terminal import is_terminal

#: What is over sooner than this, in seconds, shows nothing.
_PATIENCE: Final = 1.0
_BETWEEN: Final = 0.1
_BAR: Final = 30


class Progress:
    """`with Progress("Checking records", sys.stderr) as come: come(0.4)`. Silent where nobody watches."""

    def __init__(self, what: str, stream: IO[str] | None, clock: Callable[[], float] = time.monotonic) -> None:
        self._what = what
        self._stream = stream if is_terminal(stream) and os.environ.get("TERM", "dumb") != "dumb" else None
        self._clock = clock
        self._next = clock() + _PATIENCE
        self._shown = 0

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._stream is not None and self._shown:
            self._stream.write(f"\r{' ' * self._shown}\r")
            self._stream.flush()

    def __call__(self, share: float) -> None:
        """Say how far it has come, from 0 to 1."""
        if self._stream is None or self._clock() < self._next:
            return
        self._next = self._clock() + _BETWEEN
        done = round(share * _BAR)
        line = f"{self._what}  {'#' * done}{'.' * (_BAR - done)} {share:4.0%}"
        self._stream.write(f"\r{line}")
        self._stream.flush()
        self._shown = len(line)
