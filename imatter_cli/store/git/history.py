"""The past, read with GitPython. Only `open` imports this, when it is asked for a history.

GitPython's own objects can't read a repository with SHA-256, and read a long history commit by commit. So it runs
rev-list and diff-tree, which read every kind of repository at once.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import Any

from imatter_cli.store.contract import Revision
from imatter_cli.store.git.clock import moment
from imatter_cli.store.git.guarded import GuardedGit
from imatter_cli.store.git.place import git_folder
from imatter_cli.store.git.process import Result, trouble
from imatter_cli.store.message import trailers_in
from imatter_cli.store.paths import RECORDS, id_for

_START = "\x02"
_FORMAT = f"--format=%x00{_START}%H%x00%P%x00%ct%x00%an%x00%B%x00"
_FIELDS = 5
_OURS = b"\timatter: "
#: A commit of a series that came with one movement, which names all but the last (transaction).
_COMMIT = re.compile(rb"\b(?:[0-9a-f]{64}|[0-9a-f]{40})\b")
#: More of the log of movements is not read: its newest end.
_LOG_LIMIT = 64 * 1024 * 1024


def revisions(folder: str, head: str, since: str, path: str) -> Iterator[Revision]:
    """Commits up to `head` (and not in `since`, if given) that touched a path, or records at all; newest first.

    A merge that changed nothing itself is left out, but not the commits that it brought.
    """
    mine = here(folder)
    git = GuardedGit(folder)
    which = [head, *([f"^{since}"] if since else []), "--", path or RECORDS]
    listing: Any = git.rev_list("--full-history", *which, as_process=True)
    showing: Any = git(c="i18n.logOutputEncoding=UTF-8").diff_tree(
        "--stdin", "--always", "-r", "-c", "--root", "-z", "--name-only", "--no-renames", _FORMAT, "--", RECORDS,
        as_process=True, istream=listing.proc.stdout,
    )  # fmt: skip
    # Only the second now holds the first's output: when it ends early, so does the first.
    listing.proc.stdout.close()
    try:
        yield from _parse(showing.proc.stdout, mine)
        for process, name in ((listing.proc, "rev-list"), (showing.proc, "diff-tree")):
            # A history that breaks off would else be taken for a short one.
            words = process.stderr.read()
            if process.wait() != 0:
                raise trouble(name, Result(process.returncode, b"", words), folder)
    finally:
        for process in (showing.proc, listing.proc):
            process.kill()
            for pipe in (process.stdout, process.stderr):
                if pipe is not None:
                    pipe.close()
            process.wait()


def here(folder: str) -> frozenset[str]:
    """Commits that imatter made in this clone, from its log of HEAD's movements; empty where none is kept."""
    try:
        with open(os.path.join(git_folder(folder), "logs", "HEAD"), "rb") as file:
            file.seek(max(0, os.fstat(file.fileno()).st_size - _LOG_LIMIT))
            lines = file.read(_LOG_LIMIT).split(b"\n")
    except OSError:
        return frozenset()
    # gitrepository-layout(5), logs: old id, new id, who and when, a tab, what for.
    moves = (line.partition(_OURS) for line in lines if _OURS in line)
    found = ((head.split(b" ", 2)[1:2], _COMMIT.findall(said)) for head, _, said in moves)
    return frozenset(id.decode("ascii", "replace") for last, others in found for id in (*last, *others))


def _parse(stream: Any, mine: frozenset[str]) -> Iterator[Revision]:
    head: list[str] = []
    paths: list[str] = []
    for field in _fields(stream):
        if head and len(head) < _FIELDS:
            head.append(field)  # counted, not looked at: a name may begin as a commit does
        elif field.startswith(_START):
            if head:
                yield _revision(head, paths, mine)
            head, paths = [field[1:]], []
        elif id_for(field.lstrip("\n")) is not None:
            paths.append(field.lstrip("\n"))
    if head:
        yield _revision(head, paths, mine)


def _fields(stream: Any) -> Iterator[str]:
    rest = b""
    while chunk := stream.read1(65536):
        *whole, rest = (rest + chunk).split(b"\0")
        for field in whole:
            yield field.decode("utf-8", "replace")
    if rest.strip(b"\n"):
        yield rest.decode("utf-8", "replace")


def _revision(head: list[str], paths: list[str], mine: frozenset[str]) -> Revision:
    commit, parents, seconds, author, message = head
    return Revision(
        commit=commit, parent=parents.split(" ")[0], at=moment(seconds), author=author,
        subject=message.strip().split("\n", 1)[0], trailers=trailers_in(message), paths=tuple(sorted(paths)),
        here=commit in mine, is_merge=" " in parents,
    )  # fmt: skip
