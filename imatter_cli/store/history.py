"""What a store shows of its history: changes that touched records, and every commit for `imatter verify`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from imatter_cli.classes import immutable


@immutable
class Revision:
    """One commit that touched records.

    `at` is the committer's time (UTC, `2026-11-23T18:40:00Z`), `author` git's name of who committed it. `trailers`
    maps a name to all its values in order; `paths` are the record paths that the commit changed; `parent` is
    empty for the first commit; `here` says that this clone made it (from its own log of movements), `is_merge` that
    it has more than one parent.
    """

    commit: str
    parent: str
    at: str
    author: str
    subject: str
    trailers: Mapping[str, tuple[str, ...]]
    paths: tuple[str, ...] = ()
    here: bool = False
    is_merge: bool = False


@immutable
class ChangedFile:
    """One file that a commit changed: its path, and the names of its content before and after (empty: not there).

    The same content has the same name. `was_plain` and `is_plain` say that it is a file and no link.
    """

    path: str
    before: str
    after: str
    was_plain: bool = True
    is_plain: bool = True


@immutable
class Passed:
    """One commit of the whole history, just as it is stored.

    `at` and `made` are the times of committer and author in seconds since 1970, `author` the committer's name.
    `moved` are all the files that differ from the first parent's, `own` the paths that differ from every parent's.
    `state` names the records as a whole before and after, None if they are as in the first parent. `who` has the lines
    on author and committer as they are stored. `cut` says that a parent is not here: the history of this copy is not
    whole.
    """

    commit: str
    parents: tuple[str, ...]
    at: int
    made: int
    author: str
    message: bytes
    moved: tuple[ChangedFile, ...]
    own: frozenset[str]
    state: tuple[str, str] | None
    cut: bool = False
    who: bytes = b""


class Trail(Protocol):
    """The whole history up to the last commit, or the end of it. Use it in a `with`, and go through it once."""

    def __enter__(self) -> Trail: ...

    def __exit__(self, *raised: object) -> None: ...

    def __iter__(self) -> Iterator[Passed]:
        """Every commit, merged branches included, each after its parents."""

    def content(self, name: str) -> bytes:
        """The bytes of that name. Raises StoreTrouble if they are not here (a partial copy)."""

    def named(self, commit: str, path: str) -> str:
        """The name of what a commit has at a path. Empty if it has nothing there."""

    def between(self, tip: str, since: str) -> Iterator[Passed]:
        """The commits of `tip` that `since` doesn't have, each after its parents."""

    def within(self, commit: str, folder: str) -> list[tuple[str, str]]:
        """Path and name of every plain file that a commit has below a folder."""

    def when(self, commit: str) -> int:
        """The time of a commit, of the history or ahead of it, in seconds since 1970."""

    def passed(self, commit: str) -> Passed | None:
        """One commit of the history, or ahead of where this trail begins. None if there is no such commit."""

    def signatures(self, commits: Sequence[str], allowed: str, name: str) -> Mapping[str, str]:
        """Who signed each of these commits, by the keys in the content `name` of the file at the path `allowed`.

        Without a name the keys are those of the last commit.

        A value that begins with a minus means that nobody did, and its letter says why (git-log(1), %G?). Raises
        NotFound if there is no such file, and StoreTrouble (code signing) if signatures cannot be checked.
        """
