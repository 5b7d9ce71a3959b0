"""What a commit says, read from its bytes as git stores them, and the bytes of a new one."""

from __future__ import annotations

import os
from collections.abc import Sequence


def headed(commit: bytes, name: bytes) -> bytes:
    """What a commit's heading has under that name, such as `committer`; empty if it has nothing."""
    start = name + b" "
    return next((line[len(start) :] for line in _heading(commit) if line.startswith(start)), b"")


def who(commit: bytes) -> list[bytes]:
    """The lines on author and committer, as they are stored."""
    return [line for line in _heading(commit) if line.startswith((b"author ", b"committer "))]


def parents_of(commit: bytes) -> list[str]:
    """The commits that it says it builds on."""
    return [line[7:].decode("ascii", "replace") for line in _heading(commit) if line.startswith(b"parent ")]


def tree_of(commit: bytes) -> str:
    """The tree of a commit."""
    return commit[5 : commit.index(b"\n")].decode("ascii")


def message_of(commit: bytes) -> bytes:
    """What a person or imatter wrote about it."""
    return commit.partition(b"\n\n")[2]


def commit_object(tree: str, parents: Sequence[str], who: tuple[str, str], message: str) -> bytes:
    """The bytes of a commit. `who` are author and committer, each with the time."""
    lines = [f"tree {tree}", *(f"parent {parent}" for parent in parents), f"author {who[0]}", f"committer {who[1]}"]
    return os.fsencode("\n".join(lines) + "\n\n" + message)


def _heading(commit: bytes) -> list[bytes]:
    return commit.partition(b"\n\n")[0].split(b"\n")
