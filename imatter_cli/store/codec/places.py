"""Where the fields of a file are: read once, and then asked for as many places as there are findings."""

from __future__ import annotations

from bisect import bisect_right

from imatter_cli.domain.finding import FieldPath
from imatter_cli.store.codec import faults
from imatter_cli.store.codec.tree import Node

Place = tuple[int, int]


class Places:
    """Lines and columns, from 1, in a file's bytes. (1, 1) where the file cannot be read or nothing is there."""

    def __init__(self, raw: bytes) -> None:
        root, found = faults.examine(raw, "")
        self._root = None if found else root
        self._starts = _line_starts(raw.decode("utf-8")) if self._root else []
        self._children: dict[int, dict[str, int]] = {}

    def value(self, at: FieldPath) -> Place:
        """The place of the value at a path; of the key of its nearest ancestor where there is no such value."""
        return self._of(at)[1]

    def name(self, at: FieldPath) -> Place:
        """The place of the name of the field at a path (of a list's item: the item); else as `value`."""
        return self._of(at)[0]

    def _of(self, at: FieldPath) -> tuple[Place, Place]:
        node = self._root
        if node is None:
            return (1, 1), (1, 1)
        key_at = 0
        for part in at:
            step = self._child(node, part)
            if step is None:
                nearest = self._line_and_column(key_at)
                return nearest, nearest
            key_at, node = step[0].start, step[1]
        return self._line_and_column(key_at), self._line_and_column(node.start if at else 0)

    def _child(self, node: Node, part: str | int) -> tuple[Node, Node] | None:
        """The key (for a list's item: the item itself) and the value under one part of a path; None if not there."""
        if node.kind == "mapping" and isinstance(part, str):
            known = self._children.get(id(node))
            if known is None:
                known = {str(key.value): n for n, key in reversed(list(enumerate(node.keys)))}
                self._children[id(node)] = known
            n = known.get(part)
            return None if n is None else (node.keys[n], node.kids[n])
        if node.kind == "list" and isinstance(part, int) and 0 <= part < len(node.kids):
            return node.kids[part], node.kids[part]
        return None

    def _line_and_column(self, offset: int) -> Place:
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


def _line_starts(text: str) -> list[int]:
    starts, at = [0], text.find("\n")
    while at >= 0:
        starts.append(at + 1)
        at = text.find("\n", at + 1)
    return starts
