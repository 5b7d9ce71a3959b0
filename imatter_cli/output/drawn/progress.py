"""How far something has come, drawn by rich: a bar with the time that is left, gone when it ends."""

from __future__ import annotations

from typing import IO

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from imatter_cli.output.drawn import theme
from imatter_cli.output.terminal import screen


class Drawn:
    """One bar on a stream, drawn anew at each step."""

    def __init__(self, what: str, stream: IO[str]) -> None:
        place = screen(stream)
        console = Console(
            file=stream, width=place.width, force_terminal=True, color_system="standard", no_color=not place.colour,
            highlight=False, markup=False, emoji=False, legacy_windows=False,
        )  # fmt: skip
        bar = BarColumn(None, style=theme.REST, complete_style=theme.BAR, finished_style=theme.BAR)
        parts = (TextColumn("{task.description}"), bar, TaskProgressColumn(), TimeRemainingColumn())
        self._progress = Progress(*parts, console=console, auto_refresh=False, transient=True, expand=False)
        self._task = self._progress.add_task(what, total=1.0)
        self._progress.start()

    def come(self, share: float) -> None:
        """Draw how far it has come."""
        self._progress.update(self._task, completed=share, refresh=True)

    def end(self) -> None:
        """Take the bar away."""
        self._progress.stop()
