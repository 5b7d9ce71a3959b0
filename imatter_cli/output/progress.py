"""How far something has come that takes long: a bar at a terminal, taken away at the end, or lines to be read aloud."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import TracebackType
from typing import IO, TYPE_CHECKING, Final

from imatter_cli.output.terminal import screen

if TYPE_CHECKING:
    from imatter_cli.output.drawn.progress import Drawn

#: What is over sooner than this, in seconds, shows nothing.
_PATIENCE: Final = 1.0
#: Seconds between two looks of the bar, and between two lines to be read aloud.
_BETWEEN: Final = {"drawn": 0.1, "spoken": 10.0}


class Progress:
    """`with Progress("Checking records", sys.stderr) as come: come(0.4)`. Silent where nobody watches."""

    def __init__(self, what: str, stream: IO[str] | None, clock: Callable[[], float] = time.monotonic) -> None:
        self._what = what
        self._stream = stream
        self._manner = screen(stream).manner
        self._clock = clock
        self._next = clock() + _PATIENCE
        self._bar: Drawn | None = None

    @property
    def is_watched(self) -> bool:
        """Whether anybody sees it."""
        return self._stream is not None and self._manner in _BETWEEN

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.end()

    def __call__(self, share: float) -> None:
        """Say how far it has come, from 0 to 1."""
        if self._stream is None or not self.is_watched or self._clock() < self._next:
            return
        self._next = self._clock() + _BETWEEN[self._manner]
        if self._manner == "spoken":
            self._stream.write(f"{self._what}: {share:.0%}\n")
            self._stream.flush()
            return
        if self._bar is None:
            from imatter_cli.output.drawn.progress import Drawn  # late: most is over before it would be seen

            self._bar = Drawn(self._what, self._stream)
        self._bar.come(share)
