"""Ids and the paths that follow from them.

An id is kind, year and month, and seven random Crockford base32 characters (`prj-2611-7kq4m2x`); a round's id
is its quarter (`2026-q4`). The path follows from the id alone, so nothing ever needs to be looked up.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache

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
#: A store's id names it on every computer, so it is longer than a record's.
STORE_TAIL = 16
STORE_ID = rf"store-[{ALPHABET}]{{{STORE_TAIL}}}"


def kind_of(id: str) -> str:
    """The kind of an id. Raises BadValue if it is not an id."""
    return _known(id).name


def secret(random_index: Callable[[int], int]) -> str:
    """What only one file holds, so that a browser keeps what is typed there for that file alone."""
    return "".join(ALPHABET[random_index(len(ALPHABET))] for _ in range(32))


def is_id(text: str, kind: str = "") -> bool:
    """Whether the text is a whole id, of that kind where one is named."""
    found = _kind(text)
    return found is not None and kind in ("", found.name)


def path_of(id: str) -> str:
    """The record's path in the store, posix and relative: `records/projects/2026-11/prj-2611-7kq4m2x.yaml`."""
    return _path(_known(id), id)


@lru_cache(maxsize=16_384)
def id_at(path: str) -> str | None:
    """The id of the record that belongs at a path of the store; None where no record belongs."""
    id = path[path.rfind("/") + 1 : -len(".yaml")]
    kind = _kind(id)
    return id if kind is not None and _path(kind, id) == path else None


@lru_cache(maxsize=16_384)
def _kind(id: str) -> Kind | None:
    if DATED_ID.fullmatch(id):
        return BY_PREFIX.get(id[:3])
    return BY_NAME["round"] if ROUND_ID.fullmatch(id) else None


def _known(id: str) -> Kind:
    kind = _kind(id)
    if kind is None:
        words = Said("{given!r} is not an id.", given=Prose(id))
        raise BadValue(words, hint="An id looks like prj-2611-7kq4m2x or, for a quarter, 2026-q4.")
    return kind


def _path(kind: Kind, id: str) -> str:
    month = f"20{id[4:6]}-{id[6:8]}/" if kind.prefix else ""
    return f"records/{kind.folder}/{month}{id}.yaml"


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
    return isinstance(text, str) and re.fullmatch(STORE_ID, text) is not None


def mint(kind: str, day: date, random_index: Callable[[int], int]) -> str:
    """A new id of a kind, dated by `day`; `random_index(n)` hands in a number from 0 to n-1 for each character."""
    tail = "".join(ALPHABET[random_index(len(ALPHABET))] for _ in range(TAIL_LENGTH))
    return f"{BY_NAME[kind].prefix}-{day:%y%m}-{tail}"


#: The host of an address that stands for a code; nobody can be written to there (RFC 6761).
_NOWHERE = "imatter.invalid"


def as_code(person: str) -> tuple[str, str]:
    """Name and address of somebody who is a code and nothing else."""
    return person, f"{person}@{_NOWHERE}"


def is_code(name: str, address: str) -> bool:
    """Whether a name and an address are a code's."""
    return (name, address) == as_code(name)
