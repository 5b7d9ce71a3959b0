"""The last commit's bytes of a few paths, for a reader that meets an unfinished change."""

from __future__ import annotations

from collections.abc import Iterable

from imatter_cli.store.files import NotPlain
from imatter_cli.store.git.head import refuse_lost
from imatter_cli.store.git.objects import Objects
from imatter_cli.store.git.process import Git
from imatter_cli.store.snapshot import Snapshot


def committed_bytes(root: str, paths: Iterable[str]) -> dict[str, bytes | None]:
    """What HEAD has at each path; None where it has nothing. Raises StoreTrouble."""
    git = Git(root)
    with Objects(git) as objects:
        head = objects.resolve("HEAD^{tree}")
        if head is None:
            refuse_lost(git)
        snapshot = Snapshot(objects, head[0] if head else None)
        return {path: _bytes(snapshot, path) for path in paths}


def _bytes(snapshot: Snapshot, path: str) -> bytes | None:
    try:
        return snapshot.bytes_at(path)
    except NotPlain:
        return None
