"""The quickest way from text to data, for text in the regular form in which `writer` writes it.

Nearly every file is in that form: one field, item or remark a line, indented by two (a list also not at all), values
that are plain or in quotes without escapes, and texts of several lines under `|`. Whatever is not in it, or not surely,
is left to `tree`, which asks libyaml; what both can read they read alike.
"""

from __future__ import annotations

import re
import sys
from functools import lru_cache
from typing import Any, Final

from imatter_cli.domain.file_rules import MAX_DEPTH
from imatter_cli.store.codec.profile import DIGITS, INTEGER, OFTEN, WORDS

#: Indent; the dash of an item; a field's name and value; or an item's value.
_LINE: Final = re.compile(r"( *)(- )?(?:([a-z_][a-z0-9_]{0,60}):(?: (.+))?|(.+))", re.ASCII)
_TEXTS: Final = ("|", "|-")
_EMPTY: Final = {"[]": list, "{}": dict}
#: How a value stands in a line: the whole of it, below the line, as a text below it, or as one with nothing in it.
_WHOLE, _OPEN, _TEXT, _FRESH = range(4)
#: A line's indent, whether an item begins with it, the field that it names, and its value.
_Parts = tuple[int, bool, str | None, int, Any]
#: Most lines of a store are the same few, apart from words of people: so many, up to that length, are kept.
_KEPT, _SHORT = 4096, 48


class Irregular(Exception):
    """The text is not in the regular form."""


def read(text: str) -> dict[str, Any]:  # noqa: PLR0915 - one loop on purpose: a call for each line costs too much
    """The record in the text. Raises Irregular."""
    lines = text.split("\n")
    # Printable letters are all allowed in YAML; tabs, other line ends and marks that cannot be seen are not among them.
    if lines.pop() or not "".join(lines).isprintable():
        raise Irregular
    top: dict[str, Any] = {}
    current: Any = top
    indent = 0
    outer: list[tuple[Any, int]] = []
    opened = ""  # the field of `current` that the line before named without a value
    at = 0
    end = len(lines)
    while at < end:
        line = lines[at]
        at += 1
        parts = _often(line) if len(line) <= _SHORT else _parts(line)
        if parts is None:
            continue
        column, dash, name, form, value = parts
        if column > indent:
            if column != indent + 2 or not opened or len(outer) + 2 > MAX_DEPTH:
                raise Irregular
            outer.append((current, indent))
            child: Any = [] if dash else {}
            current[opened] = child
            current, indent = child, column
        elif dash and opened and column == indent:  # a list that is not indented below its field
            if len(outer) + 2 > MAX_DEPTH:
                raise Irregular
            outer.append((current, indent))
            child = current[opened] = []
            current = child
        else:
            while column < indent:
                current, indent = outer.pop()
            if not dash and outer and outer[-1][1] == indent:  # the end of one
                current, indent = outer.pop()
            if column != indent or (type(current) is list) is not dash:
                raise Irregular
        opened = ""
        if dash:
            if name is None:
                current.append(value() if form is _FRESH else value)
                continue
            if len(outer) + 2 > MAX_DEPTH:
                raise Irregular
            outer.append((current, indent))
            child = {}
            current.append(child)
            current, indent = child, column + 2
        if name is None or name in current:
            raise Irregular
        if form is _WHOLE:
            current[name] = value
        elif form is _OPEN:
            current[name] = None
            opened = name
        elif form is _FRESH:
            current[name] = value()
        else:
            current[name], at = _text(lines, at, indent, value)
    if not top:
        raise Irregular
    return top


def _parts(line: str) -> _Parts | None:
    """What a line holds; None for a remark. Raises Irregular."""
    found = _LINE.fullmatch(line)
    if found is None:
        raise Irregular
    space, dash, name, value, item = found.groups()
    if name is None and dash is None:
        if item[0] == "#":
            return None
        raise Irregular
    if name is None:
        value = item
    elif name in WORDS:
        raise Irregular
    else:
        name = sys.intern(name)
    form, held = _WHOLE, value
    if value is None:
        form = _OPEN
    elif value in _EMPTY:
        form, held = _FRESH, _EMPTY[value]
    elif name is not None and value in _TEXTS:
        form = _TEXT
    else:
        held = _scalar(value)
    return len(space), dash is not None, name, form, held


_often = lru_cache(maxsize=_KEPT)(_parts)


def _scalar(value: str) -> Any:
    """What a value in one line stands for."""
    first = value[0]
    if first.isalnum():
        if ": " in value or " #" in value or value[-1] in ": ":
            raise Irregular
        if value in WORDS:
            return WORDS[value]
        if first in DIGITS and INTEGER.fullmatch(value):
            return int(value)
    elif first in "\"'":
        quoted, value = value, value[1:-1]
        if quoted != f"{first}{value}{first}" or first in value or (first == '"' and "\\" in value):
            raise Irregular
    else:
        raise Irregular
    return sys.intern(value) if len(value) <= OFTEN else value


def _text(lines: list[str], at: int, indent: int, style: str) -> tuple[str, int]:
    """The text of several lines that begins at a line, below a field at `indent`; and the line after it."""
    end = len(lines)
    if at == end:
        raise Irregular
    margin = len(lines[at]) - len(lines[at].lstrip(" "))
    space = " " * margin
    if margin <= indent or margin == len(lines[at]):
        raise Irregular
    first = at
    while at < end and (not lines[at] or lines[at].startswith(space)):
        at += 1
    kept = [line[margin:] for line in lines[first:at]]
    while not kept[-1]:
        if lines[first + len(kept) - 1]:
            raise Irregular  # spaces alone: what they mean depends on what follows
        kept.pop()
    return "\n".join(kept) + ("" if style == "|-" else "\n"), at
