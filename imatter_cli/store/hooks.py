"""The files that git runs before a commit, a merge or a push made by hand: where they are, and ours put there."""

from __future__ import annotations

import os

from imatter_cli.classes import immutable
from imatter_cli.errors import Refused, StoreTrouble
from imatter_cli.reasons import reason
from imatter_cli.said import Said
from imatter_cli.store import files
from imatter_cli.store.git.place import refuse_odd
from imatter_cli.store.git.repository import open_repository

_FOLDER = "hooks"
_SETTING = "core.hooksPath"
#: Whose settings count: not those that our own git is started with.
_SCOPES = ("system", "global", "local", "worktree")


@immutable
class Hook:
    """A store's hook of a name: `folder` is git's own, shared by all its work trees; `text` is None if there is none.

    `is_plain` is false for a link and anything else but a file.
    """

    folder: str
    name: str
    text: bytes | None
    is_plain: bool = True

    @property
    def path(self) -> str:
        """Where it is, or would be."""
        return os.path.join(self.folder, _FOLDER, self.name)


def find(root: str, name: str, instead: str) -> Hook:
    """The hook of that name of the store at `root`; `instead` is the line that a hook kept elsewhere would need.

    Raises Refused (`hooks-elsewhere`) where the settings name another folder for hooks, StoreTrouble.
    """
    repository = open_repository(root)
    elsewhere = repository.config.get(_SETTING, _SCOPES)
    if elsewhere:
        raise Refused(
            Said(
                "This store's hooks are in {path} (the setting {setting}), which other stores may share.",
                path=elsewhere, setting=_SETTING,
            ),
            hint=Said("Add this line to {path}: {line}", path=os.path.join(elsewhere, name), line=instead),
            code="hooks-elsewhere", details={"path": elsewhere, "line": instead},
        )  # fmt: skip
    refuse_odd(repository.common_dir, [_FOLDER])
    try:
        return Hook(repository.common_dir, name, files.read(repository.common_dir, f"{_FOLDER}/{name}"))
    except files.NotPlain:
        return Hook(repository.common_dir, name, None, is_plain=False)
    except OSError as e:
        raise _closed(os.path.join(repository.common_dir, _FOLDER), e) from e


def put(hook: Hook, text: bytes) -> None:
    """Put this text in the hook's place, whole or not at all. Raises StoreTrouble."""
    fresh = f"{hook.name}.imatter-new"
    try:
        with files.folder(hook.folder, _FOLDER, create=True) as at:
            files.remove_in(at, fresh)
            files.write_new(at, fresh, text, 0o777)
            os.rename(fresh, hook.name, src_dir_fd=at, dst_dir_fd=at)
    except OSError as e:
        raise _closed(hook.path, e) from e


def remove(hook: Hook) -> None:
    """Take the hook away. Raises StoreTrouble."""
    try:
        with files.folder(hook.folder, _FOLDER) as at:
            files.remove_in(at, hook.name)
    except OSError as e:
        raise _closed(hook.path, e) from e


def _closed(path: str, e: OSError) -> StoreTrouble:
    return StoreTrouble(
        Said("{path} cannot be read or written: {why}.", path=path, why=reason(e)),
        hint="Look at the folder's permissions.", code="read-only",
    )  # fmt: skip
