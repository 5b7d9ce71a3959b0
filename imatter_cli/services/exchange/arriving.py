"""What kind of file arrived: the form that it says it has."""

from __future__ import annotations

import re

#: The first line that says so: in YAML, in JSON, or in a text that a mail program has quoted.
_SAID = re.compile(rb'^[>\s\xef\xbb\xbf]*\{?\s*"?imatter"?:\s*["\']?([a-z-]+/[0-9]+)', re.MULTILINE)


def form_of(raw: bytes) -> str:
    """The form of a file, as `exchange/1`; empty where it says none."""
    found = _SAID.search(raw)
    return found[1].decode() if found else ""
