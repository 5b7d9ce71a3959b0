"""The quick way from text to data: one pass over the parser's events, no positions, no recursion.

Nothing is explained here. Whatever the strict profile does not allow ends in `Odd`, and `faults` then finds out what
it was and where.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from typing import Any, Final

from yaml.error import YAMLError
from yaml.events import (
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from imatter_cli.domain.file_rules import MAX_DEPTH
from imatter_cli.store.codec.profile import DIGITS, INTEGER, OFTEN, WORDS
from imatter_cli.store.codec.pyyaml import events

#: Characters that the C parser lets through and the profile does not: line breaks that only some programs know.
SUSPECT: Final = re.compile("\r(?!\n)|[\x85\u2028\u2029]")
#: A remark right after a quote or a bracket: libyaml takes it for one, and YAML has it only after a space.
GLUED: Final = re.compile(r"[\"'\]}]#")
#: A remark that reverses the direction of writing. Only in texts do checks look for that.
TURNED: Final = re.compile("^(?>[^\"'#\n]*)(?<!\\S)#[^\n]*?([\u202a-\u202e\u2066-\u2069])", re.MULTILINE)
CONFLICT: Final = re.compile(r"^(?:<{7}|>{7}|\|{7})(?=[ \r\n]|\Z)|^={7}(?=\r?$)", re.MULTILINE)


class Odd(Exception):
    """The text is not within the profile; ask `faults` why."""


def read(text: str) -> dict[str, Any]:
    """The record in the text. Raises Odd, also if the text is not YAML."""
    try:
        return _read(text)
    except YAMLError as wrong:
        raise Odd from wrong


def _read(text: str) -> dict[str, Any]:  # noqa: PLR0915 - one loop on purpose: a call for each event costs too much
    get_event = _opened(text)
    top: dict[str, Any] = {}
    current: Any = top
    in_list = False
    key: str | None = None
    outer: list[Any] = []
    shared = sys.intern  # a field's name is in thousands of records: once in memory
    while True:
        event = get_event()
        kind = type(event)
        if kind is ScalarEvent:
            if event.tag is not None or event.anchor is not None:
                raise Odd
            value = event.value
            if not event.style:  # as profile.meaning does; a call for each scalar would cost a tenth of the whole
                if value in WORDS:
                    value = WORDS[value]
                elif value[0] in DIGITS and INTEGER.fullmatch(value):
                    value = int(value)
                elif len(value) <= OFTEN:
                    value = shared(value)
            if in_list:
                current.append(value)
            elif key is not None:
                current[key] = value
                key = None
            elif type(value) is not str or value in current:
                raise Odd
            else:
                key = shared(value)
        elif kind is MappingStartEvent or kind is SequenceStartEvent:
            if event.tag is not None or event.anchor is not None or len(outer) + 2 > MAX_DEPTH:
                raise Odd
            child: Any = {} if kind is MappingStartEvent else []
            if in_list:
                current.append(child)
            elif key is not None:
                current[key] = child
                key = None
            else:
                raise Odd
            outer.append(current)
            current = child
            in_list = kind is SequenceStartEvent
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            if not outer:
                break
            current = outer.pop()
            in_list = type(current) is list
        else:  # an alias
            raise Odd
    if type(get_event()) is not DocumentEndEvent or type(get_event()) is not StreamEndEvent:
        raise Odd
    return top


def _opened(text: str) -> Callable[[], Any]:
    """The source of events, at the first key of the one mapping in the text. Raises Odd where there is none."""
    odd_characters = ("\r" in text or not text.isascii()) and (
        SUSPECT.search(text) or TURNED.search(text) or text[0] == "\ufeff"
    )
    if odd_characters or GLUED.search(text) or (("<<<<<<<" in text or ">>>>>>>" in text) and CONFLICT.search(text)):
        raise Odd
    get_event = events(text).get_event
    get_event()  # the stream's start
    opening = get_event()
    if type(opening) is not DocumentStartEvent or opening.version or opening.tags:
        raise Odd
    opening = get_event()
    if type(opening) is not MappingStartEvent or opening.tag is not None or opening.anchor is not None:
        raise Odd
    return get_event
