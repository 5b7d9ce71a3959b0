"""Why a file or folder could not be used, in our own words. Only here is it read from an error of the system."""

from __future__ import annotations

import errno

from imatter_cli.said import Called

#: What completes "It can't be read: …".
_REASONS = {
    errno.EACCES: "you don't have permission",
    errno.EPERM: "you don't have permission",
    errno.EROFS: "the disk is read-only",
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "your share of the disk is used up",
    errno.EFBIG: "a limit on file sizes is reached",
    errno.EIO: "the disk has a fault",
    errno.ENOENT: "it is not there",
    errno.EEXIST: "something else has that name",
    errno.EISDIR: "it is a folder",
    errno.ENOTDIR: "a part of its path is not a folder",
    errno.ENOTEMPTY: "the folder is not empty",
    errno.ELOOP: "it is a link, or its links go round in a circle",
    errno.ENAMETOOLONG: "its name is too long for this disk",
    errno.EMFILE: "too many files are open",
    errno.ENFILE: "too many files are open",
    errno.ENXIO: "no other program has it open",
    errno.EBUSY: "another program is using it",
    errno.ETXTBSY: "another program is using it",
    errno.ESTALE: "its disk is no longer connected",
    errno.ENOTSUP: "this disk does not support it",
    errno.ENOEXEC: "this computer can't run it",
    errno.ENOMEM: "there is not enough memory",
    errno.EAGAIN: "another program is using it",
    errno.EINVAL: "this disk does not support it",
}


def reason(error: OSError) -> Called:
    """Why, for the end of a sentence; scripts get the system's name for it, such as `EACCES`."""
    name = errno.errorcode.get(error.errno or 0, "")
    return Called(name, _REASONS.get(error.errno or 0) or (f"the system says {name}" if name else "nothing says why"))
