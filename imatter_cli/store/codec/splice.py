"""Edits as splices: the text is cut at the places of what changes, and everything else stays byte for byte.

Why not a round trip through a YAML library: docs/adr/0001-edits-are-spliced.md. Nothing here is trusted: the caller
reads each attempt again and compares.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from imatter_cli.classes import replace
from imatter_cli.store.codec import writer
from imatter_cli.store.codec.profile import same
from imatter_cli.store.codec.tree import Node

BLOCK_HEADER: Final = re.compile(r"[|>][-+0-9]*")
_SPACE_AND_REMARKS: Final = re.compile(r"(?:[ \t\r\n]|(?<=[ \t\r\n])#[^\n]*|\A#[^\n]*)*")
#: How long a list in brackets may grow before it is written as lines.
_LINE: Final = 100
#: Beyond this many comparisons, items of a list are paired by position alone.
_COMPARISONS: Final = 250_000


class _CannotSplice(Exception):
    """The text is written in a way that no cut fits (explicit keys, remarks in odd places)."""


def edited(text: str, root: Node, data: dict[str, Any], read: Callable[[str], dict[str, Any] | None]) -> str:
    """The text with `data` in it, by the most faithful way that gives exactly that; `read` gives None for no record.

    The ways, in order: cuts; cuts with no new blocks of lines (a block can draw in the lines below it), and with
    the fields anew that the attempt before changed by accident; each changed field as a whole; all anew but what
    stands before the first field. The last one is not tried out here.
    """
    newline = "\r\n" if text.count("\r\n") * 2 > text.count("\n") else "\n"
    whole = text if text.endswith("\n") else text + newline
    layout = replace(_layout(root, whole), newline=newline)
    careful = replace(layout, blocks=False)
    spoiled: set[str] = set()
    for cuts in (Cuts(whole, layout), Cuts(whole, careful), Cuts(whole, careful), _FieldCuts(whole, careful)):
        try:
            attempt = cuts.apply(root, data, spoiled)
        except _CannotSplice:
            continue
        if whole is not text and all(end < len(whole) for _, end, _ in cuts.cuts):
            attempt = attempt.removesuffix(newline)  # the last line is still the one that had no end
        result = read(attempt)
        if result is not None and same(result, data):
            return attempt
        spoiled |= {
            name for name in data if result is not None and name in result and not same(result[name], data[name])
        }
    return _written_anew(text, root, data, newline)


def _written_anew(text: str, root: Node, data: dict[str, Any], newline: str) -> str:
    """What stands before the first field, and all fields anew."""
    head = text[: root.start]
    if not root.flow and head.rpartition("\n")[2].isspace():
        head = head.rstrip(" ")
    if head and not head.endswith("\n"):
        head += newline
    body = writer.entries(data, 0, writer.Layout()) if data else ["{}"]
    return head + "".join(line + newline for line in body)


class Cuts:
    """Collects replacements of parts of one text; positions are those of the text before any of them."""

    def __init__(self, text: str, layout: writer.Layout) -> None:
        self.text = text
        self.layout = layout
        self.cuts: list[tuple[int, int, str]] = []

    def apply(self, root: Node, data: dict[str, Any], anew: set[str]) -> str:
        """The text with the root's data made into `data`, and the unchanged fields in `anew` written anew.

        Raises _CannotSplice.
        """
        if root.flow:
            self.change(root, data, 0, -1)
        else:
            self.mapping(root, data)
            for key, kid in zip(root.keys, root.kids, strict=True):
                if key.value in anew and same(kid.data(), data.get(key.value)):
                    self.anew(key, kid, data[key.value], self.column(key.start))
        out: list[str] = []
        done = 0
        for start, end, new in sorted(self.cuts, key=lambda cut: cut[:2]):
            if start < done:
                raise _CannotSplice
            out += (self.text[done:start], new.replace("\n", self.layout.newline))
            done = end
        return "".join([*out, self.text[done:]])

    # --- places -------------------------------------------------------------------------------------------------

    def line_start(self, offset: int) -> int:
        """Where the line of an offset begins."""
        return self.text.rfind("\n", 0, offset) + 1

    def next_line(self, offset: int) -> int:
        """Where the line after that of an offset begins."""
        return self.text.index("\n", offset) + 1

    def column(self, offset: int) -> int:
        """How far an offset is from the start of its line."""
        return offset - self.line_start(offset)

    def opens_line(self, offset: int) -> bool:
        """Whether there are only spaces before an offset on its line."""
        return not self.text[self.line_start(offset) : offset].strip(" ")

    def end(self, node: Node) -> int:
        """Where a value really ends, without the blank lines and comments that the parser counts with it."""
        while node.kind != "scalar" and not node.flow:
            node = node.kids[-1]
        if node.style not in ("|", ">"):
            return node.end
        header = BLOCK_HEADER.match(self.text, node.start)
        if header is None:
            raise _CannotSplice
        if "+" in header[0] and node.end > header.end():
            return max(header.end(), node.end - 1)
        return node.start + len(self.text[node.start : node.end].rstrip())

    def after_colon(self, key: Node) -> int:
        """The offset right behind the colon of a field."""
        offset = key.end
        while self.text[offset : offset + 1] in (" ", "\t"):
            offset += 1
        if self.text[offset : offset + 1] != ":":
            raise _CannotSplice
        return offset + 1

    def dashes(self, node: Node) -> list[int]:
        """The offset of each item's dash in a block list."""
        found: list[int] = []
        offset = node.start
        for kid in node.kids:
            gap = _SPACE_AND_REMARKS.match(self.text, offset)
            offset = gap.end() if gap else offset
            if self.text[offset] != "-":
                raise _CannotSplice
            found.append(offset)
            offset = self.end(kid)
            if kid.style in ("|", ">"):
                offset = self.next_line(offset)
        return found

    # --- changes ------------------------------------------------------------------------------------------------

    def cut(self, start: int, end: int, new: str = "") -> None:
        """Replace a part of the text."""
        self.cuts.append((start, end, new))

    def insert_lines(self, offset: int, lines: list[str]) -> None:
        """Put whole lines in where a line begins."""
        if lines:
            self.cut(offset, offset, "\n".join(lines) + "\n")

    def change(self, old: Node, new: Any, indent: int, lead: int) -> None:
        """Make a value into another. `indent` is the column of its field or dash, `lead` the offset behind its sign."""
        if same(old.data(), new):
            return
        if old.flow:
            self.flow(old, new, indent, lead)
        elif old.kind == "mapping" and isinstance(new, dict) and any(key.value in new for key in old.keys):
            self.mapping(old, new)
        elif old.kind == "list" and isinstance(new, list) and new:
            self.items(old, new)
        else:
            self.replace(old, new, indent, lead)

    def replace(self, old: Node, new: Any, indent: int, lead: int) -> None:
        """Put another value in the place of one of another shape; a comment on its line stays there."""
        text = self.text
        is_item = text[lead - 1] == "-"
        write = writer.item_lines if is_item else writer.value_lines
        first, rest = write(new, indent, self.layout)
        end = self.end(old)
        if "\n" in text[lead : old.start]:  # the value begins below its field
            if first:
                self.cut(lead, lead, f" {first}")
                self.insert_lines(self.next_line(lead), rest)
            else:
                self.insert_lines(self.line_start(old.start), rest)
            self.cut(self.line_start(old.start), self.next_line(end))
            return
        shown = f" {first}" if first else ""
        header = BLOCK_HEADER.match(text, old.start) if old.style in ("|", ">") else None
        if header:
            self.cut(lead, header.end(), shown)
            below = self.next_line(header.end())
            self.cut(below, max(below, self.next_line(end)), "".join(f"{line}\n" for line in rest))
            return
        # Spaces that a person put before a value stay; before several lines there is one, so that they stand alike.
        if old.start > lead and first and not (isinstance(new, (dict, list)) and new):
            self.cut(old.start, end, first)
        else:
            self.cut(lead, end, shown)
        self.insert_lines(self.next_line(end), rest)

    def mapping(self, old: Node, new: dict[str, Any]) -> None:
        """Change, remove and add fields of a mapping in block style."""
        indent = self.column(old.keys[0].start)
        names = [key.value for key in old.keys]
        kept = [i for i, name in enumerate(names) if name in new]
        if not kept:
            raise _CannotSplice
        for key, kid in zip(old.keys, old.kids, strict=True):
            if key.value in new:
                self.field(key, kid, new[key.value], indent)
        self.remove_fields(old, kept)
        self.add_fields(old, new, indent, old.keys[kept[0]].start)

    def field(self, key: Node, kid: Node, new: Any, indent: int) -> None:
        """Make one field's value into another."""
        if not same(kid.data(), new):
            self.change(kid, new, indent, self.after_colon(key))

    def anew(self, key: Node, kid: Node, new: Any, indent: int) -> None:
        """Rewrite a field and its lines."""
        self.after_colon(key)
        lines = writer.entries({key.value: new}, indent, self.layout)
        self.cut(self.line_start(key.start), self.next_line(self.end(kid)), "\n".join(lines) + "\n")

    def remove_fields(self, old: Node, kept: list[int]) -> None:
        """Take out the fields that are not kept, with their lines; comments between fields stay."""
        gone = [i for i in range(len(old.keys)) if i not in set(kept)]
        for i in gone:
            self.after_colon(old.keys[i])
        self.take_out([key.start for key in old.keys], [self.end(kid) for kid in old.kids], gone)

    def take_out(self, starts: list[int], ends: list[int], gone: list[int]) -> None:
        """Remove the lines of some fields or items; where the first stands behind a dash, the dash stays."""
        if gone and gone[0] == 0 and not self.opens_line(starts[0]):  # `- gone: 1` before `  kept: 2`
            run = next(i for i in range(len(starts)) if i not in set(gone))
            gaps = [(self.next_line(ends[i]), starts[i + 1]) for i in range(run)]
            if not any("#" in self.text[start:end] for start, end in gaps):
                self.cut(starts[0], starts[run])
                gone = [i for i in gone if i > run]
            else:
                behind_dash = len(self.text[: starts[0]].rstrip(" \t"))
                self.cut(behind_dash, len(self.text[: self.next_line(ends[0])].rstrip("\r\n")))
                gone = gone[1:]
        for i in gone:
            self.cut(self.line_start(starts[i]), self.next_line(ends[i]))

    def add_fields(self, old: Node, new: dict[str, Any], indent: int, first_kept: int) -> None:
        """Put in the fields that are new, each behind the one it follows in the new order."""
        ends = {key.value: kid for key, kid in zip(old.keys, old.kids, strict=True)}
        behind: Node | None = None
        leading: list[str] = []
        for name, value in new.items():
            if name in ends:
                behind = ends[name]
                continue
            lines = writer.entries({name: value}, indent, self.layout)
            if behind is None:
                leading += lines
            else:
                self.insert_lines(self.next_line(self.end(behind)), lines)
        if leading:
            leading[0] = leading[0][indent:]
            self.cut(first_kept, first_kept, "\n".join(leading) + "\n" + " " * indent)

    def items(self, old: Node, new: list[Any]) -> None:
        """Change, remove and add items of a list in block style."""
        dashes = self.dashes(old)
        indent = self.column(dashes[0])
        pairs, gone, added = _align([kid.data() for kid in old.kids], new)
        for i, j in pairs:
            self.change(old.kids[i], new[j], indent, dashes[i] + 1)
        self.take_out(dashes, [self.end(kid) for kid in old.kids], gone)
        for i, wanted in added.items():
            lines = writer.items([new[j] for j in wanted], indent, self.layout)
            if i:
                self.insert_lines(self.next_line(self.end(old.kids[i - 1])), lines)
            else:
                lines[0] = lines[0][indent:]
                self.cut(dashes[0], dashes[0], "\n".join(lines) + "\n" + " " * indent)

    def flow(self, old: Node, new: Any, indent: int, lead: int) -> None:
        """Change a list or mapping in brackets, scalar by scalar if its shape stays. Otherwise rewrite it."""
        mark = len(self.cuts)
        try:
            self.inside_brackets(old, new)
            return
        except _CannotSplice:
            del self.cuts[mark:]
        if lead < 0:  # the record itself: lines are better
            raise _CannotSplice
        on_one_line = writer.brackets(new)
        fits = self.column(old.start) + len(on_one_line) <= _LINE and "\n" not in self.text[old.start : old.end]
        if old.kids and isinstance(new, (list, dict)) and new and fits:
            self.cut(old.start, old.end, on_one_line)
        else:
            self.replace(old, new, indent, lead)

    def inside_brackets(self, old: Node, new: Any) -> None:
        """Change what is in brackets, in place. Raises _CannotSplice if its shape changes."""
        if same(old.data(), new):
            return
        if old.kind == "scalar" and (not isinstance(new, (list, dict)) or not new) and old.end > old.start:
            self.cut(old.start, old.end, writer.brackets(new))
        elif old.kind == "list" and isinstance(new, list) and len(new) == len(old.kids):
            for kid, child in zip(old.kids, new, strict=True):
                self.inside_brackets(kid, child)
        elif old.kind == "mapping" and isinstance(new, dict) and {key.value for key in old.keys} == new.keys():
            for key, kid in zip(old.keys, old.kids, strict=True):
                self.inside_brackets(kid, new[key.value])
        else:
            raise _CannotSplice


