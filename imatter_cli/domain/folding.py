"""Text as it is compared by people who type it: without accents, in small letters."""

from __future__ import annotations

from typing import Final

#: Letters with a stroke or the like, which have no accent that could be taken off.
_PLAIN: Final = str.maketrans("łŁøØđĐħĦıæÆœŒßð", "lLoOdDhHiaAoOsd")

#: A mistake in a shorter word makes another word of it.
_LONG_ENOUGH: Final = 4


def folded(text: str) -> str:
    """The text in small letters and without accents, letter for letter: `Léa` is `lea`, `Wałęsa` is `walesa`."""
    if text.isascii():
        return text.lower()
    import unicodedata  # late: most texts are plain

    whole = unicodedata.normalize("NFC", text).translate(_PLAIN)
    return "".join(unicodedata.normalize("NFD", letter)[0].lower()[:1] or letter for letter in whole)


def is_one_mistake_away(typed: str, word: str) -> bool:
    """Whether one letter is missing, extra, wrong, or swapped with the next one, at most. Short words have to be exact.

    Both words are folded.
    """
    if typed == word:
        return True
    if min(len(typed), len(word)) < _LONG_ENOUGH or abs(len(typed) - len(word)) > 1:
        return False
    at = next((n for n, (a, b) in enumerate(zip(typed, word, strict=False)) if a != b), min(len(typed), len(word)))
    rest, other = typed[at:], word[at:]
    swapped = rest[:2] == other[1::-1] and rest[2:] == other[2:]
    return swapped or rest[1:] == other[1:] or rest[1:] == other or rest == other[1:]
