"""The records as the next commit would have them: the last one, with what git's index says instead.

Git tells its hooks with GIT_INDEX_FILE which index that is: `git commit -- PATH` makes one of its own. Nothing is
written, not even objects: what differs is asked of git, all else is read from the last commit.
"""

from __future__ import annotations

import os
from collections import defaultdict

from imatter_cli.errors import Refused
from imatter_cli.remedies import Remedy, ShellLine
from imatter_cli.said import Said
from imatter_cli.store.git.difference import file_rows
from imatter_cli.store.git.head import refuse_lost
from imatter_cli.store.git.objects import FOLDER_MODE, Objects, Tree, TreeEntry
from imatter_cli.store.paths import RECORDS
from imatter_cli.store.snapshot import Snapshot

#: The tree with nothing in it, which git knows without having it (for a store without a commit).
_EMPTY = {
    "sha1": "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
    "sha256": "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321",
}


class StagedTree(Snapshot):
    """Reader over one tree with some of its paths replaced (None: taken away); see contract.Staged."""

    def __init__(self, objects: Objects, tree: str, differing: dict[str, TreeEntry | None]) -> None:
        super().__init__(objects, tree)
        self.changed = frozenset(differing)
        self._differing = differing
        self._by_folder: dict[str, dict[str, TreeEntry | None]] = defaultdict(dict)
        for path, entry in differing.items():
            above, _, name = path.rpartition("/")
            self._by_folder[above][name] = entry
            while entry is not None and above:
                above, _, name = above.rpartition("/")
                self._by_folder[above].setdefault(name, TreeEntry(FOLDER_MODE, ""))

    def entry(self, path: str) -> TreeEntry | None:
        """What the next commit has at the path of a file."""
        return self._differing[path] if path in self._differing else super().entry(path)

    def _names(self, path: str) -> Tree:
        there = super()._names(path)
        instead = self._by_folder.get(path)
        if not instead:
            return there
        names: dict[str, TreeEntry | None] = {**there}
        for name, entry in instead.items():
            is_kept = entry is not None and entry.is_folder and name in there and there[name].is_folder
            names[name] = there[name] if is_kept else entry
        return {name: entry for name, entry in names.items() if entry is not None}


def staged(objects: Objects, git_dir: str) -> StagedTree:
    """What the next commit of a work tree would have. Raises Refused (code merge), StoreTrouble."""
    git = objects.git
    tree = objects.id_of("HEAD^{tree}")
    if not tree:
        refuse_lost(git)
    index = _index(git.folder, git_dir)
    asked = git.run(
        "diff-index", "--cached", "--raw", "-z", "--no-renames", "--no-abbrev", "--ita-invisible-in-index",
        tree or _EMPTY[git.run("rev-parse", "--show-object-format").text], "--", RECORDS,
        variables={"GIT_INDEX_FILE": index} if index else None,
    )  # fmt: skip
    return StagedTree(objects, tree, _differing(asked.out))


def _index(root: str, git_dir: str) -> str:
    """The index that a hook is to look at; empty for git's usual one, and where it was another repository's hook."""
    named = os.environ.get("GIT_INDEX_FILE", "")
    if not named:
        return ""
    theirs = os.environ.get("GIT_DIR", "")
    if theirs:
        is_ours = os.path.realpath(theirs) == os.path.realpath(git_dir)
    else:
        here, top = os.path.realpath(os.getcwd()), os.path.realpath(root)
        is_ours = os.path.commonpath((here, top)) == top
    return os.path.abspath(named) if is_ours else ""


def _differing(out: bytes) -> dict[str, TreeEntry | None]:
    """What is at each path now, from what git lists."""
    found: dict[str, TreeEntry | None] = {}
    for row in file_rows(out):
        if row.how == "U":
            raise Refused(
                Said("{path} has two versions that have not been merged.", path=row.path), code="merge",
                hint=Remedy(
                    "Edit the file so that it holds what should stay, and type: ", ShellLine("git", "add", row.path),
                    ". Then try again.",
                ),
                details={"path": row.path},
            )  # fmt: skip
        found[row.path] = row.entry
    return found
