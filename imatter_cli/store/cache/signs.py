"""How to recognise a file without reading it.

Times tell only of what came later than the tick of the clock they were taken in: a file that changes twice within it
looks the same after both. So a file that was changed shortly before it was read has no sign, and is read again.
"""

from __future__ import annotations

import os
import struct
import time
from typing import Final

#: File systems tell times apart by 2 s (FAT) down to a few ms; a file is left alone for longer before it has a sign.
_SETTLED_NS: Final = 3_000_000_000

_SIGN: Final = struct.Struct("<qqqqI")
SIGN_SIZE: Final = _SIGN.size
#: The sign of what has none: no file has it.
NO_SIGN: Final = bytes(SIGN_SIZE)


def sign(found: os.stat_result) -> bytes:
    """What a file looks like from outside."""
    return _SIGN.pack(
        found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino & 0x7FFF_FFFF_FFFF_FFFF, found.st_mode
    )


def lasting_sign(found: os.stat_result) -> bytes:
    """The same of a file that is just being read; NO_SIGN if it may yet change and look the same."""
    last = max(found.st_mtime_ns, found.st_ctime_ns)
    return sign(found) if last < time.time_ns() - _SETTLED_NS else NO_SIGN
