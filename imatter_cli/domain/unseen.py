"""Characters in a text that nobody can see, and those that show it in another order than it has."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

#: What turns the direction of writing about for all that follows: a text then reads otherwise than it is.
_TURNING: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
_HIDDEN: Final = re.compile(
    "[\u00ad\u061c\u200b-\u200f\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb\U000e0001\U000e0020-\U000e007f]"
)
#: The flags of England, Scotland and Wales are written with characters of their own that cannot be seen.
_FLAG: Final = re.compile("\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f")
#: Joiners, which scripts from Arabic on and emoji need between two of their characters.
_JOINERS: Final = "\u200c\u200d"
_FIRST_JOINED: Final = "\u0590"
#: Marks of direction, which texts in Hebrew, Arabic and the like may need.
_MARKS: Final = "\u061c\u200e\u200f"


def turning(text: str) -> str:
    """The first character that turns the direction of writing about; empty if there is none."""
    found = None if text.isascii() else _TURNING.search(text)
    return found[0] if found else ""


def hidden(text: str) -> str:
    """The first character that cannot be seen and that the text does not need; empty if there is none."""
    if text.isascii() or not _HIDDEN.search(text):
        return ""
    plain = _FLAG.sub("", text)
    return next((m[0] for m in _HIDDEN.finditer(plain) if not _is_needed(plain, m.start())), "")


def without_hidden(text: str) -> str:
    """The same text without characters that cannot be seen and are not needed: it looks the same."""
    if text.isascii() or not hidden(text):
        return text
    flags = [range(*m.span()) for m in _FLAG.finditer(text)]
    return "".join(
        c for n, c in enumerate(text) if not _HIDDEN.match(c) or _is_needed(text, n) or any(n in flag for flag in flags)
    )


def named(character: str) -> str:
    """How a character that cannot be seen is named: `U+200B`."""
    return f"U+{ord(character):04X}"


def _is_needed(text: str, at: int) -> bool:
    if text[at] in _JOINERS:
        return 0 < at < len(text) - 1 and text[at - 1] >= _FIRST_JOINED and text[at - 1] not in "\u200b\ufeff"
    return text[at] in _MARKS and any(unicodedata.bidirectional(c) in ("R", "AL") for c in text if c not in _MARKS)
