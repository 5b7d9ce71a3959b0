"""A whole history as one text (a git bundle), and what lies in a folder that is in no change."""

from __future__ import annotations

import os
from collections.abc import Iterator

from imatter_cli.classes import immutable
from imatter_cli.store.git.head import head
from imatter_cli.store.git.process import Git, is_closed, is_full, trouble

#: What a copy takes of the branches and tags: where other copies stood, and what `git stash` put by, stay behind.
_TAKEN = ("--exclude=refs/remotes/*", "--exclude=refs/stash", "--all", "HEAD")
_CARRIED = ("refs/heads/", "refs/tags/")
_SIGNATURES = (b"# v2 git bundle\n", b"# v3 git bundle\n")
#: How an entry of `git status` begins: two letters and a space.
_LETTERS = 3


class NotABundle(Exception):
    """It is not a bundle, it builds on a history that is not in it, or its history is damaged."""


@immutable
class History:
    """The history as git packs it (`packed`), the commit that it ends with, and the branch that shows it.

    `last` is when that commit was made (in seconds, as git counts), and `changes` how many commits lead to it.
    """

    packed: bytes
    head: str
    branch: str
    last: int
    changes: int


def pack(git: Git) -> History | None:
    """All branches and tags of a repository. None where no branch is shown, or nothing was committed.

    Raises StoreTrouble.
    """
    last, branch = head(git), git.look("symbolic-ref", "-q", "--short", "HEAD")
    if not last or not branch:
        return None
    at, changes = git.run("show", "-s", "--format=%ct", last).text, git.run("rev-list", "--count", last).text
    return History(git.run("bundle", "create", "-q", "-", *_TAKEN).out, last, branch, int(at), int(changes))


def unpack(root: str, bundle: History, format: str) -> None:
    """A new repository in an empty folder, with that history and its files. Raises NotABundle, StoreTrouble."""
    names, packed = _parts(bundle.packed)
    shown = f"refs/heads/{bundle.branch}"
    if names.get("HEAD") != bundle.head or names.get(shown) != bundle.head:
        raise NotABundle
    git = Git(root)
    git.run("init", "-q", "--template=", f"--object-format={format}", "-b", "main", ".")
    done = [git.ask("index-pack", "--stdin", "--strict", given=packed)]
    done += [git.ask("update-ref", name, id) for name, id in names.items() if name.startswith(_CARRIED)]
    done += [git.ask("symbolic-ref", "HEAD", shown), git.ask("reset", "-q", "--hard")]
    for result in done:
        if is_full(result) or is_closed(result):
            raise trouble("init", result, root)
        if result.code:
            raise NotABundle


def unrecorded(git: Git) -> Iterator[str]:
    """The paths of all files that differ from the last change, are gone since then, or are in no change."""
    listed = git.run("status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=all").out
    for entry in os.fsdecode(listed).split("\0")[:-1]:
        yield entry[_LETTERS:]


def writer(git: Git) -> tuple[str, str]:
    """The name and the address that are set for this repository alone; empty where they are not."""
    return git.look("config", "--local", "--get", "user.name"), git.look("config", "--local", "--get", "user.email")


def _parts(packed: bytes) -> tuple[dict[str, str], bytes]:
    """The commit of each name in a bundle, and its objects. Raises NotABundle."""
    first, blank, objects = packed.partition(b"\n\n")
    names: dict[str, str] = {}
    if not blank or not packed.startswith(_SIGNATURES):
        raise NotABundle
    for line in first.decode("utf-8", "surrogateescape").split("\n")[1:]:
        if line.startswith("-"):  # it builds on a commit that it does not have
            raise NotABundle
        if not line.startswith("@"):
            id, _, name = line.partition(" ")
            names[name] = id
    return names, objects
