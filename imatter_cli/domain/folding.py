"""Text as it is compared by people who type it: without accents, in small letters."""

from __future__ import annotations

import unicodedata
from typing import Final

#: Letters with a stroke or the like, which have no accent that could be taken off.
_PLAIN: Final = str.maketrans("łŁøØđĐħĦıæÆœŒßð", "lLoOdDhHiaAoOsd")


def folded(text: str) -> str:
    """The text in small letters and without accents, letter for letter: `Léa` is `lea`, `Wałęsa` is `walesa`."""
    if text.isascii():
        return text.lower()
    whole = unicodedata.normalize("NFC", text).translate(_PLAIN)
    return "".join(unicodedata.normalize("NFD", letter)[0].lower()[:1] or letter for letter in whole)
