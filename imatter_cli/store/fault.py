"""Named places where a test may stop a change, as a crash would.

Nothing happens unless the environment variable IMATTER_FAULT names one: `staged` or `staged:kill` ends the
process there with SIGKILL, `staged:raise` raises the error of a failing disk.
"""

from __future__ import annotations

import errno
import os
import signal


def fault(name: str) -> None:
    """Stop here if a test asked for it. Raises OSError (EIO) for `name:raise`; does not return for `name:kill`."""
    wanted, _, how = os.environ.get("IMATTER_FAULT", "").partition(":")
    if wanted != name:
        return
    if how == "raise":
        raise OSError(errno.EIO, f"fault {name} asked for by IMATTER_FAULT")
    os.kill(os.getpid(), signal.SIGKILL)
