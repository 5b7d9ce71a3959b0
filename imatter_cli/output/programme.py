"""The rules of a programme, plainly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from imatter_cli.domain.data import Data
from imatter_cli.output.terminal import Screen, clean_line, fold
from imatter_cli.output.words import count, day

_OPEN = "  (placeholder)"


def rules(data: Data, placeholders: Sequence[str], screen: Screen) -> str:
    """The whole programme file in words, and at the end what the published page leaves open."""
    marked = frozenset(placeholders)
    newest = max(data["changes"], key=lambda c: int(c["version"]))
    lines = [
        f"Rules of {clean_line(data['issuer'])}; the fund is with {clean_line(data['funder'])}",
        f"Version {data['version']}, {day(newest['at'])}: {clean_line(newest['what'])}",
        f"A {data['store']} store; money in {data['currency']}; from {clean_line(data['source'])}",
    ]
    for name, value in data.items():
        if isinstance(value, (Mapping, list)) and name != "changes":
            lines += ["", f"{_spoken(name)}{_OPEN if name in marked else ''}", *_told(value, name, marked, "  ")]
    lines += ["", f"{count(len(placeholders), 'placeholder')}: what the published page leaves open, to be settled here"]
    lines += [f"  {name}" for name in placeholders]
    return "\n".join(part for line in lines for part in _folded(line, screen))


def _folded(line: str, screen: Screen) -> list[str]:
    """A line, at a terminal in as many as it needs, each as far in as it is."""
    text = line.lstrip()
    return fold(text, screen, line[: len(line) - len(text)], "    ") or [""]


def _told(value: Any, at: str, marked: frozenset[str], indent: str) -> Iterator[str]:
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
            yield f"{indent}{_spoken(key)}{_OPEN if name in marked else ''}"
            yield from _told(inner, name, marked, f"{indent}  ")
        else:
            yield f"{indent}{_spoken(key)}: {_plain(inner)}"


def _item(item: Any, at: str, marked: frozenset[str], indent: str) -> Iterator[str]:
    if not isinstance(item, Mapping):
        yield f"{indent}{_plain(item)}"
        return
    id = item.get("id", "")
    if "avoid" in item:
        yield f"{indent}{clean_line(str(item['avoid']))}: say {clean_line(str(item['use']))}"
        return
    said = clean_line(str(item.get("name") or item.get("ask") or id))
    note = f", {clean_line(str(item['note']))}" if item.get("note") else ""
    more = [f"{_spoken(k).lower()} {_plain(item[k])}" for k in ("field", "evidence", "count", "source") if item.get(k)]
    more += [words for key, words in (("default", "the default"), ("needs_lead", "needs a Lead")) if item.get(key)]
    brackets = f" [{'; '.join([str(id), *more])}]" if id or more else ""
    yield f"{indent}{said}{note}{brackets}{_OPEN if f'{at}.{id}' in marked else ''}"
    if item.get("name") and item.get("ask"):
        yield f"{indent}  {clean_line(str(item['ask']))}"
    if item.get("why"):
        yield f"{indent}  {clean_line(str(item['why']))}"
    for n, sentence in enumerate(item.get("scores") or ()):
        yield f"{indent}  {n}  {clean_line(str(sentence))}"
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
