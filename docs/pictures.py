"""The pictures of the first page, made from the real thing.

    python docs/pictures.py

`terminal.svg` is a screen that a test compares with what imatter really draws (tests/golden/terminal), so
docs/generate.py makes it with the pages. `page.png` is a practitioner's invented year as Chromium shows it; this makes
it anew.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).resolve().parent.parent
SCREEN = ROOT / "tests" / "golden" / "terminal" / "home-80x24.txt"
_MARK = re.compile(r"<([a-z+]*|/)>")
#: What would have a browser ask somebody else for a font.
_FONTS = re.compile(r"@font-face \{\{.*?\}\}\s*", re.DOTALL)


def terminal() -> str:
    """A practitioner's home at a terminal."""
    text, style = Text(), ""
    for n, part in enumerate(_MARK.split("$ imatter\n" + SCREEN.read_text(encoding="utf-8").rstrip("\n"))):
        if n % 2:
            style = "" if part == "/" else part.replace("+", " ")
        else:
            text.append(part, style)
    console = Console(record=True, width=80, file=io.StringIO(), force_terminal=True, color_system="standard")
    console.print(text, soft_wrap=True, highlight=False)
    told = console.export_svg(title="imatter", code_format=_FONTS.sub("", CONSOLE_SVG_FORMAT), unique_id="imatter")
    return told.replace("Fira Code, monospace", "ui-monospace, Menlo, Consolas, monospace")


def page() -> bytes:
    """The year of a practitioner, as `imatter portfolio --html` makes it, in a browser."""
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with tempfile.TemporaryDirectory() as home:
        env = {
            "HOME": home,
            "PATH": os.environ["PATH"],
            "IMATTER_NOW": "2026-11-24T09:00:00Z",
            "IMATTER_SEED": "picture",
        }
        for line in (
            ["init", "--example", "--personal", "year"],
            ["--store", "year", "portfolio", "--html", "year.html"],
        ):
            done = [sys.executable, "-m", "imatter_cli", *line]
            subprocess.run(done, cwd=home, env=env, check=True, stdout=subprocess.DEVNULL)
        options = ("--headless", "--no-sandbox", "--hide-scrollbars", "--window-size=900,760", "--screenshot=page.png")
        subprocess.run([browser, *options, f"file://{home}/year.html"], cwd=home, check=True, stderr=subprocess.DEVNULL)
        return (Path(home) / "page.png").read_bytes()


if __name__ == "__main__":
    (ROOT / "docs" / "pictures" / "page.png").write_bytes(page())
