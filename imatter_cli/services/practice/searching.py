"""Finding words in reflections. Only reads, and loads no model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from imatter_cli.domain import dates, reflecting
from imatter_cli.services.context import Context
from imatter_cli.services.records import sound
from imatter_cli.store.contract import Data

#: So many letters of text around what was found.
_AROUND = 30


def reflections(
    ctx: Context, words: Sequence[str], *, project: str = "", focus_area: str = "", since: str = "", until: str = ""
) -> tuple[list[Data], list[str]]:
    """Reflections with all these words, in any letters, newest first; and the files that could not be read.

    On that project (a part of its id), on projects with those words in a focus area, and within those days (as a
    person writes them), where given. Each is `{id, project, date, status, where, excerpt}`: `where` names the prompts
    and fields that have a word, and the excerpt is around the first of them, or the beginning. Raises NotFound,
    Ambiguous and BadValue.
    """
    wanted = [part for word in words for part in word.casefold().split()]
    left_out: list[str] = []
    on = {ctx.store.find(project, ["project"])} if project else None
    if focus_area:
        focused = {str(p["id"]) for p in sound.each(ctx.store, "project", left_out=left_out) if _focuses(p, focus_area)}
        on = focused if on is None else on & focused
    first = dates.parse_past_day("--since", since, ctx.today) if since else ""
    last = dates.parse_day(until, ctx.today).isoformat() if until else dates.LAST_DAY
    found: list[Data] = []
    for data in sound.each(ctx.store, "reflection", project and next(iter(on or ()), ""), left_out):
        if (on is not None and data.get("project") not in on) or not first <= str(data.get("date", "")) <= last:
            continue
        hit = _hit(data, wanted)
        if hit is not None:
            found.append(hit)
    found.sort(key=lambda r: (str(r["date"]), str(r["id"])), reverse=True)
    return found, left_out


def _focuses(project: Data, words: str) -> bool:
    return any(words.casefold() in str(area).casefold() for area in project.get("focus_areas") or ())


def _hit(data: Data, wanted: Sequence[str]) -> dict[str, Any] | None:
    texts = list(reflecting.texts(data))
    folded = [(where, text.casefold()) for where, text in texts]
    if not all(any(word in text for _, text in folded) for word in wanted):
        return None
    where = [name for name, text in folded if any(word in text for word in wanted)]
    with_one = (text for (_, text), (_, low) in zip(texts, folded, strict=True) if any(w in low for w in wanted))
    first = next(with_one, texts[0][1] if texts else "")
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
    at = min((low.find(word) for word in wanted if word in low), default=0)
    begin, end = max(at - _AROUND, 0), min(at + 2 * _AROUND, len(text))
    return f"{'…' if begin else ''}{' '.join(text[begin:end].split())}{'…' if end < len(text) else ''}"
