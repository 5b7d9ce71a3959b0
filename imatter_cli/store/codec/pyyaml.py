"""The events of a text, as PyYAML tells them. This alone loads PyYAML, and files in our own form never need it."""

from __future__ import annotations

from typing import Any, Protocol, cast

import yaml
from yaml.events import DocumentStartEvent, ScalarEvent
from yaml.parser import Parser as _PureParser
from yaml.reader import Reader as _PureReader
from yaml.scanner import Scanner as _PureScanner
from yaml.scanner import ScannerError

from imatter_cli.store.codec.profile import half_character


class Events(Protocol):
    """The part of PyYAML's parsers that is used here."""

    def get_event(self) -> Any:
        """The next event, None after the last. Raises yaml.YAMLError."""


class _Pure(_PureReader, _PureScanner, _PureParser):
    """PyYAML's parser in Python, put together as its own loaders do, for installations without libyaml."""

    def __init__(self, text: str) -> None:
        _PureReader.__init__(self, text)
        _PureScanner.__init__(self)
        _PureParser.__init__(self)
        self.text = text

    def get_event(self) -> Any:
        """The next event, refusing what only the C parser refuses: half characters and unknown directives."""
        event: Any = super().get_event()  # type: ignore[no-untyped-call]
        mark: Any = event.start_mark if event else None
        if isinstance(event, ScalarEvent) and half_character(event.value):
            raise ScannerError("in a quoted scalar", mark, "found invalid Unicode character escape code", mark)
        undeclared = isinstance(event, DocumentStartEvent) and not (event.version or event.tags)
        if undeclared and self.text.startswith("%", mark.index):
            raise ScannerError("in a directive", mark, "found unknown directive name", mark)
        return event


def events(text: str) -> Events:
    """A parser over the text: the C one where PyYAML has it, else the same in Python."""
    if yaml.__with_libyaml__:
        return cast(Events, cast(Any, yaml).cyaml.CParser(text))  # the module is there only with libyaml
    return _Pure(text)
