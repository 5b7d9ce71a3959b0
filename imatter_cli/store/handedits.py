"""Which record files differ from the last commit, by hashing them here: git's own status would run programs."""

from __future__ import annotations

import os

from imatter_cli.store import files
from imatter_cli.store.files import NotPlain
from imatter_cli.store.git.head import head
from imatter_cli.store.git.objects import format_of, object_id
from imatter_cli.store.git.process import Git, trouble
from imatter_cli.store.paths import RECORDS, id_for


def edited(git: Git, root: str) -> list[str]:
    """Record paths whose files were changed, added or taken away by hand, sorted. Raises StoreTrouble."""
    committed = _committed(git)
    here: set[str] = set()
    differing: set[str] = set()
    for path in filter(id_for, files.walk(root, RECORDS)):
        here.add(path)
        try:
            data = files.read(root, path)
        except (NotPlain, OSError):
            data = None
        was = committed.get(path, "")
        if data is None or not was or was != object_id(format_of(was), "blob", data):
            differing.add(path)
    return sorted(differing | (committed.keys() - here))


def _committed(git: Git) -> dict[str, str]:
    result = git.ask("ls-tree", "-r", "-z", "--full-tree", "HEAD", RECORDS)
    if result.code != 0 and head(git):
        raise trouble("ls-tree", result, git.folder)
    found: dict[str, str] = {}
    for line in os.fsdecode(result.out).split("\0")[:-1] if result.code == 0 else ():
        about, _, path = line.partition("\t")
        if id_for(path) is not None:
            found[path] = about.split(" ")[2]
    return found
