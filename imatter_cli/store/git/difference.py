"""Which files differ between commits, as git's raw format tells it (git-diff-tree(1), RAW OUTPUT FORMAT)."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from imatter_cli.classes import immutable
from imatter_cli.store.git.process import Git

_RAW = ("-r", "-z", "--raw", "--no-abbrev", "--no-renames")


@immutable
class FileRow:
    """One file: its path, and its mode and object before and after (empty: not there)."""

    path: str
    old_mode: str
    new_mode: str
    old: str
    new: str


def difference(git: Git, old: str, new: str) -> list[FileRow]:
    """What differs between two commits. Raises StoreTrouble."""
    return list(_rows(iter(git.run("diff-tree", *_RAW, old, new).out.split(b"\0")[:-1])))


def brought(git: Git, commits: Iterable[str]) -> Iterator[FileRow]:
    """What each of these commits has otherwise than a parent of it. Raises StoreTrouble."""
    given = "".join(f"{commit}\n" for commit in commits).encode()
    found = git.run("diff-tree", "--stdin", "--root", "-m", "--no-commit-id", *_RAW, given=given)
    yield from _rows(iter(found.out.split(b"\0")[:-1]))


def _rows(fields: Iterator[bytes]) -> Iterator[FileRow]:
    for field in fields:
        old_mode, new_mode, old, new, _ = field[1:].decode("ascii").split(" ")
        ids = [id if id.strip("0") else "" for id in (old, new)]
        yield FileRow(os.fsdecode(next(fields)), old_mode, new_mode, *ids)
