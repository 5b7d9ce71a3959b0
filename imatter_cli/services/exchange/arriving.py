"""What kind of file arrived: the form that it says it has."""

from __future__ import annotations

import codecs
import re
from contextlib import suppress

#: The first line that says so: in YAML, in JSON, or in a text that a mail program has quoted.
_SAID = re.compile(rb'^[>\s\xef\xbb\xbf]*\{?\s*"?imatter"?:\s*["\']?([a-z-]+/[0-9]+)', re.MULTILINE)


def plain(raw: bytes) -> bytes:
    """A text as it is read here, where an editor saved it as UTF-16."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        with suppress(UnicodeDecodeError):  # it is refused as it is
            return raw.decode("utf-16").encode()
    return raw


def form_of(raw: bytes) -> str:
    """The form of a file, as `exchange/1`; empty where it says none."""
    found = _SAID.search(raw)
    return found[1].decode() if found else ""
