"""How to recognise a file without reading it.

Times tell only of what came later than the tick of the clock they were taken in: a file that changes twice within it
looks the same after both. So a file that was changed shortly before it was read has no sign, and is read again.
"""

from __future__ import annotations

import os
import struct
import time
from collections.abc import Iterable
from typing import Final

#: File systems tell times apart by 2 s (FAT) down to a few ms; a file is left alone for longer before it has a sign.
_SETTLED_NS: Final = 3_000_000_000

_SIGN: Final = struct.Struct("<qqqQI")
SIGN_SIZE: Final = _SIGN.size
#: The sign of what has none: no file has it.
NO_SIGN: Final = bytes(SIGN_SIZE)


def signs(at: int, names: Iterable[str]) -> bytes:
    """What these files of an open folder look like from outside, in a row. Raises OSError where one is not there."""
    pack, stat = _SIGN.pack, os.stat  # this is done for every record of a large store
    return b"".join(
        [
            pack(found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino, found.st_mode)
            for found in [stat(name, dir_fd=at, follow_symlinks=False) for name in names]
        ]
    )


def lasting_sign(found: os.stat_result) -> bytes:
    """The same of a file that is just being read; NO_SIGN if it may yet change and look the same."""
    last = max(found.st_mtime_ns, found.st_ctime_ns)
    seen = (found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino, found.st_mode)
    return _SIGN.pack(*seen) if last < time.time_ns() - _SETTLED_NS else NO_SIGN
