"""Where measures are written down: a section of a page, put in place of the one with that heading."""

from __future__ import annotations

import re
from pathlib import Path


def put(page: Path, heading: str, text: str) -> None:
    """Put this text below that heading (of the second level), in place of what is there; at the end if it is new."""
    before = page.read_text(encoding="utf-8") if page.exists() else ""
    section = f"## {heading}\n\n{text.rstrip()}\n"
    found = re.compile(rf"^## {re.escape(heading)}\n.*?(?=^## |\Z)", re.DOTALL | re.MULTILINE)
    if found.search(before):
        after = found.sub(lambda m: section + ("\n" if m.end() < len(before) else ""), before, count=1)
    else:
        after = before.rstrip("\n") + f"\n\n{section}"
    page.write_text(after, encoding="utf-8")
