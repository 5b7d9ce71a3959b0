"""Forgetting what was there before the past was written anew, in the store's folder and in the user's own.

Every step can be done again: one that was cut off is done by the next writer, or by `imatter recover`.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from imatter_cli import apart
from imatter_cli.store import files
from imatter_cli.store.cache.slots import Slots
from imatter_cli.store.clone import clone_id
from imatter_cli.store.fault import fault
from imatter_cli.store.git.repository import Repository
from imatter_cli.store.git.rewriting import with_ids
from imatter_cli.store.git.room import clear_left
from imatter_cli.store.journal import ToForget

#: What git and editors leave in git's folder: messages, and names of commits.
_LEFT: Final = (
    "FETCH_HEAD", "ORIG_HEAD", "AUTO_MERGE", "*_MSG", "*_EDITMSG", "*_MSG~", "*_EDITMSG~", ".*.sw?", "MERGE_RR",
    "rr-cache", "lost-found", "gitk.cache", "objects/info/commit-graph", "objects/info/commit-graphs", "qgit_cache.dat",
)  # fmt: skip
#: Movements of a branch whose line says nothing that a person wrote.
_PLAIN: Final = (b"imatter: ", b"sync", b"join", b"checkout: moving", b"clone: from", b"reset: moving", b"branch: ")
_LINE: Final = re.compile(rb"([0-9a-f]{40,64}) ([0-9a-f]{40,64}) ([^\t\n]*)(?:\t(.*))?")
#: How long a packing that was started after an earlier change may take, in seconds.
_PATIENCE: Final = 600.0


def forget(repository: Repository, erasure: ToForget) -> list[str]:
    """Move other branches and logs on, and remove everything that nothing leads to any more; sentences for the person.

    Call with the folder lock and git's lock on the index held. Raises OSError and StoreTrouble.
    """
    notes = _move(repository, erasure)
    fault("erasing-refs")
    _mend_logs(repository, erasure)
    fault("erasing-logs")
    _remove_left(repository, erasure)
    kept = apart.drafts_of(repository.top, clone_id(repository.top, repository.home))
    for path in apart.clear(kept, erasure.drafts, erasure.reports):
        notes.append(f"{path} could not be removed. It may have words that were erased.")
    fault("erasing-apart")
    if erasure.agreed:
        from imatter_cli.store import agreed  # late: most changes erase nothing

        notes += agreed.finish(erasure.agreed)
    clear_left(repository.home)
    Slots(repository.top).clear()
    fault("erasing-left")
    with _packs(repository):
        repository.git.run("repack", "-a", "-d", "-q")
        fault("erasing-packed")
        repository.git.run("prune", "--expire=now")
    fault("erasing-pruned")
    return [*notes, *_still_there(repository, erasure)]


def _move(repository: Repository, erasure: ToForget) -> list[str]:
    notes = []
    for name, (old, new) in erasure.refs.items():
        now = repository.git.look("rev-parse", "-q", "--verify", name)
        if now == old:
            repository.git.run("update-ref", "--no-deref", *((name, new, old) if new else ("-d", name, old)))
        elif now and now != new:
            notes.append(f"{name} was moved in the meantime and stays as it is.")
    return notes


def _mend_logs(repository: Repository, erasure: ToForget) -> None:
    """Have the logs of where branches were name today's commits, without lines about others and without messages.

    Logs that are not files of their own (git's reftable) are emptied.
    """
    if os.path.isdir(os.path.join(repository.common_dir, "reftable")):
        repository.git.run("reflog", "expire", "--expire=all", "--all")
    listed = repository.git.run("rev-list", "--all", "HEAD").text.split()
    there = {*listed, *erasure.commits.values(), repository.zero}
    for folder in {repository.common_dir, repository.git_dir}:
        for path in (p for p in sorted(Path(folder, "logs").rglob("*")) if p.is_file() and not p.is_symlink()):
            lines = [_mended(line, erasure, there) for line in path.read_bytes().split(b"\n")]
            _write(path, b"".join(line + b"\n" for line in lines if line))


def _mended(line: bytes, erasure: ToForget, there: set[str]) -> bytes:
    found = _LINE.fullmatch(with_ids(line, erasure.commits))
    if found is None or not {found[1].decode(), found[2].decode()} <= there:
        return b""
    said = found[4] or b""
    if found[1] == found[2] and not said:
        return b""  # the move from before to after, as it reads now
    if not said.startswith(_PLAIN):
        said = said.partition(b":")[0]
    return b"%s %s %s\t%s" % (found[1], found[2], found[3], said)


def _write(path: Path, data: bytes) -> None:
    fresh = path.with_name(f".{path.name}.new")
    with fresh.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def _remove_left(repository: Repository, erasure: ToForget) -> None:
    for folder in {repository.common_dir, repository.git_dir}:
        for path in (p for pattern in _LEFT for p in Path(folder).glob(pattern)):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
    for name in erasure.files:
        above, _, last = name.rpartition("/")
        with suppress(FileNotFoundError, files.NotPlain), files.folder(repository.top, above) as at:
            files.remove_in(at, last)


@contextmanager
def _packs(repository: Repository) -> Iterator[None]:
    """The folder of packs for ourselves: a packing in the background would put back what is to go (packing.py)."""
    with files.opened(os.path.join(repository.common_dir, "objects", "pack"), files.FOLDER) as at:
        end = time.monotonic() + _PATIENCE
        while True:
            try:
                fcntl.flock(at, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.1)
        yield


def _still_there(repository: Repository, erasure: ToForget) -> list[str]:
    """A sentence if anything that had to go is still named by something that moved meanwhile."""
    given = "".join(f"{id}\n" for id in erasure.gone).encode()
    lines = repository.git.run("cat-file", "--batch-check=%(objectname)", given=given).text.splitlines()
    left = [line for line in lines if not line.endswith(" missing")]
    if not left:
        return []
    return [
        f"{len(left)} earlier versions are still in the store's history, because something names them that changed "
        f"meanwhile. Erase the same records again."
    ]
