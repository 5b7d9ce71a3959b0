"""The past, through GitPython's command runner: it reads every kind of repository, its Repo class does not.

GitPython's own objects cannot read HEAD of a SHA-256 or reftable repository, so only plumbing is run through it.
Importing it costs as much as starting the interpreter several times over: only `open` imports this, when asked.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from imatter_cli.store.contract import Revision
from imatter_cli.store.git.place import git_folder
from imatter_cli.store.git.process import Result, environment, executable, flags, foreign_names, found, trouble
from imatter_cli.store.message import trailers_in
from imatter_cli.store.paths import RECORDS, id_for

if TYPE_CHECKING:
    from git.cmd import Git as Runner

_START = "\x02"
_FORMAT = f"--format=%x00{_START}%H%x00%P%x00%ct%x00%an%x00%B%x00"
_FIELDS = 5
_OURS = b"\timatter: "
#: A commit of a series that came with one movement, which names all but the last (transaction).
_COMMIT = re.compile(rb"\b(?:[0-9a-f]{64}|[0-9a-f]{40})\b")
#: More of the log of movements is not read: its newest end.
_LOG_LIMIT = 64 * 1024 * 1024
_ITS_GIT = "GIT_PYTHON_GIT_EXECUTABLE"


def runner(folder: str) -> Runner:
    """GitPython's runner at work in that folder."""
    before = os.environ.get(_ITS_GIT)
    # When it is imported it looks for a git by PATH alone and runs it: that may be one lying in the folder at hand.
    os.environ[_ITS_GIT] = executable()
    try:
        from git.cmd import Git as Runner
    finally:
        if before is None:
            del os.environ[_ITS_GIT]
        else:
            os.environ[_ITS_GIT] = before
    return Runner(folder)


def command(folder: str, *args: str) -> list[str]:
    """A git command as the write protocol runs it; git's variables of this process are taken out by env(1)."""
    cleared = [word for name in foreign_names() for word in ("-u", name)]
    first = [found("env") or "/usr/bin/env", *cleared] if cleared else []
    return [*first, executable(), *flags(), "-C", folder, *args]


def run(folder: str, *args: str) -> str:
    """Run a git command to its end. Raises StoreTrouble (code git) in git's own words."""
    at_work = runner(folder)
    from git.exc import GitCommandError  # late: as `runner` does

    try:
        return str(at_work.execute(command(folder, *args), env=_fixed(), strip_newline_in_stdout=False))
    except GitCommandError as e:
        words = str(e.stderr).strip().removeprefix("stderr:").strip(" '\n")
        raise trouble(args[0], Result(1, b"", os.fsencode(words)), folder) from e


def revisions(folder: str, head: str, since: str, path: str) -> Iterator[Revision]:
    """Commits up to `head` (and not in `since`, if given) that touched a path, or records at all; newest first.

    A merge that changed nothing itself is left out, but not the commits that it brought.
    """
    mine = here(folder)
    walk = ["rev-list", "--full-history", head, *([f"^{since}"] if since else []), "--", path or RECORDS]
    show = ["diff-tree", "--stdin", "--always", "-r", "-c", "--root", "-z", "--name-only", "--no-renames", _FORMAT]
    listing: Any = runner(folder).execute(command(folder, *walk), env=_fixed(), as_process=True)
    showing: Any = runner(folder).execute(
        command(folder, "-c", "i18n.logOutputEncoding=UTF-8", *show, "--", RECORDS),
        env=_fixed(),
        as_process=True,
        istream=listing.proc.stdout,
    )
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
        commit=commit,
        parent=parents.split(" ")[0],
        at=_moment(seconds),
        author=author,
        subject=message.strip().split("\n", 1)[0],
        trailers=trailers_in(message),
        paths=tuple(sorted(paths)),
        here=commit in mine,
        is_merge=" " in parents,
    )


def _moment(seconds: str) -> str:
    """The time of a commit; git's own beginning of time for one that no calendar has."""
    try:
        at = datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, OverflowError, OSError):
        at = datetime.fromtimestamp(0, UTC)
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _fixed() -> dict[str, str]:
    """What the write protocol adds to the environment; the rest GitPython takes from this process itself."""
    return {name: value for name, value in environment().items() if os.environ.get(name) != value}
