"""A page at a terminal that can draw. Only this package knows rich, and only such a terminal loads it.

rich measures, folds and styles. What is ours: names before ids, which columns give way, and rows that become blocks
where a table would break words.
"""

from __future__ import annotations

import io
import re

from rich.console import Console
from rich.text import Text

from imatter_cli.output.drawn.blocks import GLUE, drawn
from imatter_cli.output.page import Page, Title
from imatter_cli.output.terminal import Screen

#: Spaces at the end of a line, which nobody sees and everybody copies.
_TRAILING = re.compile(r"(?<! ) ++(?=(?:\x1b\[0m)?$)", re.MULTILINE)


def render(page: Page, screen: Screen) -> str:
    """The page with its styles, as wide as the screen. NO_COLOR leaves bold and dim."""
    console = Console(
        file=io.StringIO(), width=screen.width, force_terminal=True, color_system="standard",
        no_color=not screen.colour, highlight=False, markup=False, emoji=False, legacy_windows=False,
    )  # fmt: skip
    lines: list[Text] = []
    for before, block in zip((None, *page.blocks), page.blocks, strict=False):
        if before is not None and Title in (type(before), type(block)):
            lines.append(Text())
        lines += drawn(block, console)
    with console.capture() as seen:  # at once, because each print of rich's costs more than a line
        console.print(Text("\n").join(lines), soft_wrap=True)
    return _TRAILING.sub("", seen.get().replace(GLUE, " ")).rstrip("\n")
