"""Between ids and paths, with the one id that is a word: `programme`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from imatter_cli.domain.ids import ALPHABET, PROGRAMME_PATH, TAIL_LENGTH, id_at, is_id, kind_of, path_of
from imatter_cli.domain.kinds import BY_NAME, Kind

#: What a Write calls records/programme.yaml.
PROGRAMME_ID = "programme"
RECORDS = "records"

#: The largest file that is read as a record; nobody wrote a longer text.
SIZE_LIMIT = 4 * 1024 * 1024

MONTH = re.compile(r"20(\d\d)-(0[1-9]|1[0-2])")
_TAIL = re.compile(rf"[{ALPHABET}]{{{TAIL_LENGTH}}}\.yaml")


def path_for(id: str) -> str:
    """The path of a record or of the programme. Raises BadValue if it is not an id."""
    return PROGRAMME_PATH if id == PROGRAMME_ID else path_of(id)


def kind_for(id: str) -> str:
    """The kind of a record; `programme` for the programme. Raises BadValue."""
    return PROGRAMME_ID if id == PROGRAMME_ID else kind_of(id)


#: What nobody calls a file, and what git's own folder is called somewhere (gitattributes apart, which has more).
_ODD_STEPS = frozenset({"", ".", "..", ".git", "git~1"})
_LONGEST_STEP = 255


def is_plain_path(path: str) -> bool:
    """Whether it can be the path of a file in a store: it stays inside it and out of git's folder, and can be read."""
    return path.isprintable() and not set(path) & set("\\:") and all(map(_is_plain_step, path.split("/")))


def _is_plain_step(step: str) -> bool:
    return step.rstrip(" .").lower() not in _ODD_STEPS and len(step.encode()) <= _LONGEST_STEP


def id_for(path: str) -> str | None:
    """What belongs at a path of the store; None where nothing does."""
    return PROGRAMME_ID if path == PROGRAMME_PATH else id_at(path)


def is_record_id(id: str) -> bool:
    """Whether `path_for` knows it."""
    return id == PROGRAMME_ID or is_id(id)


def kind_at(path: str) -> str:
    """The kind that a path in records/ is for, by its folder; empty if by none."""
    parts = path.split("/")
    return next((k.name for k in BY_NAME.values() if len(parts) > 1 and parts[1] == k.folder), "")


def months(kind: Kind, names: Iterable[str]) -> list[str]:
    """The names among these that are month folders, sorted; a kind without months has one folder, its own."""
    return sorted(n for n in names if MONTH.fullmatch(n)) if kind.prefix else [""]


def ids_in(kind: Kind, month: str, names: Iterable[str]) -> Iterator[str]:
    """The ids whose files these names are in that month's folder, sorted."""
    if not kind.prefix:
        yield from sorted(n[:-5] for n in names if n.endswith(".yaml") and is_id(n[:-5], kind.name))
        return
    start = f"{kind.prefix}-{month[2:4]}{month[5:7]}-"
    at = len(start)
    yield from sorted(n[:-5] for n in names if n.startswith(start) and _TAIL.fullmatch(n, at))
