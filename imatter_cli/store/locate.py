"""Which store: named, by IMATTER_STORE, around us, or the user's default."""

from __future__ import annotations

import os

from imatter_cli.classes import immutable
from imatter_cli.domain.ids import PROGRAMME_PATH
from imatter_cli.errors import StoreTrouble
from imatter_cli.remedies import Command, Remedy
from imatter_cli.said import Prose, Said
from imatter_cli.store import settings
from imatter_cli.store.git.place import git_folder, no_repository

VARIABLE = "IMATTER_STORE"
RECORDS = PROGRAMME_PATH.partition("/")[0]
_DEFAULT, _CALLED = "default-store", "The default store"
#: Whether this system can say what we may do as our effective user.
_EFFECTIVE = os.access in os.supports_effective_ids


@immutable
class Located:
    """The store to use: its absolute path, and what says so: `option`, `variable`, `folder` or `default`."""

    path: str
    by: str


def locate(explicit: str = "", start: str = "", *, here: bool = False) -> Located:
    """The store to use, and why it is that one; `start` is where to look from (the current folder if empty).

    With `here`, no default is used inside a repository that is not a store, nor a store around that repository.
    Raises StoreTrouble: no-store where there is none, no-git for a folder with records that no git looks after,
    no-programme for a store around us whose programme file is gone: no other store takes its place.
    """
    if explicit:
        return Located(named(explicit, "--store"), "option")
    variable = os.environ.get(VARIABLE, "")
    if variable:
        return Located(named(variable, VARIABLE), "variable")
    around = around_us(start)
    if here:
        _refuse_foreign(start, around)
    if around:
        return Located(around, "folder")
    kept = default_store()
    if kept:
        return Located(_kept(kept), "default")
    raise StoreTrouble(
        "There is no notebook or programme store here yet.",
        hint=Remedy(
            "To begin a notebook with a first idea: ", Command("project new"), ". To make an empty one: ",
            Command("init"), ". If you have one somewhere else, add --store PATH.",
        ),
        code="no-store",
    )  # fmt: skip


def _refuse_foreign(start: str, around: str) -> None:
    """Refuse the nearest repository around us, if it is not the store around us (`no-store`)."""
    folder = os.path.abspath(start or os.getcwd())
    while not git_folder(folder):
        folder, below = os.path.dirname(folder), folder
        if folder == below:
            return
    if folder != around:
        raise StoreTrouble(
            Said("{path} is a git repository, but not a store. It has no {file}.", path=folder, file=PROGRAMME_PATH),
            hint=Said("To use a store that is somewhere else, add --store PATH, or set {variable}.", variable=VARIABLE),
            code="no-store", details={"place": folder},
        )  # fmt: skip


def is_store(path: str) -> bool:
    """Whether a folder has a programme in it."""
    return os.path.isfile(os.path.join(path, PROGRAMME_PATH))


def default_store() -> str:
    """The absolute path of the user's default store; empty if none is set."""
    return settings.read_if_any(_DEFAULT).strip("\n")


def set_default_store(path: str) -> None:
    """Keep a store as the user's default. Raises StoreTrouble (code read-only)."""
    settings.keep(_DEFAULT, f"{os.path.abspath(path)}\n", _CALLED)


def unset_default_store() -> None:
    """Have no default store any more. Raises StoreTrouble (code read-only)."""
    settings.keep(_DEFAULT, "", _CALLED)


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
    """Refuse a repository that has records, or had some, and no programme file (`no-programme`, `no-permission`)."""
    git = git_folder(folder)
    records, programme = os.path.join(folder, RECORDS), os.path.join(folder, PROGRAMME_PATH)
    if git and (os.path.isdir(records) or os.path.isdir(os.path.join(git, "imatter"))):
        _refuse_closed(records)
        raise StoreTrouble(
            Said(
                "{path} is a store without its rules. The file {file} is {what}.", path=folder, file=PROGRAMME_PATH,
                what=Prose("not an ordinary file" if os.path.lexists(programme) else "missing"),
            ),
            hint=Remedy(
                "To bring it back as it was last saved: ", Command("recover"),
                ". To use another store, add --store PATH.",
            ),
            code="no-programme",
            details={"place": folder},
        )  # fmt: skip


def _refuse_closed(folder: str) -> None:
    """Refuse a folder that is there and that we may not enter, or a file that we may not read (`no-permission`)."""
    try:
        os.lstat(folder)
    except PermissionError:
        raise _closed(_nearest(folder)) from None
    except OSError:
        return
    needed = os.R_OK | os.X_OK if os.path.isdir(folder) else os.R_OK
    if not os.access(folder, needed, effective_ids=_EFFECTIVE):
        raise _closed(folder)


def _nearest(folder: str) -> str:
    """The folder above this one that may not be entered."""
    above = os.path.dirname(folder)
    while not os.path.lexists(above) and above != os.path.dirname(above):
        above = os.path.dirname(above)
    return above


def _closed(folder: str) -> StoreTrouble:
    return StoreTrouble(
        Said("Permission denied: you can't read {path}.", path=folder),
        hint="Ask its owner for access. To use another store, add --store PATH.", code="no-permission",
        details={"place": folder},
    )  # fmt: skip


def named(path: str, whence: str = "") -> str:
    """The store in a folder that was named, by an option or a variable if it says so. Raises StoreTrouble."""
    folder = os.path.abspath(os.path.expanduser(path))
    if not is_store(folder):
        _refuse_closed(folder)
        _refuse_broken(folder)
        raise StoreTrouble(
            Said(
                "{path}, named by {whence}, is not a store. It has no {file}."
                if whence
                else "{path} is not a store. It has no {file}.",
                path=folder, whence=whence, file=PROGRAMME_PATH,
            ),
            hint="Give the folder that a store is in, not a file."
            if os.path.isfile(folder)
            else Remedy("To make one there: ", Command("init", path)),
            code="no-store", details={"place": folder},
        )  # fmt: skip
    return _checked(folder)


def _kept(folder: str) -> str:
    """The user's default store. Raises StoreTrouble, also where it is not there any more (`no-store`)."""
    if not is_store(folder):
        _refuse_closed(folder)
        _refuse_broken(folder)
        raise StoreTrouble(
            Said("Your store was in {path}, but it is not there now. It may have been moved.", path=folder),
            hint=Remedy(
                "If you know where it is: ", Command("store use", "PATH"), ". If it is gone and you have a backup: ",
                Command("restore", "FILE"), ". To make a new one in the same place: ", Command("init", folder), ".",
            ),
            code="no-store", details={"place": folder},
        )  # fmt: skip
    return _checked(folder)


def _checked(folder: str) -> str:
    git = git_folder(folder)
    if not git:
        raise no_repository(folder)
    for part in (os.path.join(folder, RECORDS), git):
        _refuse_closed(part)
    return folder
