"""Finding words in reflections. Only reads, and loads no model."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence

from imatter_cli.domain import dates, reflecting
from imatter_cli.domain.folding import folded, is_one_mistake_away
from imatter_cli.services.context import Context
from imatter_cli.services.records import sound
from imatter_cli.store.contract import Data

#: So many letters of text around what was found.
_AROUND = 30


def reflections(
    ctx: Context, words: Sequence[str], *, project: str = "", focus_area: str = "", since: str = "", until: str = ""
) -> tuple[list[Data], list[str]]:
    """Reflections with all these words, newest first; and the files that could not be read.

    Capitals and accents make no difference. If no reflection has all the words, those count that are one typing mistake
    away. On that project (a part of its id), on projects with those words in a focus area, and within those days (as a
    person writes them), where given. Each is `{id, project, date, status, where, excerpt}`: `where` names the prompts
    and fields that have a word, and the excerpt is around the first of them, or the beginning. Raises NotFound,
    Ambiguous and BadValue.
    """
    wanted = [part for word in words for part in folded(word).split()]
    left_out: list[str] = []
    on = {ctx.store.find(project, ["project"])} if project else None
    if focus_area:
        focused = {str(p["id"]) for p in sound.each(ctx.store, "project", left_out=left_out) if _focuses(p, focus_area)}
        on = focused if on is None else on & focused
    first = dates.parse_past_day("--since", since, ctx.today) if since else ""
    last = dates.parse_day(until, ctx.today).isoformat() if until else dates.LAST_DAY
    within: list[Data] = []
    for data in sound.each(ctx.store, "reflection", project and next(iter(on or ()), ""), left_out):
        if (on is not None and data.get("project") not in on) or not first <= str(data.get("date", "")) <= last:
            continue
        within.append(data)
    within.sort(key=lambda r: (str(r.get("date", "")), str(r["id"])), reverse=True)
    exact = [hit for data in within if (hit := _hit(data, wanted, _exactly))]
    return exact or [hit for data in within if (hit := _hit(data, wanted, _nearly))], left_out


def _exactly(word: str, text: str) -> int:
    """Where a text has a word, or a part of one; -1 for nowhere."""
    return text.find(word)


def _nearly(word: str, text: str) -> int:
    """The same of a word with one typing mistake in it."""
    at = text.find(word)
    words = () if at >= 0 else re.finditer(r"\w+", text)
    return next((m.start() for m in words if is_one_mistake_away(word, m[0])), at)


def _focuses(project: Data, words: str) -> bool:
    return any(folded(words) in folded(str(area)) for area in project.get("focus_areas") or ())


def _hit(data: Data, wanted: Sequence[str], find: Callable[[str, str], int]) -> Data | None:
    texts = [(where, unicodedata.normalize("NFC", text)) for where, text in reflecting.texts(data)]
    found = [[at for word in wanted if (at := find(word, low)) >= 0] for low in (folded(text) for _, text in texts)]
    if not all(any(find(word, folded(text)) >= 0 for _, text in texts) for word in wanted):
        return None
    first = next((n for n, places in enumerate(found) if places), 0)
    return {
        "id": data["id"],
        "project": data.get("project", ""),
        "date": data.get("date", ""),
        "status": data.get("status", ""),
        "where": [name for (name, _), places in zip(texts, found, strict=True) if places],
        "excerpt": _around(texts[first][1], min(found[first], default=0)) if texts else "",
    }


def _around(text: str, at: int) -> str:
    begin, end = max(at - _AROUND, 0), min(at + 2 * _AROUND, len(text))
    return f"{'…' if begin else ''}{' '.join(text[begin:end].split())}{'…' if end < len(text) else ''}"
