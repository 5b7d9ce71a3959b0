"""What plain words mean in a record, and when two values are the same."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from imatter_cli.domain.file_rules import MAX_DEPTH

#: Unquoted words that are not text: null and the booleans of YAML 1.2's core schema, and nothing else.
WORDS: Final[dict[str, bool | None]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
#: Integers as people write them; anything longer than 18 digits is a reference number, so text.
INTEGER: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,17})", re.ASCII)
DIGITS: Final = frozenset("-0123456789")
#: Texts up to this length (ids, days, states, events) are in thousands of records, and only once in memory.
OFTEN: Final = 24


def meaning(plain: str) -> str | int | bool | None:
    """What an unquoted scalar stands for."""
    if plain in WORDS:
        return WORDS[plain]
    if plain[0] in DIGITS and INTEGER.fullmatch(plain):
        return int(plain)
    return plain


def half_character(text: str) -> bool:
    """Whether there is a lone surrogate in the text, which UTF-8 has no bytes for."""
    return not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text)


def same(one: Any, other: Any) -> bool:
    """Whether two values of plain data are equal. True and 1 differ, and the order of fields does not matter."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def plain_data(value: Any, depth: int = 0) -> Any:
    """The value as dict, list, str, int, bool and None alone, copied.

    Raises TypeError for what no record can hold: floats, dates, numbers of more than 18 digits, names that are not
    text, half characters, nesting beyond the limit.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        text = str.__str__(value)
        if half_character(text):
            raise TypeError("text with half a character (a lone surrogate) cannot be written as UTF-8")
        return text
    if isinstance(value, int):
        if not INTEGER.fullmatch(f"{int(value)}"):
            raise TypeError(f"a number of more than 18 digits cannot be kept in a record: {value}")
        return int(value)
    if isinstance(value, (Mapping, list, tuple)):
        if depth >= MAX_DEPTH:
            raise TypeError(f"nested more than {MAX_DEPTH} deep")
        if isinstance(value, Mapping):
            if not all(isinstance(key, str) for key in value):
                raise TypeError("the name of a field must be text")
            return {plain_data(key): plain_data(child, depth + 1) for key, child in value.items()}
        return [plain_data(child, depth + 1) for child in value]
    raise TypeError(f"{type(value).__name__} cannot be kept in a record (text, whole numbers, true, false, null only)")
