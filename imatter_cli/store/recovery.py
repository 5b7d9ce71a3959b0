"""After a crash: finish the change if the history has it, drop it if not, and say which."""

from __future__ import annotations

import os
import time
from contextlib import suppress

from imatter_cli.errors import StoreTrouble
from imatter_cli.reasons import reason
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Said
from imatter_cli.store import files, journal
from imatter_cli.store.files import NotPlain
from imatter_cli.store.forgetting import forget
from imatter_cli.store.git import index
from imatter_cli.store.git.head import head_in
from imatter_cli.store.git.objects import Objects, TreeEntry, entry_at
from imatter_cli.store.git.process import trouble
from imatter_cli.store.git.repository import Repository
from imatter_cli.store.journal import Journal, JournalRow
from imatter_cli.store.lock import NAME as LOCK
from imatter_cli.store.lock import IndexLock
from imatter_cli.store.staging import Staging
from imatter_cli.store.tidying import clear_left

#: A ref's lock younger than this may be a living git's, in seconds.
_SETTLED = 2.0


def is_tidy(home: str) -> bool:
    """Whether an earlier change left nothing behind. It takes one look into a folder."""
    try:
        return set(os.listdir(home)) <= {LOCK}
    except FileNotFoundError:
        return True


def settle(repository: Repository) -> list[str]:
    """Finish or drop an interrupted change; sentences on what was done. Call with the folder lock held.

    Raises StoreTrouble: code journal for a journal that cannot be understood, locked, unfinished.
    """
    if is_tidy(repository.home):
        return []
    lock = IndexLock(repository.git_dir, repository.home)
    lock.adopt()
    try:
        return _settle(repository, lock)
    except (OSError, NotPlain) as e:
        raise StoreTrouble(
            Said("An interrupted change could not be finished: {why}.", why=_why(e)),
            hint=Remedy("Correct that (free space on the disk, permissions), then type: ", Command("recover")),
            code="unfinished",
        ) from e


def _why(wrong: OSError | NotPlain) -> Said:
    if isinstance(wrong, NotPlain):
        return wrong.said
    if not wrong.filename:
        return Said("{why}", why=reason(wrong))
    return Said("{path}: {why}", path=os.fsdecode(wrong.filename), why=reason(wrong))


def _settle(repository: Repository, lock: IndexLock) -> list[str]:
    index.drop_new(repository)
    clear_left(repository.common_dir, repository.home)
    with suppress(FileNotFoundError):
        os.unlink(os.path.join(repository.home, f"{journal.NAME}.tmp"))
    found = journal.read(repository.home)
    if found is None:
        lock.release()
        return []
    _free_refs(repository, found)
    staging = Staging(repository.top, repository.format)
    with Objects(repository.git) as objects:
        if not _is_recorded(repository, objects, found):
            staging.clear(found.rows)
            if found.erasure is not None and found.erasure.agreed:
                from imatter_cli.store import agreed  # late: most changes erase nothing

                agreed.drop(found.erasure.agreed)
            lock.release()
            journal.clear(repository.home)
            return [
                f"An interrupted change ({found.subject}) had not been recorded, so it was dropped. Nothing was "
                f"changed."
            ]
        return _finish(repository, objects, staging, lock, found)


def _is_recorded(repository: Repository, objects: Objects, found: Journal) -> bool:
    if not head_in(objects) or not objects.id_of(f"{found.commit}^{{commit}}"):
        return False
    result = repository.git.ask("merge-base", "--is-ancestor", found.commit, "HEAD")
    if result.code not in (0, 1):
        raise trouble("merge-base", result)
    return result.code == 0


def _finish(repository: Repository, objects: Objects, staging: Staging, lock: IndexLock, found: Journal) -> list[str]:
    lock.take()
    tree = objects.id_of("HEAD^{tree}")
    ours, notes = [], []
    for row in found.rows:
        entry = entry_at(objects, tree, row.path)
        if (entry.id if entry else "") == row.new:
            ours.append(row)
        else:
            staging.clear([row])
            notes.append(f"{row.path}: {found.subject} was overtaken by a later change, so the file stays as it is.")
    for row in ours:
        _put_again(objects, staging, row)
    _reindex(repository, ours)
    notes += staging.land(ours)
    index.put_new(repository)
    if found.erasure is not None:
        notes += forget(repository, found.erasure)
    lock.release()
    journal.clear(repository.home)
    return [f"An interrupted change ({found.subject}) is recorded, and its files are now in place.", *notes]


def _put_again(objects: Objects, staging: Staging, row: JournalRow) -> None:
    with suppress(NotPlain):  # `land` leaves such a path as it is, and says so
        if row.new and staging.found(row.path) == row.found != row.new:
            staging.put(row, objects.read(row.new))


def _reindex(repository: Repository, rows: list[JournalRow]) -> None:
    lines = index.listed(index.ask(repository, [row.path for row in rows]).check())
    files: dict[str, TreeEntry | None] = {}
    for row in rows:
        line = lines.get(row.path)
        if (line.id if line else "") in (row.old, row.new):
            files[row.path] = TreeEntry(row.mode, row.new) if row.new else None
    index.start_new(repository, files).check()
    index.keep_new(repository)


def _free_refs(repository: Repository, found: Journal) -> None:
    """Take away locks that a killed `update-ref` left; the folder lock proves that no git of ours lives."""
    for folder, ref in ((repository.git_dir, "HEAD"), (repository.common_dir, found.ref)):
        path = os.path.join(folder, f"{ref}.lock")
        with suppress(FileNotFoundError):
            if not _may_be_ours(path, found.commit):
                continue
            before = os.stat(path)
            time.sleep(max(0.0, min(_SETTLED, before.st_mtime + _SETTLED - time.time())))
            after = os.stat(path)
            same = (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
            if same and _may_be_ours(path, found.commit):
                os.unlink(path)


def _may_be_ours(path: str, commit: str) -> bool:
    return files.beginning(path, 128).strip() in (b"", commit.encode())
