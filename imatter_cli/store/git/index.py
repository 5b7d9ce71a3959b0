"""git's index: what it says about a few paths, and a new one next to it that a rename puts in its place.

The index is rewritten once a change, whatever its form (version 2 or 4, split, sparse): at 100,000 records that is what
a change costs. Files' times stay zero in it, so git looks at the files anew the next time it is asked.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from contextlib import suppress

from imatter_cli.classes import immutable
from imatter_cli.store import files
from imatter_cli.store.git.objects import TreeEntry
from imatter_cli.store.git.process import Result, Running
from imatter_cli.store.git.repository import Repository

NEW = "index.new"
#: So many paths can be named on a command line; of more, all are listed.
_NAMED = 200


@immutable
class IndexLine:
    """One line of the index: is it left out of a sparse work tree, at which stage of a merge, and which object."""

    outside: bool
    stage: int
    id: str


def ask(repository: Repository, paths: Sequence[str]) -> Running:
    """Start git on listing these paths."""
    return repository.git.start("ls-files", "-z", "-t", "--stage", "--", *(paths if len(paths) <= _NAMED else ()))


def listed(result: Result) -> dict[str, IndexLine]:
    """The index's lines by path; of a path in a merge, one of its stages."""
    lines: dict[str, IndexLine] = {}
    for line in os.fsdecode(result.out).split("\0")[:-1]:
        about, _, path = line.partition("\t")
        tag, _, id, stage = about.split(" ")
        lines[path] = IndexLine(outside=tag == "S", stage=int(stage), id=id)
    return lines


def start_new(repository: Repository, wanted: Mapping[str, TreeEntry | None]) -> Running:
    """Start git on a new index with these files, next to the old one. `keep_new` then flushes it to the disk.

    Call with `index.lock` held. Raises StoreTrouble and OSError (a full disk).
    """
    new = os.path.join(repository.home, NEW)
    drop_new(repository)
    with suppress(FileNotFoundError):
        _alias(os.path.join(repository.git_dir, "index"), new)
    zero = repository.zero
    rows = "".join(f"{e.mode} {e.id}\t{p}\0" if e else f"0 {zero}\t{p}\0" for p, e in wanted.items())
    given, variables = os.fsencode(rows), {"GIT_INDEX_FILE": new}
    return repository.git.start("update-index", "-z", "--index-info", given=given, variables=variables)


def keep_new(repository: Repository) -> None:
    """Make the new index durable. Raises OSError."""
    with files.opened(os.path.join(repository.home, NEW), os.O_RDONLY) as file:
        os.fsync(file)


def put_new(repository: Repository) -> None:
    """Put the new index in force."""
    os.rename(os.path.join(repository.home, NEW), os.path.join(repository.git_dir, "index"))
    drop_new(repository)  # where nothing had to change both are names of one file, and such a rename does nothing


def drop_new(repository: Repository) -> None:
    """Take away what was made, if anything was."""
    for name in (NEW, f"{NEW}.lock"):
        with suppress(FileNotFoundError):
            os.unlink(os.path.join(repository.home, name))


def _alias(path: str, new: str) -> None:
    # git replaces an index and never writes into one, so a second name is as good as a copy, and costs nothing.
    try:
        os.link(path, new)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copyfile(path, new)
