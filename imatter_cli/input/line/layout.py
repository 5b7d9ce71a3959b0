"""How a prompt and what is typed after it look on a screen of some width."""

from __future__ import annotations

import unicodedata

from imatter_cli.classes import immutable

#: A prompt of so few columns begins the further lines of an answer too.
_MARK = 4


@immutable
class Drawing:
    """Rows of a screen, and where the cursor is among them."""

    rows: tuple[str, ...]
    row: int
    column: int

    def window(self, height: int) -> Drawing:
        """As many rows as a screen has, those around the cursor."""
        if len(self.rows) <= height:
            return self
        first = min(max(self.row - height // 2, 0), len(self.rows) - height)
        return Drawing(self.rows[first : first + height], self.row - first, self.column)


def columns_of(character: str) -> int:
    """How many columns a character takes."""
    if " " <= character <= "~":
        return 1
    if not character.isprintable() or unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def width_of(text: str) -> int:
    """How many columns a text takes."""
    return len(text) if text.isascii() and text.isprintable() else sum(map(columns_of, text))


def emphasised(text: str) -> str:
    """Text in bold."""
    return f"\x1b[1m{text}\x1b[22m"


def laid_out(prompt: str, text: str, at: int, width: int) -> Drawing:
    """The rows, none of them as wide as the screen: a terminal treats the last column in its own way."""
    return _folded(prompt, _further(prompt), text, at, width)


def near(prompt: str, text: str, at: int, width: int, height: int) -> Drawing:
    """As many rows as a screen has, those around the cursor; the work is the same however long the text is."""
    reach = width * height  # at least a screen of characters
    first = at - 2 * reach
    if first <= reach:
        return laid_out(prompt, text[: at + reach], at, width).window(height)
    first = text.rfind("\n", first - reach, first) + 1 or first - first % reach  # the same place at the next key
    return _folded(_further(prompt), _further(prompt), text[first : at + reach], at - first, width).window(height)


def _further(prompt: str) -> str:
    """What begins the further lines of an answer."""
    return prompt if len(prompt) <= _MARK else "  "


def _folded(prompt: str, further: str, text: str, at: int, width: int) -> Drawing:
    most = max(width - 1, 2)
    rows: list[str] = []
    row: list[str] = []
    used = 0
    cursor = (0, 0)
    whole = prompt + text
    for n, character in enumerate(whole):
        takes = columns_of(character)
        if used + takes > most and character != "\n":
            rows.append("".join(row))
            row, used = [], 0
        if n == len(prompt) + at:
            cursor = (len(rows), used)
        if character == "\n":
            rows.append("".join(row))
            row, used = list(further), width_of(further)
        elif character.isprintable():
            row.append(character)
            used += takes
    rows.append("".join(row))
    if at >= len(text):
        cursor = (len(rows) - 1, used)
    return Drawing(tuple(rows), *cursor)
