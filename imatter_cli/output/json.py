"""What scripts read: one compact line, with a version."""

from __future__ import annotations

import json
from typing import Any

from imatter_cli import remedies
from imatter_cli.errors import ImatterError
from imatter_cli.output.terminal import UNSEEN

VERSION = 1


def envelope(data: Any, store: str = "") -> str:
    """`{"version":1,"data":...}` on one line. Data is JSON types only; TypeError for anything else.

    `store` is the path of the store that it is about, where that needs saying.
    """
    return _line({"version": VERSION, "data": data, **({"store": store} if store else {})})


def refusal(error: ImatterError) -> str:
    """`{"version":1,"error":{"code","message","hint","details","facts","commands"}}` on one line."""
    what = {
        "code": error.code,
        "message": error.message,
        "hint": str(error.hint),
        "details": error.details,
        "facts": error.said.facts(),
        "commands": remedies.lines(error.hint),
    }
    return _line({"version": VERSION, "error": what})


def _line(data: Any) -> str:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    # What steers a terminal or turns writing about is spelt out: the data stay the same.
    return text if text.isascii() and text.isprintable() else UNSEEN.sub(lambda m: f"\\u{ord(m[0]):04x}", text)
