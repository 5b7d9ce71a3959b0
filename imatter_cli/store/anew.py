"""What a store promises about its past, where words are taken out of it: the part of the contract for erasing."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final, Protocol

from imatter_cli.classes import immutable

if TYPE_CHECKING:
    from imatter_cli.store.agreed import Agreed
    from imatter_cli.store.contract import Change, Reader, Receipt

#: A single word of no more bytes than this tells nothing: it would be found everywhere.
_TELLING: Final = 11
#: A word with fewer letters is not looked for.
_LEAST: Final = 3
#: What can be between two words in a file: line ends, as they are written in YAML and JSON, and signs of remarks.
_BETWEEN: Final = rb"(?:[\s#>]|\\n|\\ )+"


@immutable
class Version:
    """What a record's file once was: its path, the name of the content, when it was first recorded, its bytes."""

    path: str
    name: str
    at: str
    raw: bytes


@immutable
class WrittenAnew:
    """A past to be written: for path and content the bytes in their place, and what messages become.

    `head` is the commit that it was worked out for. `drafts` and `reports` of faults have the words, and go with
    them. `agreed` is what is to be done besides, once the change and its figures are known.
    """

    head: str
    contents: Mapping[tuple[str, str], bytes]
    message: Callable[[bytes], bytes]
    drafts: Sequence[str] = ()
    reports: Sequence[str] = ()
    agreed: Callable[[Receipt, Rewritten], Agreed] | None = None


@immutable
class Rewritten:
    """What became of the past: how many changes it has, how many of them are others now, how many lost a signature."""

    changes: int
    rewritten: int
    unsigned: int


class Erasing(Protocol):
    """The past of a store, to look through and to write anew."""

    def refuse_odd(self) -> None:
        """Raises Refused (code cannot-erase) where words would stay in something that is not the store's alone."""

    def versions(self, ids: Sequence[str]) -> list[Version]:
        """Every content that the files of these records had anywhere in the past, oldest first."""

    def elsewhere(self, texts: Sequence[str], ids: Sequence[str]) -> list[str]:
        """Other files with these texts in them, of any time in the past and in the store's folder.

        A single short word is looked for as a whole word in what people wrote, and in messages, which are named so.
        """

    def left(self, ids: Sequence[str]) -> list[str]:
        """What editors left next to these records' files: copies that nobody recorded."""

    def drafts(self, wanted: Callable[[str, Sequence[str]], bool]) -> dict[str, str]:
        """Unfinished answers that are `wanted` by the record they are about and their texts: their commands, by id."""

    def write_anew(
        self, anew: WrittenAnew, plan: Callable[[Reader], Change], ids: Sequence[str], *, dry_run: bool = False
    ) -> tuple[Receipt, Rewritten]:  # fmt: skip
        """Write the past anew, with one more change on top of it, and forget what was there.

        The change is what the plan makes of the records as they are then. `ids` are the records it is about: what
        editors left of them goes, too. With `dry_run` the change is only worked out. Raises as `Store.transact`, and
        RaceLost (code moved).
        """


def words_of(text: str) -> re.Pattern[bytes] | None:
    """What finds a text in the bytes of a file, however it is broken into lines, and in large or small letters.

    None for a single short word.
    """
    words = text.encode().split()
    if len(words) < 2 and len(b"".join(words)) <= _TELLING:
        return None
    return re.compile(_BETWEEN.join(map(re.escape, words)), re.IGNORECASE)


def any_of(texts: Iterable[str]) -> re.Pattern[bytes] | None:
    """What finds any of these texts. None if there is none to be found."""
    found = [words.pattern for text in texts for words in [words_of(text)] if words is not None]
    return re.compile(b"|".join(found), re.IGNORECASE) if found else None


def single_words(texts: Iterable[str]) -> re.Pattern[bytes] | None:
    """What finds those of these texts that `any_of` passes over, where they are whole words. None if there are none."""
    short = [re.escape(text.encode()) for text in map(str.strip, texts) if len(text) >= _LEAST and not words_of(text)]
    if not short:
        return None
    return re.compile(rb"(?<![\w\x80-\xff])(?:%s)(?![\w\x80-\xff])" % b"|".join(short), re.IGNORECASE)


def with_any(texts: Iterable[str], ids: Container[str]) -> Callable[[str, Sequence[str]], bool]:
    """Whether unfinished answers have any of these texts in them: single words count where they are about `ids`."""
    every = list(texts)
    whole, single = any_of(every), single_words(every)

    def has(about: str, answers: Sequence[str]) -> bool:
        asked = [words for words in (whole, single if about in ids else None) if words is not None]
        return any(words.search(one.encode("utf-8", "replace")) for words in asked for one in answers)

    return has
