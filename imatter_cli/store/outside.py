"""Files that somebody asks for, outside of any store: whole or not at all, and never over another one unasked."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path

from imatter_cli.errors import BadValue, NotFound, Refused, StoreTrouble
from imatter_cli.reasons import reason
from imatter_cli.said import Said
from imatter_cli.store import files

#: How long a pipe that nothing reads from is waited for, in seconds, and how often it is tried.
PATIENCE = 5.0
_AGAIN = 0.05
_READ = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC


def is_stream(there: Path) -> bool:
    """Whether this is a pipe, a device or our own output: something to write into, not a file to put in place."""
    try:
        found = there.stat()
    except OSError:
        return False
    return not (stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)) or _own_output(found) is not None


def write(there: Path, data: bytes, *, over: bool = False, private: bool = True) -> None:
    """Write a file, durable. A pipe, a device or our own output is written into, and a link is followed.

    A new file is readable by its owner alone, or follows the umask if it is not `private`; one that is written `over`
    keeps its mode. Raises Refused (`file-exists`), NotFound for a folder that is not there, StoreTrouble
    (`not-written`).
    """
    try:
        if is_stream(there):
            _write_into(there, data)
        elif over:
            _put_over(Path(os.path.realpath(there)), data, private)
        else:
            _put_new(there, data, private)
    except FileExistsError:
        raise taken(there) from None
    except FileNotFoundError:
        raise NotFound(
            Said("There is no folder {path}.", path=str(there.parent)), hint="Make it first, or choose another folder."
        ) from None
    except BrokenPipeError:
        raise StoreTrouble(
            Said("The program that read from {path} has stopped.", path=str(there)), code="not-written",
            hint="Start that program again.",
        ) from None  # fmt: skip
    except OSError as wrong:
        raise StoreTrouble(
            Said("{path} could not be written: {why}.", path=str(there), why=reason(wrong)), code="not-written",
            hint="Choose another place.",
        ) from wrong  # fmt: skip


def taken(there: Path) -> Refused:
    """The refusal of a name that something has already, where --force would replace it."""
    return Refused(
        Said("{path} already exists.", path=str(there)), code="file-exists",
        hint="Choose another name, or add --force to replace it.", details={"path": str(there)},
    )  # fmt: skip


def read(path: str, most: int) -> bytes:
    """A file's bytes, up to one more than `most`. Raises NotFound, BadValue if it is not an ordinary file,
    StoreTrouble.
    """
    wanted = Path(path).expanduser()
    try:
        handle = os.open(wanted, _READ)
    except (FileNotFoundError, NotADirectoryError):
        raise NotFound(
            Said("There is no file {path}.", path=path), hint="Name one, or - for input.", details={"path": path}
        ) from None
    except OSError as error:
        raise StoreTrouble(
            Said("{path} cannot be read: {why}.", path=path, why=reason(error)), code="not-read"
        ) from error
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise BadValue(
                Said("{path} is not an ordinary file.", path=path), hint="Name a file, or - for input.",
                details={"path": path},
            )  # fmt: skip
        with open(handle, "rb", closefd=False) as file:
            return file.read(most + 1)
    finally:
        os.close(handle)


def _own_output(found: os.stat_result) -> int | None:
    """Our own open output (1) or error output (2), if that is what was found: also a file that the shell opened."""
    for handle in (1, 2):
        with contextlib.suppress(OSError):
            if os.path.samestat(found, os.fstat(handle)):
                return handle
    return None


def _write_into(there: Path, data: bytes) -> None:
    own = _own_output(there.stat())
    # Opening our own output once more would begin at its start again, and a socket cannot be opened at all.
    handle = os.dup(own) if own is not None else _opened(there)
    try:
        _all(handle, data)
    finally:
        os.close(handle)


def _opened(there: Path) -> int:
    """A pipe or a device to write into. Raises StoreTrouble for a pipe that nothing reads from."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            handle = os.open(there, os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
        except OSError as wrong:
            if wrong.errno != errno.ENXIO:
                raise
        else:
            os.set_blocking(handle, True)
            return handle
        if time.monotonic() > end:
            raise StoreTrouble(
                Said("No program reads from {path}, so nothing was written into it.", path=str(there)),
                code="not-written", hint="Start the program that reads from it first, or name an ordinary file.",
            )  # fmt: skip
        time.sleep(_AGAIN)


def _put_new(there: Path, data: bytes, private: bool) -> None:
    with _fresh(there, data, private) as fresh:
        try:
            there.hardlink_to(fresh)  # unlike a rename it never takes the place of another file
        except FileExistsError:
            raise
        except OSError:  # a file system without links
            if os.path.lexists(there):
                raise FileExistsError from None
            fresh.replace(there)


def _put_over(there: Path, data: bytes, private: bool) -> None:
    try:
        before = there.stat()
    except FileNotFoundError:
        before = None
    if before is not None and before.st_nlink > 1:  # it has other names, and stays one file with them
        return _put_into(there, data)
    try:
        with _fresh(there, data, private, before) as fresh:
            fresh.replace(there)
    except PermissionError:
        if before is None:
            raise
        # The folder takes no new file, or the owner could not be kept, but the file itself may be written.
        _put_into(there, data)


def _put_into(there: Path, data: bytes) -> None:
    with open(there, "r+b") as file:
        file.write(data)
        file.truncate()
        os.fsync(file.fileno())


@contextlib.contextmanager
def _fresh(there: Path, data: bytes, private: bool, before: os.stat_result | None = None) -> Iterator[Path]:
    """The data in its own file next to that place, with the mode and owner of the one before; gone afterwards."""
    fresh = there.with_name(f".{there.name[:40]}.{os.urandom(4).hex()}")
    try:
        mode = 0o600 if private or before else 0o666
        with files.opened(str(fresh), os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode) as handle:
            if before is not None:
                ours = os.fstat(handle)
                if (ours.st_uid, ours.st_gid) != (before.st_uid, before.st_gid):
                    os.fchown(handle, before.st_uid, before.st_gid)
                os.fchmod(handle, stat.S_IMODE(before.st_mode))
            _all(handle, data)
            os.fsync(handle)
        yield fresh
    finally:
        with contextlib.suppress(OSError):
            fresh.unlink()


def _all(handle: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(handle, rest) :]
