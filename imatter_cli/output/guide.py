"""A page of the documentation, written in Markdown, as a page of blocks for the terminal."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from imatter_cli.output.page import COMMAND, NAME, Block, Gap, Heading, Page, Paragraph, Span, Steps, Table, Words
from imatter_cli.output.tables import Column

_COMMENT = re.compile(r"<!--.*?-->\n*", re.DOTALL)
_FENCE = re.compile(r"^```.*?$\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"\[([^\]]+)\]\(([^)]*)\)")
#: A command, or something else to type, and words that stand out.
_MARKED = re.compile(r"(?<!\\)(`[^`]+`|\*\*[^*]+\*\*)")
_ITEM = re.compile(r"^(?:[-*]|\d+\.) ")
_CELLS = re.compile(r"(?<!\\)\|")
_RULED = re.compile(r"^\|(?: *:?-+:? *\|)+$")


def page_of(markdown: str, topic_of: Callable[[str], str]) -> Page:
    """The page. A link to another page says what to type for it, if `topic_of` knows the topic of that page."""

    def led(found: re.Match[str]) -> str:
        topic = topic_of(found[2].partition("#")[0])
        return f"{found[1]} (`imatter help {topic}`)" if topic else found[1]

    blocks: list[Block] = []
    # the text between fences is at the even places, what is within them at the odd ones
    for n, part in enumerate(_FENCE.split(_COMMENT.sub("", markdown))):
        if n % 2:
            blocks += [*map(_typed, part.removesuffix("\n").split("\n")), Gap()]
        else:
            for told in re.split(r"\n{2,}", part.strip("\n")):
                if told:
                    blocks += [*_told(_LINK.sub(led, told).split("\n")), Gap()]
    return Page(tuple(blocks[:-1]))


def contents(parts: Mapping[str, Mapping[str, str]]) -> Page:
    """Which guides there are in each part, by topic and what each is about."""
    told: list[Block] = []
    for title, guides in parts.items():
        rows: list[list[Words]] = [[Span(topic, COMMAND), about] for topic, about in guides.items()]
        told += [Heading(title), Table([Column("", keep=True), Column("")], rows, 2), Gap()]
    return Page((
        *told,
        Steps("Read one:", [("imatter help practice", "")]),
        Steps("Commands:", [("imatter --help", "all of them on a page"), ("imatter help project", "what one takes")]),
    ))  # fmt: skip


def _typed(line: str) -> Block:
    """A line of an example, as it is."""
    said = line.lstrip()
    if not said:
        return Gap()
    return Paragraph(Span(said, COMMAND) if said.startswith("$ ") else said, " " * (4 + len(line) - len(said)), "  ")


def _told(lines: list[str]) -> Iterator[Block]:
    """What stands between two empty lines: a heading, a table, a list or a paragraph."""
    if lines[0].startswith("#"):
        yield Heading(lines[0].lstrip("# "))
    elif lines[0].startswith("|"):
        head, *rows = [_cells(line) for line in lines if not _RULED.match(line)]
        yield Table([Column(_plain(title)) for title in head], [[_words(cell) for cell in row] for row in rows])
    else:
        for item in _items(lines):
            yield Paragraph(_words(item), "", "  " if _ITEM.match(item) else "")


def _items(lines: list[str]) -> list[str]:
    """Lines that belong together as one each: the items of a list, or a paragraph, up to a break that is meant."""
    found: list[str] = []
    broken = True
    for line in lines:
        if broken or _ITEM.match(line):
            found.append(line.strip())
        else:
            found[-1] += f" {line.strip()}"
        broken = line.endswith("  ")
    return found


def _cells(line: str) -> list[str]:
    return [cell.strip().replace("\\|", "|") for cell in _CELLS.split(line.strip().strip("|"))]


def _words(text: str) -> Words:
    return tuple(_span(part) for part in _MARKED.split(text) if part)


def _span(part: str) -> str | Span:
    if part.startswith("`"):
        return Span(part, COMMAND)
    return Span(part.strip("*"), NAME) if part.startswith("**") else part.replace("\\", "")


def _plain(text: str) -> str:
    return text.replace("**", "")
