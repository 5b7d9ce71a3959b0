"""A text in any form: as nodes that know their place, and every fault of structure.

Built by one pass over the parser's events with a stack of its own, so that no depth of nesting can harm it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, Protocol

from yaml.events import AliasEvent, DocumentEndEvent, MappingStartEvent, ScalarEvent, SequenceStartEvent, StreamEndEvent

from imatter_cli.classes import field, mutable
from imatter_cli.domain import file_rules
from imatter_cli.domain.file_rules import MAX_DEPTH
from imatter_cli.domain.finding import FieldPath, Rule
from imatter_cli.said import Prose, Said
from imatter_cli.store.codec.profile import meaning
from imatter_cli.store.codec.pyyaml import events


class Report(Protocol):
    """Takes what is wrong in a text."""

    def __call__(
        self, rule: Rule, offset: int, message: Said | str, try_: str, at: FieldPath = (), first: int = -1
    ) -> None:
        """`offset` is where it is in the text, and `first` where the same was before."""


@mutable
class Node:
    """A value in its place: `start` and `end` are offsets in the text, as the parser gives them.

    A mapping has `keys` and as many `kids`, a list only `kids`; `style` is a scalar's (`|`, `"`, empty for plain).
    """

    kind: Literal["scalar", "mapping", "list"]
    start: int
    end: int
    style: str = ""
    flow: bool = False
    value: Any = None
    keys: list[Node] = field(default_factory=list)
    kids: list[Node] = field(default_factory=list)

    def data(self) -> Any:
        """The plain data of this node."""
        if self.kind == "mapping":
            return {key.value: kid.data() for key, kid in zip(self.keys, self.kids, strict=True)}
        return [kid.data() for kid in self.kids] if self.kind == "list" else self.value


class _Frame:
    """A list or mapping that is being read, and the key that waits for its value."""

    def __init__(self, node: Node, above: _Frame | None) -> None:
        self.node = node
        self._above = above
        self.key: Node | None = None
        self.seen: dict[str, int] = {}

    def expects_key(self) -> bool:
        """Whether the next node is the name of a field."""
        return self.node.kind == "mapping" and self.key is None

    @property
    def path(self) -> FieldPath:
        """Where it is in the record: worked out for a fault alone."""
        return _next_path(self._above)

    def next_path(self) -> FieldPath:
        """The path of the node that comes next."""
        if self.node.kind == "list":
            return (*self.path, len(self.node.kids))
        return self.path if self.key is None else (*self.path, str(self.key.value))


def build(text: str, report: Report) -> Node | None:
    """The root of the text, or None where nesting is too deep or there is no content.

    Faults of structure go to `report`, in order. Raises yaml.YAMLError if the text is not YAML; what was reported by
    then stays.
    """
    get_event = events(text).get_event
    get_event()
    opening: Any = get_event()
    if type(opening) is StreamEndEvent:
        report(
            file_rules.EMPTY_FILE, 0, "There is nothing in this file, except perhaps comments.",
            "Put the record back from its history. If it never held a record, remove the file.",
        )  # fmt: skip
        return None
    if opening.version or opening.tags:
        report(
            file_rules.DIRECTIVE, _line_start_with(text, "%"),
            "A line here begins with %, which changes how YAML is read.",
            "Remove the line that begins with %, and the line with --- below it.",
        )  # fmt: skip
    root = _content(get_event, text, report)
    if root is None:
        return None
    event: Any = get_event()
    while isinstance(event, DocumentEndEvent):
        event = get_event()
    if not isinstance(event, StreamEndEvent):
        report(
            file_rules.SEVERAL_DOCUMENTS, event.start_mark.index,
            "A second document begins here (a line with ---). One file holds one record.",
            "Remove this line and everything after it, or move that to its own file.",
        )  # fmt: skip
    return root


def _content(get_event: Callable[[], Any], text: str, report: Report) -> Node | None:
    """The first document's root node, None where it nests too deeply."""
    stack: list[_Frame] = []
    while True:
        event = get_event()
        kind = type(event)
        start = event.start_mark.index
        frame = stack[-1] if stack else None
        if kind is ScalarEvent:
            _marks(event, start, frame, report)
            value = event.value if event.style else meaning(event.value)
            done = Node("scalar", start, event.end_mark.index, event.style or "", value=value)
            if done.style in ("'", '"'):
                _glued(done.end, text, frame, report)
        elif kind is AliasEvent:
            report(
                file_rules.ALIAS, start,
                Said("*{name} means a copy of another part of the file.", name=Prose(_short(event.anchor))),
                "Write the value itself here. If it is text that begins with a star, put it in double quotes.",
                _next_path(frame),
            )  # fmt: skip
            done = Node("scalar", start, event.end_mark.index, "*", value=f"*{_short(event.anchor)}")
        elif kind is MappingStartEvent or kind is SequenceStartEvent:
            _marks(event, start, frame, report)
            if len(stack) >= MAX_DEPTH:
                message = Said("Lists and fields are nested more than {most} deep here.", most=MAX_DEPTH)
                report(file_rules.TOO_DEEP, start, message, "Use fewer levels.", _next_path(frame))
                return None
            node = Node("mapping" if kind is MappingStartEvent else "list", start, start, flow=bool(event.flow_style))
            stack.append(_Frame(node, frame))
            continue
        else:  # the end of the innermost list or mapping
            done = stack.pop().node
            done.end = event.end_mark.index
            if done.flow:
                _glued(done.end, text, frame, report)
        if not stack:
            if done.kind != "mapping":
                empty = done.kind == "scalar" and done.value is None
                report(
                    file_rules.NOT_A_MAPPING, done.start,
                    Said(
                        "The file holds {what} where the record's fields should be.",
                        what=Prose("nothing" if empty else "a list" if done.kind == "list" else "plain text"),
                    ),
                    "Write each field on a line of its own, as in `status: planned`, with a space after the colon.",
                )  # fmt: skip
            return done
        _attach(stack[-1], done, text, report)


