"""Which files differ between commits, as git's raw format tells it (git-diff-tree(1), RAW OUTPUT FORMAT)."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from imatter_cli.store.git.objects import TreeEntry
from imatter_cli.store.git.process import Git

_RAW = ("-r", "-z", "--raw", "--no-abbrev", "--no-renames")


class FileRow(NamedTuple):
    """One file: its path, its mode and object before and after (empty: not there), and git's letter for the change."""

    path: str
    old_mode: str
    new_mode: str
    old: str
    new: str
    how: str

    @property
    def entry(self) -> TreeEntry | None:
        """What is there afterwards."""
        return TreeEntry(self.new_mode, self.new) if self.new else None


def difference(git: Git, old: str, new: str) -> list[FileRow]:
    """What differs between two commits. Raises StoreTrouble."""
    return list(file_rows(git.run("diff-tree", *_RAW, old, new).out))


def brought(git: Git, commits: Iterable[str]) -> Iterator[FileRow]:
    """What each of these commits has otherwise than a parent of it. Raises StoreTrouble."""
    given = "".join(f"{commit}\n" for commit in commits).encode()
    found = git.run("diff-tree", "--stdin", "--root", "-m", "--no-commit-id", *_RAW, given=given)
    yield from file_rows(found.out)


def file_rows(out: bytes) -> Iterator[FileRow]:
    """What git lists with -z."""
    fields = iter(out.split(b"\0")[:-1])
    return (file_row(field, next(fields)) for field in fields)


def file_row(about: bytes, path: bytes) -> FileRow:
    """One file, from what git says of it before its path, and the path."""
    old_mode, new_mode, old, new, how = about[1:].decode("ascii").split(" ")
    before, after = (id if id.strip("0") else "" for id in (old, new))
    return FileRow(os.fsdecode(path), old_mode, new_mode, before, after, how)
