"""A file for a person, outside of any store: whole or not at all, readable by its owner alone, never over another."""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from pathlib import Path

from imatter_cli.errors import BadValue, NotFound, Refused, StoreTrouble

_READ = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC


def write_new(path: str, data: bytes) -> None:
    """Write a file that is not there yet, durable, with mode 600.

    Raises Refused (`file-there`), NotFound for a folder that is not there, StoreTrouble (`not-written`).
    """
    wanted = Path(path).expanduser()
    refuse_there(path)
    fresh = wanted.with_name(f".{wanted.name}.{secrets.token_hex(4)}")
    try:
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with open(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(handle)
        os.link(fresh, wanted)  # unlike a rename it never takes the place of another file
    except FileExistsError:
        raise _there(path) from None
    except FileNotFoundError:
        raise NotFound(f"There is no folder {wanted.parent}.", hint="Name one that is there.") from None
    except OSError as error:
        raise StoreTrouble(
            f"{path} cannot be written: {error.strerror}.", code="not-written", hint="Name another place with --to."
        ) from error
    finally:
        with contextlib.suppress(OSError):
            fresh.unlink()


def refuse_there(path: str) -> None:
    """Refuse the name of something that is there already (`file-there`)."""
    if os.path.lexists(Path(path).expanduser()):
        raise _there(path)


def read(path: str, most: int) -> bytes:
    """A file's bytes, up to one more than `most`. Raises NotFound, BadValue for what is no plain file, StoreTrouble."""
    wanted = Path(path).expanduser()
    try:
        handle = os.open(wanted, _READ)
    except (FileNotFoundError, NotADirectoryError):
        raise NotFound(f"There is no file {path}.", hint="Name one, or - for input.", details={"path": path}) from None
    except OSError as error:
        raise StoreTrouble(f"{path} cannot be read: {error.strerror}.", code="not-read") from error
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise BadValue(f"{path} is no plain file.", hint="Name a file, or - for input.", details={"path": path})
        with open(handle, "rb", closefd=False) as file:
            return file.read(most + 1)
    finally:
        os.close(handle)


def _there(path: str) -> Refused:
    return Refused(
        f"{path} is there already, and is not written over.", code="file-there",
        hint="Name another file, or move that one away.", details={"path": path},
    )  # fmt: skip