class _FieldCuts(Cuts):
    """The coarser way: each field of the record that changes is written anew as a whole."""

    def field(self, key: Node, kid: Node, new: Any, indent: int) -> None:
        """Rewrite the field."""
        if not same(kid.data(), new):
            self.anew(key, kid, new, indent)


def _align(old: list[Any], new: list[Any]) -> tuple[list[tuple[int, int]], list[int], dict[int, list[int]]]:
    """How a list became another: changed pairs, old positions gone, new positions by the old one they come before.

    Equal items are matched in order as many as can be; what lies between two matches is paired from the front.
    """
    head = 0
    while head < min(len(old), len(new)) and same(old[head], new[head]):
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and same(old[-1 - tail], new[-1 - tail]):
        tail += 1
    anchors = [*_matches(old, new, head, tail), (len(old) - tail, len(new) - tail)]
    pairs: list[tuple[int, int]] = []
    gone: list[int] = []
    added: dict[int, list[int]] = {}
    i, j = head, head
    for stop_i, stop_j in anchors:
        both = min(stop_i - i, stop_j - j)
        pairs += [(i + k, j + k) for k in range(both)]
        gone += range(i + both, stop_i)
        if j + both < stop_j:
            added[stop_i] = list(range(j + both, stop_j))
        i, j = stop_i + 1, stop_j + 1
    return pairs, gone, added


