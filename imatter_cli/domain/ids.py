"""Ids and the paths that follow from them.

An id is kind, year and month, and seven random Crockford base32 characters (`prj-2611-7kq4m2x`); a round's id
is its quarter (`2026-q4`). The path follows from the id alone, so nothing ever needs to be looked up.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from imatter_cli.domain.kinds import BY_NAME, KINDS, Kind
from imatter_cli.errors import BadValue
from imatter_cli.remedies import Command
from imatter_cli.said import Prose, Said

#: Crockford's base32 in lower case: no i, l, o or u, so an id can be read aloud.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
TAIL_LENGTH = 7


KIND_NAMES: tuple[str, ...] = tuple(k.name for k in KINDS)
#: What a person types to see which records of a kind there are.
LISTED_BY: dict[str, Command] = {kind.name: Command(kind.listed_by) for kind in KINDS}
#: What a person types to make a new record of a kind.
BEGUN_BY: dict[str, Command] = {kind.name: Command(kind.begun_by) for kind in KINDS}
BY_PREFIX: dict[str, Kind] = {k.prefix: k for k in KINDS if k.prefix}
BY_FOLDER: dict[str, Kind] = {k.folder: k for k in KINDS}

PROGRAMME_PATH = "records/programme.yaml"

DATED_ID = re.compile(
    rf"(?P<prefix>[a-z]{{3}})-(?P<yy>[0-9][0-9])(?P<mm>0[1-9]|1[0-2])-(?P<tail>[{ALPHABET}]{{{TAIL_LENGTH}}})"
)
ROUND_ID = re.compile(r"(?P<year>20[0-9][0-9])-q(?P<quarter>[1-4])")
_PATH = re.compile(
    rf"records/(?P<folder>[a-z]+)/20(?P<yy>[0-9][0-9])-(?P<mm>0[1-9]|1[0-2])/"
    rf"(?P<id>(?P<prefix>[a-z]{{3}})-(?P=yy)(?P=mm)-[{ALPHABET}]{{{TAIL_LENGTH}}})\.yaml"
)
_ROUND_PATH = re.compile(rf"records/{BY_NAME['round'].folder}/(?P<id>{ROUND_ID.pattern})\.yaml")
#: A store's id names it on every computer, so it is longer than a record's.
STORE_TAIL = 16
STORE_ID = re.compile(rf"store-[{ALPHABET}]{{{STORE_TAIL}}}")
#: What a whole id of each kind looks like.
_OF_KIND: dict[str, re.Pattern[str]] = {
    k.name: re.compile(DATED_ID.pattern.replace("(?P<prefix>[a-z]{3})", k.prefix)) if k.prefix else ROUND_ID
    for k in KINDS
}


def kind_of(id: str) -> str:
    """The kind of an id. Raises BadValue if it is not an id."""
    if ROUND_ID.fullmatch(id):
        return "round"
    m = DATED_ID.fullmatch(id)
    if m is None or m["prefix"] not in BY_PREFIX:
        raise BadValue(
            Said("{given!r} is not an id.", given=Prose(id)),
            hint="An id looks like prj-2611-7kq4m2x or, for a quarter, 2026-q4.",
        )
    return BY_PREFIX[m["prefix"]].name


def is_id(text: str, kind: str = "") -> bool:
    """Whether the text is a whole id, of that kind where one is named."""
    if kind:
        return _OF_KIND[kind].fullmatch(text) is not None
    return any(pattern.fullmatch(text) for pattern in _OF_KIND.values())


def path_of(id: str) -> str:
    """The record's path in the store, posix and relative: `records/projects/2026-11/prj-2611-7kq4m2x.yaml`."""
    kind = BY_NAME[kind_of(id)]
    m = DATED_ID.fullmatch(id)
    if m is None:
        return f"records/{kind.folder}/{id}.yaml"
    return f"records/{kind.folder}/20{m['yy']}-{m['mm']}/{id}.yaml"


def id_at(path: str) -> str | None:
    """The id of the record that belongs at a path of the store; None where no record belongs."""
    m = _PATH.fullmatch(path)
    if m is None:
        m = _ROUND_PATH.fullmatch(path)
        return m["id"] if m else None
    kind = BY_FOLDER.get(m["folder"])
    return m["id"] if kind is not None and kind.prefix == m["prefix"] else None


def store_id(number: int) -> str:
    """The id of a store that a large number stands for: random for a new store, that of its first change for an old."""
    letters = ""
    for _ in range(STORE_TAIL):
        number, letter = divmod(number, len(ALPHABET))
        letters += ALPHABET[letter]
    return f"store-{letters}"


def mint_store(random_index: Callable[[int], int]) -> str:
    """A new store's id; `random_index(n)` hands in a number from 0 to n-1 for each character."""
    return "store-" + "".join(ALPHABET[random_index(len(ALPHABET))] for _ in range(STORE_TAIL))


def is_store_id(text: object) -> bool:
    """Whether the value is a store's id."""
    return isinstance(text, str) and STORE_ID.fullmatch(text) is not None


def mint(kind: str, day: date, random_index: Callable[[int], int]) -> str:
    """A new id of a kind, dated by `day`; `random_index(n)` hands in a number from 0 to n-1 for each character."""
    tail = "".join(ALPHABET[random_index(len(ALPHABET))] for _ in range(TAIL_LENGTH))
    return f"{BY_NAME[kind].prefix}-{day:%y%m}-{tail}"
