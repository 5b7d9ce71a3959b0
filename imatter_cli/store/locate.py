"""Which store (DESIGN.md, section 1): named, by IMATTER_STORE, around us, or the user's default."""

from __future__ import annotations

import os

from imatter_cli.domain.ids import PROGRAMME_PATH
from imatter_cli.errors import StoreTrouble
from imatter_cli.store.git.place import git_folder, no_repository

VARIABLE = "IMATTER_STORE"
_DEFAULT = "default-store"


def locate(explicit: str = "", start: str = "") -> str:
    """The absolute path of the store to use; `start` is where to look from (the current folder if empty).

    Raises StoreTrouble: no-store where there is none, no-git for a folder with records that no git looks after.
    """
    if explicit:
        return _named(explicit, "--store")
    variable = os.environ.get(VARIABLE, "")
    if variable:
        return _named(variable, VARIABLE)
    around = _around(start or os.getcwd())
    if around:
        return _checked(around)
    kept = default_store()
    if kept:
        return _named(kept, "the default store (set by `imatter init`)")
    raise StoreTrouble(
        "There is no notebook here yet, nor a programme's store.",
        hint="`imatter project new` at a terminal begins a notebook with a first idea; `imatter init` makes an empty "
        "one; --store PATH names one that is somewhere else.",
        code="no-store",
    )


def is_store(path: str) -> bool:
    """Whether a folder has a programme in it."""
    return os.path.isfile(os.path.join(path, PROGRAMME_PATH))


def default_store() -> str:
    """The absolute path of the user's default store; empty if none is set."""
    try:
        with open(_default_file(), encoding="utf-8", errors="surrogateescape") as file:
            return file.read().strip("\n")
    except OSError:
        return ""


def set_default_store(path: str) -> None:
    """Keep a store as the user's default. Raises StoreTrouble (code read-only)."""
    file_path = _default_file()
    try:
        os.makedirs(os.path.dirname(file_path), exist_ok=True)
        with open(file_path, "w", encoding="utf-8", errors="surrogateescape") as file:
            file.write(f"{os.path.abspath(path)}\n")
    except OSError as e:
        raise StoreTrouble(
            f"The default store could not be kept in {file_path}: {e.strerror}.",
            hint=f"Name the store instead: --store PATH, or set {VARIABLE}.",
            code="read-only",
        ) from e


def _default_file() -> str:
    from platformdirs import user_config_dir  # only where no store is near

    return os.path.join(user_config_dir("imatter"), _DEFAULT)


def _around(start: str) -> str:
    folder = os.path.abspath(start)
    while not is_store(folder):
        above = os.path.dirname(folder)
        if above == folder:
            return ""
        folder = above
    return folder


def _named(path: str, whence: str) -> str:
    folder = os.path.abspath(os.path.expanduser(path))
    if not is_store(folder):
        raise StoreTrouble(
            f"{folder}, named by {whence}, is no store: it has no {PROGRAMME_PATH}.",
            hint=f"`imatter init {path}` makes one there.",
            code="no-store",
        )
    return _checked(folder)


def _checked(folder: str) -> str:
    if not git_folder(folder):
        raise no_repository(folder)
    return folder