def _next_path(frame: _Frame | None) -> FieldPath:
    return frame.next_path() if frame is not None else ()


def _marks(event: Any, start: int, frame: _Frame | None, report: Report) -> None:
    """Report a tag or an anchor on a node."""
    if event.anchor is not None:
        report(
            file_rules.ANCHOR, start,
            Said("&{name} names this part so that others can copy it.", name=Prose(_short(event.anchor))),
            f"Remove &{_short(event.anchor)}. If it is text that begins with &, put the text in quotes.",
            _next_path(frame),
        )  # fmt: skip
    if event.tag is not None:
        tag = _short(event.tag.replace("tag:yaml.org,2002:", "!!"))
        report(
            file_rules.TAG, start,
            Said("The tag {tag} asks for this value to be turned into something else.", tag=Prose(tag)),
            f"Remove {tag}. If it is text that begins with !, put the text in quotes.", _next_path(frame),
        )  # fmt: skip


def _glued(end: int, text: str, frame: _Frame | None, report: Report) -> None:
    """Report a remark that begins right after a quote or a bracket: other readers of YAML refuse it."""
    if text.startswith("#", end):
        report(
            file_rules.SYNTAX,
            end,
            "A comment begins right after the value, without a space before its #.",
            "Put a space before the #. If it belongs to the text, put the whole text in double quotes.",
            _next_path(frame),
        )


def _attach(frame: _Frame, done: Node, text: str, report: Report) -> None:
    """Put a finished node where it belongs, as an item, as a field's name or as its value."""
    if not frame.expects_key():
        if frame.key is not None:
            frame.node.keys.append(frame.key)
            frame.key = None
        frame.node.kids.append(done)
        return
    if done.kind != "scalar" or not isinstance(done.value, str):
        shown = text[done.start : min(done.end, done.start + 40)].split("\n", maxsplit=1)[0]
        why = Said("{given} is not text", given=Prose(shown)) if shown else Said("It is missing")
        report(
            file_rules.KEY_NOT_TEXT, done.start, Said("A field's name must be text. {why}.", why=why),
            f'Put it in quotes ("{shown}":) if you mean it.' if shown.isalnum() else "Give the field a name.",
            frame.path,
        )  # fmt: skip
        done = Node("scalar", done.start, done.end, value=shown)
    name: str = done.value
    if name in frame.seen:
        lines = _on_lines(text, frame.seen[name], done.start)
        report(
            file_rules.DUPLICATE_KEY, done.start,
            Said("{name} appears twice, {lines}.", name=Prose(_short(name)), lines=lines),
            "Keep the one that is right and remove the other.", (*frame.path, name), frame.seen[name],
        )  # fmt: skip
    frame.seen.setdefault(name, done.start)
    frame.key = done


def _on_lines(text: str, first: int, again: int) -> Said:
    one, other = text.count("\n", 0, first) + 1, text.count("\n", 0, again) + 1
    if one == other:
        return Said("both times on line {first}", first=Prose(one))
    return Said("on line {first} and on line {again}", first=Prose(one), again=Prose(other))


def _short(text: str) -> str:
    """A name from the file, cut to what a message can bear."""
    return text if len(text) <= 40 else f"{text[:39]}…"


def _line_start_with(text: str, first: str) -> int:
    """The offset of the first line that begins with a character; 0 if none does."""
    return 0 if text.startswith(first) else text.find(f"\n{first}") + 1
