"""Files of a store, opened folder by folder so that no link can lead out of it.

Every step is opened from the one before (openat), with O_NOFOLLOW: what was looked at is what is read, even if somebody
moves folders about meanwhile. Only plain files are opened for reading, so a pipe cannot hang us.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress

from imatter_cli.said import Prose, Said
from imatter_cli.store.paths import SIZE_LIMIT

#: How a folder is opened.
FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_FOLDER = FOLDER | os.O_NOFOLLOW
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
#: What would lead up or nowhere: no step on the way into a store.
_NO_NAMES = ("", ".", "..")


class NotPlain(Exception):
    """What is at a path is not an ordinary file or folder; `path` is the component, `why` completes "PATH is …"."""

    def __init__(self, path: str, why: str) -> None:
        self.said = Said("{path} is {what}", path=path, what=Prose(why))
        super().__init__(self.said)
        self.path = path
        self.why = why


class TooLarge(NotPlain):
    """A plain file that is larger than is read at all."""


@contextmanager
def opened(path: str, how: int, mode: int = 0o666) -> Iterator[int]:
    """A descriptor of a file or a folder, which is closed at the end. Raises OSError."""
    file = os.open(path, how | os.O_CLOEXEC, mode)
    try:
        yield file
    finally:
        os.close(file)


@contextmanager
def folder(root: str, path: str, *, create: bool = False) -> Iterator[int]:
    """A descriptor of a folder of the store. Raises NotPlain, FileNotFoundError (unless `create`) and other OSError."""
    at = os.open(root, FOLDER)
    try:
        gone = ""
        for part in path.split("/") if path else ():
            gone = f"{gone}/{part}" if gone else part
            if part in _NO_NAMES:
                raise NotPlain(gone, "not the name of a folder")
            if create:
                with suppress(FileExistsError):
                    os.mkdir(part, dir_fd=at)
                    os.fsync(at)
            try:
                inner = os.open(part, _FOLDER, dir_fd=at)
            except OSError as e:
                if e.errno in (errno.ENOTDIR, errno.ELOOP):
                    raise NotPlain(gone, _what(part, at)) from None
                raise
            os.close(at)
            at = inner
        yield at
    finally:
        os.close(at)


def read(root: str, path: str) -> bytes | None:
    """A file's bytes; None if there is none. Raises NotPlain (a link, no plain file, too large) and OSError."""
    above, _, name = path.rpartition("/")
    try:
        with folder(root, above) as at:
            return read_in(at, name, path)
    except FileNotFoundError:
        return None


def read_in(at: int, name: str, path: str) -> bytes:
    """The bytes of a file in an open folder. Raises NotPlain, FileNotFoundError and other OSError."""
    return read_and_stat(at, name, path)[0]


def read_and_stat(at: int, name: str, path: str) -> tuple[bytes, os.stat_result]:
    """The same, with what the file looked like just before it was read."""
    try:
        file = os.open(name, _FILE, dir_fd=at)
    except OSError as e:
        if e.errno in (errno.ELOOP, errno.ENXIO):
            raise NotPlain(path, _what(name, at)) from None
        raise
    try:
        about = os.fstat(file)
        if not stat.S_ISREG(about.st_mode):
            raise NotPlain(path, "not an ordinary file")
        if about.st_size > SIZE_LIMIT:
            raise TooLarge(path, f"larger than {SIZE_LIMIT // 1024 // 1024} MiB")
        data = os.read(file, about.st_size + 1)
        while len(data) <= SIZE_LIMIT:
            more = os.read(file, SIZE_LIMIT)
            if not more:
                return data, about
            data += more
        raise TooLarge(path, f"larger than {SIZE_LIMIT // 1024 // 1024} MiB")
    finally:
        os.close(file)


def beginning(path: str, most: int) -> bytes:
    """At most so many bytes from the start of a plain file, whose last part is not a link.

    For what git keeps with a store. Raises OSError (EINVAL for a pipe, a device and the like).
    """
    with opened(path, _FILE) as file:
        if not stat.S_ISREG(os.fstat(file).st_mode):
            raise OSError(errno.EINVAL, "it is not an ordinary file", path)
        data = b""
        while len(data) < most and (more := os.read(file, min(most - len(data), 1 << 20))):
            data += more
        return data


def walk(root: str, top: str) -> Iterator[str]:
    """The path of every name below a folder of the store, except for folders, links among them, in no order.

    No link is followed. What cannot be opened, or lies too deep to be named, is passed over.
    """
    if not os.path.isdir(os.path.join(root, top)) or os.path.islink(os.path.join(root, top)):
        return
    folders = [top]
    while folders:
        above = folders.pop()
        try:
            with os.scandir(os.path.join(root, above)) as entries:
                for entry in entries:
                    path = f"{above}/{entry.name}"
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(path)
                    else:
                        yield path
        except OSError:
            continue


def put_name(source: str, name: str) -> None:
    """Give a file a second name, whole from its first moment; a copy where the file system has no second names.

    Raises FileExistsError if the name is taken, and other OSError.
    """
    try:
        os.link(source, name)
    except FileExistsError:
        raise
    except OSError:  # exFAT and the like
        data = beginning(source, SIZE_LIMIT)
        with opened(os.path.dirname(name), _FOLDER) as above:
            write_new(above, os.path.basename(name), data)


def sync_file(path: str) -> None:
    """Make what a file holds durable; what is not there is passed over. Raises OSError."""
    with suppress(FileNotFoundError), opened(path, _FILE) as file:
        os.fsync(file)


def sync_folder(path: str) -> None:
    """Make a folder's names durable."""
    with opened(path, FOLDER) as at:
        os.fsync(at)


def sync_those_there(paths: Iterable[str]) -> None:
    """Flush the names in these folders to the disk, and skip what is not a folder. Raises OSError."""
    for path in paths:
        with suppress(FileNotFoundError, NotADirectoryError):
            sync_folder(path)


def write_new(at: int, name: str, data: bytes, mode: int = 0o666) -> None:
    """A new file in an open folder, durable. Raises FileExistsError and other OSError."""
    file = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, mode, dir_fd=at)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(file, rest) :]
        os.fsync(file)
    finally:
        os.close(file)


def remove_in(at: int, name: str) -> None:
    """Take a name away, if it is there."""
    with suppress(FileNotFoundError):
        os.unlink(name, dir_fd=at)


def _what(name: str, at: int) -> str:
    mode = os.stat(name, dir_fd=at, follow_symlinks=False).st_mode
    return "a symbolic link" if stat.S_ISLNK(mode) else "not an ordinary file" if not stat.S_ISDIR(mode) else "a folder"
