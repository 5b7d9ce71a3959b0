"""The paths that a check is asked about: as a person types them, or as a list that a program made has them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from imatter_cli.classes import immutable
from imatter_cli.commands.frame import stdin
from imatter_cli.domain import ids
from imatter_cli.errors import NotFound
from imatter_cli.output.words import count
from imatter_cli.said import Said

_FROM_STDIN = "-"
_RECORDS = "records"


@immutable
class Paths:
    """Paths as the store has them: to check, files of a list that may be gone, and those that are not records."""

    asked: tuple[str, ...]
    listed: tuple[str, ...]
    passed_over: tuple[str, ...]

    @property
    def remark(self) -> str:
        """A sentence on what was passed over; empty for nothing."""
        if not self.passed_over:
            return ""
        paths = count(len(self.passed_over), "path")
        such = f", such as {self.passed_over[0]}" if len(self.passed_over) > 1 else f": {self.passed_over[0]}"
        are = "are not records" if len(self.passed_over) > 1 else "is not a record"
        return f"Left out {paths} that {are}{such}."


def paths_named(root: str, said: Sequence[str]) -> Paths:
    """The paths of a line, where `-` stands for a list on stdin. Raises NotFound for one outside of the store."""
    asked: list[str] = []
    listed: list[str] = []
    passed_over: list[str] = []
    for path in said:
        if path == _FROM_STDIN:
            for one in _lines(stdin.read_bytes()):
                place = _in_store(root, one)
                if place is not None and (_is_in_records(place) or ids.is_id(place)):
                    (listed if "/" in place else asked).append(place)
                else:
                    passed_over.append(one)
            continue
        place = _in_store(root, path)
        if place is None:
            raise NotFound(
                Said("{path} is not in this store, which is {root}.", path=path, root=root),
                hint="To check another store, name it with --store PATH.", details={"path": path},
            )  # fmt: skip
        is_other = place not in ("", ".") and not _is_in_records(place) and os.path.lexists(Path(root, place))
        (passed_over if is_other else asked).append(place)
    return Paths(tuple(asked), tuple(listed), tuple(passed_over))


def _is_in_records(place: str) -> bool:
    return place == _RECORDS or place.startswith(f"{_RECORDS}/")


def _in_store(root: str, said: str) -> str | None:
    """A path seen from the store: what is there from here counts first. None for one that is there and outside."""
    path = Path(said)
    if not said or not os.path.lexists(path):
        return said
    # The last part is not resolved: a link in a record's place is itself what is asked about.
    whole = path.parent.resolve() / path.name if path.name not in ("", "..") else path.resolve()
    try:
        return whole.relative_to(Path(root).resolve()).as_posix()
    except ValueError:
        return None


def _lines(raw: bytes) -> Iterator[str]:
    """The paths of a list: ended by NUL (`git diff -z`), or one a line, where git quotes what is unusual."""
    ends = b"\0" if b"\0" in raw else b"\n"
    for line in raw.split(ends):
        path = os.fsdecode(line if ends == b"\0" else line.removesuffix(b"\r"))
        if path:
            yield path if ends == b"\0" else _unquoted(path)


def _unquoted(path: str) -> str:
    if len(path) < 2 or not (path.startswith('"') and path.endswith('"')):
        return path
    try:
        return os.fsdecode(path[1:-1].encode().decode("unicode_escape").encode("latin-1"))
    except (UnicodeError, ValueError):
        return path
