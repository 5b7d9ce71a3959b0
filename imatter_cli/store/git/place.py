"""Where git keeps its things, found without starting git: what only reads records needs no more."""

from __future__ import annotations

import os

from imatter_cli.errors import StoreTrouble


def no_repository(folder: str) -> StoreTrouble:
    """The error for a folder with records that no git looks after."""
    return StoreTrouble(
        f"{folder} has records, but nothing keeps their history.",
        hint=f"Type: git init {folder}, then git -C {folder} add records and git -C {folder} commit.",
        code="no-git",
    )


def git_folder(root: str) -> str:
    """Git's folder of a work tree, found without starting git; empty if there is none.

    A linked work tree and a submodule have a file in its place that says where it is (gitrepository-layout(5)).
    """
    path = os.path.join(root, ".git")
    if os.path.isdir(path):
        return path
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            first = file.readline(8192)
    except OSError:
        return ""
    where = first.removeprefix("gitdir: ").rstrip("\n")
    return os.path.normpath(os.path.join(root, where)) if where != first else ""
