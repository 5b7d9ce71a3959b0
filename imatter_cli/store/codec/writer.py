"""Records as text: block style, plain where no reader of YAML 1.1 or 1.2 could take it for anything but text.

PyYAML's emitters are not used: the C one escapes emoji and with them whole texts, neither lets a caller choose each
scalar's style at an indentation that is already there, which edits need (docs/adr/0001-edits-are-spliced.md).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from imatter_cli.classes import immutable
from imatter_cli.domain.data import Data

#: Dates and UTC times as records have them; everyday values, and text under YAML 1.2.
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\dZ)?", re.ASCII)
#: What some YAML reader takes for a number, a time of day or a date: anything made of their letters alone.
_NUMBERLIKE: Final = re.compile(r"[-+]*[0-9.][0-9A-Fa-fxXoObB_,:.+\-TtZz ]*", re.ASCII)
#: Null and the booleans of YAML 1.1 and 1.2, in any case; the rest of their words begin with a sign (_LEADING).
_WORDS: Final = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
_LEADING: Final = frozenset("-?:,[]{}#&*!|>'\"%@`=<~+.")
_UNSAFE: Final = re.compile(": |:$| #|\t|\n")
#: Characters that are written as escapes, in quotes: controls, foreign line breaks, invisible marks.
_ESCAPED: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_IN_BRACKETS: Final = re.compile(r"[\w /.()-]*[\w/.()-]")

#: A field's name must be read by the parser within 1024 characters.
MAX_KEY: Final = 1000


@immutable
class Layout:
    """How a file is written.

    `step` and `dash` say by how many spaces a nested mapping and a list's dash are indented; `blocks` whether text of
    several lines may be written as lines; `newline` what ends a line.
    """

    step: int = 2
    dash: int = 2
    blocks: bool = True
    newline: str = "\n"


def quoted(text: str) -> str:
    """The text in double quotes on one line."""
    return _ESCAPED.sub(lambda m: f"\\u{ord(m[0]):04x}", json.dumps(text, ensure_ascii=False))


def is_plain(text: str) -> bool:
    """Whether the text needs no quotes in a block."""
    if _MOMENT.fullmatch(text):
        return True
    return bool(
        text
        and text[0] not in _LEADING
        and not text[0].isspace()
        and not text[-1].isspace()
        and text.lower() not in _WORDS
        and not _NUMBERLIKE.fullmatch(text)
        and not _UNSAFE.search(text)
        and not _ESCAPED.search(text)
    )


def token(value: Any) -> str:
    """A scalar, an empty list or an empty mapping, on one line."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return value if is_plain(value) else quoted(value)
    return "{}" if isinstance(value, Mapping) else "[]"


def key_token(key: str) -> str:
    """A field's name. Raises TypeError for one that is too long to be read back."""
    written = token(key)
    if len(written) > MAX_KEY:
        raise TypeError(f"the name of a field has more than {MAX_KEY} characters: {key[:40]}…")
    return written


def brackets(value: Any) -> str:
    """Any value on one line in flow style, as part of a list or mapping in brackets."""
    if isinstance(value, Mapping) and value:
        return "{" + ", ".join(f"{_bracketed(key)}: {brackets(child)}" for key, child in value.items()) + "}"
    if isinstance(value, list) and value:
        return "[" + ", ".join(brackets(child) for child in value) + "]"
    return _bracketed(value)


def _bracketed(value: Any) -> str:
    if isinstance(value, str) and not _IN_BRACKETS.fullmatch(value):
        return quoted(value)
    return token(value)


def _is_literal(text: str) -> bool:
    """Whether the text can stand as a block of lines and come back exactly.

    More than one line break at the end would hang on blank lines that a person may well tidy away, and lines of
    spaces alone on spaces that an editor strips: those go in quotes.
    """
    lines = text.removesuffix("\n").split("\n")
    return (
        "\n" in text
        and not _ESCAPED.search(text)
        and bool(lines[-1])
        and all(not line or not line.isspace() for line in lines)
    )


def value_lines(value: Any, indent: int, layout: Layout) -> tuple[str, list[str]]:
    """A field's value: what is on the line of its name, and the lines below, for a field at that column."""
    if isinstance(value, Mapping) and value:
        return "", entries(value, indent + layout.step, layout)
    if isinstance(value, list) and value:
        return "", items(value, indent + layout.dash, layout)
    return _scalar_lines(value, indent, layout.step, layout)


def item_lines(value: Any, indent: int, layout: Layout) -> tuple[str, list[str]]:
    """A list item's value: what is on the line of its dash, and the lines below, for a dash at that column."""
    inner = indent + 2
    if isinstance(value, Mapping) and value:
        first, *rest = entries(value, inner, layout)
        return first[inner:], rest
    if isinstance(value, list) and value:
        first, *rest = items(value, inner, layout)
        return first[inner:], rest
    return _scalar_lines(value, indent, 2, layout)


def _scalar_lines(value: Any, indent: int, step: int, layout: Layout) -> tuple[str, list[str]]:
    if not isinstance(value, str) or not layout.blocks or not _is_literal(value):
        return token(value), []
    told = f"{step}" if value[0] in " \t\n" else ""  # else the reader takes the first line's spaces for indentation
    chomp = "" if value.endswith("\n") else "-"
    margin = " " * (indent + step)
    return f"|{told}{chomp}", [margin + line if line else "" for line in value.removesuffix("\n").split("\n")]


def entries(value: Data, indent: int, layout: Layout) -> list[str]:
    """The lines of a mapping's fields, at that column."""
    lines: list[str] = []
    for key, child in value.items():
        first, rest = value_lines(child, indent, layout)
        lines.append(f"{' ' * indent}{key_token(key)}:{' ' if first else ''}{first}")
        lines += rest
    return lines


def items(value: Sequence[Any], indent: int, layout: Layout) -> list[str]:
    """The lines of a list's items, their dashes at that column."""
    lines: list[str] = []
    for child in value:
        first, rest = item_lines(child, indent, layout)
        lines.append(f"{' ' * indent}- {first}")
        lines += rest
    return lines
