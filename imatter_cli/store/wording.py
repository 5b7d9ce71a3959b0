"""The words in a record's file, and the same file with others in their place; everything else keeps its bytes."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping

from imatter_cli.domain import erasing
from imatter_cli.domain.data import Data
from imatter_cli.errors import Broken
from imatter_cli.store import codec
from imatter_cli.store.anew import words_of
from imatter_cli.store.paths import id_for, kind_for


def read(raw: bytes, path: str) -> Data | None:
    """The record in a file. None if it can't be read as one."""
    try:
        return codec.parse(raw, path)
    except Broken:
        return None


def whole(raw: bytes) -> str:
    """The text of a file that can't be read as a record: nobody can tell which of it is words."""
    return raw.decode("utf-8", "surrogateescape")


def texts(raw: bytes, path: str, codes: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Each text that somebody wrote, with where it is, in words; what was erased before is not among them."""
    data = read(raw, path)
    if data is None:
        if not erasing.number_of(whole(raw).strip()):
            yield "a version that can't be read", whole(raw)
        return
    for at, text in erasing.words_in(kind_for(str(id_for(path))), data, codes):
        yield ".".join(part for part in at if isinstance(part, str)), text
    for text in codec.remarks(raw):
        if not erasing.number_of(text):
            yield "a comment", text


def numbers(raw: bytes, path: str) -> Iterator[int]:
    """The numbers that earlier erasures gave in a file."""
    data = read(raw, path)
    marks = codec.remarks(raw) if data is not None else [whole(raw).strip()]
    yield from filter(None, map(erasing.number_of, (*marks, *erasing.every_text(data or {}))))


def with_others(raw: bytes, path: str, codes: frozenset[str], instead: Mapping[str, str]) -> bytes:
    """The file with other texts in the place of these."""
    data = read(raw, path)
    if data is None:
        return f"{instead[whole(raw)]}\n".encode() if whole(raw) in instead else raw
    after = erasing.without(kind_for(str(id_for(path))), data, codes, instead)
    return codec.with_remarks(codec.edit(raw, after) if after != data else raw, instead)


def with_others_within(raw: bytes, path: str, speak: Callable[[bytes], bytes], but: Container[str]) -> bytes:
    """The file with each text as `speak` turns it; those in `but` stay."""
    spoken = {
        text: speak(text.encode("utf-8", "surrogateescape")).decode("utf-8", "surrogateescape")
        for _, text in texts(raw, path, frozenset())
        if text not in but
    }
    return with_others(raw, path, frozenset(), {text: other for text, other in spoken.items() if text != other})


def speaking(instead: Mapping[str, str]) -> Callable[[bytes], bytes]:
    """What turns a text that a person wrote into one with others in the place of these, the longest first."""
    longest = sorted(instead.items(), key=lambda pair: len(pair[0]), reverse=True)
    patterns = [(words, mark.encode()) for text, mark in longest for words in [words_of(text)] if words]

    def spoken(message: bytes) -> bytes:
        for words, mark in patterns:
            message = words.sub(mark, message)
        return message

    return spoken
