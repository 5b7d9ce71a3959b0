"""The remarks in a file: what comes after a # and is part of no value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from imatter_cli.store.codec import writer
from imatter_cli.store.codec.splice import BLOCK_HEADER, Cuts
from imatter_cli.store.codec.tree import Node

#: The line by which editors find a record's schema.
_MODELINE: Final = "yaml-language-server:"


def remarks(text: str, root: Node) -> list[tuple[int, int]]:
    """Where the words of each remark are: their offsets, in order. The line that names a schema is not one."""
    values = sorted(_values(Cuts(text if text.endswith("\n") else f"{text}\n", writer.Layout()), root))
    found = []
    at = 0
    for start, end in [*values, (len(text), len(text))]:
        while (sign := text.find("#", at, start)) >= 0:
            stop = text.find("\n", sign)
            stop = len(text) if stop < 0 else stop
            if sign and text[sign - 1] not in " \t\n":
                at = sign + 1
                continue
            words = text[sign:stop].lstrip("#").strip()
            begins = text.find(words, sign) if words else stop
            if words and not words.startswith(_MODELINE):
                found.append((begins, begins + len(words)))
            at = stop
        at = max(at, end)
    return found


def with_remarks(text: str, root: Node, instead: Mapping[str, str]) -> str:
    """The text with other remarks in the place of these."""
    out: list[str] = []
    done = 0
    for start, end in remarks(text, root):
        words = text[start:end]
        if words in instead:
            out += (text[done:start], instead[words])
            done = end
    return "".join([*out, text[done:]])


def _values(cuts: Cuts, node: Node) -> Iterator[tuple[int, int]]:
    """The stretches of the text that are part of a name or a value."""
    for kid in (*node.keys, *node.kids):
        yield from _values(cuts, kid)
    if node.kind != "scalar":
        return
    header = BLOCK_HEADER.match(cuts.text, node.start) if node.style in ("|", ">") else None
    if header is None:
        yield node.start, node.end
        return
    yield node.start, header.end()
    below = cuts.next_line(header.end())
    yield below, max(below, cuts.end(node))
