"""What is typed or piped in: UTF-8, whatever the encoding of the place it comes from."""

from __future__ import annotations

import sys

from imatter_cli.errors import BadValue


def read_bytes(most: int = -1) -> bytes:
    """The bytes of the input, up to so many."""
    raw = getattr(sys.stdin, "buffer", None)
    return bytes(raw.read(most)) if raw is not None else sys.stdin.read(most).encode()


def read_text() -> str:
    """The input as text. Raises BadValue where it is not UTF-8."""
    try:
        return read_bytes().decode()
    except UnicodeDecodeError:
        raise BadValue("The input is not UTF-8 text.", hint="Save it as plain UTF-8 text first.") from None
