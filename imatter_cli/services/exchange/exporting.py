"""Files that people ask for and keep outside the store: where they may be saved, and how they are written."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from imatter_cli import folders
from imatter_cli.errors import BadValue, ImatterError, NotFound, Refused
from imatter_cli.said import Prose, Said
from imatter_cli.store import outside

#: Folders of a store that hold only what the store itself puts there, with what each is.
_KEPT = {
    "records": "the folder of records, where only records belong",
    "schemas": "the folder of schemas, which imatter writes itself",
    ".git": "the folder in which git keeps the store's history",
}


def place(path: str, root: str, *, over: bool = False, taken: Callable[[Path], ImatterError] = outside.taken) -> Path:
    """The place where a file with this name would be saved (`~` is understood). Nothing is written.

    With `over` it may replace another file; otherwise a file that is already there is refused as `taken`. Raises
    BadValue for `-`, Refused (`file-exists`, `inside-records`), and NotFound if the folder does not exist.
    """
    if path == "-":
        raise BadValue("- is not the name of a file.", hint="Give the name of a file, such as ./- for one called -.")
    there = folders.typed(path)
    if there.is_dir():
        raise Refused(Said("{path} is a folder.", path=str(there)), code="file-exists", hint="Give the name of a file.")
    if outside.is_stream(there):
        return there
    for folder in (Path(os.path.realpath(there.parent)), Path(os.path.realpath(there)).parent):  # a link is followed
        for name, what in _KEPT.items():
            if folder.is_relative_to(Path(os.path.realpath(root)) / name):
                raise Refused(
                    Said("{path} is inside {what}.", path=str(there), what=Prose(what)),
                    code="inside-records",
                    hint="Choose another folder.",
                )
        if not folder.is_dir():
            raise NotFound(
                Said("There is no folder {folder}.", folder=str(folder)),
                hint="Make it first, or choose another folder.",
            )
    if not over and os.path.lexists(there):
        raise taken(there)
    return there


def ordinary(path: str, root: str, why: str, taken: Callable[[Path], ImatterError] = outside.taken) -> Path:
    """The same for what can only be kept in an ordinary file; `why` says so. Raises BadValue for a pipe or a device."""
    there = place(path, root, taken=taken)
    if outside.is_stream(there):
        raise BadValue(
            Said("{path} is not an ordinary file, so {why}.", path=str(there), why=Prose(why)),
            hint="Give the name of a new file.",
        )
    return there


def is_stream(there: Path) -> bool:
    """Whether this is a pipe or similar, which takes one text after another."""
    return outside.is_stream(there)


def write(there: Path, text: str | bytes, *, over: bool = False, private: bool = True) -> None:
    """Write the text to a place that has been checked. Raises as `outside.write`."""
    raw = text if isinstance(text, bytes) else text.encode("utf-8", "replace")
    outside.write(there, raw, over=over, private=private)


def make_folder(there: Path) -> None:
    """Make a folder that only its owner can open. Raises Refused (`file-exists`) if something else is already there."""
    try:
        there.mkdir(mode=0o700)
    except FileExistsError:
        raise outside.taken(there) from None
