"""Finding words in reflections. Only reads, and loads no model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from imatter_cli.domain import reflecting
from imatter_cli.services import plain
from imatter_cli.services.context import Context
from imatter_cli.store.contract import Data

#: So many letters of text around what was found.
_AROUND = 30


def reflections(ctx: Context, words: Sequence[str]) -> tuple[list[Data], list[str]]:
    """Reflections with all these words, in any letters, newest first; and the files that could not be read.

    Each is `{id, project, date, status, where, excerpt}`: `where` names the prompts and fields that have a word.
    """
    wanted = [part for word in words for part in word.casefold().split()]
    found: list[Data] = []
    left_out: list[str] = []
    for data in plain.each(ctx.store, "reflection", left_out=left_out):
        hit = _hit(data, wanted)
        if hit is not None:
            found.append(hit)
    found.sort(key=lambda r: (str(r["date"]), str(r["id"])), reverse=True)
    return found, left_out


def _hit(data: Data, wanted: Sequence[str]) -> dict[str, Any] | None:
    texts = list(reflecting.texts(data))
    folded = [(where, text.casefold()) for where, text in texts]
    if not wanted or not all(any(word in text for _, text in folded) for word in wanted):
        return None
    where = [name for name, text in folded if any(word in text for word in wanted)]
    first = next(text for (_, text), (_, low) in zip(texts, folded, strict=True) if any(w in low for w in wanted))
    return {
        "id": data["id"],
        "project": data.get("project", ""),
        "date": data.get("date", ""),
        "status": data.get("status", ""),
        "where": where,
        "excerpt": _around(first, wanted),
    }


def _around(text: str, wanted: Sequence[str]) -> str:
    low = text.casefold()
    at = min(low.find(word) for word in wanted if word in low)
    begin, end = max(at - _AROUND, 0), min(at + 2 * _AROUND, len(text))
    return f"{'…' if begin else ''}{' '.join(text[begin:end].split())}{'…' if end < len(text) else ''}"
