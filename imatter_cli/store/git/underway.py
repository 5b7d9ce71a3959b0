"""What git is in the middle of in a folder: a merge, a rebase and the like, during which nothing may be recorded."""

from __future__ import annotations

import os

from imatter_cli.errors import Refused
from imatter_cli.remedies import Remedy, ShellLine
from imatter_cli.said import Many, Prose, Said
from imatter_cli.store import files

#: A file or folder in git's own folder, the git command that is under way while it is there, and how people call it.
#: A rebase of one sort and `git am` share a folder; the file in it tells them apart, so it comes first.
_SIGNS = (
    ("MERGE_HEAD", "merge", "A merge of two versions (git merge)"),
    ("CHERRY_PICK_HEAD", "cherry-pick", "Copying a change (git cherry-pick)"),
    ("REVERT_HEAD", "revert", "Taking back a change (git revert)"),
    ("rebase-merge", "rebase", "Moving changes onto others (git rebase)"),
    ("rebase-apply/applying", "am", "Applying patches (git am)"),
    ("rebase-apply", "rebase", "Moving changes onto others (git rebase)"),
)
_SEVERAL = "sequencer/todo"
_LINE = 1024


def under_way(top: str, git_dir: str) -> Refused | None:
    """The refusal for what git is in the middle of in this folder; None for nothing. Starts no git."""
    for sign, command, name in _SIGNS:
        if os.path.lexists(os.path.join(git_dir, sign)):
            return _unfinished(top, command, name)
    steps = os.path.join(git_dir, _SEVERAL)
    if os.path.lexists(steps):  # several were asked for, and it is between two of them
        wanted = "revert" if _first_word(steps) == b"revert" else "cherry-pick"
        return next(_unfinished(top, command, name) for _, command, name in _SIGNS if command == wanted)
    return None


def detached(top: str, git_dir: str) -> Refused:
    """The refusal for a folder that is on no branch. A bisection keeps nothing else from being recorded."""
    if os.path.lexists(os.path.join(git_dir, "BISECT_LOG")):
        return Refused(
            Said(
                "A search through the history (git bisect) is not finished in {path}. Until it is, nothing can be "
                "recorded.",
                path=top,
            ),
            hint=Remedy("End the search (", ShellLine("git", "bisect", "reset"), "), then try again."), code="bisect",
        )  # fmt: skip
    return Refused(
        Said(
            "{path} shows an earlier state of its history and is not on a branch. A change made there would be lost.",
            path=top,
        ),
        hint=Remedy(
            "Go back to the branch (", ShellLine("git", "switch", "main"), "), or make one here (",
            ShellLine("git", "switch", "-c", "NAME"), "), then try again.",
        ),
        code="detached",
    )  # fmt: skip


def unmerged(top: str, paths: list[str]) -> Refused:
    """The refusal for files of which git holds two versions."""
    return Refused(
        Said("{paths} has two versions in {folder} that have not been merged.", paths=Many(paths), folder=top),
        code="merge",
        hint=Remedy(
            "Edit each file so that it holds what should stay, and type: ", ShellLine("git", "add", *paths),
            ". Then try again.",
        ),
        details={"paths": paths},
    )  # fmt: skip


def _unfinished(top: str, command: str, name: str) -> Refused:
    return Refused(
        Said("{what} is not finished in {path}. Until it is, nothing can be recorded.", what=Prose(name), path=top),
        hint=Remedy(
            "Finish it (", ShellLine("git", command, "--continue"), ") or drop it (",
            ShellLine("git", command, "--abort"), "), then try again.",
        ),
        code=command,
    )  # fmt: skip


def _first_word(path: str) -> bytes:
    try:
        return files.beginning(path, _LINE).split(b" ", 1)[0].strip()
    except OSError:
        return b""
