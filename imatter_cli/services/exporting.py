"""Files that somebody asks for and keeps elsewhere: whole or not at all, and never over another one unasked."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from imatter_cli.errors import NotFound, Refused, StoreTrouble

#: Folders of a store that hold nothing but what the store itself puts there.
_KEPT = ("records", "schemas", ".git")


def place(path: str, root: str, *, over: bool = False) -> Path:
    """Where a file of that name would go (`~` is understood), if it may go there; nothing is written.

    With `over` it may take another file's place. Raises Refused (`file-exists`, `inside-records`), NotFound for a
    folder that is not there.
    """
    there = Path(path).expanduser().absolute()
    if there.is_dir():
        raise Refused(f"{there} is a folder.", code="file-exists", hint="Give the name of a file.")
    folder = Path(os.path.realpath(there.parent))
    if any(folder.is_relative_to(Path(os.path.realpath(root)) / name) for name in _KEPT):
        raise Refused(
            f"{there} is among the records, where only records are kept.", code="inside-records",
            hint="Choose another folder.",
        )  # fmt: skip
    if not folder.is_dir():
        raise NotFound(f"There is no folder {there.parent}.", hint="Make it first, or choose another one.")
    if not over and os.path.lexists(there):
        raise _exists(there)
    return there


def write(there: Path, text: str | bytes) -> None:
    """Put a new file there, readable by oneself alone. Raises Refused (`file-exists`), StoreTrouble (`not-written`)."""
    _write(there, text, _beside)


def write_over(there: Path, text: str | bytes) -> None:
    """The same, in place of the file that may be there. Raises StoreTrouble (`not-written`)."""
    _write(there, text, Path.replace)


def _write(there: Path, text: str | bytes, put: Callable[[Path, Path], object]) -> None:
    temp = None
    try:
        handle, name = tempfile.mkstemp(dir=there.parent, prefix=f".{there.name[:40]}.")
        temp = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode("utf-8", "replace"))
            file.flush()
            os.fsync(file.fileno())
        put(temp, there)
    except FileExistsError:
        raise _exists(there) from None
    except OSError as wrong:
        raise StoreTrouble(
            f"{there} cannot be written: {wrong.strerror}.", code="not-written", hint="Choose another place."
        ) from wrong
    finally:
        if temp is not None:
            with contextlib.suppress(OSError):
                temp.unlink()


def _beside(temp: Path, there: Path) -> None:
    """Give the file its name, if nothing has it."""
    try:
        there.hardlink_to(temp)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if os.path.lexists(there):
            raise FileExistsError from None
        temp.replace(there)


def _exists(there: Path) -> Refused:
    return Refused(
        f"{there} is there already.", code="file-exists", hint="Choose another name, or add --force to replace it."
    )
