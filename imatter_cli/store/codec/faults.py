"""Why a file is not a record: every fault that can be found, each with its place and what to try."""

from __future__ import annotations

import re
from typing import Any, Final

import yaml

from imatter_cli.classes import replace
from imatter_cli.domain import file_rules
from imatter_cli.domain.file_rules import MAX_BYTES
from imatter_cli.domain.finding import FieldPath, Finding, Rule
from imatter_cli.remedies import Hint
from imatter_cli.said import Prose, Said
from imatter_cli.store.codec.tree import Node, build

#: A file made to be wrong all over says no more with its thousandth fault.
MAX_FINDINGS: Final = 50

#: Characters that the C parser lets through and the profile does not: line breaks that only some programs know.
_SUSPECT: Final = re.compile("\r(?!\n)|[\x85\u2028\u2029]")
#: A remark that reverses the direction of writing. Only in texts do checks look for that.
_TURNED: Final = re.compile("^(?>[^\"'#\n]*)(?<!\\S)#[^\n]*?([\u202a-\u202e\u2066-\u2069])", re.MULTILINE)
_CONFLICT: Final = re.compile(r"^(?:<{7}|>{7}|\|{7})(?=[ \r\n]|\Z)|^={7}(?=\r?$)", re.MULTILINE)
CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_TAB_INDENT: Final = re.compile(r"[ ]*\t")
_BREAKS: Final = {"\r": "a bare carriage return", "\x85": "U+0085", "\u2028": "U+2028", "\u2029": "U+2029"}
_QUOTE: Final = "If it is text, put all of it in double quotes."

#: part of the parser's words -> (rule, at the beginning of the construct, message, try); the first that fits counts.
_SAID: Final[tuple[tuple[str, Rule, bool, str, str], ...]] = (
    ("alias", file_rules.ALIAS, True, "In YAML, a star (*) means a copy of another part of the file.", _QUOTE),
    ("anchor", file_rules.ANCHOR, True, "In YAML, an ampersand (&) gives a part of the file a name.", _QUOTE),
    ("directive", file_rules.DIRECTIVE, True, "A record can't have a line that begins with %.", _QUOTE),
    ("YAML document", file_rules.DIRECTIVE, False,
     "This line asks for a YAML version that records don't use.", "Remove the line that begins with %."),
    ("tag", file_rules.TAG, True, "In YAML, an exclamation mark begins a tag.", _QUOTE),
    ("tab character", file_rules.TAB_INDENTATION, False, "There is a tab here instead of spaces.", "Use spaces."),
    ("mapping values are not allowed", file_rules.SYNTAX, False,
     "This colon would begin another field in the middle of a value, or the line is indented too far.",
     'Put text that has a colon in it in double quotes, as in `focus: "Tea: a start"`. Indent all fields alike.'),
    ("expected ':'", file_rules.SYNTAX, True,
     "This line is neither a field with its value nor part of the text above it.",
     "Write it as `field: value`, with a colon and a space. If it belongs to the text above, indent it."),
    ("quoted scalar while unexpected", file_rules.SYNTAX, True,
     "The quotation mark opened here is never closed.",
     "Close it where the text ends. Inside the text, write a quotation mark with a backslash before it."),
    ("quoted scalar", file_rules.SYNTAX, False,
     "A backslash in double quotes begins a special character, but this one does not exist.",
     "Write two backslashes for one, or use single quotes."),
    ("block scalar", file_rules.SYNTAX, False,
     "After | or > the text begins on the next line, indented.",
     "Move the text to the next line and indent it by two spaces, or put it in double quotes."),
    ("block sequence entries are not allowed", file_rules.SYNTAX, False,
     "A list can't begin on the same line as its field.",
     "Put the first `- ` on the next line, indented by two spaces."),
    ("expected '-' indicator", file_rules.SYNTAX, False,
     "This line is indented like an item of a list, but does not begin with `- `.",
     "Begin it with `- `, or indent it as far as the field that it belongs to."),
    ("expected <block end>", file_rules.SYNTAX, False,
     "This line does not fit the lines above it.",
     "Indent it exactly like its neighbours. Put text with quotation marks or signs in double quotes."),
    ("expected key", file_rules.SYNTAX, False,
     "This does not fit what comes before it. Either the indentation differs, or text follows a closing "
     "quotation mark.",
     "Indent fields on the same level exactly alike. Put a whole text in double quotes, not part of it."),
    ("expected ','", file_rules.SYNTAX, True,
     "The bracket opened here is not closed before the next field begins.",
     "Close it, with commas between the items. Text that begins with a bracket needs double quotes."),
    ("expected node content", file_rules.SYNTAX, False,
     "A value is missing here, or begins with a sign that means something else in YAML.", _QUOTE),
    ("document start", file_rules.SYNTAX, False,
     "The record ends before this, but something follows.",
     "Write each field on a line of its own, as in `status: planned`, indented like the first."),
)  # fmt: skip


