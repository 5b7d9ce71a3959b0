"""Record files that were deleted by hand, put back as they were last saved."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress

from imatter_cli.store.files import NotPlain
from imatter_cli.store.git.objects import Objects
from imatter_cli.store.git.process import Git
from imatter_cli.store.git.repository import Repository
from imatter_cli.store.journal import JournalRow
from imatter_cli.store.paths import RECORDS, id_for
from imatter_cli.store.snapshot import Snapshot
from imatter_cli.store.staging import PREFIX, Staging


def deleted(git: Git) -> list[str]:
    """Record paths whose files are gone, without those that git was asked to remove or to leave out."""
    listed = os.fsdecode(git.run("ls-files", "-z", "-d", "--", RECORDS).out).split("\0")
    return sorted({path for path in listed if path and id_for(path) is not None})


def put_back(repository: Repository) -> list[str]:
    """Put the files of the last commit in those places; the paths. Call with the folder lock held.

    Raises OSError and StoreTrouble.
    """
    rows: list[JournalRow] = []
    staging = Staging(repository.top, repository.format)
    with Objects(repository.git) as objects:
        last = Snapshot.of(objects, "HEAD")
        for path in deleted(repository.git):
            entry = last.entry(path)
            if entry is not None and entry.is_file:
                temp = f"{PREFIX}{secrets.token_hex(6)}"
                row = JournalRow(path, old=entry.id, new=entry.id, found="", mode=entry.mode, temp=temp)
                with suppress(NotPlain):  # what else is in its way stays as it is, and `check` names it
                    staging.put(row, last.bytes_at(path))
                    rows.append(row)
    return [row.path for row in rows if not staging.land([row])]
