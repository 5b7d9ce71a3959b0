"""Values as a spreadsheet's cells, and back: what `list --csv` writes, `import` reads as the same value."""

from __future__ import annotations

import re
from collections.abc import Iterable

_SIGNS = "=+-@\t"
#: Text that would have to be told from one that was made harmless.
_GUARDED = re.compile(f"'+[{re.escape(_SIGNS)}]")
BETWEEN = "; "


def guarded(text: str) -> str:
    """The text so that no spreadsheet runs it: with ' ahead of it where it begins as a formula does."""
    formula = text[:1] in _SIGNS and text[:1] and not _is_number(text)
    return f"'{text}" if formula or _GUARDED.match(text) else text


def unguarded(text: str) -> str:
    """The text that `guarded` was given."""
    return text[1:] if _GUARDED.match(text) else text


def joined(items: Iterable[str]) -> str:
    """Several texts in one cell: `one; two`, in double quotes where a text has a ; of its own."""
    return BETWEEN.join(f'"{text.replace(chr(34), chr(34) * 2)}"' if _needs_quotes(text) else text for text in items)


def split(text: str) -> list[str]:
    """The texts of one cell, between ; or line ends; empty ones are left out."""
    found: list[str] = []
    rest = text
    while rest.strip():
        rest = rest.lstrip()
        quoted = re.match(r'"((?:[^"]|"")*)"\s*(?:[;\n]|$)', rest)
        if quoted:
            item, rest = quoted[1].replace('""', '"'), rest[quoted.end() :]
        else:
            item, _, rest = _cut(rest)
            item = item.strip()
        if item:
            found.append(item)
    return found


def _cut(text: str) -> tuple[str, str, str]:
    at = re.search(r"[;\n]", text)
    return (text[: at.start()], at[0], text[at.end() :]) if at else (text, "", "")


def _needs_quotes(text: str) -> bool:
    return not text or any(c in text for c in ';"\n') or text != text.strip()


def _is_number(text: str) -> bool:
    return text.lstrip("+-").replace(".", "", 1).replace(",", "").isdigit()