def text_of(raw: bytes) -> str | Finding:
    """The file's text, or why there is none (size, encoding, an invisible mark in front); its path is not yet set."""
    if len(raw) > MAX_BYTES:
        said = Said("The file has {bytes:,} bytes. A record can have at most {most:,}.", bytes=len(raw), most=MAX_BYTES)
        return _of_all(file_rules.TOO_LARGE, said, "Shorten its texts, or keep long texts elsewhere and refer to them.")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8")
        line, column = line_and_column(before, len(before))
        said = Said("The byte {byte:#04x} here is not UTF-8.", byte=raw[error.start])
        hint = "Save the file as UTF-8 in your editor (often under `Save with encoding`)."
        return _of_all(file_rules.NOT_UTF8, said, hint, line, column)
    if text.startswith("\ufeff"):
        said = Said("The file begins with an invisible byte order mark.")
        return _of_all(file_rules.BYTE_ORDER_MARK, said, "Save it as UTF-8 without BOM.")
    return text


def _of_all(rule: Rule, said: Said, try_: str, line: int = 1, column: int = 1) -> Finding:
    """A finding on a file that has no text."""
    return Finding.of(rule.id, "error", "", said, try_, line=line, column=column)


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """Line and column, both from 1, of an offset in the text; columns count characters."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


class _Collector:
    """Findings of one file, placed, up to the limit."""

    def __init__(self, text: str, path: str) -> None:
        self.text = text
        self.path = path
        self.found: list[Finding] = []

    def report(
        self, rule: Rule, offset: int, message: Said | str, try_: Hint, at: FieldPath = (), first: int = -1
    ) -> None:  # fmt: skip
        """Add one finding; raises _Enough at the limit."""
        line, column = line_and_column(self.text, offset)
        related = () if first < 0 else ("{}:{}:{}".format(self.path, *line_and_column(self.text, first)),)
        self.found.append(Finding.of(rule.id, rule.severity, self.path, message, try_, at, line, column, related))
        if len(self.found) >= MAX_FINDINGS:
            raise _Enough


class _Enough(Exception):
    """So many faults that more would not help."""


def examine(raw: bytes, path: str) -> tuple[Node | None, tuple[Finding, ...]]:
    """The file as placed nodes, and all that is wrong with it, in the order of the file.

    Nodes can be relied on only where there are no findings; None where the text has no readable structure.
    """
    text = text_of(raw)
    if isinstance(text, Finding):
        return None, (replace(text, path=path),)
    collector = _Collector(text, path)
    root: Node | None = None
    try:
        _characters(collector)
        if not collector.found:  # what they break in YAML is only a consequence
            root = build(text, collector.report)
    except yaml.YAMLError as error:
        _syntax(error, collector)
    except _Enough:
        pass
    return root, tuple(sorted(collector.found, key=lambda f: (f.line, f.column)))


def _characters(collector: _Collector) -> None:
    """Report what no YAML parser need be asked about: control characters, odd line breaks, conflict markers."""
    text = collector.text
    for match in CONTROL.finditer(text):
        message = Said("There is an invisible character here ({character}).", character=f"U+{ord(match[0]):04X}")
        collector.report(file_rules.CONTROL_CHARACTER, match.start(), message, "Remove it.")
    for match in _TURNED.finditer(text):
        message = Said(
            "A character in this remark reverses the direction of writing ({character}).",
            character=f"U+{ord(match[1]):04X}",
        )
        collector.report(file_rules.CONTROL_CHARACTER, match.start(1), message, "Remove it.")
    for match in _SUSPECT.finditer(text):
        collector.report(
            file_rules.LINE_BREAK, match.start(),
            Said(
                "There is an unusual line break here ({character}), which some programs don't recognise.",
                character=_BREAKS[match[0]],
            ),
            "Make it an ordinary line break, or a space.",
        )  # fmt: skip
    if "<<<<<<<" in text or ">>>>>>>" in text:
        for match in _CONFLICT.finditer(text):
            collector.report(
                file_rules.CONFLICT_MARKER, match.start(),
                Said("The file holds two versions of this record from here on ({signs}).", signs=Prose(match[0])),
                "Combine what both versions say. In a timeline, keep the events of both, oldest first. Then remove "
                "the lines with the signs.",
            )  # fmt: skip


def _syntax(error: yaml.YAMLError, collector: _Collector) -> None:
    """Report what the parser stumbled over, in plain words and at the place where a person would look."""
    text = collector.text
    problem_mark: Any = getattr(error, "problem_mark", None)
    context_mark: Any = getattr(error, "context_mark", None) or problem_mark
    problem, context = str(getattr(error, "problem", "") or error), str(getattr(error, "context", "") or "")
    offset = min(problem_mark.index, len(text)) if problem_mark else 0
    opened = min(context_mark.index, len(text)) if context_mark else offset
    for place in (offset, opened):
        start = text.rfind("\n", 0, place) + 1
        if tab := _TAB_INDENT.match(text, start):
            message = "This line is indented with a tab."
            collector.report(file_rules.TAB_INDENTATION, tab.end() - 1, message, "Use spaces, two for each step.")
            return
    if "cannot start any token" in problem:
        sign = text[offset : offset + 1]
        shown = Prose("a tab" if sign == chr(9) else sign)
        begins = Said("A value can't begin with {sign} outside quotes (in YAML).", sign=shown)
        collector.report(file_rules.SYNTAX, offset, begins, _QUOTE)
        return
    said = f"{context} {'while unexpected ' if 'unexpected' in problem else ''}{problem}"
    for words, rule, at_opening, message, try_ in _SAID:
        if words in said:
            collector.report(rule, opened if at_opening else offset, message, try_)
            return
    message = "This is not valid YAML. It does not fit what comes before it."
    collector.report(file_rules.SYNTAX, offset, message, "Compare it with another record of this kind.")