def _matches(old: list[Any], new: list[Any], head: int, tail: int) -> list[tuple[int, int]]:
    """Positions of a longest common run of equal items between head and tail; none when that would take too long."""
    rows, columns = len(old) - tail - head, len(new) - tail - head
    if not rows or not columns or rows * columns > _COMPARISONS:
        return []
    equal = [[same(old[head + i], new[head + j]) for j in range(columns)] for i in range(rows)]
    longest = [[0] * (columns + 1) for _ in range(rows + 1)]
    for i in reversed(range(rows)):
        for j in reversed(range(columns)):
            below = max(longest[i + 1][j], longest[i][j + 1])
            longest[i][j] = longest[i + 1][j + 1] + 1 if equal[i][j] else below
    found: list[tuple[int, int]] = []
    i = j = 0
    while i < rows and j < columns:
        if equal[i][j]:
            found.append((head + i, head + j))
            i, j = i + 1, j + 1
        elif longest[i + 1][j] >= longest[i][j + 1]:
            i += 1
        else:
            j += 1
    return found


def _layout(root: Node, text: str) -> writer.Layout:
    """How the file itself indents, from the first nested mapping and list that it has in block style."""
    step = dash = 0
    waiting = [root]
    while waiting and not (step and dash):
        node = waiting.pop(0)
        if node.flow or node.kind == "scalar":
            continue
        if node.kind == "mapping":
            own = _column(text, node.keys[0].start)
            for kid in node.kids:
                if kid.kind == "mapping" and not kid.flow:
                    step = step or _column(text, kid.start) - own
                elif kid.kind == "list" and not kid.flow:
                    dash = dash or _column(text, kid.start) - own + 1  # one more, so that none found is not none
        waiting += node.kids
    return writer.Layout(min(step, 8) or 2, min(dash - 1, 8) if dash else 2)


def _column(text: str, offset: int) -> int:
    return offset - text.rfind("\n", 0, offset) - 1
