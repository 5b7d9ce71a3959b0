"""Thoughts on what somebody is about to keep: advice, never a refusal, and nothing is rewritten."""

from __future__ import annotations

from imatter_cli.checks.texts import texts
from imatter_cli.checks.thoughts import of_texts
from imatter_cli.checks.view import Around, Known, Record
from imatter_cli.checks.words import avoided
from imatter_cli.domain import identifying, ids
from imatter_cli.domain.finding import Finding
from imatter_cli.services.context import Context
from imatter_cli.services.records.valid import policy_of
from imatter_cli.store.contract import Data, Reader, Receipt


def advice(ctx: Context, receipt: Receipt) -> list[Finding]:
    """Thoughts on the texts that a change brings, made or rehearsed; on those that were there before, none."""
    policy = policy_of(ctx.store)
    around = Around.of(Known({}), policy, policy.store)
    found: list[Finding] = []
    for write, path, before, after in zip(
        receipt.change.writes, receipt.paths, receipt.before, receipt.after, strict=True
    ):
        if after is None or not ids.is_id(write.id):
            continue
        kind = ids.kind_of(write.id)
        known = {text for _, text in _texts(kind, before)}
        said = dict(_texts(kind, after))
        thoughts = of_texts(Record(write.id, kind, path, after), around)
        found.extend(f for f in thoughts if said.get(f.at) not in known)
    return found


def on_text(reader: Reader, text: str) -> list[str]:
    """Thoughts on one text before it is kept, a sentence each: who it could point to, and words to avoid."""
    signs = list({(text[s.begin : s.end], s.words): s.what for s in identifying.signs(text)}.items())
    said = [f'"{" ".join(found.split())}" {words}.' for (found, words), _ in signs]
    if any(what != "possible-name" for _, what in signs):
        said.append(identifying.INSTEAD)
    elif signs:
        said.append("If it is, use a code such as P1 or a type of place.")
    avoid = words_to_avoid(reader, text)
    return [*said, *(f'"{word}" is a word that the programme does not use. Say {use}.' for word, use in avoid)]


def words_to_avoid(reader: Reader, text: str) -> list[tuple[str, str]]:
    """Each word in a text that the programme does not use, and what to say instead."""
    words = {str(w["avoid"]).lower(): str(w["use"]) for w in reader.programme().get("words") or ()}
    return list(avoided(text, words))


def _texts(kind: str, data: Data | None) -> list[tuple[tuple[str | int, ...], str]]:
    return texts(kind, data) if data else []
