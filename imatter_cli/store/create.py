"""Making a store: a new repository, or records in one that was there before."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping, Sequence, Set

from imatter_cli.store import transaction
from imatter_cli.store.git.attributes import LINES
from imatter_cli.store.git.names import name_writer
from imatter_cli.store.git.objects import Objects
from imatter_cli.store.git.place import git_folder
from imatter_cli.store.git.process import Git
from imatter_cli.store.git.repository import open_repository
from imatter_cli.store.lock import not_made
from imatter_cli.store.message import message as commit_message
from imatter_cli.store.open import GitStore
from imatter_cli.store.rendering import Target
from imatter_cli.store.snapshot import Snapshot
from imatter_cli.store.transaction import PlannedCommit, Work

_ATTRIBUTES = ".gitattributes"
_BRANCH = "main"


def create(
    path: str, files: Mapping[str, bytes], *, identity: tuple[str, str] | None, message: str,
    trailers: Sequence[tuple[str, str]] = (), then: Callable[[GitStore], object] = bool,
) -> GitStore:  # fmt: skip
    """A store in the folder `path`, with these files (by path in the store) as one commit, and what `then` does to it.

    A folder that is made is its owner's alone. A folder that is not a repository yet becomes one, on branch `main`, and
    `identity` (name, address) is set for it alone; in a repository that was there before nothing is set, and a missing
    identity is refused. What records need in .gitattributes is added. Raises what a transaction raises, and what `then`
    does. Of a new repository nothing is left then, also where somebody stops it.
    """
    root = os.path.abspath(path)
    if git_folder(root):
        store = _fill(root, files, message, trailers)
        then(store)
        return store
    before = set(os.listdir(root)) if os.path.isdir(root) else None
    try:
        os.makedirs(root, mode=0o700, exist_ok=True)  # the folder itself; those above it are made as usual
    except OSError as e:
        raise not_made(root, e) from e
    try:
        git = Git(root)
        git.run("init", "-q", "--template=", "-b", _BRANCH, ".")
        if identity is not None:
            name_writer(git, *identity)
        store = _fill(root, files, message, trailers)
        then(store)
        return store
    except BaseException:
        with transaction.signals_held():
            _take_away(root, before)
        raise


def _take_away(root: str, before: Set[str] | None) -> None:
    """Remove what is in the folder now and was not before, and the folder itself if there was none."""
    if before is None:
        shutil.rmtree(root, ignore_errors=True)
        return
    for name in set(os.listdir(root)) - before:
        path = os.path.join(root, name)
        shutil.rmtree(path, ignore_errors=True)
        if os.path.isfile(path):
            os.unlink(path)


def has_history(path: str) -> bool:
    """Whether the folder is the top of a repository already: records can be added to it."""
    return bool(git_folder(os.path.abspath(path)))


def _fill(root: str, files: Mapping[str, bytes], subject: str, trailers: Sequence[tuple[str, str]]) -> GitStore:
    def work(base: Snapshot) -> Work:
        wanted = {_ATTRIBUTES: _with_lines(base.bytes_at(_ATTRIBUTES) or b""), **files}
        targets = tuple(Target(path, data) for path, data in wanted.items())
        return Work(subject, (PlannedCommit(commit_message(subject, trailers), targets),))

    repository = open_repository(root)
    with Objects(repository.git) as objects:
        transaction.commit(repository, objects, work)
    return GitStore(root)


def _with_lines(old: bytes) -> bytes:
    there = {line.strip() for line in old.decode("utf-8", "replace").splitlines()}
    more = [line for line in LINES if line not in there]
    if not more:
        return old
    start = old if not old or old.endswith(b"\n") else old + b"\n"
    return start + "".join(f"{line}\n" for line in more).encode()
