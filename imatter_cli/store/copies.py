"""A whole store in one piece: its history, and the files in its folder that are not recorded yet."""

from __future__ import annotations

import os
from collections.abc import Mapping

from imatter_cli.classes import immutable
from imatter_cli.errors import BadValue, Refused, StoreTrouble
from imatter_cli.reasons import reason
from imatter_cli.remedies import Remedy, ShellLine
from imatter_cli.said import Said
from imatter_cli.store import files
from imatter_cli.store.files import NotPlain
from imatter_cli.store.git import bundle
from imatter_cli.store.git.bundle import History, NotABundle
from imatter_cli.store.git.names import name_writer
from imatter_cli.store.git.place import is_cut
from imatter_cli.store.git.process import Git
from imatter_cli.store.git.repository import open_repository
from imatter_cli.store.lock import folder_lock
from imatter_cli.store.recovery import settle

__all__ = ["Copy", "History", "damaged", "lay_out", "take"]


@immutable
class Copy:
    """A store at one moment.

    `history` has all branches and tags. `edited` are the files that differ from the last change or are in no change, by
    path, and `gone` those that were removed since. `left_out` are the links and the like among them. `writer` is the
    name and the address under which changes are made in this store alone.
    """

    history: History
    format: str
    edited: Mapping[str, bytes]
    gone: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    writer: tuple[str, str] = ("", "")


def take(root: str) -> Copy:
    """A copy of the store in a folder, whole even while others write; an interrupted change is settled first.

    Raises Refused (an unfinished merge and the like; `no-branch`) and StoreTrouble (also `cut`).
    """
    repository = open_repository(root)
    repository.refuse_states()
    with folder_lock(repository.home) as descriptor:
        held = repository.keeping(descriptor)
        settle(held)
        if is_cut(held.top):
            raise StoreTrouble(
                "This copy of the store has only a part of the history, so it can't be backed up.",
                hint="Back up a copy that has all of it.", code="cut",
            )  # fmt: skip
        history = bundle.pack(held.git)
        if history is None:
            raise Refused(
                "This folder shows an earlier change, not the newest, so it can't be backed up.",
                hint=Remedy("To go back to the newest: ", ShellLine("git", "-C", root, "switch", "-")),
                code="no-branch",
            )
        edited, gone, left_out = _unrecorded(held.git, root)
        return Copy(history, repository.format, edited, gone, left_out, bundle.writer(held.git))


def lay_out(root: str, copy: Copy) -> None:
    """Make the store again in an empty folder, as it was. Raises BadValue (`damaged`), StoreTrouble."""
    try:
        bundle.unpack(root, copy.history, copy.format)
        for path in copy.gone:
            _remove(root, path)
        for path, data in copy.edited.items():
            _put(root, path, data)
    except (NotABundle, NotPlain) as wrong:
        raise damaged() from wrong
    if all(copy.writer):
        name_writer(Git(root), *copy.writer)


def damaged() -> BadValue:
    """The refusal of a copy that is not what was written."""
    return BadValue(
        "This backup is damaged. Nothing was restored.",
        hint="Try another copy of the file, or an older backup.", code="damaged",
    )  # fmt: skip


def _unrecorded(git: Git, root: str) -> tuple[dict[str, bytes], tuple[str, ...], tuple[str, ...]]:
    edited: dict[str, bytes] = {}
    gone: list[str] = []
    left_out: list[str] = []
    for path in bundle.unrecorded(git):
        try:
            data = files.read(root, path)
        except NotPlain:
            left_out.append(path)
            continue
        except OSError as wrong:
            raise StoreTrouble(
                Said("{path} can't be read: {why}. Nothing was backed up.", path=path, why=reason(wrong)),
                hint="Correct that, and try again.", code="not-read",
            ) from wrong  # fmt: skip
        if data is None:
            gone.append(path)
        else:
            edited[path] = data
    return edited, tuple(gone), tuple(left_out)


def _remove(root: str, path: str) -> None:
    above, _, name = path.rpartition("/")
    with files.folder(root, above, create=True) as at:
        files.remove_in(at, name)


def _put(root: str, path: str, data: bytes) -> None:
    above, _, name = path.rpartition("/")
    if path.partition("/")[0].lower() == ".git" or name in ("", ".", ".."):
        raise damaged()
    try:
        with files.folder(root, above, create=True) as at:
            files.remove_in(at, name)
            files.write_new(at, name, data)
    except OSError as wrong:
        raise StoreTrouble(
            Said("{path} could not be written: {why}.", path=os.path.join(root, path), why=reason(wrong)),
            hint="Choose another place.", code="not-written",
        ) from wrong  # fmt: skip
