"""The rules of a programme, plainly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from imatter_cli.domain.data import Data
from imatter_cli.output.page import NAME, QUIET, WARNING, Block, Gap, Heading, Page, Paragraph, Span
from imatter_cli.output.terminal import clean_line
from imatter_cli.output.words import count, day

#: What follows the name of a rule that the published page leaves open.
_OPEN = Span("  (placeholder)", WARNING)
_HANG = "    "


def rules(data: Data, placeholders: Sequence[str]) -> Page:
    """The whole programme file in words, and at the end what the published page leaves open."""
    marked = frozenset(placeholders)
    newest = max(data["changes"], key=lambda c: int(c["version"]))
    version = f"Version {data['version']}, {day(newest['at'])}: {clean_line(newest['what'])}"
    store = f"A {data['store']} store; money in {data['currency']}; source: {clean_line(data['source'])}"
    blocks: list[Block] = [
        Heading(f"Rules of {clean_line(data['issuer'])}; the fund is with {clean_line(data['funder'])}"),
        Paragraph(version, hang=_HANG),
        Paragraph(store, hang=_HANG),
    ]
    for name, value in data.items():
        if isinstance(value, (Mapping, list)) and name != "changes":
            blocks += [Gap(), Heading((_spoken(name), *_mark(name, marked))), *_told(value, name, marked, "  ")]
    left = f"{count(len(placeholders), 'placeholder')}: what the published page leaves open, to be settled here"
    return Page((*blocks, Gap(), Heading(left), *(Paragraph(name, "  ") for name in placeholders)))


def _mark(name: str, marked: frozenset[str]) -> tuple[Span, ...]:
    return (_OPEN,) if name in marked else ()


def _told(value: Any, at: str, marked: frozenset[str], indent: str) -> Iterator[Paragraph]:
    if isinstance(value, list):
        for item in value:
            yield from _item(item, at, marked, indent)
        return
    for key, inner in value.items():
        name = f"{at}.{key}"
        if key == "placeholder":
            continue
        if key == "items":
            yield from _told(inner, at, marked, indent)
        elif isinstance(inner, Mapping) or (isinstance(inner, list) and _has_mappings(inner)):
            yield Paragraph((_spoken(key), *_mark(name, marked)), indent, _HANG)
            yield from _told(inner, name, marked, f"{indent}  ")
        else:
            yield Paragraph(f"{_spoken(key)}: {_plain(inner)}", indent, _HANG)


def _item(item: Any, at: str, marked: frozenset[str], indent: str) -> Iterator[Paragraph]:
    if not isinstance(item, Mapping):
        yield Paragraph(_plain(item), indent, _HANG)
        return
    id = item.get("id", "")
    if "avoid" in item:
        yield Paragraph(f"{clean_line(str(item['avoid']))}: say {clean_line(str(item['use']))}", indent, _HANG)
        return
    said = Span(clean_line(str(item.get("name") or item.get("ask") or id)), NAME if item.get("name") else "")
    note = f", {clean_line(str(item['note']))}" if item.get("note") else ""
    more = [f"{_spoken(k).lower()} {_plain(item[k])}" for k in ("field", "evidence", "count", "source") if item.get(k)]
    more += [words for key, words in (("default", "the default"), ("needs_lead", "needs a Lead")) if item.get(key)]
    brackets = Span(f" [{'; '.join([str(id), *more])}]" if id or more else "", QUIET)
    yield Paragraph((said, note, brackets, *_mark(f"{at}.{id}", marked)), indent, _HANG)
    if item.get("name") and item.get("ask"):
        yield Paragraph(clean_line(str(item["ask"])), f"{indent}  ", _HANG)
    if item.get("why"):
        yield Paragraph(clean_line(str(item["why"])), f"{indent}  ", _HANG)
    for n, sentence in enumerate(item.get("scores") or ()):
        yield Paragraph(f"{n}  {clean_line(str(sentence))}", f"{indent}  ", _HANG)
    yield from _told(item.get("prompts") or [], f"{at}.{id}", marked, f"{indent}  ")


def _has_mappings(value: Sequence[Any]) -> bool:
    return any(isinstance(v, Mapping) for v in value)


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_plain, value)) or "none"
    if value is None:
        return "none"
    return ("yes" if value else "no") if isinstance(value, bool) else clean_line(str(value))


def _spoken(name: str) -> str:
    words = name.replace("_", " ")
    return words[:1].upper() + words[1:]
