"""Which store: named, by IMATTER_STORE, around us, or the user's default."""

from __future__ import annotations

import os

from imatter_cli.domain.ids import PROGRAMME_PATH
from imatter_cli.errors import StoreTrouble
from imatter_cli.store.git.place import git_folder, no_repository

VARIABLE = "IMATTER_STORE"
RECORDS = PROGRAMME_PATH.partition("/")[0]
_DEFAULT = "default-store"


def locate(explicit: str = "", start: str = "") -> str:
    """The absolute path of the store to use; `start` is where to look from (the current folder if empty).

    Raises StoreTrouble: no-store where there is none, no-git for a folder with records that no git looks after,
    no-programme for a store around us whose programme file is gone: no other store takes its place.
    """
    if explicit:
        return _named(explicit, "--store")
    variable = os.environ.get(VARIABLE, "")
    if variable:
        return _named(variable, VARIABLE)
    around = around_us(start)
    if around:
        return around
    kept = default_store()
    if kept:
        return _named(kept, "the default store (set by `imatter init`)")
    raise StoreTrouble(
        "There is no notebook or programme store here yet.",
        hint="To begin a notebook with a first idea, type `imatter project new` at a terminal. To make an empty "
        "one, type `imatter init`. If it is somewhere else, add --store PATH.",
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
            f"The default store could not be saved in {file_path}: {e.strerror}.",
            hint=f"Name the store instead: --store PATH, or set {VARIABLE}.",
            code="read-only",
        ) from e


def _default_file() -> str:
    from platformdirs import user_config_dir  # only where no store is near

    return os.path.join(user_config_dir("imatter"), _DEFAULT)


def around_us(start: str = "") -> str:
    """The store that the current folder (or `start`) is in; empty where it is in none. Raises as `locate`."""
    folder = os.path.abspath(start or os.getcwd())
    while not is_store(folder):
        _refuse_broken(folder)
        above = os.path.dirname(folder)
        if above == folder:
            return ""
        folder = above
    return _checked(folder)


def _refuse_broken(folder: str) -> None:
    """Refuse a repository that has records, or had some, and no programme file (`no-programme`)."""
    git = git_folder(folder)
    if git and (os.path.isdir(os.path.join(folder, RECORDS)) or os.path.isdir(os.path.join(git, "imatter"))):
        raise StoreTrouble(
            f"{folder} is a store without its rules. The file {PROGRAMME_PATH} is missing.",
            hint=f"Bring it back:  git -C {folder} checkout HEAD -- {PROGRAMME_PATH}  (or HEAD~1, if its removal "
            f"was saved too). To use another store, add --store PATH.",
            code="no-programme",
        )


def _named(path: str, whence: str) -> str:
    folder = os.path.abspath(os.path.expanduser(path))
    if not is_store(folder):
        _refuse_broken(folder)
        raise StoreTrouble(
            f"{folder}, named by {whence}, is not a store. It has no {PROGRAMME_PATH}.",
            hint=f"To make one there: imatter init {path}",
            code="no-store",
        )
    return _checked(folder)


def _checked(folder: str) -> str:
    if not git_folder(folder):
        raise no_repository(folder)
    return folder
