"""Words that the sender of a file has erased since: which ones they are here, and this store's past without them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from imatter_cli import apart
from imatter_cli.classes import immutable
from imatter_cli.domain import erasing, ids, lifecycles
from imatter_cli.domain.data import Data
from imatter_cli.errors import NotFound, Refused
from imatter_cli.said import Said
from imatter_cli.services.context import Context
from imatter_cli.store import wording
from imatter_cli.store.anew import WrittenAnew, any_of, with_any
from imatter_cli.store.contract import Reader
from imatter_cli.store.paths import id_for

_NO_CODES: frozenset[str] = frozenset()


@immutable
class ToErase:
    """What a file asks to be erased here: the records, the texts, and the past without them.

    `rows` are the records with how many texts each, as a change tells it.
    """

    ids: tuple[str, ...]
    texts: tuple[str, ...]
    rows: tuple[str, ...]
    anew: WrittenAnew


def to_erase(ctx: Context, records: Sequence[Data]) -> ToErase | None:
    """The words here that the records of a file no longer have. None if it asks for nothing of the kind.

    Where a field of a record that came reads `[erased 1]`, so does that field here, today and in all of the past.
    Raises Refused (code contradicts) where the same words would be two.
    """
    asked = {str(record["id"]): record for record in records if _asks(ctx.store, record)}
    if not asked:
        return None
    contents: dict[tuple[str, str], bytes] = {}
    texts: dict[str, None] = {}
    rows: list[str] = []
    spoken: dict[str, str] = {}
    for id, theirs in asked.items():
        versions = ctx.store.erasing().versions([id])
        instead = _instead(ctx.store.get(id).data, theirs)
        marked = _marked(theirs)
        kept = {value for _, value in erasing.values(theirs)}
        older = [
            text
            for version in versions
            for at, text in erasing.words_in(ids.kind_of(id), wording.read(version.raw, version.path) or {}, _NO_CODES)
            if _place(at) in marked and text not in instead and text not in kept
        ]
        taken = [erasing.number_of(mark) for mark in (*instead.values(), *erasing.every_text(theirs))]
        taken += [n for version in versions for n in wording.numbers(version.raw, version.path)]
        instead |= erasing.numbered(older, taken)
        changed = {v: wording.with_others(v.raw, v.path, _NO_CODES, instead) for v in versions}
        contents |= {(v.path, v.name): raw for v, raw in changed.items() if raw != v.raw}
        texts |= dict.fromkeys(text for text in instead if not erasing.number_of(text))
        spoken |= instead
        if any(str(id_for(path)) == id for path, _ in contents):
            rows.append(f"{id} {len(instead)}")
    if not contents:
        return None
    words = any_of(texts)
    anew = WrittenAnew(
        ctx.store.head(), contents, wording.speaking(spoken), [*ctx.store.erasing().drafts(with_any(texts, asked))],
        [*apart.reports_with(words)] if words is not None else [],
    )  # fmt: skip
    return ToErase(tuple(asked), tuple(texts), tuple(rows), anew)


def _asks(here: Reader, theirs: Data) -> bool:
    """Whether a record came with an erasure that the one here does not know of."""
    try:
        ours = here.get(str(theirs["id"])).data
    except NotFound:
        return False
    return _erasures(theirs) > _erasures(ours)


def _erasures(record: Data) -> int:
    told = record.get("timeline")
    return sum(isinstance(e, Mapping) and e.get("event") == lifecycles.ERASE for e in told or ())


def _instead(ours: Data, theirs: Data) -> dict[str, str]:
    """The texts of today that are marks in what came, with these marks."""
    here = dict(erasing.values(ours))
    found: dict[str, str] = {}
    for at, mark in erasing.values(theirs):
        text = here.get(at)
        if not (isinstance(mark, str) and erasing.number_of(mark) and isinstance(text, str)) or text == mark:
            continue
        if found.setdefault(text, mark) != mark or list(found.values()).count(mark) > 1:
            raise Refused(
                Said("In {id}, words were erased that are not the same here.", id=str(theirs["id"])),
                code="contradicts", hint="Ask the person who sent it for the record as it is now.",
            )  # fmt: skip
    return found


def _marked(record: Data) -> set[tuple[Any, ...]]:
    return {_place(at) for at, value in erasing.values(record) if isinstance(value, str) and erasing.number_of(value)}


def _place(at: Sequence[str | int]) -> tuple[str, ...]:
    return tuple("*" if isinstance(part, int) else part for part in at)
